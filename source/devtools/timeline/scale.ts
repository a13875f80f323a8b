// Decides the place of each moment on the x axis.
//
// Time is drawn to scale, with two exceptions. Pauses are shortened, and so are stretches of work in which nothing began or ended for longer
// than is ordinary. And there is always some room between two moments, so that moments at the same time can be seen in their order.

import { runOf, type Tree } from './layout.js'

/** Every beginning and every end, in their order. */
export interface Moments {
  /** The places of the moments in the order of the recording; Infinity for the present time. */
  readonly places: Float64Array
  /** The times of the moments, in milliseconds. */
  readonly times: Float64Array
  /** 1 where nothing ran between the moment and the next one. */
  readonly idle: Uint8Array
  /** The mean time between two moments in milliseconds, without pauses. */
  readonly mean: number
  /** The longest ordinary time between two moments of work, in milliseconds. Infinity when there are too few moments to tell. */
  readonly ordinary: number
}

/** The moments at one zoom, with the distance of each from the first moment in pixels. */
export interface Scale extends Moments {
  readonly zoom: number
  readonly pixels: Float64Array
}

/** Zoom is pixels per millisecond. */
export const MIN_ZOOM = 1e-7
export const MAX_ZOOM = 1e6

/**
 * Returns the moments of the trees.
 *
 * @param now The present time in milliseconds. While a bar runs, the present time is the last moment.
 */
export function momentsOf(trees: readonly Tree[], now: number): Moments {
  const known: number[] = []
  let running = false
  for (const { bars } of trees) {
    for (const bar of bars) {
      const { began, ended = Number.POSITIVE_INFINITY } = runOf(bar)
      known.push(began)
      if (ended < Number.POSITIVE_INFINITY) known.push(ended)
      else running = true
    }
  }
  if (running) known.push(Number.POSITIVE_INFINITY)
  const places = Float64Array.from(known).sort()
  const times = new Float64Array(places.length)
  const steps = new Int32Array(places.length)
  const enter = (place: number, time: number, step: number) => {
    const i = indexOf({ places }, place)
    times[i] = time
    steps[i] = (steps[i] as number) + step
  }
  for (const { bars } of trees) {
    for (const bar of bars) {
      const { began, ended, start, duration } = runOf(bar)
      enter(began, start, 1)
      if (ended !== undefined) enter(ended, start + (duration ?? 0), -1)
    }
  }
  if (running) times[times.length - 1] = now
  const idle = new Uint8Array(places.length)
  let open = 0
  let busy = 0
  for (let i = 0; i < times.length; i++) {
    const before = times[i - 1] ?? Number.NEGATIVE_INFINITY
    times[i] = Math.max(before, times[i] as number)
    if (open > 0) busy += (times[i] as number) - before
    open += steps[i] as number
    idle[i] = open > 0 ? 0 : 1
  }
  return { places, times, idle, mean: busy / Math.max(1, times.length - 1), ordinary: ordinaryIn(times, idle) }
}

/** Moves the last moment to the present time, while a bar runs. The other moments stay. */
export function moveNow({ places, times }: Moments, now: number): void {
  const last = times.length - 1
  if (places[last] === Number.POSITIVE_INFINITY) times[last] = Math.max(now, times[last - 1] as number)
}

/**
 * Returns the moments at a zoom, in pixels per millisecond.
 *
 * @param widest The width in pixels from which a stretch of work is shortened, if nothing begins or ends in it and it is longer than ordinary.
 */
export function scaleAt(moments: Moments, zoom: number, widest: number): Scale {
  const { times } = moments
  const limits = limitsAt(moments, zoom, widest)
  const pixels = new Float64Array(times.length)
  for (let i = 1; i < pixels.length; i++) {
    pixels[i] = (pixels[i - 1] as number) + widthOf(moments, i - 1, zoom, limits)
  }
  return { ...moments, zoom, pixels }
}

/** Returns the zoom at which everything from the moment with the index `from` on is `width` pixels wide, or the zoom that comes nearest. */
export function fittingZoom(moments: Moments, width: number, widest: number, from = 0): number {
  let low = Math.log(MIN_ZOOM)
  let high = Math.log(MAX_ZOOM)
  // 26 halvings of the range leave an error of less than a millionth.
  for (let i = 0; i < 26; i++) {
    const middle = (low + high) / 2
    if (widthFrom(moments, from, Math.exp(middle), widest) > width) high = middle
    else low = middle
  }
  return Math.exp(low)
}

/** Returns the index of the moment at a place, or of the first moment after that place, or of the last moment. */
export function indexOf({ places }: Pick<Moments, 'places'>, place: number): number {
  // Mostly no place is missing, and the index follows from the place.
  const guess = place - (places[0] ?? 0)
  if (places[guess] === place) return guess
  const before = lastUpTo(places, place)
  return (places[before] as number) < place && before + 1 < places.length ? before + 1 : before
}

/** Returns the pixel of a place. */
export function pixelOf(scale: Scale, place: number): number {
  return scale.pixels[indexOf(scale, place)] ?? 0
}

/** Returns the width of everything, in pixels. */
export function widthOfAll({ pixels }: Scale): number {
  return pixels.at(-1) ?? 0
}

/** A point on the axis that is the same at every zoom: the place of a moment, and the part of the way from there to the next moment. */
export interface Point {
  readonly place: number
  readonly part: number
}

/** Returns the point at a pixel. */
export function pointAt({ places, pixels }: Scale, pixel: number): Point {
  const i = lastUpTo(pixels, pixel)
  const width = (pixels[i + 1] ?? Number.POSITIVE_INFINITY) - (pixels[i] ?? 0)
  return { place: places[i] ?? 0, part: (pixel - (pixels[i] ?? 0)) / width }
}

/** Returns the pixel of a point. */
export function pixelOfPoint(scale: Scale, { place, part }: Point): number {
  const i = indexOf(scale, place)
  const from = scale.pixels[i] ?? 0
  return from + part * ((scale.pixels[i + 1] ?? from) - from)
}

/** A mark on the axis: a start of work after a pause, a step of time after that start, a pause, or a `cut`: a shortened stretch of work. */
export interface Tick {
  readonly kind: 'start' | 'step' | 'pause' | 'cut'
  readonly pixel: number
  /** Milliseconds: a time for `start`, a length of time for the other kinds. */
  readonly time: number
  /** Only `pause` and `cut` have a width. */
  readonly width: number
}

/** Returns the marks between two pixels, from left to right. Steps are round lengths of time, at least `distance` pixels apart. */
export function ticksBetween(scale: Scale, from: number, to: number, distance: number): Tick[] {
  const { times, idle, pixels, zoom } = scale
  const step = roundedUp(distance / zoom)
  const ticks: Tick[] = []
  let i = lastUpTo(pixels, from)
  let start = i
  while (start > 0 && !idle[start - 1]) start--
  const begin = () =>
    ticks.push({ kind: 'start', pixel: pixels[start] as number, time: times[start] as number, width: 0 })
  if (pixels.length > 0) begin()
  for (; i + 1 < pixels.length && (pixels[i] as number) <= to; i++) {
    if (i > start && idle[i - 1]) {
      start = i
      begin()
    }
    const time = (times[i + 1] as number) - (times[i] as number)
    const width = (pixels[i + 1] as number) - (pixels[i] as number)
    const whole = time * zoom <= width * 1.001
    if (!whole) ticks.push({ kind: idle[i] ? 'pause' : 'cut', pixel: pixels[i] as number, time, width })
    else if (!idle[i]) ticks.push(...stepsBetween(scale, i, times[start] as number, from, to, step))
  }
  return ticks
}

/** Returns the smallest number that is 1, 2 or 5 times a power of ten, and not less than `value`. */
export function roundedUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 5].find((step) => step * power >= value * 0.999) ?? 10
  return step * power
}

/** Returns the steps between a moment and the next one, counted from the start of the work. */
function stepsBetween(scale: Scale, i: number, began: number, from: number, to: number, step: number): Tick[] {
  const { times, pixels } = scale
  const [time, next] = [times[i] as number, times[i + 1] as number]
  const [pixel, width] = [pixels[i] as number, (pixels[i + 1] as number) - (pixels[i] as number)]
  const visible = time + (next - time) * Math.max(0, (from - pixel) / width)
  const ticks: Tick[] = []
  for (let n = Math.max(1, Math.ceil((visible - began) / step)); began + n * step < next; n++) {
    const at = pixel + ((began + n * step - time) / (next - time)) * width
    if (at > to) break
    ticks.push({ kind: 'step', pixel: at, time: n * step, width: 0 })
  }
  return ticks
}

/** The golden ratio: its multiples never fall into a rhythm with the indices. */
const GOLDEN = (Math.sqrt(5) - 1) / 2

/**
 * Returns the longest ordinary time between two moments: four times the length that 19 of 20 stretches of work do not exceed.
 *
 * Looks at about 500 stretches, one from each group of neighbours. The place within the group changes from group to group: work that
 * repeats has the same kind of stretch at every second place, or at every fourth.
 */
function ordinaryIn(times: Float64Array, idle: Uint8Array): number {
  const lengths: number[] = []
  const stride = Math.ceil(times.length / 500)
  for (let n = 0; n * stride + 1 < times.length; n++) {
    const i = Math.min(n * stride + Math.floor(((n * GOLDEN) % 1) * stride), times.length - 2)
    if (!idle[i]) lengths.push((times[i + 1] as number) - (times[i] as number))
  }
  if (lengths.length < 20) return Number.POSITIVE_INFINITY
  return 4 * (lengths.sort((a, b) => a - b)[Math.floor(lengths.length * 0.95) - 1] as number)
}

/**
 * Returns the least and the largest distances between two moments, in pixels.
 *
 * `room` is the least distance: a few pixels, less when moments are crowded, so that everything can be seen at once. It is never less than a
 * hundredth of a millisecond, so that the user can zoom into work that took no time. `pause` is the largest distance while nothing ran, `cut`
 * the largest distance during work.
 */
function limitsAt(
  { mean, ordinary }: Moments,
  zoom: number,
  widest: number,
): { room: number; pause: number; cut: number } {
  const usual = Math.max(mean, 0.001) * zoom
  const room = Math.max(Math.min(4, usual / 2), zoom / 100)
  return { room, pause: Math.max(Math.min(48, usual * 12), room), cut: Math.max(widest, room, ordinary * zoom) }
}

/** Returns the distance between a moment and the next one, in pixels. */
function widthOf({ times, idle }: Moments, i: number, zoom: number, limits: ReturnType<typeof limitsAt>): number {
  const width = ((times[i + 1] as number) - (times[i] as number)) * zoom
  return Math.max(limits.room, Math.min(width, idle[i] ? limits.pause : limits.cut))
}

/** Returns the width of everything from a moment on, in pixels. */
function widthFrom(moments: Moments, from: number, zoom: number, widest: number): number {
  const limits = limitsAt(moments, zoom, widest)
  let width = 0
  for (let i = from; i + 1 < moments.times.length; i++) width += widthOf(moments, i, zoom, limits)
  return width
}

/** Returns the index of the last value that is not above `value`; 0 when all values are above it. */
function lastUpTo(values: Float64Array, value: number): number {
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((values[middle] as number) <= value) low = middle
    else high = middle - 1
  }
  return low
}
