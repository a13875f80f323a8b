// Makes the `ctx` that the functions of a plugin receive.

import { UncloneableError } from './errors.js'
import type { About, Asked, State } from './messages.js'
import type { RemoteContext, RemoteParent } from './types.js'

/** What a ctx leads to. */
export interface Held {
  readonly hasEnded: boolean
  readonly aborted: { readonly reason: unknown } | undefined
  readonly holder: { result: unknown }
  readonly signal: AbortSignal
  readonly link: {
    invoke(askId: number, args: readonly unknown[]): Promise<unknown>
    settle(askId: number, args: readonly unknown[]): Promise<unknown>
  }
  /** Returns the question that an invocation is nested in. */
  nest(): number
  abort(reason: unknown): void
}

/** Leads from a ctx to its call. A proxy around a ctx leads there too, which a `#private` field would not (S21). */
const HELD = Symbol('entracte')

export function createContext(held: Held, asked: Asked): RemoteContext {
  return new Context(held, asked) as unknown as RemoteContext
}

/** The `ctx` of one question of the host, as `RemoteContext` describes it. */
class Context {
  readonly action: string
  readonly id: number
  readonly depth: number
  readonly parent: RemoteParent | undefined
  payload: unknown
  readonly state: Readonly<Record<string, unknown>>
  readonly [HELD]: Held

  constructor(held: Held, [, , payload, action, id, depth, , state, parents]: Asked) {
    this.action = action
    this.id = id
    this.depth = depth
    this.parent = parents ? parentOf(parents) : undefined
    this.payload = payload
    this.state = state ? stateOf(state) : EMPTY
    this[HELD] = held
  }

  get result(): unknown {
    return this[HELD].holder.result
  }

  set result(value: unknown) {
    this[HELD].holder.result = value
  }

  get aborted(): boolean {
    return this[HELD].aborted !== undefined
  }

  set aborted(aborted: boolean) {
    if (aborted) this[HELD].abort(undefined)
  }

  get abortReason(): unknown {
    return this[HELD].aborted?.reason
  }

  get abort(): (reason?: unknown) => void {
    const held = this[HELD]
    return (reason) => held.abort(reason)
  }

  get signal(): AbortSignal {
    return this[HELD].signal
  }

  get invokeAction(): (...args: unknown[]) => Promise<unknown> {
    const held = this[HELD]
    return (...args) => held.link.invoke(held.nest(), args)
  }

  get settleAction(): (...args: unknown[]) => Promise<unknown> {
    const held = this[HELD]
    return (...args) => held.link.settle(held.nest(), args)
  }

  /** Returns what users know of an invocation, for `JSON.stringify`. */
  toJSON(): object {
    const { action, id, depth, payload, result, aborted, abortReason } = this
    return { action, id, depth, parent: this.parent?.action, payload, result, aborted, abortReason }
  }
}

const EMPTY = Object.freeze({})

function parentOf([first, ...rest]: readonly About[]): RemoteParent | undefined {
  if (first === undefined) return undefined
  const [action, id, depth] = first
  return { action, id, depth, parent: parentOf(rest) }
}

function stateOf([entries, missing]: State): Readonly<Record<string, unknown>> {
  for (const key of missing) {
    const get = () => {
      throw new UncloneableError(`state.${key}`, 'not plain data')
    }
    Object.defineProperty(entries, key, { get, enumerable: true, configurable: true })
  }
  return Object.freeze(entries)
}
