// What the benchmarks promise besides figures. That everybody does the work, `npm run bench -- --smoke` checks.

import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { NAMES, questionOf } from '../../benchmarks/all.js'
import { figures, merge, type Table } from '../../benchmarks/results.js'
import { amount, compared, printed } from '../../benchmarks/tables.js'

test('every benchmark asks one question at the top of its file, and has a row in the README', () => {
  const readme = textOf('benchmarks/README.md')

  for (const name of NAMES) {
    assert.match(questionOf(name), /^What .*\?$|^How .*\?$/)
    assert.ok(readme.includes(`| \`${name}.ts\` |`), name)
  }
})

test('the peers have exact versions, and their lockfile holds no address', () => {
  const { dependencies } = JSON.parse(textOf('benchmarks/package.json')) as { dependencies: Record<string, string> }
  const lines = textOf('benchmarks/package-lock.json').split('\n')

  assert.equal(
    Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version)),
    [],
  )
  assert.equal(
    lines.filter((line) => /"resolved"|https?:/.test(line)),
    [],
  )
})

test('a ratio is the median of those of the single rounds, and the spread half of their middle half', () => {
  const slower = figures([20, 60, 30, 40, 50], [10, 20, 10, 10, 10])

  assert.equal(slower, { median: 40, ratio: 3, spread: (1 / 2 / 3) * 100 })
})

test('what is compared with itself shows how steady its own values are', () => {
  const values = [10, 20, 30, 40, 50]

  assert.equal(figures(values, values), { median: 30, ratio: 1, spread: (20 / 2 / 30) * 100 })
})

test('there is no ratio to nothing', () => {
  assert.equal(figures([3, 3, 3], [0, 0.1, 0]), { median: 3, ratio: null, spread: 0 })
})

test('several processes give the medians of their figures, and what one of them lacks is lacking', () => {
  const cells = (median: number, ratio: number) => ({ median, ratio, spread: 1 })
  const table = (median: number, ratio: number, last: Table['rows'][0]['cells'][0]): Table => ({
    title: 'Dispatch',
    unit: 'ns',
    ratioTo: 'loop',
    columns: ['N = 0', 'N = 1'],
    rows: [{ name: 'entracte', cells: [cells(median, ratio), last] }],
  })

  const merged = merge([table(10, 1, cells(1, 1)), table(30, 3, { missing: 'overflows' }), table(20, 2, cells(1, 1))])

  assert.equal(merged.rows[0]?.cells, [{ median: 20, ratio: 2, spread: 25 }, { missing: 'overflows' }])
})

test('a table shows median, ratio and spread, the versions, and what somebody cannot do', () => {
  const table: Table = {
    title: 'Dispatch, synchronous',
    unit: 'ns',
    ratioTo: 'loop',
    columns: ['N = 0', 'N = 10'],
    rows: [
      { name: 'loop', cells: [figure(44, 1), figure(1294, 1)] },
      { name: 'tapable (SyncHook)', from: 'tapable', cannot: ['await'], cells: [figure(41.2, 0.96), { missing: '–' }] },
    ],
  }

  assert.is(
    printed(table, { tapable: '2.3.4' }),
    `
Dispatch, synchronous
  median, × loop, ± %                N = 0            N = 10
  loop                      44 ns 1.00  ±2  1.29 µs 1.00  ±2
  tapable 2.3.4 (SyncHook)  41 ns 0.96  ±2                 –
  cannot await: tapable (SyncHook)`,
  )
})

test('a comparison marks what has changed by more than both spreads', () => {
  const table = (...ratios: number[]): Table => ({
    title: 'Dispatch',
    unit: 'ns',
    ratioTo: 'loop',
    columns: ratios.map((_, i) => `N = ${i}`),
    rows: [{ name: 'entracte', cells: ratios.map((ratio) => figure(ratio * 10, ratio)) }],
  })

  const lines = compared(table(1.02, 1.5, 0.5), table(1, 1, 1), {}).split('\n')

  assert.match(lines.at(-1) as string, /1\.00 → 1\.02 +\+2 % {3}/)
  assert.match(lines.at(-1) as string, /1\.00 → 1\.50 +\+50 % ▲/)
  assert.match(lines.at(-1) as string, /1\.00 → 0\.50 +−50 % ▼/)
})

test('an amount has three significant digits and a unit that suits it', () => {
  const amounts = [amount(3, 'ns'), amount(999.4, 'ns'), amount(999.6, 'ns'), amount(123_456, 'ns'), amount(2106, 'B')]

  assert.equal(amounts, ['3 ns', '999 ns', '1.00 µs', '123 µs', '2.11 kB'])
})

test.run()

function figure(median: number, ratio: number) {
  return { median, ratio, spread: 2 }
}

function textOf(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
}
