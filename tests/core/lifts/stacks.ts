// Random stacks, the forms in which each runs, and the comparison of what each form does.

import fc from 'fast-check'
import compose from 'koa-compose'
import * as assert from 'uvu/assert'
import { ActionAbortedError, after, before, createActions, replacement } from '../../../source/core/index.js'
import { printedDuring, settled, unhandledDuring } from '../../support/helpers.js'

interface Functions {
  middleware: Fn[]
  befores: Fn[]
  /** In the order in which they are attached: the oldest first. */
  replacements: Fn[]
  afters: Fn[]
  core: Fn
}

// biome-ignore lint/suspicious/noExplicitAny: functions of four kinds, generated
export type Fn = (...args: any[]) => any

export interface PlainCtx {
  action: string
  payload: unknown
  result: unknown
  aborted: boolean
  abortReason?: unknown
}

/** Makes a ctx as users of a stack composed by hand make it: a plain object. */
export function plainCtx(fields: Partial<PlainCtx> = {}): PlainCtx {
  return { action: 'X', payload: 1, result: undefined, aborted: false, ...fields }
}

/** How a stack ended, and the errors that could not reject it. */
interface End {
  outcome: unknown[]
  reports: unknown[]
}

function byHand({ middleware, befores, afters, replacements, core }: Functions): Fn[] {
  const coreMiddleware = async (ctx: PlainCtx) => {
    ctx.result = await core(ctx.payload, ctx)
  }
  return [...middleware, ...lifted({ befores, afters, replacements }), coreMiddleware]
}

function lifted({ befores, afters, replacements }: Pick<Functions, 'befores' | 'afters' | 'replacements'>): Fn[] {
  return [
    ...befores.map((listener) => before(listener)),
    ...afters.map((listener) => after(listener)).reverse(),
    ...replacements.map((fn) => replacement(fn)).reverse(),
  ]
}

/** Runs a stack composed by hand on a plain object. */
async function onPlainObject(functions: Functions, payload: unknown): Promise<End> {
  const ctx = plainCtx({ payload })
  let outcome: unknown[] = []
  const printed = await printedDuring(async () => {
    outcome = await ending(compose(byHand(functions))(ctx).then(() => ctx.result))
  })
  return { outcome, reports: printed.map((args) => args.find((arg) => arg instanceof Error)) }
}

/** Runs a stack composed by hand as middleware of an action: with the core inside it, or with the core of the action. */
async function insideLibrary(functions: Functions, payload: unknown, coreInside: boolean): Promise<End> {
  const { actions, reports } = recording()
  const { middleware, core } = functions
  actions.registerAction('X', coreInside ? unreachable : core)
  actions.use('X', compose(coreInside ? byHand(functions) : [...middleware, ...lifted(functions)]))
  return { outcome: await ending(actions.invokeAction('X', payload)), reports }
}

/** Runs the stack that the library builds. */
async function attached(
  { middleware, befores, afters, replacements, core }: Functions,
  payload: unknown,
): Promise<End> {
  const { actions, reports } = recording()
  for (const fn of middleware) actions.use('X', fn)
  for (const listener of befores) actions.addListener('beforeX', listener)
  for (const fn of replacements) actions.replaceAction('X', fn)
  for (const listener of afters) actions.addListener('afterX', listener)
  actions.registerAction('X', core)
  return { outcome: await ending(actions.invokeAction('X', payload)), reports }
}

function recording() {
  const reports: unknown[] = []
  return { actions: createActions({ onListenerError: (error) => reports.push(error) }), reports }
}

async function ending(promise: Promise<unknown>): Promise<unknown[]> {
  try {
    return ['resolved', await promise]
  } catch (error) {
    return ['rejected', error]
  }
}

function unreachable(): never {
  throw new Error('the core of the library has started')
}

export interface Spec {
  shape: 'sync' | 'async'
  steps: string[]
  /** What it does with `next` or `original`. */
  calls: string
  afterwards: string[]
  gives: 'value' | 'nothing' | 'inner'
}

export interface Specs {
  middleware: Spec[]
  befores: Spec[]
  replacements: Spec[]
  afters: Spec[]
  core: Spec
}

const plainSteps = ['wait', 'edit', 'payload', 'result']

function spec(steps: string[], calls: string[], afterwards: string[] = plainSteps): fc.Arbitrary<Spec> {
  const any = (from: string[]) => fc.array(fc.constantFrom(...from), { maxLength: 2 })
  return fc.record({
    shape: fc.constantFrom('sync', 'async'),
    steps: any(steps),
    calls: fc.constantFrom(...calls),
    afterwards: any(afterwards),
    gives: fc.constantFrom('value', 'nothing', 'inner'),
  })
}

/** Steps that end a stack are rare, so that a large stack still has something to compare. */
const mostly = (rare: string[]) => [...Array(6).fill(plainSteps).flat(), ...rare]

export const stacks: fc.Arbitrary<Specs> = fc.record({
  middleware: some(spec(mostly(['throw']), ['await', 'await', 'return', 'recover', 'none'], mostly(['throw']))).map(
    tame,
  ),
  befores: some(spec(mostly(['abort', 'ctx.abort', 'ctx.aborted', 'throw']), ['none'])),
  replacements: some(
    spec(
      mostly(['abort', 'ctx.abort', 'ctx.aborted', 'throw']),
      ['await', 'await', 'return', 'bare', 'bare own', 'own', 'undefined', 'none', 'fall back'],
      mostly(['throw']),
    ),
  ).map(falling),
  afters: some(spec(mostly(['throw', 'throw']), ['none'])),
  core: spec(mostly(['throw']), ['none']),
})

function some<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(one, { maxLength: 4 })
}

/**
 * Leaves out errors after an abort that was caught. Which of the two rejects the invocation depends on the function that
 * throws, and plain middleware in a stack composed by hand cannot know that.
 */
function tame(middleware: Spec[]): Spec[] {
  if (!middleware.some(({ calls }) => calls === 'recover')) return middleware
  return middleware.map((spec) => ({ ...spec, afterwards: spec.afterwards.filter((step) => step !== 'throw') }))
}

/**
 * Makes replacements that handle a failure give a result. Without one, the result is what an inner party has assigned, but
 * not what the core has returned, and a plain object cannot tell the two apart. A named case tests the usual order.
 */
function falling(replacements: Spec[]): Spec[] {
  return replacements.map((spec) => (spec.calls === 'fall back' ? { ...spec, gives: 'inner' } : spec))
}

/** Builds the functions of a stack. Each writes what it sees into the trace. */
function build({ middleware, befores, replacements, afters, core }: Specs, trace: string[]): Functions {
  return {
    middleware: middleware.map((spec, i) => {
      const see = (ctx: PlainCtx) => [ctx, `m${i}`, `payload ${show(ctx.payload)} result ${ctx.result}`] as const
      return (ctx, next) => act(spec, trace, ...see(ctx), next)
    }),
    befores: befores.map(
      (spec, i) => (payload, abort, ctx) => act(spec, trace, ctx, `b${i}`, show(payload), undefined, abort),
    ),
    replacements: replacements.map(
      (spec, i) => (payload, original, ctx) => act(spec, trace, ctx, `r${i}`, show(payload), original),
    ),
    afters: afters.map((spec, i) => (payload, result, ctx) => {
      return act(spec, trace, ctx, `a${i}`, `payload ${show(payload)} result ${result}`)
    }),
    core: (payload, ctx) => act(core, trace, ctx, 'core', show(payload)),
  }
}

function act(
  spec: Spec,
  trace: string[],
  ctx: PlainCtx & { abort?: Fn },
  name: string,
  sees: string,
  begin?: Fn,
  abort?: Fn,
): unknown {
  const { shape, steps, calls, afterwards, gives } = spec
  const own = gives === 'nothing' ? undefined : `${name}'s`
  let fresh = 0
  const payload = () => ({ id: `${name}.${fresh++}`, edits: [] })
  trace.push(`${name} ${sees}`)

  function take(step: string): unknown {
    if (step === 'wait') return settled()
    if (step === 'edit') edit(ctx.payload, name)
    if (step === 'payload') ctx.payload = payload()
    if (step === 'result') ctx.result = `${name} assigns`
    if (step === 'throw') throw new Error(`${name} throws`)
    if (step === 'abort' && abort) abort(`${name} aborts`)
    else if (step === 'ctx.aborted') ctx.aborted = true
    else if (step.includes('abort')) abortThrough(ctx, `${name} aborts`)
    return undefined
  }

  function actNow(): unknown {
    for (const step of steps) if (step !== 'wait') take(step)
    if (!begin || calls === 'none') return own
    if (calls === 'bare') begin()
    else if (calls === 'bare own') begin(payload())
    else return begin()
    return own
  }

  async function actInTime(): Promise<unknown> {
    for (const step of steps) await take(step)
    if (begin && calls === 'return') return begin()
    const inner = begin && (await call(begin))
    if (begin && !calls.startsWith('bare')) for (const step of afterwards) await take(step)
    return gives === 'inner' && begin && calls !== 'none' ? inner : own
  }

  async function call(begin: Fn): Promise<unknown> {
    if (calls === 'none') return undefined
    if (calls === 'bare') return void begin()
    if (calls === 'bare own') return void begin(payload())
    try {
      const inner = await (calls === 'own' ? begin(payload()) : calls === 'undefined' ? begin(undefined) : begin())
      const got = name.startsWith('m') ? 'went on' : `got ${inner}`
      trace.push(`${name} ${got} payload ${show(ctx.payload)} result ${ctx.result}`)
      return inner
    } catch (error) {
      trace.push(`${name} caught ${describe(error)}`)
      if (calls !== 'recover' && calls !== 'fall back') throw error
      if (calls === 'recover') ctx.result = `${name} recovers`
      return `${name} falls back`
    }
  }

  return shape === 'sync' ? actNow() : actInTime()
}

/** Aborts through `ctx.abort` or, on a plain object, assigns what `abort` would assign. The first abort counts. */
function abortThrough(ctx: PlainCtx & { abort?: Fn }, reason: string): void {
  if (ctx.abort) ctx.abort(reason)
  if (ctx.aborted) return
  ctx.aborted = true
  ctx.abortReason = reason
}

function edit(payload: unknown, name: string): void {
  if (typeof payload === 'object' && payload !== null && 'edits' in payload) (payload.edits as string[]).push(name)
}

function show(payload: unknown): string {
  if (typeof payload !== 'object' || payload === null || !('edits' in payload)) return String(payload)
  const { id, edits } = payload as { id: string; edits: string[] }
  return edits.length === 0 ? id : `${id}, edited ${edits.length} times, last by ${edits.at(-1)}`
}

function describe(error: unknown): string {
  if (error instanceof ActionAbortedError) return `${error.name} ${error.action} ${error.reason}`
  return error instanceof Error ? error.message : String(error)
}

interface Observation {
  trace: string[]
  outcome: string[]
  reports: string[]
}

/** Runs a stack in one form, with new functions and a new payload, and returns all that could be seen. */
async function observeRun(
  specs: Specs,
  run: (functions: Functions, payload: unknown) => Promise<End>,
): Promise<Observation> {
  const trace: string[] = []
  let end: End = { outcome: [], reports: [] }
  const unhandled = await unhandledDuring(async () => {
    end = await run(build(specs, trace), { id: 'given', edits: [] })
  })
  assert.equal(unhandled, [], 'no unhandled rejections')
  return { trace, outcome: end.outcome.map(describe), reports: end.reports.map(describe) }
}

export async function compareAll(specs: Specs): Promise<Observation> {
  const library = await observeRun(specs, attached)
  assertSame(await observeRun(specs, onPlainObject), library, 'on a plain object')
  assertSame(
    await observeRun(specs, (functions, payload) => insideLibrary(functions, payload, true)),
    library,
    'as middleware',
  )
  assertSame(
    await observeRun(specs, (functions, payload) => insideLibrary(functions, payload, false)),
    library,
    'around the core',
  )
  return library
}

/** Asserts that both are the same. Of long traces, the failure shows only where they differ. */
function assertSame(actual: Observation, expected: Observation, where: string): void {
  const i = actual.trace.findIndex((line, i) => line !== expected.trace[i])
  const near = (seen: Observation) => ({ ...seen, trace: seen.trace.slice(i === -1 ? -3 : i).slice(0, 6) })
  assert.equal(near(actual), near(expected), where)
}
