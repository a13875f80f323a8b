// Decides what a recording keeps of a value from outside: plain data of a limited size.

import { isBuiltIn } from '../shared/built-in.js'
import { isError, show } from '../shared/text.js'
import type { RecordedError } from './types.js'

/** The longest text that is kept, in characters. */
const LONGEST = 1_000

/** The most values, characters and levels that are kept of a payload or a result. */
const MOST_VALUES = 1_000
const MOST_CHARACTERS = 20_000
const DEEPEST = 8

/** Returns a thrown value as data. Never throws, even if the value is a proxy, or has getters that throw. */
export function toError(thrown: unknown): RecordedError {
  const message = isObject(thrown) ? read(thrown, 'message') : undefined
  if (typeof message !== 'string') return { name: undefined, message: inWords(thrown), code: undefined }
  return { name: textIn(thrown, 'name'), message: shorten(message), code: textIn(thrown, 'code') }
}

/** Returns a value in a few words: a text as it is, an object with a message as its message, any other as messages show it. Never throws. */
export function inWords(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (!isObject(value)) return shorten(String(value))
  return textIn(value, 'message') ?? shorten(show(value))
}

/** Returns a copy of `value` as plain data that JSON can hold, or undefined. Calls getters, `toJSON` and the traps of proxies. Never throws. */
export function snapshot(value: unknown): unknown {
  let left = MOST_VALUES
  let room = MOST_CHARACTERS
  const around = new Set<object>()

  function copy(value: unknown): unknown {
    left--
    if (value === undefined || value === null || typeof value === 'boolean') return value
    if (typeof value === 'string') return text(value)
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
    if (typeof value === 'bigint') return text(`${value}n`)
    if (!isObject(value))
      return `[${text(typeof value === 'function' ? `function ${textIn(value, 'name') ?? ''}`.trim() : String(value))}]`
    if (around.has(value)) return '[circular]'
    if (around.size === DEEPEST) return '[deeper]'
    around.add(value)
    const copied = carefully(() => copyObject(value), '[unreadable]')
    around.delete(value)
    return copied
  }

  function copyObject(value: object): unknown {
    const toJSON = read(value, 'toJSON')
    if (typeof toJSON === 'function') return copy(toJSON.call(value, ''))
    if (Array.isArray(value)) return copyItems(value.length, (index) => value[index])
    if (isError(value)) return copyFields(toError(value))
    if (isBuiltIn(value, 'Map') || isBuiltIn(value, 'Set')) return copyItems(value.size, nextOf(value))
    if (ArrayBuffer.isView(value) || isBuiltIn(value, 'ArrayBuffer')) return `[${value.byteLength} bytes]`
    return copyFields(value)
  }

  function copyItems(length: number, itemAt: (index: number) => unknown): unknown[] {
    const items: unknown[] = []
    for (let index = 0; index < length; index++) {
      if (left <= 0 || room === 0) return [...items, `[${length - index} more]`]
      items.push(copy(itemAt(index)) ?? null)
    }
    return items
  }

  function copyFields(value: object): unknown {
    const fields: [string, unknown][] = []
    const keys = Object.keys(value)
    for (const [index, key] of keys.entries()) {
      if (left <= 0 || room === 0) {
        fields.push(['…', `[${keys.length - index} more]`])
        break
      }
      fields.push([text(key), copy(read(value, key, '[unreadable]'))])
    }
    // Not by assignment, which would change the prototype for a key `__proto__`.
    return Object.fromEntries(fields)
  }

  function text(value: string): string {
    const kept = shorten(value, Math.min(LONGEST, room))
    room = Math.max(0, room - kept.length)
    return kept
  }

  return copy(value)
}

/** Returns what `work` returns; `otherwise` when it throws. The error is dropped. */
export function carefully<T>(work: () => T): T | undefined
export function carefully<T>(work: () => T, otherwise: T): T
export function carefully<T>(work: () => T, otherwise?: T): T | undefined {
  try {
    return work()
  } catch {
    return otherwise
  }
}

/**
 * Returns text of at most `longest` characters, followed by an ellipsis when it was shortened.
 *
 * The shortened text is a new string: a slice would keep the memory of the whole text.
 */
function shorten(text: string, longest = LONGEST): string {
  return text.length <= longest ? text : JSON.parse(JSON.stringify(`${text.slice(0, longest)}…`))
}

function textIn(value: unknown, key: string): string | undefined {
  const text = read(value, key)
  return typeof text === 'string' ? shorten(text) : undefined
}

/** Returns a property; `otherwise` when reading it throws, as it may with a proxy or a getter. */
function read(value: unknown, key: string, otherwise?: unknown): unknown {
  return carefully(() => (value as Record<string, unknown>)[key], otherwise)
}

/** Returns a function that gives one item of the collection after the other. */
function nextOf(collection: Iterable<unknown>): () => unknown {
  const iterator = collection[Symbol.iterator]()
  return () => iterator.next().value
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
