// What does a dispatch cost with N listeners before the core and N after it, beside a hand-written loop over them?

import { head, measure, published, row } from './harness.js'

const { createActions } = await published()

interface Payload {
  count: number
  last: number
}
type Listener = (payload: Payload) => unknown

// Several distinct functions of each kind, as in a real program: one literal would be inlined and flatter everybody.
const KINDS: Record<string, { core: Listener; listeners: Listener[] }> = {
  synchronous: {
    core: (payload) => payload.count,
    listeners: [
      () => {},
      (payload) => {
        payload.count++
      },
      (payload) => {
        payload.last = payload.count
      },
    ],
  },
  'async, nothing awaited': {
    core: async (payload) => payload.count,
    listeners: [
      async () => {},
      async (payload) => {
        payload.count++
      },
      async (payload) => {
        payload.last = payload.count
      },
    ],
  },
  'async, each waits once': {
    core: async (payload) => {
      await null
      return payload.count
    },
    listeners: [
      async () => {
        await null
      },
      async (payload) => {
        await null
        payload.count++
      },
      async (payload) => {
        payload.last = payload.count
        await null
      },
    ],
  },
}

/** The least that one could write: no ctx, no abort, no errors told apart. */
function floor(core: Listener, listeners: Listener[]): Listener {
  return async (payload) => {
    for (const listener of listeners) {
      const returned = listener(payload)
      if (isThenable(returned)) await returned
    }
    let result = core(payload)
    if (isThenable(result)) result = await result
    for (const listener of listeners) {
      const returned = listener(payload)
      if (isThenable(returned)) await returned
    }
    return result
  }
}

function synchronousFloor(core: Listener, listeners: Listener[]): Listener {
  return (payload) => {
    for (const listener of listeners) listener(payload)
    const result = core(payload)
    for (const listener of listeners) listener(payload)
    return Promise.resolve(result)
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value
}

for (const [kind, { core, listeners }] of Object.entries(KINDS)) {
  console.log(head(`Dispatch, ${kind}: time ÷ hand-written loop`, ['loop', 'entracte']))
  for (const n of [0, 1, 10, 100, 1000]) {
    const many = Array.from({ length: n }, (_, i) => listeners[i % listeners.length] as Listener)
    const actions = createActions()
    actions.registerAction('Count', core)
    for (const listener of many) {
      actions.addListener('beforeCount', listener)
      actions.addListener('afterCount', listener)
    }
    const loop = (kind === 'synchronous' ? synchronousFloor : floor)(core, many)
    const payload: Payload = { count: 0, last: 0 }

    await same(
      () => loop({ count: 1, last: 0 }),
      () => actions.invokeAction('Count', { count: 1, last: 0 }),
    )
    const measured = await measure({
      loop: () => loop(payload),
      entracte: () => actions.invokeAction('Count', payload),
    })

    console.log(row(`${n} before, ${n} after`, measured))
  }
}

/** Both do the work that they claim to do, or nothing is timed. */
async function same(...jobs: Array<() => unknown>): Promise<void> {
  const results = await Promise.all(jobs.map((job) => job()))
  if (new Set(results).size !== 1) throw new Error(`They do not do the same: ${results.join(', ')}`)
}
