// Calls functions on the other side, and answers calls. Only this file knows birpc.

import { createBirpc } from 'birpc'
import { snapshot } from './edits.js'
import { fromSent, toSent } from './failures.js'

/** The functions that the other side may call. */
export type Methods = Readonly<Record<string, (...args: never[]) => unknown>>

/** One end of a connection. */
export interface Rpc {
  /** Calls a function of the other side. The promise rejects when the message cannot be sent, and when the connection ends. */
  call(method: string, args: readonly unknown[]): Promise<unknown>
  /** Calls a function of the other side, which sends no answer. The promise rejects when the message cannot be sent. */
  send(method: string, args: readonly unknown[]): Promise<unknown>
  /** As `send`, but nobody cares whether the message can be sent. */
  notify(method: string, args: readonly unknown[]): void
  /** Takes a message of the other side. Anything may have been sent: what is no message changes nothing. */
  receive(message: unknown): void
  /** Rejects all calls that wait. */
  close(error: () => Error): void
}

/** A message as birpc makes it: a call, or the answer of a call. */
type Message =
  | { readonly t: 'q'; readonly m: string; readonly a: unknown[]; readonly i?: string | undefined }
  | { readonly t: 's'; readonly i: string; readonly r?: unknown; readonly e?: unknown }

/**
 * Makes one end of a connection.
 *
 * @param post Sends a message. May throw.
 */
export function createRpc(methods: Methods, post: (message: unknown[]) => void): Rpc {
  let receive!: (message: Message) => unknown
  let isClosed = false
  const rpc = createBirpc<Methods, Methods, false>(methods, {
    post: (message: unknown[]) => {
      if (isClosed) return
      try {
        post(message)
      } catch {
        // A proxy, as reactive stores make it, cannot be cloned. What it holds may be.
        post(snapshot(message) as unknown[])
      }
    },
    on(listener) {
      receive = listener
    },
    // Not `methods[name]`, which has what every object has.
    resolver: (name) => (Object.hasOwn(methods, name) ? methods[name] : undefined),
    serialize: toWire,
    // The answer that could not be sent: birpc then sends the error instead.
    onGeneralError: (_error, method) => method !== undefined,
    bind: 'functions',
    proxify: false,
    // Each party has a limit of its own.
    timeout: -1,
  })
  const call = (method: string, args: readonly unknown[], event = false) =>
    rpc.$callRaw({ method, args: args as unknown[], event } as never) as Promise<unknown>
  const send = (method: string, args: readonly unknown[]) => call(method, args, true)

  return {
    call,
    send,
    notify(method, args) {
      send(method, args).catch(nothing)
    },
    receive(wire) {
      const message = isClosed ? undefined : fromWire(wire)
      if (message !== undefined) receive(message)
    },
    close(error) {
      isClosed = true
      rpc.$rejectPendingCalls(({ reject }) => reject(error()))
      rpc.$close()
    },
  }
}

function nothing(): void {}

// What crosses is a flat array, which is cloned in two thirds of the time that birpc's objects take: `[tag, id, method, ...args]` for a
// call, `[tag, id, 0, result]` for an answer, and `[tag, id, 1, error]`. The id of a call that wants no answer is 0. Who sends the message
// sets the tag.

function toWire(message: Message): unknown[] {
  if (message.t === 'q') {
    const wire = [undefined, message.i ?? 0, message.m, ...message.a]
    while (wire.at(-1) === undefined) wire.pop()
    return wire
  }
  if (message.e) return [undefined, message.i, 1, toSent(message.e, false)]
  return message.r === undefined ? [undefined, message.i, 0] : [undefined, message.i, 0, message.r]
}

/** Returns what crossed as birpc understands it; undefined when it is no message: birpc itself takes everything for one. */
function fromWire(wire: unknown): Message | undefined {
  if (!Array.isArray(wire) || wire.length > 13) return undefined
  const [, id, what, ...args] = wire
  if (id !== 0 && (typeof id !== 'string' || id.length > 64)) return undefined
  if (typeof what === 'string') return { t: 'q', m: what, a: args, i: id === 0 ? undefined : id }
  if (id === 0) return undefined
  if (what === 0) return { t: 's', i: id, r: args[0] }
  return what === 1 ? { t: 's', i: id, e: fromSent(args[0]) ?? new Error('The other side failed') } : undefined
}
