// Finds out whether a value has changed since it was remembered.

import { isPlain } from '../shared/text.js'

/**
 * Remembers a value, with everything in its plain objects and arrays. Objects of other kinds are remembered as such: what changes inside
 * them is not seen.
 *
 * @returns A function that says whether a value is the same, and has not changed.
 */
export function remember(value: unknown): (now: unknown) => boolean {
  const copies: [object: object, fields: readonly unknown[]][] = []
  const seen = new Set([value])
  // What is added meanwhile is visited, too.
  for (const each of seen) {
    if (!isOpen(each)) continue
    const fields = fieldsOf(each)
    for (const field of fields) seen.add(field)
    copies.push([each, fields])
  }
  return (now) => Object.is(now, value) && copies.every(([object, fields]) => isSame(fieldsOf(object), fields))
}

/** Returns whether a value is read: an array, or a plain object. */
export function isOpen(value: unknown): value is object {
  return Array.isArray(value) || isPlain(value)
}

/** Returns the keys of an object, and then its values. */
function fieldsOf(object: object): readonly unknown[] {
  const keys = Reflect.ownKeys(object)
  return [...keys, ...keys.map((key) => Reflect.get(object, key))]
}

function isSame(now: readonly unknown[], then: readonly unknown[]): boolean {
  return now.length === then.length && now.every((field, index) => Object.is(field, then[index]))
}
