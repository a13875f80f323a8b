// What the page of the tests in browser/ runs: a desk, a recording and a timeline, for the test to reach as globals.

import { defineTimeline, loadRecording, record } from '../../../source/devtools/index.js'
import { createDesk, SAVED, workAtDesk } from './story.js'

const actions = createDesk()
const recording = record(actions, { capture: true, limit: 20_000 })
const timeline = document.createElement('entracte-timeline')
// Set before the element is defined, as a page may do.
timeline.recording = recording
timeline.actions = actions
document.body.append(timeline)
defineTimeline()
defineTimeline()

declare global {
  /** How long anything is waited for, in milliseconds. */
  var patience: number
}

const root = timeline.shadowRoot as ShadowRoot
const drawings = { count: 0, frames: 0, cost: 0, measured: false }
const draw = CanvasRenderingContext2D.prototype.setTransform
CanvasRenderingContext2D.prototype.setTransform = function (this: CanvasRenderingContext2D, ...args: unknown[]) {
  drawings.count++
  clock.advance(drawings.cost)
  Reflect.apply(draw, this, args)
} as typeof draw
const request = globalThis.requestAnimationFrame.bind(globalThis)
const measure = performance.now.bind(performance)
/** The time that stands still while a frame is drawn, so that a busy machine puts off no drawing; `undefined` while frames are measured. */
let still: number | undefined
performance.now = () => still ?? measure()
globalThis.requestAnimationFrame = (callback) => {
  drawings.frames++
  return request((time) => {
    if (!drawings.measured) still = measure()
    try {
      callback(time)
    } finally {
      still = undefined
    }
  })
}

/** The clock of the page. Once it is stopped, time passes and timers run only when the test says so. */
const clock = {
  now: Number.NaN,
  waiting: undefined as Map<number, { due: number; run: () => void }> | undefined,

  stop() {
    if (this.waiting) return
    this.waiting = new Map()
    const { setTimeout, clearTimeout } = globalThis
    const [date, time] = [Date.now, performance.now]
    const zero = Date.now() - performance.now()
    // A second later, so that no drawing is put off any more because earlier drawings took long.
    this.now = Math.round(performance.now()) + 1000
    this.pass = () => new Promise((resolve) => setTimeout(resolve))
    this.start = () => {
      this.waiting = undefined
      Object.assign(globalThis, { setTimeout, clearTimeout })
      Object.assign(performance, { now: time })
      Date.now = date
    }
    let last = 1e9
    performance.now = () => this.now
    Date.now = () => zero + this.now
    Object.assign(globalThis, {
      setTimeout: (run: (...given: unknown[]) => void, delay = 0, ...given: unknown[]) => {
        this.waiting?.set(++last, { due: this.now + delay, run: () => run(...given) })
        return last
      },
      clearTimeout: (timer: number) => this.waiting?.delete(timer),
    })
  },

  /** Lets time pass without timers, as during a computation. */
  advance(milliseconds: number) {
    this.now += milliseconds
  },

  /** Lets time pass, and runs the timers that are due. */
  async tick(milliseconds: number) {
    const end = this.now + milliseconds
    for (;;) {
      await this.pass()
      const [first] = [...(this.waiting ?? [])].sort(([, one], [, other]) => one.due - other.due)
      if (first === undefined || first[1].due > end) break
      this.waiting?.delete(first[0])
      this.now = Math.max(this.now, first[1].due)
      first[1].run()
    }
    this.now = Math.max(this.now, end)
  },

  pass: (): Promise<unknown> => Promise.resolve(),

  /** Lets the clock run by itself again. */
  start() {},
}

/** Returns the real time of the page in milliseconds, even when the clock is stopped. */
const now = measure

/** Resolves with the second frame from now, when all that was due has been drawn. */
const drawn = () => new Promise<void>((resolve) => request(() => request(() => resolve())))

/** Resolves when the timeline knows that it can be seen, because its observer is called before this observer. */
const seen = new Promise((resolve) => new IntersectionObserver(resolve).observe(timeline))

/** Resolves when all is drawn, and no more frame is asked for. */
async function calm(): Promise<void> {
  await seen
  for (const begin = now(); now() - begin < patience; ) {
    const before = drawings.frames
    await drawn()
    if (before === drawings.frames) return
  }
  throw new Error('It draws without an end.')
}

/** Returns the bar with the focus, as a screen reader has it. */
function cursor() {
  const element = root.querySelector('[role=treeitem]') as HTMLElement
  const { left, top } = (root.querySelector('canvas') as HTMLElement).getBoundingClientRect()
  const { x, y, width, height } = element.getBoundingClientRect()
  const { ariaLabel: label, ariaLevel: level, ariaSelected: selected } = element
  return { label, level, selected, focused: root.activeElement === element, x, y, width, height, left, top }
}

/** A canvas to read from, because reading from the canvas of the chart would make the chart slow. */
const pixels = document
  .createElement('canvas')
  .getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D

/** Returns the colour at that distance from the left and the upper edge of the chart. */
function colourAt(x: number, y: number): string {
  const canvas = root.querySelector('canvas') as HTMLCanvasElement
  pixels.drawImage(canvas, x, y, 1, 1, 0, 0, 1, 1)
  const { data } = pixels.getImageData(0, 0, 1, 1)
  return `#${[...data.slice(0, 3)].map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

/** Resolves with the first frame in which `holds` returns true. */
async function until(holds: () => unknown): Promise<void> {
  for (const begin = now(); !holds(); ) {
    if (now() - begin > patience) throw new Error(`It never held that ${holds}.`)
    await new Promise(request)
  }
}

/** Returns the text of all shown elements that match, as a reader sees it. */
function read(selector: string): string[] {
  return [...root.querySelectorAll<HTMLElement>(selector)]
    .filter((element) => element.checkVisibility())
    .map((element) => element.innerText.replace(/\s+/g, ' ').trim())
}

/** Returns all controls that can be used now, and their state. */
function controls(): string[] {
  return [...root.querySelectorAll<HTMLInputElement>('.bar :is(button, input, select), .notice button')]
    .filter((control) => (control.closest('label') ?? control).checkVisibility())
    .map((control) => {
      const { checked, ariaLabel, ariaPressed, type, textContent, value } = control
      const name = ariaLabel ?? (type === 'radio' || type === 'checkbox' ? value : textContent?.trim())
      return `${name}${checked ? ' ✓' : ''}${ariaPressed === 'true' ? ' pressed' : ''}`
    })
}

/** Returns which parts of the panel are shown. */
function parts(): string[] {
  return ['.scroller', '.empty', '[role=tree]', '.sheet', '.picture', '.details', '.legend', '.notice', '.tip'].filter(
    (part) => root.querySelector(part)?.checkVisibility(),
  )
}

/** Runs the work at the desk with a stopped clock: it takes the same time in every run, and no test has to wait for it. */
async function work(): Promise<void> {
  clock.stop()
  let over = false
  void workAtDesk(actions).then(() => {
    over = true
  })
  while (!over) await clock.tick(10)
}

/** Runs one invocation with a stopped clock, and resolves when all of it has been drawn. */
async function invoke(): Promise<void> {
  clock.stop()
  void actions.invokeAction('CompleteTask', {}).catch(() => {})
  await clock.tick(10)
  await drawn()
  await drawn()
}

/** Returns a recording that does not go on, with these invocations and no more fields than needed. */
function recorded(invocations: object[], origin = 0) {
  const bare = { action: 'A', depth: 0, parties: [], skipped: [], outcome: 'done', start: 0 }
  return { origin, invocations: invocations.map((invocation, i) => ({ id: i + 1, ...bare, ...invocation })) }
}

/** Does what the page sees when a user chooses files to open, or no file. */
async function chooseFiles(...files: { name: string; text: string }[]): Promise<void> {
  const input = root.querySelector('input[type=file]') as HTMLInputElement
  const chosen = files.map(({ name, text }) => new File([text], name))
  Object.defineProperty(input, 'files', { configurable: true, value: chosen })
  Object.defineProperty(input, 'value', { configurable: true, writable: true, value: 'chosen' })
  input.dispatchEvent(new Event('change'))
  // The timeline reads the files asynchronously.
  await Promise.all(chosen.map((file) => file.text()))
  await drawn()
}

/** Begins `perFrame` invocations in each frame until there are `invocations`, and measures the frames. */
async function flood(invocations: number, perFrame: number) {
  drawings.measured = true
  const work: Promise<unknown>[] = []
  const frames: number[] = []
  let last = await new Promise<number>(request)
  while (work.length < invocations) {
    for (let i = 0; i < perFrame; i++) work.push(actions.invokeAction('CompleteTask', { wrapUp: 'solved' }))
    const now = await new Promise<number>(request)
    frames.push(now - last)
    last = now
  }
  await Promise.all(work)
  frames.sort((a, b) => a - b)
  return { median: frames[frames.length >> 1], worst: frames.at(-1), frames: frames.length }
}

Object.assign(globalThis, {
  ...{
    actions,
    recording,
    timeline,
    root,
    drawings,
    clock,
    until,
    drawn,
    calm,
    cursor,
    colourAt,
    read,
    flood,
    defineTimeline,
    record,
    loadRecording,
    createDesk,
  },
  ...{ controls, parts, work, invoke, recorded, chooseFiles },
  openSaved: () => timeline.importRecording(JSON.stringify(SAVED)),
})
