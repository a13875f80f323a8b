// What of the chart is painted at all: the pixels of the canvas, what is in view, and the colours of the scheme.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { AXIS, draw, paletteFor, ROW } from '../../../../source/devtools/timeline/chart.js'
import { PALETTES } from '../../../../source/devtools/timeline/styles.js'
import {
  boxesIn,
  Canvas,
  invocationOf,
  inWords,
  painted,
  partyOf,
  pictureOf,
  type Setting,
  withPageFont,
} from './canvas.js'

withPageFont(test)

test('a canvas has as many pixels as the screen has there, and gets another size only when the chart or the screen changes', () => {
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

test('an empty chart has the ground, and the axis with a line below it', () => {
  assert.equal(painted([]), [
    'block ground: 0 0 400 120',
    'block ground: 0 0 400 26',
    'block line: 0 25 400 1',
    'clip rect 0 0 400 26',
    'unclip',
  ])
})

test('only bars in view are drawn, and a bar that reaches far out of view only as far as it can be seen', () => {
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

test('a bar is drawn as soon as it comes into view, on every side', () => {
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

test('the colours are those of the scheme, unless the system forces its colours', () => {
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
