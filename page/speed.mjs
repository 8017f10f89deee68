// How long the built page takes for sixty departments, at once and once it is warm: `npm run speed`, with the browsers of
// OLD (page/browsers.mjs) beside the usual one. Prints a row for each: median of five, in seconds, to be compared in turn.
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { OLD_FLAGS, browserPath, built, district, filesBelow, until } from './tests/harness.mjs'

const TURNS = 5
const FLAGS = ['--no-sandbox', '--disable-gpu']
// what is waited for is seen soon after it is there
const [PATIENCE, PAUSE] = [120000, 20]

const old = (process.env.OLD || '').split(':').filter((path) => path && !path.endsWith('-88'))
const files = [...filesBelow(district(60))].map(([name, bytes]) => [name, bytes.toString('base64')])

/** Seconds from the choice to the last output. */
async function spent(path, flags, isWarm) {
  const browser = await chromium.launch({ executablePath: path, args: flags })
  try {
    const page = await browser.newPage()
    await page.goto(pathToFileURL(built).href)
    await until(page, "document.body.dataset.state === 'empty'", PATIENCE, PAUSE)
    // what is handed in lies in the page before it is timed, as a folder that was chosen
    await page.evaluate((files) => {
      window.handedIn = files.map(([path, text]) => {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
        const file = new File([bytes], path.slice(path.lastIndexOf('/') + 1))
        Object.defineProperty(file, 'webkitRelativePath', { value: '收件/' + path })
        return file
      })
    }, files)
    if (isWarm) await until(page, "performance.getEntriesByName('warm').length > 0", PATIENCE, PAUSE)
    await page.evaluate(() => {
      const begun = performance.now()
      new MutationObserver(() => {
        if (document.body.dataset.state === 'done') window.spent ??= performance.now() - begun
      }).observe(document.body, { attributes: true })
      const input = document.getElementById('first-folder')
      Object.defineProperty(input, 'files', { value: window.handedIn })
      input.dispatchEvent(new Event('change', { bubbles: true }))
    })
    await until(page, 'window.spent > 0', PATIENCE, PAUSE)
    const said = await page.evaluate("document.getElementById('summary').textContent")
    if (!said.includes('部门 60 个，可以公开 50 个')) throw new Error(said)
    return [(await page.evaluate('window.spent')) / 1000, browser.version()]
  } finally {
    await browser.close()
  }
}

for (const [path, flags] of [[browserPath, FLAGS], ...old.map((path) => [path, OLD_FLAGS])]) {
  for (const isWarm of [false, true]) {
    const times = []
    let version = basename(path)
    for (let turn = 0; turn < TURNS; turn++) {
      const [seconds, own] = await spent(path, flags, isWarm)
      times.push(seconds)
      version = own
    }
    times.sort((one, other) => one - other)
    console.log(`Chromium ${version}, ${isWarm ? 'warm' : 'at once'}: ${times[TURNS >> 1].toFixed(2)} s`)
  }
}
process.exit(0)
