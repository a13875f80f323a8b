// Reads the issues of a library: as plain objects, without stacks, and without the texts of the value, which may be secret.

import type { Issue } from './types.js'

/** A longer message is cut off. */
const LONGEST = 300

/** So many texts of a value are looked for. */
const MOST_TEXTS = 1_000

/** Shorter texts are looked for only in quotes, since they may be part of any word. */
const SHORTEST = 4

/** A line of a stack: of V8, or of another engine. */
const STACK = /^\s*at .+:\d+:\d+\)?$|@\S+:\d+:\d+$/m

/** Returns the text of an error, where an issue is none: a function of the schema threw, and the library has made a message of the stack, as effect 4 does. */
export function thrownIn(issues: unknown): string | undefined {
  return listed(issues)
    .map(messageOf)
    .find((message) => STACK.test(message))
}

/**
 * Returns issues as plain objects. What is no issue, as Standard Schema has them, says only that the value does not fit.
 *
 * @param value What was checked. Its texts are taken out of the messages.
 */
export function toIssues(issues: unknown, value: unknown): Issue[] {
  return listed(issues).map((issue) => {
    const keys = listed(Object(issue).path).map((key) => (Object(key) === key ? Object(key).key : key))
    return { message: toLine(hide(messageOf(issue), textsIn(value, keys))), path: keys.map(toPlain) }
  })
}

/** Not `map`: the lists and the paths of arktype are of classes of its own. */
function listed(value: unknown): unknown[] {
  return typeof value === 'object' ? Array.from((value ?? []) as ArrayLike<unknown>) : []
}

function messageOf(issue: unknown): string {
  const { message } = Object(issue)
  return typeof message === 'string' ? message : 'Invalid value'
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

/** Replaces texts by `…`, the longest first. */
function hide(message: string, texts: ReadonlySet<string>): string {
  let left = message
  for (const text of [...texts].sort((a, b) => b.length - a.length)) {
    const escaped = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    if (text.length >= SHORTEST) left = left.replaceAll(text, '…')
    else if (/\d/.test(text)) left = left.replace(new RegExp(`(?<![\\w.])${escaped}(?![\\w.])`, 'g'), '…')
    else left = left.replace(new RegExp(`(["'\`])${escaped}\\1`, 'g'), '$1…$1')
  }
  return left
}

/** Returns the texts and the numbers of what a path leads to, as they are and as JSON has them. */
function textsIn(value: unknown, path: readonly unknown[]): Set<string> {
  const texts = new Set<string>()
  try {
    const seen = new Set([at(value, path)])
    // What is added meanwhile is visited, too.
    for (const each of seen) {
      if (seen.size > MOST_TEXTS) break
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

/** Returns what a path leads to. It ends at a Map or a Set, whose keys libraries show in different ways. */
function at(value: unknown, path: readonly unknown[]): unknown {
  return path.reduce((inner, key) => (isCollection(inner) ? inner : Object(inner)[key as PropertyKey]), value)
}

/** Not every value that can be iterated: that may be possible only once. */
function isCollection(value: unknown): value is Iterable<unknown> {
  return /^\[object (?:Map|Set)\]$/.test(Object.prototype.toString.call(value))
}
