// What does an observer that does nothing cost, with N listeners before the core and N after it?

import { checked, type Job, published, times } from './harness.js'
import * as hookable from './peers/hookable.js'
import * as tapable from './peers/tapable.js'
import { type Benchmark, type Cell, figures, type Limit, rowsOf, type Settings, type Table } from './results.js'
import { type Dispatch, isThenable, KINDS, type Kind, type Work, work } from './work.js'

const { createActions } = await published()

type Observer = Parameters<ReturnType<typeof createActions>['observe']>[0]

const SIZES = [0, 1, 10, 100]

/** A library, or code by hand, with and without an observer. The observer calls `tell` and does nothing more. */
interface Pair {
  readonly from?: string
  /** Says whether earlier commits cannot do it. They are compared without it. */
  readonly recent?: boolean
  observed(work: Work, tell: () => void): Dispatch
  unobserved(work: Work): Dispatch
}

const PAIRS: Record<string, Pair> = {
  'entracte, start and end': ours((tell) => ({ start: tell, end: tell })),
  'entracte, start': ours((tell) => ({ start: tell })),
  'entracte, around': {
    ...ours((tell) => ({
      around(_info, run) {
        tell()
        return run()
      },
    })),
    recent: true,
  },
  'hand-written loop, two calls for each listener': {
    observed: (work, tell) => loop(work, { start: tell, end: tell }),
    unobserved: (work) => loop(work, undefined),
  },
  'hookable, two calls for each hook': {
    from: 'hookable',
    observed: hookable.observed,
    unobserved: (work) => hookable.full.build(work),
  },
  'tapable (AsyncSeriesHook), one call for each listener': {
    from: 'tapable',
    observed: tapable.observed,
    unobserved: (work) => tapable.asyncSeries.build(work),
  },
}

/** The limits of `start` and `end`, for synchronous listeners. */
const LIMITS: (Limit | null)[] = [{ ratio: 4.4 }, { ratio: 5.6 }, { ratio: 7.8 }, null]

export const benchmark: Benchmark = {
  parts: Object.fromEntries(KINDS.map((kind) => [kind, (settings) => observers(kind, settings)])),
}

async function observers(kind: Kind, settings: Settings): Promise<Table[]> {
  const columns: Record<string, Cell>[] = []
  const built: Record<string, Job>[] = []
  for (const n of SIZES) built.push(await jobsOf(kind, n, settings))
  for (const jobs of built) {
    const measured = await times(jobs, settings)
    columns.push(Object.fromEntries(Object.keys(PAIRS).map((name) => [name, cellOf(name, measured)])))
  }
  return [
    {
      title: `Observers, ${kind}: N listeners before the core and N after it, observed`,
      unit: 'ns',
      ratioTo: 'the same without an observer',
      columns: SIZES.map((n) => `N = ${n}`),
      rows: rowsOf(columns, (name) => ({
        from: name.startsWith('entracte') ? 'entracte' : PAIRS[name]?.from,
        limits: name === 'entracte, start and end' && kind === 'synchronous' ? LIMITS : undefined,
      })),
    },
  ]
}

function cellOf(name: string, measured: Record<string, number[]>): Cell {
  const [observed, unobserved] = [measured[`${name}, observed`], measured[`${name}, unobserved`]]
  return observed && unobserved ? figures(observed, unobserved) : { missing: 'cannot' }
}

async function jobsOf(kind: Kind, n: number, settings: Settings): Promise<Record<string, Job>> {
  const expected = await loop(work(kind, n), undefined)({ count: 7, last: 0 })
  const jobs: Record<string, Job> = {}
  for (const [name, pair] of Object.entries(PAIRS)) {
    if (!(await canObserve(kind, name, pair, settings))) continue
    for (const which of ['observed', 'unobserved'] as const) {
      const dispatch = pair[which](work(kind, n), nothing)
      await checked(() => dispatch({ count: 7, last: 0 }), expected, `${name}, ${which}`)
      const payload = { count: 1, last: 0 }
      jobs[`${name}, ${which}`] = () => dispatch(payload)
    }
  }
  return jobs
}

/** Checks that an observer is called at least once for each of two listeners. */
async function canObserve(
  kind: Kind,
  name: string,
  { observed, recent }: Pair,
  { earlier }: Settings,
): Promise<boolean> {
  let calls = 0
  try {
    const dispatch = observed(work(kind, 1), () => {
      calls++
    })
    await dispatch({ count: 1, last: 0 })
  } catch (error) {
    if (recent && earlier) return false
    throw error
  }
  if (calls < 2) throw new Error(`${name} is told ${calls} times about two listeners`)
  return true
}

function ours(observer: (tell: () => void) => Observer): Pair {
  return {
    observed(work, tell) {
      const actions = withListeners(work)
      actions.observe(observer(tell))
      return (payload) => actions.invokeAction('Work', payload)
    },
    unobserved(work) {
      const actions = withListeners(work)
      return (payload) => actions.invokeAction('Work', payload)
    },
  }
}

function withListeners({ core, before, after }: Work): ReturnType<typeof createActions> {
  const actions = createActions()
  actions.registerAction('Work', core)
  for (const listener of before) actions.addListener('beforeWork', listener)
  for (const listener of after) actions.addListener('afterWork', listener)
  return actions
}

/** The least code that tells an observer of the start and the end of each function. */
function loop({ core, before, after }: Work, observer: { start(): void; end(): void } | undefined): Dispatch {
  const call = (listener: (payload: never) => unknown, payload: unknown): unknown => {
    observer?.start()
    const returned = listener(payload as never)
    if (!isThenable(returned)) {
      observer?.end()
      return returned
    }
    return observer === undefined ? returned : ending(returned, observer)
  }
  return async (payload) => {
    for (const listener of before) {
      const returned = call(listener, payload)
      if (isThenable(returned)) await returned
    }
    let result = call(core, payload)
    if (isThenable(result)) result = await result
    for (const listener of after) {
      const returned = call(listener, payload)
      if (isThenable(returned)) await returned
    }
    return result
  }
}

async function ending(work: PromiseLike<unknown>, observer: { end(): void }): Promise<unknown> {
  const result = await work
  observer.end()
  return result
}

function nothing(): void {}
