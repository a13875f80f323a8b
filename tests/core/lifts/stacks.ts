// Random stacks, and the forms in which they run: what every form does is written into a trace, to be compared.

import fc from 'fast-check'
import compose from 'koa-compose'
import * as assert from 'uvu/assert'
import { ActionAbortedError, after, before, createActions, replacement } from '../../../source/core/index.js'
import { printedDuring, settled, unhandledDuring } from '../../support/helpers.js'

interface Parts {
  middleware: Fn[]
  befores: Fn[]
  /** The oldest first, as they are attached. */
  replacements: Fn[]
  afters: Fn[]
  core: Fn
}

// biome-ignore lint/suspicious/noExplicitAny: functions of four kinds, generated
export type Fn = (...args: any[]) => any

export interface Plain {
  action: string
  payload: unknown
  result: unknown
  aborted: boolean
  abortReason?: unknown
}

/** What came of a stack: how it ended, and the errors that could not reject it. */
interface End {
  outcome: unknown[]
  reports: unknown[]
}

function byHand({ middleware, befores, afters, replacements, core }: Parts): Fn[] {
  const coreMiddleware = async (ctx: Plain) => {
    ctx.result = await core(ctx.payload, ctx)
  }
  return [...middleware, ...lifted({ befores, afters, replacements }), coreMiddleware]
}

function lifted({ befores, afters, replacements }: Pick<Parts, 'befores' | 'afters' | 'replacements'>): Fn[] {
  return [
    ...befores.map((listener) => before(listener)),
    ...afters.map((listener) => after(listener)).reverse(),
    ...replacements.map((fn) => replacement(fn)).reverse(),
  ]
}

/** (a) Composed by hand, on a plain object. */
async function onPlainObject(parts: Parts, payload: unknown): Promise<End> {
  const ctx: Plain = { action: 'X', payload, result: undefined, aborted: false }
  let outcome: unknown[] = []
  const printed = await printedDuring(async () => {
    outcome = await ending(compose(byHand(parts))(ctx).then(() => ctx.result))
  })
  return { outcome, reports: printed.map((args) => args.find((arg) => arg instanceof Error)) }
}

/** (b) Composed by hand, and used as middleware of an action: the core inside, or left to the library. */
async function insideLibrary(parts: Parts, payload: unknown, coreInside: boolean): Promise<End> {
  const { actions, reports } = recording()
  const { middleware, core } = parts
  actions.registerAction('X', coreInside ? unreachable : core)
  actions.use('X', compose(coreInside ? byHand(parts) : [...middleware, ...lifted(parts)]))
  return { outcome: await ending(actions.invokeAction('X', payload)), reports }
}

/** The library's own. */
async function attached({ middleware, befores, afters, replacements, core }: Parts, payload: unknown): Promise<End> {
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

/** Steps that end things are rare, or nothing would be left to see in a large stack. */
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
 * After an abort that was caught, another error counts for less than the abort or for more, depending on who throws it;
 * plain middleware in a stack composed by hand cannot know that.
 */
function tame(middleware: Spec[]): Spec[] {
  if (!middleware.some(({ calls }) => calls === 'recover')) return middleware
  return middleware.map((spec) => ({ ...spec, afterwards: spec.afterwards.filter((step) => step !== 'throw') }))
}

/**
 * When its original has failed and it gives nothing, what a party further in has assigned stands, and what the core has
 * returned does not; a plain object cannot tell the two. The usual case has a test of its own, below.
 */
function falling(replacements: Spec[]): Spec[] {
  return replacements.map((spec) => (spec.calls === 'fall back' ? { ...spec, gives: 'inner' } : spec))
}

/** The functions of a stack, each of which writes what it sees into the trace. */
function build({ middleware, befores, replacements, afters, core }: Specs, trace: string[]): Parts {
  return {
    middleware: middleware.map((spec, i) => {
      const see = (ctx: Plain) => [ctx, `m${i}`, `payload ${show(ctx.payload)} result ${ctx.result}`] as const
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
  ctx: Plain & { abort?: Fn },
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
      trace.push(`${name} caught ${told(error)}`)
      if (calls !== 'recover' && calls !== 'fall back') throw error
      if (calls === 'recover') ctx.result = `${name} recovers`
      return `${name} falls back`
    }
  }

  return shape === 'sync' ? actNow() : actInTime()
}

/** A plain object has no `abort`: whoever aborts through it assigns what `abort` would. The first one counts. */
function abortThrough(ctx: Plain & { abort?: Fn }, reason: string): void {
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

function told(error: unknown): string {
  if (error instanceof ActionAbortedError) return `${error.name} ${error.action} ${error.reason}`
  return error instanceof Error ? error.message : String(error)
}

interface Telling {
  trace: string[]
  outcome: string[]
  reports: string[]
}

/** Runs a stack in one of its forms, on functions and a payload of its own, and tells all that could be seen. */
async function tell(specs: Specs, run: (parts: Parts, payload: unknown) => Promise<End>): Promise<Telling> {
  const trace: string[] = []
  let end: End = { outcome: [], reports: [] }
  const unhandled = await unhandledDuring(async () => {
    end = await run(build(specs, trace), { id: 'given', edits: [] })
  })
  assert.equal(unhandled, [], 'no unhandled rejections')
  return { trace, outcome: end.outcome.map(told), reports: end.reports.map(told) }
}

export async function compareAll(specs: Specs): Promise<Telling> {
  const library = await tell(specs, attached)
  same(await tell(specs, onPlainObject), library, 'on a plain object')
  same(await tell(specs, (parts, payload) => insideLibrary(parts, payload, true)), library, 'as middleware')
  same(await tell(specs, (parts, payload) => insideLibrary(parts, payload, false)), library, 'around the core')
  return library
}

/** Shows of long traces only where they part. */
function same(told: Telling, meant: Telling, where: string): void {
  const i = told.trace.findIndex((line, i) => line !== meant.trace[i])
  const near = (telling: Telling) => ({ ...telling, trace: telling.trace.slice(i === -1 ? -3 : i).slice(0, 6) })
  assert.equal(near(told), near(meant), where)
}
