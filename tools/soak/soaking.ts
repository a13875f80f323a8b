// Simulates a long day of one set of actions: invocations of every kind, while listeners, scopes, actions and signals
// are added and removed.

import { getEventListeners } from 'node:events'
import { createActions } from '../../source/core/index.js'
import { collectGarbage, settled } from '../../tests/support/helpers.js'

/** Describes what was left over at one moment when nothing was running. */
export interface Sample {
  invocations: number
  /** The heap in megabytes, after a garbage collection. */
  heap: number
  timers: number
  /** The number of listeners on the signal that never fires. */
  listeners: number
}

export interface Soaked {
  /** The samples. The first sample was taken after the warm-up. */
  samples: Sample[]
  outcomes: { fulfilled: number; rejected: number }
  /** How often a listener was added to the long-lived signal, and how often a listener was removed. */
  added: number
  removed: number
  /**
   * The number of objects that were watched with a WeakRef (listeners and closures, payloads, ctxs, signals), and the
   * objects that are still in memory.
   */
  watched: number
  kept: string[]
}

/** The number of invocations that run at the same time. */
const SIDE_BY_SIDE = 100

/** The greatest number of plugin listeners at the same time. The oldest is removed when another is added. */
const GUESTS = 20

interface Payload {
  i: number
  ballast: number[]
}

interface Day {
  Print(payload: Payload): unknown
  Note(payload: Payload): unknown
}

/**
 * Runs the day, and returns what it has left behind.
 *
 * @param invocations The number of invocations. A tenth of them is the warm-up.
 * @param samples The number of samples.
 * @param tell Receives each sample when it is taken.
 */
export async function soak(invocations: number, samples: number, tell = (_sample: Sample) => {}): Promise<Soaked> {
  const actions = createActions<Day>({ onListenerError: () => {} })
  const loose = actions as unknown as ReturnType<typeof createActions>
  const forever = new AbortController().signal
  const count = counted(forever)
  const guests: Array<() => unknown> = []
  const watched: { what: string; ref: WeakRef<object> }[] = []
  const outcomes = { fulfilled: 0, rejected: 0 }
  const soaked: Soaked = { samples: [], outcomes, added: 0, removed: 0, watched: 0, kept: [] }
  // The caller may run in a timer itself.
  await settled()
  const timersBefore = timers()
  let watching = false

  const watch = <T extends object>(what: string, thing: T): T => {
    if (watching) watched.push({ what, ref: new WeakRef(thing) })
    return thing
  }

  actions.use(async (_ctx, next) => next())
  actions.use('Print', (_ctx, next) => {
    next()
  })
  actions.replaceAction('Print', async (_payload, original) => original())
  actions.registerAction('Note', async ({ i }) => i)
  actions.registerAction('Print', (payload, ctx) => {
    watch('a ctx', ctx)
    switch (payload.i % 10) {
      case 1:
        throw new Error('paper jam')
      case 2:
        return ctx.invokeAction('Note', payload)
      case 3:
        return settled().then(() => ctx.signal.aborted)
      case 4:
        // Never settles: only the cut ends it.
        return new Promise(() => {})
    }
  })
  actions.addListener('beforePrint', ({ i }, abort) => {
    if (i % 10 === 5) abort('out of paper')
  })
  actions.addListener('afterPrint', async () => {}, { timeout: 60_000 })
  actions.addListener('errorPrint', () => {})

  /** Adds something, and returns the function that removes it. */
  const come = (i: number): (() => unknown) => {
    const ballast = watch('what a listener has closed over', new Array(100).fill(i))
    const listener = watch('a listener', () => void ballast.length)
    switch (i % 8) {
      case 0:
        return actions.addListener('beforePrint', listener)
      case 1:
        actions.addListener('afterPrint', listener, { order: -i })
        return () => actions.removeListener('afterPrint', listener)
      case 2: {
        const scope = actions.scope('plugin')
        scope.addListener('errorPrint', listener, { signal: forever })
        scope.use(
          'Note',
          watch('middleware', (_ctx, next) => next()),
        )
        scope.observe(watch('an observer', { end: listener }))
        return scope.dispose
      }
      case 3: {
        const leaving = watch('a signal', new AbortController())
        actions.addListener('beforeNote', listener, { signal: leaving.signal })
        return () => leaving.abort()
      }
      case 4:
        return actions.addListener('afterNote', listener, { once: true, signal: forever })
      case 5:
        return actions.replaceAction(
          'Note',
          watch('a replacement', (_payload, original) => original()),
          { signal: forever },
        )
      case 6: {
        const registration = loose.registerAction(
          `Print${i}`,
          watch('a core', () => ballast),
          { signal: forever },
        )
        return registration
      }
      default:
        loose.addListener(`beforePrint${i}`, listener)
        return () => loose.removeListener(`beforePrint${i}`, listener)
    }
  }

  const invoke = (i: number): Promise<unknown> => {
    const payload = watch('a payload', { i, ballast: new Array(10).fill(i) })
    if (i % 10 === 4) {
      const cut = watch('a signal', new AbortController())
      const running = actions.invokeAction('Print', payload, { signal: cut.signal, timeout: 60_000 })
      cut.abort()
      return running
    }
    if (i % 10 === 6) return actions.invokeAction('Print', payload, { signal: forever, timeout: 60_000 })
    // A millisecond is a long time: one invocation in a thousand exceeds its limit.
    if (i % 1_000 === 7) {
      const never = watch('a listener', () => new Promise(() => {}))
      const off = actions.addListener('afterNote', never)
      const running = actions.invokeAction('Note', payload, { timeout: 1 })
      off()
      return running
    }
    return i % 2 ? actions.invokeAction('Print', payload, { signal: forever }) : actions.invokeAction('Print', payload)
  }

  const run = async (from: number, to: number): Promise<void> => {
    for (let first = from; first < to; first += SIDE_BY_SIDE) {
      const running: Promise<unknown>[] = []
      for (let i = first; i < Math.min(first + SIDE_BY_SIDE, to); i++) {
        // Watches a few objects of each kind, spread over the day, until the end.
        watching = i % Math.ceil(invocations / 1_000) === 0
        if (i % 7 === 0) guests.push(come(i / 7))
        if (guests.length > GUESTS) guests.shift()?.()
        running.push(invoke(i))
        watching = false
      }
      for (const { status } of await Promise.allSettled(running)) outcomes[status]++
    }
  }

  const look = async (done: number): Promise<void> => {
    for (const leave of guests.splice(0)) leave()
    // Invocations that were cut are still unwinding. A WeakRef that was read keeps its object until the next task.
    await settled()
    await settled()
    await collectGarbage()
    const heap = process.memoryUsage().heapUsed / 1e6
    const listeners = getEventListeners(forever, 'abort').length
    const sample = { invocations: done, heap, timers: timers() - timersBefore, listeners }
    soaked.samples.push(sample)
    tell(sample)
  }

  const warm = Math.round(invocations / 10)
  await run(0, warm)
  await look(warm)
  for (let n = 1; n < samples; n++) {
    const at = (k: number) => warm + Math.round(((invocations - warm) * k) / (samples - 1))
    await run(at(n - 1), at(n))
    await look(at(n))
  }

  const { added, removed } = count
  const kept = watched.filter(({ ref }) => ref.deref() !== undefined).map(({ what }) => what)
  return Object.assign(soaked, { added, removed, watched: watched.length, kept })
}

/**
 * Returns the growth of the heap, in megabytes: from the median of the first quarter of the samples to the median of
 * the last quarter.
 */
export function growth(samples: readonly Sample[]): number {
  const quarter = Math.ceil(samples.length / 4)
  return median(samples.slice(-quarter)) - median(samples.slice(0, quarter))
}

function median(samples: readonly Sample[]): number {
  const heaps = samples.map(({ heap }) => heap).sort((a, b) => a - b)
  return heaps[Math.floor(heaps.length / 2)] as number
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
}

/** Counts the listeners that are added to a signal, and the listeners that are removed. */
function counted(signal: AbortSignal): { added: number; removed: number } {
  const count = { added: 0, removed: 0 }
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    count.added++
    addEventListener.apply(signal, args)
  }
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    count.removed++
    removeEventListener.apply(signal, args)
  }
  return count
}
