// Asks the functions of one plugin, and does in the host what they have answered.

import { type ActionContext, ActionMisuseError, type Original } from '../core/index.js'
import { FOLLOWING } from '../shared/own.js'
import { quote } from '../shared/text.js'
import { Ask, Clock, type Inside, type RemoteParty } from './ask.js'
import { isCloneable } from './clone.js'
import { applyEdits, merged } from './edits.js'
import { RemoteRefusedError } from './errors.js'
import { fromSent, toSent } from './failures.js'
import { type About, type Asked, type Changes, type Inner, isObject, type Outcome, type State } from './messages.js'
import type { Rpc } from './rpc.js'
import type { Rules } from './rules.js'

type AnyFunction = (...args: never[]) => unknown

/** The questions to one plugin. */
export interface Asking {
  /** Makes the function of the host that asks a function of the plugin. */
  functionOf(kind: RemoteParty['kind'], party: () => RemoteParty): AnyFunction
  /** Returns the question that has this id and still waits. Anything may be an id. */
  waiting(askId: unknown): Ask | undefined
  /** Runs what is inside a layer, since the plugin asks for it. */
  inner(askId: unknown, changes: unknown, given: unknown): Promise<Inner>
  /** Settles everything that waits. */
  end(): void
}

interface AskingOptions {
  readonly rules: Rules
  /** What is attached, by the function of the host. */
  readonly parties: ReadonlyMap<unknown, RemoteParty>
  rpc(): Rpc
  /** Returns the error of a connection that has ended. */
  closed(action: string): Error
  detach(id: number): void
}

export function createAsking({ rules, parties, rpc, closed, detach }: AskingOptions): Asking {
  const asks = new Map<number, Ask>()
  const batches = new WeakMap<ActionContext, Ask>()
  const clock = new Clock()
  let asked = 0
  let isOver = false

  /** Asks functions of the plugin, whose outcomes then arrive one by one. */
  const ask = (
    ctx: ActionContext,
    list: readonly RemoteParty[],
    payload: unknown,
    extra: unknown,
    inside?: Inside,
  ): Ask => {
    const { action, id, depth } = ctx
    if (asks.size >= rules.limits.calls) {
      throw new RemoteRefusedError(
        action,
        `Cannot ask ${quote(rules.scope)}, because ${asks.size} calls wait for it already: raise the limit calls`,
      )
    }
    const seen = rules.sendable(payload, action, 'payload')
    const askId = ++asked
    const over = (ranOut: boolean) => {
      asks.delete(askId)
      if (ranOut) rpc().notify('skip', [askId])
    }
    const made = new Ask(ctx, list, payload, over, clock, inside)
    asks.set(askId, made)
    const ids = list.length === 1 ? (list[0] as RemoteParty).id : list.map(({ id }) => id)
    const asking: Asked = [askId, ids, seen, action, id, depth, extra, stateOf(ctx), parentsOf(ctx)]
    // The plugin answers with a message of its own, `ran`, and not with the answer of a call: that saves an id, and some promises.
    rpc()
      .send('run', asking)
      .catch((error) => made.fail(error))
    return made
  }

  const stateOf = ({ action, state }: ActionContext): State | undefined => {
    const seen = rules.shown(state, action, 'state')
    if (!isObject(seen)) return undefined
    const keys = Object.keys(seen)
    if (keys.length === 0) return undefined
    const missing = keys.filter((key) => !isCloneable(seen[key]))
    return [
      missing.length === 0
        ? { ...seen }
        : Object.fromEntries(keys.filter((key) => !missing.includes(key)).map((key) => [key, seen[key]])),
      missing,
    ]
  }

  /** Asks a listener: alone, or with the listeners of this plugin that come right after it. */
  const listen = (party: RemoteParty, ctx: ActionContext, payload: unknown, extra: unknown): Ask => {
    const batch = batches.get(ctx)
    if (batch?.covers(party)) return batch
    const list = [party]
    // It is taken off already.
    if (party.once) detach(party.id)
    if (!party.once && party.kind !== 'error' && parties.size > 1) {
      for (const fn of (ctx as unknown as { [FOLLOWING](): Iterable<unknown> })[FOLLOWING]()) {
        const next = parties.get(fn)
        if (next === undefined || next.kind !== party.kind || next.once) break
        list.push(next)
      }
    }
    const made = ask(ctx, list, payload, extra)
    if (list.length > 1) batches.set(ctx, made)
    return made
  }

  // ---- What the plugin has answered

  /** Changes the payload as a function of the plugin has changed its copy. */
  const change = (changes: Changes, ctx: ActionContext, payload: unknown): void => {
    const { action } = ctx
    const seen = (value: unknown) => rules.shown(value, action, 'payload')
    if (changes.received !== undefined) {
      const edited = applyEdits(payload, seen(payload), changes.received)
      if (edited !== payload) ctx.payload = edited
    }
    if (changes.current !== undefined) ctx.payload = applyEdits(ctx.payload, seen(ctx.payload), changes.current)
    if (Array.isArray(changes.payload)) ctx.payload = merged(ctx.payload, seen(ctx.payload), changes.payload[0])
  }

  /** Changes payload and result, aborts, and fails, as a function of the plugin has. */
  const decide = (
    outcome: Outcome | undefined,
    ctx: ActionContext,
    payload: unknown,
    result: unknown,
    abort: (reason: unknown) => void,
  ): void => {
    if (outcome === undefined) return
    const seen = (value: unknown) => rules.shown(value, ctx.action, 'result')
    if (outcome.changes !== undefined) change(outcome.changes, ctx, payload)
    if (outcome.edits !== undefined) {
      const edited = applyEdits(result, seen(result), outcome.edits, 'result')
      if (edited !== result) ctx.result = edited
    }
    if (Array.isArray(outcome.result)) ctx.result = merged(ctx.result, seen(ctx.result), outcome.result[0], 'result')
    if (outcome.abort !== undefined) abort(fromSent(outcome.abort))
    if (outcome.failed !== undefined) throw fromSent(outcome.failed)
  }

  const landed = (made: Ask, party: RemoteParty, go: (outcome: Outcome | undefined) => void): unknown => {
    const outcome = made.outcomeOf(party)
    return outcome instanceof Promise ? outcome.then(go) : go(outcome)
  }

  /** Asks a layer, and returns what it has answered, but with the results and errors of the host itself. */
  const askLayer = async (
    party: RemoteParty,
    ctx: ActionContext,
    payload: unknown,
    inside: Inside,
  ): Promise<Outcome | undefined> => {
    const outcome = await ask(ctx, [party], payload, undefined, inside).outcomeOf(party)
    if (outcome === undefined || outcome.gone === true) return outcome
    const known = typeof outcome.from === 'number' ? inside.ends[outcome.from] : undefined
    // The host's own error, and not its copy.
    const failed = outcome.failed !== undefined && known !== undefined && 'error' in known
    const { result: _, ...rest } = outcome
    decide(failed ? { ...rest, failed: undefined } : rest, ctx, payload, known?.result, (reason) => ctx.abort(reason))
    if (failed) throw known.error
    return known === undefined ? outcome : { ...outcome, result: [known.result] }
  }

  // ---- The functions of the host

  const makers: Readonly<Record<string, (party: () => RemoteParty) => AnyFunction>> = {
    before: (party) => (payload: unknown, abort: (reason: unknown) => void, ctx: ActionContext) => {
      if (isOver) throw closed(ctx.action)
      return landed(listen(party(), ctx, payload, undefined), party(), (outcome) =>
        decide(outcome, ctx, payload, undefined, abort),
      )
    },

    after: (party) => (payload: unknown, result: unknown, ctx: ActionContext) => {
      if (isOver) return
      const extra = rules.sendable(result, ctx.action, 'result')
      return landed(listen(party(), ctx, payload, extra), party(), (outcome) =>
        decide(outcome, ctx, payload, result, (reason) => ctx.abort(reason)),
      )
    },

    error: (party) => (payload: unknown, error: unknown, ctx: ActionContext) => {
      if (isOver) return
      const extra = toSent(rules.shownError(error, ctx.action), false)
      return landed(listen(party(), ctx, payload, extra), party(), (outcome) =>
        decide(outcome, ctx, payload, undefined, (reason) => ctx.abort(reason)),
      )
    },

    replacement: (party) => async (payload: unknown, original: Original<unknown, unknown>, ctx: ActionContext) => {
      if (isOver) {
        if (rules.failsWhenGone) throw closed(ctx.action)
        return original()
      }
      const run = (given?: readonly [unknown]) => (given === undefined ? original() : original(given[0]))
      const outcome = await askLayer(party(), ctx, payload, { run, ends: [], isMiddleware: false })
      return outcome?.gone === true ? original() : outcome?.result?.[0]
    },

    middleware: (party) => async (ctx: ActionContext, next: () => Promise<unknown>) => {
      if (isOver) {
        if (rules.failsWhenGone) throw closed(ctx.action)
        return next()
      }
      const run = async () => {
        await next()
        return ctx.result
      }
      const outcome = await askLayer(party(), ctx, ctx.payload, { run, ends: [], isMiddleware: true })
      if (outcome?.gone === true) return next()
      if (Array.isArray(outcome?.result) && outcome.from === undefined) ctx.result = outcome.result[0]
    },
  }

  return {
    functionOf: (kind, party) => (makers[kind] as (typeof makers)[string])(party),
    waiting: (askId) => asks.get(askId as number),

    async inner(askId, changes, given) {
      const made = asks.get(askId as number)
      if (made?.inside === undefined) {
        throw new ActionMisuseError('', `The function of ${quote(rules.scope)} has ended, and can run nothing any more`)
      }
      const { ctx, inside, payload } = made
      const { action } = ctx
      if (isObject(changes)) change(changes, ctx, payload)
      const passed = Array.isArray(given)
        ? ([merged(payload, rules.shown(payload, action, 'payload'), given[0])] as const)
        : undefined
      const index = inside.ends.length
      const finished: { result?: unknown; error?: unknown } = {}
      inside.ends.push(finished)
      try {
        finished.result = await made.withoutClock(() => inside.run(passed))
      } catch (error) {
        finished.error = error
        return { index, failed: toSent(rules.shownError(error, action), false) }
      }
      return {
        index,
        result: rules.answerable(finished.result, action, 'result'),
        payload: inside.isMiddleware ? [rules.answerable(ctx.payload, action, 'payload')] : undefined,
      }
    },

    end() {
      isOver = true
      for (const made of [...asks.values()]) made.fail(closed(made.ctx.action))
    },
  }
}

function parentsOf(ctx: ActionContext): About[] | undefined {
  if (ctx.parent === undefined) return undefined
  const parents: About[] = []
  for (let each: ActionContext | undefined = ctx.parent; each !== undefined; each = each.parent)
    parents.push([each.action, each.id, each.depth])
  return parents
}
