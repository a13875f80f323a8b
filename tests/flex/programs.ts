// Random programs over Flex's verbs, and what can be seen of one: a trace, to compare two implementations line by line.
//
// Each line tells in which microtask it was written, counted from the step of the program that led to it. So two traces are equal only if
// everything starts, resolves and interleaves at the same moment.

import fc from 'fast-check'
import { type Deferred, deferred } from '../support/helpers.js'

/** The verbs, of Flex or of ours. */
export interface FlexLike {
  registerAction(name: unknown, body: unknown, payloadUpdate?: unknown): void
  invokeAction(name: unknown, payload?: unknown): Promise<unknown>
  replaceAction(name: unknown, replacement: unknown): void
  // biome-ignore lint/suspicious/noExplicitAny: an event emitter
  addListener(event: unknown, listener: unknown): any
  removeListener(event: unknown, listener: unknown): unknown
  findPendingActions(action: unknown, payload?: unknown): Record<string, unknown>
  findBlockedActions(action: unknown, payload?: unknown): Record<string, unknown>
  blockAction(action: unknown, payload?: unknown): void
  unblockAction(action: unknown, payload?: unknown): void
}

/** What a function does: its steps one by one, then how it ends. */
export interface Doing {
  async: boolean
  steps: Step[]
  ends: string
}

/** A verb, with numbers that pick its arguments. */
export interface Step {
  verb: string
  action: number
  payload: number
  fn: number
}

export interface Program {
  functions: Doing[]
  steps: Step[]
}

const ACTIONS = ['X', 'Y', '__proto__']
const EVENTS = ['invocationBegin', 'invocationEnd', 'actionBlockedChanged']

/** What any program may do, the likelier the more often it is listed. */
const VERBS = [
  ...['invoke', 'invoke', 'invoke', 'before', 'before', 'before', 'after', 'after', 'replace', 'replace', 'register'],
  ...['update', 'event', 'block', 'unblock', 'findPending', 'findBlocked', 'findBoth', 'remove', 'once', 'prepend'],
]

/** What programs begin with. */
const ATTACHING = ['before', 'before', 'after', 'replace', 'replace', 'register', 'update', 'event']

/** What only the functions may do. */
const INSIDE = [
  ...['log', 'wait', 'wait', 'tick', 'tick', 'edit', 'abort', 'abort', 'original', 'original', 'next', 'next'],
  ...['originalBare', 'nextBare', 'originalLoose', 'nextLoose', 'originalCaught', 'nextCaught', 'nest', 'nestCaught'],
]

/** What only the program may do. */
const OUTSIDE = ['release', 'release', 'release', 'release', 'emit', 'removeAll', 'invokeTwice']

/** How a function ends, the likelier the more often it is listed. */
const ENDS = [
  ...[
    'nothing',
    'nothing',
    'nothing',
    'value',
    'value',
    'payload',
    'original',
    'next',
    'throw',
    'throw',
    'throwString',
  ],
  ...['throwObject', 'throwUndefined', 'throwNull', 'throwFlex', 'hang', 'subclass', 'thenable', 'thenableRejects'],
  ...['catchable', 'reject', 'otherPayload'],
]

function steps(verbs: readonly string[], minLength: number, maxLength: number): fc.Arbitrary<Step[]> {
  const step = fc.record({
    verb: fc.constantFrom(...verbs),
    action: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.nat(ACTIONS.length - 1)),
    payload: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(3, 4, 5) }, fc.nat(13)),
    fn: fc.nat(7),
  })
  return fc.array(step, { minLength, maxLength, size: 'max' })
}

export const programs: fc.Arbitrary<Program> = fc.record({
  functions: fc.array(
    fc.record({
      async: fc.boolean(),
      steps: fc.oneof(
        { weight: 4, arbitrary: steps(INSIDE, 0, 4) },
        { weight: 1, arbitrary: steps([...INSIDE, ...VERBS], 0, 4) },
      ),
      ends: fc.constantFrom(...ENDS),
    }),
    { minLength: 8, maxLength: 8 },
  ),
  steps: fc
    .tuple(steps(ATTACHING, 2, 7), steps([...VERBS, ...OUTSIDE], 6, 16))
    .map(([first, then]) => [...first, ...then]),
})

/** Runs a program and gives all that can be seen of it. */
export async function traceOf(actions: FlexLike, { functions, steps }: Program): Promise<string[]> {
  const trace: string[] = []
  const gates: Deferred<void>[] = []
  let ticks = 0
  let calls = 0
  let called = 0
  /** Programs may invoke in circles; both sides then stop at the same place. */
  let budget = 60
  const payloads = payloadPool((line) => log(line))
  const show = (value: unknown) => describe(value, payloads)
  const log = (line: string) => void (trace.length < 400 && trace.push(`${ticks} ${line}`))
  const unhandled = (reason: unknown) => void trace.push(`unhandled ${show(reason)}`)

  const tried = (what: string, verb: () => unknown) => {
    try {
      const returned = verb()
      log(
        `${what} gave ${returned === actions || typeof returned !== 'object' || returned === null ? show(returned) : 'object'}`,
      )
      return returned
    } catch (error) {
      log(`${what} threw ${show(error)}`)
      return undefined
    }
  }

  const invoke = (what: string, { action, payload }: Step) => {
    if (budget-- <= 0) return Promise.resolve()
    const id = ++calls
    log(`${what} ${id}: ${ACTIONS[action]} ${show(payloads[payload])}`)
    const invocation = actions.invokeAction(ACTIONS[action], payloads[payload])
    log(`returned ${id}`)
    return invocation
  }

  const watch = (id: string, promise: unknown) =>
    (promise as Promise<unknown>)?.then?.(
      (value) => log(`${id} resolved ${show(value)}`),
      (error) => log(`${id} rejected ${show(error)}`),
    )

  /** The functions of the program, each the same object whenever it is used. */
  const doings = functions.map((doing, i) => {
    const { async, ends, steps } = doing
    /** Says whether there is anything left to do: nothing, once a program goes in circles. */
    const begin = (args: unknown[]) => {
      log(`f${i}(${args.map(show).join(', ')})`)
      return ++called < 100
    }
    const perform = (step: Step, args: unknown[]): unknown => {
      const [payload, second, third] = args as [unknown, unknown, unknown]
      const callable = (fn: unknown) =>
        typeof fn === 'function' && args.length > 2 ? (fn as (...a: unknown[]) => unknown) : undefined
      const original = callable(second)
      const next = callable(third)
      switch (step.verb) {
        case 'log':
          return log(`f${i} logs ${show(payload)}`)
        case 'edit':
          if (typeof payload === 'object' && payload !== null && !Object.isFrozen(payload)) {
            ;(payload as Record<string, unknown>).a = step.fn
          }
          return undefined
        case 'abort':
          if (args.length === 2 && typeof second === 'function')
            log(`abort gave ${show((second as (r: unknown) => unknown)('why'))}`)
          return undefined
        case 'original':
          return budget-- > 0 ? original?.(payload) : undefined
        case 'next':
          return budget-- > 0 ? next?.(payload) : undefined
        case 'originalBare':
          return budget-- > 0 ? original?.() : undefined
        case 'nextBare':
          return budget-- > 0 ? next?.(payloads[step.payload]) : undefined
        case 'originalLoose':
          if (budget-- > 0) void original?.(payload)
          return undefined
        case 'nextLoose':
          if (budget-- > 0) void next?.()
          return undefined
        case 'originalCaught':
        case 'nextCaught':
          try {
            return budget-- > 0 ? caught((step.verb === 'nextCaught' ? next : original)?.(payload)) : undefined
          } catch (error) {
            return log(`f${i} caught at once ${show(error)}`)
          }
        case 'nest':
          return invoke('nests', step)
        case 'nestCaught':
          return caught(invoke('nests', step))
        default:
          return act(step)
      }
    }
    const caught = (promise: unknown) =>
      (promise as Promise<unknown>)?.then?.(
        (value) => log(`f${i} goes on with ${show(value)}`),
        (error) => log(`f${i} caught ${show(error)}`),
      )
    const end = (args: unknown[]): unknown => {
      const [payload, second, third] = args
      switch (ends) {
        case 'value':
          return `value ${i}`
        case 'payload':
          return payload
        case 'otherPayload':
          return payloads[i]
        case 'original':
          return typeof second === 'function' && args.length > 2 && budget-- > 0 ? second(payload) : undefined
        case 'next':
          return typeof third === 'function' && budget-- > 0 ? third(payload) : undefined
        case 'throw':
          throw new RangeError(`f${i} failed`)
        case 'throwString':
          throw `text of f${i}`
        case 'throwObject':
          throw { code: i }
        case 'throwUndefined':
          throw undefined
        case 'throwNull':
          throw null
        case 'throwFlex':
          return actions.invokeAction('nowhere')
        case 'reject':
          return Promise.reject(new RangeError(`f${i} rejected`))
        case 'hang':
          return new Promise(() => {})
        case 'subclass':
          return Subclass.resolve(`subclass ${i}`)
        case 'thenable':
          return {
            then(resolve: (value: unknown) => void) {
              log(`f${i} is asked to wait`)
              resolve(`thenable ${i}`)
            },
          }
        case 'thenableRejects':
          return { then: (_: unknown, reject: (error: unknown) => void) => reject(new RangeError(`thenable ${i}`)) }
        case 'catchable':
          return { catch: () => log(`f${i} is asked to catch`) }
        default:
          return undefined
      }
    }
    if (async) {
      return async (...args: unknown[]) => {
        if (!begin(args)) return undefined
        for (const step of steps) {
          if (step.verb === 'wait') {
            const gate = deferred()
            gates.push(gate)
            await gate.promise
            log(`f${i} goes on`)
          } else if (step.verb === 'tick') await undefined
          else await perform(step, args)
        }
        return end(args)
      }
    }
    return (...args: unknown[]) => {
      if (!begin(args)) return undefined
      for (const step of steps) perform(step, args)
      return end(args)
    }
  })

  /** One verb. */
  const act = (step: Step): unknown => {
    const action = ACTIONS[step.action] as string
    const payload = payloads[step.payload]
    const fn = doings[step.fn]
    switch (step.verb) {
      case 'invoke':
        return void watch(`invocation ${calls + 1}`, invoke('invokes', step))
      case 'invokeTwice':
        watch(`invocation ${calls + 1}`, invoke('invokes', step))
        return void watch(`invocation ${calls + 1}`, invoke('invokes', { ...step, payload: step.fn }))
      case 'before':
      case 'after':
        return tried(step.verb, () => actions.addListener(`${step.verb}${action}`, fn) === actions) && undefined
      case 'event':
        return void actions.addListener(EVENTS[step.payload % EVENTS.length], fn)
      case 'once':
        return void actions.addListener(`before${action}`, () => log('noted')).once(`before${action}`, fn)
      case 'prepend':
        return void actions.addListener(`after${action}`, () => log('noted')).prependListener(`before${action}`, fn)
      case 'remove': {
        actions.removeListener(`before${action}`, fn)
        actions.removeListener(`after${action}`, fn)
        return void actions.removeListener(EVENTS[step.payload % EVENTS.length], fn)
      }
      case 'removeAll': {
        const emitter = actions.addListener('other', fn)
        log(`listeners ${emitter.listenerCount(`before${action}`)} ${emitter.eventNames().length}`)
        return void emitter.removeAllListeners(`before${action}`)
      }
      case 'emit':
        return void tried('emit', () => actions.addListener('other', () => {}).emit(`after${action}`, payload))
      case 'register':
        return void actions.registerAction(action, fn)
      case 'update':
        return void actions.registerAction(action, fn, doings[(step.fn + step.payload) % doings.length])
      case 'replace':
        return void actions.replaceAction(action, fn)
      case 'block':
        return void tried('block', () => actions.blockAction(action, payload))
      case 'unblock':
        return void tried('unblock', () => actions.unblockAction(action, payload))
      case 'findPending':
      case 'findBlocked':
        return void tried(`${step.verb} ${action} ${show(payload)}`, () =>
          show(actions[`${step.verb as 'findPending' | 'findBlocked'}Actions`](action, payload)),
        )
      case 'findBoth':
        return void tried('find both', () => {
          const found = [
            actions.findPendingActions(['Y', action], payload),
            actions.findBlockedActions(['Y', action], payload),
          ]
          return show(found)
        })
      default:
        return gates.splice(step.fn % Math.max(gates.length, 1), 1)[0]?.resolve()
    }
  }

  process.on('unhandledRejection', unhandled)
  try {
    for (const name of ACTIONS.slice(0, 2)) actions.registerAction(name, doings[0])
    for (const event of EVENTS)
      actions.addListener(event, (...args: unknown[]) => log(`${event} ${args.map(show).join(', ')}`))
    for (const step of [...steps, ...Array.from({ length: 6 }, () => RELEASE)]) {
      ticks = 0
      let counting = 0
      const count = () => {
        ticks = ++counting
        if (counting < 60) void Promise.resolve().then(count)
      }
      void Promise.resolve().then(count)
      try {
        act(step)
      } catch (error) {
        log(`${step.verb} threw ${show(error)}`)
      }
      await pause()
    }
    ticks = 0
    for (const action of ACTIONS)
      log(
        `left ${show(actions.findPendingActions(action, () => true))} ${show(actions.findBlockedActions(action, () => true))}`,
      )
  } finally {
    process.off('unhandledRejection', unhandled)
  }
  return trace
}

const RELEASE: Step = { verb: 'release', action: 0, payload: 0, fn: 0 }

class Subclass<T> extends Promise<T> {}

/** Long enough for every microtask, and for the rejections that nobody has handled. */
function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
}

/** What payloads and queries are picked from: a program's own, since it may edit them. */
function payloadPool(log: (line: string) => void): unknown[] {
  const nested = { deep: 1 }
  const hasA = (stored: unknown, action: string) => {
    log(`asked about ${action}`)
    return typeof stored === 'object' && stored !== null && 'a' in stored
  }
  const failing = () => {
    throw new RangeError('the predicate failed')
  }
  return [
    ...[undefined, null, {}, { a: 1 }, { a: 1, b: 2 }, { b: 2 }, { a: Number.NaN }, Number.NaN, hasA, failing],
    ...['text', 7, { nested, a: 1 }, { nested }],
  ]
}

/** A value as both sides show it: identity where it has one, and errors by what a plugin can read of them. */
function describe(value: unknown, payloads: readonly unknown[], depth = 0): string {
  if (typeof value === 'number' || typeof value === 'boolean' || value === undefined || value === null)
    return String(value)
  if (typeof value === 'string')
    return JSON.stringify(value).replace(/\S+ is not (a function|iterable)/g, '… is not $1')
  if (typeof value === 'symbol') return value.toString()
  const place = payloads.indexOf(value)
  if (typeof value === 'function') return place < 0 ? `function of ${value.length}` : `#${place}`
  if (depth > 4) return '…'
  const inside = (each: unknown) => describe(each, payloads, depth + 1)
  if (value instanceof Error) {
    const { content, message } = value as Error & { content?: Record<string, unknown> }
    const prototype = Object.getPrototypeOf(value)
    const known = [Error, TypeError, RangeError].find((each) => each.prototype === prototype)?.name ?? value.name
    const more = content === undefined ? '' : ` with ${inside({ ...content })}`
    return `${content === undefined ? known : 'FlexError'} ${inside(message)}${more}`
  }
  if (Array.isArray(value)) return `[${value.map(inside).join(', ')}]`
  const fields = Object.entries(value as object).map(([key, field]) => `${key}: ${inside(field)}`)
  return `${place < 0 ? '' : `#${place} `}{ ${fields.join(', ')} }`
}
