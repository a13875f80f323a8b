// What the timeline decides before it draws: rows, places on the axis, what is asked for, words and colours.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { defineTimeline, formatTimeline } from '../../../source/devtools/index.js'
import {
  choicesIn,
  everything,
  type Filter,
  isAskedFor,
  isOpen,
  matches,
  OUTCOMES,
  treesWith,
} from '../../../source/devtools/timeline/filters.js'
import {
  type Bar,
  type Grown,
  growTrees,
  neighbour,
  stackTrees,
  type Tree,
} from '../../../source/devtools/timeline/layout.js'
import {
  fittingZoom,
  indexOf,
  type Moments,
  momentsOf,
  moveNow,
  pixelOf,
  pixelOfPoint,
  pointAt,
  roundedUp,
  scaleAt,
  ticksBetween,
  widthOfAll,
} from '../../../source/devtools/timeline/scale.js'
import { PALETTES, styleSheet } from '../../../source/devtools/timeline/styles.js'
import {
  abortInWords,
  count,
  errorInWords,
  inTime,
  KINDS,
  nameOf,
  partyInWords,
  SIGNS,
  sentenceOf,
  titleOf,
} from '../../../source/devtools/timeline/words.js'
import type { RecordedInvocation, RecordedParty } from '../../../source/devtools/types.js'
import { thrown } from '../../support/helpers.js'

// ---- Rows

test('an invocation is a bar with its parties below it, each below the layer that it ran inside', () => {
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

test('a nested invocation stands below the party that invoked it, or below its parent when that is not known', () => {
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

test('what ran side by side in one invocation stands in rows of its own, and what came later in the first that is free', () => {
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

test('trees stand in the order in which they began, with the invocation at the top as their root', () => {
  const trees = growTrees([invocationOf(3, [5, 6]), invocationOf(1, [1, 2]), invocationOf(2, [3, 4])])

  assert.equal(
    trees.map(({ root }) => root.invocation.id),
    [1, 2, 3],
  )
})

test('a nested invocation and the parties beside it stand in the order in which they began', () => {
  const parties = [partyOf('replacement', [2, 19]), partyOf('core', [9, 12], { inside: 0 })]
  const beside = invocationOf(2, [3, 8], { action: 'B', parent: 1, inside: 0 })
  const below = invocationOf(3, [20, 21], { action: 'C', parent: 1 })

  const [tree] = growTrees([invocationOf(1, [1, 22], { parties }), beside, below]) as [Tree]

  assert.equal(drawn(tree), ['0 A', '1 replacement', '2 B', '2 core', '1 C'])
})

test('an invocation whose parent has been forgotten stands at the top', () => {
  const trees = growTrees([invocationOf(7, [5, 6], { parent: 3, inside: 2 })])

  assert.equal(trees.map(drawn), [['0 A']])
})

test('a recording that contradicts itself is drawn all the same', () => {
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

test('invocations of the same time stand below one another, and those that follow at the top again', () => {
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

test('what is still running keeps its rows', () => {
  const trees = growTrees([invocationOf(1, [1]), invocationOf(2, [2, 3]), invocationOf(3, [4])])

  const { rows } = stackTrees(trees)

  assert.is((trees[0] as Tree).ended, Number.POSITIVE_INFINITY)
  assert.is(rows[0], 0)
  assert.is(rows[1], rows[2])
})

test('rows that are given back make one room with the rows beside them, whichever comes first', () => {
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

test('what is too high for a gap stands further down, and rows that are one again are given away once', () => {
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

test('a tree in which nothing runs any more is not grown again, until a nested invocation joins or leaves it', () => {
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

// ---- From bar to bar

test('the arrows lead along the time on one level, out to what a bar ran inside, and into the first that ran inside it', () => {
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

// ---- The axis

test('moments are all beginnings and ends with their times, where nothing ran, and how far they are apart when something did', () => {
  const over = [timed(1, [1, 2], [0, 10]), timed(2, [3, 6], [110, 130], [[4, 5, 115, 120]])]
  const untimed = invocationOf(3, [7, 8], { start: 200, duration: undefined })
  const [several, none] = [momentsOf(growTrees([...over, untimed, timed(4, [9], [230])]), 240), momentsOf([], 0)]

  const told = [several, none].map(({ places, times, idle, mean, ordinary }) => ({
    ...{ places: [...places], times: [...times], idle: [...idle], mean, ordinary },
  }))

  assert.equal(told, [
    {
      places: [1, 2, 3, 4, 5, 6, 7, 8, 9, Number.POSITIVE_INFINITY],
      times: [0, 10, 110, 115, 120, 130, 200, 200, 230, 240],
      idle: [0, 1, 0, 0, 0, 1, 0, 1, 0, 0],
      mean: 40 / 9,
      ordinary: Number.POSITIVE_INFINITY,
    },
    { places: [], times: [], idle: [], mean: 0, ordinary: Number.POSITIVE_INFINITY },
  ])
})

test('time is drawn to scale', () => {
  const moments = momentsOf(growTrees([timed(1, [1, 4], [0, 100], [[2, 3, 25, 75]])]), 0)

  const scale = scaleAt(moments, 2, 1000)

  assert.equal([...scale.pixels], [0, 50, 150, 200])
  assert.is(widthOfAll(scale), 200)
  assert.is(pixelOf(scale, 3), 150)
})

test('what the clock was too coarse to measure still has some room, in its order, and can be zoomed into', () => {
  const moments = momentsOf(growTrees([timed(1, [1, 4], [5, 5], [[2, 3, 5, 5]])]), 0)

  const near = scaleAt(moments, fittingZoom(moments, 900, 300), 300)
  const far = scaleAt(moments, 1, 300)

  assert.ok(Math.abs(widthOfAll(near) - 900) < 1)
  assert.ok([1, 2, 3].every((i) => (far.pixels[i] as number) > (far.pixels[i - 1] as number)))
})

test('a pause in which nothing ran is cut short, and so is work in which nothing began or ended for longer than is ordinary', () => {
  const ordinary = busy(10)
  const moments = momentsOf(growTrees([...ordinary, timed(50, [51, 52], [70_000, 80_000])]), 0)

  const { pixels } = scaleAt(moments, 1, 300)

  const widths = [...pixels.slice(-4)].map((pixel, i, all) => Math.round((all[i + 1] ?? Number.NaN) - pixel))
  assert.equal(widths.slice(0, 3), [10, 48, 300])
})

test('a long wait is not cut when all are long, nor when there is too little to tell', () => {
  const long = momentsOf(growTrees(busy(1_000)), 0)
  const few = momentsOf(growTrees([timed(1, [1, 4], [0, 10_000], [[2, 3, 10, 9_990]])]), 0)

  assert.is(widthOfAll(scaleAt(few, 1, 300)), 10_000)
  assert.is(scaleAt(long, 1, 300).pixels[1] as number, 1_000)
})

test('what is ordinary is four times as long as 19 of 20 stretches of work are, and not told where there are fewer than 20', () => {
  const numbers = [19, 20, 21, 40]

  const ordinary = numbers.map((number) => {
    const lengths = Array.from({ length: number }, (_, i) => ((13 * i) % number) + 1)
    const work = lengths.map((length, i) => {
      const from = 1_000 * i
      return timed(i, i < number - 1 ? [2 * i + 1, 2 * i + 2] : [2 * i + 1], [from, from + length])
    })
    return momentsOf(growTrees(work), 1_000 * (number - 1) + (lengths.at(-1) as number)).ordinary
  })

  assert.equal(ordinary, [Number.POSITIVE_INFINITY, 4 * 19, 4 * 19, 4 * 38])
})

test('what is ordinary is told alike of however much that runs in a rhythm', () => {
  const numbers = [100, 125, 126, 200, 400, 1_000]

  const ordinary = numbers.map((number) => {
    const work = Array.from({ length: number }, (_, i) => {
      const [place, time] = [4 * i + 1, 200 * i]
      return timed(i, [place, place + 3], [time, time + 100], [[place + 1, place + 2, time + 25, time + 75]])
    })
    return momentsOf(growTrees(work), 0).ordinary
  })

  assert.equal(
    ordinary,
    numbers.map(() => 4 * 50),
  )
})

test('between two moments there is room of up to 4 pixels, more when zoomed in far, and for a pause up to 48 or as much as that', () => {
  const moments = momentsOf(
    growTrees([timed(1, [1, 4], [0, 1], [[2, 3, 0, 0]]), timed(2, [5, 6], [1_001, 1_002.5])]),
    0,
  )

  const pixels = [1, 16, 1_000, 10_000].map((zoom) => [...scaleAt(moments, zoom, 99_999).pixels])

  assert.equal(pixels, [
    [0, 0.25, 0.5, 1.5, 7.5, 9],
    [0, 4, 8, 24, 72, 96],
    [0, 10, 20, 1_020, 1_068, 2_568],
    [0, 100, 200, 10_200, 10_300, 25_300],
  ])
})

test('everything fits, however much there is of it', () => {
  const many = Array.from({ length: 3_000 }, (_, i) => timed(i, [2 * i + 1, 2 * i + 2], [i * 100, i * 100 + 5]))
  const moments = momentsOf(growTrees(many), 0)

  const all = widthOfAll(scaleAt(moments, fittingZoom(moments, 800, 240), 240))
  const newest = fittingZoom(moments, 800, 240, indexOf(moments, 5_981))
  const scale = scaleAt(moments, newest, 240)

  assert.ok(Math.abs(all - 800) < 1)
  assert.ok(Math.abs(widthOfAll(scale) - pixelOf(scale, 5_981) - 800) < 1)
})

test('what runs reaches up to now, which moves', () => {
  const moments = momentsOf(growTrees([timed(1, [1], [0])]), 40)

  const first = widthOfAll(scaleAt(moments, 1, 1000))
  moveNow(moments, 70)
  const second = widthOfAll(scaleAt(moments, 1, 1000))
  moveNow(moments, -5)

  assert.equal([first, second], [40, 70])
  assert.equal([...moments.times], [0, 0])
})

test('now does not move where nothing runs, and a clock that went back is taken to have stood still', () => {
  const moments = momentsOf(growTrees([timed(1, [1, 2], [50, 20])]), 0)

  moveNow(moments, 1000)

  assert.equal([...moments.times], [50, 50])
})

test('a place that is not there stands for the next that is, and one after all for the last', () => {
  const moments = momentsOf(growTrees([timed(1, [3, 4], [0, 1]), timed(2, [8, 9], [2, 3])]), 0)

  assert.equal(
    [1, 3, 4, 5, 8, 9, 12].map((place) => indexOf(moments, place)),
    [0, 0, 1, 2, 2, 3, 3],
  )
})

test('a point of the axis is the same one at every zoom', () => {
  const moments = momentsOf(growTrees([timed(1, [1, 4], [0, 100], [[2, 3, 40, 60]])]), 0)
  const [near, far] = [scaleAt(moments, 8, 9999), scaleAt(moments, 1, 9999)]

  const point = pointAt(near, 8 * 50)

  assert.is(Math.round(pixelOfPoint(far, point)), 50)
  assert.is(Math.round(pixelOfPoint(near, point)), 400)
  assert.is(pixelOfPoint(near, pointAt(near, 5000)), 800)
})

test('an empty axis has no moments, no width and no ticks', () => {
  const scale = scaleAt(momentsOf([], 0), 1, 100)

  assert.is(widthOfAll(scale), 0)
  assert.equal(ticksBetween(scale, 0, 500, 90), [])
  assert.equal(pointAt(scale, 20), { place: 0, part: 0 })
  assert.is(pixelOfPoint(scale, { place: 3, part: 0.5 }), 0)
  assert.is(pixelOf(scale, 5), 0)
})

test('the axis says when work began, how long ago that is at round times, and how long pauses were', () => {
  const moments = momentsOf(growTrees([timed(1, [1, 2], [1_000, 1_250]), timed(2, [3, 4], [9_000, 9_100])]), 0)
  const scale = scaleAt(moments, 1, 9999)

  assert.equal(ticks(scale, 0, 1000, 90), [
    'start 1000 at 0',
    'step 100 at 100',
    'step 200 at 200',
    'pause 7750 at 250',
    'start 9000 at 298',
  ])
  assert.equal(ticks(scaleAt(moments, 2, 9999), 0, 1000, 90), [
    ...['start 1000 at 0', 'step 50 at 100', 'step 100 at 200', 'step 150 at 300', 'step 200 at 400'],
    ...['pause 7750 at 500', 'start 9000 at 548', 'step 50 at 648'],
  ])
  assert.equal(ticks(scale, 150, 199, 90), ['start 1000 at 0'])
  assert.equal(ticks(scale, 150, 220, 90), ['start 1000 at 0', 'step 200 at 200'])
})

test('on the axis only pauses and cuts have a width', () => {
  const moments = momentsOf(growTrees([timed(1, [1, 2], [1_000, 1_150]), timed(2, [3, 4], [9_000, 9_050])]), 0)

  const found = ticksBetween(scaleAt(moments, 1, 9999), 0, 1000, 90)

  assert.equal(found, [
    { kind: 'start', pixel: 0, time: 1_000, width: 0 },
    { kind: 'step', pixel: 100, time: 100, width: 0 },
    { kind: 'pause', pixel: 150, time: 7_850, width: 48 },
    { kind: 'start', pixel: 198, time: 9_000, width: 0 },
  ])
})

test('where work is cut short, the axis says how long it was instead of lying about round times', () => {
  const moments = momentsOf(growTrees([...busy(10), timed(50, [51, 54], [5_000, 10_000], [[52, 53, 5_100, 9_900]])]), 0)
  const scale = scaleAt(moments, 1, 300)
  const from = pixelOf(scale, 51)

  const found = ticksBetween(scale, from, from + 1000, 50).map(
    ({ kind, time, pixel }) => `${kind} ${time} at ${Math.round(pixel - from)}`,
  )

  assert.equal(found, ['start 5000 at 0', 'step 50 at 50', 'cut 4800 at 100', 'step 4900 at 500', 'step 4950 at 550'])
})

test('work is cut at what is ordinary where that is wider than is asked for, and the axis says so however little is cut', () => {
  const moments = momentsOf(growTrees([...busy(10), timed(50, [51, 52], [5_000, 5_060])]), 0)
  const scale = scaleAt(moments, 2, 30)
  const from = pixelOf(scale, 51)

  const found = ticksBetween(scale, from, from + 1_000, 30)

  assert.equal(found, [
    { kind: 'start', pixel: from, time: 5_000, width: 0 },
    { kind: 'cut', pixel: from, time: 60, width: 80 },
  ])
})

test('a pause that is short enough to be drawn whole has nothing on the axis', () => {
  const moments = momentsOf(growTrees([timed(1, [1, 2], [0, 40]), timed(2, [3, 4], [70, 110])]), 0)

  const found = ticks(scaleAt(moments, 1, 9999), 0, 1000, 20)

  assert.equal(found, ['start 0 at 0', 'step 20 at 20', 'start 70 at 70', 'step 20 at 90'])
})

test('what stands on the very last pixel that is asked for is on the axis, too', () => {
  const moments = momentsOf(growTrees([timed(1, [1, 2], [1_000, 1_250]), timed(2, [3, 4], [9_000, 9_100])]), 0)
  const scale = scaleAt(moments, 1, 9999)

  const last = [200, 250, 298].map((to) => ticks(scale, 0, to, 90).at(-1))

  assert.equal(last, ['step 200 at 200', 'pause 7750 at 250', 'start 9000 at 298'])
})

test('a work that began out of view still counts the time from there', () => {
  const moments = momentsOf(
    growTrees([
      timed(
        1,
        [1, 6],
        [500, 900],
        [
          [2, 3, 600, 700],
          [4, 5, 700, 800],
        ],
      ),
    ]),
    0,
  )

  assert.equal(ticks(scaleAt(moments, 1, 9999), 250, 340, 90), ['start 500 at 0', 'step 300 at 304'])
})

test('round times are 1, 2 or 5 times a power of ten', () => {
  assert.equal([0.003, 0.02, 1, 1.1, 3, 6, 45, 99, 1_100].map(roundedUp), [0.005, 0.02, 1, 2, 5, 10, 50, 100, 2_000])
})

// ---- Filters

test('outcomes are offered in this order, and the filter that lets everything through has them all', () => {
  assert.equal(OUTCOMES, ['done', 'aborted', 'failed', 'running'])
  assert.equal(everything(), { action: undefined, scope: undefined, outcomes: new Set(OUTCOMES) })
})

test('a filter asks for an action, a scope that took part, and outcomes, all at once', () => {
  const invocation = invocationOf(1, [1, 4], {
    outcome: 'failed',
    parties: [partyOf('core', [2, 3], { scope: 'crm' })],
  })
  const filters: Partial<Filter>[] = [
    {},
    { action: 'A', scope: 'crm', outcomes: new Set(['failed']) },
    { action: 'B' },
    { scope: 'guard' },
    { outcomes: new Set(['done', 'aborted', 'running']) },
  ]

  const found = filters.map((change) => matches({ ...everything(), ...change }, invocation))

  assert.equal(found, [true, true, false, false, false])
})

test('a filter is open when it asks for nothing', () => {
  const filters: Partial<Filter>[] = [
    {},
    { action: 'A' },
    { scope: 'crm' },
    { outcomes: new Set(['done', 'aborted', 'failed']) },
  ]

  const open = filters.map((change) => isOpen({ ...everything(), ...change }))

  assert.equal(open, [true, false, false, false])
})

test('a tree is shown whole when an invocation in it is asked for; the other bars in it are not what was asked for', () => {
  const trees = growTrees([
    invocationOf(1, [1, 10], { parties: [partyOf('core', [2, 9])] }),
    invocationOf(2, [3, 8], {
      action: 'B',
      parent: 1,
      inside: 0,
      parties: [partyOf('before', [4, 5], { scope: 'crm' }), partyOf('core', [6, 7])],
    }),
    invocationOf(3, [11, 12]),
  ])
  const filter = { ...everything(), action: 'B', scope: 'crm' }

  const shown = treesWith(filter, trees)

  assert.equal(shown, trees.slice(0, 1))
  assert.equal(
    (shown[0] as Tree).bars.map((bar) => isAskedFor(filter, bar)),
    [false, false, true, true, false],
  )
  assert.equal(
    (shown[0] as Tree).bars.map((bar) => isAskedFor({ ...everything(), action: 'B' }, bar)),
    [false, false, true, true, true],
  )
  assert.equal(treesWith({ ...everything(), action: 'A' }, trees), trees)
  assert.is(treesWith(everything(), trees), trees)
})

test('what can be asked for is what there is', () => {
  const choices = choicesIn([
    invocationOf(1, [1, 4], { action: 'B', parties: [partyOf('core', [2, 3], { scope: 'guard' })] }),
    invocationOf(2, [5], {
      outcome: 'running',
      parties: [partyOf('core', [6, 7]), partyOf('after', [8, 9], { scope: 'crm' })],
    }),
    invocationOf(3, [10, 11], { action: 'B', outcome: 'aborted' }),
  ])

  assert.equal(choices, {
    actions: ['A', 'B'],
    scopes: ['crm', 'guard'],
    counts: { done: 1, running: 1, aborted: 1, failed: 0 },
  })
  assert.equal(Object.keys(choices.counts).sort(), [...OUTCOMES].sort())
})

// ---- Words

test('lengths of time are told with three digits, two where they are short, and the unit that suits them', () => {
  const told = [0, 0.004, 0.005, 0.254, 1, 12.345, 123.456, 999.4, 999.5, 1_500, 59_940, 59_950, 125_000, 3_600_000]

  assert.equal(told.map(inTime), [
    ...['0 ms', '0 ms', '0.005 ms', '0.25 ms', '1 ms', '12.3 ms', '123 ms', '999 ms'],
    ...['1 s', '1.5 s', '59.9 s'],
    ...['1 min 0 s', '2 min 5 s', '60 min 0 s'],
  ])
})

test('what a party is there as has a word, and the legend shows them in this order', () => {
  assert.equal(Object.entries(KINDS), [
    ['invocation', 'invocation'],
    ['middleware', 'middleware'],
    ['payloadUpdate', 'payload update'],
    ['before', 'before-listener'],
    ['replacement', 'replacement'],
    ['core', 'core'],
    ['after', 'after-listener'],
    ['error', 'error-listener'],
  ])
})

test('an outcome has the sign that formatTimeline gives it', () => {
  const [done, failed, aborted] = (['done', 'failed', 'aborted'] as const).map((outcome) =>
    invocationOf(1, [1, 2], { outcome }),
  )
  const all = [done, failed, aborted, invocationOf(1, [1])] as RecordedInvocation[]

  const signs = all.map((invocation) => [
    invocation.outcome,
    formatTimeline({ origin: 0, invocations: [invocation] }).charAt(0),
  ])

  assert.equal(Object.fromEntries(signs), SIGNS)
})

test('a bar is called by its name, or by what it is there as, and told in one sentence', () => {
  const [tree] = growTrees([
    invocationOf(4, [1], {
      outcome: 'running',
      parties: [partyOf('before', [2, 3], { name: 'ask', scope: 'crm', duration: 3.5 }), partyOf('core', [4])],
    }),
  ]) as [Tree]

  assert.equal(tree.bars.map(titleOf), ['A', 'ask', 'core'])
  assert.equal(tree.bars.map(sentenceOf), [
    'A, invocation 4, running',
    'ask, before-listener of A, scope crm, done after 3.5 ms',
    'core, core of A, running',
  ])
  assert.is(nameOf({ kind: 'payloadUpdate' }), 'payload update')
})

test('parties, errors and aborts are told in words', () => {
  const ask = { kind: 'before', name: 'ask', scope: 'crm' } as const
  const nobody = { kind: 'middleware', name: undefined, scope: undefined } as const

  assert.is(partyInWords(ask), 'before-listener “ask” of scope “crm”')
  assert.is(partyInWords(nobody), 'middleware')
  assert.is(errorInWords({ name: 'TypeError', message: 'no line', code: 'GONE' }), 'TypeError: no line (GONE)')
  assert.is(errorInWords({ message: 'a string' }), 'a string')
  assert.is(abortInWords({ abort: undefined }), undefined)
  assert.is(
    abortInWords({ abort: { by: ask, reason: 'lunch' } }),
    'Aborted by before-listener “ask” of scope “crm”: lunch',
  )
  assert.is(abortInWords({ abort: {} }), 'Aborted, without a reason.')
  assert.equal(
    [count(1, 'party', 'parties'), count(2, 'party', 'parties'), count(10_000, 'row')],
    ['1 party', '2 parties', '10,000 rows'],
  )
})

// ---- Colours

test('text can be read on every ground and every bar, and bars and signs can be told from the ground', () => {
  const weak: string[] = []
  const hold = (what: string, one: string, other: string, least: number) => {
    const ratio = contrast(one, other)
    if (!(ratio >= least)) weak.push(`${what}: ${ratio.toFixed(2)}`)
  }

  for (const [scheme, palette] of Object.entries(PALETTES)) {
    const { ground, raised, ink, soft, accent, kinds, outcomes } = palette
    for (const [name, surface] of Object.entries({ ground, raised })) {
      hold(`${scheme} ink on ${name}`, ink, surface, 7)
      hold(`${scheme} soft on ${name}`, soft, surface, 4.5)
      hold(`${scheme} accent on ${name}`, accent, surface, 4.5)
      for (const [outcome, colour] of Object.entries(outcomes))
        hold(`${scheme} ${outcome} on ${name}`, colour, surface, 4.5)
    }
    for (const [kind, { fill, edge }] of Object.entries(kinds)) {
      hold(`${scheme} ink on ${kind}`, ink, fill, 7)
      hold(`${scheme} ${kind} on ground`, edge, ground, 3)
      hold(`${scheme} ${kind} around its fill`, edge, fill, 3)
    }
  }

  assert.equal(weak, [])
})

test('every kind and every outcome has a colour, in either scheme', () => {
  for (const palette of Object.values(PALETTES)) {
    const { kinds, outcomes, ...plain } = palette
    const colours = [
      ...[...Object.values(plain), ...Object.values(outcomes)],
      ...Object.values(kinds).flatMap(({ fill, edge }) => [fill, edge]),
    ]

    assert.equal(Object.keys(plain), ['ground', 'raised', 'line', 'ink', 'soft', 'accent'])
    assert.equal(Object.keys(kinds).sort(), Object.keys(KINDS).sort())
    assert.equal(Object.keys(outcomes).sort(), [...OUTCOMES].sort())
    assert.is(colours.length, 26)
    assert.equal(
      colours.filter((colour) => !/^#[0-9a-f]{6}$/.test(colour)),
      [],
    )
  }
})

test('the style sheet has every colour by its name, in both schemes, and what a kind is painted with', () => {
  const { light, dark } = PALETTES
  const [colours = '', ...lines] = styleSheet().split('\n')
  const [swatches, rules] = [lines.slice(0, 8), lines.slice(8)]

  const plain = ['ground', 'raised', 'line', 'ink', 'soft', 'accent'] as const
  assert.is(
    colours,
    `:host { ${[
      ...plain.map((name) => `--${name}: light-dark(${light[name]}, ${dark[name]});`),
      ...(Object.keys(light.kinds) as (keyof typeof light.kinds)[]).flatMap((kind) =>
        (['fill', 'edge'] as const).map(
          (part) => `--${kind}-${part}: light-dark(${light.kinds[kind][part]}, ${dark.kinds[kind][part]});`,
        ),
      ),
      ...(Object.keys(light.outcomes) as (keyof typeof light.outcomes)[]).map(
        (outcome) => `--${outcome}: light-dark(${light.outcomes[outcome]}, ${dark.outcomes[outcome]});`,
      ),
    ].join(' ')} }`,
  )
  assert.is(
    swatches[4],
    '[data-kind="replacement"] { --fill: var(--replacement-fill); --edge: var(--replacement-edge); }',
  )
  assert.equal(
    swatches.map((line) => /^\[data-kind="(\w+)"\]/.exec(line)?.[1]),
    Object.keys(light.kinds),
  )
  assert.ok(rules.includes('.frame {'))
})

// ---- The door

test('it can be imported where there are no elements, and says so when it is to be defined there', () => {
  const error = thrown(() => defineTimeline('my-timeline'))

  assert.instance(error, TypeError)
  assert.match(String(error), 'The timeline "my-timeline" could not be defined: there is no customElements here.')
})

test('it is defined once under a name, and refuses the name of another element', () => {
  const defined = new Map<string, CustomElementConstructor>()
  const other = class {} as CustomElementConstructor
  const registry = {
    get: (name: string) => defined.get(name) ?? (name === 'other-element' ? other : undefined),
    define: (name: string, element: CustomElementConstructor) => void defined.set(name, element),
  }
  Object.assign(globalThis, { customElements: registry })

  try {
    defineTimeline()
    const [first] = defined.values()
    defineTimeline()
    const error = thrown(() => defineTimeline('other-element'))

    assert.equal([...defined.keys()], ['entracte-timeline'])
    assert.is(defined.get('entracte-timeline'), first)
    assert.match(String(error), 'another element has that name')
  } finally {
    Reflect.deleteProperty(globalThis, 'customElements')
  }
})

test.run()

/** A run from one place in the order to another; it still runs when there is only one. */
type Span = readonly [began: number, ended?: number]

function invocationOf(id: number, [began, ended]: Span, more: Partial<RecordedInvocation> = {}): RecordedInvocation {
  const over = ended === undefined ? {} : { ended, duration: ended - began }
  const outcome = ended === undefined ? 'running' : 'done'
  return { id, action: 'A', depth: 0, start: began, began, ...over, outcome, parties: [], skipped: [], ...more }
}

function partyOf(kind: RecordedParty['kind'], [began, ended]: Span, more: Partial<RecordedParty> = {}): RecordedParty {
  const over = ended === undefined ? {} : { ended, duration: ended - began }
  return { kind, start: began, began, ...over, outcome: ended === undefined ? 'running' : 'done', ...more }
}

/** An invocation from one time to another, with cores inside it, each from place to place and from time to time. */
function timed(
  id: number,
  places: Span,
  [from, to]: readonly [from: number, to?: number],
  cores: readonly (readonly [began: number, ended: number, from: number, to: number])[] = [],
): RecordedInvocation {
  const over = to === undefined ? {} : { duration: to - from }
  return invocationOf(id, places, {
    ...{ start: from, ...over },
    parties: cores.map(([began, ended, from, to]) =>
      partyOf('core', [began, ended], { start: from, duration: to - from }),
    ),
  })
}

/** 25 invocations in a row that take as long as that, in the places up to 50. */
function busy(duration: number): RecordedInvocation[] {
  return Array.from({ length: 25 }, (_, i) => timed(i, [2 * i + 1, 2 * i + 2], [i * duration, (i + 1) * duration]))
}

/** Every bar's row and what it is, in the order in which they began. */
function drawn({ bars }: Tree): string[] {
  return bars.map(({ row, party, invocation }) => `${row} ${party?.kind ?? invocation.action}`)
}

function ticks(scale: Moments & ReturnType<typeof scaleAt>, from: number, to: number, distance: number): string[] {
  return ticksBetween(scale, from, to, distance).map(
    ({ kind, time, pixel }) => `${kind} ${time} at ${Math.round(pixel)}`,
  )
}

/** The contrast of two colours like `#a1b2c3`, as WCAG 2 reckons it. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}
