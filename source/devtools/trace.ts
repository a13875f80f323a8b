// How a recording is told to Perfetto and chrome://tracing: which slice is drawn on which track.

import { type Branch, endOf, toTree } from './tree.js'
import type { Recorded } from './types.js'

/** A file in the JSON Object Format of the Trace Event Format. */
export interface TraceFile {
  /** The events, those with a time in the order of their time. */
  readonly traceEvents: readonly TraceEvent[]
  /** In which unit times are shown. */
  readonly displayTimeUnit: 'ms'
  /** When the recording began, as in `2026-11-22T21:46:25.000Z`. */
  readonly otherData: Readonly<Record<'origin', string>>
}

/** One event of a trace file. */
export interface TraceEvent {
  /** B and E begin and end a slice, s and f an arrow, and M names a track. */
  readonly ph: 'B' | 'E' | 's' | 'f' | 'M'
  /** What is shown on it: the name of the party or its kind, or the action. */
  readonly name: string
  /** Of a slice, the kind of the party, or `invocation`. */
  readonly cat: string
  /** Microseconds after the beginning of the recording; of those with `M`, 0. */
  readonly ts: number
  /** The group of tracks; there is one. */
  readonly pid: number
  /** The track. */
  readonly tid: number
  /** Of an arrow: the id of the invocation that it leads to. */
  readonly id?: number
  /** Says that an arrow leads to the slice that is open there. */
  readonly bp?: 'e'
  /** What is shown when it is selected. */
  readonly args?: Readonly<Record<string, unknown>>
}

/**
 * A recording as a trace file, which Perfetto and chrome://tracing open: each run is a slice, drawn inside what it ran inside.
 *
 * Slices of one track can only lie inside one another. What ran side by side is on several tracks, as many as there was at once,
 * each named after the action: `AcceptTask`, `AcceptTask 2`. An arrow leads to a nested invocation that is on another track
 * than what invoked it. What has not ended has a beginning only, and is drawn to the end.
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
    // Never back, not by a nanosecond that was lost in a sum: readers sort by time.
    ts = Math.max(ts, toMicroseconds(isEnd ? run.start + (run.duration as number) : run.start))
    if (isEnd) {
      traceEvents.push({ ph: 'E', ...about, ts })
      continue
    }
    traceEvents.push({ ph: 'B', ...about, ts, args: argsOf(branch) })
    // Arrows directly behind the beginnings of both slices, where they are what is open on their tracks.
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

/** All beginnings and ends, in the order in which they were recorded, which is that of time and tells equal times apart. */
function boundariesOf(branches: readonly Branch[]): Boundary[] {
  const ended = branches.filter(({ run }) => run.ended !== undefined)
  return [
    ...branches.map((branch) => ({ branch, isEnd: false, at: branch.run.began })),
    ...ended.map((branch) => ({ branch, isEnd: true, at: endOf(branch) })),
  ].sort((one, other) => one.at - other.at)
}

/** A track, on which slices lie inside one another. */
interface Track {
  readonly action: string
  /** Which of its action's it is, from 1 on. */
  readonly number: number
  /** What is open on it, the innermost last. */
  readonly open: Branch[]
}

/** Finds a track for each: that of what it ran inside, when it lies inside it there, else the first of its action that is free. */
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

/** Whether `open`, the innermost slice of a track, is what `branch` ran inside, and from beginning to end. */
function liesInside(branch: Branch, open: Branch | undefined): boolean {
  return open !== undefined && open === branch.around && endOf(branch) <= endOf(open)
}

/** To which nested invocations an arrow leads, and from what. */
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

/** What is shown when a slice is selected. */
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

/** To the nanosecond: what is behind that is noise. */
function toMicroseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1e6) / 1e3
}
