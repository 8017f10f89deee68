// The built page in old browsers: OLD names those that it must run in (`OLD=/path/to/chrome-88:/path/to/chrome-109`),
// TOO_OLD those that get a message. They know too little for most of what drives new ones, so all of it is done by
// scripts within the page.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { OLD_FLAGS, built, differences, filesBelow, place, published, put, top, until, unzipped } from './harness.mjs'

const named = (list) => (process.env[list] || '').split(':').filter(Boolean)
const [browsers, tooOld] = ['OLD', 'TOO_OLD'].map(named)

test('old browsers', { skip: browsers.length ? false : 'OLD names none' }, async (t) => {
  for (const path of browsers) {
    await t.test(path, async () => {
      const browser = await chromium.launch({ executablePath: path, args: OLD_FLAGS })
      const page = await browser.newPage()
      const mistakes = []
      page.on('pageerror', (error) => mistakes.push(error.message))
      await page.goto(pathToFileURL(built).href)
      await works(page)
      assert.deepEqual(mistakes, [])
      await browser.close()
    })
  }
})

test('browsers that are too old', { skip: tooOld.length ? false : 'TOO_OLD names none' }, () => {
  for (const path of tooOld) {
    const shown = spawnSync(path, ['--headless', ...OLD_FLAGS, '--dump-dom', pathToFileURL(built).href], { encoding: 'utf8', maxBuffer: 1 << 26 })
    assert.match(shown.stdout, /<html[^>]* class="[^"]*\bold\b/)
    assert.match(shown.stdout, /data-state="loading"/)
  }
})

/** From the drop to the red cell and the results. */
async function works(page) {
  await until(page, "document.body.dataset.state === 'empty'")
  const files = [...filesBelow(join(top, 'samples', '有错'))]
  const inbox = place()
  files.forEach(([name, bytes]) => put(join(inbox, name), bytes))
  const plain = files.map(([name, bytes]) => [name, bytes.toString('base64')])
  await page.evaluate((files) => {
    const transfer = new DataTransfer()
    for (const [name, text] of files) {
      transfer.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], name))
    }
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
  }, plain)
  await until(page, "document.body.dataset.state === 'done'")
  assert.match(await page.evaluate("document.querySelector('#grid td.now.red').textContent"), /864\.00/)
  assert.match(await page.evaluate("document.querySelector('#cards .current .slice td.now').textContent"), /86\.40/)
  const zip = await page.evaluate(async () => {
    let taken = null
    const usual = URL.createObjectURL
    URL.createObjectURL = (blob) => {
      taken = blob
      return usual.call(URL, blob)
    }
    document.getElementById('all').click()
    const bytes = new Uint8Array(await taken.arrayBuffer())
    let text = ''
    bytes.forEach((byte) => (text += String.fromCharCode(byte)))
    return btoa(text)
  })
  assert.deepEqual(differences(unzipped(Buffer.from(zip, 'base64')), published(inbox)), [])
}
