// Finds out whether a value has changed since it was remembered.

import { isPlain } from '../shared/text.js'

/**
 * Remembers a value, with everything in its plain objects and arrays. Objects of other kinds are remembered as such: what changes inside
 * them is not seen.
 *
 * @returns A function that says whether a value is the same, and has not changed.
 */
export function remember(value: unknown): (now: unknown) => boolean {
  const copies = new Map<object, Map<PropertyKey, unknown>>()
  const visit = (inner: unknown): void => {
    if (isOpen(inner) && !copies.has(inner)) copies.set(inner, entriesOf(inner))
  }
  visit(value)
  // What is added meanwhile is visited, too.
  for (const copy of copies.values()) for (const inner of copy.values()) visit(inner)
  return (now) => Object.is(now, value) && [...copies].every(([object, copy]) => isSame(entriesOf(object), copy))
}

/** Returns whether a value is read: an array, or a plain object. */
export function isOpen(value: unknown): value is object {
  return Array.isArray(value) || isPlain(value)
}

function entriesOf(object: object): Map<PropertyKey, unknown> {
  return new Map(Reflect.ownKeys(object).map((key) => [key, Reflect.get(object, key)]))
}

function isSame(now: ReadonlyMap<PropertyKey, unknown>, then: ReadonlyMap<PropertyKey, unknown>): boolean {
  return now.size === then.size && [...now].every(([key, value]) => then.has(key) && Object.is(then.get(key), value))
}
