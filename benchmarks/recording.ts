// What does recording cost an invocation with N listeners, when it is off and when it is on?

import { checked, type Job, many, measureSizes, published } from './harness.js'
import { type Benchmark, rowsOf, type Settings, type Table } from './results.js'

const { createActions } = await published()
const { record } = await published('./devtools')

/** The numbers of listeners: half of them before the core, and half of them after it. */
const SIZES = [0, 10, 100, 1_000, 10_000]

type Actions = ReturnType<typeof createActions>

interface Payload {
  sid: string
  count: number
}

/** The ways to prepare the actions before they are measured. */
const SETTINGS: Record<string, (actions: Actions) => void> = {
  'never recorded': () => {},
  'recorded once, stopped': (actions) => record(actions).stop(),
  'an observer that does nothing': (actions) => void actions.observe({ start: () => {}, end: () => {} }),
  // With a limit, so that the memory of the machine does not count: 1 000 of the largest invocations have ten million
  // parties.
  recorded: (actions) => void record(actions, { limit: 100 }),
  'recorded, for a subscriber': (actions) => void record(actions, { limit: 100 }).subscribe(() => {}),
  'recorded, with payload and result': (actions) => void record(actions, { limit: 100, capture: true }),
}

export const benchmark: Benchmark = { parts: { recording } }

async function recording(settings: Settings): Promise<Table[]> {
  const build = async (size: number) => {
    const jobs: Record<string, Job> = {}
    for (const [name, prepare] of Object.entries(SETTINGS)) {
      const actions = withListeners(size)
      prepare(actions)
      const payload = { sid: 'WT1', count: 21 }
      jobs[name] = await checked(() => actions.invokeAction('Work', payload), { sid: 'WT1', count: 42 }, name)
    }
    return jobs
  }
  const columns = await measureSizes(SIZES, build, 'never recorded', settings)
  return [
    {
      title: 'Recording: one invocation of a synchronous core, with N listeners',
      unit: 'ns',
      ratioTo: 'never recorded',
      columns: SIZES.map((size) => `N = ${size}`),
      rows: rowsOf(columns, () => ({ from: 'entracte' })),
    },
  ]
}

function withListeners(size: number): Actions {
  const actions = createActions()
  actions.registerAction('Work', ({ sid, count }: Payload) => ({ sid, count: count * 2 }))
  const listeners = many<(payload: Payload) => unknown>(size / 2, [
    () => {},
    ({ sid }) => sid,
    ({ count }) => count,
    (payload) => void payload,
  ])
  for (const listener of listeners) {
    actions.addListener('beforeWork', listener)
    actions.addListener('afterWork', listener)
  }
  return actions
}
