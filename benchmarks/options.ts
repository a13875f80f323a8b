// What do a signal, a time limit or an observer cost one invocation, and what does a call without them pay?

import pTimeout from 'p-timeout'
import { untilAborted, untilLate } from './by-hand.js'
import { checked, type Job, measure, published, times } from './harness.js'
import { type Benchmark, type Cell, figures, type Limit, rowsOf, type Settings, type Table } from './results.js'

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
  '`{}` as options'(core) {
    const actions = withListeners(core)
    return () => actions.invokeAction('Work', 21, {})
  },
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
  middleware(core) {
    const actions = withListeners(core)
    actions.use('Work', async (_ctx, next) => next())
    return invoking(actions)
  },
  'middleware, and a time limit'(core) {
    const actions = withListeners(core)
    actions.use('Work', async (_ctx, next) => next())
    return () => actions.invokeAction('Work', 21, { timeout })
  },
  'by hand: a listener on the signal': (core) => () => untilAborted(core(21), signal),
  'by hand: a race against setTimeout': (core) => () => untilLate(core(21), timeout),
  'by hand: p-timeout': (core) => () => pTimeout(Promise.resolve(core(21)), { milliseconds: timeout }),
}

const LIMITS: Record<string, Limit> = {
  '`{}` as options': { ratio: 1.35 },
  'middleware, and a time limit': { before: 1 },
}

const PACKAGES = { entracte: 'entracte', 'by hand: p-timeout': 'p-timeout' } as Record<string, string>

/** The same invocation with an option and without the option. The difference is what the option adds. */
interface Addition {
  readonly with: Job
  readonly without: Job
}

/** A question about what an option adds, as a multiple of the calls of the platform that it needs at least. */
interface Question {
  readonly title: string
  readonly platform: { readonly name: string; readonly job: Job }
  /** What is added, by row and column. */
  readonly rows: Record<string, Record<string, Addition>>
  readonly limits: Record<string, readonly (Limit | null)[]>
}

export const benchmark: Benchmark = {
  parts: {
    options,
    'time limits': (settings) => additions(timeLimits(), settings),
    signals: (settings) => additions(signals(), settings),
  },
}

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
      rows: rowsOf(columns, (name) => {
        const limit = LIMITS[name]
        return {
          from: PACKAGES[name.startsWith('by hand') ? name : 'entracte'],
          limits: limit && Object.keys(CORES).map(() => limit),
        }
      }),
    },
  ]
}

function timeLimits(): Question {
  const [synchronous, waiting] = Object.values(CORES) as [Core, Core]
  const without = {
    'nothing waits': invoking(withListeners(synchronous)),
    'the core waits': invoking(withListeners(waiting)),
    'a listener waits': invoking(withListener(synchronous, () => Promise.resolve())),
  }
  const added = (jobs: Record<keyof typeof without, Job>) => ({
    'nothing waits': { with: jobs['nothing waits'], without: without['nothing waits'] },
    'the core waits': { with: jobs['the core waits'], without: without['the core waits'] },
    'a listener waits': { with: jobs['a listener waits'], without: without['a listener waits'] },
  })
  const limited = (actions: Actions) => () => actions.invokeAction('Work', 21, { timeout })
  return {
    title: 'Time limits: what a limit that does not run out adds to an invocation',
    platform: { name: 'setTimeout and clearTimeout', job: () => clearTimeout(setTimeout(nothing, timeout)) },
    rows: {
      'entracte, of the action': added({
        'nothing waits': invoking(withListeners(synchronous, { timeout })),
        'the core waits': invoking(withListeners(waiting, { timeout })),
        'a listener waits': invoking(withListener(synchronous, () => Promise.resolve(), { core: { timeout } })),
      }),
      'entracte, of the invocation': added({
        'nothing waits': limited(withListeners(synchronous)),
        'the core waits': limited(withListeners(waiting)),
        'a listener waits': limited(withListener(synchronous, () => Promise.resolve())),
      }),
      'entracte, of a listener': added({
        'nothing waits': invoking(withListener(synchronous, () => {}, { listener: { timeout } })),
        'the core waits': invoking(withListener(waiting, () => {}, { listener: { timeout } })),
        'a listener waits': invoking(withListener(synchronous, () => Promise.resolve(), { listener: { timeout } })),
      }),
      'by hand: a race against setTimeout': added({
        'nothing waits': () => untilLate(without['nothing waits'](), timeout),
        'the core waits': () => untilLate(without['the core waits'](), timeout),
        'a listener waits': () => untilLate(without['a listener waits'](), timeout),
      }),
      'by hand: p-timeout': added({
        'nothing waits': () => pTimeout(without['nothing waits']() as Promise<unknown>, { milliseconds: timeout }),
        'the core waits': () => pTimeout(without['the core waits']() as Promise<unknown>, { milliseconds: timeout }),
        'a listener waits': () =>
          pTimeout(without['a listener waits']() as Promise<unknown>, { milliseconds: timeout }),
      }),
    },
    limits: {
      'entracte, of the action': [{ ratio: 0.5 }, { ratio: 3.8 }, null],
      'entracte, of the invocation': [{ ratio: 0.5 }, { ratio: 3.8 }, null],
      'entracte, of a listener': [{ ratio: 0.5 }, null, { ratio: 3.8 }],
    },
  }
}

function signals(): Question {
  const added = (make: (core: Core) => Addition) =>
    Object.fromEntries(Object.entries(CORES).map(([column, core]) => [column, make(core)]))
  return {
    title: 'Signals: what a signal that all invocations share adds to an invocation',
    platform: {
      name: 'addEventListener and removeEventListener',
      job() {
        const listener = { handleEvent: nothing }
        signal.addEventListener('abort', listener)
        signal.removeEventListener('abort', listener)
      },
    },
    rows: {
      'entracte, of the invocation': added((core) => {
        const actions = withListeners(core)
        return { with: () => actions.invokeAction('Work', 21, { signal }), without: invoking(actions) }
      }),
      'by hand: a listener on the signal': added((core) => {
        const without = invoking(withListeners(core))
        return { with: () => untilAborted(without(), signal), without }
      }),
    },
    limits: { 'entracte, of the invocation': Object.keys(CORES).map(() => ({ ratio: 3.6 })) },
  }
}

/** Measures what options add. The cost of awaiting is the same with and without them, and is subtracted, too. */
async function additions({ title, platform, rows, limits }: Question, settings: Settings): Promise<Table[]> {
  const jobs: Record<string, Job> = { nothing, [platform.name]: platform.job }
  for (const [row, columns] of Object.entries(rows)) {
    for (const [column, addition] of Object.entries(columns)) {
      jobs[`${row}, ${column}, with`] = await checked(addition.with, 42, `${row}, ${column}`)
      jobs[`${row}, ${column}, without`] = await checked(addition.without, 42, `without ${row}, ${column}`)
    }
  }
  const measured = await times(jobs, settings)
  const difference = (more: string, less: string) =>
    (measured[more] as number[]).map((value, round) => value - (measured[less]?.[round] ?? 0))
  const base = difference(platform.name, 'nothing')

  const columns = Object.keys(Object.values(rows)[0] ?? {})
  const adding = Object.keys(rows).map((row) => ({
    name: row,
    from: PACKAGES[row.startsWith('by hand') ? row : 'entracte'],
    limits: limits[row],
    cells: columns.map((column) => figures(difference(`${row}, ${column}, with`, `${row}, ${column}, without`), base)),
  }))
  const own = { name: platform.name, cells: columns.map(() => figures(base, base)) }
  return [{ title, unit: 'ns', ratioTo: platform.name, columns, rows: [own, ...adding] }]
}

function nothing(): void {}

function withListeners(core: Core, options: { timeout?: number } = {}): Actions {
  const actions = createActions()
  actions.registerAction('Work', core, options)
  listen(actions)
  return actions
}

/** Returns actions with this listener before the core, and a listener that does nothing after it. */
function withListener(
  core: Core,
  listener: () => unknown,
  options: { core?: { timeout: number }; listener?: { timeout: number } } = {},
): Actions {
  const actions = createActions()
  actions.registerAction('Work', core, { ...options.core })
  actions.addListener('beforeWork', listener, { ...options.listener })
  actions.addListener('afterWork', () => {})
  return actions
}

function listen({ addListener }: Pick<Actions, 'addListener'>): void {
  addListener('beforeWork', () => {})
  addListener('afterWork', () => {})
}

function invoking({ invokeAction }: Actions): Job {
  return () => invokeAction('Work', 21)
}
