// Finds what a plugin has changed in a value that it received, and changes the value of the host in the same way.

import { isPlain } from '../shared/text.js'
import { pathOf } from './clone.js'

/** One change: where, and the new value in an array; without the array, the field is deleted. */
export type Edit = readonly [path: readonly string[], value?: readonly [unknown]]

/** Returns a copy of a value, to compare the value with later. */
export function snapshot(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? copy(value, undefined) : value
}

/** @param around The copies of the objects around it; undefined at the top. */
function copy(value: object, around: Map<unknown, unknown> | undefined): unknown {
  const known = around?.get(value)
  if (known !== undefined) return known
  if (!isFolder(value)) return isMutable(value) ? structuredClone(value) : value
  const made: Folder = Array.isArray(value) ? ([] as unknown as Folder) : {}
  let copies = around
  for (const key of Object.keys(value)) {
    const part = value[key]
    if (typeof part !== 'object' || part === null) setOwn(made, key, part)
    else {
      // Made only where there is something inside.
      copies ??= new Map()
      copies.set(value, made)
      setOwn(made, key, copy(part, copies))
    }
  }
  return made
}

/** Sets a field. An assignment would take a field `__proto__` for the prototype. */
function setOwn(object: Folder, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
}

/** Returns what has changed in a value since its snapshot; undefined when nothing has. */
export function editsOf(before: unknown, value: unknown): Edit[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const edits: Edit[] = []
  compare(before, value, [], edits, new Set())
  return edits.length > 0 ? edits : undefined
}

function compare(before: unknown, now: unknown, path: readonly string[], edits: Edit[], seen: Set<unknown>): void {
  if (Object.is(before, now) || seen.has(now)) return
  if (!isFolder(before) || !isFolder(now) || Array.isArray(before) !== Array.isArray(now)) {
    if (!isSame(before, now)) edits.push([path, [now]])
    return
  }
  seen.add(now)
  if (Array.isArray(now) && now.length !== (before as unknown as unknown[]).length) {
    edits.push([path, [now]])
    return
  }
  for (const key of Object.keys(now)) {
    if (Object.hasOwn(before, key)) {
      if (before[key] !== now[key]) compare(before[key], now[key], [...path, key], edits, seen)
    } else edits.push([[...path, key], [now[key]]])
  }
  for (const key of Object.keys(before)) if (!Object.hasOwn(now, key)) edits.push([[...path, key]])
}

/** Returns whether two objects that are neither plain nor arrays have the same content. */
function isSame(a: unknown, b: unknown): boolean {
  if (!isMutable(a) || !isMutable(b)) return false
  if (a instanceof Date || b instanceof Date) return Number(a) === Number(b)
  const [left, right] = [contentOf(a), contentOf(b)]
  if (left.length !== right.length) return false
  if (left instanceof Uint8Array) return left.every((byte, i) => byte === right[i])
  const edits: Edit[] = []
  compare(left, right, [], edits, new Set())
  return edits.length === 0
}

function contentOf(value: object): unknown[] | Uint8Array {
  if (value instanceof Map || value instanceof Set) return [...value]
  if (!ArrayBuffer.isView(value)) return new Uint8Array(value as ArrayBuffer)
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
}

/** Returns whether an object, which came through the channel and so is of this realm, can be edited in place. */
function isMutable(value: unknown): value is object {
  return (
    value instanceof Date ||
    value instanceof Map ||
    value instanceof Set ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value)
  )
}

type Folder = Record<string, unknown>

/** The copy of an instance of a class is a plain object. */
function isObject(value: unknown): value is Folder {
  return typeof value === 'object' && value !== null
}

function isFolder(value: unknown): value is Folder {
  return Array.isArray(value) || isPlain(value)
}

/**
 * Changes a value of the host in place, as the plugin has changed its copy.
 *
 * What the plugin says is not trusted: it changes only what is there and what it was shown. No prototype is reached.
 *
 * @param shown What the plugin was shown: the value, or what `share` made of it.
 * @returns The value; or another, when the plugin has changed what is not edited in place, such as a Map that is the payload.
 * @throws {TypeError} when an edit is none, or leads to something that is not there or was not shown.
 */
export function applyEdits(value: unknown, shown: unknown, edits: unknown, label = 'payload'): unknown {
  let changed = value
  if (!Array.isArray(edits)) throw new TypeError('The plugin sent edits that are none')
  for (const edit of edits) {
    const [path, given] = Array.isArray(edit) ? edit : []
    if (
      !Array.isArray(path) ||
      !path.every((key) => typeof key === 'string') ||
      !(given === undefined || Array.isArray(given))
    ) {
      throw new TypeError('The plugin sent edits that are none')
    }
    changed =
      path.length === 0
        ? replaced(changed, merged(changed, shown, given?.[0], label))
        : editedAt(changed, shown, path, given, label)
  }
  return changed
}

/** Puts the content of one array into another. Everything else is replaced. */
function replaced(value: unknown, given: unknown): unknown {
  if (!Array.isArray(value) || !Array.isArray(given)) return given
  value.length = 0
  for (const item of given) value.push(item)
  return value
}

function editedAt(
  value: unknown,
  shown: unknown,
  path: readonly string[],
  given: readonly unknown[] | undefined,
  label: string,
): unknown {
  const last = path.at(-1) as string
  let [place, seen] = [value, shown]
  const refuse = () => {
    throw new TypeError(`The plugin edited ${pathOf(label, path)}, which it does not see`)
  }
  for (const key of path.slice(0, -1)) {
    if (!isObject(place) || !isObject(seen) || !Object.hasOwn(place, key) || !Object.hasOwn(seen, key)) return refuse()
    if (hidesItems(place, seen)) return refuse()
    ;[place, seen] = [place[key], seen[key]]
  }
  if (!isObject(place) || !isObject(seen) || hidesItems(place, seen)) return refuse()
  if (Array.isArray(place) && !(/^\d{1,9}$/.test(last) && Number(last) < place.length)) return refuse()
  const isThere = Object.hasOwn(place, last)
  if (isThere && !Object.hasOwn(seen, last)) return refuse()
  if (!isThere) {
    if (given !== undefined) setOwn(place, last, given[0])
    return value
  }
  const made = merged(place[last], seen[last], given?.[0], label, path)
  if (given === undefined) delete place[last]
  // An assignment keeps setters, as for a local listener.
  else place[last] = made
  return value
}

/** Returns whether `share` has left out items of an array. Then nobody knows which of them the plugin means. */
function hidesItems(value: unknown, shown: unknown): boolean {
  return Array.isArray(value) && !(Array.isArray(shown) && shown.length === value.length)
}

/**
 * Returns what the host has when a plugin puts another value in the place of one: with everything that the plugin was not shown.
 *
 * @param path Where it is.
 * @throws {TypeError} when something that the plugin was not shown would be set, or lost.
 */
export function merged(
  value: unknown,
  shown: unknown,
  given: unknown,
  label = 'payload',
  path: readonly string[] = [],
): unknown {
  if (showsAll(value, shown)) return given
  const refuse = (what: string, keys = path) => {
    throw new TypeError(
      `The plugin ${what} ${pathOf(label, keys)}, which it does not see${keys === path ? ' in full' : ''}`,
    )
  }
  const all = [value, shown, given]
  const isList = all.every((each) => Array.isArray(each) && !hidesItems(each, value))
  if (!isList && !all.every(isPlain)) return refuse('replaced')
  const [own, seen, now] = all as [Folder, Folder, Folder]
  const made = (isList ? [] : {}) as Folder
  for (const key of Object.keys(now)) {
    const isThere = Object.hasOwn(own, key)
    if (isThere && !Object.hasOwn(seen, key)) return refuse('edited', [...path, key])
    setOwn(made, key, isThere ? merged(own[key], seen[key], now[key], label, [...path, key]) : now[key])
  }
  for (const key of Object.keys(own)) {
    if (!Object.hasOwn(seen, key)) setOwn(made, key, own[key])
    // It was removed.
    else if (!Object.hasOwn(now, key)) merged(own[key], seen[key], undefined, label, [...path, key])
  }
  return made
}

/** Returns whether what a plugin was shown has everything that the value has: `share` may show a copy, or a part. */
function showsAll(value: unknown, shown: unknown, around = new Set<unknown>()): boolean {
  // What is no object is seen in full, also where `share` shows something in its place.
  if (value === shown || !isObject(value) || around.has(value)) return true
  if (!isObject(shown)) return false
  around.add(value)
  const [parts, seen] = [partsOf(value), partsOf(shown)]
  return Object.keys(parts).every((key) => Object.hasOwn(seen, key) && showsAll(parts[key], seen[key], around))
}

/** Returns what an object has inside, by key. */
function partsOf(value: Folder): Folder {
  const tag = Object.prototype.toString.call(value)
  const isCollection = tag === '[object Map]' || tag === '[object Set]'
  return isCollection ? (Array.from(value as unknown as Iterable<unknown>) as unknown as Folder) : value
}
