// Makes a test double: it is put between a plugin and its actions, and can be taken away again.

import { type ActionContext, type ActionMap, type Actions, type AnyActions, createActions } from '../core/index.js'
import { checkTimeout, readObject, refuse } from '../shared/arguments.js'
import { disposable } from '../shared/disposable.js'
import { show } from '../shared/text.js'
import { NotIdleError } from './errors.js'
import { checkExpectation, seenOf, timelineOf } from './expectations.js'
import { standIn } from './stand-in.js'
import { watchTimers } from './timers.js'
import type { Expectation, IdleOptions, TestActions, Testable, TestOptions } from './types.js'
import { type CoreFunction, toLabel, type Watcher, watchActions } from './watch.js'

/** The timers of the platform when this module is loaded, so that a test can fake timers later. */
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis

/**
 * Makes a test double: it passes every call on to real actions, so that it behaves as they do, and remembers what ran. When a
 * before-listener returns false, the double says so once with `console.warn`: only `abort()` vetoes.
 *
 * @param actions A function that makes actions, such as `createActions` of `entracte` or of `entracte/flex`: then every `reset` makes new
 *   actions. Or actions that exist already: then `reset` undoes all that was attached through the double. Default: `createActions` of
 *   `entracte`.
 * @throws {TypeError} when `actions` are not actions, and is not a function that makes actions.
 * @throws {TypeError} when `unknown` is neither `'reject'` nor `'stub'`, or there is another option.
 *
 * @example
 * const test = createTestActions<Desk>()
 * test.stub('AcceptTask')
 * askFirst(test.actions, () => false) // the plugin
 *
 * await test.actions.invokeAction('AcceptTask', { sid: 'WT1' }).catch(() => {})
 *
 * test.expect('AcceptTask', { calls: [], aborts: [{ reason: 'the agent said no' }] })
 */
export function createTestActions<M extends ActionMap<M> = AnyActions>(
  actions?: undefined,
  options?: TestOptions,
): TestActions<Actions<M>>
export function createTestActions<A extends Testable>(actions: A | (() => A), options?: TestOptions): TestActions<A>
export function createTestActions(
  given: Testable | (() => Testable) = createActions as () => Testable,
  options: TestOptions = {},
): TestActions<Testable> {
  const { unknown = 'reject' } = readOptions(options, 'unknown')
  if (unknown !== 'reject' && unknown !== 'stub') refuse('The option unknown', '"reject" or "stub"', unknown)
  const make = typeof given === 'function' ? given : () => given

  /** The functions that undo what was attached. */
  const undoings = new Set<() => unknown>()
  /** True once something was attached that cannot be undone. */
  let hasPermanent = false
  /** The stubs that were registered for unknown names. Each is undone when the plugin registers a core of that name. */
  const stubs = new Map<string, unknown>()
  let realActions = check(make())
  let watcher = watchActions(realActions, watchNested)
  let disposed = false

  /** Makes the double of the actions, or of a scope of them. */
  function double<A extends object>(current: () => A): A {
    return standIn(
      current,
      {
        registerAction(verb, name: string, core: unknown, ...rest: unknown[]) {
          const undo = stubs.get(name)
          if (typeof undo === 'function') undo()
          return remember(
            verb(name, typeof core === 'function' ? watcher.watchCore(core as CoreFunction) : core, ...rest),
          )
        },
        invokeAction: invoke,
        settleAction: invoke,
        scope: (verb, ...args: unknown[]) => {
          const scope = verb(...args) as { dispose(): void }
          // What is held in a scope, such as a plugin, ends with what it is attached to.
          undoings.add(() => scope.dispose())
          return double(() => scope)
        },
        addListener: (verb, ...args: unknown[]) => remember(verb(...args)),
        replaceAction: (verb, ...args: unknown[]) => remember(verb(...args)),
        use: (verb, ...args: unknown[]) => remember(verb(...args)),
        observe: (verb, ...args: unknown[]) => remember(verb(...args)),
      },
      (verb, ...args) => verb(...args),
    )
  }

  /** Keeps what a verb returned, to undo it later. */
  function remember(undoing: unknown): unknown {
    if (typeof undoing === 'function') undoings.add(undoing as () => unknown)
    else hasPermanent = true
    return undoing
  }

  /** Calls a verb that invokes an action, and notes a refusal when no invocation began. */
  function invoke(verb: (...args: unknown[]) => unknown, ...args: unknown[]): unknown {
    if (disposed) return verb(...args)
    const [name] = args
    if (unknown === 'stub' && typeof name === 'string' && name !== '' && !isRegistered(name))
      stubs.set(name, remember(realActions.registerAction(name as never, watcher.watchCore(stub) as never)))
    const { begun } = watcher
    const promise = verb(...args) as Promise<unknown>
    if (watcher.begun > begun) return promise
    const note = (error: unknown) => watcher.noteRefusal(typeof name === 'string' ? name : show(name), error)
    return promise.then(
      // Only `settleAction` resolves without an invocation.
      (outcome) => {
        const { error, reason = error } = outcome as Partial<Record<'error' | 'reason', unknown>>
        note(reason)
        return outcome
      },
      (error: unknown) => {
        note(error)
        throw error
      },
    )
  }

  /** Makes the verbs of a `ctx` that invoke an action do what those of the double do. */
  function watchNested(ctx: ActionContext): void {
    for (const key of ['invokeAction', 'settleAction'] as const) {
      const verb = ctx[key] as (...args: unknown[]) => unknown
      Object.defineProperty(ctx, key, { value: (...args: unknown[]) => invoke(verb, ...args) })
    }
  }

  function isRegistered(name: string): boolean {
    return realActions.explain(name).some(({ kind }) => kind === 'core')
  }

  function checkKnown(name: unknown): void {
    if (unknown === 'stub' || name === undefined) return
    if (typeof name === 'string' && name !== '') {
      const { ran, errors } = seenOf(watcher, name)
      if (realActions.explain(name).length + ran.length + errors.length > 0) return
    }
    throw new TypeError(
      `There is no action ${show(name)}: nothing is registered or attached by that name, so a test of it would pass whatever happens`,
    )
  }

  function detachAll(): void {
    if (typeof given !== 'function' && hasPermanent)
      throw new TypeError(
        'Cannot take off what was attached, because these actions cannot undo it: give createTestActions the function that makes them instead',
      )
    for (const undo of undoings) undo()
    undoings.clear()
    stubs.clear()
  }

  const dispose = (): void => {
    if (disposed) return
    disposed = true
    watcher.stop()
    detachAll()
  }

  return disposable(
    {
      actions: double(() => realActions),

      stub(...names: unknown[]) {
        const wrong = names.find((name) => typeof name !== 'string')
        if (wrong !== undefined) {
          const remedy = 'give an action a core with actions.registerAction of the double'
          throw new TypeError(
            `stub takes names of actions, such as stub('Save', 'Close'), got ${show(wrong)}: ${remedy}`,
          )
        }
        for (const name of names) remember(realActions.registerAction(name as never, watcher.watchCore(stub) as never))
      },

      seen(name?: unknown) {
        checkKnown(name)
        return seenOf(watcher, name as string | undefined)
      },

      expect(...args: unknown[]) {
        const [name, expectation] = args.length > 1 ? args : [undefined, args[0]]
        checkExpectation(watcher, name as string | undefined, expectation as Expectation, () => checkKnown(name))
      },

      timeline: () => timelineOf(watcher),

      idle: (options: IdleOptions = {}) => untilIdle(watcher, options),

      clear: () => watcher.clear(),

      reset() {
        detachAll()
        if (typeof given !== 'function') return watcher.clear()
        realActions = check(make())
        watcher = watchActions(realActions, watchNested)
      },

      dispose,
    },
    dispose,
  )
}

/** The core of a stub. Timelines show its name. */
function stub(): void {}

async function untilIdle(watcher: Watcher, options: IdleOptions): Promise<void> {
  const { timeout = 1_000 } = readOptions(options, 'timeout')
  checkTimeout(timeout, '')
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<string>((resolve) => {
    timer = startTimer(resolve, timeout, `within ${timeout} ms`)
  })
  const clock = watchTimers(startTimer, stopTimer)
  const stopped = clock.stopped.then(() => FAKED)
  try {
    for (let begun = -1; begun < watcher.begun; ) {
      begun = watcher.begun
      // Once nothing runs, callbacks that are due may start an invocation. Two turns, since setImmediate runs between two timers.
      const quiet = watcher.untilQuiet().then(turn).then(turn)
      const failed = await Promise.race([late, stopped, quiet])
      if (failed !== undefined) throw notIdle(watcher, failed)
    }
  } finally {
    stopTimer(timer)
    clock.release()
  }
}

const FAKED =
  'while the timers are faked: idle needs those of the platform, so fake timers after entracte/testing is imported, and not with Bun'

/** Is said where what runs may wait for a timer that is faked. */
const REPLACED = '; setTimeout has been replaced: if timers are faked, let them run first'

/** Waits until the timers that are due have run. */
function turn(): Promise<void> {
  return new Promise((resolve) => startTimer(resolve, 0))
}

function notIdle(watcher: Watcher, failed: string): NotIdleError {
  const running = Array.from(watcher.running, (info) =>
    info.kind === 'invocation' ? info.ctx.action : `${info.ctx.action} ${toLabel(info)}`,
  )
  const what = running.length > 0 ? `still running: ${running.join(', ')}` : 'one invocation starts the next'
  const hint = globalThis.setTimeout === startTimer ? '' : REPLACED
  return new NotIdleError(
    `The actions did not come to rest ${failed === FAKED ? failed : `${failed}; ${what}${hint}`}\n\n${timelineOf(watcher)}`,
    running,
  )
}

function check(actions: Testable): Testable {
  const { observe, registerAction, explain } = (actions ?? {}) as Partial<Testable>
  if ([observe, registerAction, explain].every((verb) => typeof verb === 'function')) return actions
  throw new TypeError(
    `createTestActions takes actions, or a function that makes them, such as createActions of entracte or entracte/flex, got ${show(actions)}`,
  )
}

/**
 * Returns options that have no other option than `known`.
 *
 * @throws {TypeError} when there is another option: it would otherwise be ignored.
 */
function readOptions<T extends object>(options: T, known: keyof T & string): T {
  const unknown = Object.keys(readObject(options)).find((key) => key !== known)
  if (unknown === undefined) return options
  throw new TypeError(`There is no option ${show(unknown)}: there is ${known}`)
}
