// Decides that a stack composed by hand from the lifts and the stack that the library runs are the same, trace for trace.

import fc from 'fast-check'
import compose from 'koa-compose'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  ActionAbortedError,
  ActionMisuseError,
  type ActionTimeoutError,
  after,
  before,
  createActions,
  replacement,
} from '../../source/core/index.js'
import { deferred, printedDuring, rejection, settled, thrown, unhandledDuring } from '../support/helpers.js'

const runs = Number(process.env.ENTRACTE_RUNS ?? 400)

// ---- Stacks that stand in both forms

interface Parts {
  middleware: Fn[]
  befores: Fn[]
  /** The oldest first, as they are attached. */
  replacements: Fn[]
  afters: Fn[]
  core: Fn
}

// biome-ignore lint/suspicious/noExplicitAny: functions of four kinds, generated
type Fn = (...args: any[]) => any

interface Plain {
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

// ---- Generated stacks

interface Spec {
  shape: 'sync' | 'async'
  steps: string[]
  /** What it does with `next` or `original`. */
  calls: string
  afterwards: string[]
  gives: 'value' | 'nothing' | 'inner'
}

interface Specs {
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

const stacks: fc.Arbitrary<Specs> = fc.record({
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

async function compareAll(specs: Specs): Promise<Telling> {
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

test('S18: a stack composed by hand and the library’s own do the same, whatever is in them', async () => {
  const seed = process.env.ENTRACTE_SEED
  const property = fc.asyncProperty(stacks, async (specs) => void (await compareAll(specs)))
  const details = await fc.check(property, { numRuns: runs, ...(seed && { seed: Number(seed) }) })
  if (!details.failed) return
  const [specs] = details.counterexample as [Specs]
  const { message, details: difference = '' } = details.errorInstance as assert.Assertion
  const lines = Object.entries(specs).flatMap(([kind, of]) => [of].flat().map((spec) => `${kind} ${brief(spec)}`))
  throw new Error([`ENTRACTE_SEED=${details.seed}: ${message}`, ...lines, difference].join('\n    '))
})

function brief({ shape, steps, calls, afterwards, gives }: Spec): string {
  return `${shape} [${steps}] ${calls} [${afterwards}] gives ${gives}`
}

for (const size of [1, 10, 100, 1_000]) {
  test(`S18: and so do stacks of ${size}, sync and async`, async () => {
    const kinds = Math.ceil(size / 4)
    const each = (count: number, calls: string, steps: string[]): Spec[] =>
      Array.from({ length: count }, (_, i) => ({
        shape: i % 3 === 0 ? 'async' : 'sync',
        steps: i % 7 === 0 ? steps : [],
        calls: i % 11 === 0 && calls === 'return' ? 'own' : calls,
        afterwards: [],
        gives: i % 5 === 0 ? 'value' : 'inner',
      }))
    const specs: Specs = {
      middleware: each(size - 3 * Math.floor(size / 4), 'return', ['edit', 'wait']),
      befores: each(Math.floor(size / 4), 'none', ['edit', 'wait']),
      replacements: each(Math.floor(size / 4), 'return', ['edit']),
      afters: each(Math.floor(size / 4), 'none', ['wait', 'throw']),
      core: { shape: 'sync', steps: [], calls: 'none', afterwards: [], gives: 'value' },
    }

    const { trace, outcome, reports } = await compareAll(specs)

    assert.ok(trace.length > size, `${trace.length} entries of ${kinds}`)
    assert.is(outcome[0], 'resolved')
    assert.is(reports.length, Math.ceil(Math.floor(size / 4) / 7))
  })
}

// ---- Named cases: each of them in all three forms

const idle: Spec = { shape: 'sync', steps: [], calls: 'none', afterwards: [], gives: 'value' }
const empty: Specs = { middleware: [], befores: [], replacements: [], afters: [], core: idle }

for (const shape of ['sync', 'async'] as const) {
  const passing: Spec = { ...idle, shape, calls: 'return', gives: 'inner' }

  for (const how of ['abort', 'ctx.abort', 'ctx.aborted']) {
    const reason = how === 'ctx.aborted' ? 'undefined' : 'aborts'

    test(`S18: a lifted ${shape} before-listener that aborts by ${how} stops all that is further in`, async () => {
      const aborting = { ...idle, shape, steps: [how] }

      const told = await compareAll({
        ...empty,
        befores: [idle, aborting, idle],
        afters: [idle],
        replacements: [passing],
      })

      assert.equal(told.trace, ['b0 given', 'b1 given'])
      assert.is(told.outcome[1], `ActionAbortedError X ${reason === 'aborts' ? 'b1 aborts' : reason}`)
    })

    test(`S18: a lifted ${shape} before-listener that aborts by ${how} and throws has aborted, and its error is told`, async () => {
      const aborting = { ...idle, shape, steps: [how, 'throw'] }

      const told = await compareAll({ ...empty, befores: [aborting, idle] })

      assert.is(told.outcome[1], `ActionAbortedError X ${reason === 'aborts' ? 'b0 aborts' : reason}`)
      assert.equal(told.reports, ['b0 throws'])
    })

    for (const calls of ['await', 'return', 'bare', 'none', 'fall back']) {
      test(`S18: a lifted ${shape} replacement that aborts by ${how}, with original: ${calls}, has aborted`, async () => {
        const aborting = { ...passing, steps: [how], calls }

        const told = await compareAll({ ...empty, replacements: [passing, aborting], afters: [idle] })

        assert.is(told.outcome[1], `ActionAbortedError X ${reason === 'aborts' ? 'r1 aborts' : reason}`)
        assert.not.ok(told.trace.some((line) => /^(r0|core|a0)/.test(line)))
      })
    }
  }

  test(`S18: a lifted ${shape} replacement that aborts and throws has aborted, and its error is told`, async () => {
    const aborting = { ...passing, steps: ['ctx.abort', 'throw'] }

    const told = await compareAll({ ...empty, replacements: [passing, aborting], afters: [idle] })

    assert.is(told.outcome[1], 'ActionAbortedError X r1 aborts')
    assert.equal(told.reports, ['r1 throws'])
  })

  test(`S18: middleware around lifted ${shape} parties recovers from an abort`, async () => {
    const aborting = { ...idle, shape, steps: ['abort'] }
    const recovering: Spec = { ...idle, shape: 'async', calls: 'recover' }

    const told = await compareAll({ ...empty, middleware: [recovering], befores: [aborting] })

    assert.equal(told.outcome, ['resolved', 'm0 recovers'])
  })

  test(`S18: a ${shape} failure passes through lifted parties untouched, past the after-listeners`, async () => {
    const told = await compareAll({
      ...empty,
      befores: [idle],
      replacements: [passing],
      afters: [idle],
      core: { ...idle, shape, steps: ['throw'] },
    })

    assert.equal(told.outcome, ['rejected', 'core throws'])
    assert.not.ok(told.trace.some((line) => line.startsWith('a0')))
  })

  test(`S18: a lifted ${shape} replacement that calls original bare is done when the core is`, async () => {
    const bare: Spec = { ...passing, calls: 'bare', gives: 'nothing' }

    const told = await compareAll({
      ...empty,
      replacements: [bare],
      afters: [idle],
      core: { ...idle, shape: 'async', steps: ['wait'] },
    })

    assert.equal(told.outcome, ['resolved', "core's"])
    assert.is(told.trace.at(-1), "a0 payload given result core's")
  })
}

test('S18: a replacement that gives nothing when its original has failed leaves the same result in every form', async () => {
  const fails: Spec = { ...idle, shape: 'async', calls: 'await', afterwards: ['throw'] }
  const shrugs: Spec = { ...idle, shape: 'async', calls: 'fall back', gives: 'nothing' }

  const told = await compareAll({ ...empty, replacements: [fails, shrugs] })

  assert.is(told.outcome[0], 'resolved')
})

// ---- By hand, on a plain object

test('S18: by hand, an abort is found on ctx and rejects with an ActionAbortedError', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const guard = (_payload: unknown, abort: Fn) => abort('closed')

  const error = (await rejection(compose<Plain>([before(guard)])(ctx))) as ActionAbortedError

  assert.instance(error, ActionAbortedError)
  assert.is(error.action, 'X')
  assert.is(error.reason, 'closed')
  assert.is(error.code, 'ACTION_ABORTED')
  assert.is(error.by?.kind, 'before')
  assert.is(error.by?.name, 'guard')
  assert.is(ctx.aborted, true)
  assert.is(ctx.abortReason, 'closed')
})

test('S18: by hand, the first abort counts', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const twice = (_payload: unknown, abort: Fn) => {
    abort('first')
    abort('second')
  }

  const error = (await rejection(compose<Plain>([before(twice)])(ctx))) as ActionAbortedError

  assert.instance(error, ActionAbortedError)
  assert.is(error.reason, 'first')
  assert.is(ctx.abortReason, 'first')
})

for (const [name, lifted] of [
  ['before', before(() => assert.unreachable())],
  ['replacement', replacement(() => assert.unreachable())],
] as const) {
  test(`S18: by hand, what ${name}() lifts does not start once somebody further out has aborted`, async () => {
    const aborts = (ctx: Plain, next: () => Promise<unknown>) => {
      ctx.abortReason = 'closed'
      ctx.aborted = true
      return next()
    }
    const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }

    const error = (await rejection(compose<Plain>([aborts, lifted])(ctx))) as ActionAbortedError

    assert.instance(error, ActionAbortedError)
    assert.is(error.reason, 'closed')
    assert.is(error.by, null)
  })
}

test('S18: by hand, after-listeners that fail are printed, and the next one runs', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: 'kept', aborted: false }
  const errors = [new Error('sync'), new Error('async')]
  const ran: unknown[] = []
  const fails = () => {
    throw errors[0]
  }
  const rejects = async () => {
    throw errors[1]
  }
  const last = (payload: unknown, result: unknown) => ran.push([payload, result])

  const printed = await printedDuring(() =>
    compose<Plain>([fails, rejects, last].map((fn) => after(fn)).reverse())(ctx),
  )

  assert.equal(ran, [[1, 'kept']])
  assert.is(printed.length, 2)
  assert.ok(printed[0]?.includes(errors[0]))
  assert.ok(printed[1]?.includes(errors[1]))
})

test('S18: by hand, a second original rejects with an ActionMisuseError that says why', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  let cores = 0
  const core = (ctx: Plain) => {
    cores += 1
    ctx.result = cores
  }
  const retrying = async (_payload: unknown, original: Fn) => {
    const first = await original()
    const second = await rejection(original())
    return [first, second]
  }

  await compose<Plain>([replacement(retrying), core])(ctx)

  const [first, second] = ctx.result as [unknown, ActionMisuseError]
  assert.is(first, 1)
  assert.is(cores, 1)
  assert.instance(second, ActionMisuseError)
  assert.is(second.code, 'ACTION_MISUSE')
  assert.is(second.action, 'X')
  assert.match(second.message, 'in a stack composed by hand')
  assert.match(second.message, 'next runs once')
})

test('S18: by hand, a second original that nobody waits for fails the stack, and is no unhandled rejection', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const twice = async (_payload: unknown, original: Fn) => {
    await original()
    original()
  }
  let error: unknown

  const unhandled = await unhandledDuring(async () => {
    error = await rejection(compose<Plain>([replacement(twice), () => undefined])(ctx))
  })

  assert.instance(error, ActionMisuseError)
  assert.equal(unhandled, [])
})

test('S18: by hand, a second original that nobody waits for is not printed as well', async () => {
  const twice = async (_payload: unknown, original: Fn) => {
    await original()
    original()
  }
  let error: unknown

  const printed = await printedDuring(async () => {
    error = await rejection(compose<{ payload: number }>([replacement(twice), () => undefined])({ payload: 1 }))
  })

  assert.instance(error, ActionMisuseError)
  assert.equal(printed, [])
})

test('S18: by hand, an original that nobody waits for is waited for before anything further out goes on', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const gate = deferred()
  const log: string[] = []
  const outside = async (_ctx: Plain, next: Fn) => {
    await next()
    log.push('outside')
  }
  const bare = (_payload: unknown, original: Fn) => void original()
  const core = async () => {
    await gate.promise
    log.push('core')
  }

  const done = compose<Plain>([outside, replacement(bare), core])(ctx)
  await settled()
  log.push('released')
  gate.resolve()
  await done

  assert.equal(log, ['released', 'core', 'outside'])
})

test('S18: by hand, an original that was raced is not waited for again', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const gate = deferred()
  const racing = (_payload: unknown, original: Fn) => Promise.race([original(), 'sooner'])

  await compose<Plain>([replacement(racing), () => gate.promise])(ctx)

  assert.is(ctx.result, 'sooner')
  gate.resolve()
})

test('S5: by hand, an original that lost a race and then fails takes no result away', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const core = deferred()
  const races = (_payload: unknown, original: Fn) => Promise.race([original(), 'sooner'])
  await compose<Plain>([replacement(races), () => core.promise])(ctx)

  core.reject(new Error('too late'))
  await settled()

  assert.is(ctx.result, 'sooner')
})

test('S18: by hand, a lifted party runs with what stands on ctx, its own payload handed on', async () => {
  const ctx: Plain = { action: 'X', payload: 'given', result: 'cached', aborted: false }
  const seen: unknown[] = []
  const handsOn = (payload: unknown, original: Fn) => {
    seen.push(payload)
    return original('handed on')
  }
  const core = (ctx: Plain) => {
    seen.push(ctx.payload, ctx.result)
    ctx.result = 'done'
  }
  const listener = (payload: unknown, result: unknown, given: unknown) => seen.push(payload, result, given === ctx)

  await compose<Plain>([after(listener), replacement(handsOn), core])(ctx)

  assert.equal(seen, ['given', 'handed on', 'cached', 'handed on', 'done', true])
})

test('S18: lifted functions are called with `this` undefined', async () => {
  const seen: unknown[] = []
  function see(this: unknown) {
    seen.push(this)
  }
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }

  await compose<Plain>([before(see), after(see), replacement(see)])(ctx)

  assert.equal(seen, [undefined, undefined, undefined])
})

for (const [name, lift] of Object.entries<(fn: never) => unknown>({ before, after, replacement })) {
  test(`S18: ${name} of what is no function is a TypeError that shows the value`, () => {
    const error = thrown(() => lift('what is this' as never))

    assert.instance(error, TypeError)
    assert.match((error as TypeError).message, 'what is this')
  })
}

// ---- By hand, inside an action

test('S18: in an action, a lifted after-listener that fails is told to onListenerError with its event', async () => {
  const told: unknown[] = []
  const actions = createActions({
    onListenerError: (error, { ctx, listener }) => told.push([error, ctx?.action, listener]),
  })
  const wrong = new Error('wrong')
  const fails = () => {
    throw wrong
  }
  actions.registerAction('X', () => 'done')
  actions.use('X', compose([after(fails)]))

  const result = await actions.invokeAction('X')

  assert.is(result, 'done')
  assert.equal(told, [[wrong, 'X', fails]])
})

test('S18: in an action, a lifted before-listener that aborts is named in the error', async () => {
  const actions = createActions()
  actions.registerAction('X', () => 'done')
  const guard = (_payload: unknown, abort: Fn) => abort('closed')
  actions.use('X', compose([before(guard)]))

  const error = (await rejection(actions.invokeAction('X'))) as ActionAbortedError

  assert.instance(error, ActionAbortedError)
  assert.is(error.reason, 'closed')
  assert.is(error.by?.name, 'guard')
})

test('S3: in an action, whoever swallows the abort of a lifted before-listener has not taken it back by an earlier result', async () => {
  const actions = createActions()
  actions.registerAction('X', () => 'done')
  actions.use((ctx, next) => {
    ctx.result = 'earlier'
    return next()
  })
  const swallows = (_ctx: unknown, next: () => Promise<unknown>) => rejection(next())
  actions.use('X', compose([swallows, before((_payload, abort) => abort('closed'))]))

  const error = (await rejection(actions.invokeAction('X'))) as ActionAbortedError

  assert.is(error.reason, 'closed')
})

test('S18: in an action, a lifted party does not start once the invocation has been cut', async () => {
  const actions = createActions()
  const controller = new AbortController()
  const log: string[] = []
  actions.registerAction('X', () => void log.push('core'))
  const cuts = () => {
    log.push('cuts')
    controller.abort('cut')
  }
  const fine = () => void log.push('fine')
  actions.use('X', compose([before(cuts), before(fine), replacement(fine), after(fine)]))

  const error = await rejection(actions.invokeAction('X', 1, { signal: controller.signal }))
  await settled()

  assert.is(error, 'cut')
  assert.equal(log, ['cuts'])
})

test('S9: in an action, a next() around a lifted party that fails once the invocation has been cut rejects with the cut', async () => {
  const actions = createActions()
  const controller = new AbortController()
  const hold = deferred()
  let pending!: Promise<unknown>
  actions.registerAction('X', () => 'done')
  const waits = (_ctx: unknown, next: () => Promise<unknown>) => {
    pending = rejection(next())
    return pending
  }
  actions.use('X', compose([waits, before(() => hold.promise)]))
  const running = rejection(actions.invokeAction('X', 1, { signal: controller.signal }))

  controller.abort('cut')
  hold.reject(new Error('too late'))
  await running

  assert.is(await pending, 'cut')
})

test('S2: behind lifted parties that wait for nothing, the core runs inside the call', () => {
  const actions = createActions()
  const log: string[] = []
  const party = (name: string) => () => void log.push(name)
  actions.registerAction('X', party('core'))
  const replaces = (_payload: unknown, original: Fn) => {
    log.push('replacement')
    return original()
  }
  actions.use('X', compose([before(party('first')), before(party('second')), replacement(replaces)]))

  actions.invokeAction('X')

  assert.equal(log, ['first', 'second', 'replacement', 'core'])
})

test('S3: an abort by a lifted after-listener does nothing, also where the stack inside it was short-circuited', async () => {
  const actions = createActions()
  const log: unknown[] = []
  actions.registerAction('X', () => 'done')
  const aborts = (_payload: unknown, _result: unknown, ctx: { aborted?: boolean }) => {
    ctx.aborted = true
    log.push(ctx.aborted)
  }
  const gives = (ctx: { result?: unknown }) => {
    ctx.result = 'instead'
  }
  actions.use('X', compose([after(aborts), gives]))

  const result = await actions.invokeAction('X')

  assert.is(result, 'instead')
  assert.equal(log, [false])
})

test('S18: by hand, an original that comes after its replacement has settled starts nothing', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  let late!: Fn
  let cores = 0
  const keeps = (_payload: unknown, original: Fn) => {
    late = original
    return 'kept'
  }

  await compose<Plain>([replacement(keeps), () => (cores += 1)])(ctx)
  const error = (await rejection(late())) as ActionMisuseError

  assert.instance(error, ActionMisuseError)
  assert.is(
    error.message,
    'The replacement "keeps" of the action "X" called original() after it had settled: wait for original() before you return',
  )
  assert.is(cores, 0)
  assert.is(ctx.result, 'kept')
})

test('S18: by hand, an original that comes late and that nobody waits for is printed', async () => {
  const ctx = { payload: 1, result: undefined as unknown }
  let late!: Fn
  const keeps = (_payload: unknown, original: Fn) => {
    late = original
    return 'kept'
  }
  await compose<typeof ctx>([replacement(keeps)])(ctx)

  const printed = await printedDuring(() => void late())

  assert.is(printed.length, 1)
  assert.instance(printed[0]?.[0], ActionMisuseError)
  assert.is(
    (printed[0]?.[0] as Error | undefined)?.message,
    'The replacement "keeps" called original() after it had settled: wait for original() before you return',
  )
})

test('S18: by hand, an original that comes late and that somebody waits for is not printed', async () => {
  const ctx = { payload: 1, result: undefined as unknown }
  let late!: Fn
  const keeps = (_payload: unknown, original: Fn) => {
    late = original
    return 'kept'
  }
  await compose<typeof ctx>([replacement(keeps)])(ctx)

  const printed = await printedDuring(() => rejection(late()))

  assert.equal(printed, [])
})

test('S18: in an action, an original of a lifted replacement that comes late fails the invocation', async () => {
  const actions = createActions()
  let late!: Fn
  const keeps = (_payload: unknown, original: Fn) => {
    late = original
    return 'kept'
  }
  actions.registerAction('X', () => 'core')
  actions.use(async (_ctx, next) => {
    await next()
    late()
  })
  actions.use('X', compose([replacement(keeps)]))

  const error = await rejection(actions.invokeAction('X'))

  assert.instance(error, ActionMisuseError)
})

test('S8: an original that comes late from a stack composed by hand inside the core rejects, and does not throw', async () => {
  const actions = createActions()
  let late!: Fn
  const keeps = (_payload: unknown, original: Fn) => {
    late = original
    return 'kept'
  }
  actions.registerAction('X', (_payload, ctx) => compose<typeof ctx>([replacement(keeps)])(ctx))
  await actions.invokeAction('X')

  const error = await rejection(late())

  assert.instance(error, ActionMisuseError)
})

test('S8: a bare original that comes late from a stack composed by hand inside the core goes to onListenerError', async () => {
  const reports: [unknown, unknown][] = []
  const actions = createActions({ onListenerError: (error, { listener }) => void reports.push([error, listener]) })
  let late!: Fn
  const keeps = (_payload: unknown, original: Fn) => {
    late = original
    return 'kept'
  }
  actions.registerAction('X', (_payload, ctx) => compose<typeof ctx>([replacement(keeps)])(ctx))
  await actions.invokeAction('X')

  const printed = await printedDuring(() => void late())

  assert.is(reports.length, 1)
  assert.instance(reports[0]?.[0], ActionMisuseError)
  assert.is(reports[0]?.[1], keeps)
  assert.equal(printed, [])
})

test('S18: by hand, abort calls the ctx’s own when it has one', async () => {
  const reasons: unknown[] = []
  const ctx = {
    payload: 1,
    aborted: false,
    abort(reason: unknown) {
      reasons.push(reason)
      ctx.aborted = true
    },
  }

  const error = await rejection(compose<typeof ctx>([before((_payload, abort) => abort('closed'))])(ctx))

  assert.instance(error, ActionAbortedError)
  assert.equal(reasons, ['closed'])
})

test('S18: by hand, abort leaves what is on ctx to the ctx’s own abort, when it has one', async () => {
  const reasons: unknown[] = []
  const ctx = { payload: 1, aborted: false, abortReason: undefined, abort: (reason: unknown) => reasons.push(reason) }

  await compose<typeof ctx>([before((_payload, abort) => abort('closed'))])(ctx)

  assert.equal(reasons, ['closed'])
  assert.is(ctx.aborted, false)
  assert.is(ctx.abortReason, undefined)
})

test('S18: by hand, null that a replacement returns is the result', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: 'before', aborted: false }

  await compose<Plain>([replacement(() => null)])(ctx)

  assert.is(ctx.result, null)
})

test('S5: by hand, an original that fails long before it is awaited is no unhandled rejection', async () => {
  const failure = new Error('core')
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const fallsBack = async (_payload: unknown, original: Fn) => {
    const promise = original()
    await settled()
    await settled()
    return rejection(promise)
  }
  const core = () => {
    throw failure
  }

  const unhandled = await unhandledDuring(() => compose<Plain>([replacement(fallsBack), core])(ctx))

  assert.equal(unhandled, [])
  assert.is(ctx.result, failure)
})

test('S18: by hand, a failed original that a replacement handles is no abort', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const failure = new Error('core')
  const fallsBack = async (_payload: unknown, original: Fn) => {
    assert.is(await rejection(original()), failure)
    ctx.aborted = true
    return 'instead'
  }

  const error = (await rejection(
    compose<Plain>([replacement(fallsBack), () => Promise.reject(failure)])(ctx),
  )) as ActionAbortedError

  assert.instance(error, ActionAbortedError)
  assert.is(error.by?.name, 'fallsBack')
})

test('S18: by hand, a replacement that handles an abort from further in has not taken it back, nor made it its own', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const guard = (_payload: unknown, abort: Fn) => abort('closed')
  let handled: unknown
  const handles = async (_payload: unknown, original: Fn) => {
    handled = await rejection(original())
    return 'instead'
  }

  const error = (await rejection(compose<Plain>([replacement(handles), before(guard)])(ctx))) as ActionAbortedError

  assert.is(error, handled)
  assert.is(error.by?.name, 'guard')
})

test('S3: by hand, a replacement that aborts once its original has resolved has not aborted', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const late = async (_payload: unknown, original: Fn) => {
    const result = await original()
    ctx.aborted = true
    return [result]
  }

  await compose<Plain>([
    replacement(late),
    () => {
      ctx.result = 'done'
    },
  ])(ctx)

  assert.equal(ctx.result, ['done'])
})

test('S3: by hand, a replacement that aborts once its original has resolved fails with its own error', async () => {
  const ctx = { payload: 1, aborted: false }
  const failure = new Error('and then this')
  const late = async (_payload: unknown, original: Fn) => {
    await original()
    ctx.aborted = true
    throw failure
  }
  let error: unknown

  const printed = await printedDuring(async () => {
    error = await rejection(compose<typeof ctx>([replacement(late as Fn), () => {}])(ctx))
  })

  assert.is(error, failure)
  assert.equal(printed, [])
})

test('S18: by hand, what a replacement fails with once it has aborted is printed, and the abort stands', async () => {
  const ctx = { payload: 1, aborted: false }
  const failure = new Error('and then this')
  const aborts = (_payload: unknown, _original: Fn, ctx: { aborted: boolean }) => {
    ctx.aborted = true
    throw failure
  }
  let error: unknown

  const printed = await printedDuring(async () => {
    error = await rejection(compose<typeof ctx>([replacement(aborts as Fn)])(ctx))
  })

  assert.instance(error, ActionAbortedError)
  assert.is((error as Error).message, 'The action was aborted by the replacement "aborts"')
  assert.equal(printed, [[failure]])
})

test('S3: an abort of a lifted before-listener that comes late is put down to it, not to whoever is running by then', async () => {
  const actions = createActions()
  let late: ((reason?: unknown) => void) | undefined
  actions.registerAction('AcceptTask', () => {})
  actions.use(
    'AcceptTask',
    before(function check(_payload, abort) {
      late = abort
    }),
  )
  actions.addListener('beforeAcceptTask', function other() {
    late?.('too late for you')
  })

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.instance(error, ActionAbortedError)
  assert.equal((error as ActionAbortedError).by, { kind: 'before', name: 'check', scope: undefined })
})

test('S10: a lifted after-listener that is still running when the time is up is named as what it is', async () => {
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error) => reports.push(error) })
  actions.registerAction('AcceptTask', () => 'done')
  actions.use(
    'AcceptTask',
    after(function tell() {
      return new Promise(() => {})
    }),
  )

  assert.is(await actions.invokeAction('AcceptTask', undefined, { timeout: 5 }), 'done')
  assert.equal(
    reports.map((error) => (error as ActionTimeoutError).stage),
    [{ kind: 'after', name: 'tell', scope: undefined }],
  )
})

test('S18: what stands in ctx.result when a replacement fails after its original is the same in every form', async () => {
  const results: unknown[] = []
  for (const form of ['attached', 'lifted']) {
    const actions = createActions()
    const inner = async (_payload: unknown, original: () => Promise<unknown>) => {
      await original()
      throw new Error('refused')
    }
    const outer = (_payload: unknown, original: () => Promise<unknown>) => original()
    actions.use('X', async (ctx, next) => {
      await rejection(next())
      results.push([form, ctx.result])
    })
    actions.registerAction('X', () => 'core')
    if (form === 'attached') for (const fn of [inner, outer]) actions.replaceAction('X', fn)
    else for (const fn of [outer, inner]) actions.use('X', replacement(fn))

    results.push(await actions.invokeAction('X'))
  }

  assert.equal(results, [['attached', 'core'], 'core', ['lifted', 'core'], 'core'])
})

test('S18: a replacement that gives nothing when its original has failed leaves what stood there before, in every form', async () => {
  const results: unknown[] = []
  for (const form of ['attached', 'lifted']) {
    const actions = createActions()
    const inner = async (_payload: unknown, original: () => Promise<unknown>) => {
      await original()
      throw new Error('refused')
    }
    const outer = async (_payload: unknown, original: () => Promise<unknown>) => void (await rejection(original()))
    actions.use('X', (ctx, next) => {
      ctx.result = 'before'
      return next()
    })
    actions.registerAction('X', () => 'core')
    if (form === 'attached') for (const fn of [inner, outer]) actions.replaceAction('X', fn)
    else for (const fn of [outer, inner]) actions.use('X', replacement(fn))

    results.push(await actions.invokeAction('X'))
  }

  assert.equal(results, ['before', 'before'])
})

test('S18: a lift in a stack composed by hand does not mind what else stands on the ctx', async () => {
  const ctx = { payload: 1, _plan: 'mine' }
  const seen: unknown[] = []
  await before((payload) => seen.push(payload))(ctx, async () => void seen.push('next'))

  assert.equal(seen, [1, 'next'])
})

test('S18: by hand, what a replacement assigns once its original has failed is the result', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: 'before', aborted: false }
  const assigns = async (_payload: unknown, original: Fn) => {
    await rejection(original() as Promise<unknown>)
    ctx.result = 'instead'
  }

  await compose<Plain>([replacement(assigns), () => Promise.reject(new Error('refused'))])(ctx)

  assert.is(ctx.result, 'instead')
})

test.run()
