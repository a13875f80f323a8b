// Runs functions of the plugin when the host asks for them, and notes what each has changed.

import { ActionMisuseError, createActions } from '../core/index.js'
import { print } from '../shared/print.js'
import { isError, quote } from '../shared/text.js'
import { checkCloneable, pathOf } from './clone.js'
import { createContext, type Held } from './context.js'
import { type Edit, editsOf, snapshot } from './edits.js'
import { fromSent, type Sent, toSent } from './failures.js'
import type { Asked, Changes, Inner, Outcome } from './messages.js'
import type { RemoteContext, RemoteVerb } from './types.js'

type AnyFunction = (...args: unknown[]) => unknown

/** A function that is attached in the host. */
export interface Attached {
  readonly verb: RemoteVerb
  readonly fn: AnyFunction
  /** Takes it off on this side: a once-listener that runs is off in the host already. */
  readonly forget: (() => void) | undefined
  /** Runs middleware or a replacement; undefined for listeners. */
  readonly runLayer: ((call: Call, payload: unknown) => Promise<unknown>) | undefined
}

/** What a call needs of the connection. */
export interface Link {
  readonly attached: Map<number, Attached>
  notify(method: string, ...args: unknown[]): void
  /** Calls the host. Throws its error. */
  ask(method: string, ...args: unknown[]): Promise<unknown>
  /** @param askId The call that the invocation is nested in; 0 at the top. */
  invoke(askId: number, args: readonly unknown[]): Promise<unknown>
  settle(askId: number, args: readonly unknown[]): Promise<unknown>
}

/** How long functions that are asked together may run before the host hears of those that have ended, in milliseconds. */
const PATIENCE = 20

/** A value that came from the host or went there, and how it was then. */
class View {
  #before: unknown

  constructor(readonly value: unknown) {
    this.#before = snapshot(value)
  }

  /** Returns what has changed since the last time; undefined when nothing has. */
  edits(label: string): readonly Edit[] | undefined {
    const edits = editsOf(this.#before, this.value)
    if (edits === undefined) return undefined
    for (const [path, given] of edits) checkCloneable(given?.[0], pathOf(label, path))
    this.#before = snapshot(this.value)
    return edits
  }
}

/** One question of the host: some functions of the plugin, for one invocation. */
export class Call implements Held {
  readonly ctx: RemoteContext
  /** Where `ctx.result` is: middleware and replacements have it in their own stack. */
  holder: { result: unknown } = { result: undefined }
  hasEnded = false
  aborted: { readonly reason: unknown } | undefined
  #controller: AbortController | undefined
  #isSkipped = false
  /** Tells the host which functions have ended, of several that are asked together. */
  #tell = (): void => {}
  #timer: ReturnType<typeof setInterval> | undefined
  #isLayer = false
  #received: View
  /** What `ctx.payload` is, when it is not what the function received. */
  #current: View | undefined
  readonly #results: (View | undefined)[] = []
  readonly #errors: unknown[] = []

  constructor(
    readonly link: Link,
    readonly asked: Asked,
  ) {
    this.#received = new View(asked[2])
    this.ctx = createContext(this, asked)
  }

  get id(): number {
    return this.asked[0]
  }

  /** Runs the functions, and returns how it has ended; with several, how each has ended. */
  async run(): Promise<unknown> {
    const ids = this.asked[1]
    const outcomes = await (typeof ids === 'number' ? this.#runOne(ids) : this.#runAll(ids))
    this.hasEnded = true
    return outcomes
  }

  #runOne(id: number): Promise<Outcome | undefined> | Outcome {
    const attached = this.link.attached.get(id)
    attached?.forget?.()
    return attached === undefined ? { gone: true } : this.#outcomeOf(attached)
  }

  async #runAll(ids: readonly number[]): Promise<(Outcome | undefined)[]> {
    let outcomes: (Outcome | undefined)[] = []
    this.#tell = () => {
      if (outcomes.length > 0) this.link.notify('progress', this.id, outcomes)
      outcomes = []
    }
    this.#timer = setInterval(this.#tell, PATIENCE)
    for (const id of ids) {
      const isBefore = this.link.attached.get(id)?.verb === 'before'
      const outcome = await this.#runOne(id)
      outcomes.push(outcome)
      if (this.#isSkipped || (isBefore && (outcome?.failed ?? this.aborted) !== undefined)) break
    }
    clearInterval(this.#timer)
    return outcomes
  }

  /** Does not run the functions that have not begun: the host does not wait for them any more. */
  skip(): void {
    this.#isSkipped = true
    clearInterval(this.#timer)
  }

  /** Fires `ctx.signal`. */
  fire(reason: unknown): void {
    this.#controller?.abort(reason)
  }

  async #outcomeOf(attached: Attached): Promise<Outcome | undefined> {
    const { ctx } = this
    const { payload } = ctx
    // It may be the payload of a function before.
    if (payload !== this.#received.value) this.#received = new View(payload)
    try {
      if (attached.verb !== 'before') return this.#ended(await this.#resultOf(attached))
      await attached.fn(payload, (reason: unknown) => this.abort(reason), ctx)
      return this.#ended(undefined)
    } catch (error) {
      const from = this.#errors.indexOf(error)
      return this.#ended(from === -1 ? { failed: toSent(error, true) } : { failed: toSent(error, true), from })
    }
  }

  /** Runs a function, and returns what is to be said of its result. */
  async #resultOf({ verb, fn, runLayer }: Attached): Promise<Outcome | undefined> {
    const { ctx } = this
    const { payload } = ctx
    const extra = this.asked[6]
    if (verb === 'error') {
      await fn(payload, fromSent(extra as Sent), ctx)
      return undefined
    }
    if (verb === 'after') {
      this.#results[0] ??= this.#hold(extra)
      await fn(payload, ctx.result, ctx)
      return this.#afterwards(this.#results[0])
    }
    this.#isLayer = true
    const returned = await (runLayer as NonNullable<typeof runLayer>)(this, payload)
    return this.#layerResult(verb === 'use' ? ctx.result : returned)
  }

  #hold(result: unknown): View {
    this.holder.result = result
    return new View(result)
  }

  #afterwards(view: View): Outcome | undefined {
    const { result } = this.holder
    if (!Object.is(result, view.value)) {
      checkCloneable(result, 'result')
      this.#results[0] = new View(result)
      return { result: [result] }
    }
    const edits = view.edits('result')
    return isReplaced(edits, result) ? { result: [result] } : edits && { edits }
  }

  #layerResult(result: unknown): Outcome | undefined {
    const from = this.#results.findIndex((view) => view !== undefined && Object.is(view.value, result))
    if (from !== -1) {
      const edits = this.#results[from]?.edits('result')
      return isReplaced(edits, result) ? { result: [result] } : { from, edits }
    }
    if (result === undefined && this.#results.length === 0) return undefined
    checkCloneable(result, 'result')
    return { result: [result] }
  }

  /** Runs in the host what is inside a layer, and returns its result. */
  async inner(payload: unknown): Promise<unknown> {
    const { ctx } = this
    const isOther = payload !== this.#received.value
    if (isOther) checkCloneable(payload, 'payload')
    const changes = this.#changes()
    if (isOther) {
      ctx.payload = payload
      this.#current = new View(payload)
    }
    const inner = (await this.link.ask('inner', this.id, changes, isOther ? [payload] : undefined)) as Inner
    if (inner.failed !== undefined) {
      const error = fromSent(inner.failed)
      this.#errors[inner.index] = error
      throw error
    }
    const view = new View(inner.result)
    this.#results[inner.index] = view
    if (inner.payload !== undefined) {
      ctx.payload = inner.payload[0]
      this.#current = new View(ctx.payload)
    }
    return view.value
  }

  #changes(): Changes | undefined {
    const { payload } = this.ctx
    const received = this.#received.edits('payload')
    if (payload === this.#received.value) return received && { received }
    if (this.#current !== undefined && payload === this.#current.value) {
      const current = this.#current.edits('payload')
      return (received ?? current) && { received, current }
    }
    checkCloneable(payload, 'payload')
    this.#current = new View(payload)
    return { received, payload: [payload] }
  }

  /** Adds what else has changed to an outcome. */
  #ended(outcome: Outcome | undefined): Outcome | undefined {
    let changes: Changes | undefined
    try {
      changes = this.#changes()
    } catch (error) {
      return { failed: toSent(error, true) }
    }
    const abort = this.aborted && toSent(this.aborted.reason, true)
    return (outcome ?? changes ?? abort) && { ...outcome, changes, abort }
  }

  // ---- What a ctx needs

  /** Returns the question that an invocation is nested in; 0 when it is in none any more. The host learns first which function runs. */
  nest(): number {
    if (this.hasEnded) return 0
    this.#tell()
    return this.id
  }

  abort(reason: unknown): void {
    const { action } = this.ctx
    if (this.hasEnded) {
      const late = `The plugin aborted the action ${quote(action)} too late, when its function had ended: did it forget to await its check?`
      print(new ActionMisuseError(action, late))
      return
    }
    if (this.aborted !== undefined) return
    if (!isError(reason)) checkCloneable(reason, 'reason')
    this.aborted = { reason }
    // A listener aborts when it has ended, and then the host knows who it was.
    if (this.#isLayer) this.link.notify('abort', this.id, toSent(reason, true))
    this.#controller?.abort(reason)
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.aborted !== undefined) this.#controller.abort(this.aborted.reason)
      else if (!this.hasEnded) this.link.notify('watch', this.id)
    }
    return this.#controller.signal
  }
}

/** Returns whether a result was edited that cannot be edited in place, such as a Map. */
function isReplaced(edits: readonly Edit[] | undefined, result: unknown): boolean {
  return edits?.[0]?.[0].length === 0 && !Array.isArray(result)
}

const LAYER = 'layer'
const CALL = Symbol('call')

/**
 * Returns what runs middleware or a replacement: in a small stack of its own, whose core asks the host. So a forgotten `await` is as safe as
 * in the host (S5, S8).
 */
export function layerOf(verb: RemoteVerb, fn: AnyFunction): Attached['runLayer'] {
  if (verb !== 'use' && verb !== 'replace') return undefined
  const stack = createActions()
  const enter = (ctx: { readonly state: object; result: unknown }): Call => {
    const call = (ctx.state as { [CALL]: Call })[CALL]
    call.holder = ctx
    return call
  }
  stack.registerAction(LAYER, (payload: unknown, ctx) => enter(ctx).inner(payload))
  if (verb === 'use') stack.use(LAYER, (ctx, next) => fn(enter(ctx).ctx, next))
  else stack.replaceAction(LAYER, (payload: unknown, original, ctx) => fn(payload, original, enter(ctx).ctx))
  return (call, payload) => stack.invokeAction(LAYER, payload, { state: { [CALL]: call } })
}
