// Decides that the library does what the plain model of DESIGN.md does, for programs nobody would think of.
//
// A program attaches, invokes, releases, cuts and detaches. Whatever waits, waits for the driver, which releases one thing
// at a time and lets everything come to rest before it goes on; so library and model need to agree on the order of what can
// be seen and not on the number of microtasks in between. Time stands still until the driver lets the next limit run out.
// Beside that, watching a program changes nothing of it.
// The same 3 000 programs by default; ENTRACTE_RUNS for as many others, ENTRACTE_SEED to see a failure again.

import { setMaxListeners } from 'node:events'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  ActionAbortedError,
  type Actions,
  type ActionTimeoutError,
  createActions,
  type ObservedParty,
} from '../../source/core/index.js'
import { type Deferred, deferred, rejection, settled, unhandledDuring } from '../support/helpers.js'
import { createModel } from './model.js'

const runs = Number(process.env.ENTRACTE_RUNS ?? 3_000)

// ---- Programs

type Kind = 'middleware' | 'before' | 'replacement' | 'core' | 'after' | 'error'

/** One function to attach: steps, then what it does with `next` or `original`, then steps, then what it gives. */
interface Spec {
  kind: Kind
  action: string
  shape: 'sync' | 'async' | 'thenable'
  first: string[]
  calls: string
  then: string[]
  gives: 'nothing' | 'value' | 'inner'
  order: number
  once: boolean
  signal: boolean
  /** In milliseconds: of a listener, or of the action whose core it is. */
  timeout: number | undefined
  /** The scope that it is attached through, of which one is inside of the other. */
  scope: 'plugin' | 'part' | undefined
  /** Of a core: whether nobody is left to listen afterwards. */
  terminal: boolean
  /** Of a core: its payloadUpdate, and how often it fails before it works. */
  update: string[] | undefined
  fails: number
}

interface Program {
  specs: Spec[]
  ops: string[]
  picks: number[]
}

const steps = (...special: string[]): fc.Arbitrary<string[]> =>
  fc.array(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('wait', 'wait', 'edit', 'payload', 'result', 'read', 'tick', 'signal') },
      { weight: 2, arbitrary: fc.constantFrom('throw', 'nest', 'catch', 'spawn', 'own', 'limited', 'fire') },
      {
        weight: 1,
        arbitrary: fc.constantFrom('attach', 'detach', 'remove', 'unregister', 'register', 'hang', 'dispose'),
      },
      { weight: special.length, arbitrary: fc.constantFrom(...special, 'read') },
    ),
    { maxLength: 3 },
  )

const limit = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  { weight: 3, arbitrary: fc.integer({ min: 10, max: 99 }) },
)

const aborts = ['ctx.abort', 'ctx.aborted']

/** Work whose chain ends with nobody who waits for it. */
const chains = ['bare then', 'bare catch', 'bare finally', 'bare then catch', 'bare throws']

const callsOf: Record<Kind, fc.Arbitrary<string>> = {
  middleware: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('await', 'return') },
    {
      weight: 5,
      arbitrary: fc.constantFrom(
        'none',
        'bare',
        'recover',
        'recover',
        'silence',
        'swap',
        'finally',
        'twice',
        'twice bare',
      ),
    },
    { weight: 3, arbitrary: fc.constantFrom(...chains, 'dropped', 'dropped own', 'race') },
    { weight: 1, arbitrary: fc.constantFrom('late', 'late bare') },
  ),
  replacement: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('await', 'return', 'own', 'undefined') },
    { weight: 5, arbitrary: fc.constantFrom('none', 'bare', 'bare own', 'retry', 'retry', 'again', 'fallback') },
    { weight: 2, arbitrary: fc.constantFrom('all', 'all settled', 'race', 'bare and again') },
    { weight: 3, arbitrary: fc.constantFrom(...chains, 'dropped', 'dropped', 'race') },
    { weight: 1, arbitrary: fc.constantFrom('late', 'late bare') },
  ),
  before: fc.constant('none'),
  core: fc.constant('none'),
  after: fc.constant('none'),
  error: fc.constant('none'),
}

function spec(kind: Kind, special: string[] = []): fc.Arbitrary<Spec> {
  return fc.record({
    kind: fc.constant(kind),
    action: fc.constantFrom(...(kind === 'middleware' ? ['A', 'B', '*'] : ['A', 'A', 'B'])),
    shape: fc.constantFrom('sync', 'async', 'async', 'thenable'),
    first: steps(...special),
    calls: callsOf[kind],
    then: steps(...aborts),
    gives: fc.constantFrom('nothing', 'value', 'inner'),
    order: fc.constantFrom(0, 0, 0, 1, -1),
    once: fc.nat(4).map((n) => n === 0),
    signal: fc.nat(4).map((n) => n === 0),
    timeout: ['middleware', 'replacement'].includes(kind) ? fc.constant(undefined) : limit,
    scope: fc.constantFrom(undefined, undefined, undefined, 'plugin', 'part'),
    terminal: fc.nat(14).map((n) => n === 0),
    update: fc.option(steps('ctx.abort'), { nil: undefined, freq: 2 }),
    fails: fc.constantFrom(0, 0, 0, 0, 0, 1, 2, 9),
  })
}

const attachable = fc.oneof(
  { weight: 3, arbitrary: spec('middleware', aborts) },
  { weight: 3, arbitrary: spec('before', [...aborts, 'abort', 'abort', 'late abort']) },
  { weight: 4, arbitrary: spec('replacement', aborts) },
  { weight: 3, arbitrary: spec('after', aborts) },
  { weight: 2, arbitrary: spec('error', aborts) },
)

const op = fc.oneof(
  { weight: 8, arbitrary: fc.constant('release') },
  { weight: 4, arbitrary: fc.constant('expire') },
  { weight: 4, arbitrary: fc.constantFrom('invoke A', 'invoke A', 'invoke A', 'invoke B') },
  { weight: 2, arbitrary: fc.constantFrom('invoke A within 20', 'invoke A within 50') },
  { weight: 2, arbitrary: fc.constantFrom('invoke A with signal', 'invoke B with signal', 'fire', 'fire') },
  { weight: 2, arbitrary: fc.constantFrom('attach', 'attach', 'attach again', 'detach', 'remove', 'fire attached') },
  { weight: 1, arbitrary: fc.constantFrom('register', 'override', 'unregister', 'invoke Z', 'explain', 'dispose') },
)

const program: fc.Arbitrary<Program> = fc
  .record({
    core: spec('core', aborts),
    other: spec('core', aborts),
    specs: fc.array(attachable, { maxLength: 7 }),
    ops: fc.array(op, { maxLength: 25 }),
    picks: fc.array(fc.nat(99), { minLength: 1, maxLength: 12 }),
  })
  .map(({ core, other, specs, ops, picks }) => ({
    specs: [{ ...core, action: 'A' }, { ...other, action: 'B' }, ...specs],
    ops: ['invoke A with signal', ...ops],
    picks,
  }))

// ---- Playing one

/** What library and model have in common, as far as programs use it. */
interface Subject {
  registerAction(name: string, core: Fn, options: object): () => void
  unregisterAction(name: string): boolean
  invokeAction(name: string, payload: unknown, options: object): Promise<unknown>
  addListener(event: string, listener: Fn, options: object): () => void
  removeListener(event: string, listener: Fn): boolean
  replaceAction(name: string, replacement: Fn, options: object): () => void
  use(name: string | undefined, middleware: Fn, options: object): () => void
  explain(name: string): { kind: string; name?: string | undefined; scope?: string | undefined; once: boolean }[]
  scope(name: string): Subject & { dispose(): void }
}

// biome-ignore lint/suspicious/noExplicitAny: functions of every kind, told apart by their spec
type Fn = (...args: any[]) => unknown

interface Ctx {
  action: string
  payload: unknown
  result: unknown
  aborted: boolean
  depth: number
  signal: AbortSignal
  failure: { error: unknown; by: Named | null } | undefined
  abort(reason?: unknown): void
  invokeAction(name: string, payload: unknown, options?: object): Promise<unknown>
}

type Begin = (...payload: unknown[]) => Promise<unknown>

/** A party at work: which one, in which invocation, and what it was given. */
interface Scene {
  spec: Spec
  name: string
  label: string
  ctx: Ctx
  payload: unknown
  /** When its own time is up. */
  until: number
  abort?: (reason?: unknown) => void
}

interface Options {
  maxDepth: number
  onListenerError(
    error: unknown,
    info: { ctx?: object | undefined; event?: string | undefined; by: Named | null },
  ): void
}

interface Named {
  kind: string
  name: string | undefined
  scope: string | undefined
}

/** What happened: one log for the driver and one for each invocation. */
type Story = Record<string, string[]>

const library = (options: Options): Subject => adapted(createActions(options))

/** `use` has its two forms in the library. */
function adapted(actions: Actions): Subject {
  return {
    ...actions,
    use: (name, fn, options) => (name === undefined ? actions.use(fn, options) : actions.use(name, fn, options)),
    scope(name) {
      const scope = actions.scope(name)
      return { ...adapted(scope), dispose: scope.dispose }
    },
  }
}

async function play(
  { specs, ops, picks }: Program,
  make: (options: Options) => Subject,
  onReturn: (log: string[]) => void = () => undefined,
): Promise<Story> {
  const story: Story = {}
  const counts = new Map<string, number>()
  const waiting = new Map<string, Deferred<void>>()
  const labels = new WeakMap<object, string>()
  const cutters = new Map<string, AbortController>()
  const detachers: AbortController[] = []
  const attached: { dispose(): void; spec: Spec; via: Subject; event: string; fn: Fn; name: string }[] = []
  const scopes = new Map<string, ReturnType<Subject['scope']>>()
  // Side by side every call starts and ends in a step of its own, or the order of two would hang on microtasks.
  const apart = specs.some(({ calls }) => calls.startsWith('all') || calls === 'bare and again')
  // With more than one party at work, nobody can say which of them has aborted through its ctx.
  const unsure = apart || specs.some(({ calls }) => calls.startsWith('late'))
  // Where parties may still be running that nobody waits for, a cut sets several of them free at once.
  const tangled = specs.some(({ calls }) => /all|bare|race|late|dropped/.test(calls))
  // Whoever assigns `ctx.result` while middleware has left work behind may have decided for that middleware.
  const undecided = specs.some(({ kind, calls }) => kind === 'middleware' && /race|dropped/.test(calls))
  let invocations = 0
  let unsettled = 0
  let starting = ''
  let now = 0
  let turn = 0
  const clock = new Clock()
  /** When the time of an invocation is up, and what limit an action was registered with. */
  const deadlines = new Map<string, number>()
  const limits = new Map<string, number | undefined>()

  const subject = make({
    maxDepth: 2,
    onListenerError: (error, { ctx, event, by }) => {
      const whose = unsure ? '' : `of ${shown(by)}`
      log(ctx ? labelOf(ctx) : 'driver', `reported ${describe(error, unsure)} ${unsure ? '' : event} ${whose}`)
    },
  })
  clock.install()
  try {
    for (const spec of specs) attach(spec)
    for (const op of ops) if (!clock.isTied) await perform(op)
    while (free().length > 0 && !clock.isTied) await perform('release')
    while (clock.timers.size > 0 && !clock.isTied) {
      await perform('expire')
      while (free().length > 0 && !clock.isTied) await perform('release')
    }
  } finally {
    clock.uninstall()
  }
  log('driver', `${unsettled} never settle`)
  return story

  // ---- The driver

  async function perform(op: string): Promise<void> {
    now += 1
    try {
      drive(op)
    } catch (error) {
      log('driver', `${op} threw ${describe(error, unsure)}`)
    }
    await settled()
  }

  function drive(op: string): unknown {
    const [verb, action = 'A', how, limit] = op.split(' ')
    if (verb === 'invoke') return invokeTop(action, how === 'with', how === 'within' ? Number(limit) : undefined)
    if (op === 'expire') return expire()
    if (op === 'fire') return fire(pick([...cutters.keys()]))
    if (op === 'fire attached') return pick(detachers)?.abort()
    if (op === 'attach again') return attachAgain(pick(attached.filter(({ spec }) => !isCore(spec))))
    if (op === 'override') return register(pick(specs.filter(isCore)), true)
    if (op === 'explain') return explain()
    if (op === 'release') return release(pick(free()))
    return change(op)
  }

  /** What driver and parties alike may change while things run. */
  function change(verb: string): void {
    if (verb === 'attach') attach(pick(specs.filter((spec) => !isCore(spec))))
    if (verb === 'detach') pick(attached)?.dispose()
    if (verb === 'dispose') disposeScope(pick([...scopes.keys()]))
    if (verb === 'remove') remove(pick(attached.filter(({ event }) => event !== '')))
    if (verb === 'unregister') log('driver', `unregister ${subject.unregisterAction(pick(['A', 'B']) ?? 'A')}`)
    if (verb === 'register') register(pick(specs.filter(isCore)), false)
  }

  function pick<T>(from: T[]): T | undefined {
    if (from.length === 0) return undefined
    turn += 1
    return from[(picks[turn % picks.length] ?? 0) % from.length]
  }

  function free(): string[] {
    return [...waiting.keys()].sort()
  }

  function release(key: string | undefined): void {
    if (key === undefined) return
    waiting.get(key)?.resolve()
    waiting.delete(key)
  }

  function fire(label: string | undefined): void {
    if (label !== undefined) cutters.get(label)?.abort(`cut ${label.split('/')[0]}`)
  }

  /** Lets the limit run out that is the next to. No other timer is to be left than the model has. */
  function expire(): void {
    log('driver', `${clock.timers.size} timers`)
    clock.expire()
  }

  function invokeTop(action: string, signal: boolean, timeout: number | undefined): void {
    invocations += 1
    const label = `${invocations}`
    const options = { ...(signal && cutter(label)), timeout }
    const invocation = begin(label, action, () => subject.invokeAction(action, fresh(label), options), timeout)
    onReturn([...(story[label] ?? [])])
    watch(label, invocation)
  }

  function explain(): void {
    for (const action of ['A', 'B']) {
      log(
        'driver',
        subject
          .explain(action)
          .map(({ kind, name, scope, once }) => `${kind} ${name} ${scope} ${once}`)
          .join(', '),
      )
    }
  }

  // ---- Attaching

  function attach(spec: Spec | undefined): void {
    if (!spec) return
    const name = `${spec.kind[0]}${specs.indexOf(spec)}${'′'.repeat(count(`attach ${specs.indexOf(spec)}`))}`
    if (isCore(spec)) register(spec, false)
    else attachAgain({ spec, name, fn: party(spec, name) })
  }

  function attachAgain(what: { spec: Spec; name: string; fn: Fn } | undefined): void {
    if (!what || !mayGrow(what.spec.kind)) return
    const { spec, name, fn } = what
    const { kind, action, order, once, timeout } = spec
    const controller = new AbortController()
    if (spec.signal) detachers.push(controller)
    const options = { name, ...(spec.signal && { signal: controller.signal }) }
    const event = kind === 'middleware' || kind === 'replacement' ? '' : `${kind}${action}`
    const via = through(spec.scope)
    const dispose =
      kind === 'middleware'
        ? via.use(action === '*' ? undefined : action, fn, { ...options, order })
        : kind === 'replacement'
          ? via.replaceAction(action, fn, { ...options, order })
          : via.addListener(event, fn, { ...options, order, once, timeout })
    attached.push({ dispose, spec, via, event, fn, name })
  }

  /** Replacements that each try again multiply: a few are enough. */
  function mayGrow(kind: Kind): boolean {
    return attached.filter(({ spec }) => spec.kind === kind).length < (kind === 'replacement' ? 4 : 8)
  }

  function remove(what: { via: Subject; event: string; fn: Fn } | undefined): void {
    if (!what) return
    const via = pick([what.via, what.via, subject, through('plugin')]) ?? subject
    log('driver', `remove ${via.removeListener(what.event, what.fn)}`)
  }

  function through(scope: Spec['scope']): Subject {
    if (scope === undefined) return subject
    const found = scopes.get(scope)
    if (found) return found
    const made = (scope === 'part' ? through('plugin') : subject).scope(scope)
    scopes.set(scope, made)
    return made
  }

  /** Now and then somebody keeps a scope that is disposed, and goes on with it. */
  function disposeScope(scope: string | undefined): void {
    if (scope === undefined) return
    scopes.get(scope)?.dispose()
    if (pick([true, true, false])) scopes.delete(scope)
  }

  function register(spec: Spec | undefined, override: boolean): void {
    if (!spec) return
    const name = `c${spec.action}`
    const update = { ...spec, first: spec.update ?? [], calls: 'none', then: [] }
    const payloadUpdate = spec.update && Object.defineProperty(party(update, `u${spec.action}`), 'name', { value: 'u' })
    const { timeout, terminal } = spec
    const options = { name, override, payloadUpdate, timeout, terminal }
    const via = through(spec.scope)
    const dispose = via.registerAction(spec.action, party(spec, name), options)
    limits.set(spec.action, timeout)
    attached.push({ dispose, spec, via, event: '', fn: party(spec, name), name })
  }

  // ---- Parties

  function party(spec: Spec, name: string): Fn {
    const scene = (ctx: Ctx, payload: unknown): Scene => ({
      ...{ spec, name, ctx, payload },
      label: labelOf(ctx),
      until: isCore(spec) ? Number.POSITIVE_INFINITY : clock.now + (spec.timeout ?? Number.POSITIVE_INFINITY),
    })
    const enter = (scene: Scene, begin?: Begin, given = '') => {
      log(scene.label, `${name} ${show(scene.payload)}${given} depth ${scene.ctx.depth}`)
      return act(scene, begin)
    }
    if (name[0] === 'u' || isCore(spec)) return (payload, ctx) => enter(scene(ctx, payload))
    if (spec.kind === 'middleware') return (ctx, next) => enter(scene(ctx, ctx.payload), next)
    if (spec.kind === 'replacement') return (payload, original, ctx) => enter(scene(ctx, payload), original)
    if (spec.kind === 'before') return (payload, abort, ctx) => enter({ ...scene(ctx, payload), abort })
    if (spec.kind === 'after')
      return (payload, result, ctx) => enter(scene(ctx, payload), undefined, ` ${show(result)}`)
    return (payload, error, ctx) =>
      enter(scene(ctx, payload), undefined, ` ${describe(error, unsure)}${blame(ctx, error)}`)
  }

  /** Of a time limit nobody is to blame; and with several at work nobody can say who was first. */
  function blame({ failure }: Ctx, error: unknown): string {
    if (unsure || tangled || (error as { code?: string } | undefined)?.code === 'ACTION_TIMEOUT') return ''
    return ` of ${shown(failure?.by ?? null)}`
  }

  function act(scene: Scene, begin: Begin | undefined): unknown {
    const { shape } = scene.spec
    if (shape === 'sync' && !apart) return actNow(scene, begin)
    const work = actInTime(scene, begin)
    return shape === 'thenable' ? foreign(work) : work
  }

  function actNow(scene: Scene, begin: Begin | undefined): unknown {
    const { first, calls } = scene.spec
    for (const step of first) if (!isSlow(step)) void take(step, scene)
    if (!begin || calls === 'none') return own(scene)
    if (calls.startsWith('dropped')) {
      void Promise.allSettled([begin()])
      // To decide at once would leave behind what goes on in the same step, and what that sees hangs on microtasks.
      return undefined
    }
    if (calls.startsWith('late')) void late(scene, begin)
    else if (calls.startsWith('bare')) void callOn(scene, begin)
    else return begin()
    return own(scene)
  }

  async function actInTime(scene: Scene, begin: Begin | undefined): Promise<unknown> {
    const { first, then, calls, gives, kind } = scene.spec
    const alone = apart && (kind === 'replacement' || kind === 'core')
    if (alone) await take('wait', scene)
    for (const step of first) await take(step, scene)
    if (begin && calls === 'return') return begin()
    const inner = begin && (await callOn(scene, begin))
    if (begin && calls.startsWith('bare') && then.length > 0) await take('wait', scene)
    // Whether a failure comes before it settles must not hang on microtasks.
    if (begin && calls.startsWith('dropped')) await take('wait', scene)
    // While something further in may still be running, nobody can say who aborts.
    const busy = /bare|late|race|dropped/.test(calls)
    if (begin) for (const step of then) if (!busy || !step.includes('abort')) await take(step, scene)
    if (alone) await take('wait', scene)
    if (begin && gives === 'inner' && calls !== 'none') return inner
    return own(scene)
  }

  /** What a party gives that does not hand on what it was given. */
  function own({ spec, name, label, payload }: Scene): unknown {
    if (name[0] === 'u') return spec.gives === 'value' ? fresh(label) : undefined
    if (isCore(spec) && count(`${label} ${name} fails`) < spec.fails) throw new Error(`${name} of ${label} fails`)
    return spec.gives === 'nothing' ? undefined : `${name}(${show(payload)})`
  }

  async function callOn(scene: Scene, begin: Begin): Promise<unknown> {
    const { spec, name, label, ctx } = scene
    const { calls } = spec
    const tell = (what: string) => log(label, `${name} ${what}`)
    const look = () => (apart || calls === 'race' ? '' : ` ${view(scene)}`)
    const got = (value: unknown) => {
      tell(`got ${show(value)}${look()}`)
      return value
    }
    const caught = (error: unknown) => tell(`caught ${describe(error, unsure)}${look()}`)

    switch (calls) {
      case 'none':
        return undefined
      case 'await':
        return got(await begin())
      case 'own':
        return got(await begin(fresh(label)))
      case 'undefined':
        return got(await begin(undefined))
      case 'bare':
        return void begin()
      case 'bare own':
        return void begin(fresh(label))
      case 'bare then':
        return void begin().then((value) => tell(`then ${show(value)}`))
      case 'bare catch':
        return void begin().catch((error) => tell(`caught at last ${describe(error, unsure)}`))
      case 'bare finally':
        return void begin().finally(() => tell('finally'))
      case 'bare then catch':
        return void begin()
          .then((value) => tell(`then ${show(value)}`))
          .catch((error) => tell(`caught at last ${describe(error, unsure)}`))
      case 'bare throws':
        return void begin().then(() => {
          throw new Error(`${name} of ${label} throws at last`)
        })
      case 'dropped':
        return void Promise.allSettled([begin()])
      case 'dropped own':
        void Promise.allSettled([begin()])
        await wait(scene)
        ctx.result = `${name} decides`
        return undefined
      case 'late':
      case 'late bare':
        return void late(scene, begin)
      case 'finally':
        return begin().finally(() => tell('finally'))
      case 'recover':
      case 'silence':
      case 'fallback':
      case 'swap':
        try {
          return got(await begin())
        } catch (error) {
          caught(error)
        }
        if (calls === 'swap') throw new Error(`${name} of ${label} swaps`)
        if (calls === 'recover' && !undecided) ctx.result = `${name} recovers`
        return calls === 'fallback' ? `${name} falls back` : undefined
      case 'retry':
        for (let i = 0; i < 2; i++) {
          try {
            return got(await begin())
          } catch (error) {
            caught(error)
          }
        }
        return got(await begin())
      case 'again':
        got(await begin())
        return got(await begin(fresh(label)))
      case 'twice':
        got(await begin())
        return begin().catch(caught)
      case 'twice bare':
        got(await begin())
        return void begin()
      case 'all':
        return show(got((await Promise.all([begin(fresh(label)), begin(fresh(label))])).map(show).join(' & ')))
      case 'all settled': {
        const all = await Promise.allSettled([begin(fresh(label)), begin(fresh(label))])
        return got(
          all.map((one) => (one.status === 'fulfilled' ? show(one.value) : describe(one.reason, unsure))).join(' & '),
        )
      }
      case 'bare and again':
        void begin(fresh(label))
        await take('wait', scene)
        return got(await begin())
      case 'race':
        return got(await Promise.race([begin(), wait(scene).then(() => 'raced')]))
      default:
        return undefined
    }
  }

  /** Calls on once the driver says so, which is often after the party has settled. */
  async function late(scene: Scene, begin: Begin): Promise<void> {
    await wait(scene)
    if (scene.spec.calls === 'late bare') return void begin()
    await begin().then(
      (value) => log(scene.label, `${scene.name} late got ${show(value)}`),
      (error) => log(scene.label, `${scene.name} late caught ${describe(error, unsure)}`),
    )
  }

  function take(step: string, scene: Scene): unknown {
    const { name, label, ctx, payload, spec, abort } = scene
    const reason = `${name} aborts`
    if (step === 'tick') return Promise.resolve()
    if (step === 'wait') return wait(scene)
    if (step === 'hang') return new Promise(() => {})
    if (step === 'edit' && isPayload(payload)) return payload.edits.push(name)
    // Beside those that are told of a time limit, nobody can say who sees it.
    if (step === 'payload' && !isOverdue(label)) ctx.payload = fresh(label)
    if (step === 'result' && !undecided) ctx.result = `${name} assigns ${count(`${label} ${name} assigns`)}`
    if (step === 'signal') watchSignal(scene)
    if (step === 'read') log(label, `${name} reads ${view(scene)}`)
    if (step === 'throw') throw new Error(`${name} of ${label} throws`)
    if (step === 'fire') return isOverdue(label) ? undefined : fire(label.split('/')[0])
    if (step.includes('abort') && apart && spec.kind === 'replacement') return undefined
    // When others have gone on without it, nobody can say who aborts.
    if (step.startsWith('ctx.abort') && clock.now >= scene.until) return undefined
    if (step === 'abort') abort?.(reason)
    if (step === 'ctx.abort') ctx.abort(reason)
    if (step === 'ctx.aborted') ctx.aborted = true
    if (step === 'late abort' && !apart) void wait(scene).then(() => abort?.(`${reason} late`))
    if (['nest', 'catch', 'spawn', 'own', 'limited'].includes(step)) return nest(step, scene)
    // A cut sets free several at once, whose order is nobody's business: what all of them see stays as it is.
    return isCut(label) ? undefined : change(step)
  }

  function nest(how: string, { name, label, ctx, spec, until }: Scene): unknown {
    // While error-listeners tell of its time limit, more can be invoked: in which microtask they are done is nobody's business.
    const isOver = clock.now >= Math.min(until, deadlines.get(label) ?? until)
    if (isOver && (spec.kind !== 'error' || clock.now >= until)) return undefined
    if (!isCut(label)) invocations += 1
    if (invocations > 12) return undefined
    const n = count(`${label} ${name} nests`)
    const inner = `${label}/${name}.${n}`
    const action = ((picks[0] ?? 0) + label.length + n) % 3 === 0 ? 'A' : 'B'
    const timeout = how === 'limited' ? 30 : undefined
    const options = { ...(how === 'own' && cutter(inner)), timeout }
    const nested = begin(inner, action, () => ctx.invokeAction(action, fresh(inner), options), timeout)
    watch(inner, nested)
    if (how === 'nest') return nested
    // What is spawned gets as far as it can before its parent goes on, so that only one of them runs at a time.
    if (how === 'spawn') return wait({ name, label })
    return nested.catch(() => undefined)
  }

  function watchSignal({ ctx: { signal }, label, name }: Scene): void {
    setMaxListeners(0, signal)
    if (signal.aborted) log(label, `${name} sees that the signal has fired`)
    signal.addEventListener('abort', () => log(label, `${name} sees the signal: ${describe(signal.reason, unsure)}`))
  }

  function wait({ name, label }: { name: string; label: string }): Promise<void> {
    const gate = deferred()
    waiting.set(`${label} ${name} ${count(`${label} ${name} waits`)}`, gate)
    return gate.promise
  }

  // ---- What is told

  function begin(
    label: string,
    action: string,
    start: () => Promise<unknown>,
    timeout = limits.get(action),
  ): Promise<unknown> {
    starting = label
    if (timeout !== undefined) deadlines.set(label, clock.now + timeout)
    return start()
  }

  function watch(label: string, promise: Promise<unknown>): void {
    const settle = (outcome: string) => {
      unsettled -= 1
      log(`${label} outcome`, outcome)
    }
    unsettled += 1
    promise.then(
      (value) => settle(show(value)),
      (error) => settle(`failed: ${describe(error, unsure)}`),
    )
  }

  /** S2 starts an invocation inside the call: a ctx not seen before is that of the one just begun. */
  function labelOf(ctx: object): string {
    const label = labels.get(ctx) ?? starting
    labels.set(ctx, label)
    return label
  }

  function log(label: string, what: string): void {
    const key = (tangled || isOverdue(label)) && isCut(label) ? `${label} ${what.split(' ')[0]}, cut` : label
    story[key] ??= []
    story[key].push(`${now}: ${what}`)
  }

  /** What a party sees on its ctx; what stands there after a cut is nobody's business. */
  function view({ ctx, label }: Scene): string {
    return isCut(label) ? 'cut' : `payload ${show(ctx.payload)} result ${show(ctx.result)}`
  }

  /** Whether the signal of an invocation, or of one around it, has fired, or its time is up. */
  function isCut(label: string): boolean {
    return [...cutters].some(([key, { signal }]) => signal.aborted && isIn(label, key)) || isOverdue(label)
  }

  /** What goes on then, goes on beside those that have been told. */
  function isOverdue(label: string): boolean {
    return [...deadlines].some(([key, deadline]) => clock.now >= deadline && isIn(label, key))
  }

  function isIn(label: string, around: string): boolean {
    return `${label}/`.startsWith(`${around}/`)
  }

  function cutter(label: string): { signal: AbortSignal } {
    const controller = new AbortController()
    setMaxListeners(0, controller.signal)
    cutters.set(label, controller)
    return { signal: controller.signal }
  }

  function fresh(label: string): Payload {
    return { id: `${label}#${count(`${label} payload`)}`, edits: [] }
  }

  function count(key: string): number {
    const n = counts.get(key) ?? 0
    counts.set(key, n + 1)
    return n
  }
}

/** Time that goes on only when it is told to, for as long as it is installed. */
class Clock {
  now = 0
  /** By when they are due. */
  readonly timers = new Map<number, { at: number; run: () => void }>()
  readonly #real = { setTimeout, clearTimeout }
  #started = 0

  install(): void {
    globalThis.setTimeout = ((run: () => void, delay: number) => {
      this.#started += 1
      this.timers.set(this.#started, { at: this.now + delay, run })
      return this.#started
    }) as never
    globalThis.clearTimeout = ((timer: number) => this.timers.delete(timer)) as never
  }

  uninstall(): void {
    Object.assign(globalThis, this.#real)
  }

  /** Whether two are the next to be due: which of them comes first is nobody's business, and the story ends there. */
  get isTied(): boolean {
    const due = Array.from(this.timers.values(), ({ at }) => at).sort((a, b) => a - b)
    return due.length > 1 && due[0] === due[1]
  }

  expire(): void {
    const [next] = [...this.timers].sort(([, a], [, b]) => a.at - b.at)
    if (!next) return
    const [timer, { at, run }] = next
    this.timers.delete(timer)
    this.now = at
    run()
  }
}

interface Payload {
  id: string
  edits: string[]
}

function isPayload(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && 'edits' in value
}

function isCore(spec: Spec): boolean {
  return spec.kind === 'core'
}

function isSlow(step: string): boolean {
  return ['wait', 'hang', 'tick', 'nest', 'catch', 'spawn', 'own', 'limited'].includes(step)
}

function show(value: unknown): string {
  return isPayload(value) ? `${value.id}[${value.edits}]` : String(value)
}

/** An error by what a caller can tell from it; not by whom, where several run at once and it may not be known. */
function describe(error: unknown, unsure: boolean): string {
  if (!(error instanceof Error)) return String(error)
  const { code, action, reason, by, timeout, stage } = error as Partial<
    ActionAbortedError & Omit<ActionTimeoutError, 'code' | 'name'>
  >
  if (code === undefined) return error.message
  if (timeout !== undefined)
    return `${code} ${action} ${timeout} ${unsure ? '' : stage && `in ${stage.kind} ${stage.name} ${stage.scope}`}`
  return [code, action, reason, code === 'ACTION_ABORTED' && `by ${shown(by ?? null)}`].filter(Boolean).join(' ')
}

function shown(by: Named | null): string {
  return by === null ? 'nobody known' : `${by.kind} ${by.name} ${by.scope}`
}

/** A thenable from elsewhere that settles and, with nobody's leave, settles again. */
function foreign(work: Promise<unknown>): PromiseLike<unknown> {
  return {
    then(onResolve, onReject) {
      work.then(
        (value) => {
          onResolve?.(value as never)
          onReject?.(new Error('settled twice'))
        },
        (error) => {
          onReject?.(error)
          onResolve?.('settled twice' as never)
        },
      )
      return undefined as never
    },
  }
}

// ---- Comparing

async function compare(program: Program): Promise<void> {
  let told: Story = {}
  const unhandled = await unhandledDuring(async () => {
    told = await play(program, library)
  })
  const meant = await play(program, createModel)
  assert.equal(unhandled, [], 'no unhandled rejections')
  const labels = [...new Set([...Object.keys(meant), ...Object.keys(told)])]
  const apart = labels.filter((label) => String(told[label]) !== String(meant[label]))
  const those = (story: Story) => Object.fromEntries(apart.map((label) => [label, story[label]]))
  assert.equal(those(told), those(meant))
}

/** Checks as `fc.assert` does, and tells of a failure so that one can read it and run it again. */
async function check(
  programs: fc.Arbitrary<Program>,
  numRuns: number,
  holds: (program: Program) => Promise<void>,
): Promise<void> {
  // The same ones each time, so that it is a change that makes them fail; asked for more, others.
  const seed = process.env.ENTRACTE_SEED ?? (process.env.ENTRACTE_RUNS === undefined ? '1' : undefined)
  const details = await fc.check(fc.asyncProperty(programs, holds), { numRuns, ...(seed && { seed: Number(seed) }) })
  if (!details.failed) return
  const [{ specs, ops, picks }] = details.counterexample as [Program]
  const { message, details: difference = '' } = details.errorInstance as assert.Assertion
  throw new Error(
    [
      `ENTRACTE_SEED=${details.seed} after ${details.numRuns} programs: ${message}`,
      ...specs.map((spec, i) => `${i} ${brief(spec)}`),
      `ops: ${ops.join(', ')} · picks: ${picks}`,
      difference,
    ].join('\n    '),
  )
}

function brief({ kind, action, shape, first, calls, then, gives, ...rest }: Spec): string {
  const { order, once, signal, timeout, scope, terminal, update, fails } = rest
  const words = [kind, action, shape, `[${first}]`, calls, `[${then}] gives ${gives}`]
  if (order !== 0) words.push(`order ${order}`)
  if (once) words.push('once')
  if (signal) words.push('signal')
  if (timeout !== undefined) words.push(`timeout ${timeout}`)
  if (scope !== undefined) words.push(`scope ${scope}`)
  if (kind === 'core' && terminal) words.push('terminal')
  if (kind === 'core' && update) words.push(`update [${update}]`)
  if (kind === 'core' && fails) words.push(`fails ${fails}`)
  return words.join(' ')
}

test('S1 to S18: random programs do in the library what they do in the model', () => check(program, runs, compare))

test('S17: watching a random program changes nothing of it, and what ends has begun and ends once', async () => {
  let ended = 0
  const holds = async (program: Program) => {
    const begun = new Set<ObservedParty>()
    const watched = (options: Options): Subject => {
      const actions = createActions(options)
      actions.observe({
        start: (info) => void begun.add(info),
        end(info) {
          assert.ok(begun.delete(info), `${info.kind} ${info.name} ends`)
          ended += 1
        },
      })
      return adapted(actions)
    }

    const story = await play(program, watched)

    assert.equal(story, await play(program, library))
    const running = [...begun].filter(({ kind }) => kind === 'invocation').length
    assert.match(story.driver?.at(-1) ?? '', new RegExp(`: ${running} never settle$`))
  }

  await check(program, Math.ceil(runs / 5), holds)

  assert.ok(ended > runs, `${ended} have ended`)
})

const neverWaiting: fc.Arbitrary<Program> = program.map(({ specs, picks }) => ({
  specs: specs.map((spec) => ({
    ...spec,
    shape: 'sync',
    calls: ['none', 'bare', 'bare own'].includes(spec.calls) ? spec.calls : 'return',
    first: spec.first.filter((step) => step !== 'late abort'),
  })),
  ops: ['invoke A'],
  picks,
}))

test('S2: what never waits has run when invokeAction returns, the core too', async () => {
  let cores = 0
  const holds = async (program: Program) => {
    let soFar: string[] = []
    const story = await play(program, library, (log) => {
      soFar = log
    })
    const waits = program.specs.some(({ kind, calls }) => kind === 'replacement' && calls !== 'none')
    // Behind an `original` there is something to wait for, and so behind everything that has failed.
    const inside = (log: string[]) =>
      log.filter((line) => (waits ? /^1: [mubrc][\dA-Z]/ : /^1: [mubrca][\dA-Z]/).test(line))
    assert.equal(inside(soFar), inside(story['1'] ?? []))
    if (soFar.some((line) => line.startsWith('1: cA'))) cores += 1
  }

  await check(neverWaiting, Math.ceil(runs / 5), holds)

  assert.ok(cores > runs / 50, `the core has started in ${cores} of them`)
})

// ---- What random programs have found, each cut down to what matters

test('S9: after a cut, middleware that goes on to next() starts nothing more', async () => {
  const actions = createActions()
  const gate = deferred()
  const controller = new AbortController()
  const log: unknown[] = []
  actions.use('X', async (_ctx, next) => {
    await gate.promise
    log.push(await rejection(next()))
  })
  actions.addListener('beforeX', () => log.push('before'))
  actions.registerAction('X', () => log.push('core'))

  const invocation = rejection(actions.invokeAction('X', 1, { signal: controller.signal }))
  controller.abort('cut')
  gate.resolve()

  assert.is(await invocation, 'cut')
  await settled()
  assert.equal(log, ['cut'])
})

test('S9: a cut rejects once middleware has failed on the way out, though there was a result', async () => {
  const actions = createActions()
  const controller = new AbortController()
  actions.use('X', async (_ctx, next) => {
    await rejection(next())
    await new Promise(() => {})
  })
  actions.use('X', async (_ctx, next) => {
    await next()
    throw new Error('wrong')
  })
  actions.registerAction('X', () => 'done')

  const invocation = rejection(actions.invokeAction('X', 1, { signal: controller.signal }))
  await settled()
  controller.abort('cut')

  assert.is(await invocation, 'cut')
})

test('S5: a core that was raced further in resolves too late to change the result', async () => {
  const actions = createActions()
  const core = deferred<string>()
  const gate = deferred()
  const seen: unknown[] = []
  actions.registerAction('X', () => core.promise)
  actions.replaceAction('X', async (_payload, original) => await original())
  actions.replaceAction('X', (_payload, original) => Promise.race([original(), 'sooner']))
  actions.addListener('afterX', () => gate.promise)
  actions.addListener('afterX', (_payload, result) => seen.push(result))

  const invocation = actions.invokeAction('X')
  await settled()
  core.resolve('too late')
  await settled()
  gate.resolve()

  assert.is(await invocation, 'sooner')
  assert.equal(seen, ['sooner'])
})

test('S5: a core that was raced changes nothing for the replacement around the race either', async () => {
  const actions = createActions()
  const core = deferred<string>()
  const gate = deferred()
  actions.registerAction('X', () => core.promise)
  actions.replaceAction('X', (_payload, original) => Promise.race([original(), 'sooner']))
  actions.replaceAction('X', async (_payload, original, ctx) => {
    await original()
    await gate.promise
    return [ctx.result]
  })

  const invocation = actions.invokeAction('X')
  await settled()
  core.resolve('too late')
  await settled()
  gate.resolve()

  assert.equal(await invocation, ['sooner'])
})

test('S5: a core that is still running when the replacements have failed does not undo a recovery', async () => {
  const actions = createActions()
  const core = deferred<string>()
  const gate = deferred()
  actions.use('X', async (ctx, next) => {
    await rejection(next())
    ctx.result = 'recovered'
    await gate.promise
  })
  actions.registerAction('X', (payload) => (payload === 'fails' ? Promise.reject(new Error('wrong')) : core.promise))
  actions.replaceAction('X', async (_payload, original) => await original())
  actions.replaceAction('X', (_payload, original) => Promise.all([original('fails'), original('waits')]))

  const invocation = actions.invokeAction('X')
  await settled()
  core.resolve('too late')
  await settled()
  gate.resolve()

  assert.is(await invocation, 'recovered')
})

test('S3: an abort that comes after its listener is never put down to another party', async () => {
  const actions = createActions()
  const gate = deferred()
  let abortLater = (_reason?: unknown) => {}
  const guard = (_payload: unknown, abort: (reason?: unknown) => void) => {
    abortLater = abort
  }
  actions.registerAction('X', () => 'done')
  actions.addListener('beforeX', guard)
  actions.replaceAction('X', async (_payload, original) => {
    await gate.promise
    return original()
  })

  const invocation = rejection(actions.invokeAction('X'))
  abortLater('changed my mind')
  gate.resolve()
  const error = (await invocation) as ActionAbortedError

  assert.instance(error, ActionAbortedError)
  assert.is(error.reason, 'changed my mind')
  assert.ok(error.by === null || error.by.name === 'guard', `by ${error.by?.kind} ${error.by?.name}`)
})

test('S9: ctx.signal has fired with what came first, also for those who look later', async () => {
  const actions = createActions()
  const controller = new AbortController()
  const gate = deferred()
  let reason: unknown
  actions.registerAction('X', () => 'done')
  actions.addListener('beforeX', async (_payload, abort, ctx) => {
    abort('closed')
    await gate.promise
    reason = ctx.signal.reason
  })

  const invocation = rejection(actions.invokeAction('X', 1, { signal: controller.signal }))
  controller.abort('cut')
  gate.resolve()
  await settled()

  assert.is(await invocation, 'cut')
  assert.instance(reason, ActionAbortedError)
})

test('S3: middleware that has settled without seeing the abort has not recovered from it', async () => {
  const actions = createActions()
  const aborts = deferred()
  const settles = deferred()
  actions.use('X', async (_ctx, next) => {
    next().catch(() => undefined)
    await settles.promise
  })
  actions.use('X', async (ctx) => {
    ctx.abort('closed')
    await aborts.promise
  })
  actions.registerAction('X', () => 'done')

  const invocation = rejection(actions.invokeAction('X'))
  settles.resolve()
  await settled()
  aborts.resolve()

  assert.instance(await invocation, ActionAbortedError)
})

test.run()
