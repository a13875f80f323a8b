// Reads the issues of a library: as plain objects, without stacks, and without the texts of the value, which may be secret.

import type { Issue } from './types.js'

/** A longer message is cut off. */
const LONGEST = 300

/**
 * So many texts are looked for in all messages of one check. Of further issues, the messages say only that the value does not fit: 20,000
 * issues of one list of texts took a minute without a limit.
 */
const MOST_LOOKS = 30_000

/** Shorter texts are looked for only in quotes, since they may be part of any word. */
const SHORTEST = 4

/** The message of an issue that says nothing. */
const UNSAID = 'Invalid value'

/** Returns the text of an error, where an issue is none: a function of the schema threw, and the library has made a message of the stack, as effect 4 does. */
export function thrownIn(issues: unknown, value: unknown): string | undefined {
  const textsAt = createReader(value)
  for (const issue of listed(issues)) {
    const message = messageOf(issue)
    if (!hasStack(message)) continue
    // The value may have lines that look like a stack, and a message may repeat them.
    const own = textsAt(keysOf(issue))?.filter(({ text }) => hasStack(text))
    if (own && hasStack(own.reduce((left, { text }) => left.replaceAll(text, ''), message))) return message
  }
  return undefined
}

/**
 * Returns whether a text has a line of a stack: of V8, or of another engine. The text may come from anybody: the time does not grow faster
 * than the text.
 */
function hasStack(text: string): boolean {
  if (!/:\d+:\d/.test(text)) return false
  return text.split(/[\n\r]/).some((part) => {
    const line = part.trim()
    const last = line.slice(line.lastIndexOf(' ') + 1)
    return /^at .+:\d+:\d+\)?$/.test(line) || /^[^@]*@.+:\d+:\d+$/.test(last)
  })
}

/**
 * Returns issues as plain objects. What is no issue, as Standard Schema has them, says only that the value does not fit.
 *
 * @param value What was checked. Its texts are taken out of the messages.
 */
export function toIssues(issues: unknown, value: unknown): Issue[] {
  const textsAt = createReader(value)
  return listed(issues).map((issue) => {
    const keys = keysOf(issue)
    const texts = textsAt(keys)
    const message = texts?.reduce((left, { hide }) => hide(left), messageOf(issue)) ?? UNSAID
    return { message: toLine(message), path: keys.map(toPlain) }
  })
}

function keysOf(issue: unknown): unknown[] {
  return listed(Object(issue).path).map((key) => (Object(key) === key ? Object(key).key : key))
}

/** Not `map`: the lists and the paths of arktype are of classes of its own. */
function listed(value: unknown): unknown[] {
  return typeof value === 'object' ? Array.from((value ?? []) as ArrayLike<unknown>) : []
}

function messageOf(issue: unknown): string {
  const { message } = Object(issue)
  return typeof message === 'string' ? message : UNSAID
}

/** The key of a Map may be anything. Objects are not shown, since they may hold secrets. */
function toPlain(key: unknown): PropertyKey {
  if (typeof key === 'number' || typeof key === 'symbol') return key
  return Object(key) === key ? 'an object' : String(key)
}

function toLine(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim()
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line
}

/** A text of a value. */
interface Hidden {
  readonly text: string
  /** Replaces the text by `…`. */
  hide(message: string): string
}

/** Returns a function that gives the texts of what a path leads to, the longest first; undefined when it has given too many. */
function createReader(value: unknown): (path: readonly unknown[]) => readonly Hidden[] | undefined {
  const known = new Map<unknown, readonly Hidden[]>()
  let looks = 0
  return (path) => {
    if (looks > MOST_LOOKS) return undefined
    const place = at(value, path)
    const texts = known.get(place) ?? [...textsIn(place)].sort((a, b) => b.length - a.length).map(toHidden)
    known.set(place, texts)
    looks += texts.length
    return looks > MOST_LOOKS ? undefined : texts
  }
}

function toHidden(text: string): Hidden {
  if (text.length >= SHORTEST) return { text, hide: (message) => message.replaceAll(text, '…') }
  const escaped = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  if (/\d/.test(text)) {
    const alone = new RegExp(`(?<![\\w.])${escaped}(?![\\w.])`, 'g')
    return { text, hide: (message) => message.replace(alone, '…') }
  }
  const quoted = new RegExp(`(["'\`])${escaped}\\1`, 'g')
  return { text, hide: (message) => message.replace(quoted, '$1…$1') }
}

/** Returns the texts and the numbers in a value, as they are and as JSON has them; more than MOST_LOOKS, when there are too many. */
function textsIn(value: unknown): Set<string> {
  const texts = new Set<string>()
  try {
    const seen = new Set([value])
    // What is added meanwhile is visited, too.
    for (const each of seen) {
      if (texts.size > MOST_LOOKS) break
      if (isCollection(each)) for (const inner of each) seen.add(inner)
      else if (typeof each === 'object' && each !== null) for (const inner of Object.values(each)) seen.add(inner)
      else if (/^(?:string|number|bigint)$/.test(typeof each)) {
        texts.add(String(each))
        texts.add(JSON.stringify(String(each)).slice(1, -1))
      }
    }
  } catch {
    // What cannot be read has no texts.
  }
  texts.delete('')
  return texts
}

/**
 * Returns what a path leads to; undefined when that cannot be read. The path ends at a Map or a Set, whose keys libraries show in different
 * ways.
 */
function at(value: unknown, path: readonly unknown[]): unknown {
  try {
    return path.reduce((inner, key) => (isCollection(inner) ? inner : Object(inner)[key as PropertyKey]), value)
  } catch {
    return undefined
  }
}

/** Not every value that can be iterated: that may be possible only once. */
function isCollection(value: unknown): value is Iterable<unknown> {
  return /^\[object (?:Map|Set)\]$/.test(Object.prototype.toString.call(value))
}
