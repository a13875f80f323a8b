// Reads the issues of a library: as plain objects, without stacks, and without the texts of the value, which may be secret.

import { isOpen } from './changes.js'
import type { Issue } from './types.js'

/** A longer message is cut off. */
const LONGEST = 300

/**
 * So many values, and thousands of letters, are looked at for all messages of one check. Of further issues, the messages say only that the
 * value does not fit: 20,000 issues of one list of texts took a minute without a limit, and 1,000 of one long text half a minute.
 */
const MOST_LOOKS = 30_000

/** Shorter texts are looked for only in quotes, and numbers only where they stand alone, since they may be part of any word. */
const SHORTEST = 4
const SHORT = /(?<=(["'`]))[^"'`]{1,3}(?=\1)|(?<![\w.])-?[\w.]*\d\w*/g

/**
 * What a library says that it has received: it may be trimmed, or read from JSON, so that the value has no such text. `JSON.parse` shows the
 * beginning of a text.
 */
const RECEIVED = /\b(received|was:?|actual|value|identifier|token '..?',) (?:\.*(["'`]).*\2|-?\d[\w.:+-]*)/gis

/** The message of an issue that says nothing. */
const UNSAID = 'Invalid value'

/**
 * Returns issues as plain objects. What is no issue, as Standard Schema has them, says only that the value does not fit.
 *
 * @param value What was checked. Its texts are taken out of the messages.
 * @returns The text of an error, where an issue is none: a function of the schema threw, and the library has made a message of the stack, as
 *   effect 4 does.
 */
export function toIssues(issues: unknown, value: unknown): Issue[] | string {
  const textsAt = createReader(value)
  const read: Issue[] = []
  for (const issue of listed(issues)) {
    const { message, path } = Object(issue)
    const said = typeof message === 'string' ? message : UNSAID
    const keys = listed(path).map((key) => (Object(key) === key ? Object(key).key : key))
    const texts = textsAt(keys)
    if (texts !== undefined && hasStack(said) && hasStack(withoutStacks(said, texts))) return said
    read.push({ message: texts === undefined ? UNSAID : toLine(hide(said, texts)), path: keys.map(toPlain) })
  }
  return read
}

/** Not `map`: the lists and the paths of arktype are of classes of its own. */
function listed(value: unknown): unknown[] {
  return typeof value === 'object' ? Array.from((value ?? []) as ArrayLike<unknown>) : []
}

/** The key of a Map may be anything. Objects are not shown, since they may hold secrets. */
function toPlain(key: unknown): PropertyKey {
  if (typeof key === 'number' || typeof key === 'symbol') return key
  return Object(key) === key ? 'an object' : String(key)
}

/**
 * Returns whether a text has a line of a stack: of V8, or of another engine. The text may come from anybody: the time does not grow faster
 * than the text.
 */
function hasStack(text: string): boolean {
  return /^[ \t]*at .+:\d+:\d+\)?$|(?:^|\s)[^\s@]*@\S+:\d+:\d+$/m.test(text)
}

/** The value may have lines that look like a stack, and a message may repeat them. */
function withoutStacks(message: string, texts: ReadonlySet<string>): string {
  return [...texts].filter(hasStack).reduce((left, text) => left.replaceAll(text, ''), message)
}

function hide(message: string, texts: ReadonlySet<string>): string {
  return [...texts]
    .filter((text) => text.length >= SHORTEST)
    .sort((a, b) => b.length - a.length)
    .reduce((left, text) => left.replaceAll(text, '…'), message)
    .replace(RECEIVED, '$1 $2…$2')
    .replace(SHORT, (text) => (texts.has(text) ? '…' : text))
}

function toLine(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim()
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line
}

/**
 * Returns a function that gives the texts and the numbers in what a path leads to, as they are and as JSON has them; undefined when it has
 * looked at too much.
 */
function createReader(value: unknown): (path: readonly unknown[]) => ReadonlySet<string> | undefined {
  let looks = 0
  return (path) => {
    const texts = new Set<string>()
    const seen = new Set([at(value, path)])
    // What is added meanwhile is visited, too.
    for (const each of seen) {
      if (++looks > MOST_LOOKS) return undefined
      try {
        for (const inner of innerOf(each)) seen.add(inner)
        const text = isOpen(each) ? '' : String(each)
        if (/^(?:|null|undefined|true|false)$/.test(text)) continue
        texts.add(text).add(JSON.stringify(text).slice(1, -1))
        looks += text.length / 1_000
      } catch {
        // What cannot be read has no texts.
      }
    }
    return texts
  }
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

function innerOf(value: unknown): Iterable<unknown> {
  if (isCollection(value)) return value
  return Object(value) === value ? Object.values(value as object) : []
}

/** Not every value that can be iterated: that may be possible only once. */
function isCollection(value: unknown): value is Iterable<unknown> {
  return /^\[object (?:Map|Set)\]$/.test(Object.prototype.toString.call(value))
}
