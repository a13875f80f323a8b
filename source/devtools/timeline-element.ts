// The element: what it shows, what it reacts to, and that all of it is drawn once a frame, and only when there is something to draw.

import { loadRecording } from './saved.js'
import type { Explainable, Timeline, TimelineView } from './timeline.js'
import { AXIS, type Box, barAt, draw, paletteFor, ROW } from './timeline-chart.js'
import { detailsOf, stateOf } from './timeline-details.js'
import { h, say } from './timeline-dom.js'
import { choicesIn, everything, type Filter, isOpen, matches, OUTCOMES, treesWith } from './timeline-filters.js'
import { createInterface } from './timeline-interface.js'
import {
  type Bar,
  type Direction,
  type Grown,
  growTrees,
  neighbour,
  runOf,
  stackTrees,
  type Tree,
} from './timeline-layout.js'
import { pictureOf } from './timeline-picture.js'
import {
  fittingZoom,
  indexOf,
  MAX_ZOOM,
  type Moments,
  momentsOf,
  moveNow,
  type Point,
  pixelOf,
  pixelOfPoint,
  pointAt,
  type Scale,
  scaleAt,
  widthOfAll,
} from './timeline-scale.js'
import { styleSheet } from './timeline-styles.js'
import { count, inTime, KINDS, SIGNS, sentenceOf, titleOf } from './timeline-words.js'
import { toTraceEvents } from './trace.js'
import type { Outcome, Recorded, RecordedInvocation, RecordedParty, Recording } from './types.js'

/** Room left of the first moment and right of the last, in pixels. */
const LEFT = 8
const RIGHT = 28
/** How many pixels of width each of the newest invocations gets, while they are followed. */
const SHARE = 110
/** How far one press of a key goes, in pixels. */
const STEP = 80

const NOTHING: Recorded = { origin: 0, invocations: [] }
const KEYS: Readonly<Record<string, Direction>> = {
  ...{ ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down', Home: 'first', End: 'last' },
}

/** What it is made of where there are no elements, so that it can be imported there. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement)

export class TimelineElement extends Base implements Timeline {
  #recording: Recorded | undefined
  /** What was shown before a file was opened. */
  #before: Recorded | undefined
  /** What is drawn: the recording, or a copy of it while it stands still. */
  #shown: Recorded | undefined
  #actions: Explainable | undefined
  #view: TimelineView = 'chart'
  #paused = false
  /** The time at which it has been paused: what runs shall not shrink to what is known of it. */
  #stopped: number | undefined
  #filter: Filter = everything()

  #grown: Grown = new WeakMap()
  #trees: readonly Tree[] = []
  #rows: readonly number[] = []
  #bars: readonly Bar[] = []
  #moments: Moments = momentsOf([], 0)
  #scale: Scale = scaleAt(this.#moments, 1, SHARE)
  #boxes: readonly Box[] = []

  /** What decides on the part in view: the newest invocations, all of them, or the user. */
  #mode: 'live' | 'fit' | 'free' = 'live'
  /** The zoom that the user has set; undefined when it follows from the mode. */
  #zoom: number | undefined
  /** What stands at the left edge while the user decides. */
  #left: Point = { place: 0, part: 0 }
  #scroll = -LEFT

  #chosen: Bar | undefined
  #hovered: Bar | undefined
  #focused: Bar | undefined
  /** Where the focus goes when the details are closed. */
  #opener: HTMLElement | undefined
  #detailed: string | undefined

  #frame: number | undefined
  #growth: ReturnType<typeof setTimeout> | undefined
  #later: ReturnType<typeof setTimeout> | undefined
  /** From when on new things are taken in again, on the page's clock. */
  #ready = 0
  #stale = true
  #onScreen = true
  /** The least that the clock has been seen ahead of the recording's, in milliseconds. */
  #lead = Number.POSITIVE_INFINITY
  #undoings: (() => unknown)[] = []
  #unsubscribe: (() => unknown) | undefined
  #ui = createInterface()

  constructor() {
    super()
    const root = this.attachShadow({ mode: 'open' })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(styleSheet())
    root.adoptedStyleSheets = [sheet]
    root.append(this.#ui.page, this.#ui.frame)
    this.#listen()
    this.#fill()
  }

  connectedCallback(): void {
    // What was set before the element was defined hides the accessor of the same name.
    for (const name of ['recording', 'actions', 'view', 'paused'] as const) {
      if (!Object.hasOwn(this, name)) continue
      const { [name]: value } = this
      delete (this as Partial<Timeline>)[name]
      Object.assign(this, { [name]: value })
    }
    const { stage, page, probe } = this.#ui
    const seen = new IntersectionObserver(([entry]) => {
      this.#onScreen = entry?.isIntersecting ?? true
      this.#draw()
    })
    seen.observe(this)
    const sized = new ResizeObserver(() => this.#draw())
    sized.observe(stage)
    const recolour = () => this.#recolour()
    for (const each of [page, probe]) each.addEventListener('transitionend', recolour)
    const forced = matchMedia('(forced-colors: active)')
    forced.addEventListener('change', recolour)
    this.#undoings = [
      () => seen.disconnect(),
      () => sized.disconnect(),
      () => forced.removeEventListener('change', recolour),
      ...[page, probe].map((each) => () => each.removeEventListener('transitionend', recolour)),
    ]
    this.#subscribe()
    this.#recolour()
    this.#draw(true)
  }

  disconnectedCallback(): void {
    for (const undo of this.#undoings) undo()
    this.#undoings = []
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    clearTimeout(this.#growth)
    clearTimeout(this.#later)
    this.#frame = undefined
    this.#later = undefined
  }

  get recording(): Recorded | undefined {
    return this.#recording
  }

  set recording(recording: Recorded | undefined) {
    if (recording !== undefined && !Array.isArray(recording?.invocations)) {
      throw new TypeError(
        `The timeline could not show a recording: expected what record() or loadRecording() gives, got ${String(recording)}.`,
      )
    }
    this.#before = undefined
    this.#show(recording)
    this.#notice(undefined)
  }

  get actions(): Explainable | undefined {
    return this.#actions
  }

  set actions(actions: Explainable | undefined) {
    if (actions !== undefined && typeof actions?.explain !== 'function') {
      throw new TypeError(
        `The timeline could not show stacks: expected actions, which can explain themselves, got ${String(actions)}.`,
      )
    }
    this.#actions = actions
    if (actions === undefined && this.#view === 'stack') this.view = 'chart'
    this.#fill()
    this.#explain()
  }

  get view(): TimelineView {
    return this.#view
  }

  set view(view: TimelineView) {
    if (!Object.hasOwn(this.#ui.views, view)) {
      throw new TypeError(`The timeline has no view "${String(view)}": expected "chart", "table" or "stack".`)
    }
    this.#view = view
    this.#fill()
    this.#explain()
    this.#ready = 0
    this.#draw(true)
  }

  get paused(): boolean {
    return this.#paused
  }

  set paused(paused: boolean) {
    this.#stopped = paused ? this.#now() : undefined
    this.#paused = paused
    this.#shown = paused ? copyOf(this.#recording) : this.#recording
    this.#say(paused ? 'Paused' : 'Live')
    this.#fill()
    this.#draw(true)
  }

  exportRecording(): string {
    const { origin, invocations } = this.#shown ?? NOTHING
    return JSON.stringify({ format: 'entracte-recording/1', origin, invocations })
  }

  exportTrace(): string {
    return JSON.stringify(toTraceEvents(this.#shown ?? NOTHING))
  }

  importRecording(text: string): void {
    const loaded = loadRecording(JSON.parse(text))
    const before = this.#before ?? this.#recording
    this.#show(loaded)
    this.#before = before
    this.#notice('Showing a saved recording.')
  }

  clear(): void {
    if (isLive(this.#recording)) this.#recording.clear()
    else this.#recording = undefined
    this.#shown = this.#paused ? copyOf(this.#recording) : this.#recording
    this.#choose(undefined)
    this.#fill()
    this.#say('Cleared')
    this.#draw(true)
  }

  zoomIn(): void {
    this.#zoomBy(2)
  }

  zoomOut(): void {
    this.#zoomBy(0.5)
  }

  fit(): void {
    this.#look('fit')
  }

  follow(): void {
    if (this.#paused) this.paused = false
    this.#look('live')
  }

  // ---- What comes in

  #show(recording: Recorded | undefined): void {
    this.#recording = recording
    this.#shown = recording
    this.#paused = false
    this.#stopped = undefined
    this.#lead = Number.POSITIVE_INFINITY
    this.#mode = isLive(recording) ? 'live' : 'fit'
    this.#zoom = undefined
    this.#choose(undefined)
    this.#subscribe()
    this.#fill()
    this.#draw(true)
  }

  #subscribe(): void {
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
    const recording = this.#recording
    if (!this.isConnected || !isLive(recording)) return
    this.#unsubscribe = recording.subscribe((invocation) => {
      const newest = invocation?.parties.at(-1) ?? invocation
      if (newest) this.#lead = Math.min(this.#lead, performance.now() - newest.start)
      if (!this.#paused) this.#draw(true)
    })
  }

  /** The time on the recording's clock, in milliseconds; of one that is not going on, when its last run began or ended. */
  #now(): number {
    if (this.#stopped !== undefined) return this.#stopped
    if (this.#shown === this.#recording && isLive(this.#recording)) {
      return this.#lead < Number.POSITIVE_INFINITY
        ? performance.now() - this.#lead
        : Date.now() - this.#recording.origin
    }
    return this.#bars.reduce((latest, bar) => {
      const { start, duration = 0 } = runOf(bar)
      return Math.max(latest, start + duration)
    }, 0)
  }

  // ---- Drawing

  /**
   * Draws with the next frame; several wishes make one drawing.
   *
   * @param stale Whether there is something new to take in. When there is so much of it that it takes long, the page has three
   *   times as long for itself before the next.
   */
  #draw(stale = false): void {
    if (stale) {
      if (this.#stale && this.#later !== undefined) return
      this.#stale = true
    }
    if (this.#frame !== undefined || !this.isConnected || !this.#onScreen) return
    const wait = stale ? this.#ready - performance.now() : 0
    if (wait > 0) {
      this.#later ??= setTimeout(() => {
        this.#later = undefined
        this.#draw()
      }, wait)
      return
    }
    clearTimeout(this.#growth)
    this.#frame = requestAnimationFrame(() => {
      this.#frame = undefined
      const start = performance.now()
      if (this.#stale && start >= this.#ready) this.#arrange()
      if (this.#view === 'chart') this.#paint()
      if (this.#stale) return this.#draw(true)
      const took = performance.now() - start
      this.#ready = took > 8 ? start + took * 4 : 0
    })
  }

  /** Takes in what is new: what there is, what of it is asked for, and which bar stands where. */
  #arrange(): void {
    this.#stale = false
    const { spacer, empty, tree, tally, body } = this.#ui
    const invocations = this.#shown?.invocations ?? []
    this.#offer(invocations)
    const trees = treesWith(this.#filter, growTrees(invocations, this.#grown))
    const { rows, height } = stackTrees(trees)
    this.#trees = trees
    this.#rows = rows
    this.#bars = trees.flatMap(({ bars }) => bars)
    this.#moments = momentsOf(trees, this.#now())
    this.#chosen = this.#found(this.#chosen)
    this.#focused = this.#found(this.#focused)
    this.#hovered = this.#found(this.#hovered)
    spacer.style.blockSize = `${AXIS + height * ROW + 12}px`

    const asked = isOpen(this.#filter) ? invocations : invocations.filter((each) => matches(this.#filter, each))
    const all = count(invocations.length, 'invocation')
    say(tally, asked === invocations ? all : `${asked.length.toLocaleString('en')} of ${all}`)
    const nothing = trees.length === 0
    empty.hidden = !nothing
    tree.hidden = nothing
    if (nothing) this.#emptiness(invocations.length)
    if (this.#view === 'table') this.#ui.table.show(asked, this.#chosen?.invocation)
    body.classList.toggle('tall', this.#view === 'table')
    this.#detail()
  }

  #paint(): void {
    const { canvas, scroller } = this.#ui
    const { clientWidth: width, clientHeight: height } = scroller
    if (width === 0) return
    const running = this.#moments.places.at(-1) === Number.POSITIVE_INFINITY
    const growing = running && this.#shown === this.#recording && isLive(this.#recording)
    if (growing) moveNow(this.#moments, this.#now())
    const settled = this.#aim(width)
    this.#boxes = draw(canvas, {
      ...{ scale: this.#scale, trees: this.#trees, rows: this.#rows, left: this.#scroll, top: scroller.scrollTop },
      ...{ width, height, filter: this.#filter, chosen: this.#chosen, hovered: this.#hovered },
      palette: paletteFor(this.#scheme()),
    })
    this.#place()
    if (!settled) this.#draw()
    else if (growing && widthOfAll(this.#scale) - this.#scroll < width + RIGHT) this.#grow()
  }

  /** Bars that run grow with each frame, or once a second for those who want little motion. */
  #grow(): void {
    clearTimeout(this.#growth)
    if (calm()) this.#growth = setTimeout(() => this.#draw(), 1000)
    else this.#draw()
  }

  /** Decides on the part in view. Gives whether it is there, rather than still on its way. */
  #aim(width: number): boolean {
    const moments = this.#moments
    const room = width - LEFT - RIGHT
    const widest = widestIn(width)
    let zoom = this.#zoom ?? fittingZoom(moments, room, widest, this.#mode === 'live' ? this.#newest(width) : 0)
    const step = Math.log(zoom / this.#scale.zoom)
    const gliding = this.#mode === 'live' && this.#zoom === undefined && this.#boxes.length > 0 && !calm()
    const settled = !gliding || Math.abs(step) < 0.01
    if (!settled) zoom = this.#scale.zoom * Math.exp(step * 0.3)
    this.#scale = scaleAt(moments, zoom, widest)
    const free = this.#mode === 'free' ? pixelOfPoint(this.#scale, this.#left) : -LEFT
    this.#scroll = this.#within(this.#mode === 'live' ? Number.POSITIVE_INFINITY : free, width)
    return settled
  }

  /** As far as there is something to see. */
  #within(scroll: number, width: number): number {
    return Math.max(-LEFT, Math.min(scroll, widthOfAll(this.#scale) - width + RIGHT))
  }

  /** The index of the moment with which the newest invocations begin: as many as have a good share of the width. */
  #newest(width: number): number {
    const first = this.#trees.at(-Math.max(3, Math.round(width / SHARE)))
    return first ? indexOf(this.#moments, first.began) : 0
  }

  #scheme(): 'light' | 'dark' | 'forced' {
    if (matchMedia('(forced-colors: active)').matches) return 'forced'
    return getComputedStyle(this.#ui.probe).color.includes('2') ? 'dark' : 'light'
  }

  /** Follows the page's colour scheme, or the user's preference where the page says nothing. */
  #recolour(): void {
    this.#ui.frame.classList.toggle('own', getComputedStyle(this.#ui.page).colorScheme === 'normal')
    this.#draw()
  }

  // ---- What the user looks at

  #look(mode: 'live' | 'fit' | 'free'): void {
    this.#mode = mode
    if (mode !== 'free') this.#zoom = undefined
    this.#fill()
    this.#draw()
  }

  /** Leaves the part in view to the user, with that many pixels at the left edge. */
  #pan(scroll: number): void {
    if (this.#trees.length === 0) return
    this.#zoom = this.#scale.zoom
    // At once, since more of it may follow before anything is drawn.
    this.#scroll = this.#within(scroll, this.#ui.scroller.clientWidth)
    this.#left = pointAt(this.#scale, this.#scroll)
    this.#look('free')
  }

  /** Zooms around a point of the chart; without one around the middle, or around now while that is followed. */
  #zoomBy(factor: number, x?: number): void {
    if (this.#trees.length === 0) return
    const width = this.#ui.scroller.clientWidth
    const least = fittingZoom(this.#moments, width - LEFT - RIGHT, widestIn(width))
    const zoom = Math.min(MAX_ZOOM, Math.max(least, this.#scale.zoom * factor))
    if (this.#mode === 'live' && x === undefined) {
      this.#zoom = zoom
      this.#draw()
      return
    }
    const at = x ?? width / 2
    const point = pointAt(this.#scale, this.#scroll + at)
    this.#scale = scaleAt(this.#moments, zoom, widestIn(width))
    this.#pan(pixelOfPoint(this.#scale, point) - at)
  }

  /** Brings a bar into view, if it is not. */
  #reveal(bar: Bar): void {
    const { scroller } = this.#ui
    const { clientWidth: width, clientHeight: height } = scroller
    const x = pixelOf(this.#scale, runOf(bar).began) - this.#scroll
    const end = pixelOf(this.#scale, runOf(bar).ended ?? Number.POSITIVE_INFINITY) - this.#scroll
    if (end < 8 || x > width - 24) this.#pan(x + this.#scroll - width * 0.2)
    const y = this.#topOf(bar)
    if (y < scroller.scrollTop) scroller.scrollTop = y - ROW
    if (y + ROW * 2 > scroller.scrollTop + height - AXIS) scroller.scrollTop = y + ROW * 3 + AXIS - height
  }

  #topOf(bar: Bar): number {
    const i = this.#trees.findIndex(({ bars }) => bars.includes(bar))
    return ((this.#rows[i] ?? 0) + bar.row) * ROW
  }

  /** The bar that has the focus, or would get it: one there must always be, or the chart could not be reached by keyboard. */
  #current(): Bar | undefined {
    return this.#focused ?? this.#chosen ?? this.#trees.at(-1)?.root
  }

  /** Lays the element that can have the focus over the bar that it stands for. */
  #place(): void {
    const bar = this.#current()
    if (!bar) return
    const { cursor } = this.#ui
    const sentence = sentenceOf(bar)
    if (cursor.getAttribute('aria-label') !== sentence) cursor.setAttribute('aria-label', sentence)
    cursor.setAttribute('aria-level', String(bar.level + 1))
    cursor.setAttribute('aria-selected', String(bar === this.#chosen))
    const box = this.#boxes.find((box) => box.bar === bar)
    cursor.classList.toggle('away', box === undefined)
    const { x = 0, y = AXIS, width = 4, height = 4 } = box ?? {}
    const from = Math.max(2, x)
    cursor.style.translate = `${from}px ${y}px`
    cursor.style.inlineSize = `${Math.max(4, Math.min(x + width, this.#ui.scroller.clientWidth - 2) - from)}px`
    cursor.style.blockSize = `${height}px`
  }

  /** Moves the focus to a bar. A new element gets it, since that is what is read aloud. */
  #focusOn(bar: Bar): void {
    const { ui } = { ui: this.#ui }
    this.#focused = bar
    this.#reveal(bar)
    const old = ui.cursor
    ui.cursor = old.cloneNode() as HTMLElement
    old.after(ui.cursor)
    this.#place()
    ui.cursor.focus({ preventScroll: true })
    old.remove()
    this.#draw()
  }

  /** The bar in what is there now, of which this was one. */
  #found(bar: Bar | undefined): Bar | undefined {
    if (!bar) return undefined
    const { invocation, party } = bar
    const index = party && invocation.parties.indexOf(party)
    return this.#bars.find(
      (each) =>
        each.invocation.id === invocation.id &&
        (index === undefined ? !each.party : each.party === each.invocation.parties[index]),
    )
  }

  #choose(bar: Bar | undefined, opener?: HTMLElement): void {
    this.#chosen = bar
    this.#opener = opener
    this.#detail()
    if (this.#view === 'table') this.#draw(true)
    else this.#draw()
  }

  #chooseRun(invocation: RecordedInvocation, party?: RecordedParty): void {
    const bar = this.#bars.find((bar) => bar.invocation === invocation && bar.party === party)
    if (!bar) return
    this.#focused = bar
    this.#choose(bar, this.#opener)
    if (this.#view === 'chart') this.#reveal(bar)
    this.#ui.details.querySelector<HTMLElement>('.title')?.focus()
  }

  #closeDetails(): void {
    const opener = this.#opener
    const bar = this.#chosen
    this.#choose(undefined)
    if (this.#view === 'chart' && bar) this.#focusOn(bar)
    else opener?.focus()
  }

  #detail(): void {
    const { details, body } = this.#ui
    const bar = this.#chosen
    body.classList.toggle('open', bar !== undefined)
    details.hidden = bar === undefined
    if (!bar) {
      this.#detailed = undefined
      const inside = details.contains(this.shadowRoot?.activeElement ?? null)
      details.replaceChildren()
      // What they were of may have gone by itself; the focus shall not go with it.
      if (inside) (this.#view === 'chart' ? this.#ui.cursor : this.#ui.views[this.#view]).focus()
      return
    }
    const { invocation, party } = bar
    const index = party ? invocation.parties.indexOf(party) : ''
    const state = `${invocation.id}/${index} ${stateOf(bar)}`
    if (state === this.#detailed) return
    this.#detailed = state
    const focusable = () => [...details.querySelectorAll<HTMLElement>('button, .title, pre')]
    const focus = focusable().indexOf(this.shadowRoot?.activeElement as HTMLElement)
    details.replaceChildren(
      ...detailsOf({
        invocation,
        party,
        parent: this.#shown?.invocations.find(({ id }) => id === invocation.parent),
        origin: this.#shown?.origin ?? 0,
        close: () => this.#closeDetails(),
        go: (invocation, party) => this.#chooseRun(invocation, party),
      }).filter((child) => child !== undefined && child !== null && child !== false),
    )
    if (focus >= 0) focusable()[focus]?.focus()
  }

  // ---- The controls

  /** Offers what can be asked for; a list that has not changed is left alone, since somebody may have it open. */
  #offer(invocations: readonly RecordedInvocation[]): void {
    const { action, scope, chips } = this.#ui
    const choices = choicesIn(invocations)
    offer(action, 'All actions', choices.actions)
    offer(scope, 'All scopes', choices.scopes)
    for (const outcome of OUTCOMES) say(chips[outcome], choices.counts[outcome].toLocaleString('en'))
  }

  #emptiness(recorded: number): void {
    const [title, text] = [...this.#ui.empty.children] as [Element, Element]
    const waiting = isLive(this.#recording) ? 'The next invocation will appear here.' : 'There is no recording to show.'
    say(title, recorded > 0 ? 'Nothing matches' : 'Nothing recorded yet')
    say(text, recorded > 0 ? 'No invocation is as the filters ask.' : waiting)
  }

  /** Shows what can be done now, and what is the case. */
  #fill(): void {
    const { views, stage, state, pause, follow, fit, zooms, filters, legend, clear } = this.#ui
    const live = isLive(this.#recording)
    for (const [view, input] of Object.entries(views)) {
      input.checked = view === this.#view
      if (view === 'stack') (input.parentElement as HTMLElement).hidden = this.#actions === undefined
    }
    for (const [view, panel] of Object.entries(stage.panels)) panel.hidden = view !== this.#view
    state.classList.toggle('live', live && !this.#paused)
    say(state, !this.#recording ? 'No recording' : !live ? 'Saved' : this.#paused ? 'Paused' : 'Live')
    say(pause, this.#paused ? 'Resume' : 'Pause')
    pause.hidden = !live
    clear.hidden = !live
    zooms.hidden = this.#view !== 'chart'
    filters.hidden = this.#view === 'stack'
    legend.hidden = this.#view !== 'chart'
    follow.setAttribute('aria-pressed', String(this.#mode === 'live'))
    follow.hidden = !live
    fit.setAttribute('aria-pressed', String(this.#mode === 'fit'))
  }

  #ask(change: Partial<Filter>): void {
    this.#filter = { ...this.#filter, ...change }
    this.#arrange()
    this.#draw()
    this.#say(`${this.#ui.tally.textContent} shown`)
  }

  #explain(): void {
    if (this.#view !== 'stack' || !this.#actions) return
    const { explained, drawing, hint } = this.#ui
    const names = this.#actions.actionNames()
    const missing = this.#actions.explain()
    offer(explained, undefined, [...names, ...missing.map(({ action }) => action)])
    const name = explained.value
    drawing.replaceChildren()
    if (name === '') return
    const unknown = missing.find(({ action }) => action === name)
    const meant = unknown?.nearest.map((name) => `“${name}”`).join(' or ')
    say(
      hint,
      unknown
        ? `“${name}” is not registered.${meant ? ` Perhaps ${meant} is meant.` : ''}`
        : 'From the outside in, as it would run now.',
    )
    drawing.append(pictureOf(this.#actions.explain(name)))
  }

  #say(text: string): void {
    say(this.#ui.status, text)
  }

  #notice(text: string | undefined, wrong = false): void {
    const { notice, noticed, back } = this.#ui
    notice.hidden = text === undefined
    notice.classList.toggle('wrong', wrong)
    back.hidden = this.#before === undefined
    say(noticed, text ?? '')
  }

  async #open(file: File | undefined): Promise<void> {
    if (!file) return
    try {
      this.importRecording(await file.text())
      this.#notice(`Showing ${file.name}, ${count(this.#recording?.invocations.length ?? 0, 'invocation')}.`)
    } catch (error) {
      this.#notice(`${file.name} could not be opened: ${error instanceof Error ? error.message : String(error)}`, true)
    }
    // So that the same file can be chosen again.
    this.#ui.file.value = ''
  }

  #listen(): void {
    const ui = this.#ui
    for (const [view, input] of Object.entries(ui.views)) {
      input.addEventListener('change', () => {
        this.view = view as TimelineView
      })
    }
    ui.pause.addEventListener('click', () => {
      this.paused = !this.#paused
    })
    ui.zoomIn.addEventListener('click', () => this.zoomIn())
    ui.zoomOut.addEventListener('click', () => this.zoomOut())
    ui.fit.addEventListener('click', () => this.fit())
    ui.follow.addEventListener('click', () => this.follow())
    ui.clear.addEventListener('click', () => this.clear())
    ui.save.addEventListener('click', () => download('recording.json', this.exportRecording()))
    ui.trace.addEventListener('click', () => download('trace.json', this.exportTrace()))
    ui.open.addEventListener('click', () => ui.file.click())
    ui.file.addEventListener('change', () => void this.#open(ui.file.files?.[0]))
    ui.back.addEventListener('click', () => {
      this.recording = this.#before
      this.#say('Back to the recording')
    })
    ui.action.addEventListener('change', () => this.#ask({ action: ui.action.value || undefined }))
    ui.scope.addEventListener('change', () => this.#ask({ scope: ui.scope.value || undefined }))
    for (const input of ui.filters.querySelectorAll('input')) {
      input.addEventListener('change', () => {
        const outcomes = [...ui.filters.querySelectorAll('input')].filter(({ checked }) => checked)
        this.#ask({ outcomes: new Set(outcomes.map(({ value }) => value as Outcome)) })
      })
    }
    ui.explained.addEventListener('change', () => this.#explain())
    // What is attached may have changed since it was drawn.
    for (const event of ['pointerenter', 'focusin']) {
      ui.stage.panels.stack.addEventListener(event, () => this.#explain())
    }
    ui.table.choose = (invocation, opener) => {
      this.#opener = opener
      this.#chooseRun(invocation)
    }
    ui.frame.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !this.#chosen) return
      event.preventDefault()
      this.#closeDetails()
    })
    ui.tree.addEventListener('keydown', (event) => this.#press(event))
    ui.tree.addEventListener('focusin', () => {
      const bar = this.#current()
      if (!bar || this.#focused === bar) return
      this.#focused = bar
      this.#reveal(bar)
      this.#draw()
    })
    ui.scroller.addEventListener('scroll', () => this.#draw(), { passive: true })
    this.#listenToPointers()
  }

  #press(event: KeyboardEvent): void {
    const bar = this.#current()
    if (!bar || event.ctrlKey || event.metaKey || event.altKey) return
    const { key, shiftKey } = event
    const direction = KEYS[key]
    if (shiftKey && (direction === 'left' || direction === 'right')) {
      this.#pan(this.#scroll + (direction === 'left' ? -STEP : STEP))
    } else if (direction) {
      const next = neighbour(this.#bars, bar, direction)
      if (next) this.#focusOn(next)
    } else if (key === 'Enter' || key === ' ') {
      this.#choose(bar, this.#ui.cursor)
      this.#ui.details.querySelector<HTMLElement>('.title')?.focus()
    } else if (key === '+' || key === '=') this.zoomIn()
    else if (key === '-') this.zoomOut()
    else if (key === '0') this.fit()
    else return
    event.preventDefault()
  }

  #listenToPointers(): void {
    const { surface, scroller } = this.#ui
    const pointers = new Map<number, PointerEvent>()
    let dragged = false
    const at = ({ clientX, clientY }: MouseEvent) => {
      const { left, top } = scroller.getBoundingClientRect()
      return { x: clientX - left, y: clientY - top }
    }
    surface.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return
      if (pointers.size === 0) dragged = false
      pointers.set(event.pointerId, event)
    })
    surface.addEventListener('pointermove', (event) => {
      const last = pointers.get(event.pointerId)
      const { x, y } = at(event)
      if (!last) return this.#hover(event.pointerType === 'mouse' ? barAt(this.#boxes, x, y) : undefined, x, y)
      const other = [...pointers.values()].find(({ pointerId }) => pointerId !== event.pointerId)
      const by = event.clientX - last.clientX
      if (other) {
        const before = Math.abs(last.clientX - other.clientX)
        const after = Math.abs(event.clientX - other.clientX)
        this.#zoomBy(after / Math.max(1, before), (x + at(other).x) / 2)
      } else if (dragged || Math.hypot(by, event.clientY - last.clientY) > 4) {
        surface.setPointerCapture(event.pointerId)
        surface.classList.add('dragging')
        if (by !== 0) this.#pan(this.#scroll - by)
        if (event.pointerType === 'mouse') scroller.scrollTop -= event.clientY - last.clientY
      } else return
      dragged = true
      this.#hover(undefined, x, y)
      pointers.set(event.pointerId, event)
    })
    const release = (event: PointerEvent) => {
      pointers.delete(event.pointerId)
      surface.classList.remove('dragging')
    }
    surface.addEventListener('pointerup', release)
    surface.addEventListener('pointercancel', release)
    surface.addEventListener('pointerleave', () => this.#hover(undefined, 0, 0))
    surface.addEventListener('click', (event) => {
      if (dragged) return
      const { x, y } = at(event)
      const bar = barAt(this.#boxes, x, y)
      if (!bar) return this.#choose(undefined)
      this.#focusOn(bar)
      this.#choose(bar, this.#ui.cursor)
    })
    const wheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.metaKey) this.#zoomBy(Math.exp(-event.deltaY * 0.01), at(event).x)
      else if (event.shiftKey && event.deltaX === 0) this.#pan(this.#scroll + event.deltaY)
      else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.#pan(this.#scroll + event.deltaX)
      else return
      event.preventDefault()
    }
    scroller.addEventListener('wheel', wheel, { passive: false })
  }

  #hover(bar: Bar | undefined, x: number, y: number): void {
    const { tip, surface, scroller } = this.#ui
    tip.hidden = bar === undefined
    surface.classList.toggle('over', bar !== undefined)
    if (bar) {
      const { outcome, duration } = runOf(bar)
      const kind = bar.party ? `${KINDS[bar.party.kind]}${bar.party.scope ? ` · ${bar.party.scope}` : ''} · ` : ''
      say(tip, `${SIGNS[outcome]} ${titleOf(bar)} · ${kind}${duration === undefined ? outcome : inTime(duration)}`)
      const over = y > scroller.clientHeight - 50
      tip.style.translate = `${Math.max(4, Math.min(x + 12, scroller.clientWidth - tip.offsetWidth - 6))}px ${over ? y - 40 : y + 18}px`
    }
    if (bar === this.#hovered) return
    this.#hovered = bar
    this.#draw()
  }
}

/** Whether a recording is one that goes on. */
function isLive(recorded: Recorded | undefined): recorded is Recording {
  return typeof (recorded as Partial<Recording> | undefined)?.subscribe === 'function'
}

/** What does not change any more. */
function copyOf(recorded: Recorded | undefined): Recorded | undefined {
  return isLive(recorded) ? recorded.toJSON() : recorded
}

/** How wide a stretch of work is, at most, in which nothing begins or ends. */
function widestIn(width: number): number {
  return Math.max(SHARE, width * 0.3)
}

function calm(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}

function download(name: string, text: string): void {
  const href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const moment = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  h('a', { href, download: `entracte-${moment}-${name}` }).click()
  // Firefox and Safari begin to read only after the click.
  setTimeout(URL.revokeObjectURL, 10_000, href)
}

function offer(select: HTMLSelectElement, all: string | undefined, names: readonly string[]): void {
  const wanted = all === undefined ? [...names] : ['', ...names]
  // What is chosen stays offered, even when there is none left.
  if (select.value !== '' && !wanted.includes(select.value)) wanted.push(select.value)
  const offered = Array.from(select.options, ({ value }) => value)
  if (wanted.length === offered.length && wanted.every((name, i) => name === offered[i])) return
  const chosen = select.value
  select.replaceChildren(...wanted.map((name) => h('option', { value: name }, name === '' ? (all as string) : name)))
  if (wanted.includes(chosen)) select.value = chosen
}
