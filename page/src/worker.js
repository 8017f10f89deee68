// Runs the engine once for each message: a WASI command whose files lie in memory. Everything stays in this worker;
// what it prints goes back as it comes.
import { WASI, WASIProcExit, Fd, File, Directory, PreopenDirectory, ConsoleStdout } from '@bjorn3/browser_wasi_shim'

const TRUNCATE = 8
const IO = 29

/** A file of the clerk: its bytes are read when the engine opens it, and not kept. */
class HandedIn extends File {
  constructor(blob, path) {
    super(new ArrayBuffer(0), { readonly: true })
    this.blob = blob
    this.path = path
  }

  get size() {
    return BigInt(this.blob.size)
  }

  path_open(oflags, rights, flags) {
    if (this.path) postMessage({ opened: this.path })
    try {
      const read = new File(new FileReaderSync().readAsArrayBuffer(this.blob), { readonly: true })
      return read.path_open(oflags & ~TRUNCATE, rights, flags)
    } catch (_) {
      // it was changed or removed since it was chosen
      return { ret: IO, fd_obj: null }
    }
  }
}

/** A file that grows: room is made ahead. */
class Growing extends File {
  constructor() {
    super(new ArrayBuffer(0))
  }

  path_open(oflags, rights, flags) {
    const opened = super.path_open(oflags, rights, flags)
    if (!opened.fd_obj) return opened
    const file = this
    let room = new Uint8Array(file.data)
    opened.fd_obj.fd_write = function (bytes) {
      const from = Number(this.file_pos)
      const end = from + bytes.byteLength
      if (end > room.byteLength) {
        const larger = new Uint8Array(Math.max(end, room.byteLength * 2, 4096))
        larger.set(room)
        room = larger
      }
      room.set(bytes, from)
      file.data = room.subarray(0, Math.max(end, file.data.byteLength))
      this.file_pos = BigInt(end)
      return { ret: 0, nwritten: bytes.byteLength }
    }
    return opened
  }
}

/** Standard input that gives prepared requests. */
class Requests extends Fd {
  constructor(bytes) {
    super()
    this.bytes = bytes
    this.at = 0
  }

  fd_read(size) {
    const data = this.bytes.slice(this.at, this.at + size)
    this.at += data.length
    return { ret: 0, data: data }
  }

  fd_fdstat_get() {
    return new ConsoleStdout(function () {}).fd_fdstat_get()
  }
}

function put(root, path, entry) {
  const parts = path.split('/')
  const name = parts.pop()
  let folder = root
  for (const part of parts) {
    let next = folder.contents.get(part)
    if (!(next instanceof Directory)) {
      next = new Directory(new Map())
      folder.contents.set(part, next)
    }
    folder = next
  }
  folder.contents.set(name, entry)
}

/** A preopened folder whose new files grow. */
function folder(name) {
  const opened = new PreopenDirectory(name, new Map())
  const create = Directory.prototype.create_entry_for_path
  opened.dir.create_entry_for_path = function (path, isFolder) {
    const made = create.call(this, path, isFolder)
    if (made.entry === null || isFolder) return made
    const growing = new Growing()
    put(this, path, growing)
    return { ret: made.ret, entry: growing }
  }
  return opened
}

/** All files below a folder, each with its path. */
function filesBelow(directory, lead, found) {
  directory.contents.forEach(function (entry, name) {
    if (entry instanceof Directory) filesBelow(entry, lead + name + '/', found)
    else found.push([lead + name, new Uint8Array(entry.data)])
  })
  return found
}

function concatenated(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Requests as the engine reads them: their length before each. */
function frames(requests) {
  const parts = []
  for (const request of requests) {
    const text = new TextEncoder().encode(JSON.stringify(request))
    const length = new Uint8Array(8)
    new DataView(length.buffer).setUint32(0, text.length, true)
    parts.push(length, text)
  }
  return concatenated(parts)
}

/** Takes answers of a reader apart, and posts each. */
function answerTaker() {
  let rest = []
  let size = 0
  return function (bytes) {
    rest.push(new Uint8Array(bytes))
    size += bytes.length
    for (;;) {
      if (size < 8) return
      const all = concatenated(rest)
      rest = [all]
      const length = new DataView(all.buffer).getUint32(0, true)
      if (size < 8 + length) return
      const answer = all.slice(8, 8 + length)
      rest = [all.slice(8 + length)]
      size -= 8 + length
      postMessage({ answer: answer }, [answer.buffer])
    }
  }
}

/** An argument in ASCII alone, for lengths of arguments are counted in letters. */
function plain(value) {
  return JSON.stringify(value).replace(/[^ -~]/g, (letter) => '\\u' + ('000' + letter.charCodeAt(0).toString(16)).slice(-4))
}

async function run(job) {
  const inbox = folder('/inbox')
  const answers = folder('/answers')
  const made = folder('/made')
  for (const file of job.files || []) put(inbox.dir, file.path, new HandedIn(file.blob, file.path))
  for (const known of job.answers || []) put(answers.dir, known.id, new HandedIn(known.blob, ''))
  const isReader = job.ask.ask === 'read'
  const output = isReader
    ? new ConsoleStdout(answerTaker())
    : ConsoleStdout.lineBuffered((line) => postMessage({ line: line }))
  const errors = ConsoleStdout.lineBuffered((line) => postMessage({ error: line }))
  const input = new Requests(frames(job.requests || []))
  const fds = [input, output, errors, inbox, answers, made, folder('/spool')]
  const wasi = new WASI(['gouji', plain(job.ask)], [], fds, { debug: false })
  const instance = await WebAssembly.instantiate(job.module, { wasi_snapshot_preview1: wasi.wasiImport })
  const memory = () => instance.exports.memory.buffer.byteLength
  let code
  try {
    code = wasi.start(instance)
  } catch (error) {
    if (!(error instanceof WASIProcExit)) {
      postMessage({ trap: String(error), memory: memory() })
      return
    }
    code = error.code
  }
  const out = inbox.dir.contents.get('公开表')
  const outputs = job.outputs && out instanceof Directory ? filesBelow(out, '', []) : []
  const blanks = filesBelow(made.dir, '', [])
  postMessage({ done: code, memory: memory(), outputs: outputs, made: blanks })
}

onmessage = function (event) {
  run(event.data).catch((error) => postMessage({ trap: String(error), memory: 0 }))
}
