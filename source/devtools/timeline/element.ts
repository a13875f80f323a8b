// Decides what the element shows, and how it reacts to the page and the user.

import { show } from '../../shared/text.js'
import { loadRecording } from '../saved.js'
import { toTraceEvents } from '../trace.js'
import type { Outcome, Recorded, RecordedInvocation, RecordedParty, Recording } from '../types.js'
import { AXIS, type Box, barAt, draw, paletteFor, ROW } from './chart.js'
import { detailsOf, stateOf } from './details.js'
import { fill, h, say } from './dom.js'
import { choicesIn, everything, type Filter, isOpen, matches, OUTCOMES, treesWith } from './filters.js'
import { Frames } from './frames.js'
import { listenToGestures, type Position } from './gestures.js'
import { createInterface } from './interface.js'
import { type Bar, type Direction, type Grown, growTrees, neighbour, runOf, stackTrees, type Tree } from './layout.js'
import { pictureOf } from './picture.js'
import { type Moments, momentsOf, moveNow, pixelOf } from './scale.js'
import { styleSheet } from './styles.js'
import type { Explainable, Timeline, TimelineView } from './types.js'
import { Viewport } from './viewport.js'
import { count, inTime, KINDS, SIGNS, sentenceOf, titleOf } from './words.js'

/** The distance in pixels that one press of a key moves the view. */
const STEP = 80

const NOTHING: Recorded = { origin: 0, invocations: [] }
const KEYS: Readonly<Record<string, Direction>> = {
  ...{ ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down', Home: 'first', End: 'last' },
}

/** The base class. It is an empty class where there are no elements, so that the module can be imported there. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement)

/** The class of the element `<entracte-timeline>`. */
export class TimelineElement extends Base implements Timeline {
  #recording: Recorded | undefined
  /** The recording that was shown before a file was opened. */
  #beforeFile: Recorded | undefined
  /** The recording that is drawn: the recording itself, or a copy of it while the timeline is paused. */
  #shown: Recorded | undefined
  #actions: Explainable | undefined
  #view: TimelineView = 'chart'
  /** The time of the pause, while the timeline is paused. Bars that run are drawn up to this time. */
  #pausedAt: number | undefined
  #filter: Filter = everything()

  #grown: Grown = new WeakMap()
  #trees: readonly Tree[] = []
  #rows: readonly number[] = []
  #bars: readonly Bar[] = []
  #moments: Moments = momentsOf([], 0)
  #viewport = new Viewport(this.#moments)
  #boxes: readonly Box[] = []

  #chosen: Bar | undefined
  #hovered: Bar | undefined
  #focused: Bar | undefined
  /** The row of the table that was chosen last. It gets the focus when the details are closed. */
  #opener: HTMLElement | undefined
  #detailsState: string | undefined

  #frames = new Frames({ arrange: () => this.#arrange(), paint: () => this.#paint() })
  /** The difference between the page's clock and the recording's clock in milliseconds: the smallest that was seen. */
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
    // The probes have a colour that depends on the colour scheme, and a transition: its end shows that the scheme has changed.
    root.addEventListener('transitionend', () => this.#recolour())
    this.#listenToControls()
    this.#updateControls()
  }

  connectedCallback(): void {
    // A property that was set before the element was defined hides the accessor of the same name.
    for (const name of ['recording', 'actions', 'view', 'paused'] as const) {
      if (!Object.hasOwn(this, name)) continue
      const { [name]: value } = this
      delete (this as Partial<Timeline>)[name]
      Object.assign(this, { [name]: value })
    }
    const seen = new IntersectionObserver(([entry]) => {
      this.#frames.seen = entry?.isIntersecting ?? true
    })
    seen.observe(this)
    const sized = new ResizeObserver(() => this.#frames.ask())
    sized.observe(this.#ui.stage)
    const recolour = () => this.#recolour()
    const forced = matchMedia('(forced-colors: active)')
    forced.addEventListener('change', recolour)
    this.#undoings = [
      () => seen.disconnect(),
      () => sized.disconnect(),
      () => forced.removeEventListener('change', recolour),
    ]
    this.#subscribe()
    this.#recolour()
    this.#frames.start()
  }

  disconnectedCallback(): void {
    for (const undo of this.#undoings) undo()
    this.#unsubscribe?.()
    this.#frames.stop()
  }

  get recording(): Recorded | undefined {
    return this.#recording
  }

  set recording(recording: Recorded | undefined) {
    if (recording !== undefined && !Array.isArray(recording?.invocations)) {
      throw new TypeError(
        `The timeline could not show a recording: expected what record() or loadRecording() gives, got ${show(recording)}.`,
      )
    }
    this.#beforeFile = undefined
    this.#show(recording)
    this.#notice(undefined)
  }

  get actions(): Explainable | undefined {
    return this.#actions
  }

  set actions(actions: Explainable | undefined) {
    if (actions !== undefined && typeof actions?.explain !== 'function') {
      throw new TypeError(
        `The timeline could not show stacks: expected actions, which can explain themselves, got ${show(actions)}.`,
      )
    }
    this.#actions = actions
    if (actions === undefined && this.#view === 'stack') this.view = 'chart'
    this.#updateControls()
    this.#drawStack()
  }

  get view(): TimelineView {
    return this.#view
  }

  set view(view: TimelineView) {
    if (!Object.hasOwn(this.#ui.views, view)) {
      throw new TypeError(`The timeline has no view ${show(view)}: expected "chart", "table" or "stack".`)
    }
    this.#view = view
    this.#updateControls()
    this.#drawStack()
    this.#frames.hurry()
  }

  get paused(): boolean {
    return this.#pausedAt !== undefined
  }

  set paused(paused: boolean) {
    // Frameworks set a property again that has not changed.
    if (paused === this.paused) return
    this.#pausedAt = paused ? this.#now() : undefined
    this.#shown = paused ? copyOf(this.#recording) : this.#recording
    this.#announce(paused ? 'Paused' : 'Live')
    this.#updateControls()
    this.#frames.ask(true)
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
    const before = this.#beforeFile ?? this.#recording
    this.#show(loaded)
    this.#beforeFile = before
    this.#notice('Showing a saved recording.')
  }

  clear(): void {
    if (isLive(this.#recording)) this.#recording.clear()
    else this.#recording = undefined
    this.#shown = this.paused ? copyOf(this.#recording) : this.#recording
    this.#choose(undefined)
    this.#updateControls()
    this.#announce('Cleared')
    this.#frames.ask(true)
  }

  zoomIn(): void {
    this.#zoomBy(2)
  }

  zoomOut(): void {
    this.#zoomBy(0.5)
  }

  fit(): void {
    this.#setMode('fit')
  }

  follow(): void {
    if (this.paused) this.paused = false
    this.#setMode('live')
  }

  // ---- The recording

  #show(recording: Recorded | undefined): void {
    this.#recording = recording
    this.#shown = recording
    this.#pausedAt = undefined
    this.#lead = Number.POSITIVE_INFINITY
    this.#viewport.look(isLive(recording) ? 'live' : 'fit')
    this.#choose(undefined)
    this.#subscribe()
    this.#updateControls()
    this.#frames.ask(true)
  }

  #subscribe(): void {
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
    const recording = this.#recording
    if (!this.isConnected || !isLive(recording)) return
    this.#unsubscribe = recording.subscribe((invocation) => {
      const newest = invocation?.parties.at(-1) ?? invocation
      if (newest) this.#lead = Math.min(this.#lead, performance.now() - newest.start)
      if (!this.paused) this.#frames.ask(true)
    })
  }

  /** Returns the present time on the recording's clock, in milliseconds. Returns 0 for a saved recording: `moveNow` never goes back. */
  #now(): number {
    if (this.#pausedAt !== undefined) return this.#pausedAt
    if (isLive(this.#recording)) {
      return this.#lead < Number.POSITIVE_INFINITY
        ? performance.now() - this.#lead
        : Date.now() - this.#recording.origin
    }
    return 0
  }

  // ---- Drawing

  /** Reads the recording: which invocations there are, which of them match the filter, and the row of each bar. */
  #arrange(): void {
    const { spacer, empty, tree, tally, body } = this.#ui
    const invocations = this.#shown?.invocations ?? []
    this.#offerFilters(invocations)
    const trees = treesWith(this.#filter, growTrees(invocations, this.#grown))
    const { rows, height } = stackTrees(trees)
    this.#trees = trees
    this.#rows = rows
    this.#bars = trees.flatMap(({ bars }) => bars)
    this.#moments = momentsOf(trees, this.#now())
    this.#chosen = this.#sameBarNow(this.#chosen)
    this.#focused = this.#sameBarNow(this.#focused)
    this.#hovered = this.#sameBarNow(this.#hovered)
    spacer.style.blockSize = `${AXIS + height * ROW + 12}px`

    const asked = isOpen(this.#filter) ? invocations : invocations.filter((each) => matches(this.#filter, each))
    const all = count(invocations.length, 'invocation')
    say(tally, asked === invocations ? all : `${asked.length.toLocaleString('en')} of ${all}`)
    const nothing = trees.length === 0
    empty.hidden = !nothing
    tree.hidden = nothing
    if (nothing) this.#explainEmptiness(invocations.length)
    if (this.#view === 'table') this.#ui.table.show(asked, this.#chosen?.invocation)
    body.classList.toggle('tall', this.#view === 'table')
    this.#showDetails()
  }

  #paint(): void {
    const { canvas, scroller } = this.#ui
    const { clientWidth: width, clientHeight: height } = scroller
    // The chart is hidden, or not laid out yet.
    if (width === 0) return
    const running = this.#moments.places.at(-1) === Number.POSITIVE_INFINITY
    moveNow(this.#moments, this.#now())
    const glides = this.#boxes.length > 0 && !calm()
    const settled = this.#viewport.aim(this.#moments, this.#trees, width, glides)
    this.#boxes = draw(canvas, {
      ...{ scale: this.#viewport.scale, left: this.#viewport.scroll, top: scroller.scrollTop },
      ...{ trees: this.#trees, rows: this.#rows },
      ...{ width, height, filter: this.#filter, chosen: this.#chosen, hovered: this.#hovered },
      palette: paletteFor(this.#scheme()),
    })
    this.#placeCursor()
    // Bars that run grow with each frame, or once a second when the user prefers less motion.
    const grows = running && !this.paused && isLive(this.#recording) && this.#viewport.endsIn(width)
    if (!settled || (grows && !calm())) this.#frames.ask()
    else if (grows) this.#frames.askIn(1000)
  }

  #scheme(): 'light' | 'dark' | 'forced' {
    if (matchMedia('(forced-colors: active)').matches) return 'forced'
    return getComputedStyle(this.#ui.probe).color.includes('2') ? 'dark' : 'light'
  }

  /** Follows the page's colour scheme, or the user's preference when the page has no colour scheme. */
  #recolour(): void {
    this.#ui.frame.classList.toggle('own', getComputedStyle(this.#ui.page).colorScheme === 'normal')
    this.#frames.ask()
  }

  // ---- The part in view, the focus and the details

  #setMode(mode: 'live' | 'fit'): void {
    this.#viewport.look(mode)
    this.#updateControls()
    this.#frames.ask()
  }

  #pan(by: number): void {
    if (this.#trees.length === 0) return
    this.#viewport.pan(by, this.#ui.scroller.clientWidth)
    this.#updateControls()
    this.#frames.ask()
  }

  #zoomBy(factor: number, x?: number): void {
    if (this.#trees.length === 0) return
    this.#viewport.zoomBy(factor, this.#ui.scroller.clientWidth, x)
    this.#updateControls()
    this.#frames.ask()
  }

  /** Brings a bar into view. */
  #reveal(bar: Bar): void {
    const { scroller } = this.#ui
    const { clientWidth: width, clientHeight: height } = scroller
    const { scale, scroll } = this.#viewport
    const x = pixelOf(scale, runOf(bar).began) - scroll
    const end = pixelOf(scale, runOf(bar).ended ?? Number.POSITIVE_INFINITY) - scroll
    if (end < 8 || x > width - 24) this.#pan(x - width * 0.2)
    const y = this.#topOf(bar)
    if (y < scroller.scrollTop) scroller.scrollTop = y - ROW
    if (y + ROW * 2 > scroller.scrollTop + height - AXIS) scroller.scrollTop = y + ROW * 3 + AXIS - height
  }

  #topOf(bar: Bar): number {
    const i = this.#trees.findIndex(({ bars }) => bars.includes(bar))
    return ((this.#rows[i] ?? 0) + bar.row) * ROW
  }

  /** Returns the bar that has the focus, or would get it. Without such a bar, the chart could not be reached with the keyboard. */
  #barForFocus(): Bar | undefined {
    return this.#focused ?? this.#trees.at(-1)?.root
  }

  /** Places the element that can have the focus over its bar. */
  #placeCursor(): void {
    const bar = this.#barForFocus()
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

  /** Moves the focus to a bar. The focus goes to a new element, since a screen reader reads only a new element. */
  #focusOn(bar: Bar): void {
    const ui = this.#ui
    this.#focused = bar
    this.#reveal(bar)
    const old = ui.cursor
    ui.cursor = old.cloneNode() as HTMLElement
    old.after(ui.cursor)
    this.#placeCursor()
    ui.cursor.focus({ preventScroll: true })
    old.remove()
  }

  /** Returns the bar of the current bars that shows the same run. */
  #sameBarNow(bar: Bar | undefined): Bar | undefined {
    if (!bar) return undefined
    const index = indexOfParty(bar)
    return this.#bars.find(
      ({ invocation, party }) => invocation.id === bar.invocation.id && party === invocation.parties[index],
    )
  }

  #choose(bar: Bar | undefined): void {
    this.#chosen = bar
    this.#showDetails()
    if (this.#view === 'table') this.#frames.ask(true)
    else this.#frames.ask()
  }

  #chooseRun(invocation: RecordedInvocation, party?: RecordedParty): void {
    const bar = this.#bars.find((bar) => bar.invocation === invocation && bar.party === party)
    if (!bar) return
    this.#focused = bar
    this.#choose(bar)
    if (this.#view === 'chart') this.#reveal(bar)
    this.#ui.details.querySelector<HTMLElement>('.title')?.focus()
  }

  #closeDetails(): void {
    this.#choose(undefined)
    // In other views the row is hidden, and a hidden element does not get the focus.
    this.#opener?.focus()
  }

  #showDetails(): void {
    const { details, body, cursor, views } = this.#ui
    const bar = this.#chosen
    body.classList.toggle('open', bar !== undefined)
    details.hidden = bar === undefined
    if (!bar) {
      this.#detailsState = undefined
      const inside = details.contains(this.shadowRoot?.activeElement ?? null)
      details.replaceChildren()
      // The recording may have forgotten the invocation. A focus inside its details must not be lost with them.
      if (!inside) return
      this.#placeCursor()
      const next = this.#view === 'chart' ? cursor : views[this.#view]
      next.focus()
      return
    }
    const { invocation, party } = bar
    const state = `${invocation.id}/${indexOfParty(bar)} ${stateOf(bar)}`
    if (state === this.#detailsState) return
    this.#detailsState = state
    const focusable = () => [...details.querySelectorAll<HTMLElement>('button, .title, pre')]
    const focus = focusable().indexOf(this.shadowRoot?.activeElement as HTMLElement)
    const subject = {
      invocation,
      party,
      parent: this.#shown?.invocations.find(({ id }) => id === invocation.parent),
      origin: this.#shown?.origin ?? 0,
      close: () => this.#closeDetails(),
      go: (invocation: RecordedInvocation, party?: RecordedParty) => this.#chooseRun(invocation, party),
    }
    fill(details, detailsOf(subject))
    focusable()[focus]?.focus()
  }

  // ---- The controls

  /** Updates the lists of the filters. A list that has not changed stays as it is, since the user may have it open. */
  #offerFilters(invocations: readonly RecordedInvocation[]): void {
    const { action, scope, chips } = this.#ui
    const choices = choicesIn(invocations)
    offer(action, 'All actions', choices.actions)
    offer(scope, 'All scopes', choices.scopes)
    for (const outcome of OUTCOMES) say(chips[outcome], choices.counts[outcome].toLocaleString('en'))
  }

  #explainEmptiness(recorded: number): void {
    const [title, text] = [...this.#ui.empty.children] as [Element, Element]
    const waiting = isLive(this.#recording) ? 'The next invocation will appear here.' : 'There is no recording to show.'
    say(title, recorded > 0 ? 'Nothing matches' : 'Nothing recorded yet')
    say(text, recorded > 0 ? 'No invocation is as the filters ask.' : waiting)
  }

  /** Updates the controls: which of them are shown and pressed, and the state in words. */
  #updateControls(): void {
    const { views, stage, state, pause, follow, fit, zooms, filters, legend, clear } = this.#ui
    const live = isLive(this.#recording)
    for (const [view, input] of Object.entries(views)) {
      input.checked = view === this.#view
      if (view === 'stack') (input.parentElement as HTMLElement).hidden = this.#actions === undefined
    }
    for (const [view, panel] of Object.entries(stage.panels)) panel.hidden = view !== this.#view
    state.classList.toggle('live', live && !this.paused)
    say(state, !this.#recording ? 'No recording' : !live ? 'Saved' : this.paused ? 'Paused' : 'Live')
    say(pause, this.paused ? 'Resume' : 'Pause')
    pause.hidden = !live
    clear.hidden = !live
    zooms.hidden = this.#view !== 'chart'
    filters.hidden = this.#view === 'stack'
    legend.hidden = this.#view !== 'chart'
    follow.setAttribute('aria-pressed', String(this.#viewport.mode === 'live'))
    follow.hidden = !live
    fit.setAttribute('aria-pressed', String(this.#viewport.mode === 'fit'))
  }

  #changeFilter(change: Partial<Filter>): void {
    this.#filter = { ...this.#filter, ...change }
    this.#frames.arrange()
    this.#frames.ask()
    this.#announce(`${this.#ui.tally.textContent} shown`)
  }

  #drawStack(): void {
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

  #announce(text: string): void {
    say(this.#ui.status, text)
  }

  #notice(text: string | undefined, wrong = false): void {
    const { notice, noticed, back } = this.#ui
    notice.hidden = text === undefined
    notice.classList.toggle('wrong', wrong)
    back.hidden = this.#beforeFile === undefined
    say(noticed, text ?? '')
  }

  async #open(file: File | undefined): Promise<void> {
    if (!file) return
    try {
      this.importRecording(await file.text())
      this.#notice(`Showing ${file.name}, ${count(this.#recording?.invocations.length ?? 0, 'invocation')}.`)
    } catch (error) {
      this.#notice(`${file.name} could not be opened: ${(error as Error).message}`, true)
    }
    // Emptied, so that the same file can be chosen again.
    this.#ui.file.value = ''
  }

  #listenToControls(): void {
    const ui = this.#ui
    for (const [view, input] of Object.entries(ui.views)) {
      input.addEventListener('change', () => {
        this.view = view as TimelineView
      })
    }
    ui.pause.addEventListener('click', () => {
      this.paused = !this.paused
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
      this.recording = this.#beforeFile
      this.#announce('Back to the recording')
    })
    ui.action.addEventListener('change', () => this.#changeFilter({ action: ui.action.value || undefined }))
    ui.scope.addEventListener('change', () => this.#changeFilter({ scope: ui.scope.value || undefined }))
    for (const input of ui.filters.querySelectorAll('input')) {
      input.addEventListener('change', () => {
        const outcomes = [...ui.filters.querySelectorAll('input')].filter(({ checked }) => checked)
        this.#changeFilter({ outcomes: new Set(outcomes.map(({ value }) => value as Outcome)) })
      })
    }
    ui.explained.addEventListener('change', () => this.#drawStack())
    // Drawn again, since the stack may have changed.
    for (const event of ['pointerenter', 'focusin']) {
      ui.stage.panels.stack.addEventListener(event, () => this.#drawStack())
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
    ui.tree.addEventListener('keydown', (event) => this.#pressKey(event))
    ui.tree.addEventListener('focusin', () => {
      const bar = this.#barForFocus()
      if (!bar || this.#focused === bar) return
      this.#focused = bar
      this.#reveal(bar)
    })
    ui.scroller.addEventListener('scroll', () => this.#frames.ask())
    listenToGestures(ui.surface, ui.scroller, {
      pan: (by) => this.#pan(by),
      scroll: (by) => {
        ui.scroller.scrollTop += by
      },
      zoom: (factor, x) => this.#zoomBy(factor, x),
      hover: (position) => this.#hover(position),
      choose: ({ x, y }) => {
        const bar = barAt(this.#boxes, x, y)
        if (bar) this.#focusOn(bar)
        this.#choose(bar)
      },
    })
  }

  #pressKey(event: KeyboardEvent): void {
    const bar = this.#barForFocus()
    if (!bar || event.ctrlKey || event.metaKey || event.altKey) return
    const { key, shiftKey } = event
    const direction = KEYS[key]
    if (shiftKey && (direction === 'left' || direction === 'right')) {
      this.#pan(direction === 'left' ? -STEP : STEP)
    } else if (direction) {
      const next = neighbour(this.#bars, bar, direction)
      if (next) this.#focusOn(next)
    } else if (key === 'Enter' || key === ' ') {
      this.#choose(bar)
      this.#ui.details.querySelector<HTMLElement>('.title')?.focus()
    } else if (key === '+' || key === '=') this.zoomIn()
    else if (key === '-') this.zoomOut()
    else if (key === '0') this.fit()
    else return
    event.preventDefault()
  }

  #hover(position: Position | undefined): void {
    const { tip, surface, scroller } = this.#ui
    const bar = position && barAt(this.#boxes, position.x, position.y)
    tip.hidden = bar === undefined
    surface.classList.toggle('over', bar !== undefined)
    if (bar) {
      const { x, y } = position
      const { outcome, duration } = runOf(bar)
      const kind = bar.party ? `${KINDS[bar.party.kind]}${bar.party.scope ? ` · ${bar.party.scope}` : ''} · ` : ''
      say(tip, `${SIGNS[outcome]} ${titleOf(bar)} · ${kind}${duration === undefined ? outcome : inTime(duration)}`)
      const over = y > scroller.clientHeight - 50
      tip.style.translate = `${Math.max(4, Math.min(x + 12, scroller.clientWidth - tip.offsetWidth - 6))}px ${over ? y - 40 : y + 18}px`
    }
    if (bar === this.#hovered) return
    this.#hovered = bar
    this.#frames.ask()
  }
}

/** Returns whether a recording is a live one. */
function isLive(recorded: Recorded | undefined): recorded is Recording {
  return typeof (recorded as Partial<Recording> | undefined)?.subscribe === 'function'
}

/** Returns the index of a bar's party; -1 for the bar of an invocation. */
function indexOfParty({ invocation, party }: Bar): number {
  return invocation.parties.indexOf(party as RecordedParty)
}

/** Returns a copy of a live recording. A saved recording is returned as it is, since it does not change. */
function copyOf(recorded: Recorded | undefined): Recorded | undefined {
  return isLive(recorded) ? recorded.toJSON() : recorded
}

/** Returns whether the user prefers less motion. */
function calm(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}

function download(name: string, text: string): void {
  const href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const moment = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  h('a', { href, download: `entracte-${moment}-${name}` }).click()
  // Later, since Firefox and Safari begin to read only after the click.
  setTimeout(URL.revokeObjectURL, 10_000, href)
}

/** Puts names into a select. */
function offer(select: HTMLSelectElement, all: string | undefined, names: readonly string[]): void {
  const wanted = all === undefined ? [...names] : ['', ...names]
  // The chosen name stays in the list, even when no invocation has it any more.
  if (select.value !== '' && !wanted.includes(select.value)) wanted.push(select.value)
  const offered = Array.from(select.options, ({ value }) => value)
  if (wanted.length === offered.length && wanted.every((name, i) => name === offered[i])) return
  const chosen = select.value
  select.replaceChildren(...wanted.map((name) => h('option', { value: name }, name === '' ? (all as string) : name)))
  if (wanted.includes(chosen)) select.value = chosen
}
