// The promises of koa-compose 4.2.0 and p-timeout 7 that the library leans on. When one of these fails after an upgrade,
// the upgrade is what has to be thought about.

import { inspect } from 'node:util'
import compose from 'koa-compose'
import pTimeout from 'p-timeout'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { deferred, rejection, settled, unhandledDuring } from '../support/helpers.js'

const composing = suite('koa-compose')

composing('runs its entries from the outside in, and back out', async () => {
  const log: string[] = []
  const stack = compose<object>([
    async (_ctx, next) => {
      log.push('outer in')
      await next()
      log.push('outer out')
    },
    async (_ctx, next) => {
      log.push('inner in')
      await next()
      log.push('inner out')
    },
  ])

  await stack({})

  assert.equal(log, ['outer in', 'inner in', 'inner out', 'outer out'])
})

composing('hands the very same context to every entry', async () => {
  const seen: object[] = []
  const ctx = {}
  const stack = compose<object>([
    (outer, next) => {
      seen.push(outer)
      return next()
    },
    (inner) => void seen.push(inner),
  ])

  await stack(ctx)

  assert.is(seen.length, 2)
  assert.ok(seen.every((each) => each === ctx))
})

composing('starts synchronously, down to the innermost entry', () => {
  const log: string[] = []
  const stack = compose<object>([(_ctx, next) => next(), () => void log.push('innermost')])

  stack({})

  assert.equal(log, ['innermost'])
})

composing('returns a native promise', () => {
  const stack = compose<object>([() => 'not a promise'])

  const promise = stack({})

  assert.is(Object.getPrototypeOf(promise), Promise.prototype)
})

composing('resolves with what the outermost entry returned', async () => {
  const stack = compose<object>([
    async (_ctx, next) => {
      await next()
      return 'outermost'
    },
    () => 'inner',
  ])

  const value = await stack({})

  assert.is(value, 'outermost')
})

composing('resolves next() with what the entry inside returned', async () => {
  const stack = compose<object>([(_ctx, next) => next(), () => 'inner'])

  const value = await stack({})

  assert.is(value, 'inner')
})

composing('resolves with undefined when it has no entry', async () => {
  const stack = compose<object>([])

  const value = await stack({})

  assert.is(value, undefined)
})

composing('runs the function given beside the context after its last entry', async () => {
  const log: string[] = []
  const ctx = {}
  const stack = compose<object>([
    async (_ctx, next) => {
      log.push('entry in')
      await next()
      log.push('entry out')
    },
  ])

  await stack(ctx, (given) => void log.push(given === ctx ? 'last' : 'wrong context'))

  assert.equal(log, ['entry in', 'last', 'entry out'])
})

composing('runs anew each time, also while another run is under way', async () => {
  const gate = deferred()
  const stack = compose<string[]>([
    async (_log, next) => {
      await gate.promise
      return next()
    },
    (log) => void log.push('ran'),
  ])
  const first: string[] = []
  const second: string[] = []

  const running = [stack(first), stack(second)]
  gate.resolve()
  await Promise.all(running)

  assert.equal([first, second], [['ran'], ['ran']])
})

composing('rejects a second next() and starts nothing', async () => {
  const log: string[] = []
  const stack = compose<object>([
    async (_ctx, next) => {
      await next()
      await next()
    },
    () => void log.push('inner'),
  ])

  const error = await rejection(stack({}))

  assert.is((error as Error).message, 'next() called multiple times')
  assert.equal(log, ['inner'])
})

composing('turns what an entry throws into a rejection with that very error', async () => {
  const error = new Error('thrown synchronously')
  const stack = compose<object>([
    () => {
      throw error
    },
  ])

  const caught = await rejection(stack({}))

  assert.is(caught, error)
})

composing('turns what an inner entry throws into a rejection of next()', async () => {
  const error = new Error('thrown synchronously')
  const caught: unknown[] = []
  const stack = compose<object>([
    async (_ctx, next) => {
      caught.push(await rejection(next()))
    },
    () => {
      throw error
    },
  ])

  await stack({})

  assert.is(caught[0], error)
})

composing('hands a native promise that an entry returned through as the very same object', () => {
  const promise = Promise.resolve('inner')
  const stack = compose<object>([(_ctx, next) => next(), () => promise])

  const returned = stack({})

  assert.is(returned, promise)
})

composing('wraps a promise of a subclass into a native one', () => {
  class Subclass<T> extends Promise<T> {}
  const stack = compose<object>([() => Subclass.resolve('inner')])

  const returned = stack({})

  assert.is(Object.getPrototypeOf(returned), Promise.prototype)
})

composing('copies its entries: a later change of the array changes nothing', async () => {
  const log: string[] = []
  const entries = [() => void log.push('first')]
  const stack = compose<object>(entries)
  entries[0] = () => void log.push('changed')

  await stack({})

  assert.equal(log, ['first'])
})

composing.run()

const limiting = suite('p-timeout')

limiting('resolves with what the work resolves with', async () => {
  const value = await pTimeout(Promise.resolve('done'), { milliseconds: 1000 })

  assert.is(value, 'done')
})

limiting('rejects with the very error that the work rejects with', async () => {
  const error = new Error('work failed')

  const caught = await rejection(pTimeout(Promise.reject(error), { milliseconds: 1000 }))

  assert.is(caught, error)
})

limiting('calls the fallback at expiry and resolves with what it gives', async () => {
  const timers = clock()
  const promise = pTimeout(new Promise(() => {}), {
    milliseconds: 1000,
    fallback: () => 'instead',
    customTimers: timers,
  })

  timers.expire()

  assert.is(await promise, 'instead')
  assert.equal(timers.delays, [1000])
})

limiting('rejects with the very error that the fallback throws', async () => {
  const timers = clock()
  const error = new Error('too late')
  const promise = pTimeout(new Promise(() => {}), {
    milliseconds: 1000,
    fallback: () => {
      throw error
    },
    customTimers: timers,
  })

  timers.expire()

  assert.is(await rejection(promise), error)
})

limiting('never calls the fallback when the work settled in time', async () => {
  const timers = clock()
  const log: string[] = []
  const promise = pTimeout(Promise.resolve(), {
    milliseconds: 1000,
    fallback: () => void log.push('fallback'),
    customTimers: timers,
  })

  await promise
  timers.expire()

  assert.equal(log, [])
})

limiting('lets work that fails after the expiry fail unheard', async () => {
  const timers = clock()
  const work = deferred()
  const promise = pTimeout(work.promise, { milliseconds: 1000, message: false, customTimers: timers })

  const unhandled = await unhandledDuring(async () => {
    timers.expire()
    await promise
    work.reject(new Error('late'))
  })

  assert.equal(unhandled, [])
})

limiting('stops the timer on clear(), and waits on without a limit', async () => {
  const timers = clock()
  const work = deferred<string>()
  const promise = pTimeout(work.promise, { milliseconds: 1000, customTimers: timers })

  promise.clear()
  const running = timers.running()
  work.resolve('done')

  assert.is(running, 0)
  assert.is(await promise, 'done')
})

limiting('stops the timer once the work has fulfilled', async () => {
  const timers = clock()
  const promise = pTimeout(Promise.resolve(), { milliseconds: 1000, customTimers: timers })

  await promise
  await settled()

  assert.is(timers.running(), 0)
})

limiting('stops the timer once the work has rejected', async () => {
  const timers = clock()
  const promise = pTimeout(Promise.reject(new Error('work failed')), { milliseconds: 1000, customTimers: timers })

  await rejection(promise)
  await settled()

  assert.is(timers.running(), 0)
})

limiting('uses the global timers of the moment when none are given', async () => {
  const timers = clock()
  const { setTimeout, clearTimeout } = globalThis

  globalThis.setTimeout = timers.setTimeout
  globalThis.clearTimeout = timers.clearTimeout
  const promise = pTimeout(new Promise(() => {}), { milliseconds: 1000, fallback: () => 'instead' })
  Object.assign(globalThis, { setTimeout, clearTimeout })
  timers.expire()

  assert.is(await promise, 'instead')
})

for (const milliseconds of [0, -1, Number.NaN, '1000' as unknown as number]) {
  limiting(`rejects a limit of ${inspect(milliseconds)} with a TypeError, without a timer`, async () => {
    const timers = clock()

    const error = await rejection(pTimeout(Promise.resolve(), { milliseconds, customTimers: timers }))

    assert.instance(error, TypeError)
    assert.equal(timers.delays, [])
  })
}

limiting('handles the work when it rejects the limit', async () => {
  const error = new Error('work failed')

  const unhandled = await unhandledDuring(() => rejection(pTimeout(Promise.reject(error), { milliseconds: 0 })))

  assert.is(unhandled.length, 0)
})

limiting('starts no timer when the limit is too long for the timer of the platform', async () => {
  const timers = clock()

  assert.is(await pTimeout(Promise.resolve('done'), { milliseconds: 2 ** 31, customTimers: timers }), 'done')
  assert.equal(timers.delays, [])
})

limiting('cancels work that has a cancel() when the limit expires', async () => {
  const timers = clock()
  let cancelled = 0
  const work = Object.assign(new Promise(() => {}), { cancel: () => cancelled++ })
  const promise = pTimeout(work, { milliseconds: 1000, customTimers: timers, fallback: () => 'instead' })
  timers.expire()

  assert.is(await promise, 'instead')
  assert.is(cancelled, 1)
})

limiting.run()

/** Timers that stand still until the test lets them expire. */
function clock() {
  const waiting = new Map<number, () => void>()
  const delays: number[] = []
  return {
    delays,
    running: () => waiting.size,
    expire() {
      for (const callback of waiting.values()) callback()
    },
    setTimeout: ((callback: () => void, delay: number) => {
      delays.push(delay)
      waiting.set(delays.length, callback)
      return delays.length
    }) as unknown as typeof globalThis.setTimeout,
    clearTimeout: ((id: number | undefined) => {
      if (id !== undefined) waiting.delete(id)
    }) as unknown as typeof globalThis.clearTimeout,
  }
}
