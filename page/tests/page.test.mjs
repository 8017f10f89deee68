// The built page, driven as a clerk drives it.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, test } from 'node:test'
import {
  built, choose, close, differences, district, drop, dropFromDisk, filesBelow, open, outputs, place, program, published, put, result, samples, top,
} from './harness.mjs'
import { packed, unpacked, workbook } from './zip.mjs'

// a machine that does other work too is given more time: SLOW=3
const SLOW = Number(process.env.SLOW || 1)
const seconds = (number) => number * 1000 * SLOW

after(close)

const text = (page, id) => page.textContent('#' + id)
const isSeen = (page, selector) => page.evaluate((selector) => {
  const found = document.querySelector(selector)
  if (!found) return false
  const box = found.getBoundingClientRect()
  const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
  return Boolean(at) && (found.contains(at) || at.contains(found)) && box.bottom <= innerHeight && box.right <= innerWidth
}, selector)

/** Nothing was asked for but the page itself, and nothing went wrong in it. */
function isQuiet(page) {
  const asked = page.requests.filter((url) => !/^(blob|data):/.test(url))
  assert.deepEqual([asked.length, page.mistakes], [1, []], asked.join(' '))
}

test('the file is small and soon ready', async () => {
  assert.ok(statSync(built).size <= 4 << 20, String(statSync(built).size))
  const page = await open()
  const ready = await page.evaluate(() => performance.getEntriesByName('ready')[0].startTime)
  console.log('ready after', Math.round(ready), 'ms;', statSync(built).size, 'bytes')
  assert.ok(ready <= seconds(1), String(ready))
  assert.match(await text(page, 'layout'), /自动识别.+/)
  isQuiet(page)
  await page.context().close()
})

test('from the drop to the mended workbook', async () => {
  const inbox = samples()
  const page = await open()
  const begun = Date.now()
  await choose(page, inbox)
  console.log('samples after', Date.now() - begun, 'ms')
  assert.ok(Date.now() - begun <= seconds(3))
  assert.match(await text(page, 'summary'), /部门 2 个，可以公开 1 个/)
  // the one that cannot be published stands first, and is shown
  assert.equal(await page.getAttribute('#departments li:first-child', 'class'), 'held')
  assert.equal(await page.getAttribute('#departments li:first-child', 'aria-selected'), 'true')
  // the red cell and both sides are in sight, and the cause names old and new
  assert.match(await page.textContent('#grid td.now.red'), /864\.00/)
  for (const seen of ['#grid td.now.red', '#cards .current .change ins', '#cards .current .slice td.now', '#all']) {
    assert.ok(await isSeen(page, seen), seen)
  }
  assert.match(await page.textContent('#cards .current .change'), /864\.00.*86\.40/s)
  assert.match(await page.textContent('#cards .current .slice td.now'), /86\.40/)
  // the other table, by the link and by Enter; back again by Enter
  await page.click('#cards .current .link.other')
  assert.match(await page.textContent('#tabs [aria-selected=true]'), /表五/)
  assert.match(await page.textContent('#grid td.now'), /86\.40/)
  await page.click('#summary')
  await page.keyboard.press('Enter')
  assert.match(await page.textContent('#tabs [aria-selected=true]'), /表三/)
  await page.keyboard.press('Enter')
  assert.match(await page.textContent('#tabs [aria-selected=true]'), /表五/)
  // the next cause and the one before
  await page.keyboard.press('j')
  assert.match(await text(page, 'causes-title'), /^问题 2 /)
  assert.match(await page.textContent('#tabs [aria-selected=true]'), /表七/)
  await page.keyboard.press('k')
  assert.match(await text(page, 'causes-title'), /^问题 1 /)
  // a wrong figure of the text stands in its sentence
  assert.ok((await page.locator('#cards blockquote mark').count()) > 0)
  // all is taken as publish writes it
  const expected = published(inbox)
  assert.deepEqual(differences(await outputs(page), expected), [])
  assert.ok(expected.size > 6)
  // one file alone
  const coming = page.waitForEvent('download')
  await page.click('#files button >> nth=0')
  const alone = readFileSync(await (await coming).path())
  assert.ok([...expected.values()].some((bytes) => bytes.equals(alone)))
  // mended and dropped again: all green
  const right = filesBelow(join(top, 'samples', '已平'))
  const own = (ending) => [...right].find(([name]) => name.endsWith(ending))[1]
  await drop(page, [['2020年报送稿.xlsx', own('.xlsx')]])
  assert.match(await text(page, 'summary'), /文件 4 个.*部门 2 个，可以公开 1 个/)
  assert.equal(await page.locator('#grid td.red').count(), 0, 'the tables are right, the text is not yet')
  put(join(inbox, '有错', '2020年报送稿.xlsx'), own('.xlsx'))
  put(join(inbox, '有错', '2020年部门预算情况说明.docx'), own('.docx'))
  await choose(page, inbox)
  assert.match(await text(page, 'summary'), /部门 2 个，可以公开 2 个/)
  assert.equal(await page.locator('#departments li.held').count(), 0)
  assert.equal(await page.locator('#grid td.red').count(), 0)
  assert.match(await text(page, 'cards'), /✓ 各表都对得上/)
  assert.deepEqual(differences(await outputs(page), published(inbox)), [])
  isQuiet(page)
  await page.context().close()
})

/** A folder of the disk as the browser hands it out, in memory. */
function pickedFolder() {
  const missing = () => Object.assign(new Error('none'), { name: 'NotFoundError' })
  const folder = (name) => {
    const [folders, files] = [new Map(), new Map()]
    return {
      name,
      folders,
      files,
      async getDirectoryHandle(name, options = {}) {
        if (!folders.has(name) && !options.create) throw missing()
        if (!folders.has(name)) folders.set(name, folder(name))
        return folders.get(name)
      },
      async getFileHandle(name, options = {}) {
        if (!files.has(name) && !options.create) throw missing()
        return {
          getFile: async () => new File([files.get(name)], name),
          createWritable: async () => ({ write: async (bytes) => files.set(name, bytes.slice()), close: async () => {} }),
        }
      },
    }
  }
  window.picked = folder('收件')
  window.showDirectoryPicker = async () => window.picked
}

test('results are written into a folder, and never over what a person made', async () => {
  const page = await open({}, pickedFolder)
  const inbox = samples()
  await choose(page, inbox)
  const written = async (name) => {
    const told = page.waitForFunction((name) => document.body.textContent.includes('已写入 收件/' + name + '，'), name)
    await page.click('#folder')
    await told
    return page.evaluate((name) => {
      const found = []
      const list = (folder, lead) => {
        folder.files.forEach((bytes, file) => found.push([lead + file, Array.from(bytes)]))
        folder.folders.forEach((inner, own) => list(inner, lead + own + '/'))
      }
      list(window.picked.folders.get(name), '公开表/')
      return found
    }, name)
  }
  const files = (found) => new Map(found.map(([name, bytes]) => [name, Buffer.from(bytes)]))
  const expected = published(inbox)
  assert.deepEqual(differences(files(await written('公开表')), expected), [])
  // the same once more changes nothing
  await written('公开表')
  assert.equal(await page.evaluate(() => window.picked.folders.size), 1)
  await page.evaluate(() => window.picked.folders.get('公开表').files.set('汇总.xlsx', new Uint8Array([1])))
  assert.deepEqual(differences(files(await written('公开表（2）')), expected), [])
  assert.deepEqual(await page.evaluate(() => Array.from(window.picked.folders.get('公开表').files.get('汇总.xlsx'))), [1])
  isQuiet(page)
  await page.context().close()
})

test('departments are gone through by the arrows', async () => {
  const page = await open()
  await choose(page, samples())
  await page.focus('#departments')
  await page.keyboard.press('ArrowDown')
  assert.equal(await page.getAttribute('#departments li:nth-child(2)', 'aria-selected'), 'true')
  assert.match(await text(page, 'live'), /可以公开/)
  await page.keyboard.press('ArrowUp')
  assert.equal(await page.getAttribute('#departments li:first-child', 'aria-selected'), 'true')
  await page.context().close()
})

test('a zip gives what its folder gives', async () => {
  const inbox = place()
  const files = [...filesBelow(join(top, 'samples', '有错'))]
  put(join(inbox, '有错.zip'), packed(files))
  const page = await open()
  await choose(page, inbox)
  assert.match(await text(page, 'summary'), /部门 1 个，可以公开 0 个/)
  assert.deepEqual(differences(await outputs(page), published(inbox)), [])
  await page.context().close()
})

test('other folders give what publish gives', async (t) => {
  // INBOXES names folders whose folders are an inbox each
  const shelves = [join(top, 'tests', 'data', 'formats'), ...(process.env.INBOXES || '').split(':').filter(Boolean)]
  for (const shelf of shelves) {
    const within = readdirSync(shelf).map((name) => join(shelf, name)).filter((path) => statSync(path).isDirectory())
    const inboxes = within.length ? within : [shelf]
    for (const inbox of inboxes) {
      await t.test(inbox, async () => {
        const page = await open()
        await choose(page, inbox)
        const expected = published(inbox)
        const own = expected.size ? await outputs(page) : new Map()
        assert.deepEqual(differences(own, expected), [])
        assert.deepEqual(page.mistakes, [])
        await page.context().close()
      })
    }
  }
})

/** Files that no honest department sends. */
function hostile(sample) {
  const deep = '<a>'.repeat(200000)
  const bomb = Buffer.alloc(300 << 20, 0x20)
  return [
    ['空.xlsx', Buffer.alloc(0)],
    ['文字.xlsx', Buffer.from('各位老师好')],
    ['半个.xlsx', sample.subarray(0, sample.length >> 1)],
    ['缺尾.xlsx', sample.subarray(0, sample.length - 30)],
    ['乱.xls', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4096, 0xff)])],
    ['深.xlsx', workbook('深', null, deep)],
    ['炸弹.xlsx', workbook('炸弹', null, bomb)],
    ['套娃.zip', packed([['里.zip', packed([['表.xlsx', sample]])]])],
    ['坏.docx', packed([['word/document.xml', Buffer.from(deep)]])],
    ['扫描.pdf', Buffer.from('%PDF-1.7')],
  ]
}

test('hostile files are named and cost nobody else anything', async () => {
  const inbox = samples()
  const honest = published(inbox)
  const sample = readFileSync(join(inbox, '有错', '2020年报送稿.xlsx'))
  const files = hostile(sample)
  files.forEach(([name, bytes]) => put(join(inbox, '坏', name), bytes))
  const page = await open()
  await choose(page, inbox)
  const named = (await text(page, 'unread-list')) + (await text(page, 'ignored-list'))
  files.forEach(([name]) => assert.ok(named.includes(name), name + ' in ' + named))
  const given = await outputs(page)
  for (const [name, bytes] of honest) {
    if (!name.includes('汇总')) assert.ok(given.has(name) && given.get(name).equals(bytes), name)
  }
  assert.deepEqual(differences(given, published(inbox)), [])
  isQuiet(page)
  await page.context().close()
})

/** Readers that fall at a file named 倒, and hang at one named 挂. */
function withFalls() {
  const Usual = window.Worker
  window.Worker = function (url) {
    const worker = new Usual(url)
    const post = worker.postMessage.bind(worker)
    worker.postMessage = function (job) {
      const requests = job.requests || []
      const at = requests.findIndex((it) => /[倒挂]/.test(it.name))
      if (at < 0) {
        post(job)
        return
      }
      const own = Object.assign({}, job, { requests: requests.slice(0, at) })
      const heard = worker.onmessage
      worker.onmessage = (event) => {
        if (event.data.done === undefined) heard(event)
        else if (requests[at].name.includes('倒')) heard({ data: { trap: 'unreachable', memory: 512 << 20 } })
      }
      post(own)
    }
    return worker
  }
}

/** A share falls where it is at the department 倒. */
function withFallenShare() {
  const Usual = window.Worker
  window.Worker = function (url) {
    const worker = new Usual(url)
    const post = worker.postMessage.bind(worker)
    worker.postMessage = function (job) {
      const heard = worker.onmessage
      let [listed, done, hasFallen] = [[], 0, false]
      const fall = () => {
        hasFallen = true
        heard({ data: { trap: 'unreachable', memory: 0 } })
      }
      worker.onmessage = (event) => {
        if (hasFallen) return
        const line = event.data.line ? JSON.parse(event.data.line) : {}
        heard(event)
        if (line.departments && job.ask.share) listed = line.departments
        if (line.department) done++
        if (listed.length > done && listed[done].files[0].includes('倒')) fall()
      }
      post(job)
    }
    return worker
  }
}

test('a worker that falls or hangs costs its file only', async () => {
  const inbox = samples()
  const honest = published(inbox)
  const sample = readFileSync(join(inbox, '有错', '2020年报送稿.xlsx'))
  ;['倒', '挂'].forEach((name) => put(join(inbox, name, name + '.xlsx'), sample))
  const page = await open({}, withFalls)
  await choose(page, inbox)
  assert.match(await text(page, 'summary'), /文件 6 个，读入 4 个；部门 2 个/)
  assert.match(await text(page, 'unread-list'), /倒\.xlsx[^。]*内存/)
  assert.match(await text(page, 'unread-list'), /挂\.xlsx[^。]*(时间|太久|久)/)
  const given = await outputs(page)
  for (const [name, bytes] of honest) {
    if (!name.includes('汇总')) assert.ok(given.get(name).equals(bytes), name)
  }
  await page.context().close()
})

test('a folder and files are dropped as a hand drops them', async () => {
  const inbox = samples()
  const page = await open()
  await dropFromDisk(page, [inbox])
  assert.match(await text(page, 'summary'), /文件 4 个，读入 4 个；部门 2 个，可以公开 1 个/)
  assert.deepEqual(differences(await outputs(page), published(inbox)), [])
  await dropFromDisk(page, ['已平', '有错'].map((name) => join(inbox, name)))
  assert.match(await text(page, 'summary'), /文件 4 个，读入 4 个；部门 2 个/)
  await page.context().close()
})

test('names are text, whatever they say', async () => {
  const evil = ['<img src=x onerror=alert(1)>', '</script><script>alert(2)</script>', 'javascript:alert(3)']
  const inbox = place()
  const sample = readFileSync(join(top, 'samples', '有错', '2020年报送稿.xlsx'))
  evil.forEach((name, at) => {
    const changed = unpacked(sample).map(([path, bytes]) => {
      const escaped = name.replace(/</g, '&lt;')
      const isText = /sharedStrings|worksheets\/sheet/.test(path)
      const isBook = path === 'xl/workbook.xml'
      if (!isText && !isBook) return [path, bytes]
      const own = bytes.toString('utf8')
      const said = isBook ? own.replace('name="表三"', `name="${escaped.replace(/[/:?*[\]\\]/g, '')}"`) : own
        .replace(/人力资源和社会保障局/g, escaped)
        .replace(/行政运行/g, '行政运行' + escaped)
        .replace(/项目名称/g, '项目名称')
      return [path, Buffer.from(said)]
    })
    put(join(inbox, `局${at}`, name.replace(/\//g, '／') + '.xlsx'), packed(changed))
    put(join(inbox, `局${at}`, name.replace(/\//g, '／') + '坏.xlsx'), Buffer.from('x'))
  })
  const page = await open()
  await choose(page, inbox)
  assert.match(await text(page, 'summary'), /部门 3 个/)
  for (let at = 0; at < 3; at++) {
    await page.click(`#departments li >> nth=${at}`)
    assert.equal(await page.locator('#work img, #work script, #work a[href]').count(), 0)
    assert.ok((await page.locator('#grid td').count()) > 50)
  }
  const shown = await text(page, 'departments')
  evil.forEach((name) => assert.ok(shown.includes(name), name + ' in ' + shown))
  assert.ok((await text(page, 'grid')).includes('onerror') || (await text(page, 'unread-list')).includes('onerror'))
  assert.deepEqual(page.mistakes, [])
  await page.context().close()
})

test('nothing is wrong for those who do not see or have no mouse', async () => {
  const page = await open()
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const session = await page.context().newCDPSession(page)
  const look = async () => {
    await session.send('Runtime.evaluate', { expression: axe })
    const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
    return found.violations.map((it) => it.id + ': ' + it.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(', '))
  }
  assert.deepEqual(await look(), [])
  await choose(page, samples())
  assert.deepEqual(await look(), [])
  await page.click('#departments li >> nth=1')
  assert.deepEqual(await look(), [])
  await page.context().close()
})

test('red is known without colour, and on paper', async () => {
  const page = await open()
  await choose(page, samples())
  const cell = await page.evaluate(() => {
    const style = getComputedStyle(document.querySelector('#grid td.red'))
    return [document.querySelector('#grid td.red .sign').textContent, style.fontWeight, style.borderTopWidth]
  })
  assert.deepEqual(cell, ['✕', '700', '2px'])
  await page.emulateMedia({ media: 'print' })
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')))
  const paper = await page.evaluate(() => ({
    tables: document.querySelectorAll('#print .sheet table.grid').length,
    cards: document.querySelectorAll('#print .card').length,
    signs: Array.from(document.querySelectorAll('#print .sheet td.red .sign')).map((it) => it.textContent).join(''),
    border: getComputedStyle(document.querySelector('#print .sheet td.red')).borderTopStyle,
    shown: getComputedStyle(document.querySelector('#work')).display,
  }))
  assert.ok(paper.tables >= 2 && paper.cards >= 2)
  assert.deepEqual([paper.signs, paper.border, paper.shown], ['✕✕', 'double', 'none'])
  const pdf = await page.pdf({ preferCSSPageSize: true })
  assert.ok(/\/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12]/.test(pdf.toString('latin1')), 'A4')
  await page.context().close()
})

/** The longest time that what is said about the progress stood still, while `work` goes on. */
async function stillness(page, work) {
  await page.evaluate(() => {
    window.still = { longest: 0, last: performance.now(), what: '' }
    const look = () => {
      const said = document.getElementById('doing').textContent + document.getElementById('clock').textContent + document.body.dataset.state
      if (said !== window.still.what || document.body.dataset.state !== 'running') window.still.last = performance.now()
      window.still.what = said
      window.still.longest = Math.max(window.still.longest, performance.now() - window.still.last)
    }
    setInterval(look, 20)
  })
  await work()
  return page.evaluate(() => window.still.longest)
}

test('a district of sixty, handed in at once or once the page is warm', async () => {
  const inbox = district(60)
  for (const [isWarm, limit] of [[false, 12], [true, 8]]) {
    const page = await open()
    if (isWarm) await page.waitForFunction(() => performance.getEntriesByName('warm').length, null, { timeout: seconds(30) })
    const begun = Date.now()
    await choose(page, inbox)
    const spent = Date.now() - begun
    console.log('60 departments after', spent, 'ms', isWarm ? 'in a warm page' : 'at once')
    assert.match(await text(page, 'summary'), /部门 60 个，可以公开 50 个/)
    assert.ok(spent <= seconds(limit), String(spent))
    isQuiet(page)
    await page.context().close()
  }
})

test('however many workers share the departments, the outputs are those of publish', async () => {
  const inbox = district(14)
  const expected = published(inbox)
  const titles = []
  for (const cores of [1, 2, 3]) {
    const page = await open({}, `Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => ${cores} })`)
    await choose(page, inbox)
    assert.deepEqual(differences(await outputs(page), expected), [], `${cores} cores`)
    titles.push(await page.locator('#departments li').allTextContents())
    isQuiet(page)
    await page.context().close()
  }
  titles.forEach((own) => assert.deepEqual(own, titles[0]))
})

test('a share that falls costs the files of its department only', async () => {
  const inbox = district(14)
  put(join(inbox, '倒', '倒.xlsx'), readFileSync(join(inbox, '部门001', readdirSync(join(inbox, '部门001')).find((name) => name.endsWith('.xlsx')))))
  const page = await open({}, withFallenShare)
  await choose(page, inbox)
  assert.match(await text(page, 'summary'), /部门 14 个/)
  assert.match(await text(page, 'unread-list'), /^\?倒\/倒\.xlsx/)
  assert.equal(await page.locator('#unread-list li').count(), 1)
  await page.context().close()
})

test('two hundred departments, and an end at any time', { skip: process.env.LARGE ? false : 'LARGE=1 runs it' }, async () => {
  const inbox = district(200)
  const page = await open()
  const begun = Date.now()
  const still = await stillness(page, () => choose(page, inbox))
  const memory = Number(await page.evaluate(() => document.body.dataset.memory))
  console.log('200 departments after', Date.now() - begun, 'ms; still for', Math.round(still), 'ms;', memory >> 20, 'MiB')
  assert.ok(memory <= 64 << 20, String(memory))
  assert.ok(still <= seconds(0.5), String(still))
  assert.ok(Date.now() - begun <= seconds(20))
  await page.selectOption('#layout', 'xinjiang-2020')
  await page.waitForSelector('body[data-state=running]')
  await page.waitForTimeout(700)
  const asked = Date.now()
  await page.click('#cancel')
  await page.waitForSelector('body[data-state=cancelled]')
  assert.ok(Date.now() - asked <= seconds(0.5))
  assert.match(await text(page, 'live'), /已取消/)
  await page.context().close()
})

test('the year and the layout are fields, and a choice is a button', async () => {
  const inbox = place()
  const one = [...filesBelow(join(top, 'samples', '已平'))].find(([name]) => name.endsWith('.xlsx'))[1]
  put(join(inbox, '局', '一稿.xlsx'), one)
  put(join(inbox, '局', '二稿.xlsx'), readFileSync(join(top, 'samples', '有错', '2020年报送稿.xlsx')))
  const page = await open()
  await choose(page, inbox)
  assert.ok(!(await text(page, 'causes')).includes('--'), 'no option of the command line')
  const button = page.locator('#causes button', { hasText: '选用后保存的一份' })
  if (await button.count()) {
    await button.first().click()
    await page.waitForSelector('body[data-state=running]')
    await result(page)
    assert.ok(await page.isChecked('#newest'))
  }
  await page.fill('#year', '2021')
  await page.dispatchEvent('#year', 'change')
  await page.waitForFunction(() => document.querySelector('#departments').textContent.includes('2021 年'))
  await page.context().close()
})

test('codes, rules and blank workbooks without any file', async () => {
  const page = await open()
  await page.fill('#code-query', '2080505')
  await page.click('#code-form button')
  await page.waitForFunction(() => document.querySelector('#code-answer').textContent.includes('机关事业单位基本养老保险缴费支出'))
  await page.fill('#rule-query', 'X5-6')
  await page.click('#rule-form button')
  await page.waitForSelector('#rule-answer details')
  const coming = page.waitForEvent('download')
  await page.click('#blank-make')
  const blank = await coming
  assert.match(blank.suggestedFilename(), /（空白）\.xlsx$/)
  assert.ok(readFileSync(await blank.path()).subarray(0, 2).equals(Buffer.from('PK')))
  assert.deepEqual(page.mistakes, [])
  await page.context().close()
})

test('the page runs what it was built with, and nothing else', async () => {
  const html = readFileSync(built, 'utf8')
  assert.ok(!/innerHTML|insertAdjacentHTML|document\.write|https?:\/\/(?!www\.w3\.org)/.test(html.replace(/<script id="engine"[\s\S]*?<\/script>/, '')))
  assert.ok(existsSync(program))
  const page = await open()
  const blocked = await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'window.ran = true'
    document.head.appendChild(script)
    return window.ran === undefined
  })
  assert.ok(blocked, 'a script that was not built in does not run')
  await page.context().close()
})
