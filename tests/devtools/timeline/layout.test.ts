// In which row each bar of the timeline is, and where the arrow keys lead from a bar.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Bar,
  type Grown,
  growTrees,
  neighbour,
  stackTrees,
  type Tree,
} from '../../../source/devtools/timeline/layout.js'
import { momentsOf } from '../../../source/devtools/timeline/scale.js'
import { invocationOf, partyOf } from './runs.js'

test('an invocation is a bar with its parties below it, each party below the layer that it ran inside', () => {
  const invocation = invocationOf(1, [1, 10], {
    parties: [
      partyOf('middleware', [2, 9]),
      partyOf('before', [3, 4], { inside: 0 }),
      partyOf('core', [5, 6], { inside: 0 }),
      partyOf('error', [11, 12]),
    ],
  })

  const [tree] = growTrees([invocation]) as [Tree]

  assert.equal(drawn(tree), ['0 A', '1 middleware', '2 before', '2 core', '1 error'])
  assert.is(tree.height, 3)
  assert.equal([tree.began, tree.ended], [1, 12])
})

test('a nested invocation is below the party that invoked it, or below its parent when the party is not known', () => {
  const outer = invocationOf(1, [1, 20], { parties: [partyOf('core', [2, 19])] })
  const inner = invocationOf(2, [3, 5], { parent: 1, inside: 0 })
  const other = invocationOf(3, [6, 8], { parent: 1 })

  const [tree, ...rest] = growTrees([outer, inner, other]) as [Tree]

  assert.equal(rest, [])
  assert.equal(drawn(tree), ['0 A', '1 core', '2 A', '3 A'])
  assert.equal(
    tree.bars.map(({ level, parent }) => [level, parent?.party?.kind]),
    [
      [0, undefined],
      [1, undefined],
      [2, 'core'],
      [1, undefined],
    ],
  )
})

test('parties that ran side by side in one invocation are in separate rows, and a later party is in the first row that is free', () => {
  const invocation = invocationOf(1, [1, 20], {
    parties: [
      partyOf('replacement', [2, 19]),
      partyOf('core', [3, 10], { inside: 0 }),
      partyOf('core', [4, 6], { inside: 0 }),
      partyOf('core', [5, 12], { inside: 0 }),
      partyOf('core', [7, 8], { inside: 0 }),
    ],
  })

  const [tree] = growTrees([invocation]) as [Tree]

  assert.equal(drawn(tree), ['0 A', '1 replacement', '2 core', '3 core', '4 core', '3 core'])
})

test('trees are in the order in which they began, with the invocation at the top as their root', () => {
  const trees = growTrees([invocationOf(3, [5, 6]), invocationOf(1, [1, 2]), invocationOf(2, [3, 4])])

  assert.equal(
    trees.map(({ root }) => root.invocation.id),
    [1, 2, 3],
  )
})

test('a nested invocation and the parties beside it are in the order in which they began', () => {
  const parties = [partyOf('replacement', [2, 19]), partyOf('core', [9, 12], { inside: 0 })]
  const beside = invocationOf(2, [3, 8], { action: 'B', parent: 1, inside: 0 })
  const below = invocationOf(3, [20, 21], { action: 'C', parent: 1 })

  const [tree] = growTrees([invocationOf(1, [1, 22], { parties }), beside, below]) as [Tree]

  assert.equal(drawn(tree), ['0 A', '1 replacement', '2 B', '2 core', '1 C'])
})

test('an invocation whose parent has been forgotten is at the top', () => {
  const trees = growTrees([invocationOf(7, [5, 6], { parent: 3, inside: 2 })])

  assert.equal(trees.map(drawn), [['0 A']])
})

test('a recording that contradicts itself is still drawn', () => {
  const circle = [invocationOf(1, [1, 4], { parent: 2 }), invocationOf(2, [2, 3], { parent: 1 })]
  const inItself = invocationOf(3, [5, 8], { parent: 3, parties: [partyOf('core', [6, 7], { inside: 0 })] })
  const tooFar = invocationOf(4, [9, 12], { parties: [partyOf('core', [10, 11], { inside: 9 })] })
  const tooSoon = invocationOf(5, [16, 18], {
    parties: [partyOf('middleware', [14, 17]), partyOf('core', [13, 15], { inside: 0, duration: undefined })],
  })

  const trees = growTrees([...circle, inItself, tooFar, tooSoon])
  const { times } = momentsOf(trees, 0)

  assert.equal(trees.map(drawn), [
    ['0 A', '1 A'],
    ['0 A', '1 core'],
    ['0 A', '1 core'],
    ['2 core', '1 middleware', '0 A'],
  ])
  assert.ok(times.every((time, i) => i === 0 || time >= (times[i - 1] as number)))
})

test('invocations of the same time are below one another, and later invocations are at the top again', () => {
  const trees = growTrees([
    invocationOf(1, [1, 6], { parties: [partyOf('core', [2, 5])] }),
    invocationOf(2, [3, 8]),
    invocationOf(3, [4, 9]),
    invocationOf(4, [7, 10]),
    invocationOf(5, [11, 12]),
  ])

  const { rows, height } = stackTrees(trees)

  assert.equal(rows.map(Math.floor), [0, 2, 3, 0, 0])
  assert.is(Math.floor(height), 4)
})

test('a running invocation keeps its rows', () => {
  const trees = growTrees([invocationOf(1, [1]), invocationOf(2, [2, 3]), invocationOf(3, [4])])

  const { rows } = stackTrees(trees)

  assert.is((trees[0] as Tree).ended, Number.POSITIVE_INFINITY)
  assert.is(rows[0], 0)
  assert.is(rows[1], rows[2])
})

test('rows that become free form one gap with the free rows beside them, whichever becomes free first', () => {
  const orders = [
    [10, 11, 12],
    [10, 12, 11],
    [11, 10, 12],
    [11, 12, 10],
    [12, 10, 11],
    [12, 11, 10],
  ]

  for (const ends of orders) {
    const trees = growTrees([
      ...ends.map((end, i) => invocationOf(i + 1, [i + 1, end])),
      invocationOf(4, [4, 20]),
      invocationOf(5, [15, 19], { parties: [partyOf('core', [16, 17])] }),
    ])

    const { rows } = stackTrees(trees)

    assert.equal(rows.map(Math.floor), [0, 1, 2, 4, 0], String(ends))
  }
})

test('a tree that is too high for a gap is further down, and rows that form one gap are given away once', () => {
  const parties = [partyOf('core', [7, 18])]
  const tooHigh = [invocationOf(1, [1, 20]), invocationOf(2, [2, 5]), invocationOf(3, [3, 20])]
  const again = [invocationOf(1, [1, 10]), invocationOf(2, [2, 11]), invocationOf(3, [15, 30])]
  const stacks = [[...tooHigh, invocationOf(4, [6, 19], { parties })], [...again, invocationOf(4, [16, 29])], []]

  const stacked = stacks.map((invocations) => stackTrees(growTrees(invocations)))

  assert.equal(
    stacked.map(({ rows, height }) => [...rows.map(Math.floor), Math.floor(height)]),
    [[0, 1, 2, 4, 6], [0, 1, 0, 1, 2], [0]],
  )
})

test('ten thousand listeners in series, and as many invocations side by side, are laid out in good time', () => {
  const listeners = Array.from({ length: 10_000 }, (_, i) => partyOf('before', [2 * i + 2, 2 * i + 3]))
  const beside = Array.from({ length: 10_000 }, (_, i) => invocationOf(i, [i + 1, 30_000 - i]))

  const [tree] = growTrees([invocationOf(1, [1, 20_002], { parties: listeners })]) as [Tree]
  const { height } = stackTrees(growTrees(beside))

  assert.is(tree.height, 2)
  assert.ok(height >= 10_000)
})

test('ten thousand layers are drawn below one another', () => {
  const layers = Array.from({ length: 10_000 }, (_, i) =>
    partyOf('middleware', [i + 2, 30_000 - i], i > 0 ? { inside: i - 1 } : {}),
  )

  const [tree] = growTrees([invocationOf(1, [1, 30_001], { parties: layers })]) as [Tree]

  assert.is(tree.height, 10_001)
})

test('a tree in which nothing runs any more is kept, until a nested invocation joins or leaves it', () => {
  const grown: Grown = new WeakMap()
  const outer = invocationOf(1, [1, 6])
  const inner = invocationOf(2, [2, 3], { parent: 1 })
  const running = invocationOf(3, [7])

  const [first, going] = growTrees([outer, inner, running], grown)
  const [second, gone] = growTrees([outer, inner, running], grown)
  const [third] = growTrees([outer], grown)

  assert.is(second, first)
  assert.is.not(gone, going)
  assert.is.not(third, first)
  assert.equal(drawn(third as Tree), ['0 A'])
})

test('the arrow keys lead along the time on one level, out to the bar around a bar, and into the first bar inside it', () => {
  const trees = growTrees([
    invocationOf(1, [1, 8], { parties: [partyOf('before', [2, 3]), partyOf('core', [4, 5])] }),
    invocationOf(2, [9, 12], { parties: [partyOf('core', [10, 11])] }),
  ])
  const bars = trees.flatMap(({ bars }) => bars)
  const [one, before, core, two, last] = bars as [Bar, Bar, Bar, Bar, Bar]
  const from = (bar: Bar) =>
    (['left', 'right', 'up', 'down', 'first', 'last'] as const).map((direction) => {
      const found = neighbour(bars, bar, direction)
      return found && bars.indexOf(found)
    })

  const three = growTrees([1, 3, 5].map((began) => invocationOf(began, [began, began + 1]))).map(({ root }) => root)

  assert.is(neighbour(three, three[0] as Bar, 'last'), three[2])
  assert.equal(from(one), [undefined, 3, undefined, 1, 0, 3])
  assert.equal(from(before), [undefined, 2, 0, undefined, 0, 3])
  assert.equal(from(core), [1, 4, 0, undefined, 0, 3])
  assert.equal(from(two), [0, undefined, undefined, 4, 0, 3])
  assert.equal(from(last), [2, undefined, 3, undefined, 0, 3])
})

test.run()

/** Returns the row and the kind of every bar, in the order in which the bars began. */
function drawn({ bars }: Tree): string[] {
  return bars.map(({ row, party, invocation }) => `${row} ${party?.kind ?? invocation.action}`)
}
