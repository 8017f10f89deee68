// What can be looked up and made without files: codes, rules, blank workbooks.
import { ask } from './engine.js'
import { $, el, fill, save } from './dom.js'

const LEVELS = { mandatory: '强制', verify: '核实', hint: '提示' }

let rules = null

/** All rules, asked once. */
async function allRules() {
  if (!rules) rules = ask({ ask: 'rules' }).then((answer) => answer.lines)
  return rules
}

/** Why each rule of a layout must hold, by its id. */
export async function reasons(layout) {
  const own = (await allRules()).filter((rule) => rule.layout === layout)
  return new Map(own.map((rule) => [rule.id, rule.why]))
}

async function findCodes(event) {
  event.preventDefault()
  const query = $('code-query').value.trim()
  if (!query) return
  const year = Number($('year').value) || null
  const answer = await ask({ ask: 'codes', query: query, year: year })
  $('code-answer').textContent = answer.lines[0].text
}

async function findRules(event) {
  event.preventDefault()
  const query = $('rule-query').value.trim().toLowerCase()
  const isFound = (rule) => !query || (rule.id + ' ' + rule.title + ' ' + rule.why).toLowerCase().indexOf(query) >= 0
  const found = (await allRules()).filter(isFound)
  fill($('rule-answer'), found.slice(0, 200).map((rule) =>
    el('details', {}, [
      el('summary', { text: rule.id + '　' + LEVELS[rule.level] + '　' + rule.title + '（' + rule.layout + '）' }),
      el('p', { text: rule.why }),
      el('pre', { text: rule.written.join('\n') }),
      rule.source ? el('p', { text: '依据：' + rule.source }) : null,
    ]),
  ))
  if (!found.length) fill($('rule-answer'), [el('p', { text: '没有这样的规则' })])
}

async function makeBlank(event) {
  event.preventDefault()
  const button = $('blank-make')
  button.disabled = true
  const answer = await ask({ ask: 'template', layout: $('blank-layout').value, year: Number($('year').value) || null, department: $('blank-department').value.trim() })
  button.disabled = false
  answer.made.forEach((file) => save(file[0], file[1]))
  $('live').textContent = answer.made.length ? '空白表已做好' : '空白表没有做成'
}

export function lookUps() {
  $('code-form').addEventListener('submit', findCodes)
  $('rule-form').addEventListener('submit', findRules)
  $('blank-form').addEventListener('submit', makeBlank)
}
