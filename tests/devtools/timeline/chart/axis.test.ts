// What the axis says about times, pauses and cuts.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { axis, invocationOf, painted, partyOf, withPageFont } from './canvas.js'

withPageFont(test)

test('the axis says when work began, and how much time has passed since then; pauses are shaded, and say how long they were', () => {
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

test('where a stretch of work is cut short, its bars are torn, and the axis says about how long the stretch was', () => {
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

test('no text on the axis overlaps the text before it', () => {
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

test('the length of a pause is written in the pause where there is room for it, a pixel on either side, and after the text before it', () => {
  // Two invocations of that width, with that many cores in the first. The pause in between is 12 times as wide as the mean time
  // between two moments, and at most 48 pixels.
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

test('the time since work began is right of its tick, even where the tick is at the edge', () => {
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

test('a pause is shaded only where the shade can be seen', () => {
  const two = (wide: number) => [invocationOf(1, [1, 2], [0, wide]), invocationOf(2, [3, 4], [8000, 8000 + wide])]
  const shaded = (wide: number) => painted(two(wide), { zoom: 1 / 192 }).filter((line) => line.includes('raised'))

  // The pause is 5 and 6 pixels wide.
  assert.equal([120, 144].map(shaded), [[], ['block raised: 1.75 26 4 120']])
})

test.run()
