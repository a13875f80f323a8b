// Decides which part of the recording is in view, and how wide it is drawn.

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

/** The room to the left of the first moment, and to the right of the last, in pixels. */
const LEFT = 8
const RIGHT = 28
/** The width in pixels of each followed invocation, and the least number of invocations that are followed. */
const SHARE = 110
const FEWEST = 3

/** The part in view: `live` shows the newest invocations, `fit` shows all of them, and with `free` the user decides. */
type Mode = 'live' | 'fit' | 'free'

/** Keeps the zoom and the scroll position of the chart. All lengths are in pixels. `width` is the width of the chart. */
export class Viewport {
  #moments: Moments
  #scale: Scale
  #scroll = -LEFT
  #mode: Mode = 'live'
  /** The zoom that the user has set. Undefined when the mode decides the zoom. */
  #zoom: number | undefined
  /** The point at the left edge while the user decides. */
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

  /** The distance from the first moment to the left edge of the chart. */
  get scroll(): number {
    return this.#scroll
  }

  /** Returns whether the last moment is in view, or just outside. */
  endsIn(width: number): boolean {
    return widthOfAll(this.#scale) - this.#scroll < width + RIGHT
  }

  /** Sets the mode, and forgets the zoom that the user has set. */
  look(mode: Exclude<Mode, 'free'>): void {
    this.#mode = mode
    this.#zoom = undefined
  }

  /**
   * Decides the zoom and the scroll position of one frame. Returns whether the zoom is reached, and is not still changing.
   *
   * @param trees The trees of the moments, the newest last.
   * @param glides Whether the zoom may change over several frames.
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

  /** Moves the view to the right. From now on the user decides the part in view. */
  pan(by: number, width: number): void {
    this.#zoom = this.#scale.zoom
    // At once, since more calls may follow before the next frame.
    this.#scroll = this.#within(this.#scroll + by, width)
    this.#left = pointAt(this.#scale, this.#scroll)
    this.#mode = 'free'
  }

  /** Zooms around the point at `x`. Without `x`: around the middle, or around the present time while the newest invocations are followed. */
  zoomBy(factor: number, width: number, x?: number): void {
    const widest = widestIn(width)
    const least = fittingZoom(this.#moments, width - LEFT - RIGHT, widest)
    // From the zoom that was asked for last, even if no frame has shown it yet.
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

  /** Returns the scroll position that is nearest to `scroll` and shows no empty space. */
  #within(scroll: number, width: number): number {
    return Math.max(-LEFT, Math.min(scroll, widthOfAll(this.#scale) - width + RIGHT))
  }
}

/** Returns the width from which a stretch of work is shortened, if nothing begins or ends in it. */
function widestIn(width: number): number {
  return Math.max(SHARE, width * 0.3)
}
