// Holds one plugin in the host: what it has attached, and what it asks for. `asking.ts` has what it is asked.

import type { Actions, PartyKind, Registration, Scope } from '../core/index.js'
import { quote } from '../shared/text.js'
import type { RemoteParty } from './ask.js'
import { createAsking } from './asking.js'
import { RemoteClosedError, RemoteRefusedError } from './errors.js'
import { fromSent, toSent } from './failures.js'
import { type Answer, type Attaching, isObject } from './messages.js'
import { createRpc } from './rpc.js'
import type { Rules } from './rules.js'
import type { RemoteVerb } from './types.js'

/** One plugin in the host, from its first message to its last. */
export interface Session {
  /** How its messages begin. */
  readonly tag: string
  /** Takes a message of the plugin. Anything may have been sent. It never throws. */
  receive(message: unknown): void
  /** Settles everything that waits. What is attached does not ask the plugin any more. */
  end(cause: unknown): void
}

interface SessionOptions {
  readonly tag: string
  readonly actions: Actions
  readonly scope: Scope
  readonly rules: Rules
  /** Called when the plugin has attached something. */
  attached(): void
  post(message: unknown[]): void
}

const KINDS: Readonly<Record<string, PartyKind>> = {
  __proto__: null as never,
  before: 'before',
  after: 'after',
  error: 'error',
  replace: 'replacement',
  use: 'middleware',
}

export function openSession({ tag, actions, scope, rules, attached: told, post }: SessionOptions): Session {
  const attached = new Map<number, { readonly undo: Registration; readonly party: RemoteParty }>()
  const parties = new Map<unknown, RemoteParty>()
  const scopes = new Map<string, Scope>()
  const invocations = new Map<number, AbortController>()
  let answering = 0
  let ending: unknown

  const closed = (action: string) => new RemoteClosedError(action, rules.scope, ending)

  /** Answers a call of the plugin: with a value, or with how it failed. */
  const answered =
    <A extends unknown[], T>(run: (...args: A) => T | Promise<T>) =>
    async (...args: A): Promise<Answer<T>> => {
      try {
        if (answering >= rules.limits.calls) {
          throw new RemoteRefusedError(
            '',
            `The host does not answer ${quote(rules.scope)}, because ${answering} of its calls wait already`,
          )
        }
        answering++
        try {
          return { value: await run(...args) }
        } finally {
          answering--
        }
      } catch (error) {
        return { failed: toSent(error, false) }
      }
    }

  const attach = (id: unknown, given: unknown): void => {
    const {
      verb,
      action,
      name,
      order,
      once,
      timeout,
      scopes: names,
    } = (isObject(given) ? given : {}) as Partial<Attaching>
    const kind = typeof verb === 'string' ? KINDS[verb] : undefined
    if (
      typeof id !== 'number' ||
      attached.has(id) ||
      kind === undefined ||
      typeof action !== 'string' ||
      action === ''
    ) {
      throw new TypeError('The plugin asked to attach what is nothing')
    }
    rules.checkAllowed(verb as RemoteVerb, action)
    if (attached.size >= rules.limits.attachments) {
      throw new RemoteRefusedError(
        action,
        `The host does not let ${quote(rules.scope)} attach more than ${attached.size} functions`,
      )
    }
    const fn = asking.functionOf(kind, () => party)
    const place = placeOf(names)
    const party: RemoteParty = {
      id,
      action,
      kind,
      fn,
      name: typeof name === 'string' && name !== '' ? name.slice(0, 100) : undefined,
      scope: place.name,
      once: once === true,
      timeout: typeof timeout === 'number' && timeout >= 1 ? Math.min(timeout, rules.timeout) : rules.timeout,
    }
    const options = { name: party.name, order: typeof order === 'number' && !Number.isNaN(order) ? order : 0 }
    const undo =
      kind === 'replacement'
        ? place.scope.replaceAction(action, fn as never, options)
        : kind === 'middleware'
          ? place.scope.use(action, fn as never, options)
          : place.scope.addListener(`${kind as 'before'}${action}`, fn as never, { ...options, once: party.once })
    attached.set(id, { undo, party })
    parties.set(fn, party)
    told()
  }

  /** Returns the scope for a path of scopes of the plugin. */
  const placeOf = (names: unknown): { readonly scope: Scope; readonly name: string } => {
    const path = Array.isArray(names)
      ? names.filter((name) => typeof name === 'string').map((name) => name.slice(0, 100))
      : []
    if (path.length === 0) return { scope, name: rules.scope }
    const name = [rules.scope, ...path.slice(0, 8)].join('/')
    if (!scopes.has(name) && scopes.size >= rules.limits.attachments) return { scope, name: rules.scope }
    const inner = scopes.get(name) ?? scope.scope(name)
    scopes.set(name, inner)
    return { scope: inner, name }
  }

  const detach = (id: unknown): void => {
    const known = attached.get(id as number)
    if (known === undefined) return
    attached.delete(id as number)
    known.undo()
    parties.delete(known.party.fn)
  }

  const asking = createAsking({ rules, parties, rpc: () => rpc, closed, detach })

  /** Tells the plugin when `ctx.signal` fires: once, however often it asks. */
  const watch = (askId: unknown): void => {
    const made = asking.waiting(askId)
    if (made === undefined || made.isWatched) return
    made.isWatched = true
    const { action, signal } = made.ctx
    const fire = () => {
      if (asking.waiting(askId) === made)
        rpc.notify('fire', [askId, toSent(rules.shownError(signal.reason, action), false)])
    }
    if (signal.aborted) fire()
    else signal.addEventListener('abort', fire, { once: true })
  }

  /** Aborts: the first abort counts, and only the first is told when it comes too late. */
  const abort = (askId: unknown, reason: unknown): void => {
    const made = asking.waiting(askId)
    if (made === undefined || made.hasAborted) return
    made.hasAborted = true
    made.ctx.abort(fromSent(reason))
  }

  const invoke = async (
    id: unknown,
    askId: unknown,
    settles: unknown,
    action: unknown,
    payload: unknown,
    timeout: unknown,
  ): Promise<unknown> => {
    if (typeof id !== 'number' || invocations.has(id) || typeof action !== 'string') {
      throw new TypeError('The plugin asked to invoke what is no action')
    }
    rules.checkAllowed('invoke', action)
    const controller = new AbortController()
    invocations.set(id, controller)
    try {
      const invoker = asking.waiting(askId)?.ctx ?? actions
      const options = { signal: controller.signal, timeout: timeout as number | undefined }
      const outcome = await invoker.settleAction(action, payload, options)
      if (outcome.status === 'done') {
        const result = rules.answerable(outcome.result, action, 'result')
        return settles === true ? { ...outcome, result } : result
      }
      const sent: Record<string, unknown> = { ...outcome }
      for (const key of ['error', 'reason']) if (key in sent) sent[key] = rules.shownError(sent[key], action)
      if (settles !== true) throw 'error' in sent ? sent.error : sent.reason
      for (const key of ['error', 'reason']) if (key in sent) sent[key] = toSent(sent[key], false)
      return sent
    } finally {
      invocations.delete(id)
    }
  }

  const rpc = createRpc(
    {
      attach: answered(attach),
      detach,
      invoke: answered(invoke),
      inner: answered(asking.inner),
      cancel: (id: unknown, reason: unknown) => invocations.get(id as number)?.abort(fromSent(reason)),
      abort,
      ran: (askId: unknown, outcome: unknown, failed: unknown) => asking.waiting(askId)?.answer(outcome, failed),
      progress: (askId: unknown, outcomes: unknown) => asking.waiting(askId)?.arrive(outcomes, false),
      watch,
    },
    post,
  )

  return {
    tag,
    receive: rpc.receive,
    end(cause) {
      ending = cause
      asking.end()
      for (const controller of invocations.values()) controller.abort(closed(''))
      rpc.close(() => closed(''))
      attached.clear()
      parties.clear()
    },
  }
}
