// Decides how an invocation is remembered (data) and how it is told (text); knows nothing of desks or of terminals.
import type { Actions, ObservedParty, Party, PartyKind, Registration } from './entracte.js'

// ---- Data

/** Something that ran: a party, or an invocation with all of its parties. */
export type Entry = PartyEntry | InvocationEntry

export interface PartyEntry extends Run {
  kind: PartyKind
}

export interface InvocationEntry extends Run {
  kind: 'invocation'
  id: number
  depth: number
  abortReason: unknown
  /** Who aborted it, if somebody did and it can be told. */
  abortedBy: Party | undefined
  /** The parties of its stack that never started, outermost first. */
  skipped: Party[]
}

interface Run {
  /** The name of the party, or of the invocation's action. */
  name: string | undefined
  scope: string | undefined
  outcome: 'running' | 'done' | 'failed' | 'aborted'
  /** What it threw, if it failed. */
  error: unknown
  /** Places in the order of all that was recorded: what came before what, told without a clock. `ended` is ∞ until then. */
  began: number
  ended: number
  /** Milliseconds; NaN until it has ended. */
  duration: number
  /** What was said while it ran. */
  notes: string[]
  /** What ran inside it, in the order in which it began. */
  entries: Entry[]
}

export interface Recorder {
  /** Writes `text` down beside whatever is running in the invocation of `ctx`. */
  note(ctx: object, text: string): void
  stop: Registration
}

/** Records what runs, and hands over each top-level invocation, with all that ran inside it, once it has ended. */
export function recordTimelines(
  actions: Pick<Actions, 'observe' | 'explain'>,
  done: (timeline: InvocationEntry) => void,
): Recorder {
  const entries = new WeakMap<ObservedParty, Entry>()
  const invocations = new WeakMap<object, Recording>() // by ctx
  const starts = new WeakMap<Entry, number>()
  let place = 0

  function start(info: ObservedParty): void {
    const entry = toEntry(info, ++place)
    enclosing(info)?.entries.push(entry)
    entries.set(info, entry)
    if (entry.kind !== 'invocation') invocations.get(info.ctx)?.running.add(entry)
    else invocations.set(info.ctx, { entry, planned: actions.explain(info.ctx.action), running: new Set() })
    starts.set(entry, performance.now())
  }

  function end(info: ObservedParty): void {
    const entry = entries.get(info)
    const recording = invocations.get(info.ctx)
    if (!entry || !recording) return // it began before the recording did
    entry.duration = performance.now() - (starts.get(entry) ?? Number.NaN)
    entry.ended = ++place
    entry.outcome = info.aborted ? 'aborted' : 'error' in info ? 'failed' : 'done'
    entry.error = info.error
    if (entry.kind !== 'invocation') return void recording.running.delete(entry)
    const parties = partiesOf(entry)
    entry.abortReason = info.ctx.abortReason
    entry.abortedBy = parties.find((party) => party.outcome === 'aborted' && !passedOn(party))
    entry.skipped = missing(recording.planned, parties)
    if (info.ctx.parent === undefined) done(entry)
  }

  /** A nested invocation goes into what is running in its parent, a party into the layer around it. */
  function enclosing({ ctx, kind }: ObservedParty): Entry | undefined {
    if (kind !== 'invocation') return innermost(invocations.get(ctx), isLayer)
    return ctx.parent && innermost(invocations.get(ctx.parent))
  }

  return {
    note: (ctx, text) => void innermost(invocations.get(ctx))?.notes.push(text),
    stop: actions.observe({ start, end }),
  }
}

/** What is known of an invocation while it runs. */
interface Recording {
  entry: InvocationEntry
  planned: Party[]
  /** In the order in which they began. */
  running: Set<PartyEntry>
}

/** What began last, of what is running; the invocation itself if nothing is. */
function innermost(recording: Recording | undefined, wanted = (_entry: Entry) => true): Entry | undefined {
  return recording && ([...recording.running].filter(wanted).at(-1) ?? recording.entry)
}

const isLayer = ({ kind }: Entry) => kind === 'middleware' || kind === 'replacement'

function toEntry({ ctx, kind, name, scope }: ObservedParty, began: number): Entry {
  const run: Run = {
    name,
    scope,
    outcome: 'running',
    error: undefined,
    began,
    ended: Number.POSITIVE_INFINITY,
    duration: Number.NaN,
    notes: [],
    entries: [],
  }
  if (kind !== 'invocation') return { kind, ...run }
  const { id, depth, action } = ctx
  return { kind, ...run, name: action, id, depth, abortReason: undefined, abortedBy: undefined, skipped: [] }
}

/** The parties of this very invocation, not those of nested ones. */
function partiesOf(around: Entry): PartyEntry[] {
  return around.entries.flatMap((entry) => (entry.kind === 'invocation' ? [] : [entry, ...partiesOf(entry)]))
}

/** Whether it failed with the error of something inside it, or let an abort inside it pass. */
function passedOn({ entries, outcome, error }: Entry): boolean {
  if (outcome === 'aborted') return entries.some((inner) => inner.outcome === 'aborted' && inner.kind !== 'invocation')
  return entries.some((inner) => inner.outcome === outcome && inner.error === error)
}

/** What was planned and did not run; error-listeners do not count, since running is not what one wishes them. */
function missing(planned: Party[], ran: Party[]): Party[] {
  const left = [...ran]
  return planned.filter((party) => {
    const found = left.findIndex((it) => it.kind === party.kind && it.name === party.name && it.scope === party.scope)
    if (found >= 0) left.splice(found, 1)
    return found < 0 && party.kind !== 'error'
  })
}

// ---- Text

/** What a piece of text is, for those who give it a colour. */
export type Role = Entry['kind'] | Entry['outcome'] | 'skipped' | 'tree' | 'name' | 'scope' | 'duration' | 'note'

export interface TimelineFormat {
  /** Whether to tell how long things took. Default true. */
  durations?: boolean
  /** Gives text its colour. Default: none. */
  paint?: (role: Role, text: string) => string
}

/** A row per party, in the order in which they began; what ran inside something stands indented below it. */
export function formatTimeline(timeline: Entry, format: TimelineFormat = {}): string {
  return [row('', timeline, remarksOn(timeline), format), ...rowsInside(timeline, '', format)].join('\n')
}

type Piece = [role: Role, text: string]

const marks = { running: '…', done: '✓', failed: '✗', aborted: '⊘' } as const
const widths = { title: 21, name: 24, scope: 16, duration: 10 } as const

function rowsInside(around: Entry, stem: string, format: TimelineFormat): string[] {
  const { entries } = around
  const skipped = around.kind === 'invocation' ? around.skipped : []
  const last = entries.length + skipped.length - 1
  const branch = (index: number) => `${stem}${index === last ? '└' : '├'}`
  return [
    ...entries.flatMap((entry, index) => [
      row(branch(index), entry, [...remarksOn(entry), ...remarksOnTiming(entry, entries.slice(0, index))], format),
      ...rowsInside(entry, `${stem}${index === last ? '   ' : '│  '}`, format),
    ]),
    ...skipped.map((party, index) => skippedRow(branch(entries.length + index), party, format)),
  ]
}

function row(branch: string, entry: Entry, remarks: Piece[], format: TimelineFormat): string {
  const { durations = true, paint = plain } = format
  const { kind, name = '(anonymous)', scope = '', outcome, duration } = entry
  const isInvocation = kind === 'invocation'
  const mark: Piece = isInvocation || outcome !== 'done' ? [outcome, marks[outcome]] : ['tree', '─']
  const start: Piece[] = [['tree', branch], mark, ['tree', ' ']]
  const taken = (outcome === 'running' ? '' : `${duration.toFixed(1)} ms`).padStart(widths.duration)
  const columns = [
    isInvocation
      ? cell(paint, widths.title + widths.name, ...start, [kind, name])
      : cell(paint, widths.title, ...start, [kind, kind]) + cell(paint, widths.name, ['name', name]),
    cell(paint, widths.scope, ['scope', scope]),
    durations ? `${paint('duration', taken)}  ` : '',
    remarks.map(([role, text]) => paint(role, text)).join(' · '),
  ]
  return columns.join('').trimEnd()
}

function skippedRow(branch: string, party: Party, { durations = true, paint = plain }: TimelineFormat): string {
  const { kind, name = '(anonymous)', scope = '' } = party
  const columns = [
    cell(paint, widths.title, ['tree', `${branch}╌ `], ['skipped', kind]),
    cell(paint, widths.name, ['skipped', name]),
    cell(paint, widths.scope, ['skipped', scope]),
    durations ? ' '.repeat(widths.duration + 2) : '',
    paint('skipped', 'did not run'),
  ]
  return columns.join('')
}

function cell(paint: Paint, width: number, ...pieces: Piece[]): string {
  const taken = pieces.reduce((sum, [, text]) => sum + text.length, 0)
  const painted = pieces.map(([role, text]) => (text === '' ? '' : paint(role, text)))
  return painted.join('') + ' '.repeat(Math.max(width - taken, 1))
}

type Paint = NonNullable<TimelineFormat['paint']>
const plain: Paint = (_role, text) => text

function remarksOn(entry: Entry): Piece[] {
  const { outcome, error, notes } = entry
  const remarks = notes.map((text): Piece => ['note', text])
  if (outcome === 'running') remarks.push([outcome, 'still running'])
  if (outcome === 'failed')
    remarks.push([outcome, passedOn(entry) ? 'failed with what ran inside it' : `failed: ${messageOf(error)}`])
  if (outcome === 'aborted') remarks.push([outcome, describeAbort(entry)])
  return remarks
}

function describeAbort(entry: Entry): string {
  if (entry.kind !== 'invocation') return passedOn(entry) ? 'passed the abort on' : 'aborted'
  const { abortedBy, abortReason } = entry
  const scope = abortedBy?.scope === undefined ? '' : ` of ${abortedBy.scope}`
  const who = abortedBy ? ` by ${abortedBy.name ?? abortedBy.kind}${scope}` : ''
  return `aborted${who}${abortReason === undefined ? '' : `: ${messageOf(abortReason)}`}`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Whether things ran side by side, which the order in which they began does not tell. */
function remarksOnTiming(entry: Entry, earlier: Entry[]): Piece[] {
  const overlaps = earlier.some((other) => endOf(other) > entry.began)
  const leftWork = entry.outcome !== 'running' && endOf(entry) > entry.ended
  const texts = [overlaps && 'began while the one above still ran', leftWork && 'returned without waiting']
  return texts.filter((text) => text !== false).map((text) => ['running', text])
}

/** When the last of it, and of what ran inside it, had ended. */
function endOf(entry: Entry): number {
  return Math.max(entry.ended, ...entry.entries.map(endOf))
}
