// A department as the page shows it: its pages with the places of figures, and a card for each cause.

const LEVELS = { mandatory: 0, verify: 1, hint: 2 }

/** What a place of a submitted file is known by. */
export function keyOf(file, sheet, cell) {
  return JSON.stringify([file, sheet, cell])
}

function letters(number) {
  let text = ''
  for (let rest = number + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    text = String.fromCharCode(65 + ((rest - 1) % 26)) + text
  }
  return text
}

function position(cell) {
  const parts = /^([A-Z]+)([0-9]+)$/.exec(cell || '')
  if (!parts) return null
  const column = parts[1].split('').reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
  return { row: Number(parts[2]) - 1, column: column }
}

/** How far the submitted cells lie from those of the page, where all lie equally far. */
function offsets(cells, own, far) {
  const all = new Set()
  cells.forEach((cell) => {
    const at = position(cell.cell)
    if (at) all.add(far(at) - own(cell))
  })
  return all.size === 1 ? Array.from(all)[0] : null
}

/** The names of rows and columns as the submitted file has them; empty where it is arranged otherwise. */
function named(page) {
  const figures = page.cells.filter((cell) => cell.cell)
  const isOne = new Set(figures.map((cell) => cell.source)).size === 1
  const column = isOne ? offsets(figures, (cell) => cell.column, (at) => at.column) : null
  const row = isOne ? offsets(figures, (cell) => cell.row, (at) => at.row) : null
  const rows = {}
  if (isOne && row === null) figures.forEach((cell) => (rows[cell.row] = position(cell.cell).row + 1))
  return {
    column: (at) => (column === null || at + column < 0 ? '' : letters(at + column)),
    row: (at) => {
      if (row !== null) return at + row < 0 ? '' : String(at + row + 1)
      return rows[at] ? String(rows[at]) : ''
    },
  }
}

export class Department {
  constructor(report, told, number) {
    Object.assign(this, report)
    this.number = number
    this.outputs = told.outputs
    this.errors = told.errors
    this.text = told.text
    this.name = report.department || '（未写部门）'
  }

  get title() {
    return this.name + (this.fiscal_year ? ' ' + this.fiscal_year + ' 年' : '')
  }

  get mandatory() {
    return this.findings.filter((it) => it.level === 'mandatory' && it.verdict === 'broken').length
  }

  /** Finds where a submitted cell stands on the pages; made when it is first asked. */
  place(cell) {
    if (!this.places) {
      this.places = new Map()
      const sources = this.view.sources
      this.view.pages.forEach((page, at) => {
        page.names = named(page)
        page.cells.forEach((own) => {
          if (own.source === undefined) return
          const source = sources[own.source]
          this.places.set(keyOf(source.file, source.sheet, own.cell), { page: at, cell: own })
        })
      })
    }
    return (cell && this.places.get(keyOf(cell.file, cell.sheet, cell.cell))) || null
  }

  /** One card for each cause, grave ones first, then what no cause explains; hints apart. */
  get cards() {
    if (!this.made) this.made = cards(this)
    return this.made
  }
}

function isText(cell) {
  return cell.paragraph !== undefined
}

function gravest(findings) {
  return findings.reduce((level, it) => Math.min(level, it.verdict === 'broken' ? LEVELS[it.level] : 2), 2)
}

function cards(department) {
  const told = new Set()
  const made = department.diagnosis.map((cause) => {
    cause.findings.forEach((at) => told.add(at))
    return card(department, cause.findings.map((at) => department.findings[at]), cause)
  })
  department.findings.forEach((finding, at) => {
    if (!told.has(at)) made.push(card(department, [finding], null))
  })
  const order = made.map((it, at) => [it.level, it.cause ? 0 : 1, at, it])
  order.sort((one, other) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2])
  const all = order.map((it) => it[3])
  return { main: all.filter((it) => it.level < 2), hints: all.filter((it) => it.level === 2) }
}

function card(department, findings, cause) {
  const set = cause && cause.proposal !== null ? cause.sets[cause.proposal] : null
  const cells = findings.reduce((all, it) => all.concat(it.cells), [])
  const passages = cells.filter(isText)
  const mends = set || []
  const painted = (paint) => (it) => {
    const place = isText(it) ? null : department.place(it)
    return Boolean(place) && place.cell.paint === paint
  }
  const first = mends.filter((it) => it.cell).concat(cells.filter(painted('red')), cells.filter(painted('amber')), cells.filter((it) => !isText(it)))
  const spots = first.filter((it) => department.place(it))
  const made = {
    level: gravest(findings),
    findings: findings,
    cause: cause,
    mends: mends,
    ties: cause && !set ? cause.sets : [],
    passage: passages.filter((it) => it.mark === 'red')[0] || passages.filter((it) => it.mark)[0] || passages[0] || null,
    spot: spots[0] || null,
    actions: findings.map((it) => it.action).filter(Boolean),
  }
  made.other = other(department, made)
  return made
}

/** The same figure in another table: of two cells that must be equal, or else any cell of another page. */
function other(department, card) {
  const spot = card.spot && department.place(card.spot)
  if (!spot) return null
  const isSpot = (cell) => cell.file === card.spot.file && cell.sheet === card.spot.sheet && cell.cell === card.spot.cell
  const isAway = (cell) => {
    const place = department.place(cell)
    return place && place.page !== spot.page
  }
  const pairs = card.findings.filter((it) => it.cells.length === 2 && it.cells.some(isSpot))
  for (const finding of pairs.concat(card.findings)) {
    const found = finding.cells.filter((cell) => !isText(cell) && isAway(cell))[0]
    if (found) return found
  }
  return null
}
