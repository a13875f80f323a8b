// Shows figures: as tables for a terminal, and as changes between two tables.

import { cellOf, changed, type Judgement, type Looked } from './limits.js'
import { type Cell, isMissing, type Limit, type Row, type Table, type Unit } from './results.js'

/**
 * Returns a table with median, ratio and spread in every cell. Below the table, it lists what contestants cannot do.
 */
export function printed(table: Table, versions: Record<string, string>): string {
  const head = [`median, × ${table.ratioTo}, ± %`, ...table.columns]
  const rows = table.rows.map((row) => [labelOf(row, versions), ...row.cells.map((cell) => shown(cell, table.unit))])
  return [`\n${table.title}`, ...aligned([head, ...rows]), ...inabilities(table.rows)].join('\n')
}

/**
 * Returns how the ratios have changed since `then`, where both tables have a ratio. It marks changes beyond both
 * spreads.
 */
export function compared(now: Table, then: Table, versions: Record<string, string>): string {
  const rows = now.rows.map((row) => {
    const changes = row.cells.map((cell, c) => change(cell, cellOf(then, row.name, now.columns[c] as string)))
    return [labelOf(row, versions), ...changes]
  })
  return [`\n${now.title}, compared`, ...aligned([['ratio then → now', ...now.columns], ...rows])].join('\n')
}

/** Returns the limits of one table, each with its figure and whether the limit holds. Empty when there are none. */
export function limited(judgements: readonly Judgement[], columns: readonly string[], unit: Unit): string {
  if (judgements.length === 0) return ''
  const rows = [...new Set(judgements.map(({ row }) => row))].map((row) => [
    row,
    ...columns.map((column) => {
      const found = judgements.find((one) => one.row === row && one.column === column)
      return found === undefined ? '' : verdict(found, unit)
    }),
  ])
  return aligned([['at most', ...columns], ...rows]).join('\n')
}

/** Returns the figure, the limit, and a mark: ✓ it holds, ✗ it does not hold, ? it was not measured. */
export function verdict({ limit, is, holds }: Judgement, unit: Unit): string {
  const mark = holds === null ? '?' : holds ? '✓' : '✗'
  const figure = (value: number) => ('value' in limit ? amount(value, unit) : times(value))
  return `${is === null ? 'not measured' : figure(is)} ≤ ${figure(mostOf(limit))}${'before' in limit ? ' of before' : ''} ${mark}`
}

/** Returns how many limits hold, the limits that do not hold, and the cells that are slower than before. */
export function summary(looked: readonly Looked[], slower: readonly string[]): string {
  const missed = looked.filter(({ judgement }) => !judgement.holds)
  const lines = missed.map(({ platform, unit, judgement }) => {
    const { title, row, column } = judgement
    return `  ${verdict(judgement, unit)}  ${platform}, ${title}: ${row}, ${column}`
  })
  const changed = ['', 'Slower than before, by more than both spreads; a few such cells are chance:']
  return [
    '',
    `${looked.length - missed.length} of ${looked.length} limits hold`,
    ...lines,
    ...(slower.length > 0 ? changed : []),
    ...slower.map((cell) => `  ${cell}`),
  ].join('\n')
}

/** Returns a value with three significant digits and a suitable unit. */
export function amount(value: number, unit: Unit): string {
  const steps = unit === 'ns' ? ['ns', 'µs', 'ms', 's'] : ['B', 'kB', 'MB', 'GB']
  let step = 0
  while (Math.abs(value) >= 999.5 && step < steps.length - 1) {
    value /= 1000
    step++
  }
  return `${digits(value, step === 0)} ${steps[step]}`
}

function shown(cell: Cell, unit: Unit): string {
  if (isMissing(cell)) return cell.missing
  const ratio = cell.ratio === null ? '' : times(cell.ratio)
  return `${amount(cell.median, unit)} ${ratio.padStart(4)} ${`±${cell.spread.toFixed(0)}`.padStart(3)}`
}

function change(cell: Cell, earlier: Cell | undefined): string {
  const change = changed(cell, earlier)
  if (change === undefined) return '–'
  const { then, now, share, noise } = change
  const percent = (share - 1) * 100
  const mark = Math.abs(percent) <= (noise - 1) * 100 ? ' ' : percent > 0 ? '▲' : '▼'
  const sign = percent >= 0.5 ? '+' : percent <= -0.5 ? '−' : ''
  return `${times(then)} → ${times(now)} ${`${sign}${Math.abs(percent).toFixed(0)} %`.padStart(6)} ${mark}`
}

/** Returns lines with the first column aligned left, and all other columns aligned right. */
function aligned(lines: readonly (readonly string[])[]): string[] {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines.map(([label = '', ...cells]) => {
    const columns = cells.map((cell, i) => cell.padStart((widths[i + 1] as number) + 2))
    return `  ${label.padEnd(widths[0] as number)}${columns.join('')}`
  })
}

function mostOf(limit: Limit): number {
  return 'ratio' in limit ? limit.ratio : 'value' in limit ? limit.value : limit.before
}

function labelOf({ name, from }: Row, versions: Record<string, string>): string {
  return from && versions[from] ? name.replace(from, `${from} ${versions[from]}`) : name
}

function inabilities(rows: readonly Row[]): string[] {
  const abilities = [...new Set(rows.flatMap(({ cannot }) => cannot ?? []))].sort()
  return abilities.map((ability) => {
    const names = rows.filter(({ cannot }) => cannot?.includes(ability)).map(({ name }) => name)
    return `  cannot ${ability}: ${names.join(', ')}`
  })
}

function times(ratio: number): string {
  return ratio < 9.995 ? ratio.toFixed(2) : ratio < 99.95 ? ratio.toFixed(1) : ratio.toFixed(0)
}

function digits(value: number, whole: boolean): string {
  const size = Math.abs(value)
  return whole || size >= 99.95 ? value.toFixed(0) : size >= 9.995 ? value.toFixed(1) : value.toFixed(2)
}
