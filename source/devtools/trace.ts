// Writes a recording for Perfetto and chrome://tracing, and decides which slice is drawn on which track.

import { type Branch, endOf, toTree } from './tree.js'
import type { Recorded } from './types.js'

/** A file in the JSON Object Format of the Trace Event Format. */
export interface TraceFile {
  /** The events. First the descriptions of the tracks, then all other events in the order of their time. */
  readonly traceEvents: readonly TraceEvent[]
  /** The unit in which times are shown. */
  readonly displayTimeUnit: 'ms'
  /** The time at which the recording began, as in `2026-11-22T21:46:25.000Z`. */
  readonly otherData: Readonly<Record<'origin', string>>
}

/** An event of a trace file. */
export interface TraceEvent {
  /** The type of the event: `B` and `E` begin and end a slice, `s` and `f` an arrow, and `M` describes a track. */
  readonly ph: 'B' | 'E' | 's' | 'f' | 'M'
  /** The text on a slice: the name of the party, or its kind when it has no name, or the action. */
  readonly name: string
  /** The category. For a slice: the kind of the party, or `invocation`. */
  readonly cat: string
  /** The time in microseconds after the beginning of the recording. 0 for events of the type `M`. */
  readonly ts: number
  /** The group of tracks. There is one group. */
  readonly pid: number
  /** The track. */
  readonly tid: number
  /** For an arrow: the id of the invocation that the arrow leads to. */
  readonly id?: number
  /** For the end of an arrow: says that the arrow leads to the slice around it. */
  readonly bp?: 'e'
  /** The facts that are shown when the slice is selected. */
  readonly args?: Readonly<Record<string, unknown>>
}

/**
 * Returns a recording as a trace file, which Perfetto and chrome://tracing open. Each run is a slice, drawn inside the slice of the run that
 * it ran inside.
 *
 * Slices of one track can only lie inside one another. So runs that ran at the same time are on several tracks. Each track is named after
 * the action: `AcceptTask`, `AcceptTask 2`. When a nested invocation is on another track than the run that invoked it, an arrow leads to
 * it. A run that has not ended has a beginning only, and is drawn to the end of the trace.
 *
 * @returns Plain data, for `JSON.stringify`.
 *
 * @example
 * await writeFile('trace.json', JSON.stringify(toTraceEvents(recording)))
 */
export function toTraceEvents(recorded: Recorded): TraceFile {
  const boundaries = boundariesOf(toTree(recorded.invocations))
  const { trackOf, tracks } = assignTracks(boundaries)
  const arrows = arrowsOf(trackOf)
  const tidOf = new Map(tracks.map((track, index) => [track, index + 1]))
  const place = (branch: Branch) => ({ pid: 1, tid: tidOf.get(trackOf.get(branch) as Track) as number })

  const traceEvents: TraceEvent[] = [
    { ph: 'M', name: 'process_name', cat: '__metadata', ts: 0, pid: 1, tid: 1, args: { name: 'entracte' } },
    ...tracks.flatMap((track): TraceEvent[] => {
      const about = { ph: 'M', cat: '__metadata', ts: 0, pid: 1, tid: tidOf.get(track) as number } as const
      const { action, number } = track
      return [
        { ...about, name: 'thread_name', args: { name: number === 1 ? action : `${action} ${number}` } },
        { ...about, name: 'thread_sort_index', args: { sort_index: about.tid } },
      ]
    }),
  ]
  let ts = 0
  for (const { branch, isEnd } of boundaries) {
    const { kind, run } = branch
    const about = { name: run.name ?? kind, cat: kind, ...place(branch) }
    // Readers sort by time, so time must never go back, not even by a nanosecond that was lost in a sum.
    ts = Math.max(ts, toMicroseconds(isEnd ? run.start + (run.duration as number) : run.start))
    if (isEnd) {
      traceEvents.push({ ph: 'E', ...about, ts })
      continue
    }
    traceEvents.push({ ph: 'B', ...about, ts, args: argsOf(branch) })
    // An arrow belongs to the slice that is open on its track. So it comes directly after the beginning of a slice.
    const arrow = { name: 'invokes', cat: 'invocation', ts, ...place(branch) }
    if (arrows.to.has(branch)) traceEvents.push({ ph: 'f', ...arrow, id: branch.invocation.id, bp: 'e' })
    for (const { invocation } of arrows.from.get(branch) ?? [])
      traceEvents.push({ ph: 's', ...arrow, id: invocation.id })
  }
  return {
    traceEvents,
    displayTimeUnit: 'ms',
    otherData: { origin: new Date(recorded.origin).toISOString() },
  }
}

/** A beginning or an end. */
interface Boundary {
  readonly branch: Branch
  readonly isEnd: boolean
}

/** Returns all beginnings and ends in the order in which they were recorded. It is the order of time, and it tells equal times apart. */
function boundariesOf(branches: readonly Branch[]): Boundary[] {
  const ended = branches.filter(({ run }) => run.ended !== undefined)
  return [
    ...branches.map((branch) => ({ branch, isEnd: false, at: branch.run.began })),
    ...ended.map((branch) => ({ branch, isEnd: true, at: endOf(branch) })),
  ].sort((one, other) => one.at - other.at)
}

/** A track. The slices on it lie inside one another. */
interface Track {
  readonly action: string
  /** The number of the track among the tracks of its action, from 1 on. */
  readonly number: number
  /** The slices that are open on the track, the innermost last. */
  readonly open: Branch[]
}

/**
 * Assigns a track to each branch: the track of the branch around it, when the slice fits inside the open slice there. Otherwise the first
 * free track of its action.
 */
function assignTracks(boundaries: readonly Boundary[]): { trackOf: ReadonlyMap<Branch, Track>; tracks: Track[] } {
  const trackOf = new Map<Branch, Track>()
  const tracksOf = new Map<string, { all: Track[]; free: Track[] }>()

  const freeTrack = (action: string): Track => {
    const tracks = tracksOf.get(action) ?? { all: [], free: [] }
    tracksOf.set(action, tracks)
    const free = tracks.free.sort((one, other) => other.number - one.number).pop()
    if (free !== undefined) return free
    const track = { action, number: tracks.all.length + 1, open: [] }
    tracks.all.push(track)
    return track
  }

  for (const { branch, isEnd } of boundaries) {
    if (isEnd) {
      const track = trackOf.get(branch) as Track
      track.open.pop()
      if (track.open.length === 0) tracksOf.get(track.action)?.free.push(track)
    } else {
      const { around, invocation } = branch
      const outer = around && trackOf.get(around)
      const track = outer && liesInside(branch, outer.open.at(-1)) ? outer : freeTrack(invocation.action)
      track.open.push(branch)
      trackOf.set(branch, track)
    }
  }
  return { trackOf, tracks: [...tracksOf.values()].flatMap(({ all }) => all) }
}

/** Returns whether `open`, the innermost open slice of a track, is the branch around `branch`, and ends after it. */
function liesInside(branch: Branch, open: Branch | undefined): boolean {
  return open !== undefined && open === branch.around && endOf(branch) <= endOf(open)
}

/** Returns the nested invocations that an arrow leads to, and the branches that arrows lead from. */
function arrowsOf(trackOf: ReadonlyMap<Branch, Track>): { from: Map<Branch, Branch[]>; to: Set<Branch> } {
  const from = new Map<Branch, Branch[]>()
  const to = new Set<Branch>()
  for (const [branch, track] of trackOf) {
    const { kind, around } = branch
    if (kind !== 'invocation' || around === undefined || trackOf.get(around) === track) continue
    const others = from.get(around)
    if (others === undefined) from.set(around, [branch])
    else others.push(branch)
    to.add(branch)
  }
  return { from, to }
}

/** Returns the facts that are shown when a slice is selected. */
function argsOf({ kind, run, invocation }: Branch): Record<string, unknown> {
  const { outcome, error, notes } = run
  const { id, action, parent, depth, abort, skipped, payload, result } = invocation
  const about = { kind, action, invocation: id, outcome, error, notes }
  if (kind !== 'invocation') return withoutGaps({ ...about, scope: 'scope' in run ? run.scope : undefined })
  const unstarted = skipped.length === 0 ? undefined : skipped.map(({ kind, name }) => name ?? kind)
  return withoutGaps({ ...about, parent, depth, abort, skipped: unstarted, payload, result })
}

function withoutGaps(args: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined))
}

/** Returns microseconds, rounded to the nanosecond: smaller digits are noise. */
function toMicroseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1e6) / 1e3
}
