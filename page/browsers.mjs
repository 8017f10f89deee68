// Fetches the oldest browsers that the page must run in, and one that is too old for it, from the npm registry into a
// folder: `node browsers.mjs DIR`. Prints OLD and TOO_OLD for the tests of old browsers. Linux on x86-64.
import { execFileSync } from 'node:child_process'
import { createWriteStream, createReadStream, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'

const OLD = { 88: 'chrome-aws-lambda@5.5.0', 109: '@sparticuz/chromium@109.0.6' }
const TOO_OLD = { 71: 'chrome-aws-lambda@1.8.0' }

const dir = resolve(process.argv[2] || 'browsers')

/** The browser of a package, unpacked; its path. */
async function browser(version, name) {
  const path = join(dir, `chromium-${version}`)
  if (existsSync(path)) return path
  const folder = join(dir, version)
  mkdirSync(folder, { recursive: true })
  execFileSync('npm', ['pack', name, '--silent'], { cwd: folder, stdio: 'pipe' })
  const archive = readdirSync(folder).find((file) => file.endsWith('.tgz'))
  execFileSync('tar', ['xzf', archive], { cwd: folder })
  const bin = join(folder, 'package', 'bin')
  const packed = readdirSync(bin).find((file) => /^chromium.*\.br$/.test(file))
  await pipeline(createReadStream(join(bin, packed)), createBrotliDecompress(), createWriteStream(path))
  await chmod(path, 0o755)
  return path
}

for (const [list, browsers] of Object.entries({ OLD, TOO_OLD })) {
  const paths = []
  for (const [version, name] of Object.entries(browsers)) paths.push(await browser(version, name))
  console.log(`export ${list}='${paths.join(':')}'`)
}
