// Decides how a test remembers a value, when two values are the same, and how a value is shown.

import { isBuiltIn, isReadable } from '../shared/built-in.js'
import { isError, isPlain } from '../shared/text.js'

/** The most levels of a value that are shown, and the most characters. */
const DEEPEST = 6
const LONGEST = 1_000

/** Copies plain objects and arrays, deeply. Other values are not copied, and neither are objects that cannot be read. */
export function copy(value: unknown): unknown {
  const copies = new Map<unknown, unknown>()
  return walk(value, (object, inside) => {
    if (copies.has(object)) return copies.get(object)
    const made = Array.isArray(object) ? new Array(object.length) : Object.create(Object.getPrototypeOf(object))
    copies.set(object, made)
    for (const [key, item] of entries(object)) define(made, key, inside(item))
    return made
  })
}

/** Copies as `copy` does, with `'[circular]'` for an object inside itself: some runners loop for ever when they show such an object. */
export function uncircled(value: unknown): unknown {
  const around: unknown[] = []
  return walk(value, (object, inside) => {
    if (around.includes(object)) return '[circular]'
    around.push(object)
    const made = Array.isArray(object) ? new Array(object.length) : {}
    for (const [key, item] of entries(object)) define(made, key, inside(item))
    around.pop()
    return made
  })
}

/** Returns what `visit` returns for a plain object or an array. Returns other values, and objects that throw when they are read, as they are. */
function walk(value: unknown, visit: (object: object, inside: (item: unknown) => unknown) => unknown): unknown {
  try {
    const isWalked = isObject(value) && (isPlain(value) || Array.isArray(value))
    return isWalked ? visit(value, (item) => walk(item, visit)) : value
  } catch {
    return value
  }
}

/**
 * Returns whether two values are the same, deeply. A key with the value undefined counts as a key. Maps and sets are compared in their order.
 * An instance of a class equals only an instance of the same class, where a built-in class such as `Date` is the same in every realm; an
 * instance without fields equals only itself, and so does a value that cannot be read. If `expected` has an `asymmetricMatch`, that function
 * decides.
 */
export function equals(actual: unknown, expected: unknown, pairs = new Map<unknown, Set<unknown>>()): boolean {
  if (Object.is(actual, expected)) return true
  if (!isObject(expected) || !isReadable(expected)) return false
  if (typeof expected.asymmetricMatch === 'function') return Boolean(expected.asymmetricMatch(actual))
  if (!isObject(actual) || !isReadable(actual) || !isSameClass(actual, expected)) return false
  const met = pairs.get(actual) ?? new Set()
  if (met.has(expected)) return true // the pair is inside itself, and no difference was found so far
  pairs.set(actual, met.add(expected))
  // Holes are no content.
  if (Array.isArray(actual) && actual.length !== expected.length) return false
  const [ours, theirs] = [contents(actual), contents(expected)]
  if (ours.length === 0 && isOpaque(actual)) return false
  return (
    ours.length === theirs.length &&
    theirs.every(([key, value], index) => {
      const found = key === undefined ? ours[index] : ours.find(([other]) => other === key)
      return found !== undefined && equals(found[1], value, pairs)
    })
  )
}

/** Returns a value as text on one line, with its content. */
export function inspect(value: unknown, depth = 0): string {
  try {
    const text = depth === DEEPEST ? '…' : inspectWhole(value, depth)
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
  } catch {
    return 'an object' // a proxy or a getter that throws
  }
}

function inspectWhole(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return `function ${value.name}`.trim()
  if (!isObject(value)) return Object.is(value, -0) ? '-0' : String(value)
  // With milliseconds: two dates that differ look different.
  if (isBuiltIn(value, 'Date') && !Number.isNaN(value.getTime())) return value.toISOString()
  if (isBuiltIn(value, 'Date') || isBuiltIn(value, 'RegExp')) return String(value)
  const isThrown = isError(value)
  // The text of an error says its name and its message.
  const shown = contents(value).filter(([key]) => key !== undefined || !isThrown)
  const items = shown.map(([key, item]) => {
    const text = inspect(item, depth + 1)
    return key === undefined || Array.isArray(value) ? text : `${inspectKey(key)}: ${text}`
  })
  if (Array.isArray(value)) return `[${items.join(', ')}]`
  if (isThrown && items.length === 0) return String(value)
  const name = isPlain(value) ? '' : `${isThrown ? value : classNameOf(value)} `
  return items.length === 0 ? `${name}{}` : `${name}{ ${items.join(', ')} }`
}

function inspectKey(key: string | symbol): string {
  if (typeof key === 'symbol') return `[${String(key)}]`
  return /^[\w$]+$/.test(key) ? key : inspect(key)
}

/** Returns the content of an object: first, without keys, the items or the text of a built-in object; then its own keys with their values. */
function contents(value: object): [string | symbol | undefined, unknown][] {
  const held: unknown[] = []
  if (isBuiltIn(value, 'Date') || isBuiltIn(value, 'RegExp')) held.push(String(value.valueOf()))
  if (isError(value)) held.push(value.name, value.message)
  if (isBuiltIn(value, 'Map') || isBuiltIn(value, 'Set')) for (const item of value) held.push(item)
  // An error has these as keys that are not listed; where they were assigned, they are.
  const unlisted = isError(value)
    ? ['cause', 'errors'].filter((key) => Object.hasOwn(value, key) && !isListed(value, key))
    : []
  return [
    ...held.map((item): [undefined, unknown] => [undefined, item]),
    ...unlisted.map((key): [string, unknown] => [key, Reflect.get(value, key)]),
    ...entries(value),
  ]
}

/** Returns the own keys of an object with their values. Symbols only where they are data: an instance keeps its hidden state under them. */
function entries(value: object): [string | symbol, unknown][] {
  const symbols = isPlain(value) || Array.isArray(value) ? Object.getOwnPropertySymbols(value) : []
  const shown = symbols.filter((key) => isListed(value, key))
  return [...Object.entries(value), ...shown.map((key): [symbol, unknown] => [key, Reflect.get(value, key)])]
}

function isListed(value: object, key: PropertyKey): boolean {
  return Object.prototype.propertyIsEnumerable.call(value, key)
}

/** Returns whether the content of an object may be hidden, as that of a promise is. Such an object equals only itself. */
function isOpaque(value: object): boolean {
  const isOpen = isPlain(value) || Array.isArray(value)
  return !isOpen && !isBuiltIn(value, 'Map') && !isBuiltIn(value, 'Set')
}

function classNameOf(value: object): string {
  return Object.getPrototypeOf(value).constructor?.name || 'Object'
}

/** Returns whether two objects are instances of the same class. Objects of two realms may be. */
function isSameClass(one: object, other: object): boolean {
  if (isPlain(one) && isPlain(other)) return true
  if (Object.getPrototypeOf(one) === Object.getPrototypeOf(other)) return true
  const name = builtInNameOf(one)
  return name !== undefined && name === builtInNameOf(other)
}

/** Returns the name of the class of an object, when it is a class of the platform: each realm has such a class. */
function builtInNameOf(value: object): string | undefined {
  const prototype = Object.getPrototypeOf(value) ?? {}
  const Class = prototype.constructor
  if (typeof Class !== 'function' || Class.prototype !== prototype) return undefined
  return Function.prototype.toString.call(Class).endsWith('{ [native code] }') ? Class.name : undefined
}

function isObject(value: unknown): value is Record<string, unknown> & object {
  return typeof value === 'object' && value !== null
}

/** Defines a property. An assignment would change the prototype for the key `__proto__`. */
function define(object: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
}
