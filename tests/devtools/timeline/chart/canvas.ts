// A canvas that writes down what is painted on it, so that the tests can compare every line.

import type { test } from 'uvu'
import * as assert from 'uvu/assert'
import { draw, type Picture } from '../../../../source/devtools/timeline/chart.js'
import { everything, type Filter } from '../../../../source/devtools/timeline/filters.js'
import { growTrees, stackTrees } from '../../../../source/devtools/timeline/layout.js'
import { momentsOf, scaleAt } from '../../../../source/devtools/timeline/scale.js'
import { PALETTES, type Palette } from '../../../../source/devtools/timeline/styles.js'
import type { RecordedInvocation, RecordedParty } from '../../../../source/devtools/types.js'

/** A palette in words: every colour is the name of its use. */
const WORDS: Palette = {
  ...{ ground: 'ground', raised: 'raised', line: 'line', ink: 'ink', soft: 'soft', accent: 'accent' },
  kinds: inWords(PALETTES.light.kinds, (kind) => ({ fill: kind, edge: `edge of ${kind}` })),
  outcomes: inWords(PALETTES.light.outcomes, (outcome) => outcome),
}

export interface Setting {
  /** Pixels per millisecond, and how wide a stretch without any event may be. */
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

/** Gives the tests of a suite the font of a page, and takes away afterwards what they have set of the page. */
export function withPageFont(suite: typeof test): void {
  suite.before(() => {
    Object.assign(globalThis, { getComputedStyle: () => ({ fontFamily: 'Sans' }) })
  })
  suite.after(() => {
    Reflect.deleteProperty(globalThis, 'getComputedStyle')
    Reflect.deleteProperty(globalThis, 'devicePixelRatio')
  })
}

export function pictureOf(invocations: readonly RecordedInvocation[], setting: Partial<Setting> = {}): Picture {
  const { zoom = 1, widest = 100_000, now = 0, chosen = -1, hovered = -1, ...view } = setting
  const trees = growTrees(invocations)
  const bars = trees.flatMap(({ bars }) => bars)
  return {
    ...{ left: 0, top: 0, width: 400, height: 120, filter: everything(), palette: WORDS, ...view },
    ...{ trees, rows: stackTrees(trees).rows, scale: scaleAt(momentsOf(trees, now), zoom, widest) },
    ...{ chosen: bars[chosen], hovered: bars[hovered] },
  }
}

/** Returns all that is painted, in order. */
export function painted(invocations: readonly RecordedInvocation[], setting: Partial<Setting> = {}): string[] {
  const canvas = new Canvas()
  draw(canvas as never, pictureOf(invocations, setting))
  return canvas.paints
}

/** Returns the text that is written below the axis. */
export function texts(invocations: readonly RecordedInvocation[], setting: Partial<Setting> = {}): string[] {
  return painted(invocations, setting).filter((line) => line.startsWith('write') && line.includes('500 12px'))
}

/** Returns the texts and ticks on the axis. */
export function axis(invocations: readonly RecordedInvocation[], setting: Partial<Setting> = {}): string[] {
  const lines = painted(invocations, setting)
  return lines.slice(lines.findLastIndex((line) => line.startsWith('clip')) + 1, -1)
}

/** Returns where the bars are. */
export function boxesIn(invocations: readonly RecordedInvocation[], setting: Partial<Setting> = {}): string[] {
  const boxes = draw(new Canvas() as never, pictureOf(invocations, setting))
  return boxes.map(
    ({ bar, x, y, width, height }) => `${bar.party?.kind ?? bar.invocation.id}: ${numbers([x, y, width, height])}`,
  )
}

/** A canvas that writes down what is painted on it, and with which colours and fonts. */
export class Canvas {
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

  /** Returns how its size has changed since the last call. */
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

export function inWords<K extends string, V>(table: Readonly<Record<K, unknown>>, word: (key: K) => V): Record<K, V> {
  return Object.fromEntries(Object.keys(table).map((key) => [key, word(key as K)])) as Record<K, V>
}

/** A pair of places or of times; a run without an end still runs. */
type Span = readonly [from: number, to?: number]

export function invocationOf(
  id: number,
  places: Span,
  times: Span,
  more: Partial<RecordedInvocation> = {},
): RecordedInvocation {
  return { id, action: 'Task', depth: 0, parties: [], skipped: [], ...runOf(places, times), ...more }
}

export function partyOf(
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
