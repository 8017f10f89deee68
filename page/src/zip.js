// Packs files into a zip: stored, for they are packed already, with names in UTF-8 and a fixed date.

const CRC = new Uint32Array(256)
for (let n = 0; n < 256; n++) {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  CRC[n] = c
}

function crc(bytes) {
  let c = 0xffffffff
  for (let at = 0; at < bytes.length; at++) c = CRC[(c ^ bytes[at]) & 255] ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}

const UTF8 = 0x800
const DATE = 0x21 // 1 January 1980

/** What stands before a file, and in the list at the end. */
function header(signature, entry, isListed) {
  const size = isListed ? 46 : 30
  const bytes = new Uint8Array(size + entry.name.length)
  const view = new DataView(bytes.buffer)
  let at = 0
  const two = (value) => view.setUint16((at += 2) - 2, value, true)
  const four = (value) => view.setUint32((at += 4) - 4, value, true)
  four(signature)
  if (isListed) two(20)
  ;[20, UTF8, 0, 0, DATE].forEach(two)
  ;[entry.crc, entry.bytes.length, entry.bytes.length].forEach(four)
  two(entry.name.length)
  two(0)
  if (isListed) {
    ;[0, 0, 0].forEach(two)
    four(0)
    four(entry.at)
  }
  bytes.set(entry.name, size)
  return bytes
}

/** A zip of files, each a name and its bytes. */
export function zip(files) {
  const parts = []
  let at = 0
  const add = (bytes) => {
    parts.push(bytes)
    at += bytes.length
  }
  const entries = files.map(([name, bytes]) => {
    const entry = { name: new TextEncoder().encode(name), bytes: bytes, crc: crc(bytes), at: at }
    add(header(0x04034b50, entry, false))
    add(bytes)
    return entry
  })
  const start = at
  entries.forEach((entry) => add(header(0x02014b50, entry, true)))
  const end = new Uint8Array(22)
  const view = new DataView(end.buffer)
  view.setUint32(0, 0x06054b50, true)
  view.setUint16(8, entries.length, true)
  view.setUint16(10, entries.length, true)
  view.setUint32(12, at - start, true)
  view.setUint32(16, start, true)
  add(end)
  return new Blob(parts, { type: 'application/zip' })
}
