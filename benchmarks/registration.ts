// What does it cost to add and to remove a listener, when one action has 1 000 listeners, and when it has 100 000?

import { published, type Sampler, sample, stopwatch } from './harness.js'
import * as beforeAfterHook from './peers/before-after-hook.js'
import * as emittery from './peers/emittery.js'
import * as hookable from './peers/hookable.js'
import * as tapable from './peers/tapable.js'
import * as wordpress from './peers/wordpress.js'
import { type Benchmark, type Cell, type Row, rowsOf, type Settings, type Table } from './results.js'
import type { Place } from './work.js'

const { createActions } = await published()

const SIZES = [1000, 10_000, 100_000]

/** The number of listeners for one value, about the same for every size. */
const LISTENERS_PER_VALUE = 20_000

type Listener = () => void

interface Contestant {
  readonly name: string
  readonly from?: string
  readonly open: () => Place
  /** Says whether the first call after the change is measured, too. */
  readonly called?: boolean
  /** The greatest number of listeners that is measured, and the reason. */
  readonly upTo?: { readonly n: number; readonly why: string }
}

/**
 * The limit for peers that search all other listeners for each removal: 100 000 listeners take between ten seconds and
 * a minute.
 */
const QUADRATIC = { n: 10_000, why: 'over 10 s' }

const byHand: Contestant = { name: 'a Set', open: openSet }

const ADDING: Contestant[] = [
  byHand,
  { name: 'entracte', from: 'entracte', open: () => openActions() },
  { name: 'entracte, and the first dispatch', from: 'entracte', open: () => openActions(), called: true },
  { name: 'hookable (HookableCore)', from: 'hookable', open: hookable.place },
  { name: 'tapable (SyncHook)', from: 'tapable', open: tapable.place },
  { name: 'emittery', from: 'emittery', open: emittery.place },
  { name: '@wordpress/hooks', from: '@wordpress/hooks', open: wordpress.place },
  { name: 'before-after-hook', from: 'before-after-hook', open: beforeAfterHook.place },
]

const REMOVING: Contestant[] = [
  byHand,
  { name: 'entracte, registration()', from: 'entracte', open: () => openActions() },
  { name: 'entracte, removeListener', from: 'entracte', open: () => openActions('removeListener') },
  { name: 'entracte, scope.dispose()', from: 'entracte', open: () => openActions('dispose') },
  { name: 'hookable (HookableCore)', from: 'hookable', open: hookable.place },
  { name: 'tapable (SyncHook)', from: 'tapable', open: tapable.place, upTo: { n: 0, why: 'cannot remove' } },
  { name: 'emittery', from: 'emittery', open: emittery.place },
  { name: '@wordpress/hooks', from: '@wordpress/hooks', open: wordpress.place, upTo: QUADRATIC },
  { name: 'before-after-hook', from: 'before-after-hook', open: beforeAfterHook.place, upTo: QUADRATIC },
]

export const benchmark: Benchmark = { parts: { adding, removing, everywhere }, flags: ['--expose-gc'] }

async function adding(settings: Settings): Promise<Table[]> {
  return [await table('Adding N listeners to one action: each', ADDING, timeOfAdding, settings)]
}

async function removing(settings: Settings): Promise<Table[]> {
  return [
    await table('Removing N listeners from one action, the oldest first: each', REMOVING, timeOfRemoving, settings),
  ]
}

/** The number of actions that are registered, and the number of them that have been invoked. */
const REGISTERED = 100_000
const INVOKED = 100

/**
 * Middleware for every action makes the stacks of the actions that have been invoked out of date. The least work is to
 * mark those stacks, once for the middleware and once for its undoing.
 */
async function everywhere(settings: Settings): Promise<Table[]> {
  const registered = settings.smoke ? INVOKED : REGISTERED
  const stacks = Array.from({ length: INVOKED }, () => ({ stack: undefined as unknown }))
  const actions = createActions()
  for (let i = 0; i < registered; i++) actions.registerAction(`Work${i}`, () => i)
  const invokeSome = async () => {
    for (let i = 0; i < INVOKED; i++) await actions.invokeAction(`Work${i * (registered / INVOKED)}`)
  }
  await checkEverywhere(actions)

  const [repeats, marks] = settings.smoke ? [1, 1] : [20, 5000]
  const samplers = {
    'by hand: marking the stacks': () => {
      const stop = stopwatch()
      for (let i = 0; i < marks; i++) {
        for (const one of stacks) one.stack = undefined
        for (const one of stacks) one.stack = actions
      }
      return stop() / marks
    },
    entracte: async () => {
      let total = 0
      for (let i = 0; i < repeats; i++) {
        await invokeSome()
        const stop = stopwatch()
        actions.use((_ctx, next) => next())()
        total += stop()
      }
      return total / repeats
    },
  }
  const column: Record<string, Cell> = await sample(samplers, 'by hand: marking the stacks', settings)
  return [
    {
      title: `Middleware for every action, and its undoing: ${INVOKED} of ${registered} actions have been invoked`,
      unit: 'ns',
      ratioTo: 'by hand: marking the stacks',
      columns: ['together'],
      rows: rowsOf([column], (name) => ({
        from: name === 'entracte' ? name : undefined,
        limits: name === 'entracte' ? [{ before: 0.1 }] : undefined,
      })),
    },
  ]
}

/** Checks that middleware for every action runs, and that its undoing is complete. */
async function checkEverywhere(actions: ReturnType<typeof createActions>): Promise<void> {
  let calls = 0
  await actions.invokeAction('Work0')
  const undo = actions.use((_ctx, next) => {
    calls++
    return next()
  })
  await actions.invokeAction('Work0')
  undo()
  await actions.invokeAction('Work0')
  if (calls !== 1) throw new Error(`Middleware for every action ran ${calls} times instead of once`)
}

async function table(
  title: string,
  contestants: readonly Contestant[],
  timeOf: (contestant: Contestant, listeners: readonly Listener[]) => Promise<number>,
  settings: Settings,
): Promise<Table> {
  const sizes = settings.smoke ? SIZES.filter((n) => n <= 1000) : SIZES
  const rows: Row[] = []
  for (const contestant of contestants) {
    const timed = sizes.filter((n) => n <= (contestant.upTo?.n ?? n))
    for (const n of timed.filter((n) => n <= 1000)) await check(contestant, n)
    const samplers: Record<string, Sampler<number>> = {}
    for (const n of timed) {
      const listeners = Array.from({ length: n }, (_, i) => listener(i))
      const repeats = settings.smoke ? 1 : Math.ceil(LISTENERS_PER_VALUE / n)
      samplers[n] = async () => {
        // The garbage of the value before must not count for this value.
        globalThis.gc?.()
        let total = 0
        for (let i = 0; i < repeats; i++) total += await timeOf(contestant, listeners)
        return total / repeats / n
      }
    }
    const measured: Record<string, Cell> = await sample(samplers, String(sizes[0]), settings)
    const cells = sizes.map((n) => measured[n] ?? { missing: contestant.upTo?.why ?? '' })
    rows.push({ name: contestant.name, from: contestant.from, cells })
  }
  return {
    title,
    unit: 'ns',
    ratioTo: `the same with ${sizes[0]}`,
    columns: sizes.map((n) => `N = ${n}`),
    rows,
  }
}

async function timeOfAdding({ open, called }: Contestant, listeners: readonly Listener[]): Promise<number> {
  const place = open()
  const stop = stopwatch()
  for (let i = 0; i < listeners.length; i++) place.add(listeners[i] as Listener, i)
  if (called) await place.call()
  return stop()
}

async function timeOfRemoving({ open }: Contestant, listeners: readonly Listener[]): Promise<number> {
  const place = open()
  const undo = listeners.map((listener, i) => place.add(listener, i))
  const stop = stopwatch()
  if (place.clear) place.clear()
  else for (const one of undo) one?.()
  return stop()
}

/** Checks that listeners that were added are called, and that removed listeners are not called. */
async function check({ name, open }: Contestant, n: number): Promise<void> {
  let calls = 0
  const place = open()
  const undo = Array.from({ length: n }, (_, i) => place.add(() => void calls++, i))
  await place.call()
  if (calls !== n) throw new Error(`${name} calls ${calls} of ${n} listeners`)
  if (undo[0] === undefined) return
  if (place.clear) place.clear()
  else for (const one of undo) one?.()
  await place.call()
  if (calls !== n) throw new Error(`${name} does not remove them`)
}

/** Returns a new listener, because some places are sets. The listeners come from several different functions. */
function listener(i: number): Listener {
  const literals = [() => {}, () => void i, () => undefined, () => {}]
  return literals[i % literals.length] as Listener
}

function openSet(): Place {
  const listeners = new Set<Listener>()
  return {
    add(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    call() {
      for (const listener of listeners) listener()
    },
  }
}

function openActions(removal?: 'removeListener' | 'dispose'): Place {
  const actions = createActions()
  actions.registerAction('Work', () => {})
  const scope = actions.scope('plugin')
  const { addListener } = removal === 'dispose' ? scope : actions
  return {
    add(listener) {
      const registration = addListener('beforeWork', listener)
      return removal === 'removeListener' ? () => actions.removeListener('beforeWork', listener) : registration
    },
    call: () => actions.invokeAction('Work'),
    ...(removal === 'dispose' && { clear: () => scope.dispose() }),
  }
}
