// Which part of the recording is in view, and how wide that is drawn.

import type { Tree } from './layout.js'
import {
  fittingZoom,
  indexOf,
  MAX_ZOOM,
  type Moments,
  type Point,
  pixelOfPoint,
  pointAt,
  type Scale,
  scaleAt,
  widthOfAll,
} from './scale.js'

/** Room left of the first moment and right of the last, in pixels. */
const LEFT = 8
const RIGHT = 28
/** How many pixels of width each of the newest invocations gets, while they are followed, and how many there are at least. */
const SHARE = 110
const FEWEST = 3

/** What decides on the part in view: the newest invocations, all of them, or the user. */
type Mode = 'live' | 'fit' | 'free'

/** All lengths are in pixels; `width` is that of the chart. */
export class Viewport {
  #moments: Moments
  #scale: Scale
  #scroll = -LEFT
  #mode: Mode = 'live'
  /** The zoom that the user has set; undefined when it follows from the mode. */
  #zoom: number | undefined
  /** What stands at the left edge while the user decides. */
  #left: Point = { place: 0, part: 0 }

  constructor(moments: Moments) {
    this.#moments = moments
    this.#scale = scaleAt(moments, 1, SHARE)
  }

  get mode(): Mode {
    return this.#mode
  }

  get scale(): Scale {
    return this.#scale
  }

  /** How far the left edge of the chart is from the first moment. */
  get scroll(): number {
    return this.#scroll
  }

  /** Whether the last moment is in view, or just outside. */
  endsIn(width: number): boolean {
    return widthOfAll(this.#scale) - this.#scroll < width + RIGHT
  }

  /** Forgets what the user has set. */
  look(mode: Exclude<Mode, 'free'>): void {
    this.#mode = mode
    this.#zoom = undefined
  }

  /**
   * Decides for one frame. Gives whether it is there, rather than still on its way.
   *
   * @param trees What the moments are of, the newest last.
   * @param glides Whether it may come to what is new by and by.
   */
  aim(moments: Moments, trees: readonly Pick<Tree, 'began'>[], width: number, glides: boolean): boolean {
    this.#moments = moments
    const live = this.#mode === 'live'
    const widest = widestIn(width)
    const first = live ? trees.at(-Math.max(FEWEST, Math.round(width / SHARE))) : undefined
    const from = first ? indexOf(moments, first.began) : 0
    let zoom = this.#zoom ?? fittingZoom(moments, width - LEFT - RIGHT, widest, from)
    const step = Math.log(zoom / this.#scale.zoom)
    const settled = !(glides && live && this.#zoom === undefined) || Math.abs(step) < 0.01
    if (!settled) zoom = this.#scale.zoom * Math.exp(step * 0.3)
    this.#scale = scaleAt(moments, zoom, widest)
    const free = this.#mode === 'free' ? pixelOfPoint(this.#scale, this.#left) : -LEFT
    this.#scroll = this.#within(live ? Number.POSITIVE_INFINITY : free, width)
    return settled
  }

  /** Leaves the part in view to the user, so much further to the right. */
  pan(by: number, width: number): void {
    this.#zoom = this.#scale.zoom
    // At once, since more of it may follow before anything is drawn.
    this.#scroll = this.#within(this.#scroll + by, width)
    this.#left = pointAt(this.#scale, this.#scroll)
    this.#mode = 'free'
  }

  /** Zooms around a point of the chart; without one around the middle, or around now while that is followed. */
  zoomBy(factor: number, width: number, x?: number): void {
    const widest = widestIn(width)
    const least = fittingZoom(this.#moments, width - LEFT - RIGHT, widest)
    // Of what has been asked for already, drawn or not.
    const zoom = Math.min(MAX_ZOOM, Math.max(least, (this.#zoom ?? this.#scale.zoom) * factor))
    if (this.#mode === 'live' && x === undefined) {
      this.#zoom = zoom
      return
    }
    const at = x ?? width / 2
    const point = pointAt(this.#scale, this.#scroll + at)
    this.#scale = scaleAt(this.#moments, zoom, widest)
    this.pan(pixelOfPoint(this.#scale, point) - at - this.#scroll, width)
  }

  /** As far as there is something to see. */
  #within(scroll: number, width: number): number {
    return Math.max(-LEFT, Math.min(scroll, widthOfAll(this.#scale) - width + RIGHT))
  }
}

/** How wide a stretch of work is, at most, in which nothing begins or ends. */
function widestIn(width: number): number {
  return Math.max(SHARE, width * 0.3)
}
