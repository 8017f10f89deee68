// Elements are made here and nowhere else: text goes in as text, never as markup.

/** An element; `on…` of the attributes are listeners, `text` is its text. */
export function el(name, attributes, children) {
  const made = document.createElement(name)
  Object.keys(attributes || {}).forEach((key) => {
    const value = attributes[key]
    if (value === undefined || value === null || value === false) return
    if (key === 'text') made.textContent = value
    else if (key.slice(0, 2) === 'on') made.addEventListener(key.slice(2), value)
    else made.setAttribute(key, value === true ? '' : String(value))
  })
  ;(children || []).forEach((child) => {
    if (child) made.appendChild(typeof child === 'string' ? document.createTextNode(child) : child)
  })
  return made
}

export function $(id) {
  return document.getElementById(id)
}

export function fill(parent, children) {
  while (parent.firstChild) parent.removeChild(parent.firstChild)
  children.forEach((child) => child && parent.appendChild(child))
}

/** Hands bytes to the clerk as a file. */
export function save(name, content) {
  const blob = content instanceof Blob ? content : new Blob([content])
  const url = URL.createObjectURL(blob)
  const link = el('a', { href: url, download: name })
  document.body.appendChild(link)
  link.click()
  document.body.removeChild(link)
  setTimeout(() => URL.revokeObjectURL(url), 60000)
}

/** Copies a text; gives whether that went well. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch (_) {
    const area = el('textarea', { 'aria-hidden': 'true', class: 'away' })
    area.value = text
    document.body.appendChild(area)
    area.select()
    const done = document.execCommand('copy')
    document.body.removeChild(area)
    return done
  }
}
