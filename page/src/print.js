// What is printed: the pages of the department that are marked, or all where none is, and its cards.
import { $, el, fill } from './dom.js'
import { draw } from './cards.js'
import { painted, table } from './table.js'

const NOTHING = { go: function () {}, choose: function () {} }

export function preparePrint(state) {
  const department = state.current
  if (!department) {
    fill($('print'), [])
    return
  }
  const pages = department.view.pages.map((page, at) => ({ page: page, at: at, count: painted(page) }))
  const marked = pages.filter((it) => it.count.red || it.count.amber)
  const shown = marked.length ? marked : pages
  const heading = el('h1', { text: department.title + (department.publishable ? '：可以公开' : '：不能公开，强制问题 ' + department.mandatory + ' 个') })
  const cards = department.cards.main.map((card, at) => draw(department, card, at + 1, NOTHING, true))
  const tables = shown.map((it) =>
    el('section', { class: it.page.landscape ? 'sheet wide' : 'sheet' }, [table(department, it.at, {})]),
  )
  fill($('print'), [heading].concat(cards, tables))
}
