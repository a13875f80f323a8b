// Draws what `console.table` shows, as text.

import { inspect } from 'node-inspect-extracted'

const INDEX = '(index)'
const VALUES = 'Values'

/** Returns `rows` as a table, or undefined when there is nothing to draw a table of. `columns` are those to show; undefined for all. */
export function tableOf(rows: unknown, columns?: readonly string[]): string | undefined {
  if (typeof rows !== 'object' || rows === null) return undefined
  const isMap = rows instanceof Map
  const entries: [unknown, unknown][] = isMap || rows instanceof Set ? [...rows.entries()] : Object.entries(rows)
  const names = new Set<string>()
  const lines = entries.map(([key, value], i) => {
    // A set has no keys.
    const index = rows instanceof Set ? String(i) : isMap ? shown(key) : String(key)
    const line = new Map([[INDEX, index]])
    if (typeof value === 'object' && value !== null) {
      for (const [name, part] of Object.entries(value))
        if (!columns || columns.includes(name)) line.set(name, shown(part))
    } else line.set(VALUES, shown(value))
    for (const name of line.keys()) names.add(name)
    return line
  })
  const others = columns ?? [...names].filter((name) => name !== INDEX && name !== VALUES)
  const header = [INDEX, ...others, ...(names.has(VALUES) ? [VALUES] : [])]
  const table = [header, ...lines.map((line) => header.map((name) => line.get(name) ?? ''))]
  const widths = header.map((_, i) => Math.max(...table.map((cells) => cells[i]?.length ?? 0)))
  const rule = (left: string, middle: string, right: string) =>
    `${left}${widths.map((width) => '─'.repeat(width + 2)).join(middle)}${right}`
  const [head, ...body] = table.map(
    (cells) => `│${cells.map((cell, i) => ` ${cell.padEnd(widths[i] ?? 0)} `).join('│')}│`,
  )
  return [rule('┌', '┬', '┐'), head, rule('├', '┼', '┤'), ...body, rule('└', '┴', '┘')].join('\n')
}

function shown(value: unknown): string {
  return inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY })
}
