// Files that a clerk drops or chooses, each with its path within the inbox.

function entriesOf(reader) {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject))
}

function fileOf(entry) {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}

/** What lies below an entry of a drop, as Firefox and Safari give it. */
async function below(entry, lead, found) {
  if (entry.isFile) {
    found.push({ path: lead + entry.name, blob: await fileOf(entry) })
    return
  }
  const reader = entry.createReader()
  for (;;) {
    const some = await entriesOf(reader)
    if (!some.length) return
    for (const own of some) await below(own, lead + entry.name + '/', found)
  }
}

/** What lies below a handle. Chromium gives no entries to a page that was opened from disk, but it gives handles. */
async function belowHandle(handle, lead, found) {
  if (handle.kind === 'file') {
    found.push({ path: lead + handle.name, blob: await handle.getFile() })
    return
  }
  const names = handle.values()
  for (;;) {
    const next = await names.next()
    if (next.done) return
    await belowHandle(next.value, lead + handle.name + '/', found)
  }
}

/** A folder that comes alone is the inbox itself. */
function withoutRoot(files) {
  const root = files.length ? files[0].path.split('/')[0] + '/' : ''
  const isShared = files.every((file) => file.path.indexOf(root) === 0)
  return isShared ? files.map((file) => ({ path: file.path.slice(root.length), blob: file.blob })) : files
}

/** What was dropped; it fails where the browser gives no folder to a page from disk. */
export async function dropped(transfer) {
  // items are gone once this turn is over
  const items = Array.from(transfer.items).filter((item) => item.kind === 'file')
  const blobs = Array.from(transfer.files)
  const entries = items.map((item) => (item.webkitGetAsEntry ? item.webkitGetAsEntry() : null))
  const asked = items.map((item) => (item.getAsFileSystemHandle ? item.getAsFileSystemHandle().catch(() => null) : null))
  const handles = await Promise.all(asked)
  const found = []
  let isFolder = false
  for (let at = 0; at < items.length; at++) {
    isFolder = Boolean(handles[at] ? handles[at].kind === 'directory' : entries[at] && entries[at].isDirectory)
    if (handles[at]) await belowHandle(handles[at], '', found)
    else if (isFolder) await below(entries[at], '', found)
    else if (blobs[at]) found.push({ path: blobs[at].name, blob: blobs[at] })
  }
  return items.length === 1 && isFolder ? withoutRoot(found) : found
}

/** What was chosen. */
export function chosen(input) {
  const files = Array.from(input.files).map((blob) => ({ path: blob.webkitRelativePath || blob.name, blob: blob }))
  return input.webkitdirectory ? withoutRoot(files) : files
}

function own(path) {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** What an earlier run wrote is never read back. */
function isOutput(path) {
  return path.indexOf('公开表/') === 0
}

/** Adds files to others: one of a path that is there takes its place, and so does one whose name only one has. */
export function added(files, more) {
  const all = new Map(files.map((file) => [file.path, file]))
  more.filter((file) => !isOutput(file.path)).forEach((file) => {
    let path = file.path
    if (!all.has(path) && path.indexOf('/') < 0) {
      const same = files.filter((other) => own(other.path) === path)
      if (same.length === 1) path = same[0].path
    }
    all.set(path, { path: path, blob: file.blob })
  })
  return Array.from(all.values())
}
