// Draws the bars on a canvas: only the bars in view, and only one of the bars that fall on the same pixel.

import { type Filter, isAskedFor } from './filters.js'
import { type Bar, runOf, type Tree } from './layout.js'
import { pixelOf, type Scale, type Tick, ticksBetween } from './scale.js'
import { PALETTES, type Palette } from './styles.js'
import { inTime, SIGNS, titleOf } from './words.js'

/** The height of a row and of the axis above them, in pixels. */
export const ROW = 22
export const AXIS = 26

const BAR = 19
/** The least width of a bar in pixels. Narrower bars are drawn this wide, so that they can be seen and clicked. */
const NARROWEST = 3

export interface Picture {
  readonly scale: Scale
  readonly trees: readonly Tree[]
  /** The first row of each tree. */
  readonly rows: readonly number[]
  /** The distance from the first moment to the left edge, and from the first row to the upper edge, in pixels. */
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly filter: Filter
  readonly chosen: Bar | undefined
  readonly hovered: Bar | undefined
  readonly palette: Palette
}

/** A bar and the place where it was drawn, in pixels from the corner of the canvas. */
export interface Box {
  readonly bar: Bar
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Draws the picture. Returns the boxes of the bars that were drawn. */
export function draw(canvas: HTMLCanvasElement, picture: Picture): Box[] {
  const { width, height } = picture
  const ratio = globalThis.devicePixelRatio || 1
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across
    canvas.height = down
    canvas.style.width = `${width}px`
    canvas.style.height = `${height}px`
  }
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D
  pen.setTransform(ratio, 0, 0, ratio, 0, 0)
  pen.fillStyle = picture.palette.ground
  pen.fillRect(0, 0, width, height)
  pen.textBaseline = 'middle'
  const font = getComputedStyle(canvas).fontFamily
  const ticks = ticksBetween(picture.scale, picture.left, picture.left + width, 90)
  drawGround(pen, ticks, picture)
  pen.font = `500 12px ${font}`
  const boxes = boxesOf(picture)
  for (const box of boxes) drawBar(pen, box, picture)
  drawCuts(pen, ticks, boxes, picture)
  pen.font = `400 11px ${font}`
  drawAxis(pen, ticks, picture)
  return boxes
}

/** Returns the bar at a point, or the nearest bar of the row that is at most 6 pixels away, so that narrow bars can be clicked. */
export function barAt(boxes: readonly Box[], x: number, y: number): Bar | undefined {
  if (y < AXIS) return undefined
  let nearest: Box | undefined
  let least = 6
  for (const box of boxes) {
    if (y < box.y - 1 || y > box.y + box.height + 1) continue
    const distance = Math.max(box.x - x, x - box.x - box.width, 0)
    if (distance > least || (distance === least && nearest)) continue
    nearest = box
    least = distance
  }
  return nearest?.bar
}

/** Returns the colours to draw with: the palette of the colour scheme, or the colours of the system when the system forces them. */
export function paletteFor(scheme: 'light' | 'dark' | 'forced'): Palette {
  if (scheme !== 'forced') return PALETTES[scheme]
  const plain = { fill: 'Canvas', edge: 'CanvasText' }
  const { kinds, outcomes } = PALETTES.light
  const same = <T>(table: object, value: T) => Object.fromEntries(Object.keys(table).map((key) => [key, value]))
  return {
    ...{
      ground: 'Canvas',
      raised: 'Canvas',
      line: 'GrayText',
      ink: 'CanvasText',
      soft: 'CanvasText',
      accent: 'Highlight',
    },
    kinds: same(kinds, plain) as Palette['kinds'],
    outcomes: same(outcomes, 'CanvasText') as Palette['outcomes'],
  }
}

/** Returns the boxes of the bars in view. When narrow bars of one row fall on the same pixel, only the first of them has a box. */
function boxesOf({ scale, trees, rows, left, top, width, height, chosen }: Picture): Box[] {
  const boxes: Box[] = []
  const covered = new Map<number, number>()
  for (const [i, { bars, began, ended, height: deep }] of trees.entries()) {
    const first = rows[i] as number
    const above = AXIS + first * ROW - top
    if (above > height || above + deep * ROW < AXIS) continue
    if (pixelOf(scale, began) - left > width) break
    if (pixelOf(scale, ended) - left < -NARROWEST) continue
    for (const bar of bars) {
      const y = above + bar.row * ROW + (ROW - BAR) / 2
      if (y > height || y + BAR < AXIS) continue
      const run = runOf(bar)
      const x = pixelOf(scale, run.began) - left
      if (x > width) continue
      const end = pixelOf(scale, run.ended ?? Number.POSITIVE_INFINITY) - left
      const wide = Math.max(NARROWEST, end - x - 1)
      if (x + wide < 0) continue
      if (wide === NARROWEST && x < (covered.get(y) ?? x) && bar !== chosen) continue
      covered.set(y, x + wide - 2)
      boxes.push({ bar, x, y, width: wide, height: BAR })
    }
  }
  return boxes
}

function drawBar(pen: CanvasRenderingContext2D, { bar, x, y, width, height }: Box, picture: Picture): void {
  const { palette, filter, chosen, hovered } = picture
  const { kinds, ink, outcomes, accent, ground } = palette
  const run = runOf(bar)
  const { fill, edge } = kinds[bar.party?.kind ?? 'invocation']
  const from = Math.max(x, -12)
  const wide = Math.min(x + width, picture.width + 12) - from
  if (!isAskedFor(filter, bar)) {
    // Hides the lines behind the bar, which is drawn transparent.
    pen.fillStyle = ground
    pen.fillRect(from, y, wide, height)
    pen.globalAlpha = 0.45
  }
  if (width < 6) {
    pen.fillStyle = run.outcome === 'failed' || run.outcome === 'aborted' ? outcomes[run.outcome] : edge
    pen.fillRect(from, y, wide, height)
  } else {
    pen.fillStyle = fill
    pen.strokeStyle = edge
    pen.lineWidth = 1
    pen.setLineDash(run.outcome === 'running' ? [4, 3] : [])
    outline(pen, from + 0.5, y + 0.5, wide - 1, height - 1)
    pen.fill()
    if (run.outcome === 'aborted') hatch(pen, from, y, wide, height)
    pen.stroke()
    pen.setLineDash([])
    if (run.outcome === 'failed') {
      pen.fillStyle = outcomes.failed
      pen.fillRect(from + 1, y + height - 4, wide - 2, 3)
    }
    if (width > 20) write(pen, bar, { x: from, y: y + height / 2 + 0.5, width: wide }, ink)
  }
  if (bar === chosen || bar === hovered) {
    pen.globalAlpha = 1
    pen.lineWidth = bar === chosen ? 2 : 1.5
    pen.strokeStyle = bar === chosen ? accent : edge
    outline(pen, from, y, wide, height)
    pen.stroke()
  }
  pen.globalAlpha = 1
}

/** Writes the text of a bar: a sign unless a party is done, the title, and the duration when there is room. */
function write(pen: CanvasRenderingContext2D, bar: Bar, box: Room, ink: string): void {
  const { outcome, duration } = runOf(bar)
  const sign = bar.party && outcome === 'done' ? '' : SIGNS[outcome]
  const start = Math.max(box.x, 0) + 7
  const room = box.x + box.width - start - 5
  const indent = sign === '' ? 0 : pen.measureText(`${sign} `).width
  const title = shorten(pen, titleOf(bar), room - indent)
  const end = indent + pen.measureText(title).width
  if (end > room) return
  // A rectangle in the colour of the bar, so that the title can be read on a hatched bar.
  if (outcome === 'aborted') pen.fillRect(start - 3, box.y - 7, end + 6, 14)
  pen.fillStyle = ink
  pen.fillText(sign, start, box.y)
  pen.fillText(title, start + indent, box.y)
  if (duration === undefined || outcome === 'aborted') return
  const time = inTime(duration)
  const space = pen.measureText(time).width
  if (end + space + 18 > room) return
  pen.globalAlpha *= 0.75
  pen.fillText(time, start + room - space, box.y)
}

/** A place with room for text: from `x` on, with its middle at `y`. */
interface Room {
  readonly x: number
  readonly y: number
  readonly width: number
}

/** Returns as much of the text as fits into `room`, with an ellipsis when a part is missing. Empty when fewer than two letters would fit. */
function shorten(pen: CanvasRenderingContext2D, text: string, room: number): string {
  if (pen.measureText(text).width <= room) return text
  let low = 0
  let high = text.length
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (pen.measureText(`${text.slice(0, middle)}…`).width <= room) low = middle
    else high = middle - 1
  }
  return low < 2 ? '' : `${text.slice(0, low).trimEnd()}…`
}

function outline(pen: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  pen.beginPath()
  pen.roundRect(x, y, width, height, Math.min(4, width / 2))
}

function hatch(pen: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  pen.save()
  pen.clip()
  pen.beginPath()
  for (let i = x - (x % 6) - height; i < x + width; i += 6) {
    pen.moveTo(i, y + height)
    pen.lineTo(i + height, y)
  }
  pen.globalAlpha *= 0.45
  pen.stroke()
  pen.restore()
  outline(pen, x + 0.5, y + 0.5, width - 1, height - 1)
}

/** Draws the background of the bars: pauses, and a line for each step of the axis. */
function drawGround(pen: CanvasRenderingContext2D, ticks: readonly Tick[], { left, height, palette }: Picture): void {
  for (const { kind, pixel, width: wide } of ticks) {
    pen.fillStyle = kind === 'pause' ? palette.raised : palette.line
    if (kind === 'pause' && wide > 5) pen.fillRect(pixel - left + 1, AXIS, wide - 2, height)
    pen.globalAlpha = 0.6
    if (kind === 'step') pen.fillRect(Math.round(pixel - left), AXIS, 1, height)
    pen.globalAlpha = 1
  }
}

/** Draws a tear through the bars of a stretch of work that is shortened on the axis. */
function drawCuts(
  pen: CanvasRenderingContext2D,
  ticks: readonly Tick[],
  boxes: readonly Box[],
  { left, palette }: Picture,
): void {
  for (const { kind, pixel, width: wide } of ticks) {
    if (kind !== 'cut') continue
    const middle = pixel - left + wide / 2
    pen.beginPath()
    for (const { x, y, width, height } of boxes) {
      if (x > middle || x + width < middle) continue
      pen.moveTo(middle + 3, y - 1)
      for (let i = 1; i <= 4; i++) pen.lineTo(middle + (i % 2 === 0 ? 3 : -3), y - 1 + (i * (height + 2)) / 4)
    }
    for (const [colour, thick] of [
      [palette.soft, 6],
      [palette.ground, 4],
    ] as const) {
      pen.strokeStyle = colour
      pen.lineWidth = thick
      pen.stroke()
    }
  }
}

function drawAxis(pen: CanvasRenderingContext2D, ticks: readonly Tick[], { left, width, palette }: Picture): void {
  const { ground, line, ink, soft } = palette
  pen.fillStyle = ground
  pen.fillRect(0, 0, width, AXIS)
  pen.fillStyle = line
  pen.fillRect(0, AXIS - 1, width, 1)
  pen.save()
  pen.beginPath()
  pen.rect(0, 0, width, AXIS)
  pen.clip()
  let free = 0
  for (const { kind, pixel, time, width: wide } of ticks) {
    const x = pixel - left
    if (kind === 'pause' || kind === 'cut') {
      const text = kind === 'pause' ? inTime(time) : `≈ ${inTime(time)}`
      const long = pen.measureText(text).width
      const from = x + (wide - long) / 2
      if (long > wide - 2 || from < free) continue
      pen.fillStyle = soft
      pen.fillText(text, from, AXIS / 2)
      free = from + long + 8
      continue
    }
    const text = kind === 'start' ? inTime(time) : `+${inTime(time)}`
    const from = Math.max(x, 4) + 4
    const long = pen.measureText(text).width
    const fits = from >= free
    pen.fillStyle = line
    if (x >= 0) pen.fillRect(Math.round(x), fits && kind === 'start' ? 4 : AXIS - 7, 1, AXIS)
    if (!fits) continue
    pen.fillStyle = kind === 'start' ? ink : soft
    pen.fillText(text, from, AXIS / 2)
    free = from + long + 10
  }
  pen.restore()
}
