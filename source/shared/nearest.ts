// Finds the known names that are similar to a misspelt name.

import { splitEvent } from './events.js'

/**
 * The length of the longest name that is compared. A longer name is hardly a typing error, and comparing it is slow.
 */
const LONGEST = 100

/**
 * Returns the names that are most similar to `wanted`, at most three, the most similar first. Upper and lower case
 * count as equal. A name is similar when at most one letter, or a third of its letters, must be inserted, deleted,
 * replaced or swapped with the next letter. An event is like its action.
 */
export function nearest(wanted: string, names: readonly string[]): string[] {
  if (wanted.length > LONGEST) return []
  const [, action = ''] = splitEvent(wanted) ?? []
  if (names.includes(action)) return [action]
  const reach = Math.max(1, Math.floor(wanted.length / 3))
  return names
    .filter(({ length }) => Math.abs(length - wanted.length) <= reach)
    .map((name) => ({ name, steps: distance(wanted.toLowerCase(), name.toLowerCase(), reach) }))
    .filter(({ steps }) => steps <= reach)
    .sort((a, b) => a.steps - b.steps)
    .slice(0, 3)
    .map(({ name }) => name)
}

/**
 * Returns the optimal string alignment distance (Damerau 1964, Levenshtein 1966). Gives up when the distance must be
 * greater than `reach`: most of 100 000 names are refused after one or two rows.
 */
function distance(a: string, b: string, reach: number): number {
  let older: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(
        Math.min(
          at(last, j) + 1,
          at(row, j - 1) + 1,
          at(last, j - 1) + (same ? 0 : 1),
          swapped ? at(older, j - 2) + 1 : reach + 1,
        ),
      )
    }
    if (Math.min(...row) > reach) return reach + 1
    older = last
    last = row
  }
  return at(last, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] as number
}
