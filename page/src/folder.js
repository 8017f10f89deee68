// A folder of the disk that results are written into. What a person has changed there is never written over.

/** The folder 公开表 of a folder, or the first of 公开表（2）, 公开表（3） … where no file differs from those to be written. */
export async function freeFolder(parent, outputs) {
  for (let number = 1; ; number++) {
    const name = number === 1 ? '公开表' : '公开表（' + number + '）'
    const folder = await parent.getDirectoryHandle(name, { create: true })
    if (await isFree(folder, outputs)) return [folder, name]
  }
}

async function isFree(folder, outputs) {
  for (const [path, bytes] of outputs) {
    const old = await read(folder, path.split('/'))
    if (old && !isEqual(old, bytes)) return false
  }
  return true
}

/** The bytes of a file; nothing where there is none. */
async function read(folder, parts) {
  try {
    for (const part of parts.slice(0, -1)) folder = await folder.getDirectoryHandle(part)
    const file = await (await folder.getFileHandle(parts[parts.length - 1])).getFile()
    return new Uint8Array(await file.arrayBuffer())
  } catch (error) {
    if (error.name === 'NotFoundError') return null
    throw error
  }
}

function isEqual(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
