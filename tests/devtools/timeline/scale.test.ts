// Where each moment is on the axis of the timeline, and what the axis says there.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { growTrees } from '../../../source/devtools/timeline/layout.js'
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
import { busy, invocationOf, timed } from './runs.js'

test('moments are all beginnings and ends with their times, the pauses, and the distances between moments during work', () => {
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

test('runs that the clock was too coarse to measure still have some room, in their order, and can be zoomed into', () => {
  const moments = momentsOf(growTrees([timed(1, [1, 4], [5, 5], [[2, 3, 5, 5]])]), 0)

  const near = scaleAt(moments, fittingZoom(moments, 900, 300), 300)
  const far = scaleAt(moments, 1, 300)

  assert.ok(Math.abs(widthOfAll(near) - 900) < 1)
  assert.ok([1, 2, 3].every((i) => (far.pixels[i] as number) > (far.pixels[i - 1] as number)))
})

test('a pause is cut short, and so is a stretch of work in which nothing began or ended for longer than is ordinary', () => {
  const ordinary = busy(10)
  const moments = momentsOf(growTrees([...ordinary, timed(50, [51, 52], [70_000, 80_000])]), 0)

  const { pixels } = scaleAt(moments, 1, 300)

  const widths = [...pixels.slice(-4)].map((pixel, i, all) => Math.round((all[i + 1] ?? Number.NaN) - pixel))
  assert.equal(widths.slice(0, 3), [10, 48, 300])
})

test('a long stretch is not cut when all stretches are long, nor when there are too few to tell', () => {
  const long = momentsOf(growTrees(busy(1_000)), 0)
  const few = momentsOf(growTrees([timed(1, [1, 4], [0, 10_000], [[2, 3, 10, 9_990]])]), 0)

  assert.is(widthOfAll(scaleAt(few, 1, 300)), 10_000)
  assert.is(scaleAt(long, 1, 300).pixels[1] as number, 1_000)
})

test('ordinary is up to four times the length that 19 of 20 stretches of work do not exceed, and is unknown with fewer than 20 stretches', () => {
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

test('the ordinary length is the same for a long and a short recording with the same rhythm', () => {
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

test('between two moments there is room of up to 4 pixels, or more when zoomed in far; for a pause up to 48 pixels, or the same as between moments', () => {
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

test('everything fits, however long the recording is', () => {
  const many = Array.from({ length: 3_000 }, (_, i) => timed(i, [2 * i + 1, 2 * i + 2], [i * 100, i * 100 + 5]))
  const moments = momentsOf(growTrees(many), 0)

  const all = widthOfAll(scaleAt(moments, fittingZoom(moments, 800, 240), 240))
  const newest = fittingZoom(moments, 800, 240, indexOf(moments, 5_981))
  const scale = scaleAt(moments, newest, 240)

  assert.ok(Math.abs(all - 800) < 1)
  assert.ok(Math.abs(widthOfAll(scale) - pixelOf(scale, 5_981) - 800) < 1)
})

test('a running bar reaches up to now, which moves', () => {
  const moments = momentsOf(growTrees([timed(1, [1], [0])]), 40)

  const first = widthOfAll(scaleAt(moments, 1, 1000))
  moveNow(moments, 70)
  const second = widthOfAll(scaleAt(moments, 1, 1000))
  moveNow(moments, -5)

  assert.equal([first, second], [40, 70])
  assert.equal([...moments.times], [0, 0])
})

test('now does not move when nothing runs, and a clock that went back counts as stopped', () => {
  const moments = momentsOf(growTrees([timed(1, [1, 2], [50, 20])]), 0)

  moveNow(moments, 1000)

  assert.equal([...moments.times], [50, 50])
})

test('a place that does not exist means the next place, and a place after all others means the last place', () => {
  const moments = momentsOf(growTrees([timed(1, [3, 4], [0, 1]), timed(2, [8, 9], [2, 3])]), 0)

  assert.equal(
    [1, 3, 4, 5, 8, 9, 12].map((place) => indexOf(moments, place)),
    [0, 0, 1, 2, 2, 3, 3],
  )
})

test('a point of the axis stays the same point at every zoom', () => {
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

test('the axis says when work began, how much time has passed since then at round times, and how long pauses were', () => {
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

test('where work is cut short, the axis says how long the work was, instead of wrong round times', () => {
  const moments = momentsOf(growTrees([...busy(10), timed(50, [51, 54], [5_000, 10_000], [[52, 53, 5_100, 9_900]])]), 0)
  const scale = scaleAt(moments, 1, 300)
  const from = pixelOf(scale, 51)

  const found = ticksBetween(scale, from, from + 1000, 50).map(
    ({ kind, time, pixel }) => `${kind} ${time} at ${Math.round(pixel - from)}`,
  )

  assert.equal(found, ['start 5000 at 0', 'step 50 at 50', 'cut 4800 at 100', 'step 4900 at 500', 'step 4950 at 550'])
})

test('work is cut at the ordinary length where that is wider than is asked for, and the axis says so however little is cut', () => {
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

test('a tick on the very last pixel that is asked for is on the axis, too', () => {
  const moments = momentsOf(growTrees([timed(1, [1, 2], [1_000, 1_250]), timed(2, [3, 4], [9_000, 9_100])]), 0)
  const scale = scaleAt(moments, 1, 9999)

  const last = [200, 250, 298].map((to) => ticks(scale, 0, to, 90).at(-1))

  assert.equal(last, ['step 200 at 200', 'pause 7750 at 250', 'start 9000 at 298'])
})

test('the time since work began is also counted from a beginning out of view', () => {
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

test.run()

function ticks(scale: Moments & ReturnType<typeof scaleAt>, from: number, to: number, distance: number): string[] {
  return ticksBetween(scale, from, to, distance).map(
    ({ kind, time, pixel }) => `${kind} ${time} at ${Math.round(pixel)}`,
  )
}
