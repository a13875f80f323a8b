// What a benchmark hands back: tables of figures, and how those of several processes become one.

/** What has to be measured to answer one question, which stands at the top of the file. */
export interface Benchmark {
  /** Each part runs in a process of its own, so that what it has taught the compiler does not colour the others. */
  readonly parts: Record<string, Part>
  /** What Node is started with for it. */
  readonly flags?: readonly string[]
}

export type Part = (settings: Settings) => Promise<Table[]>

export interface Settings {
  /** How many rounds are measured, every contestant once in each. */
  readonly rounds: number
  /** Only checks that everybody does the work, in small sizes, and measures nothing. */
  readonly smoke: boolean
}

/** Where parts are run, each apart from the others. */
export interface Runner {
  /** As in `Node v20.20.2`. */
  readonly platform: string
  run(name: string, part: string, settings: Settings): Promise<Table[]>
  close(): void
}

export interface Table {
  readonly title: string
  readonly unit: Unit
  /** What the ratios are multiples of, in words. */
  readonly ratioTo: string
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

/** Nanoseconds or bytes: of one call, unless the title says otherwise. */
export type Unit = 'ns' | 'B'

export interface Row {
  readonly name: string
  /** The package that it comes from, if any. */
  readonly from?: string | undefined
  /** What it cannot do that the library can. */
  readonly cannot?: readonly string[] | undefined
  /** One for each column. */
  readonly cells: readonly Cell[]
}

export type Cell = Figures | Missing

export interface Figures {
  /** The median, in the unit of the table. */
  readonly median: number
  /** The median of the ratios, each from one round; null where the other is next to nothing. */
  readonly ratio: number | null
  /** Half of how far the middle half of the ratios is apart, in per cent of their median; of the values, where there are none, or all are 1. */
  readonly spread: number
}

/** Why there is no figure. */
export interface Missing {
  readonly missing: string
}

export function isMissing(cell: Cell): cell is Missing {
  return 'missing' in cell
}

/** Turns figures by column and name into rows, in the order of the names of the first column. */
export function rowsOf(
  columns: readonly Record<string, Cell>[],
  about: (name: string) => Pick<Row, 'from' | 'cannot'>,
): Row[] {
  const names = Object.keys(columns[0] ?? {})
  return names.map((name) => ({ name, ...about(name), cells: columns.map((column) => column[name] as Cell) }))
}

/** Reduces values to figures; `bases` are the values of what they are compared with, from the same rounds. */
export function figures(values: readonly number[], bases: readonly number[]): Figures {
  const comparable = Math.abs(median(bases)) >= 1
  const ratios = comparable ? values.map((value, i) => value / (bases[i] as number)) : []
  return {
    median: median(values),
    ratio: comparable ? median(ratios) : null,
    spread: telling(ratios) ? spread(ratios) : spread(values.map(Math.round)),
  }
}

/** Reduces the tables of several processes, which must be alike, to one with their medians. */
export function merge(tables: readonly Table[]): Table {
  const [first] = tables as [Table]
  if (tables.length === 1) return first
  return { ...first, rows: first.rows.map((row, r) => ({ ...row, cells: row.cells.map((_, c) => mergedCell(r, c)) })) }

  function mergedCell(r: number, c: number): Cell {
    const cells = tables.map((table) => table.rows[r]?.cells[c] as Cell)
    const measured = cells.filter((cell): cell is Figures => !isMissing(cell))
    // What one process could not do is not there, even if another just could.
    if (measured.length < cells.length) return cells.find(isMissing) as Missing
    const medians = measured.map((cell) => cell.median)
    const ratios = measured.flatMap((cell) => cell.ratio ?? [])
    const comparable = ratios.length === measured.length
    return {
      median: median(medians),
      ratio: comparable ? median(ratios) : null,
      spread: telling(ratios) ? spread(ratios) : spread(medians.map(Math.round)),
    }
  }
}

/** What is compared with itself always has the ratio 1: how steady it is shows in its values. */
function telling(ratios: readonly number[]): boolean {
  return ratios.some((ratio) => ratio !== 1)
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

function spread(values: readonly number[]): number {
  const middle = Math.abs(median(values))
  return middle === 0 ? 0 : ((quantile(values, 0.75) - quantile(values, 0.25)) / 2 / middle) * 100
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = share * (sorted.length - 1)
  const below = sorted[Math.floor(at)] as number
  const above = sorted[Math.ceil(at)] as number
  return below + (above - below) * (at - Math.floor(at))
}
