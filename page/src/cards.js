// A card for each cause: the cell, what it says and should say, why, the same figure elsewhere, and the equations.
import { copy, el } from './dom.js'
import { table } from './table.js'

/** 1234567.8 as 1,234,567.8. */
function grouped(value) {
  if (value === null || value === undefined) return ''
  const parts = /^(-?)([0-9]{4,})((?:\.[0-9]+)?)$/.exec(value)
  return parts ? parts[1] + parts[2].replace(/\B(?=([0-9]{3})+$)/g, ',') + parts[3] : value
}

const VERDICTS = { broken: '不平', rounding: '尾差', undecided: '无法判断' }
const LEVELS = { mandatory: '强制', verify: '核实', hint: '提示' }

function copyButton(text, label) {
  const button = el('button', { type: 'button', class: 'small', text: '复制', 'aria-label': '复制' + (label || text) })
  button.addEventListener('click', async () => {
    button.textContent = (await copy(text)) ? '已复制' : '复制不了'
    setTimeout(() => (button.textContent = '复制'), 1500)
  })
  return button
}

function nameOf(cell) {
  return (cell.table || cell.sheet) + '!' + cell.cell
}

/** A cell as a link to it. */
function link(department, cell, go) {
  if (!department.place(cell)) return el('span', { text: cell.cell ? nameOf(cell) : cell.table || '' })
  return el('button', { type: 'button', class: 'link', text: nameOf(cell), onclick: () => go(cell) })
}

/** 864.00 → 86.40. */
function change(mend) {
  const old = mend.value === null ? '（空白）' : grouped(mend.value)
  const children = [el('del', { text: old }), el('span', { text: ' → ', 'aria-label': '应为' })]
  if (mend.proposed === null) children.push(el('ins', { text: '请核对' }))
  else children.push(el('ins', { text: grouped(mend.proposed) }), copyButton(mend.proposed))
  return el('p', { class: 'change' }, children)
}

function mendLine(department, mend, go) {
  const place = [mend.row, mend.column].filter(Boolean).join(' ')
  return el('div', {}, [
    el('p', { class: 'where' }, [link(department, mend, go), ' ' + place]),
    mend.value !== null || mend.proposed !== null ? change(mend) : null,
  ])
}

/** The sentence of a text, its figure marked. */
function sentence(passage) {
  const at = passage.text.indexOf(passage.value)
  const parts = at < 0 ? [passage.text] : [
    passage.text.slice(0, at),
    el('mark', {}, [el('span', { class: 'sign', 'aria-hidden': 'true', text: passage.mark === 'red' ? '✕' : '≠' }), passage.value]),
    passage.text.slice(at + passage.value.length),
  ]
  const children = [el('p', { class: 'where', text: passage.file + '　' + passage.cell }), el('blockquote', {}, parts)]
  if (passage.proposed) {
    children.push(change({ value: passage.value, proposed: passage.proposed }))
  }
  return el('div', {}, children)
}

/** The rows of the other table around the same figure. */
function beside(department, cell, go) {
  const place = department.place(cell)
  const box = el('div', { class: 'slice', tabindex: 0, role: 'region', 'aria-label': nameOf(cell) + ' 前后各行' }, [
    table(department, place.page, { rows: [place.cell.row - 1, place.cell.row + 1], spot: place.cell }),
  ])
  return el('div', { class: 'beside' }, [
    el('p', {}, [
      el('b', { text: '同一笔数在 ' }),
      el('button', { type: 'button', class: 'link other', text: nameOf(cell), onclick: () => go(cell) }),
      el('b', { text: ' 是 ' + (cell.value === null || cell.value === undefined ? '空白' : grouped(cell.value)) }),
    ]),
    box,
  ])
}

function equation(department, finding, go) {
  const lead = finding.rule + ' ' + LEVELS[finding.level] + ' ' + VERDICTS[finding.verdict]
  const rows = finding.cells.filter((cell) => cell.paragraph === undefined).slice(0, 60).map((cell) =>
    el('tr', {}, [
      el('td', {}, [link(department, cell, go)]),
      el('td', { text: [cell.row, cell.column].filter(Boolean).join(' ') }),
      el('td', { class: 'amount', text: grouped(cell.value) }),
    ]),
  )
  return el('div', { class: 'equation' }, [
    el('p', {}, [el('b', { text: lead + '　' }), finding.message]),
    department.reasons && department.reasons.get(finding.rule) ? el('p', { class: 'reason', text: '为什么：' + department.reasons.get(finding.rule) }) : null,
    rows.length ? el('table', {}, [el('tbody', {}, rows)]) : null,
  ])
}

function title(card) {
  if (card.mends.length) return '很可能：' + nameOf(card.mends[0])
  if (card.passage) return '文字：' + card.passage.cell
  if (card.cause && card.ties.length) return '改哪一格，请核对'
  if (card.cause) return card.cause.message
  return card.findings[0].message
}

function why(card) {
  const count = card.findings.filter((it) => it.verdict === 'broken').length
  const lines = []
  if (card.cause && !card.passage && (card.mends.length || card.ties.length)) lines.push(card.cause.message)
  if (card.passage) card.findings.forEach((it) => lines.push(it.message))
  if (count > 1 && card.mends.length) lines.push('改正后这 ' + count + ' 条不平都会平。')
  return lines.map((text) => el('p', { class: 'why', text: text }))
}

function action(choice, on) {
  if (choice.kind === 'choose-year' && choice.year) {
    return el('button', { type: 'button', text: '选择 ' + choice.year + ' 年', onclick: () => on.choose({ year: choice.year }) })
  }
  if (choice.kind === 'take-newest') {
    return el('button', { type: 'button', text: '选用后保存的一份', onclick: () => on.choose({ newest: true }) })
  }
  return null
}

/** The card. `on.go` shows a cell, `on.choose` settles a question, `on.select` makes it the one that is looked at. */
export function draw(department, card, number, on, isCurrent) {
  const sign = card.level === 0 ? '✕' : card.level === 1 ? '？' : 'i'
  const said = card.level === 0 ? '强制' : card.level === 1 ? '核实' : '提示'
  const children = [
    el('h3', {}, [el('span', { class: 'badge', text: sign + ' ' + said }), ' ' + title(card)]),
  ]
  card.mends.forEach((mend) => {
    if (!card.passage) children.push(mendLine(department, mend, on.go))
  })
  card.ties.slice(0, 6).forEach((set, at) => {
    children.push(el('div', { class: 'tie' }, [el('p', { text: '改法 ' + (at + 1) })].concat(set.map((mend) => mendLine(department, mend, on.go)))))
  })
  if (card.passage) children.push(sentence(card.passage))
  why(card).forEach((line) => children.push(line))
  const choices = card.actions.map((choice) => action(choice, on)).filter(Boolean)
  if (choices.length) children.push(el('p', {}, choices.slice(0, 1)))
  if (card.other && isCurrent) children.push(beside(department, card.other, on.go))
  const details = el('details', {}, [
    el('summary', { text: '等式 ' + card.findings.length + ' 条' }),
  ].concat(isCurrent ? card.findings.slice(0, 40).map((finding) => equation(department, finding, on.go)) : []))
  if (isCurrent) details.open = true
  if (card.findings.some((it) => it.cells.length)) children.push(details)
  const made = el('article', {
    class: 'card level' + card.level + (isCurrent ? ' current' : ''),
    tabindex: 0,
    'aria-current': isCurrent ? 'true' : null,
    'aria-label': '问题 ' + number,
  }, children)
  if (!isCurrent && on.select) {
    made.addEventListener('click', () => on.select(card))
    made.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && event.target === made) on.select(card)
    })
  }
  return made
}
