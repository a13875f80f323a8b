// What a value is to a test: how it is remembered, when two are the same, and how one is shown.

/** How deep a value is shown, and how long in characters. */
const DEEPEST = 6
const LONGEST = 1_000

/** A copy of plain objects and arrays, all the way down. Everything else is itself, and so is what cannot be read. */
export function copy(value: unknown): unknown {
  const copies = new Map<unknown, unknown>()
  return walk(value, (object, inside) => {
    if (copies.has(object)) return copies.get(object)
    const made = Array.isArray(object) ? new Array(object.length) : Object.create(Object.getPrototypeOf(object))
    copies.set(object, made)
    for (const [key, item] of Object.entries(object)) define(made, key, inside(item))
    return made
  })
}

/** The same, for runners: some of them show a difference by walking for ever through what holds itself. */
export function uncircled(value: unknown): unknown {
  const around: unknown[] = []
  return walk(value, (object, inside) => {
    if (around.includes(object)) return '[circular]'
    around.push(object)
    const made = Array.isArray(object) ? new Array(object.length) : {}
    for (const [key, item] of Object.entries(object)) define(made, key, inside(item))
    around.pop()
    return made
  })
}

/** What `visit` makes of a plain object or an array; any other value, and one that throws when it is read, is itself. */
function walk(value: unknown, visit: (object: object, inside: (item: unknown) => unknown) => unknown): unknown {
  try {
    const isWalked = isObject(value) && (isPlain(value) || Array.isArray(value))
    return isWalked ? visit(value, (item) => walk(item, visit)) : value
  } catch {
    return value
  }
}

/**
 * Whether two values are the same, deeply. A key whose value is undefined is a key; maps and sets are compared in order; an
 * instance of a class only equals one of the same class, and one without fields only itself. Where `expected` has an `asymmetricMatch`, that decides.
 */
export function equals(actual: unknown, expected: unknown, pairs = new Map<unknown, unknown>()): boolean {
  if (Object.is(actual, expected)) return true
  if (!isObject(expected)) return false
  if (typeof expected.asymmetricMatch === 'function') return Boolean(expected.asymmetricMatch(actual))
  if (!isObject(actual)) return false
  const alike = isPlain(actual) && isPlain(expected) // of whichever realm
  if (!alike && Object.getPrototypeOf(actual) !== Object.getPrototypeOf(expected)) return false
  if (pairs.get(actual) === expected) return true // they hold themselves, and have been the same so far
  pairs.set(actual, expected)
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

/** A value as a message can show it, on one line. */
export function inspect(value: unknown, depth = 0): string {
  try {
    const text = depth === DEEPEST ? '…' : inspectWhole(value, depth)
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
  } catch {
    return 'an object' // a proxy, or a getter, that throws
  }
}

function inspectWhole(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return `function ${value.name}`.trim()
  if (!isObject(value)) return String(value)
  if (value instanceof Error || value instanceof Date || value instanceof RegExp) return String(value)
  const items = contents(value).map(([key, item]) => {
    const text = inspect(item, depth + 1)
    return key === undefined || Array.isArray(value) ? text : `${/^[\w$]+$/.test(key) ? key : inspect(key)}: ${text}`
  })
  if (Array.isArray(value)) return `[${items.join(', ')}]`
  const name = isPlain(value) ? '' : `${classNameOf(value)} `
  return items.length === 0 ? `${name}{}` : `${name}{ ${items.join(', ')} }`
}

/** What makes an object what it is: its own keys with their values; and without a key, what it holds otherwise. */
function contents(value: object): [string | undefined, unknown][] {
  const held: unknown[] = []
  if (value instanceof Date || value instanceof RegExp) held.push(String(value.valueOf()))
  if (value instanceof Error) held.push(value.name, value.message)
  if (value instanceof Map || value instanceof Set) for (const item of value) held.push(item)
  return [...held.map((item): [undefined, unknown] => [undefined, item]), ...Object.entries(value)]
}

/** Whether what makes it what it is may be hidden, as of a promise: then nothing but itself is the same. */
function isOpaque(value: object): boolean {
  const isOpen = isPlain(value) || Array.isArray(value)
  return !isOpen && !(value instanceof Map || value instanceof Set)
}

function classNameOf(value: object): string {
  return Object.getPrototypeOf(value).constructor?.name || 'Object'
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function isObject(value: unknown): value is Record<string, unknown> & object {
  return typeof value === 'object' && value !== null
}

/** An assignment to `__proto__` would be something else. */
function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
}
