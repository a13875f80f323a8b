// Shows figures: as tables for a terminal, and as changes between two tables.

import { type Cell, isMissing, type Row, type Table, type Unit } from './results.js'

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
    const earlier = then.rows.find(({ name }) => name === row.name)
    const changes = row.cells.map((cell, c) => {
      const at = then.columns.indexOf(now.columns[c] as string)
      return change(cell, earlier?.cells[at])
    })
    return [labelOf(row, versions), ...changes]
  })
  return [`\n${now.title}, compared`, ...aligned([['ratio then → now', ...now.columns], ...rows])].join('\n')
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

function change(now: Cell, then: Cell | undefined): string {
  if (then === undefined || isMissing(now) || isMissing(then)) return '–'
  // Without a ratio, the values themselves are compared.
  const [before, after] =
    now.ratio === null || then.ratio === null ? [then.median, now.median] : [then.ratio, now.ratio]
  const percent = before === 0 ? 0 : (after / before - 1) * 100
  const mark = Math.abs(percent) <= now.spread + then.spread ? ' ' : percent > 0 ? '▲' : '▼'
  const sign = percent >= 0.5 ? '+' : percent <= -0.5 ? '−' : ''
  return `${times(before)} → ${times(after)} ${`${sign}${Math.abs(percent).toFixed(0)} %`.padStart(6)} ${mark}`
}

/** Returns lines with the first column aligned left, and all other columns aligned right. */
function aligned(lines: readonly (readonly string[])[]): string[] {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines.map(([label = '', ...cells]) => {
    const columns = cells.map((cell, i) => cell.padStart((widths[i + 1] as number) + 2))
    return `  ${label.padEnd(widths[0] as number)}${columns.join('')}`
  })
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
