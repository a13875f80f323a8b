// Defines the results of a benchmark: tables of figures. Combines the tables of several processes into one table.

/** Describes what must be measured to answer one question. The question is at the top of the file. */
export interface Benchmark {
  /** Each part runs in its own process. So what the compiler learns in one part does not change another part. */
  readonly parts: Record<string, Part>
  /** The flags with which Node is started. */
  readonly flags?: readonly string[]
}

export type Part = (settings: Settings) => Promise<Table[]>

export interface Settings {
  /** The number of rounds. Every contestant is measured once in each round. */
  readonly rounds: number
  /**
   * Says whether the benchmark only checks that every contestant does the work. Then sizes are small, and nothing is
   * measured.
   */
  readonly smoke: boolean
  /** Says whether an earlier commit is measured, which may lack what a contestant uses. */
  readonly earlier?: boolean
}

/** Runs the parts of benchmarks, each apart from the others. */
export interface Runner {
  /** The platform, as in `Node v20.20.2`. */
  readonly platform: string
  /** Runs one part of a benchmark with one build of the library. */
  run(name: string, part: string, settings: Settings, build: Build): Promise<Table[]>
  close(): void
}

/** A build of the library that is measured: what is in this folder, or a commit that was built apart. */
export interface Build {
  /** The folder that has `package.json`, `dist/` and, in it or above it, the dependencies. */
  readonly folder: string
  /** The commit, followed by `+` when files of `source/` have been changed since that commit. */
  readonly commit: string
}

export interface Table {
  readonly title: string
  readonly unit: Unit
  /** The name of the row to which the ratios are relative. */
  readonly ratioTo: string
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

/** The unit: nanoseconds or bytes for one call, unless the title says otherwise. */
export type Unit = 'ns' | 'B'

export interface Row {
  readonly name: string
  /** The package of the contestant, if there is a package. */
  readonly from?: string | undefined
  /** What the contestant cannot do, and the library can. */
  readonly cannot?: readonly string[] | undefined
  /** The limits, one for each column; null where there is no limit. Missing when the row has no limit at all. */
  readonly limits?: readonly (Limit | null)[] | undefined
  /** The cells, one for each column. */
  readonly cells: readonly Cell[]
}

/**
 * The most that a figure may be: as a ratio to the table's base, as a value in the table's unit, or as a share of the
 * ratio that an earlier build has. `{ before: 1 }` means "no slower than before".
 */
export type Limit = { readonly ratio: number } | { readonly value: number } | { readonly before: number }

export type Cell = Figures | Missing

export interface Figures {
  /** The median, in the unit of the table. */
  readonly median: number
  /** The median of the ratios, each from one round; null when the other value is close to zero. */
  readonly ratio: number | null
  /**
   * Half the width of the middle half of the ratios, in per cent of their median. If there are no ratios, or if all are
   * 1, the values are used.
   */
  readonly spread: number
}

/** The reason why there is no figure. */
export interface Missing {
  readonly missing: string
}

export function isMissing(cell: Cell): cell is Missing {
  return 'missing' in cell
}

/** Turns figures by column and name into rows, in the order of the names in the first column. */
export function rowsOf(
  columns: readonly Record<string, Cell>[],
  about: (name: string) => Pick<Row, 'from' | 'cannot' | 'limits'>,
): Row[] {
  const names = Object.keys(columns[0] ?? {})
  return names.map((name) => ({ name, ...about(name), cells: columns.map((column) => column[name] as Cell) }))
}

/**
 * Reduces values to figures. `bases` are the values of the contestant to which the ratios are relative, from the same
 * rounds.
 */
export function figures(values: readonly number[], bases: readonly number[]): Figures {
  const comparable = Math.abs(median(bases)) >= 1
  const ratios = comparable ? values.map((value, i) => value / (bases[i] as number)) : []
  return {
    median: median(values),
    ratio: comparable ? median(ratios) : null,
    spread: telling(ratios) ? spread(ratios) : spread(values.map(Math.round)),
  }
}

/** Reduces the tables of several processes to one table with the medians. The tables must have the same form. */
export function merge(tables: readonly Table[]): Table {
  const [first] = tables as [Table]
  if (tables.length === 1) return first
  return { ...first, rows: first.rows.map((row, r) => ({ ...row, cells: row.cells.map((_, c) => mergedCell(r, c)) })) }

  function mergedCell(r: number, c: number): Cell {
    const cells = tables.map((table) => table.rows[r]?.cells[c] as Cell)
    const measured = cells.filter((cell): cell is Figures => !isMissing(cell))
    // A figure that is missing in one process is missing in the result, even if another process has the figure.
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

/** A contestant that is compared with itself always has the ratio 1. Its values show how steady it is. */
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
