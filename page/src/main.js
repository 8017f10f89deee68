// The page: takes files, has them checked, and shows departments, tables and causes. State is in memory alone.
import { freeFolder } from './folder.js'
import { Answers, Run, ask, compile, publish } from './engine.js'
import { $, copy, el, fill, save } from './dom.js'
import { added, chosen, dropped } from './intake.js'
import { Department, keyOf } from './model.js'
import { draw as drawCard } from './cards.js'
import { painted, table } from './table.js'
import { zip } from './zip.js'
import { lookUps, reasons } from './lookup.js'
import { preparePrint } from './print.js'
import { coolDown, warmUp } from './warm.js'

const state = {
  files: [],
  run: null,
  answers: new Answers(),
  departments: [],
  end: null,
  outputs: new Map(),
  lost: [],
  current: null,
  page: 0,
  card: 0,
  spot: null,
}

function options() {
  const year = Number($('year').value)
  return { year: year >= 1990 && year < 2100 ? year : null, layout: $('layout').value || null, newest: $('newest').checked }
}

function say(text) {
  $('live').textContent = text
}

function show(id, isShown) {
  $(id).hidden = !isShown
}

/** Says something that is to be seen and heard. */
function notice(text) {
  say(text)
  $('notice').textContent = text
  show('notice', true)
}

// -- running

async function take(files) {
  if (!files.length) {
    notice('没有选到文件')
    return
  }
  state.files = added(state.files, files)
  await check()
}

async function check() {
  if (!state.files.length) return
  coolDown()
  if (state.run) state.run.cancel()
  const run = new Run()
  const held = state.current ? state.current.title : null
  state.run = run
  const found = []
  begin()
  const result = await publish(run, state.files, options(), state.answers, {
    begin: () => {
      found.length = 0
      progress('正在准备', 0, state.files.length, '')
    },
    progress: progress,
    department: (told, report, number) => {
      if (report) found.push(new Department(report, told, number))
    },
  })
  if (run !== state.run || !result) return
  state.run = null
  document.body.dataset.memory = String(run.memory)
  finish(found, result, held)
}

/** Adds to the causes why each rule must hold; that can wait until all is shown. */
async function explain(departments) {
  for (const department of departments) {
    department.reasons = await reasons(department.layout)
    if (department === state.current) drawRight()
  }
}

let shown = 0
let begun = 0
let clock = 0

/** The seconds go on, whatever is worked on. */
function tick() {
  const spent = (performance.now() - begun) / 1000
  $('clock').textContent = spent.toFixed(1) + ' 秒'
  if ($('running').hidden) clearInterval(clock)
}

function begin() {
  show('notice', false)
  shown = 0
  begun = performance.now()
  clearInterval(clock)
  clock = setInterval(tick, 200)
  showTools(false)
  show('running', true)
  document.body.dataset.state = 'running'
  say('开始核对')
}

function progress(what, done, all, name) {
  const now = performance.now()
  if (done && done < all && now - shown < 100) return
  shown = now
  $('progress').max = Math.max(all, 1)
  $('progress').value = done
  $('doing').textContent = what + ' ' + done + ' / ' + all + (name ? '　' + name : '')
}

function cancel() {
  if (state.run) state.run.cancel()
  state.run = null
  show('running', false)
  document.body.dataset.state = 'cancelled'
  say('已取消')
  if (!state.departments.length && !state.end) {
    show('work', false)
    show('start', true)
  }
}

function finish(found, result, held) {
  found.sort((one, other) => Number(one.publishable) - Number(other.publishable) || one.number - other.number)
  state.departments = found
  state.end = result.end
  state.lost = result.lost
  state.outputs = new Map(result.outputs.sort((one, other) => (one[0] < other[0] ? -1 : 1)).filter((it) => it[0][0] !== '.'))
  show('running', false)
  document.body.dataset.state = 'done'
  const open = found.filter((it) => it.publishable).length
  const end = state.end || { found: state.files.length, read: 0, unreadable: [], ignored: [], errors: [] }
  const text = end.failure
    ? end.failure
    : '文件 ' + end.found + ' 个，读入 ' + end.read + ' 个；部门 ' + found.length + ' 个，可以公开 ' + open + ' 个'
  $('summary').textContent = text
  const same = found.filter((it) => it.title === held)
  select(same.length === 1 ? same[0] : found[0] || null)
  drawLeft()
  say(text + (found.length > open ? '。有 ' + (found.length - open) + ' 个部门不能公开' : ''))
  performance.mark('result')
  explain(found)
}

/** The tools of the first screen, and back. */
function showTools(isShown) {
  show('start', isShown)
  show('work', !isShown)
  $('back').hidden = !isShown
}

function forget() {
  if (state.run) state.run.cancel()
  Object.assign(state, { files: [], run: null, departments: [], end: null, outputs: new Map(), lost: [], current: null, answers: new Answers() })
  $('summary').textContent = ''
  document.body.dataset.state = 'empty'
  showTools(true)
  $('back').hidden = true
}

// -- departments

function select(department) {
  state.current = department
  state.card = 0
  state.page = 0
  state.spot = null
  const cards = department ? department.cards.main : []
  if (cards.length) selectCard(0)
  else drawAll()
}

function drawAll() {
  drawLeft()
  drawMiddle()
  drawRight()
}

/** The folder of a file, or the file where it lies in none. */
function folderOf(path) {
  const end = path.lastIndexOf('/')
  return end < 0 ? path : path.slice(0, end)
}

function drawLeft() {
  const titles = state.departments.map((department) => department.title)
  const isShared = (title) => titles.indexOf(title) !== titles.lastIndexOf(title)
  const rows = state.departments.map((department, at) => {
    const isHeld = !department.publishable
    const isCurrent = department === state.current
    return el('li', {
      role: 'option',
      id: 'department-' + at,
      'aria-selected': isCurrent ? 'true' : 'false',
      class: isHeld ? 'held' : 'open',
      onclick: () => select(department),
    }, [
      el('span', { class: 'icon', 'aria-hidden': 'true', text: isHeld ? '✕' : '✓' }),
      el('span', { class: 'name', text: department.title }),
      isShared(department.title) ? el('span', { class: 'state from', text: folderOf(department.files[0]) }) : null,
      el('span', { class: 'state', text: isHeld ? '不能公开 · 强制问题 ' + department.mandatory + ' 个' : '可以公开 · 平 ' + department.equations.held + ' 条' }),
    ])
  })
  fill($('departments'), rows)
  const at = state.departments.indexOf(state.current)
  if (at >= 0) $('departments').setAttribute('aria-activedescendant', 'department-' + at)
  else $('departments').removeAttribute('aria-activedescendant')
  const end = state.end || { unreadable: [], ignored: [], errors: [] }
  const lost = state.lost.map((file) => ({ file: file.path, reason: '核对到这个文件时出错，已跳过', action: '请单独打开看看，另存为新的 .xlsx 后再试' }))
  const unread = lost.concat(end.unreadable)
  show('unread', unread.length > 0)
  $('unread-title').textContent = '未能读取 ' + unread.length + ' 个文件'
  fill($('unread-list'), unread.map((it) =>
    el('li', {}, [el('span', { class: 'icon', 'aria-hidden': 'true', text: '?' }), el('span', { class: 'name', text: it.file }), el('span', { class: 'state', text: it.reason + '。' + (it.action || '') })]),
  ))
  show('ignored', end.ignored.length > 0)
  $('ignored-title').textContent = '没有用到 ' + end.ignored.length + ' 个文件'
  fill($('ignored-list'), end.ignored.map((it) => el('li', {}, [el('span', { class: 'name', text: it.file }), el('span', { class: 'state', text: it.reason })])))
  const has = state.outputs.size > 0
  $('all').disabled = !has
  $('folder').disabled = !has
  const summary = state.outputs.get('汇总.xlsx')
  show('total', Boolean(summary))
}

// -- tables

function placeOf(cell) {
  return state.current && cell ? state.current.place(cell) : null
}

/** Shows a cell of the submitted files. */
function go(cell) {
  const place = placeOf(cell)
  if (!place) return
  state.page = place.page
  state.spot = place.cell
  drawMiddle()
  say('现在看 ' + (cell.table || cell.sheet) + '!' + cell.cell)
}

function involved(card) {
  const found = new Set()
  if (!card) return found
  card.findings.forEach((finding) => finding.cells.forEach((cell) => {
    const place = placeOf(cell)
    if (place) found.add(place.cell)
  }))
  return found
}

function currentCard() {
  return state.current ? state.current.cards.main[state.card] || null : null
}

function drawMiddle() {
  const department = state.current
  show('paper', Boolean(department))
  if (!department) {
    fill($('tabs'), [])
    fill($('grid'), [])
    fill($('files'), [])
    return
  }
  const tabs = department.view.pages.map((page, at) => {
    const count = painted(page)
    const isCurrent = at === state.page
    return el('button', {
      type: 'button',
      role: 'tab',
      id: 'tab-' + at,
      'aria-selected': isCurrent ? 'true' : 'false',
      'aria-controls': 'grid',
      tabindex: isCurrent ? 0 : -1,
      onclick: () => {
        state.page = at
        state.spot = null
        drawMiddle()
        $('tab-' + at).focus()
      },
    }, [
      page.name,
      count.red ? el('span', { class: 'count red', text: '✕' + count.red }) : null,
      !count.red && count.amber ? el('span', { class: 'count amber', text: '≠' + count.amber }) : null,
    ])
  })
  fill($('tabs'), tabs)
  $('grid').setAttribute('aria-labelledby', 'tab-' + state.page)
  const drawn = department.view.pages.length
    ? table(department, state.page, { spot: state.spot, involved: involved(currentCard()), choose: chooseCell, room: $('grid').clientWidth })
    : el('p', { text: '这个部门没有表' })
  fill($('grid'), [drawn])
  const now = $('grid').querySelector('[data-now]')
  if (now) now.scrollIntoView({ block: 'center', inline: 'nearest' })
  else $('grid').scrollTop = 0
  drawFiles(department)
}

/** The card that names a cell, if there is one, becomes the one that is looked at. */
function chooseCell(cell) {
  const source = state.current.view.sources[cell.source]
  const key = keyOf(source.file, source.sheet, cell.cell)
  const isOf = (card) => card.mends.some((it) => keyOf(it.file, it.sheet, it.cell) === key)
  const isIn = (card) => card.findings.some((it) => it.cells.some((own) => keyOf(own.file, own.sheet, own.cell) === key))
  const cards = state.current.cards.main
  const at = cards.findIndex(isOf) >= 0 ? cards.findIndex(isOf) : cards.findIndex(isIn)
  state.spot = cell
  if (at >= 0) state.card = at
  drawMiddle()
  drawRight()
}

function drawFiles(department) {
  const names = department.outputs.filter((name) => state.outputs.has(name))
  const buttons = names.map((name) => {
    const own = name.slice(name.lastIndexOf('/') + 1)
    const label = own.replace(department.name, '').replace(/^2[0-9]{3}年部门预算/, '') || own
    return el('button', { type: 'button', class: 'small', text: '⤓ ' + label, 'aria-label': '下载 ' + own, title: name, onclick: () => save(own, state.outputs.get(name)) })
  })
  const letter = names.filter((name) => /退回意见\.txt$/.test(name))[0]
  if (letter) {
    const button = el('button', { type: 'button', class: 'small', text: '复制退回意见' })
    button.addEventListener('click', async () => {
      const text = new TextDecoder('utf-8').decode(state.outputs.get(letter))
      button.textContent = (await copy(text)) ? '已复制' : '复制不了'
    })
    buttons.push(button)
  }
  fill($('files'), buttons)
}

// -- causes

function selectCard(at) {
  const cards = state.current ? state.current.cards.main : []
  if (!cards.length) return
  state.card = Math.max(0, Math.min(cards.length - 1, at))
  const card = cards[state.card]
  const place = placeOf(card.spot)
  if (place) {
    state.page = place.page
    state.spot = place.cell
  } else {
    state.spot = null
  }
  drawAll()
}

function drawRight() {
  const department = state.current
  if (!department) {
    $('causes-title').textContent = '问题'
    fill($('cards'), [])
    show('hints', false)
    return
  }
  const cards = department.cards
  const on = { go: go, choose: choose, select: (card) => selectCard(cards.main.indexOf(card)) }
  $('causes-title').textContent = cards.main.length ? '问题 ' + (state.card + 1) + ' / ' + cards.main.length : '没有要改的'
  fill($('cards'), cards.main.map((card, at) => drawCard(department, card, at + 1, on, at === state.card)))
  if (!cards.main.length) {
    fill($('cards'), [el('p', { class: 'fine', text: '✓ 各表都对得上，勾稽 ' + department.equations.held + ' 条全平。' })])
  }
  show('hints', cards.hints.length > 0)
  $('hints-title').textContent = '提示 ' + cards.hints.length + ' 条'
  fill($('hint-list'), $('hints').open ? cards.hints.map((card, at) => drawCard(department, card, at + 1, { go: go, choose: choose }, false)) : [])
  const current = $('cards').querySelector('.current')
  const slice = $('cards').querySelector('.slice')
  const same = slice && slice.querySelector('[data-now]')
  if (same) slice.scrollLeft = Math.max(0, same.offsetLeft + same.offsetWidth - slice.clientWidth + 4)
  if (current) $('causes').scrollTop = Math.max(0, current.offsetTop - $('causes').offsetTop - 44)
}

function choose(wish) {
  if (wish.year) $('year').value = wish.year
  if (wish.newest) $('newest').checked = true
  check()
}

// -- results

function saveAll() {
  const files = Array.from(state.outputs).map((it) => ['公开表/' + it[0], it[1]])
  save('公开表.zip', zip(files))
}

async function writeFolder() {
  try {
    const chosenFolder = await window.showDirectoryPicker({ mode: 'readwrite' })
    const [root, name] = await freeFolder(chosenFolder, state.outputs)
    for (const [path, bytes] of state.outputs) {
      const parts = path.split('/')
      const last = parts.pop()
      let folder = root
      for (const part of parts) folder = await folder.getDirectoryHandle(part, { create: true })
      const stream = await (await folder.getFileHandle(last, { create: true })).createWritable()
      await stream.write(bytes)
      await stream.close()
    }
    const kept = name === '公开表' ? '' : '；原来的公开表里有改动过的文件，没有覆盖'
    notice('已写入 ' + chosenFolder.name + '/' + name + '，共 ' + state.outputs.size + ' 个文件' + kept)
  } catch (error) {
    if (error.name !== 'AbortError') notice('写不进这个文件夹：' + error.message)
  }
}

// -- keys

function isTyping(target) {
  return /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)
}

function step(by) {
  const at = state.departments.indexOf(state.current) + by
  if (at < 0 || at >= state.departments.length) return
  select(state.departments[at])
  const row = $('department-' + at)
  if (row) row.scrollIntoView({ block: 'nearest' })
  say(state.current.title + (state.current.publishable ? '，可以公开' : '，不能公开'))
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || $('work').hidden) return
  const key = event.key
  const isInTabs = event.target.getAttribute && event.target.getAttribute('role') === 'tab'
  const isControl = /^(BUTTON|SUMMARY|A)$/.test(event.target.tagName)
  if (key === 'j' || key === 'J') selectCard(state.card + 1)
  else if (key === 'k' || key === 'K') selectCard(state.card - 1)
  else if (isInTabs && (key === 'ArrowRight' || key === 'ArrowLeft')) {
    const count = state.current.view.pages.length
    state.page = (state.page + (key === 'ArrowRight' ? 1 : count - 1)) % count
    state.spot = null
    drawMiddle()
    $('tab-' + state.page).focus()
  } else if (key === 'Enter' && !isControl) {
    const card = currentCard()
    if (!card || (event.target.classList && event.target.classList.contains('card') && !event.target.classList.contains('current'))) return
    const other = placeOf(card.other)
    go(other && state.spot !== other.cell ? card.other : card.spot)
  } else if ((key === 'ArrowDown' || key === 'ArrowUp') && !isScrolling(event.target)) {
    step(key === 'ArrowDown' ? 1 : -1)
  } else return
  event.preventDefault()
}

/** Regions that scroll keep the arrows for that. */
function isScrolling(target) {
  return ['grid', 'causes'].indexOf(target.id) >= 0 || (target.classList && target.classList.contains('slice'))
}

// -- start

function listen() {
  const onDrag = (event) => {
    event.preventDefault()
    document.body.classList.add('over')
  }
  document.addEventListener('dragenter', onDrag)
  document.addEventListener('dragover', onDrag)
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) document.body.classList.remove('over')
  })
  document.addEventListener('drop', async (event) => {
    event.preventDefault()
    document.body.classList.remove('over')
    try {
      take(await dropped(event.dataTransfer))
    } catch (_) {
      notice('这个浏览器不让页面读拖进来的文件夹。请点“选文件夹”')
    }
  })
  document.querySelectorAll('input[type=file]').forEach((input) => {
    input.addEventListener('change', () => {
      const files = chosen(input)
      input.value = ''
      take(files)
    })
  })
  document.querySelectorAll('[data-opens]').forEach((button) => {
    button.addEventListener('click', () => $(button.getAttribute('data-opens')).click())
  })
  ;['year', 'layout', 'newest'].forEach((id) => $(id).addEventListener('change', check))
  $('cancel').addEventListener('click', cancel)
  $('forget').addEventListener('click', forget)
  $('tools').addEventListener('click', () => showTools(true))
  $('back').addEventListener('click', () => showTools(false))
  $('all').addEventListener('click', saveAll)
  $('total').addEventListener('click', () => save('汇总.xlsx', state.outputs.get('汇总.xlsx')))
  $('folder').addEventListener('click', writeFolder)
  show('folder', Boolean(window.showDirectoryPicker))
  $('hints').addEventListener('toggle', drawRight)
  document.addEventListener('keydown', onKey)
  window.addEventListener('beforeprint', () => preparePrint(state))
}

async function start() {
  listen()
  lookUps()
  try {
    await compile()
    const about = (await ask({ ask: 'about' })).lines[0]
    about.layouts.forEach((it) => $('layout').appendChild(el('option', { value: it.id, text: it.name })))
    about.layouts.forEach((it) => $('blank-layout').appendChild(el('option', { value: it.id, text: it.name })))
    document.body.dataset.state = 'empty'
    performance.mark('ready')
    if (!state.run) warmUp()
  } catch (error) {
    document.documentElement.className += ' old'
    say('这个浏览器不能运行核对程序：' + error)
  }
}

if (document.documentElement.className.indexOf('old') < 0) start()
