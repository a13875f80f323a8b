// Writes the page with the figures of the saved benchmarks: the chart of each, and its tables.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root.js'

const FOLDER = join(ROOT, 'docs/benchmarks')

interface Saved {
  date: string
  platform: string
  machine: string
  processes: number
  rounds: number
  versions: Record<string, string>
  benchmarks: Record<string, Table[]>
}

interface Table {
  title: string
  unit: string
  ratioTo: string
  columns: string[]
  rows: { name: string; cells: ({ median: number; ratio: number } | { missing: string })[] }[]
}

export function benchmarksPage(): string {
  const names = readdirSync(FOLDER).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -'.json'.length)] : []))
  return `---
pageClass: wide
aside: false
---

# Benchmarks

Each table has medians, and in brackets how many times the figure of the row that is named above the table. Lower is better.
[The page about the benchmarks](/guide/benchmarks.md) says what each asks and how to run it.
[Compared](/guide/comparison.md) says what the packages can do.

${names.map(sectionOf).join('\n')}`
}

function sectionOf(name: string): string {
  const saved: Saved = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'))
  const chart = existsSync(join(FOLDER, `${name}.svg`))
    ? `![The figures of the benchmark ${name} as a chart; the tables have the same](../../../docs/benchmarks/${name}.svg)\n`
    : ''
  const versions = Object.entries(saved.versions).map(([name, version]) => `${name} ${version}`)
  return `## ${capital(name)}

Measured on ${saved.date} with ${saved.platform}, ${saved.machine}: ${saved.processes} processes with ${saved.rounds} rounds each.

${chart}
${Object.values(saved.benchmarks).flat().map(tableOf).join('\n')}
<details>
<summary>Versions</summary>

${versions.join(', ')}

</details>
`
}

function tableOf({ title, unit, ratioTo, columns, rows }: Table): string {
  const lines = rows.map(({ name, cells }) => {
    const figures = cells.map((cell) =>
      'missing' in cell ? cell.missing : `${figure(cell.median)}\u00a0(${figure(cell.ratio)})`,
    )
    return `| ${[name === 'entracte' ? '**entracte**' : name, ...figures].join(' | ')} |`
  })
  return `### ${title}

In ${unit}, and in brackets as a multiple of “${ratioTo}”.

| | ${columns.join(' | ')} |
| --- | ${columns.map(() => '---:').join(' | ')} |
${lines.join('\n')}
`
}

function figure(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en').replaceAll(',', '\u202f')
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
