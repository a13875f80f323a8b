// Turns values from outside into text for messages.

/** Returns a value as short text on one line, for a message. It accepts every value. */
export function show(value: unknown): string {
  try {
    if (typeof value === 'string') return quote(value)
    if (typeof value === 'function') return 'a function'
    if (isError(value)) return quote(String(value.message))
    if (Array.isArray(value)) return `[${list(value, showItem)}]`
    if (isPlain(value)) {
      const keys = Object.keys(value)
      return keys.length === 0 ? '{}' : `{ ${list(keys, (key) => `${showKey(key)}: ${showItem(value[key])}`)} }`
    }
    if (isDate(value)) return value.toISOString()
    if (Object(value) !== value) return quote(String(value)).slice(1, -1) + (typeof value === 'bigint' ? 'n' : '')
  } catch {
    // A proxy or a getter that throws.
  }
  return 'an object'
}

/** Returns an item of a list, or a field, as text. It does not open objects, because a list may contain itself. */
function showItem(value: unknown): string {
  return Array.isArray(value) || isPlain(value) ? 'an object' : show(value)
}

/** Returns the first five items as text. `inWords` shows each item. */
function list<T>(items: readonly T[], inWords: (item: T) => string): string {
  return items.slice(0, 5).map(inWords).join(', ') + (items.length > 5 ? ', …' : '')
}

function showKey(key: string): string {
  return /^[\w$]{1,40}$/.test(key) ? key : quote(key)
}

/** Returns whether a value is an error, of any realm. */
export function isError(value: unknown): value is Error {
  return Object.prototype.toString.call(value) === '[object Error]' || value instanceof Error
}

/** Returns whether a value is a date, of any realm. */
function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]'
}

/** Returns whether a value is a plain object, of any realm. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/**
 * Returns the name of a function; undefined when it has no name. The property `name` may have any value, and a proxy
 * may throw.
 */
export function nameOf(fn: { readonly name: unknown }): string | undefined {
  try {
    const { name } = fn
    return typeof name === 'string' && name !== '' ? name : undefined
  } catch {
    return undefined
  }
}

/**
 * Returns text from outside in double quotes, at most 100 characters long. It escapes everything that could break the
 * line.
 */
export function quote(text: string): string {
  const short = text.length > 100 ? `${text.slice(0, 99)}…` : text
  return JSON.stringify(short).replace(/[\u2028\u2029]/g, (line) => `\\u${line.charCodeAt(0).toString(16)}`)
}

/** Returns the words as a list for a sentence: `a, b or c`. */
export function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
