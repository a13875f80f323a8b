// Makes the tables in docs/loads.md from the saved results.

import { readFileSync } from 'node:fs'
import { GROUPS } from './place.js'
import type { Told } from './programs.js'

/** What one way of one place gave. */
export interface Row extends Partial<Told> {
  group: string
  place: string
  way: string
  failed?: true
}

export const RESULTS = 'tools/loads/results.json'
export const PAGE = 'docs/loads.md'

const BEGIN = '<!-- loads: written by UPDATE=1 node --import tsx tools/loads/run.ts -->\n\n'
const END = '\n<!-- /loads -->'

/** The most columns that a table has; with more places than that, each place is a row. */
const WIDTH = 6

/** Returns the results of the last run with UPDATE=1. */
export function readResults(): Row[] {
  return JSON.parse(readFileSync(RESULTS, 'utf8')) as Row[]
}

/** Returns the page with the tables of these results. */
export function withTables(page: string, rows: readonly Row[]): string {
  const begin = page.indexOf(BEGIN)
  const end = page.indexOf(END, begin)
  if (begin === -1 || end === -1)
    throw new Error(`${PAGE} has no place for the tables: ${BEGIN.trim()} … ${END.trim()}`)
  const tables = GROUPS.map((group) => tableOf(rows.filter((row) => row.group === group)))
  return page.slice(0, begin + BEGIN.length) + tables.join('\n') + page.slice(end)
}

function tableOf(rows: readonly Row[]): string {
  const group = rows[0]?.group
  const places = [...new Set(rows.map(({ place }) => place))]
  const ways = [...new Set(rows.map(({ way }) => way))]
  const cellOf = (place: string, way: string) => {
    const row = rows.find((each) => each.place === place && each.way === way)
    return row === undefined ? '–' : row.failed ? '✗' : '✓'
  }
  const short = (place: string) => place.replace(`${group} `, '')
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  const lines =
    places.length > WIDTH
      ? [[group ?? '', ...ways], ...places.map((place) => [short(place), ...ways.map((way) => cellOf(place, way))])]
      : [[group ?? '', ...places.map(short)], ...ways.map((way) => [way, ...places.map((place) => cellOf(place, way))])]
  const [head = [], ...body] = lines
  return [head, head.map(() => '---'), ...body].map(line).join('')
}
