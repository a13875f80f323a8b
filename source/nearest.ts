// Decides which registered names somebody may have meant by a name that is not.

/** Longer names are no slips of the finger, and comparing them takes its time. */
const LONGEST = 100

/**
 * The names that are nearest to `wanted`, nearest first, at most three; those that differ in case only count as nearest.
 * A name is near when no more than a third of it has to be inserted, deleted, replaced or swapped with its neighbour.
 */
export function nearest(wanted: string, names: Iterable<string>): string[] {
  if (wanted.length > LONGEST) return []
  const target = wanted.toLowerCase()
  const reach = Math.max(1, Math.floor(wanted.length / 3))
  const near: Array<{ name: string; steps: number }> = []
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) > reach) continue
    const steps = distance(target, name.toLowerCase(), reach)
    if (steps <= reach) near.push({ name, steps })
  }
  return near
    .sort((a, b) => a.steps - b.steps)
    .slice(0, 3)
    .map(({ name }) => name)
}

/**
 * The optimal string alignment distance (Damerau 1964, Levenshtein 1966), given up as soon as it must exceed `reach`: so
 * only that near to the diagonal need it be known.
 */
function distance(a: string, b: string, reach: number): number {
  const far = reach + 1
  let older: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = new Array<number>(b.length + 1).fill(far)
    row[0] = i
    let least = i
    const end = Math.min(b.length, i + reach)
    for (let j = Math.max(1, i - reach); j <= end; j++) {
      const same = a[i - 1] === b[j - 1]
      let steps = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        steps = Math.min(steps, at(older, j - 2) + 1)
      row[j] = steps
      least = Math.min(least, steps)
    }
    if (least > reach) return far
    older = last
    last = row
  }
  return at(last, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] as number
}
