// What the chart paints, as its pen is told: on a canvas that writes it down, so that every line of it can be compared.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AXIS, type Box, barAt, draw, type Picture, paletteFor, ROW } from '../../../source/devtools/timeline/chart.js'
import { everything, type Filter } from '../../../source/devtools/timeline/filters.js'
import { type Bar, growTrees, stackTrees } from '../../../source/devtools/timeline/layout.js'
import { momentsOf, scaleAt } from '../../../source/devtools/timeline/scale.js'
import { PALETTES, type Palette } from '../../../source/devtools/timeline/styles.js'
import type { RecordedInvocation, RecordedParty } from '../../../source/devtools/types.js'

/** A palette in words: what is painted says what it is for. */
const WORDS: Palette = {
  ...{ ground: 'ground', raised: 'raised', line: 'line', ink: 'ink', soft: 'soft', accent: 'accent' },
  kinds: inWords(PALETTES.light.kinds, (kind) => ({ fill: kind, edge: `edge of ${kind}` })),
  outcomes: inWords(PALETTES.light.outcomes, (outcome) => outcome),
}

test.before(() => {
  Object.assign(globalThis, { getComputedStyle: () => ({ fontFamily: 'Sans' }) })
})

test.after(() => {
  Reflect.deleteProperty(globalThis, 'getComputedStyle')
  Reflect.deleteProperty(globalThis, 'devicePixelRatio')
})

// ---- The canvas

test('a canvas has the pixels that the screen has, and gets new ones only when that changes', () => {
  const canvas = new Canvas()
  const picture = pictureOf([])
  Object.assign(globalThis, { devicePixelRatio: 1.5 })

  draw(canvas as never, { ...picture, width: 101, height: 50 })
  const first = canvas.changes()
  draw(canvas as never, { ...picture, width: 101, height: 50 })
  const same = canvas.changes()
  draw(canvas as never, { ...picture, width: 120, height: 50 })
  const wider = canvas.changes()
  draw(canvas as never, { ...picture, width: 120, height: 60 })
  const higher = canvas.changes()
  Reflect.deleteProperty(globalThis, 'devicePixelRatio')
  draw(canvas as never, { ...picture, width: 120, height: 60 })

  assert.equal(first, ['152 × 75 for 101px × 50px', 'scaled by 1.5'])
  assert.equal(same, ['scaled by 1.5'])
  assert.equal(wider, ['180 × 75 for 120px × 50px', 'scaled by 1.5'])
  assert.equal(higher, ['180 × 90 for 120px × 60px', 'scaled by 1.5'])
  assert.equal(canvas.changes(), ['120 × 60 for 120px × 60px', 'scaled by 1'])
})

test('where there is nothing, there is the ground, and the axis with a line below it', () => {
  assert.equal(painted([]), [
    'block ground: 0 0 400 120',
    'block ground: 0 0 400 26',
    'block line: 0 25 400 1',
    'clip rect 0 0 400 26',
    'unclip',
  ])
})

// ---- Bars

test('a bar has the colours of its kind, its name, and how long it took', () => {
  const task = invocationOf(1, [1, 8], [0, 100], {
    parties: [
      partyOf('middleware', [2, 7], [10, 90], { name: 'log' }),
      partyOf('before', [3, 4], [20, 40], { inside: 0 }),
      partyOf('core', [5, 6], [50, 80], { name: 'acceptTask', inside: 0 }),
    ],
  })

  assert.equal(painted([task], { zoom: 4 }), [
    'block ground: 0 0 400 120',
    'block line at 0.6: 200 26 1 120',
    'fill invocation: round 0.5 28 398 18 4',
    'line edge of invocation: round 0.5 28 398 18 4 1 wide',
    'write ink: ✓ at 7 37.5 in 500 12px Sans, middle',
    'write ink: Task at 19 37.5 in 500 12px Sans, middle',
    'write ink at 0.75: 100 ms at 358 37.5 in 500 12px Sans, middle',
    'fill middleware: round 40.5 50 318 18 4',
    'line edge of middleware: round 40.5 50 318 18 4 1 wide',
    'write ink: log at 47 59.5 in 500 12px Sans, middle',
    'write ink at 0.75: 80 ms at 324 59.5 in 500 12px Sans, middle',
    'fill before: round 80.5 72 78 18 4',
    'line edge of before: round 80.5 72 78 18 4 1 wide',
    'write ink: before-lis… at 87 81.5 in 500 12px Sans, middle',
    'fill core: round 200.5 72 118 18 4',
    'line edge of core: round 200.5 72 118 18 4 1 wide',
    'write ink: acceptTask at 207 81.5 in 500 12px Sans, middle',
    'block ground: 0 0 400 26',
    'block line: 0 25 400 1',
    'clip rect 0 0 400 26',
    'block line: 0 4 1 26',
    'write ink: 0 ms at 8 13 in 400 11px Sans, middle',
    'block line: 200 19 1 26',
    'write soft: +50 ms at 204 13 in 400 11px Sans, middle',
    'unclip',
  ])
})

test('a bar shows how it ended: dashed while it runs, with a line below when it failed, hatched when it was aborted', () => {
  const endings = [
    invocationOf(1, [1, 5], [0, 30], { outcome: 'failed' }),
    invocationOf(2, [2, 6], [10, 40], { outcome: 'aborted' }),
    invocationOf(3, [3], [20]),
    invocationOf(4, [4, 7], [30, 60], { parties: [partyOf('core', [8, 9], [70, 90], { outcome: 'failed' })] }),
  ]

  assert.equal(painted(endings, { zoom: 2, now: 100, height: 200, chosen: 2 }), [
    'block ground: 0 0 400 200',
    'block line at 0.6: 104 26 1 200',
    'fill invocation: round 0.5 28 62 18 4',
    'line edge of invocation: round 0.5 28 62 18 4 1 wide',
    'block failed: 1 42.5 61 3',
    'write ink: ✗ at 7 37.5 in 500 12px Sans, middle',
    'write ink: Task at 19 37.5 in 500 12px Sans, middle',
    'fill invocation: round 20.5 58.8 62 18 4',
    'clip round 20.5 58.8 62 18 4',
    'line edge of invocation at 0.45: from -1 77.3, to 18 58.3, from 5 77.3, to 24 58.3, from 11 77.3, to 30 58.3, from 17 77.3, to 36 58.3, from 23 77.3, to 42 58.3, from 29 77.3, to 48 58.3, from 35 77.3, to 54 58.3, from 41 77.3, to 60 58.3, from 47 77.3, to 66 58.3, from 53 77.3, to 72 58.3, from 59 77.3, to 78 58.3, from 65 77.3, to 84 58.3, from 71 77.3, to 90 58.3, from 77 77.3, to 96 58.3 1 wide',
    'unclip',
    'line edge of invocation: round 20.5 58.8 62 18 4 1 wide',
    'block invocation: 24 61.3 42 14',
    'write ink: ⊘ at 27 68.3 in 500 12px Sans, middle',
    'write ink: Task at 39 68.3 in 500 12px Sans, middle',
    'fill invocation: round 40.5 89.6 162 18 4',
    'line edge of invocation: round 40.5 89.6 162 18 4 1 wide dashed 4 3',
    'write ink: … at 47 99.1 in 500 12px Sans, middle',
    'write ink: Task at 59 99.1 in 500 12px Sans, middle',
    'line accent: round 40 89.1 163 19 4 2 wide',
    'fill invocation: round 60.5 120.4 62 18 4',
    'line edge of invocation: round 60.5 120.4 62 18 4 1 wide',
    'write ink: ✓ at 67 129.9 in 500 12px Sans, middle',
    'write ink: Task at 79 129.9 in 500 12px Sans, middle',
    'fill core: round 144.5 142.4 38 18 4',
    'line edge of core: round 144.5 142.4 38 18 4 1 wide',
    'block failed: 145 156.9 37 3',
    'write ink: ✗ at 151 151.9 in 500 12px Sans, middle',
    'block ground: 0 0 400 26',
    'block line: 0 25 400 1',
    'clip rect 0 0 400 26',
    'block line: 0 4 1 26',
    'write ink: 0 ms at 8 13 in 400 11px Sans, middle',
    'block line: 104 19 1 26',
    'write soft: +50 ms at 108 13 in 400 11px Sans, middle',
    'unclip',
  ])
})

test('a bar that is too narrow to be framed is as its edge, or as it failed or was aborted; the narrowest is 3 pixels wide', () => {
  const narrow = [
    invocationOf(1, [1, 2], [0, 1]),
    invocationOf(2, [3, 4], [20, 24], { outcome: 'failed' }),
    invocationOf(3, [5, 6], [40, 46], { outcome: 'aborted' }),
    invocationOf(4, [7, 8], [60, 67]),
    invocationOf(5, [9, 10], [80, 101]),
    invocationOf(6, [11, 12], [120, 142]),
    invocationOf(7, [13], [160]),
  ]

  assert.equal(painted(narrow, { zoom: 1, now: 164, widest: 50 }), [
    'block ground: 0 0 400 120',
    'block edge of invocation: 0 27.5 3 19',
    'block failed: 21.5 27.5 3 19',
    'block aborted: 41.5 27.5 5 19',
    'fill invocation: round 62 28 5 18 2.5',
    'line edge of invocation: round 62 28 5 18 2.5 1 wide',
    'fill invocation: round 82 28 19 18 4',
    'line edge of invocation: round 82 28 19 18 4 1 wide',
    'fill invocation: round 122 28 20 18 4',
    'line edge of invocation: round 122 28 20 18 4 1 wide',
    'block edge of invocation: 161.5 27.5 3 19',
    'block ground: 0 0 400 26',
    'block line: 0 25 400 1',
    'clip rect 0 0 400 26',
    'block line: 0 4 1 26',
    'write ink: 0 ms at 8 13 in 400 11px Sans, middle',
    'block line: 22 19 1 26',
    'block line: 42 4 1 26',
    'write ink: 40 ms at 45.5 13 in 400 11px Sans, middle',
    'block line: 62 19 1 26',
    'block line: 82 4 1 26',
    'write ink: 80 ms at 85.5 13 in 400 11px Sans, middle',
    'block line: 122 4 1 26',
    'write ink: 120 ms at 125.5 13 in 400 11px Sans, middle',
    'block line: 162 19 1 26',
    'unclip',
  ])
})

test('what is not asked for stands back, and no line shines through', () => {
  const tasks = [
    invocationOf(1, [1, 2], [0, 30], { action: 'Ask' }),
    invocationOf(2, [3, 6], [40, 90], { parties: [partyOf('core', [4, 5], [50, 60], { name: 'c' })] }),
  ]
  const filter = { ...everything(), action: 'Ask' }

  assert.equal(painted(tasks, { zoom: 2, filter }), [
    'block ground: 0 0 400 120',
    'fill invocation: round 0.5 28 58 18 4',
    'line edge of invocation: round 0.5 28 58 18 4 1 wide',
    'write ink: ✓ at 7 37.5 in 500 12px Sans, middle',
    'write ink: Ask at 19 37.5 in 500 12px Sans, middle',
    'block ground: 80 27.5 99 19',
    'fill invocation at 0.45: round 80.5 28 98 18 4',
    'line edge of invocation at 0.45: round 80.5 28 98 18 4 1 wide',
    'write ink at 0.45: ✓ at 87 37.5 in 500 12px Sans, middle',
    'write ink at 0.45: Task at 99 37.5 in 500 12px Sans, middle',
    'write ink at 0.34: 50 ms at 144 37.5 in 500 12px Sans, middle',
    'block ground: 100 49.5 19 19',
    'fill core at 0.45: round 100.5 50 18 18 4',
    'line edge of core at 0.45: round 100.5 50 18 18 4 1 wide',
    'block ground: 0 0 400 26',
    'block line: 0 25 400 1',
    'clip rect 0 0 400 26',
    'block line: 0 4 1 26',
    'write ink: 0 ms at 8 13 in 400 11px Sans, middle',
    'block line: 80 4 1 26',
    'write ink: 40 ms at 84 13 in 400 11px Sans, middle',
    'unclip',
  ])
})

test('the bar that is chosen has a thick frame, the one below the pointer a thinner one, whole even where they stand back', () => {
  const tasks = [invocationOf(1, [1, 2], [0, 30]), invocationOf(2, [3, 4], [40, 70]), invocationOf(3, [5, 6], [80, 83])]
  const filter = { ...everything(), action: 'None' }

  assert.equal(painted(tasks, { zoom: 1, filter, chosen: 0, hovered: 1 }), [
    'block ground: 0 0 400 120',
    'block ground: 0 27.5 29 19',
    'fill invocation at 0.45: round 0.5 28 28 18 4',
    'line edge of invocation at 0.45: round 0.5 28 28 18 4 1 wide',
    'write ink at 0.45: ✓ at 7 37.5 in 500 12px Sans, middle',
    'line accent: round 0 27.5 29 19 4 2 wide',
    'block ground: 40 27.5 29 19',
    'fill invocation at 0.45: round 40.5 28 28 18 4',
    'line edge of invocation at 0.45: round 40.5 28 28 18 4 1 wide',
    'write ink at 0.45: ✓ at 47 37.5 in 500 12px Sans, middle',
    'line edge of invocation: round 40 27.5 29 19 4 1.5 wide',
    'block ground: 80 27.5 3 19',
    'block edge of invocation at 0.45: 80 27.5 3 19',
    'block ground: 0 0 400 26',
    'block line: 0 25 400 1',
    'clip rect 0 0 400 26',
    'block line: 0 4 1 26',
    'write ink: 0 ms at 8 13 in 400 11px Sans, middle',
    'block line: 40 4 1 26',
    'write ink: 40 ms at 44 13 in 400 11px Sans, middle',
    'block line: 80 4 1 26',
    'write ink: 80 ms at 84 13 in 400 11px Sans, middle',
    'unclip',
  ])
  assert.equal(painted(tasks, { zoom: 1, chosen: 2, hovered: 2 }), [
    'block ground: 0 0 400 120',
    'fill invocation: round 0.5 28 28 18 4',
    'line edge of invocation: round 0.5 28 28 18 4 1 wide',
    'write ink: ✓ at 7 37.5 in 500 12px Sans, middle',
    'fill invocation: round 40.5 28 28 18 4',
    'line edge of invocation: round 40.5 28 28 18 4 1 wide',
    'write ink: ✓ at 47 37.5 in 500 12px Sans, middle',
    'block edge of invocation: 80 27.5 3 19',
    'line accent: round 80 27.5 3 19 1.5 2 wide',
    'block ground: 0 0 400 26',
    'block line: 0 25 400 1',
    'clip rect 0 0 400 26',
    'block line: 0 4 1 26',
    'write ink: 0 ms at 8 13 in 400 11px Sans, middle',
    'block line: 40 4 1 26',
    'write ink: 40 ms at 44 13 in 400 11px Sans, middle',
    'block line: 80 4 1 26',
    'write ink: 80 ms at 84 13 in 400 11px Sans, middle',
    'unclip',
  ])
})

test('of narrow bars in one row that fall on the same pixels, the first is drawn, and the chosen one', () => {
  const crowd = Array.from({ length: 6 }, (_, i) =>
    invocationOf(i + 1, [4 * i + 1, 4 * i + 4], [i, i + 0.5], {
      parties: [partyOf('core', [4 * i + 2, 4 * i + 3], [i + 0.1, i + 0.4])],
    }),
  )

  assert.equal(boxesIn(crowd, { zoom: 0.5 }), [
    '1: 0 27.5 3 19',
    'core: 0.05 49.5 3 19',
    '3: 1 27.5 3 19',
    'core: 1.05 49.5 3 19',
    '5: 2 27.5 3 19',
    'core: 2.05 49.5 3 19',
  ])
  assert.equal(boxesIn(crowd, { zoom: 0.5, chosen: 2 }), [
    '1: 0 27.5 3 19',
    'core: 0.05 49.5 3 19',
    '2: 0.5 27.5 3 19',
    'core: 1.05 49.5 3 19',
    '4: 1.5 27.5 3 19',
    'core: 2.05 49.5 3 19',
    '6: 2.5 27.5 3 19',
  ])
  assert.equal(boxesIn(crowd, { zoom: 0.5, chosen: 3 }), [
    '1: 0 27.5 3 19',
    'core: 0.05 49.5 3 19',
    'core: 0.55 49.5 3 19',
    '3: 1 27.5 3 19',
    'core: 1.55 49.5 3 19',
    '5: 2 27.5 3 19',
    'core: 2.55 49.5 3 19',
  ])
})

test('a bar that is wide enough is drawn, however close to the one before it', () => {
  const parties = Array.from({ length: 30 }, (_, i) => partyOf('core', [2 * i + 4, 2 * i + 5], [i + 1, i + 1.5]))
  const pair = [invocationOf(1, [1, 2], [0, 0.1]), invocationOf(2, [3, 98], [0.5, 41], { parties })]

  assert.equal(boxesIn(pair, { zoom: 0.5 }).slice(0, 2), ['1: 0 27.5 3 19', '2: 0.36 27.5 19.25 19'])
})

test('only what is in view is drawn, and a bar that reaches far out of it no further than it can be seen', () => {
  const long = invocationOf(1, [1, 12], [0, 1000], {
    parties: [
      partyOf('middleware', [2, 11], [100, 900], { name: 'within' }),
      partyOf('before', [3, 4], [200, 203], { inside: 0, name: 'early' }),
      partyOf('core', [5, 6], [400, 600], { inside: 0, name: 'middle' }),
      partyOf('after', [7, 8], [800, 850], { inside: 0, name: 'late' }),
    ],
  })
  const next = invocationOf(2, [13, 14], [1100, 1200])

  assert.equal(painted([long, next], { zoom: 1, left: 450, width: 100, widest: 2000 }), [
    'block ground: 0 0 100 120',
    'block line at 0.6: 51 26 1 120',
    'fill invocation: round -11.5 28 123 18 4',
    'line edge of invocation: round -11.5 28 123 18 4 1 wide',
    'write ink: ✓ at 7 37.5 in 500 12px Sans, middle',
    'write ink: Task at 19 37.5 in 500 12px Sans, middle',
    'write ink at 0.75: 1 s at 89 37.5 in 500 12px Sans, middle',
    'fill middleware: round -11.5 50 123 18 4',
    'line edge of middleware: round -11.5 50 123 18 4 1 wide',
    'write ink: within at 7 59.5 in 500 12px Sans, middle',
    'write ink at 0.75: 800 ms at 71 59.5 in 500 12px Sans, middle',
    'fill core: round -11.5 72 123 18 4',
    'line edge of core: round -11.5 72 123 18 4 1 wide',
    'write ink: middle at 7 81.5 in 500 12px Sans, middle',
    'write ink at 0.75: 200 ms at 71 81.5 in 500 12px Sans, middle',
    'block ground: 0 0 100 26',
    'block line: 0 25 100 1',
    'clip rect 0 0 100 26',
    'write ink: 0 ms at 8 13 in 400 11px Sans, middle',
    'block line: 51 19 1 26',
    'write soft: +500 ms at 55 13 in 400 11px Sans, middle',
    'unclip',
  ])
})

test('what has only just come into view is there, on every side', () => {
  const one = invocationOf(1, [1, 4], [0, 100], { parties: [partyOf('core', [2, 3], [10, 60])] })
  const seen = (at: Partial<Setting>) => boxesIn([one], { zoom: 1, widest: 2000, ...at })

  assert.equal(
    [98, 99, 100, 101, 102, 103].map((left) => seen({ left })),
    [['1: -98 27.5 99 19'], ['1: -99 27.5 99 19'], [], [], [], []],
  )
  assert.equal(
    [59, 60, 61, 62].map((left) => seen({ left })),
    [
      ['1: -59 27.5 99 19', 'core: -49 49.5 49 19'],
      ['1: -60 27.5 99 19'],
      ['1: -61 27.5 99 19'],
      ['1: -62 27.5 99 19'],
    ],
  )
  assert.equal(
    [0, 1, 9, 10, 11].map((width) => seen({ width })),
    [
      ['1: 0 27.5 99 19'],
      ['1: 0 27.5 99 19'],
      ['1: 0 27.5 99 19'],
      ['1: 0 27.5 99 19', 'core: 10 49.5 49 19'],
      ['1: 0 27.5 99 19', 'core: 10 49.5 49 19'],
    ],
  )
  assert.equal(
    [AXIS, AXIS + 1, AXIS + 1.5, AXIS + 2, AXIS + ROW - 1, AXIS + ROW, AXIS + ROW + 2].map((height) =>
      seen({ height }),
    ),
    [
      [],
      [],
      ['1: 0 27.5 99 19'],
      ['1: 0 27.5 99 19'],
      ['1: 0 27.5 99 19'],
      ['1: 0 27.5 99 19'],
      ['1: 0 27.5 99 19', 'core: 10 49.5 49 19'],
    ],
  )
  assert.equal(
    [20, 20.5, 21, 22, 42, 42.5, 43].map((top) => seen({ top })),
    [
      ['1: 0 7.5 99 19', 'core: 10 29.5 49 19'],
      ['1: 0 7 99 19', 'core: 10 29 49 19'],
      ['core: 10 28.5 49 19'],
      ['core: 10 27.5 49 19'],
      ['core: 10 7.5 49 19'],
      ['core: 10 7 49 19'],
      [],
    ],
  )
})

// ---- Text

test('text that has no room is cut, with an ellipsis; where only a letter would be left, nothing is written', () => {
  const long = (id: number, wide: number) =>
    invocationOf(id, [2 * id, 2 * id + 1], [id * 200, id * 200 + wide + 1], {
      action: 'AcceptTask',
      outcome: 'aborted',
    })
  const words = (wide: number, more: Partial<RecordedInvocation> = {}) =>
    texts([{ ...long(1, wide), ...more }], { zoom: 1, widest: 2000 })

  assert.equal(
    [20, 21, 36, 37, 42, 43, 84, 85].map((wide) => words(wide)),
    [
      [],
      [],
      ['write ink: ⊘ at 7 37.5 in 500 12px Sans, middle'],
      ['write ink: ⊘ at 7 37.5 in 500 12px Sans, middle'],
      ['write ink: ⊘ at 7 37.5 in 500 12px Sans, middle', 'write ink: Ac… at 19 37.5 in 500 12px Sans, middle'],
      ['write ink: ⊘ at 7 37.5 in 500 12px Sans, middle', 'write ink: Ac… at 19 37.5 in 500 12px Sans, middle'],
      ['write ink: ⊘ at 7 37.5 in 500 12px Sans, middle', 'write ink: AcceptTask at 19 37.5 in 500 12px Sans, middle'],
      ['write ink: ⊘ at 7 37.5 in 500 12px Sans, middle', 'write ink: AcceptTask at 19 37.5 in 500 12px Sans, middle'],
    ],
  )
  assert.equal(
    [60, 72, 73, 200].map((wide) => words(wide, { action: 'Open a panel', outcome: 'done' })),
    [
      ['write ink: ✓ at 7 37.5 in 500 12px Sans, middle', 'write ink: Open… at 19 37.5 in 500 12px Sans, middle'],
      ['write ink: ✓ at 7 37.5 in 500 12px Sans, middle', 'write ink: Open a… at 19 37.5 in 500 12px Sans, middle'],
      ['write ink: ✓ at 7 37.5 in 500 12px Sans, middle', 'write ink: Open a… at 19 37.5 in 500 12px Sans, middle'],
      [
        'write ink: ✓ at 7 37.5 in 500 12px Sans, middle',
        'write ink: Open a panel at 19 37.5 in 500 12px Sans, middle',
        'write ink at 0.75: 201 ms at 159 37.5 in 500 12px Sans, middle',
      ],
    ],
  )
  assert.equal(
    [71, 72, 133, 134, 135].map((wide) => words(wide, { action: 'Open', outcome: 'done' })),
    [
      ['write ink: ✓ at 7 37.5 in 500 12px Sans, middle', 'write ink: Open at 19 37.5 in 500 12px Sans, middle'],
      ['write ink: ✓ at 7 37.5 in 500 12px Sans, middle', 'write ink: Open at 19 37.5 in 500 12px Sans, middle'],
      [
        'write ink: ✓ at 7 37.5 in 500 12px Sans, middle',
        'write ink: Open at 19 37.5 in 500 12px Sans, middle',
        'write ink at 0.75: 134 ms at 92 37.5 in 500 12px Sans, middle',
      ],
      [
        'write ink: ✓ at 7 37.5 in 500 12px Sans, middle',
        'write ink: Open at 19 37.5 in 500 12px Sans, middle',
        'write ink at 0.75: 135 ms at 93 37.5 in 500 12px Sans, middle',
      ],
      [
        'write ink: ✓ at 7 37.5 in 500 12px Sans, middle',
        'write ink: Open at 19 37.5 in 500 12px Sans, middle',
        'write ink at 0.75: 136 ms at 94 37.5 in 500 12px Sans, middle',
      ],
    ],
  )
  assert.equal(words(50, { action: '', outcome: 'done' }), ['write ink: ✓ at 7 37.5 in 500 12px Sans, middle'])
  assert.equal(words(200), [
    'write ink: ⊘ at 7 37.5 in 500 12px Sans, middle',
    'write ink: AcceptTask at 19 37.5 in 500 12px Sans, middle',
  ])
  assert.equal(words(150, { outcome: 'running', duration: undefined, ended: undefined }), [])
})

test('a bar that is not wider than 20 pixels has no text', () => {
  const parties = [19, 20, 21, 22].map((wide, i) =>
    partyOf('core', [2 * i + 2, 2 * i + 3], [100 * i, 100 * i + wide + 1], { name: 'c' }),
  )

  assert.equal(texts([invocationOf(1, [1, 10], [0, 400], { action: '', parties })], { zoom: 1 }), [
    'write ink: ✓ at 7 37.5 in 500 12px Sans, middle',
    'write ink at 0.75: 400 ms at 362 37.5 in 500 12px Sans, middle',
    'write ink: c at 211 59.5 in 500 12px Sans, middle',
    'write ink: c at 311 59.5 in 500 12px Sans, middle',
  ])
})

test('how long it took stands on a bar where there are 18 pixels between that and its name', () => {
  const one = invocationOf(1, [1, 2], [0, 100], { action: 'Open' })
  const at = (wide: number) => texts([one], { zoom: wide / 100 }).length

  // 7 for the left edge, 12 for the sign, 24 for the name, 18 between, 36 for the time, 5 for the right edge, 1 to the next bar.
  assert.equal([102, 102.9, 103, 104].map(at), [2, 2, 3, 3])
})

test('what is written on a bar that begins out of view begins where one can read it', () => {
  const one = invocationOf(1, [1, 2], [0, 400], { action: 'AcceptTask' })

  assert.equal(texts([one], { zoom: 1, left: 100, width: 200, widest: 2000 }), [
    'write ink: ✓ at 7 37.5 in 500 12px Sans, middle',
    'write ink: AcceptTask at 19 37.5 in 500 12px Sans, middle',
    'write ink at 0.75: 400 ms at 171 37.5 in 500 12px Sans, middle',
  ])
})

// ---- The axis

test('the axis says when work began, and how long ago that is; pauses are shaded, and say how long they were', () => {
  const work = [
    invocationOf(1, [1, 2], [1000, 1100]),
    invocationOf(2, [3, 4], [9000, 9200]),
    invocationOf(3, [5, 6], [9201, 9300]),
  ]

  assert.equal(painted(work, { zoom: 1, width: 600 }), [
    'block ground: 0 0 600 120',
    'block raised: 101 26 46 120',
    'block line at 0.6: 248 26 1 120',
    'fill invocation: round 0.5 28 98 18 4',
    'line edge of invocation: round 0.5 28 98 18 4 1 wide',
    'write ink: ✓ at 7 37.5 in 500 12px Sans, middle',
    'write ink: Task at 19 37.5 in 500 12px Sans, middle',
    'fill invocation: round 148.5 28 198 18 4',
    'line edge of invocation: round 148.5 28 198 18 4 1 wide',
    'write ink: ✓ at 155 37.5 in 500 12px Sans, middle',
    'write ink: Task at 167 37.5 in 500 12px Sans, middle',
    'write ink at 0.75: 200 ms at 306 37.5 in 500 12px Sans, middle',
    'fill invocation: round 352.5 28 97 18 4',
    'line edge of invocation: round 352.5 28 97 18 4 1 wide',
    'write ink: ✓ at 359 37.5 in 500 12px Sans, middle',
    'write ink: Task at 371 37.5 in 500 12px Sans, middle',
    'write ink at 0.75: 99 ms at 415 37.5 in 500 12px Sans, middle',
    'block ground: 0 0 600 26',
    'block line: 0 25 600 1',
    'clip rect 0 0 600 26',
    'block line: 0 4 1 26',
    'write ink: 1 s at 8 13 in 400 11px Sans, middle',
    'write soft: 7.9 s at 109 13 in 400 11px Sans, middle',
    'block line: 148 4 1 26',
    'write ink: 9 s at 152 13 in 400 11px Sans, middle',
    'block line: 248 19 1 26',
    'write soft: +100 ms at 252 13 in 400 11px Sans, middle',
    'block line: 352 4 1 26',
    'write ink: 9.2 s at 356 13 in 400 11px Sans, middle',
    'unclip',
  ])
  assert.equal(painted(work, { zoom: 1, left: 60, width: 300 }), [
    'block ground: 0 0 300 120',
    'block raised: 41 26 46 120',
    'block line at 0.6: 188 26 1 120',
    'fill invocation: round -11.5 28 50 18 4',
    'line edge of invocation: round -11.5 28 50 18 4 1 wide',
    'write ink: ✓ at 7 37.5 in 500 12px Sans, middle',
    'fill invocation: round 88.5 28 198 18 4',
    'line edge of invocation: round 88.5 28 198 18 4 1 wide',
    'write ink: ✓ at 95 37.5 in 500 12px Sans, middle',
    'write ink: Task at 107 37.5 in 500 12px Sans, middle',
    'write ink at 0.75: 200 ms at 246 37.5 in 500 12px Sans, middle',
    'fill invocation: round 292.5 28 19 18 4',
    'line edge of invocation: round 292.5 28 19 18 4 1 wide',
    'block ground: 0 0 300 26',
    'block line: 0 25 300 1',
    'clip rect 0 0 300 26',
    'write ink: 1 s at 8 13 in 400 11px Sans, middle',
    'write soft: 7.9 s at 49 13 in 400 11px Sans, middle',
    'block line: 88 4 1 26',
    'write ink: 9 s at 92 13 in 400 11px Sans, middle',
    'block line: 188 19 1 26',
    'write soft: +100 ms at 192 13 in 400 11px Sans, middle',
    'block line: 292 4 1 26',
    'write ink: 9.2 s at 296 13 in 400 11px Sans, middle',
    'unclip',
  ])
})

test('where work is cut short, its bars are torn, and the axis says about how long it was', () => {
  const steady = Array.from({ length: 25 }, (_, i) =>
    invocationOf(i + 1, [2 * i + 1, 2 * i + 2], [i * 10, i * 10 + 10]),
  )
  const long = invocationOf(30, [60, 65], [250, 9250], {
    parties: [
      partyOf('core', [61, 64], [255, 9245], { name: 'wait' }),
      partyOf('before', [62, 63], [256, 257], { inside: 0 }),
      partyOf('after', [66, 67], [9246, 9249]),
    ],
  })

  assert.equal(painted([...steady, long], { zoom: 1, left: 330, width: 180, widest: 120 }), [
    'block ground: 0 0 180 120',
    'fill invocation: round -7.5 28 8 18 4',
    'line edge of invocation: round -7.5 28 8 18 4 1 wide',
    'fill invocation: round 6.5 28 8 18 4',
    'line edge of invocation: round 6.5 28 8 18 4 1 wide',
    'fill invocation: round 20.5 28 136 18 4',
    'line edge of invocation: round 20.5 28 136 18 4 1 wide',
    'write ink: ✓ at 27 37.5 in 500 12px Sans, middle',
    'write ink: Task at 39 37.5 in 500 12px Sans, middle',
    'write ink at 0.75: 9 s at 134 37.5 in 500 12px Sans, middle',
    'fill core: round 25.5 50 126 18 4',
    'line edge of core: round 25.5 50 126 18 4 1 wide',
    'write ink: wait at 32 59.5 in 500 12px Sans, middle',
    'write ink at 0.75: 8.99 s at 111 59.5 in 500 12px Sans, middle',
    'block edge of before: 29 71.5 3 19',
    'block edge of after: 162 49.5 3 19',
    'line soft: from 96 26.5, to 90 31.75, to 96 37, to 90 42.25, to 96 47.5, from 96 48.5, to 90 53.75, to 96 59, to 90 64.25, to 96 69.5 6 wide',
    'line ground: from 96 26.5, to 90 31.75, to 96 37, to 90 42.25, to 96 47.5, from 96 48.5, to 90 53.75, to 96 59, to 90 64.25, to 96 69.5 4 wide',
    'block ground: 0 0 180 26',
    'block line: 0 25 180 1',
    'clip rect 0 0 180 26',
    'write ink: 230 ms at 8 13 in 400 11px Sans, middle',
    'block line: 6 19 1 26',
    'block line: 20 19 1 26',
    'write soft: ≈ 8.99 s at 69 13 in 400 11px Sans, middle',
    'block line: 162 4 1 26',
    'write ink: 9.25 s at 166 13 in 400 11px Sans, middle',
    'unclip',
  ])
})

test('what the axis says never stands in what it has said before', () => {
  const dense = Array.from({ length: 6 }, (_, i) =>
    invocationOf(i + 1, [2 * i + 1, 2 * i + 2], [i * 1000, i * 1000 + 20]),
  )

  assert.equal(axis(dense, { zoom: 1, width: 500 }), [
    'block line: 0 4 1 26',
    'write ink: 0 ms at 8 13 in 400 11px Sans, middle',
    'block line: 68 4 1 26',
    'write ink: 1 s at 72 13 in 400 11px Sans, middle',
    'block line: 136 4 1 26',
    'write ink: 2 s at 140 13 in 400 11px Sans, middle',
    'block line: 204 4 1 26',
    'write ink: 3 s at 208 13 in 400 11px Sans, middle',
    'block line: 272 4 1 26',
    'write ink: 4 s at 276 13 in 400 11px Sans, middle',
    'block line: 340 4 1 26',
    'write ink: 5 s at 344 13 in 400 11px Sans, middle',
  ])
  assert.equal(axis(dense, { zoom: 3, width: 500 }), [
    'block line: 0 4 1 26',
    'write ink: 0 ms at 8 13 in 400 11px Sans, middle',
    'write soft: 980 ms at 66 13 in 400 11px Sans, middle',
    'block line: 108 4 1 26',
    'write ink: 1 s at 112 13 in 400 11px Sans, middle',
    'write soft: 980 ms at 174 13 in 400 11px Sans, middle',
    'block line: 216 4 1 26',
    'write ink: 2 s at 220 13 in 400 11px Sans, middle',
    'write soft: 980 ms at 282 13 in 400 11px Sans, middle',
    'block line: 324 4 1 26',
    'write ink: 3 s at 328 13 in 400 11px Sans, middle',
    'write soft: 980 ms at 390 13 in 400 11px Sans, middle',
    'block line: 432 4 1 26',
    'write ink: 4 s at 436 13 in 400 11px Sans, middle',
    'write soft: 980 ms at 498 13 in 400 11px Sans, middle',
  ])
  assert.equal(axis(dense, { zoom: 0.3, width: 500 }), [
    'block line: 0 4 1 26',
    'write ink: 0 ms at 8 13 in 400 11px Sans, middle',
    'block line: 45 4 1 26',
    'write ink: 1 s at 49.27 13 in 400 11px Sans, middle',
    'block line: 91 4 1 26',
    'write ink: 2 s at 94.55 13 in 400 11px Sans, middle',
    'block line: 136 4 1 26',
    'write ink: 3 s at 139.82 13 in 400 11px Sans, middle',
    'block line: 181 4 1 26',
    'write ink: 4 s at 185.09 13 in 400 11px Sans, middle',
    'block line: 226 4 1 26',
    'write ink: 5 s at 230.36 13 in 400 11px Sans, middle',
  ])
})

test('how long a pause was stands in it where it has room there, a pixel on either side, and behind what stands before it', () => {
  // Two of them, of which each is so wide, with so many cores in the first; the pause in between is 12 times as wide as the mean
  // time between two moments, and at most 48 pixels.
  const said = (wide: number, cores: number, pause = 960, zoom = 1, left = 0) => {
    const parties = Array.from({ length: cores }, (_, i) =>
      partyOf('core', [2 * i + 2, 2 * i + 3], [(i * wide) / cores / zoom, ((i + 0.5) * wide) / cores / zoom]),
    )
    const next = wide / zoom + pause
    const two = [
      invocationOf(1, [1, 98], [0, wide / zoom], { parties }),
      invocationOf(2, [99, 100], [next, next + wide / zoom]),
    ]
    return axis(two, { zoom, left }).flatMap((line) => /write .*: (.*?) in/.exec(line)?.[1] ?? [])
  }

  assert.equal(
    [35, 36].map((wide) => said(wide, 0)),
    [
      ['0 ms at 8 13', '995 ms at 87 13'],
      ['0 ms at 8 13', '960 ms at 42 13', '996 ms at 88 13'],
    ],
  )
  assert.equal(
    [42, 42.75, 43].map((wide) => said(wide, 12)),
    [
      ['0 ms at 8 13', '1 s at 84.89 13'],
      ['0 ms at 8 13', '960 ms at 45.33 13'],
      ['0 ms at 8 13', '960 ms at 45.7 13'],
    ],
  )
  assert.equal(
    [38, 38.5, 39].map((wide) => said(wide, 9)),
    [
      ['0 ms at 8 13', '960 ms at 43.52 13'],
      ['0 ms at 8 13', '960 ms at 44.33 13', '999 ms at 88.33 13'],
      ['0 ms at 8 13', '960 ms at 45.14 13', '999 ms at 89.43 13'],
    ],
  )
  assert.equal(said(40, 0, 0.25, 200), ['0 ms at 8 13', '0.25 ms at 43 13'])
  assert.equal(
    [41, 41.5, 42, 43].map((left) => said(36, 0, 960, 1, left)),
    [
      ['0 ms at 8 13', '996 ms at 47 13'],
      ['0 ms at 8 13', '996 ms at 46.5 13'],
      ['0 ms at 8 13', '996 ms at 46 13'],
      ['0 ms at 8 13', '996 ms at 45 13'],
    ],
  )
})

test('the time since work began stands right of its tick, even where that is at the edge', () => {
  const one = invocationOf(1, [1, 2], [0, 1000])

  assert.equal(axis([one], { zoom: 0.9, width: 250 }), [
    'block line: 0 4 1 26',
    'write ink: 0 ms at 8 13 in 400 11px Sans, middle',
    'block line: 90 19 1 26',
    'write soft: +100 ms at 94 13 in 400 11px Sans, middle',
    'block line: 180 19 1 26',
    'write soft: +200 ms at 184 13 in 400 11px Sans, middle',
  ])
  assert.equal(axis([one], { zoom: 1, left: 98, width: 50 }), [
    'write ink: 0 ms at 8 13 in 400 11px Sans, middle',
    'block line: 2 19 1 26',
  ])
  assert.equal(axis([one], { zoom: 1, left: 100, width: 50 }), [
    'write ink: 0 ms at 8 13 in 400 11px Sans, middle',
    'block line: 0 19 1 26',
  ])
})

test('a pause is shaded only where something of it would be seen', () => {
  const two = (wide: number) => [invocationOf(1, [1, 2], [0, wide]), invocationOf(2, [3, 4], [8000, 8000 + wide])]
  const shaded = (wide: number) => painted(two(wide), { zoom: 1 / 192 }).filter((line) => line.includes('raised'))

  // The pause is 5 and 6 pixels wide.
  assert.equal([120, 144].map(shaded), [[], ['block raised: 1.75 26 4 120']])
})

// ---- Where the bars are

test('a point is on the bar that it is on, else on the nearest one in the row that is at most 6 pixels away', () => {
  const box = (name: string, x: number, y: number, width: number) => ({
    bar: name as never as Bar,
    x,
    y,
    width,
    height: 19,
  })
  const boxes: Box[] = [
    box('a', 10, 40, 20),
    box('b', 40, 40, 20),
    box('c', 44, 40, 3),
    box('d', 10, 62, 3),
    box('e', 30.5, 84, 9),
    box('f', 10, 84, 20),
    box('g', 31, 84, 9),
  ]
  const at = (x: number, y: number) => (barAt(boxes, x, y) as never as string | undefined) ?? '-'

  assert.is(
    [3, 4, 5, 10, 30, 34, 35, 36, 39, 40, 45, 60, 66, 67].map((x) => at(x, 50)).join(' '),
    '- a a a a a a b b b b b b -',
  )
  assert.is([25, 38, 39, 40, 59, 60, 61, 81, 82, 83].map((y) => at(12, y)).join(' '), '- - a a a a d d d f')
  assert.is([30.2, 30.75, 31].map((x) => at(x, 90)).join(' '), 'f e e')
  assert.is([AXIS - 1, AXIS].map((y) => barAt([{ ...(boxes[0] as Box), y: AXIS - 5 }], 12, y)).join(' '), ' a')
})

// ---- Colours

test('where the system forces its colours, those are drawn with; else those of the scheme', () => {
  assert.is(paletteFor('light'), PALETTES.light)
  assert.is(paletteFor('dark'), PALETTES.dark)
  const plain = { fill: 'Canvas', edge: 'CanvasText' }
  assert.equal(paletteFor('forced'), {
    ...{
      ground: 'Canvas',
      raised: 'Canvas',
      line: 'GrayText',
      ink: 'CanvasText',
      soft: 'CanvasText',
      accent: 'Highlight',
    },
    kinds: inWords(PALETTES.light.kinds, () => plain),
    outcomes: inWords(PALETTES.light.outcomes, () => 'CanvasText'),
  })
})

test.run()

interface Setting {
  /** Pixels per millisecond, and how wide a stretch without anything may be. */
  zoom: number
  widest: number
  now: number
  left: number
  top: number
  width: number
  height: number
  filter: Filter
  /** The indices of bars. */
  chosen: number
  hovered: number
}

function pictureOf(invocations: readonly RecordedInvocation[], setting: Partial<Setting> = {}): Picture {
  const { zoom = 1, widest = 100_000, now = 0, chosen = -1, hovered = -1, ...view } = setting
  const trees = growTrees(invocations)
  const bars = trees.flatMap(({ bars }) => bars)
  return {
    ...{ left: 0, top: 0, width: 400, height: 120, filter: everything(), palette: WORDS, ...view },
    ...{ trees, rows: stackTrees(trees).rows, scale: scaleAt(momentsOf(trees, now), zoom, widest) },
    ...{ chosen: bars[chosen], hovered: bars[hovered] },
  }
}

/** All that is painted, in order. */
function painted(invocations: readonly RecordedInvocation[], setting: Partial<Setting> = {}): string[] {
  const canvas = new Canvas()
  draw(canvas as never, pictureOf(invocations, setting))
  return canvas.paints
}

/** What is written below the axis. */
function texts(invocations: readonly RecordedInvocation[], setting: Partial<Setting> = {}): string[] {
  return painted(invocations, setting).filter((line) => line.startsWith('write') && line.includes('500 12px'))
}

/** What stands on the axis: texts, and the ticks. */
function axis(invocations: readonly RecordedInvocation[], setting: Partial<Setting> = {}): string[] {
  const lines = painted(invocations, setting)
  return lines.slice(lines.findLastIndex((line) => line.startsWith('clip')) + 1, -1)
}

/** Where the bars are. */
function boxesIn(invocations: readonly RecordedInvocation[], setting: Partial<Setting> = {}): string[] {
  const boxes = draw(new Canvas() as never, pictureOf(invocations, setting))
  return boxes.map(
    ({ bar, x, y, width, height }) => `${bar.party?.kind ?? bar.invocation.id}: ${numbers([x, y, width, height])}`,
  )
}

/** A canvas that writes down what is painted on it, each with what it is painted with. */
class Canvas {
  paints: string[] = []
  style = { width: '', height: '' }
  #width = 300
  #height = 150
  #log: string[] = []
  #pen = new Pen(this.paints, (line) => {
    this.#resized()
    this.#log.push(line)
  })
  #dirty = false

  get width() {
    return this.#width
  }

  set width(width: number) {
    this.#width = width
    this.#dirty = true
  }

  get height() {
    return this.#height
  }

  set height(height: number) {
    this.#height = height
    this.#dirty = true
  }

  getContext(kind: string) {
    assert.is(kind, '2d')
    return this.#pen
  }

  /** What has become of it since it was asked last. */
  changes(): string[] {
    return this.#log.splice(0)
  }

  #resized() {
    if (this.#dirty) {
      this.#log.push(`${this.#width} × ${this.#height} for ${this.style.width} × ${this.style.height}`)
    }
    this.#dirty = false
  }
}

interface Ink {
  fillStyle: string
  strokeStyle: string
  globalAlpha: number
  lineWidth: number
  font: string
  textBaseline: string
  dash: readonly number[]
  clipped: number
}

class Pen implements Ink {
  fillStyle = 'black'
  strokeStyle = 'black'
  globalAlpha = 1
  lineWidth = 1
  font = '10px sans-serif'
  textBaseline = 'alphabetic'
  dash: readonly number[] = []
  clipped = 0
  #saved: Ink[] = []
  #path: string[] = []
  #paints: string[]
  #scaled: (line: string) => void

  constructor(paints: string[], scaled: (line: string) => void) {
    this.#paints = paints
    this.#scaled = scaled
  }

  setTransform(a: number, b: number, c: number, d: number, e: number, f: number) {
    assert.equal([b, c, d, e, f], [0, 0, a, 0, 0])
    this.#scaled(`scaled by ${a}`)
  }

  save() {
    const { fillStyle, strokeStyle, globalAlpha, lineWidth, font, textBaseline, dash } = this
    this.#saved.push({
      fillStyle,
      strokeStyle,
      globalAlpha,
      lineWidth,
      font,
      textBaseline,
      dash,
      clipped: this.clipped,
    })
  }

  restore() {
    const { clipped } = this
    Object.assign(this, this.#saved.pop())
    if (this.clipped !== clipped) this.#paints.push('unclip')
  }

  setLineDash(dash: number[]) {
    this.dash = dash
  }

  measureText(text: string) {
    return { width: 6 * text.length }
  }

  beginPath() {
    this.#path = []
  }

  roundRect(x: number, y: number, width: number, height: number, radius: number) {
    this.#path.push(`round ${numbers([x, y, width, height, radius])}`)
  }

  rect(x: number, y: number, width: number, height: number) {
    this.#path.push(`rect ${numbers([x, y, width, height])}`)
  }

  moveTo(x: number, y: number) {
    this.#path.push(`from ${numbers([x, y])}`)
  }

  lineTo(x: number, y: number) {
    this.#path.push(`to ${numbers([x, y])}`)
  }

  clip() {
    this.clipped++
    this.#paints.push(`clip ${this.#path.join(', ')}`)
  }

  fillRect(x: number, y: number, width: number, height: number) {
    this.#paint('block', this.fillStyle, numbers([x, y, width, height]))
  }

  fillText(text: string, x: number, y: number) {
    if (text !== '')
      this.#paint('write', this.fillStyle, `${text} at ${numbers([x, y])} in ${this.font}, ${this.textBaseline}`)
  }

  fill() {
    this.#paint('fill', this.fillStyle, this.#path.join(', '))
  }

  stroke() {
    const dash = this.dash.length > 0 ? ` dashed ${this.dash.join(' ')}` : ''
    this.#paint('line', this.strokeStyle, `${this.#path.join(', ')} ${this.lineWidth} wide${dash}`)
  }

  #paint(what: string, colour: string, how: string) {
    const alpha = this.globalAlpha === 1 ? '' : ` at ${numbers([this.globalAlpha])}`
    this.#paints.push(`${what} ${colour}${alpha}: ${how}`)
  }
}

function numbers(values: readonly number[]): string {
  return values.map((value) => Number(value.toFixed(2))).join(' ')
}

function inWords<K extends string, V>(table: Readonly<Record<K, unknown>>, word: (key: K) => V): Record<K, V> {
  return Object.fromEntries(Object.keys(table).map((key) => [key, word(key as K)])) as Record<K, V>
}

/** From one place to another, and from one time to another; what has no end still runs. */
type Span = readonly [from: number, to?: number]

function invocationOf(
  id: number,
  places: Span,
  times: Span,
  more: Partial<RecordedInvocation> = {},
): RecordedInvocation {
  return { id, action: 'Task', depth: 0, parties: [], skipped: [], ...runOf(places, times), ...more }
}

function partyOf(
  kind: RecordedParty['kind'],
  places: Span,
  times: Span,
  more: Partial<RecordedParty> = {},
): RecordedParty {
  return { kind, ...runOf(places, times), ...more }
}

function runOf([began, ended]: Span, [start, end]: Span) {
  const over =
    end === undefined ? { outcome: 'running' as const } : { outcome: 'done' as const, ended, duration: end - start }
  return { began, start, ...over }
}
