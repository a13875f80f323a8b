// Defines the middleware that onion.ts and signals.ts measure, and who runs it.

import { untilAborted } from './by-hand.js'
import { published } from './harness.js'
import { middleware as feathersStack } from './peers/feathers.js'
import { stack as honoStack } from './peers/hono.js'
import { type Ctx, stack as koaStack, type Middleware, performing } from './peers/koa.js'

const { createActions } = await published()

type OnionCtx = Ctx<number>

/** Functions of one kind, all different: a single function would be inlined. */
export type Functions = readonly Middleware<OnionCtx>[]

/** Runs the middleware and the core, and returns a promise of the result. */
export type Run = (payload: number, signal?: AbortSignal) => unknown

export const AWAITING: Functions = [
  async (_ctx, next) => {
    await next()
  },
  async (ctx, next) => {
    await next()
    void ctx
  },
  async (_, next) => {
    await next()
  },
  async (_ctx, inner) => {
    await inner()
  },
]
export const RETURNING: Functions = [
  (_ctx, next) => next(),
  (ctx, next) => (ctx ? next() : undefined),
  (_, next) => next(),
  (_ctx, inner) => inner(),
]
const addsOne: Middleware<OnionCtx> = async (ctx, next) => {
  await next()
  ctx.result = (ctx.result as number) + 1
}
export const MIXED: Functions = [
  async (_ctx, next) => {
    await next()
  },
  addsOne,
  (_ctx, next) => next(),
  async (ctx, next) => {
    const { result } = ctx
    await next()
    if (ctx.result === undefined) ctx.result = result
  },
]

const core = async (payload: number) => payload * 2

/** An asynchronous check inside all middleware, after which the core starts. */
const check = async () => {
  await null
}

export interface Options {
  /** Says whether the check waits before the core: a before-listener, or middleware of the peers. */
  readonly late?: boolean | undefined
  /** Says whether each run has a signal. */
  readonly signal?: boolean | undefined
}

/** The ways to make one function from the same middleware and core. */
const CONTESTANTS = {
  'koa-compose': (functions, options) =>
    listening(koaStack([...inside(functions, options), performing(core)]), options),
  entracte(functions, { late, signal: withSignal }) {
    const actions = createActions()
    actions.registerAction('Work', core)
    for (const one of functions) actions.use('Work', one)
    if (late) actions.addListener('beforeWork', check)
    if (!withSignal) return (payload) => actions.invokeAction('Work', payload)
    return (payload, signal) => actions.invokeAction('Work', payload, { signal: signal as AbortSignal })
  },
  'hono (compose)': (functions, options) =>
    listening(honoStack([...inside(functions, options), performing(core)]), options),
  '@feathersjs/hooks': (functions, options) => listening(feathersStack(core, inside(functions, options)), options),
} satisfies Record<string, (functions: Functions, options: Options) => Run>

/** Returns what each contestant makes of the same middleware, the outermost first. */
export function runsOf(functions: Functions, options: Options): Record<string, Run> {
  const runs = Object.entries(CONTESTANTS).map(([name, make]) => [name, make(functions, options)] as const)
  return Object.fromEntries(runs)
}

/** Returns the result of a run with the payload 21. */
export function resultOf(functions: Functions): number {
  return 21 * 2 + functions.filter((one) => one === addsOne).length
}

export function packageOf(name: string): string {
  return name === 'hono (compose)' ? 'hono' : name
}

/** Returns middleware of the peers that does the same: all user middleware, and inside it the check. */
function inside(functions: Functions, { late }: Options): Middleware<OnionCtx>[] {
  if (!late) return [...functions]
  const checking: Middleware<OnionCtx> = async (_ctx, next) => {
    await check()
    await next()
  }
  return [...functions, checking]
}

/** Returns a function that stops waiting when its signal aborts, as code without the library does. */
function listening(run: (payload: number) => unknown, { signal }: Options): Run {
  return signal ? (payload, signal) => untilAborted(run(payload), signal as AbortSignal) : run
}
