// The engine of the page: workers that read one file after the other, and one that publishes what they have read.
// A worker that falls, takes too much memory or too long costs its file only.
/* global __WORKER__ */
import { decompress } from 'fzstd'

const PATIENCE = 10000
const MEMORY = 500 << 20
const ROUNDS = 8
/** Files whose departments are worth a worker of their own. */
const SHARE = 10

let compiled = null
let workerUrl = null

/** The packed program: how many bytes at the end are none, and five letters for four bytes (build.mjs). */
function packed(text) {
  const bytes = new DataView(new ArrayBuffer(((text.length - 1) / 5) * 4))
  for (let at = 0, from = 1; from < text.length; at += 4) {
    let value = 0
    for (const end = from + 5; from < end; from++) {
      const letter = text.charCodeAt(from)
      value = value * 85 + (letter === 126 ? 60 : letter) - 33
    }
    bytes.setUint32(at, value)
  }
  return new Uint8Array(bytes.buffer, 0, bytes.byteLength - Number(text[0]))
}

/** Unpacks and compiles the program that the page carries. */
export function compile() {
  if (compiled) return compiled
  const element = document.getElementById('engine')
  const text = element.textContent.trim()
  element.textContent = ''
  // what stands on the page is drawn first
  const drawn = new Promise((resolve) => setTimeout(resolve))
  compiled = drawn.then(() => WebAssembly.compile(decompress(packed(text))))
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

/** How many workers there are for so many tasks that are worth one. */
function workersFor(tasks) {
  return Math.max(1, Math.min(4, navigator.hardwareConcurrency || 2, tasks))
}

/** Has workers read what is wanted. */
async function readAll(run, wanted, files, layout, answers, progress) {
  const blobs = new Map(files.map((file) => [file.path, file.blob]))
  const count = workersFor(Math.ceil(wanted.length / 2))
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

/** A worker that publishes, all departments or a share of them, and how far it is. */
class Publisher {
  constructor(share) {
    this.share = share
    this.wanted = []
    this.end = null
    this.files = 0
    this.taken = 0
    this.departments = []
    this.done = 0
    this.opened = ''
    this.result = null
  }

  get next() {
    return this.departments[this.done]
  }

  get isDone() {
    return this.end !== null && this.result.done === 0
  }

  async start(run, job, options, on, tell) {
    const ask = Object.assign({ ask: 'publish', share: this.share }, options)
    this.result = await run.start(Object.assign({ ask: ask, outputs: true }, job), (said) => {
      if (said.opened !== undefined) this.opened = said.opened
      if (said.line === undefined) return
      this.hear(JSON.parse(said.line), on)
      tell()
    })
  }

  hear(line, on) {
    if (line.wanted) this.wanted = line.wanted
    if (line.end) this.end = line.end
    if (line.files) this.files = line.files
    if (line.advance) this.taken++
    if (line.departments) this.departments = line.departments
    if (line.department) {
      on.department(line.department, line.report, this.next.number)
      this.done++
    }
  }

  /** The files that it was at when it fell. */
  guilty(files) {
    return this.next ? sources(this.next.files, files) : files.filter((file) => file.path === this.opened)
  }
}

/** Tells how far publishers are that work beside each other. */
function teller(publishers, on) {
  const sum = (count) => publishers.reduce((all, own) => all + count(own), 0)
  return () => {
    const all = sum((own) => own.departments.length)
    const working = publishers.find((own) => own.next)
    if (working) on.progress('正在核对', sum((own) => own.done), all, working.next.department)
    else if (all) on.progress('正在写汇总', all, all, '')
    else on.progress('正在整理', Math.min(publishers[0].taken, publishers[0].files), publishers[0].files, '')
  }
}

/**
 * Publishes what was read: where it is much, workers do a share of the departments each, and a last one the rest. Gives
 * the last publisher and all outputs, or the publishers where it could not be done.
 */
async function publishRead(run, job, options, on) {
  const count = workersFor(Math.floor(job.answers.length / SHARE))
  const shares = count < 2 ? [] : Array.from({ length: count }, (_, number) => new Publisher({ number: number, of: count }))
  const tell = teller(shares, on)
  await Promise.all(shares.map((own) => own.start(run, job, options, on, tell)))
  if (run.isEnded || !shares.every((own) => own.isDone)) return { publishers: shares }
  const results = shares.flatMap((own) => own.result.made).map(([name, bytes]) => ({ id: name, blob: new Blob([bytes]) }))
  const last = new Publisher(null)
  const all = { files: job.files, answers: job.answers.concat(results) }
  // what the shares have told of last is the summary
  await last.start(run, all, options, on, shares.length ? () => {} : teller([last], on))
  const outputs = shares.concat(last).flatMap((own) => own.result.outputs || [])
  return { publishers: [last], outputs: outputs }
}

/**
 * Publishes files. `on.progress` is told how far it is, `on.department` gets each department. Gives the end, with the
 * outputs; nothing where the run was cancelled.
 */
export async function publish(run, files, options, answers, on) {
  const lost = []
  for (let round = 0; round < ROUNDS; round++) {
    const left = files.filter((file) => lost.indexOf(file) < 0)
    on.begin()
    const { publishers, outputs } = await publishRead(run, { files: left, answers: answers.of(left, options.layout) }, options, on)
    if (run.isEnded) return null
    const wanted = new Map(publishers.flatMap((own) => own.wanted).map((it) => [it.id, it]))
    if (wanted.size) {
      await readAll(run, Array.from(wanted.values()), left, options.layout, answers, on.progress)
      if (run.isEnded) return null
      continue
    }
    const fallen = publishers.filter((own) => !own.isDone)
    if (!fallen.length) return { end: publishers[0].end, outputs: outputs, lost: lost }
    // it fell in spite of all: without the files that it was at
    const guilty = new Set(fallen.flatMap((own) => own.guilty(left)))
    if (!guilty.size) return { end: null, outputs: [], lost: left, trap: fallen[0].result.trap || '' }
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
