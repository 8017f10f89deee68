// A page of a department as a table of the browser: text that can be searched, copied, printed and read aloud.
import { el } from './dom.js'

const PAINTS = {
  red: { sign: '✕', said: '错误：' },
  amber: { sign: '≠', said: '涉及：' },
}

/** Widths in pixels: a little narrower where all columns then go into the room, and in a slice long names are cut. */
function fitted(page, count, options) {
  const own = Array.from({ length: count }, (_, column) => Math.round((page.widths[column] || 8) * 7 + 5))
  if (options.rows) return own.map((pixels) => Math.min(pixels, 88))
  const all = own.reduce((sum, pixels) => sum + pixels, 0)
  const room = (options.room || 0) - 40
  const by = room > 0 && room < all ? Math.max(room / all, 0.72) : 1
  return own.map((pixels) => Math.floor(pixels * by))
}

/** The table. `spot` is the cell that is shown, `involved` those that its cause involves, `rows` the
 * rows if not all, `room` the pixels that there are. */
export function table(department, at, options) {
  department.place(null)
  const page = department.view.pages[at]
  const covered = new Map()
  page.cells.forEach((cell) => covered.set(cell.row + ',' + cell.column, cell))
  const width = page.cells.reduce((most, cell) => Math.max(most, cell.column + (cell.columns || 1)), page.widths.length)
  const height = page.cells.reduce((most, cell) => Math.max(most, cell.row + (cell.rows || 1)), 0)
  const taken = new Set()
  const made = el('table', { class: 'grid', 'aria-label': page.title || page.name })
  const widths = fitted(page, width, options)
  const columns = widths.map((pixels) => {
    const own = el('col')
    own.style.width = pixels + 'px'
    return own
  })
  made.appendChild(el('colgroup', {}, [el('col', { class: 'number' })].concat(columns)))
  const letters = Array.from({ length: width }, (_, column) => el('th', { scope: 'col', text: page.names.column(column) }))
  made.appendChild(el('thead', {}, [el('tr', {}, [el('td', { class: 'corner' })].concat(letters))]))
  const body = el('tbody')
  for (let row = 0; row < height; row++) {
    const isShown = !options.rows || (row >= options.rows[0] && row <= options.rows[1])
    const line = el('tr', {}, [el('th', { scope: 'row', text: page.names.row(row) })])
    for (let column = 0; column < width; column++) {
      if (taken.has(row + ',' + column)) continue
      const cell = covered.get(row + ',' + column)
      if (!options.rows) {
        for (let r = 0; cell && r < (cell.rows || 1); r++) {
          for (let c = 0; c < (cell.columns || 1); c++) taken.add(row + r + ',' + (column + c))
        }
      }
      line.appendChild(drawn(department, cell, options))
    }
    if (isShown) body.appendChild(line)
  }
  made.appendChild(body)
  return made
}

function drawn(department, cell, options) {
  if (!cell) return el('td')
  const isSpot = options.spot === cell
  const isInvolved = (options.involved && options.involved.has(cell)) || (options.rows && isSpot)
  const paint = cell.paint || (isInvolved ? 'amber' : '')
  const classes = [cell.style, paint, isSpot ? 'now' : ''].filter(Boolean).join(' ')
  const made = el('td', { class: classes })
  if (!options.rows) {
    if (cell.rows > 1) made.setAttribute('rowspan', cell.rows)
    if (cell.columns > 1) made.setAttribute('colspan', cell.columns)
  }
  if (paint) {
    made.appendChild(el('span', { class: 'sign', 'aria-hidden': 'true', text: PAINTS[paint].sign }))
    made.appendChild(el('span', { class: 'away', text: PAINTS[paint].said }))
    if (cell.note) made.title = cell.note
  }
  made.appendChild(document.createTextNode(cell.text || ''))
  if (options.choose && cell.source !== undefined) made.addEventListener('click', () => options.choose(cell))
  if (isSpot) made.setAttribute('data-now', '')
  return made
}

/** How many cells of a page are painted, by colour. */
export function painted(page) {
  const count = (paint) => page.cells.filter((cell) => cell.paint === paint).length
  return { red: count('red'), amber: count('amber') }
}
