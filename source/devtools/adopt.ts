// Copies invocations of another recording into a place of this one.

import type { RecordedInvocation, RecordedRun } from './types.js'

/** Where the copies belong. */
export interface Home {
  /** The invocation that the copies are nested in, and the run in it that they ran inside: its index, undefined for the invocation itself. */
  readonly invocation: RecordedInvocation
  readonly inside: number | undefined
  /** When that run started, and what time it is. */
  readonly start: number
  readonly now: number
  /** Returns the next place in the order of all beginnings and ends. */
  place(): number
  /** Returns an id that no invocation has. */
  id(): number
}

/**
 * Returns copies of invocations, in the order in which they began: with new ids and new places, and the last of them ends now. They do not
 * start before the run that they ran inside.
 */
export function copyInto(home: Home, others: readonly RecordedInvocation[]): RecordedInvocation[] {
  const runs = others.flatMap((other): RecordedRun[] => [other, ...other.parties])
  let earliest = Number.POSITIVE_INFINITY
  let latest = 0
  for (const { start, duration = 0 } of runs) {
    earliest = Math.min(earliest, start)
    latest = Math.max(latest, start + duration)
  }
  const shift = Math.max(home.now - latest, home.start - earliest)

  const places = runs.flatMap(({ began, ended = began }) => [began, ended]).sort((one, other) => one - other)
  const placeOf = new Map<number, number>()
  for (const place of places) if (!placeOf.has(place)) placeOf.set(place, home.place())
  const move = <R extends RecordedRun>(run: R): R => ({
    ...run,
    start: run.start + shift,
    began: placeOf.get(run.began),
    ended: run.ended === undefined ? undefined : placeOf.get(run.ended),
  })

  const idOf = new Map(others.map(({ id }) => [id, home.id()]))
  const top = others.reduce((least, { depth }) => Math.min(least, depth), Number.POSITIVE_INFINITY)
  const ordered = [...others].sort((one, other) => one.began - other.began)
  return ordered.map((other) => {
    const parent = other.parent === undefined ? undefined : idOf.get(other.parent)
    return {
      ...move(other),
      id: idOf.get(other.id) as number,
      parent: parent ?? home.invocation.id,
      inside: parent === undefined ? home.inside : other.inside,
      depth: home.invocation.depth + 1 + other.depth - top,
      parties: other.parties.map(move),
    }
  })
}
