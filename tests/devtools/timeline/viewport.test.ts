// Which part of a recording the timeline shows, and how wide: while it follows the newest, fits all in, or the user decides.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { growTrees } from '../../../source/devtools/timeline/layout.js'
import { MAX_ZOOM, type Moments, momentsOf, pixelOf } from '../../../source/devtools/timeline/scale.js'
import { Viewport } from '../../../source/devtools/timeline/viewport.js'

/** A width of 856 pixels leaves 820 pixels for the recording, 2 for each of the 410 milliseconds. */
const WIDTH = 856
/** Eight of these begin late enough to have 110 pixels each in that width; the first begins too early. */
const NEWEST = [2, 22, 24, 26, 28, 30, 32, 34, 36].map((began) => ({ began }))

test('at first the newest invocation is followed, a pixel is a millisecond, and there is some room at the left', () => {
  const viewport = new Viewport(steps(41))

  assert.is(viewport.mode, 'live')
  assert.equal(seen(viewport), '8 to 418')
})

test('the whole recording is fitted in, with some room at either side', () => {
  const viewport = new Viewport(steps(41))
  viewport.look('fit')

  const settled = viewport.aim(steps(41), NEWEST, WIDTH, true)

  assert.is(settled, true)
  assert.is(viewport.mode, 'fit')
  assert.equal(seen(viewport), '8 to 828')
})

test('while the newest is followed, the view ends at the right edge, and begins with the newest invocations', () => {
  const viewport = new Viewport(steps(41))

  const settled = viewport.aim(steps(41), NEWEST, WIDTH, false)

  assert.is(settled, true)
  assert.equal(seen(viewport), '-853 to 828')
  assert.is(Math.round(pixelOf(viewport.scale, 22) - viewport.scroll), 8)
})

test('at least three invocations are in view however narrow the chart is, or all when there are fewer', () => {
  const first = (many: number, width: number) => {
    const viewport = new Viewport(steps(41))
    viewport.aim(steps(41), NEWEST.slice(0, many), width, false)
    const { scale, scroll } = viewport
    return scale.places.findIndex((_, i) => (scale.pixels[i] ?? 0) - scroll >= 7.5) + 1
  }

  assert.equal([first(9, 200), first(9, 500), first(3, 200), first(2, 200)], [32, 28, 2, 1])
})

test('a recording that is narrower than the chart begins at the left edge', () => {
  const viewport = new Viewport(steps(41))
  viewport.aim(steps(41), [], WIDTH, false)

  viewport.pan(0, WIDTH)
  viewport.aim(steps(41), [], 2 * WIDTH, false)

  assert.equal(seen(viewport), '8 to 828')
})

test('the view moves to the newest step by step: three tenths of the way with each frame, until less than a hundredth is left', () => {
  const viewport = new Viewport(steps(41))
  viewport.aim(steps(41), [], WIDTH, false)
  const zooms = [viewport.scale.zoom]
  let frames = 1
  while (!viewport.aim(steps(41), NEWEST, WIDTH, true)) {
    zooms.push(viewport.scale.zoom)
    frames++
  }
  zooms.push(viewport.scale.zoom)

  assert.is(frames, 13)
  assert.equal(
    [...zooms.slice(0, 4), ...zooms.slice(-2)].map((zoom) => zoom.toFixed(3)),
    ['2.000', '2.481', '2.884', '3.205', '4.059', '4.100'],
  )
})

test('the view does not move step by step while all is fitted in, or once the user has set the zoom', () => {
  const fitted = new Viewport(steps(41))
  fitted.look('fit')
  const zoomed = new Viewport(steps(41))
  zoomed.aim(steps(41), [], WIDTH, false)
  zoomed.zoomBy(2, WIDTH)

  assert.is(fitted.aim(steps(41), [], WIDTH, true), true)
  assert.is(zoomed.aim(steps(41), [], WIDTH, true), true)
  assert.equal([seen(fitted), seen(zoomed)], ['8 to 828', '-812 to 828'])
})

test('the left edge stays where the user has put it, whatever is recorded', () => {
  const viewport = fitted()
  viewport.zoomBy(2, WIDTH, 0)
  viewport.aim(steps(41), [], WIDTH, true)
  viewport.pan(100, WIDTH)
  const panned = seen(viewport)

  viewport.aim(steps(41), [], WIDTH, true)
  const drawn = seen(viewport)
  viewport.aim(steps(61), [], WIDTH, true)

  assert.is(viewport.mode, 'free')
  assert.equal([panned, drawn, seen(viewport)], ['-92 to 1548', '-92 to 1548', '-92 to 2348'])
})

test('the view is panned by a number of pixels, any number of times between two frames, and no further than the recording', () => {
  const viewport = fitted()
  viewport.zoomBy(4, WIDTH, 0)
  const places = [0, 50, 50, -20, 1e6, -30, -1e6].map((by) => {
    viewport.pan(by, WIDTH)
    return seen(viewport)
  })

  assert.equal(places, [
    '8 to 3288',
    '-42 to 3238',
    '-92 to 3188',
    '-72 to 3208',
    '-2452 to 828',
    '-2422 to 858',
    '8 to 3288',
  ])
})

test('the view is zoomed around the given point, and the user has then set the view', () => {
  const viewport = fitted()

  viewport.zoomBy(2, WIDTH, 208)
  const zoomed = [viewport.mode, seen(viewport)]
  viewport.aim(steps(41), [], WIDTH, true)

  assert.equal(zoomed, ['free', '-192 to 1448'])
  assert.is(seen(viewport), '-192 to 1448')
})

test('without a point the view is zoomed around the middle', () => {
  const viewport = fitted()

  viewport.zoomBy(2, WIDTH)

  // The middle is at 428 pixels, 420 from the first moment.
  assert.equal([viewport.mode, seen(viewport)], ['free', '-412 to 1228'])
})

test('the newest is still followed after a zoom without a point, but not after a zoom around a point', () => {
  const viewport = new Viewport(steps(41))
  viewport.aim(steps(41), [], WIDTH, false)

  viewport.zoomBy(2, WIDTH)
  const before = seen(viewport)
  viewport.aim(steps(41), [], WIDTH, false)
  const zoomed = [viewport.mode, seen(viewport)]
  viewport.zoomBy(0.5, WIDTH, 828)

  assert.is(before, '8 to 828')
  assert.equal(zoomed, ['live', '-812 to 828'])
  assert.equal([viewport.mode, seen(viewport)], ['free', '8 to 828'])
})

test('while the newest is followed, the view can be zoomed several times before the next frame', () => {
  const viewport = new Viewport(steps(41))
  viewport.aim(steps(41), [], WIDTH, false)

  for (const factor of [2, 2, 2, 0.5]) viewport.zoomBy(factor, WIDTH)
  viewport.aim(steps(41), [], WIDTH, false)

  assert.equal(seen(viewport), '-2452 to 828')
})

test('the view can be zoomed before the first frame, and knows what has been recorded since', () => {
  const early = new Viewport(steps(41))
  early.zoomBy(4, WIDTH, 0)
  const viewport = fitted()
  viewport.zoomBy(2, WIDTH, 0)
  viewport.aim(steps(61), [], WIDTH, false)
  viewport.zoomBy(0.1, WIDTH, 0)

  assert.equal([seen(early), seen(viewport)], ['8 to 1648', '8 to 828'])
  assert.is(viewport.scale.pixels.length, steps(61).places.length)
})

test('the view is zoomed out until all is seen and no further, and in until a pixel is a nanosecond and no further', () => {
  const viewport = fitted()

  viewport.zoomBy(0.1, WIDTH, 400)
  const least = seen(viewport)
  viewport.zoomBy(1e12, WIDTH, 400)

  assert.is(least, '8 to 828')
  assert.is(viewport.scale.zoom, MAX_ZOOM)
})

test('the zoom that the user has set is forgotten when the newest or all is asked for', () => {
  const zooms = (['fit', 'live'] as const).map((mode) => {
    const viewport = fitted()
    viewport.zoomBy(2, WIDTH, 0)
    viewport.look(mode)
    viewport.aim(steps(41), NEWEST, WIDTH, false)
    return viewport.scale.zoom.toFixed(2)
  })

  assert.equal(zooms, ['2.00', '4.10'])
})

test('the end is in view until the last moment is further right than the room beside the recording', () => {
  const viewport = fitted()
  viewport.zoomBy(2, WIDTH, 0)

  const ends = [800, 0, -40, -100].map((from) => {
    viewport.pan(-1e6, WIDTH)
    viewport.pan(from, WIDTH)
    return viewport.endsIn(WIDTH)
  })
  const edge = 1640 - viewport.scroll

  assert.equal(ends, [true, false, false, false])
  assert.equal([viewport.endsIn(edge - 28.5), viewport.endsIn(edge - 27.5)], [false, true])
})

test('an extraordinary stretch of work has at most three tenths of the width, or a good share of a narrow chart', () => {
  const moments = steps(41, 100_000)
  const widths = [1000, 200].map((width) => {
    const viewport = new Viewport(moments)
    viewport.look('fit')
    viewport.aim(moments, [], width, false)
    const { pixels } = viewport.scale
    return [pixels.at(-1), (pixels[42] ?? 0) - (pixels[41] ?? 0)].map((pixel = 0) => Math.round(pixel))
  })
  const zoomed = new Viewport(moments)
  zoomed.look('fit')
  zoomed.aim(moments, [], 1000, false)
  zoomed.zoomBy(2, 1000, 0)

  assert.equal(widths, [
    [964, 300],
    [164, 110],
  ])
  assert.is(Math.round((zoomed.scale.pixels[42] ?? 0) - (zoomed.scale.pixels[41] ?? 0)), 300)
})

/** Returns where the first and the last moment are, in pixels from the left edge. */
function seen({ scale, scroll }: Viewport): string {
  return `${Math.round(0 - scroll)} to ${Math.round((scale.pixels.at(-1) ?? 0) - scroll)}`
}

function fitted(): Viewport {
  const viewport = new Viewport(steps(41))
  viewport.look('fit')
  viewport.aim(steps(41), [], WIDTH, false)
  return viewport
}

/** Makes an invocation in which something begins or ends every ten milliseconds, and then once more after that many. */
function steps(many: number, more = 0): Moments {
  const at = (n: number) => ({ began: n + 1, start: n * 10 })
  const parties = Array.from({ length: (many - 1) / 2 }, (_, i) => ({
    ...{ kind: 'core' as const, outcome: 'done' as const, duration: 10 },
    ...{ ...at(2 * i + 1), ended: 2 * i + 3 },
  }))
  const last =
    more === 0
      ? []
      : [{ kind: 'core' as const, outcome: 'done' as const, ...at(many), ended: many + 2, duration: more }]
  const duration = many * 10 + more
  const ended = many + 1 + last.length
  const over = { outcome: 'done' as const, duration, ended }
  const run = { id: 1, action: 'A', depth: 0, skipped: [], ...at(0), ...over, parties: [...parties, ...last] }
  return momentsOf(growTrees([run], new WeakMap()), 0)
}

test.run()
