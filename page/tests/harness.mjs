// What the tests of the page share: the built file, a browser, folders to try, and what `gouji publish` makes of them.
import { chromium } from 'playwright-core'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const top = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const target = process.env.CARGO_TARGET_DIR || join(top, 'target')

function firstOf(paths, what) {
  const found = paths.find((path) => path && existsSync(path))
  if (!found) throw new Error(`${what} is not there; looked for ${paths.filter(Boolean).join(', ')}`)
  return found
}

export const built = firstOf([process.env.PAGE || join(target, 'page', '勾稽.html')], 'the built page (npm run build)')
export const program = firstOf(
  [process.env.GOUJI, join(target, 'release', 'gouji'), join(target, 'debug', 'gouji')],
  'the program (cargo build --release)',
)
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable']
export const browserPath = firstOf([process.env.CHROME, ...BROWSERS], 'a Chromium (CHROME=…)')

const folders = []
process.on('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

/** How old browsers are started: they come from functions of a cloud, with one process. */
export const OLD_FLAGS = ['--no-sandbox', '--disable-gpu', '--single-process', '--no-zygote']

/** Waits within the page, as old browsers know too little for what drives new ones. */
export async function until(page, what, patience = 60000, pause = 100) {
  const end = Date.now() + patience
  while (Date.now() < end) {
    if (await page.evaluate(what)) return
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  throw new Error('waited in vain for ' + what)
}

/** A folder of its own for a test. */
export function place() {
  const folder = mkdtempSync(join(tmpdir(), 'gouji-page-'))
  folders.push(folder)
  return folder
}

let browser = null

/** Opens the page; what it requests and what goes wrong in it is listed. */
export async function open(options = {}, before = null) {
  if (!browser) browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] })
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, acceptDownloads: true, offline: true, ...options })
  const page = await context.newPage()
  if (before) await page.addInitScript(before)
  page.requests = []
  page.mistakes = []
  page.on('request', (request) => page.requests.push(request.url()))
  page.on('pageerror', (error) => page.mistakes.push(error.message))
  page.on('console', (message) => message.type() === 'error' && page.mistakes.push(message.text()))
  page.on('dialog', (dialog) => {
    page.mistakes.push('dialog: ' + dialog.message())
    dialog.dismiss()
  })
  await page.goto(pathToFileURL(built).href)
  await page.waitForSelector('body[data-state=empty]', { timeout: 30000 })
  return page
}

export async function close() {
  if (browser) await browser.close()
  browser = null
}

export function version() {
  return browser.version()
}

export async function result(page, timeout = 120000) {
  await page.waitForSelector('body[data-state=done]', { timeout })
}

/** Chooses a folder, and waits for what comes of it. */
export async function choose(page, folder, timeout) {
  await page.setInputFiles('#first-folder', folder)
  await result(page, timeout)
}

/** Drops files, each a name and bytes. */
export async function drop(page, files) {
  const plain = files.map(([name, bytes]) => [name, bytes.toString('base64')])
  const transfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer()
    for (const [name, text] of files) {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
      transfer.items.add(new File([bytes], name))
    }
    return transfer
  }, plain)
  await page.evaluate(() => document.body.setAttribute('data-state', 'waiting'))
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer })
  await result(page)
}

/** Drops files or a folder of the disk, as a hand does it. */
export async function dropFromDisk(page, paths) {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: paths, dragOperationsMask: 1 }
  await page.evaluate(() => document.body.setAttribute('data-state', 'waiting'))
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await session.send('Input.dispatchDragEvent', { type, x: 600, y: 300, data })
  }
  await result(page)
}

/** The files of a stored zip. */
export function unzipped(bytes) {
  const files = new Map()
  let at = bytes.length - 22
  const count = bytes.readUInt16LE(at + 10)
  at = bytes.readUInt32LE(at + 16)
  for (let number = 0; number < count; number++) {
    const [flags, size, length] = [bytes.readUInt16LE(at + 8), bytes.readUInt32LE(at + 24), bytes.readUInt16LE(at + 28)]
    if (!(flags & 0x800)) throw new Error('a name is not said to be UTF-8')
    const start = bytes.readUInt32LE(at + 42)
    const data = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28)
    files.set(bytes.subarray(at + 46, at + 46 + length).toString('utf8'), bytes.subarray(data, data + size))
    at += 46 + length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return files
}

/** What 全部下载 gives. */
export async function outputs(page) {
  const coming = page.waitForEvent('download')
  await page.click('#all')
  return unzipped(readFileSync(await (await coming).path()))
}

export function filesBelow(folder, lead = '', found = new Map()) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) filesBelow(path, lead + name + '/', found)
    else if (!name.startsWith('.')) found.set(lead + name, readFileSync(path))
  }
  return found
}

/** What `gouji publish` makes of a copy of a folder; nothing of an earlier run is taken along. */
export function published(folder) {
  const inbox = join(place(), '收件')
  cpSync(folder, inbox, { recursive: true })
  rmSync(join(inbox, '公开表'), { recursive: true, force: true })
  const done = spawnSync(program, ['publish', inbox, '--force', '--quiet'], { encoding: 'utf8' })
  if (done.status === null) throw new Error('the program did not end')
  const out = join(inbox, '公开表')
  return existsSync(out) ? filesBelow(out, '公开表/') : new Map()
}

/** Names that differ, and files that do. */
export function differences(one, other) {
  const names = new Set([...one.keys(), ...other.keys()])
  return [...names].filter((name) => !one.has(name) || !other.has(name) || Buffer.compare(one.get(name), other.get(name)) !== 0)
}

/** The samples as they are handed in. */
export function samples() {
  const inbox = join(place(), '收件')
  for (const folder of ['已平', '有错']) cpSync(join(top, 'samples', folder), join(inbox, folder), { recursive: true })
  return inbox
}

/** A district of that many departments, every sixth with mistakes. */
export function district(count) {
  const inbox = join(place(), '收件')
  for (let number = 0; number < count; number++) {
    const from = number % 6 ? '已平' : '有错'
    cpSync(join(top, 'samples', from), join(inbox, `部门${String(number).padStart(3, '0')}`), { recursive: true })
  }
  return inbox
}

/** Writes a file, and the folders above it. */
export function put(path, bytes) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}
