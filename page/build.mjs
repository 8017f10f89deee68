// Builds 勾稽.html: one file with the program in it. Needs the Rust target wasm32-wasip1, wasm-opt (binaryen),
// zstd and what `npm ci` installs here. `node build.mjs [--engine FILE.wasm] [-o FILE.html]`; with --engine the program is
// taken as it is, built and made smaller before.
import { build } from 'esbuild'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const top = dirname(here)
const target = process.env.CARGO_TARGET_DIR || join(top, 'target')
const LIMIT = 4 * 1024 * 1024

function argument(name) {
  const at = process.argv.indexOf(name)
  return at < 0 ? null : process.argv[at + 1]
}

function run(program, args) {
  const done = spawnSync(program, args, { cwd: top, stdio: 'inherit', env: { ...process.env, RUSTFLAGS: '' } })
  if (done.error || done.status !== 0) {
    console.error(`${program} failed. The page needs: rustup target add wasm32-wasip1; binaryen and zstd (apt install binaryen zstd)`)
    process.exit(1)
  }
}

/** Bytes as small as zstd makes them: by a quarter smaller than gzip, which sees no further back than 32 KB. */
function packed(bytes) {
  const file = join(target, 'page', 'engine')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, bytes)
  run('zstd', ['--ultra', '-22', '--quiet', '--force', file, '-o', file + '.zst'])
  return readFileSync(file + '.zst')
}

/** The engine, in instructions that Chromium 88 knows: it has no reference types. */
function engine() {
  const given = argument('--engine')
  if (given) return readFileSync(given)
  const memory = 'link-arg=--max-memory=536870912'
  run('cargo', ['rustc', '--locked', '--bin', 'gouji', '--profile', 'page', '--target', 'wasm32-wasip1', '--', '-C', memory])
  const built = join(target, 'wasm32-wasip1', 'page', 'gouji.wasm')
  const small = join(target, 'wasm32-wasip1', 'page', 'engine.wasm')
  const features = ['sign-ext', 'nontrapping-float-to-int', 'bulk-memory', 'mutable-globals'].map((it) => `--enable-${it}`)
  run('wasm-opt', ['-O2', '--mvp-features', ...features, built, '-o', small])
  return readFileSync(small)
}

async function bundle(file, define) {
  const made = await build({
    entryPoints: [join(here, 'src', file)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2017',
    charset: 'utf8',
    define,
    logOverride: { 'big-integer-literal': 'silent' },
    supported: { bigint: true },
  })
  return made.outputFiles[0].text.trim()
}

/** The files that the engine is warmed up with, each a name and its bytes. */
function sample() {
  const folder = join(top, 'samples', '有错')
  return readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'base64')])
}

function version() {
  const manifest = readFileSync(join(top, 'Cargo.toml'), 'utf8')
  const [number, date] = ['version', 'date'].map((key) => new RegExp(`^${key} = "(.*)"`, 'm').exec(manifest)[1])
  return `${number}（${date}）`
}

/**
 * Bytes as letters, five for four bytes: 85 of ASCII from `!` on, with `~` for `<`, which would end the element. The first
 * letter tells how many bytes at the end are none.
 */
function letters(bytes) {
  const spare = (4 - (bytes.length % 4)) % 4
  const padded = Buffer.concat([bytes, Buffer.alloc(spare)])
  const text = Buffer.alloc((padded.length / 4) * 5)
  for (let at = 0; at < padded.length; at += 4) {
    let value = padded.readUInt32BE(at)
    for (let place = 4; place >= 0; place--) {
      const letter = 33 + (value % 85)
      text[(at / 4) * 5 + place] = letter === 60 ? 126 : letter
      value = Math.floor(value / 85)
    }
  }
  return spare + text.toString('latin1')
}

const hash = (text) => 'sha256-' + createHash('sha256').update(text).digest('base64')
const inline = (script) => script.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--')

const worker = await bundle('worker.js', {})
const define = { __WORKER__: JSON.stringify(worker), __SAMPLE__: JSON.stringify(sample()) }
const script = inline(await bundle('main.js', define))
const style = readFileSync(join(here, 'page.css'), 'utf8').trim()
const boot = readFileSync(join(here, 'src', 'boot.js'), 'utf8').trim()
  .replace('HASH_STYLE', hash(style))
  .replace('HASH_SCRIPT', hash(script))
const parts = {
  BOOT: boot,
  STYLE: style,
  VERSION: version(),
  ENGINE: letters(packed(engine())),
  SCRIPT: script,
}
const html = readFileSync(join(here, 'index.html'), 'utf8').replace(/\/\*([A-Z]+)\*\//g, (_, name) => parts[name])
const out = argument('-o') || join(target, 'page', '勾稽.html')
mkdirSync(dirname(out), { recursive: true })
writeFileSync(out, html)
const { size } = statSync(out)
console.log(`${out}: ${size} bytes`)
if (size > LIMIT) {
  console.error(`larger than ${LIMIT} bytes`)
  process.exit(1)
}
