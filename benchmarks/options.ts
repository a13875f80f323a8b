// What do a signal, a time limit or an observer cost one invocation, and what does a call without them pay?

import pTimeout from 'p-timeout'
import { checked, type Job, measure, published } from './harness.js'
import { type Benchmark, type Cell, rowsOf, type Settings, type Table } from './results.js'

const { createActions } = await published()

/** A time limit so long that it never runs out. */
const timeout = 60_000

/** A signal that lives longer than all invocations, as in a page or in a server. */
const { signal } = new AbortController()

type Core = (payload: number) => unknown
type Actions = ReturnType<typeof createActions>

const CORES: Record<string, Core> = {
  'synchronous core': (payload) => payload * 2,
  'core waits once': async (payload) => {
    await null
    return payload * 2
  },
}

/**
 * The settings. Each invocation has one listener before the core and one listener after it, unless the setting differs.
 */
const SETTINGS: Record<string, (core: Core) => Job> = {
  'no options': (core) => invoking(withListeners(core)),
  'listeners of a scope'(core) {
    const actions = createActions()
    actions.registerAction('Work', core)
    listen(actions.scope('plugin'))
    return invoking(actions)
  },
  'among 100 000 other actions'(core) {
    const actions = createActions()
    for (let i = 0; i < 100_000; i++) actions.registerAction(`Other${i}`, () => {})
    actions.registerAction('Work', core)
    listen(actions)
    return invoking(actions)
  },
  'explained before'(core) {
    const actions = withListeners(core)
    actions.explain('Work')
    return invoking(actions)
  },
  'observed once, no longer'(core) {
    const actions = withListeners(core)
    actions.observe({ start: () => {} })()
    return invoking(actions)
  },
  observed(core) {
    const actions = withListeners(core)
    actions.observe({ start: () => {}, end: () => {} })
    return invoking(actions)
  },
  'signal of the invocation'(core) {
    const actions = withListeners(core)
    return () => actions.invokeAction('Work', 21, { signal })
  },
  'the core reads ctx.signal'(core) {
    const actions = createActions()
    actions.registerAction('Work', (payload: number, ctx) => (ctx.signal.aborted ? undefined : core(payload)))
    listen(actions)
    return invoking(actions)
  },
  'time limit of the invocation'(core) {
    const actions = withListeners(core)
    return () => actions.invokeAction('Work', 21, { timeout })
  },
  'time limit of the action'(core) {
    const actions = createActions()
    actions.registerAction('Work', core, { timeout })
    listen(actions)
    return invoking(actions)
  },
  'time limit of a listener that waits'(core) {
    const actions = createActions()
    actions.registerAction('Work', core)
    actions.addListener('beforeWork', () => Promise.resolve(), { timeout })
    actions.addListener('afterWork', () => {})
    return invoking(actions)
  },
  'that listener without a limit'(core) {
    const actions = createActions()
    actions.registerAction('Work', core)
    actions.addListener('beforeWork', () => Promise.resolve())
    actions.addListener('afterWork', () => {})
    return invoking(actions)
  },
  'by hand: a listener on the signal': (core) => () => untilAborted(core(21)),
  'by hand: a race against setTimeout': (core) => () => untilLate(core(21)),
  'by hand: p-timeout': (core) => () => pTimeout(Promise.resolve(core(21)), { milliseconds: timeout }),
}

const PACKAGES = { entracte: 'entracte', 'by hand: p-timeout': 'p-timeout' } as Record<string, string>

export const benchmark: Benchmark = { parts: { options } }

async function options(settings: Settings): Promise<Table[]> {
  const columns: Record<string, Cell>[] = []
  for (const core of Object.values(CORES)) {
    const jobs: Record<string, Job> = {}
    for (const [name, make] of Object.entries(SETTINGS)) jobs[name] = await checked(make(core), 42, name)
    columns.push(await measure(jobs, 'no options', settings))
  }
  return [
    {
      title: 'Options: one invocation with one listener before the core and one after it',
      unit: 'ns',
      ratioTo: 'no options',
      columns: Object.keys(CORES),
      rows: rowsOf(columns, (name) => ({ from: PACKAGES[name.startsWith('by hand') ? name : 'entracte'] })),
    },
  ]
}

function withListeners(core: Core): Actions {
  const actions = createActions()
  actions.registerAction('Work', core)
  listen(actions)
  return actions
}

function listen({ addListener }: Pick<Actions, 'addListener'>): void {
  addListener('beforeWork', () => {})
  addListener('afterWork', () => {})
}

function invoking({ invokeAction }: Actions): Job {
  return () => invokeAction('Work', 21)
}

/** Stops waiting when a signal fires, and leaves no listener on the signal, as in code without the library. */
function untilAborted(work: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', fail)
    Promise.resolve(work).then(settle(resolve), settle(reject))

    function fail(): void {
      reject(signal.reason)
    }
    function settle(how: (value: unknown) => void): (value: unknown) => void {
      return (value) => {
        signal.removeEventListener('abort', fail)
        how(value)
      }
    }
  })
}

/** Stops waiting after a time, and leaves no timer behind, as in code without the library. */
function untilLate(work: unknown): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('late')), timeout)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
