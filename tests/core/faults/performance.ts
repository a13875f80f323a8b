// Performs one cell of the table on a stage, which is the set of functions around the faulty function, and returns the whole outcome.

import * as assert from 'uvu/assert'
import {
  ActionAbortedError,
  type ActionContext,
  ActionError,
  ActionTimeoutError,
  createActions,
  type InvokeOptions,
  type ListenerErrorInfo,
  type Next,
  type ObservedParty,
} from '../../../source/core/index.js'
import { type Deferred, deferred, printedDuring, settled, unhandledDuring } from '../../support/helpers.js'
import { type Cell, type Fault, type Grip, type Kind, NONE, PARTIES, partiesOf, type Run, without } from './kinds.js'

/** The stages on which each cell is performed. The outcome is the same on each, without the functions that are absent. */
export const STAGES = [
  'among all kinds',
  'among asynchronous ones',
  'observed',
  'under a signal',
  'without layers',
  'alone',
] as const
type Stage = (typeof STAGES)[number]

const PENDING = 'stays pending'

/** The time limit of what never settles, in milliseconds. Everything that settles takes no time. */
const LIMIT = 5

/** The words of the cells for each result. */
const RESULTS = new Map<unknown, string>([
  ['printed', 'the result'],
  ['printed 2', 'the second result'],
  ['another result', 'what it gave'],
  [undefined, '`undefined`'],
])

/** Returns whether the cells of that kind are performed on that stage. */
export function isOn(stage: Stage, kind: Kind): boolean {
  if (stage === 'observed') return kind !== 'observer'
  if (stage === 'without layers') return !isLayer(kind)
  return true
}

/** Returns whether a function is present on a stage. */
function takesPart(party: string, kind: Kind, stage: Stage): boolean {
  if (stage === 'without layers') return !/^(?:use|replacement)/.test(party)
  if (stage !== 'alone' || party === 'core' || party === PARTIES[kind].name) return true
  // These make the faulty function run, or run late.
  if (isLayer(kind)) return party === 'use1'
  if (kind === 'onListenerError') return party === 'after2'
  return kind === 'observer' && party === 'after1'
}

/** Returns the outcome of a cell without the functions that are absent on a stage. */
export function onStage({ run, nested = [], next, told, printed }: Cell, kind: Kind, stage: Stage): Outcome {
  const fewer = ({ ran, ...rest }: Run): Run => {
    const absent = new Set(partiesOf(ran).filter((party) => !takesPart(party, kind, stage)))
    const present = [...absent].reduce(without, ran)
    return { ...rest, ran: present.replace(/ \|$/, '') }
  }
  return { run: fewer(run), nested: nested.map(fewer), next: next && fewer(next), told, printed }
}

type Outcome = Required<Omit<Cell, 'rules' | 'next'>> & { next: Run | undefined }

/** The record of one invocation. It is also the payload, so that every function finds where to log. */
interface Take {
  depth: number
  ends: string
  /** The value or the error that the promise settled with. */
  outcome: unknown
  log: string[]
  /** The results that the after-listeners received. */
  given: unknown[]
  /** The errors that middleware and replacements caught, and that the error-listeners received. */
  caught: unknown[]
  cores: number
  late: { [When in Parameters<Grip['later']>[0]]: (() => unknown)[] }
}

type Ctx = ActionContext<Take>

export async function perform(fault: Fault, kind: Kind, stage: Stage) {
  const uncaught: unknown[] = []
  const listen = (error: unknown) => void uncaught.push(error)
  process.on('uncaughtException', listen)
  let outcome: Outcome | undefined
  try {
    const unhandled = await unhandledDuring(async () => {
      outcome = await play(fault, kind, stage)
    })
    return { outcome, unhandled, uncaught }
  } finally {
    process.off('uncaughtException', listen)
  }
}

async function play(fault: Fault, kind: Kind, stage: Stage): Promise<Outcome> {
  const { name: faulty, neighbour } = PARTIES[kind]
  const it = fault.error === undefined ? new Error('out of order') : fault.error()
  const jam = new Error('paper jam')
  const mail = new Error('the mail server is down')
  const takes: Take[] = []
  const told: string[] = []
  const names = new Map<unknown, string>()
  const registrations = new Map<string, () => void>()
  let acts = 0
  const held: Deferred<void> | undefined = fault.slowCore ? deferred() : undefined

  const actions = createActions({ maxDepth: fault.maxDepth, onListenerError: hear })
  setUp()

  let next: Take | undefined
  const printed = await printedDuring(async () => {
    const { promise } = invoke(actions, 0, {
      timeout: fault.limit === 'invocation' ? LIMIT : undefined,
      signal: stage === 'under a signal' ? new AbortController().signal : undefined,
    })
    // Without a limit, everything that can run does so at once.
    if (fault.limit) await promise.catch(() => {})
    await settled()
    held?.resolve()
    await settled()
    for (const late of takes.flatMap((each) => each.late.afterwards.splice(0))) late()
    const cell = fault.cells[kind]
    if (cell !== NONE && cell.next) next = invoke(actions, 0).take
  })

  // Otherwise this cell would have tried nothing.
  assert.ok(acts > 0)
  assert.equal(
    takes.slice(0, 1).flatMap(({ late }) => Object.values(late).flat()),
    [],
  )

  const [first, ...nested] = takes.filter((take) => take !== next).sort((a, b) => a.depth - b.depth)
  return {
    run: toRun(first as Take),
    nested: nested.map(toRun),
    next: next && toRun(next),
    told,
    printed: printed.map((args) => args.map(describe).join(' ')),
  }

  function setUp(): void {
    for (const i of [1, 2, 3]) {
      party(
        `use${i}`,
        (ctx: Ctx, inner: Next) => layer(`use${i}`, ctx, inner),
        (fn) => actions.use('PrintLabel', fn),
      )
      for (const when of ['before', 'after', 'error'] as const) {
        const name = `${when}${i}`
        const timeout = fault.limit === 'listener' && name === faulty ? LIMIT : undefined
        party(
          name,
          // With all its parameters: a before-listener without the parameter `abort` receives other arguments.
          (payload: Take, second: unknown, ctx: Ctx) => {
            if (when === 'after') payload.given.push(second)
            if (when === 'error') payload.caught.push(second)
            return listener(name, payload, when === 'before' ? (second as () => void) : ctx.abort, ctx)
          },
          (fn) => actions.addListener(`${when}PrintLabel`, fn, { timeout }),
        )
      }
    }
    // The newest replacement is outermost.
    for (const i of [3, 2, 1]) {
      party(
        `replacement${i}`,
        (_payload: Take, inner: Next, ctx: Ctx) => layer(`replacement${i}`, ctx, inner),
        (fn) => actions.replaceAction('PrintLabel', fn),
      )
    }
    const payloadUpdate = party('update', (payload: Take, ctx: Ctx) => listener('update', payload, ctx.abort, ctx))
    party('core', core, (fn) => actions.registerAction('PrintLabel', fn, { payloadUpdate }))
    if (kind === 'observer' || stage === 'observed') for (const i of [1, 2, 3]) observer(`observer${i}`)
  }

  function party<F extends (...args: never[]) => unknown>(name: string, fn: F, attach?: (fn: F) => () => void) {
    if (!takesPart(name, kind, stage)) return undefined
    Object.defineProperty(fn, 'name', { value: name })
    names.set(fn, name)
    if (attach) registrations.set(name, attach(fn))
    return fn
  }

  function listener(name: string, take: Take, abort: () => void, ctx: Ctx): unknown {
    take.log.push(name)
    if (name === faulty) return misbehave(ctx, abort, () => (name === 'update' ? take : undefined))
    if (name === 'after2' && kind === 'onListenerError') throw mail
    return stage === 'among asynchronous ones' ? Promise.resolve() : undefined
  }

  /** Function 2 does not log how its inside ends: it may be the faulty function. */
  function layer(name: string, ctx: Ctx, inner: () => Promise<unknown>): unknown {
    const { log, caught, late } = ctx.payload
    log.push(name)
    if (name === faulty) return misbehave(ctx, ctx.abort, inner, inner)
    if (name.endsWith('2')) return inner()
    return inner().then(
      (value) => {
        log.push(`/${name}`)
        if (name === 'use1') for (const call of late.outside.splice(0)) call()
        return value
      },
      (error) => {
        log.push(`!${name}`)
        caught.push(error)
        throw error
      },
    )
  }

  function core(take: Take, ctx: Ctx): unknown {
    take.log.push('core')
    for (const call of take.late['in the core'].splice(0)) call()
    if (kind === 'error') {
      if (stage === 'among asynchronous ones') return Promise.reject(jam)
      throw jam
    }
    take.cores++
    const result = take.cores === 1 ? 'printed' : `printed ${take.cores}`
    if (kind === 'core') return misbehave(ctx, ctx.abort, () => result)
    if (stage === 'among asynchronous ones') return Promise.resolve(held?.promise).then(() => result)
    return held === undefined ? result : held.promise.then(() => result)
  }

  function observer(name: string): void {
    if (!takesPart(name, kind, stage)) return
    const seeing = (now: 'start' | 'end') => (info: ObservedParty) => {
      const moment = `${now} of ${info.name}`
      if (kind !== 'observer' || !['end of core', 'start of after1', 'end of PrintLabel'].includes(moment)) return
      const ctx = info.ctx as Ctx
      ctx.payload.log.push(name)
      if (name === faulty && info.kind !== 'invocation') return misbehave(ctx, ctx.abort)
    }
    const seer = { start: seeing('start'), end: seeing('end') }
    names.set(seer.start, name).set(seer.end, name)
    registrations.set(name, actions.observe(seer))
  }

  function hear(error: unknown, { ctx, event, listener }: ListenerErrorInfo): unknown {
    const whose = names.get(listener) ?? 'of no function'
    told.push(`${describe(error)} (${event === undefined ? whose : `\`${event}\`, ${whose}`})`)
    return kind === 'onListenerError' ? misbehave(ctx as Ctx, (ctx as Ctx).abort) : undefined
  }

  function misbehave(
    ctx: Ctx,
    abort: () => void,
    work: () => unknown = () => undefined,
    inner: () => Promise<unknown> = () => Promise.reject(new Error('there is nothing inside')),
  ): unknown {
    const take = ctx.payload
    acts++
    return fault.act({
      error: it,
      depth: ctx.depth,
      work,
      inner,
      abort,
      detach: registrations.get(faulty === 'update' ? 'core' : faulty) ?? (() => {}),
      detachNeighbour: registrations.get(neighbour) ?? (() => {}),
      again: () => invoke(ctx, ctx.depth + 1).promise,
      later: (when, fn) => {
        if (when === 'in the core' && take.log.includes('core')) fn()
        else take.late[when].push(fn)
      },
    })
  }

  function invoke(by: Pick<Ctx, 'invokeAction'>, depth: number, options: InvokeOptions = {}) {
    const take: Take = {
      depth,
      ends: PENDING,
      outcome: undefined,
      log: [],
      given: [],
      caught: [],
      cores: 0,
      late: { 'in the core': [], outside: [], afterwards: [] },
    }
    takes.push(take)
    const promise: Promise<unknown> = by.invokeAction('PrintLabel', take, options)
    const settle = (outcome: unknown, ends: string) => {
      Object.assign(take, { outcome, ends })
      // When a limit has run out, the error-listeners may run before or after the promise settles (S7).
      if (fault.limit !== 'invocation') take.log.push('|')
    }
    promise.then(
      (value) => settle(value, `resolves with ${RESULTS.get(value) ?? `something else: ${String(value)}`}`),
      (error) => settle(error, `rejects with ${describe(error)}`),
    )
    return { take, promise }
  }

  function toRun({ ends, outcome, log, given, caught }: Take): Run {
    const run = { ends, ran: log.join(' ').replace(/ ?\|$/, '') }
    const inside = new Set([...(ends.startsWith('resolves') ? given : []), ...caught])
    if (ends !== PENDING) inside.delete(outcome)
    return inside.size > 0 ? { ...run, inside: [...inside].map(describe).join(', ') } : run
  }

  /** Compares identities first, because some of the errors must not be touched. */
  function describe(error: unknown): string {
    if (error === it) return 'it'
    if (error === jam) return 'the failure of the core'
    if (error === mail) return 'the failure of a listener'
    const who = (name: string | undefined) => (name === faulty ? 'it' : name)
    if (error instanceof ActionAbortedError) return `an \`${error.name}\` that names ${who(error.by?.name)}`
    if (error instanceof ActionTimeoutError) return `an \`${error.name}\` that names ${who(error.stage?.name)}`
    if (error instanceof ActionError) return `an \`${error.name}\``
    return `something else: ${String(error)}`
  }
}

function isLayer(kind: Kind): boolean {
  return kind === 'middleware' || kind === 'replacement'
}
