// Keeps calls between two requests of revision 2026-07-28, while a person thinks about a question.
//
// The invocation waits where it is. So middleware and listeners run once, all answers are kept, and an answer works once. What the client
// carries is only a signed ticket.

import type { Actions } from '../core/index.js'
import { quote } from '../shared/text.js'
import type { Call } from './call.js'
import { createCodec } from './codec.js'
import { type McpContext, toForm } from './rounds.js'
import type { Tool } from './tools.js'
import type { StateCodec } from './types.js'

interface Entry {
  readonly call: Call
  readonly timer: unknown
}

/** The calls of each set of actions: the next request may come to another server. */
const PARKED = /* @__PURE__ */ new WeakMap<object, Map<string, Entry>>()

/** The codecs of each set of actions, where none is given. */
const CODECS = /* @__PURE__ */ new WeakMap<object, Promise<StateCodec>>()

export class Parked {
  readonly #actions: Actions
  readonly #entries: Map<string, Entry>
  readonly #codec: StateCodec | undefined
  readonly #answerWithin: number

  private constructor(actions: Actions, entries: Map<string, Entry>, codec: StateCodec | undefined, within: number) {
    this.#actions = actions
    this.#entries = entries
    this.#codec = codec
    this.#answerWithin = within
  }

  static of(actions: Actions, codec: StateCodec | undefined, answerWithin: number): Parked {
    const entries = PARKED.get(actions) ?? new Map<string, Entry>()
    PARKED.set(actions, entries)
    return new Parked(actions, entries, codec, answerWithin)
  }

  /** Puts a call away, and returns the questions for the client. */
  async put(call: Call, mcp: McpContext): Promise<object> {
    const id = crypto.randomUUID()
    const inputRequests = Object.fromEntries(
      Object.entries(call.questions).map(([key, text]) => [
        key,
        { method: 'elicitation/create', params: toForm(text) },
      ]),
    )
    const timer: unknown = setTimeout(() => {
      this.#entries.delete(id)
      call.expire()
    }, this.#answerWithin)
    // A question that nobody answers does not keep Node alive.
    Object(timer).unref?.()
    this.#entries.set(id, { call, timer })
    const codec = await this.#getCodec()
    return {
      resultType: 'input_required',
      inputRequests,
      requestState: await codec.mint({ id } as never, mcp as never),
    }
  }

  /** Returns the call that a request goes on with; undefined when the request is a new call, and text when it is refused. */
  async take(tool: Tool, args: object, mcp: McpContext): Promise<Call | string | undefined> {
    const state = mcp.mcpReq.requestState()
    if (state === undefined) return undefined
    const entry = await this.#find(state, mcp)
    if (entry === undefined) {
      return `The answer came too late, or was given before. Nothing was done with it: call ${quote(tool.action)} again.`
    }
    const { call, timer } = entry
    clearTimeout(timer as number)
    // By name, since a server for each request may have a contract of its own.
    if (call.tool.action !== tool.action || call.sent !== canonical(args)) {
      call.expire()
      return `The answer belongs to another call of ${quote(call.tool.action)}: the arguments must not change. Nothing was done.`
    }
    return call
  }

  async #find(state: unknown, mcp: McpContext): Promise<Entry | undefined> {
    try {
      // The server has verified it already, where it has an option for that.
      const ticket = typeof state === 'string' ? await (await this.#getCodec()).verify(state, mcp as never) : state
      const { id } = Object(ticket)
      const entry = this.#entries.get(id)
      this.#entries.delete(id)
      return entry
    } catch {
      return undefined
    }
  }

  #getCodec(): StateCodec | Promise<StateCodec> {
    if (this.#codec !== undefined) return this.#codec
    const made = CODECS.get(this.#actions) ?? createCodec()
    CODECS.set(this.#actions, made)
    return made
  }
}

/** Returns JSON in which the order of keys does not count. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
