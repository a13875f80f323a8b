// Decides whether the figures of a table stay within the limits that its rows carry.

import { type Cell, isMissing, type Limit, type Table, type Unit } from './results.js'

/** One cell with a limit. */
export interface Judgement {
  readonly title: string
  readonly row: string
  readonly column: string
  readonly limit: Limit
  /** What is limited: the ratio, the value, or the share of the earlier ratio. Null when it was not measured. */
  readonly is: number | null
  /** Says whether it is within the limit. Null when it was not measured. */
  readonly holds: boolean | null
}

/** A judgement, and where the figures are from. */
export interface Looked {
  readonly platform: string
  readonly unit: Unit
  readonly judgement: Judgement
}

/**
 * Returns a judgement for each cell with a limit.
 *
 * @param earlier The same table of an earlier build. Without it, a limit `{ before }` is not measured.
 */
export function judged(table: Table, earlier?: Table): Judgement[] {
  return table.rows.flatMap(({ name, cells, limits = [] }) =>
    limits.flatMap((limit, c) => {
      if (limit === null) return []
      const column = table.columns[c] as string
      const [is, most] = measured(limit, cells[c], earlier && cellOf(earlier, name, column))
      return [{ title: table.title, row: name, column, limit, is, holds: is === null ? null : is <= most }]
    }),
  )
}

/** Returns the cells in which the library is slower than before, beyond both spreads. A few such cells can be chance. */
export function slower(table: Table, earlier: Table): string[] {
  const ours = table.rows.filter(({ from }) => from === 'entracte')
  return ours.flatMap(({ name, cells }) =>
    cells.flatMap((cell, c) => {
      const column = table.columns[c] as string
      const change = changed(cell, cellOf(earlier, name, column))
      if (change === undefined || change.share <= change.noise) return []
      return [`${name}, ${column}: × ${change.share.toFixed(2)}`]
    }),
  )
}

export interface Change {
  readonly then: number
  readonly now: number
  /** What is now, as a share of what was then. */
  readonly share: number
  /** The greatest share that both spreads together explain. */
  readonly noise: number
}

/** Returns how a ratio has changed. Without a ratio, the values themselves are compared. */
export function changed(cell: Cell | undefined, earlier: Cell | undefined): Change | undefined {
  if (cell === undefined || earlier === undefined || isMissing(cell) || isMissing(earlier)) return undefined
  const byRatio = cell.ratio !== null && earlier.ratio !== null
  const [now, then] = [cell, earlier].map((one) => (byRatio ? one.ratio : one.median)) as [number, number]
  const noise = 1 + (cell.spread + earlier.spread) / 100
  return { then, now, share: then === 0 ? 1 : now / then, noise }
}

/** Finds a cell of an earlier run. Rows and columns may have been added or moved since then. */
export function cellOf(table: Table, row: string, column: string): Cell | undefined {
  return table.rows.find(({ name }) => name === row)?.cells[table.columns.indexOf(column)]
}

/** Returns the figure that a limit limits, and the greatest value that it may have. */
function measured(limit: Limit, cell: Cell | undefined, earlier: Cell | undefined): [is: number | null, most: number] {
  const figures = cell === undefined || isMissing(cell) ? undefined : cell
  if ('ratio' in limit) return [figures?.ratio ?? null, limit.ratio]
  if ('value' in limit) return [figures?.median ?? null, limit.value]
  const change = changed(cell, earlier)
  // "No slower" is asked of a measurement: only what both spreads do not explain is slower.
  return [change?.share ?? null, limit.before === 1 ? (change?.noise ?? 1) : limit.before]
}
