// How a bar is painted, and which bar a point is on.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AXIS, type Box, barAt } from '../../../../source/devtools/timeline/chart.js'
import { everything } from '../../../../source/devtools/timeline/filters.js'
import type { Bar } from '../../../../source/devtools/timeline/layout.js'
import { boxesIn, invocationOf, painted, partyOf, withPageFont } from './canvas.js'

withPageFont(test)

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

test('a bar that is too narrow for a frame has the colour of its edge, its failure or its abort; the narrowest bar is 3 pixels wide', () => {
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

test('a bar that the filter does not ask for is paler, and no line shines through it', () => {
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

test('the chosen bar has a thick frame and the bar below the pointer a thinner frame, never paler, even where the bars are', () => {
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

test('of narrow bars in one row on the same pixels, the first bar and the chosen bar are drawn', () => {
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

test('a bar that is wide enough is drawn, however close it is to the bar before it', () => {
  const parties = Array.from({ length: 30 }, (_, i) => partyOf('core', [2 * i + 4, 2 * i + 5], [i + 1, i + 1.5]))
  const pair = [invocationOf(1, [1, 2], [0, 0.1]), invocationOf(2, [3, 98], [0.5, 41], { parties })]

  assert.equal(boxesIn(pair, { zoom: 0.5 }).slice(0, 2), ['1: 0 27.5 3 19', '2: 0.36 27.5 19.25 19'])
})

test('a point belongs to the bar below it, or to the nearest bar in the row that is at most 6 pixels away', () => {
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

test.run()
