// Makes the row of costs in the README from a saved run of the benchmark "dispatch".

import { isMissing } from './results.js'
import { read } from './saved.js'

/** The peers in the README: the name in the benchmark, and the name in the README. */
const SHOWN: Readonly<Record<string, string>> = {
  entracte: '**entracte**',
  'tapable (AsyncSeriesHook)': 'tapable',
  'hookable (HookableCore)': 'hookable',
  '@middy/core': '@middy/core',
  'koa-compose': 'koa-compose',
  'before-after-hook': 'before-after-hook',
}

/**
 * Returns a table of one row: the time of a dispatch with ten synchronous listeners on each side, as a multiple of the hand-written
 * loop.
 *
 * @param file A run that `npm run bench -- dispatch --json FILE` has saved.
 */
export function dispatchRow(file = 'docs/benchmarks/dispatch.json'): string {
  const table = read(file).benchmarks.dispatch?.find(({ title }) => title.startsWith('Dispatch, synchronous:'))
  const column = table?.columns.indexOf('N = 10') ?? -1
  const ratios = Object.keys(SHOWN).map((name) => {
    const cell = table?.rows.find((row) => row.name === name)?.cells[column]
    if (cell === undefined || isMissing(cell) || cell.ratio === null)
      throw new Error(`${file} has no ratio of ${name} with ten listeners`)
    return cell.ratio.toFixed(1)
  })
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return `${[
    line(['a hand-written loop', ...Object.values(SHOWN)]),
    line(Array.from({ length: ratios.length + 1 }, () => '---')),
    line(['1', `**${ratios[0]}**`, ...ratios.slice(1)]),
  ].join('\n')}\n`
}
