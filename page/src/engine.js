// The engine of the page: workers that read one file after the other, and one that publishes what they have read.
// A worker that falls, takes too much memory or too long costs its file only.
/* global __WORKER__ */

const PATIENCE = 10000
const MEMORY = 500 << 20
const ROUNDS = 8

let compiled = null
let workerUrl = null

/** Unpacks and compiles the program that the page carries. */
export function compile() {
  if (compiled) return compiled
  const element = document.getElementById('engine')
  const text = atob(element.textContent.trim())
  element.textContent = ''
  const packed = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) packed[at] = text.charCodeAt(at)
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))
  compiled = new Response(stream).arrayBuffer().then((bytes) => WebAssembly.compile(bytes))
  return compiled
}

function newWorker() {
  if (!workerUrl) workerUrl = URL.createObjectURL(new Blob([__WORKER__], { type: 'text/javascript' }))
  return new Worker(workerUrl)
}

/** Everything that was started for one run, to be ended together. */
export class Run {
  constructor() {
    this.workers = new Set()
    this.isEnded = false
    this.memory = 0
  }

  cancel() {
    this.isEnded = true
    this.workers.forEach((worker) => worker.terminate())
    this.workers.clear()
  }

  /** Starts a job; `each` gets what it posts. Gives what it ended with, or why it fell. */
  async start(job, each) {
    const module = await compile()
    return new Promise((resolve) => {
      if (this.isEnded) {
        resolve({ cancelled: true })
        return
      }
      const worker = newWorker()
      this.workers.add(worker)
      let timer = 0
      const finish = (result) => {
        clearTimeout(timer)
        worker.terminate()
        this.workers.delete(worker)
        if (result.memory) this.memory = Math.max(this.memory, result.memory)
        resolve(result)
      }
      const wait = () => {
        clearTimeout(timer)
        timer = setTimeout(() => finish({ late: true }), PATIENCE)
      }
      worker.onmessage = (event) => {
        wait()
        const said = event.data
        if (said.done !== undefined || said.trap !== undefined) finish(said)
        else each(said)
      }
      worker.onerror = (event) => {
        event.preventDefault()
        finish({ trap: String(event.message), memory: 0 })
      }
      wait()
      worker.postMessage(Object.assign({ module: module }, job))
    })
  }
}

/** Why a file brought its worker down. */
function refusal(result) {
  if (result.late) return 'TooMuchTime'
  return result.memory >= MEMORY ? 'TooMuchMemory' : 'BroughtDown'
}

/** The path of a request within the inbox. */
function pathOf(request) {
  return request.path.replace(/^\/inbox\//, '')
}

/** Answers to requests, known from earlier runs as long as the files are the same. */
export class Answers {
  constructor() {
    this.known = new Map()
  }

  /** Those that still hold for the files. */
  of(files, layout) {
    const blobs = new Map(files.map((file) => [file.path, file.blob]))
    const held = []
    this.known.forEach((answer, id) => {
      if (answer.layout === layout && blobs.get(answer.path) === answer.blob) held.push({ id: id, blob: answer.answer })
      else this.known.delete(id)
    })
    return held
  }
}

/** Has workers read what is wanted. */
async function readAll(run, wanted, files, layout, answers, progress) {
  const blobs = new Map(files.map((file) => [file.path, file.blob]))
  const cores = navigator.hardwareConcurrency || 2
  const count = Math.max(1, Math.min(4, cores, Math.ceil(wanted.length / 2)))
  let done = 0
  const read = async (own) => {
    while (own.length && !run.isEnded) {
      let at = 0
      const keep = (ending, bytes) => {
        const request = own[at].request
        const path = pathOf(request)
        answers.known.set(own[at].id + ending, { path: path, blob: blobs.get(path), layout: layout, answer: new Blob([bytes]) })
        at++
        done++
        progress('正在读文件', done, wanted.length, at < own.length ? nameOf(own[at].request) : '')
      }
      progress('正在读文件', done, wanted.length, nameOf(own[0].request))
      const paths = new Set(own.map((it) => pathOf(it.request)))
      const job = {
        ask: { ask: 'read', layout: layout },
        requests: own.map((it) => it.request),
        files: files.filter((file) => paths.has(file.path)),
      }
      const result = await run.start(job, (said) => {
        if (said.answer) keep('', said.answer)
      })
      if (at < own.length && !run.isEnded) keep('.fallen', refusal(result))
      own = own.slice(at)
    }
  }
  const shares = Array.from({ length: count }, () => [])
  // files of one zip follow each other, so that it is unpacked once
  const byPath = new Map()
  wanted.forEach((it) => {
    const path = pathOf(it.request)
    if (!byPath.has(path)) byPath.set(path, [])
    byPath.get(path).push(it)
  })
  byPath.forEach((group) => {
    shares.sort((one, other) => one.length - other.length)
    group.forEach((it) => shares[0].push(it))
  })
  await Promise.all(shares.filter((own) => own.length).map(read))
}

function nameOf(request) {
  return request.name || pathOf(request)
}

/** The files that a department was made of, by their paths in the inbox: a file in a zip stands for its zip. */
function sources(names, files) {
  const isOf = (file) => names.some((name) => name === file.path || name.indexOf(file.path + '/') === 0)
  return files.filter(isOf)
}

/**
 * Publishes files. `on.progress` is told how far it is, `on.department` gets each department. Gives the end, with the
 * outputs; nothing where the run was cancelled.
 */
export async function publish(run, files, options, answers, on) {
  const lost = []
  for (let round = 0; round < ROUNDS; round++) {
    const left = files.filter((file) => lost.indexOf(file) < 0)
    const state = { wanted: null, end: null, departments: [], done: 0, opened: '', taken: 0, files: 0 }
    on.begin()
    const each = (said) => {
      if (said.opened !== undefined) state.opened = said.opened
      if (said.line === undefined) return
      const line = JSON.parse(said.line)
      if (line.wanted) state.wanted = line.wanted
      if (line.end) state.end = line.end
      if (line.files) state.files = line.files
      if (line.advance && !state.departments.length) {
        state.taken++
        on.progress('正在整理', Math.min(state.taken, state.files), state.files, '')
      }
      if (line.departments) state.departments = line.departments
      if (line.department) {
        state.done++
        on.department(line.department, line.report)
      }
      const next = state.departments[state.done]
      if (!state.departments.length) return
      if (next) on.progress('正在核对', state.done, state.departments.length, next.department)
      else on.progress('正在写汇总', state.done, state.departments.length, '')
    }
    const job = {
      ask: Object.assign({ ask: 'publish' }, options),
      files: left,
      answers: answers.of(left, options.layout),
      outputs: true,
    }
    const result = await run.start(job, each)
    if (run.isEnded) return null
    if (state.wanted) {
      await readAll(run, state.wanted, left, options.layout, answers, on.progress)
      if (run.isEnded) return null
      continue
    }
    if (state.end && result.done === 0) return { end: state.end, outputs: result.outputs, lost: lost }
    // it fell in spite of all: without the files that it was at
    const at = state.departments[state.done]
    const guilty = at ? sources(at.files, left) : left.filter((file) => file.path === state.opened)
    if (!guilty.length) return { end: null, outputs: [], lost: left, trap: result.trap || '' }
    guilty.forEach((file) => lost.push(file))
  }
  return { end: null, outputs: [], lost: files }
}

/** Asks for something that needs no inbox; gives its lines, and what it has made. */
export async function ask(question) {
  const lines = []
  const result = await new Run().start({ ask: question }, (said) => {
    if (said.line) lines.push(JSON.parse(said.line))
  })
  return { lines: lines, made: result.made || [], failed: result.done !== 0 }
}
