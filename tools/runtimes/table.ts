// Makes the table of runtimes in docs/runtimes.md from the saved results.

import { readFileSync } from 'node:fs'
import { NEEDS, type Need } from './needs.js'

export interface Row {
  runtime: string
  version: string
  passed: number
  failed: number
  /** The number of tests that were skipped for each reason. */
  skipped: Partial<Record<Need, number>>
}

/** The page with the table. */
export const PAGE = 'docs/runtimes.md'

export const RESULTS = 'tools/runtimes/results.json'

const BEGIN = '<!-- runtimes: written by UPDATE=1 npm run test:runtimes -->\n\n'
const END = '\n<!-- /runtimes -->'

/** Returns the results of the last run with UPDATE=1. */
export function readResults(): Row[] {
  return JSON.parse(readFileSync(RESULTS, 'utf8')) as Row[]
}

/** Returns the page with the table of these results. */
export function withTable(page: string, rows: Row[]): string {
  const begin = page.indexOf(BEGIN)
  const end = page.indexOf(END, begin)
  if (begin === -1 || end === -1) throw new Error(`${PAGE} has no place for the table: ${BEGIN.trim()} … ${END.trim()}`)
  return page.slice(0, begin + BEGIN.length) + tableOf(rows) + page.slice(end)
}

function tableOf(rows: Row[]): string {
  const reasons = (Object.keys(NEEDS) as Need[]).filter((need) => rows.some(({ skipped }) => skipped[need]))
  const letters = new Map(reasons.map((need, i) => [need, String.fromCodePoint(97 + i)]))
  const skips = ({ skipped }: Row) =>
    reasons.flatMap((need) => (skipped[need] ? `${skipped[need]} ${letters.get(need)}` : [])).join(', ') || '0'
  const line = (row: Row) => `| ${row.runtime} | ${row.version} | ${row.passed} | ${row.failed} | ${skips(row)} |`

  return [
    '| runtime | version | passed | failed | skipped |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(line),
    '',
    `Skipped is a test that ${reasons.map((need) => `(${letters.get(need)}) ${NEEDS[need]}`).join('; ')}.`,
    '',
  ].join('\n')
}
