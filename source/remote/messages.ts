// Defines the messages of a connection: what the two sides ask of each other, and in which form.
//
// Each message is an array, and begins with a tag: this protocol, and the session. So other messages on the same channel are left alone,
// and so is what was sent before a plugin was loaded again.

import { show } from '../shared/text.js'
import type { Edit } from './edits.js'
import type { Sent } from './failures.js'
import type { RemoteVerb } from './types.js'

const MARK = 'entracte/'

/** The version of what crosses. Both sides must have the same. */
export const VERSION = 1

/** What a function of the plugin has changed. */
export interface Changes {
  /** Edits of the payload that the function received. */
  readonly received?: readonly Edit[] | undefined
  /** Edits of `ctx.payload`, where it is another payload by now. */
  readonly current?: readonly Edit[] | undefined
  /** The new `ctx.payload`. */
  readonly payload?: readonly [unknown] | undefined
}

/** How a function of the plugin has ended; undefined when there is nothing to say. */
export interface Outcome {
  readonly changes?: Changes | undefined
  readonly abort?: Sent | undefined
  readonly failed?: Sent | undefined
  /** The function was removed before it was asked. */
  readonly gone?: true | undefined
  /** The new result. */
  readonly result?: readonly [unknown] | undefined
  /** The result, or the error, is that of this call of `original` or `next`. */
  readonly from?: number | undefined
  /** Edits of the result that the function received. */
  readonly edits?: readonly Edit[] | undefined
}

/** What an invocation around another is, as it crosses. */
export type About = readonly [action: string, id: number, depth: number]

/** What `run` receives. */
export type Asked = readonly [
  askId: number,
  /** Which functions. Several run one after the other. */
  ids: number | readonly number[],
  payload: unknown,
  action: string,
  id: number,
  depth: number,
  /** A result, or an error. */
  extra?: unknown,
  state?: State | undefined,
  /** The innermost first. */
  parents?: readonly About[] | undefined,
]

/** `ctx.state` as it crosses: its entries, and the names of those that cannot be cloned. */
export type State = readonly [entries: Readonly<Record<string, unknown>>, missing: readonly string[]]

/** The answer of a call: a value, or how it failed. */
export type Answer<T = unknown> = { readonly value: T } | { readonly failed: Sent }

/** What a host answers when it has run what is inside. */
export interface Inner {
  /** The place of the result, or of the error, among those of this function. */
  readonly index: number
  readonly result?: unknown
  readonly failed?: Sent | undefined
  /** What `ctx.payload` is now, for middleware. */
  readonly payload?: readonly [unknown] | undefined
}

/** What a plugin asks to attach. */
export interface Attaching {
  readonly verb: RemoteVerb
  readonly action: string
  readonly name?: string | undefined
  readonly order?: number | undefined
  readonly once?: boolean | undefined
  readonly timeout?: number | undefined
  /** The names of the plugin's own scopes, outermost first. */
  readonly scopes: readonly string[]
}

/** Returns the error of two sides that do not understand each other. */
export function otherVersion(other: 'host' | 'plugin', version: unknown): Error {
  return new Error(`The ${other} has the version ${show(version)} of entracte/remote, and this side ${VERSION}`)
}

/** Returns the tag of the messages of a session. The tag of an empty session is of no session yet. */
export function tagOf(session: string): string {
  return MARK + session
}

/** Returns whether something is a message of this protocol. */
export function isTagged(data: unknown): data is [tag: string, ...unknown[]] {
  return Array.isArray(data) && typeof data[0] === 'string' && data[0].startsWith(MARK) && data[0].length <= 32
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
