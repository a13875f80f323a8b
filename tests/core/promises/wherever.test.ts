// What next() and original() return (S8) works wherever a promise does.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { rejection, settled, unhandledDuring } from '../../support/helpers.js'

type Begin = () => Promise<unknown>

const failure = new Error('the core')

/** Awaits the work in some way. With `next()` the value is undefined. */
const WAITING: readonly (readonly [how: string, wait: (begin: Begin) => unknown])[] = [
  ['await', async (begin) => await begin()],
  ['return', (begin) => begin()],
  ['then()', (begin) => begin().then((value) => value)],
  ['then() without a handler', (begin) => begin().then()],
  ['then() with null for its handlers', (begin) => begin().then(null, null)],
  ['catch() without a handler', (begin) => begin().catch()],
  ['finally()', (begin) => begin().finally(() => {})],
  ['finally() that waits', (begin) => begin().finally(() => settled())],
  ['finally() without a handler', (begin) => begin().finally()],
  [
    'finally() of finally()',
    (begin) =>
      begin()
        .finally(() => {})
        .finally(() => 'ignored'),
  ],
  ['Promise.all', async (begin) => (await Promise.all([begin(), 1]))[0]],
  ['Promise.any', (begin) => Promise.any([begin()]).catch(unwrapped)],
  ['Promise.race', (begin) => Promise.race([begin(), new Promise(() => {})])],
  [
    'Promise.allSettled',
    async (begin) => {
      const [outcome] = await Promise.allSettled([begin()])
      if (outcome.status === 'rejected') throw outcome.reason
      return outcome.value
    },
  ],
  ['Promise.resolve', (begin) => Promise.resolve(begin())],
  ['new Promise', (begin) => new Promise((resolve) => resolve(begin()))],
  ['a promise that another then() returns', (begin) => Promise.resolve().then(begin)],
  [
    'for await',
    async (begin) => {
      for await (const value of [begin()]) return value
      return undefined
    },
  ],
  [
    'an async generator',
    async (begin) => {
      const generated = (async function* () {
        yield begin()
      })()
      return (await generated.next()).value
    },
  ],
  [
    'callbacks, as util.callbackify calls them',
    (begin) =>
      new Promise((resolve, reject) => {
        const callback = (error: unknown, value?: unknown) => (error ? reject(error) : resolve(value))
        begin().then(
          (value) => setTimeout(callback, 0, null, value),
          (error) => setTimeout(callback, 0, error),
        )
      }),
  ],
]

for (const [how, wait] of WAITING) {
  test(`S8: ${how} waits for original(), and gives its result`, async () => {
    const actions = createActions()
    actions.registerAction('Save', async () => {
      await settled()
      return 'saved'
    })
    actions.replaceAction('Save', async (payload, original) => [await wait(() => original(payload))])

    const unhandled = await unhandledDuring(async () => {
      assert.equal(await actions.invokeAction('Save'), ['saved'])
    })

    assert.equal(unhandled, [])
  })

  test(`S8: ${how} waits for next(), which has no value`, async () => {
    const actions = createActions()
    const log: unknown[] = []
    actions.registerAction('Save', async () => {
      await settled()
      log.push('core')
      return 'saved'
    })
    actions.use('Save', async (ctx, next) => {
      log.push(await wait(next), ctx.result)
    })

    const unhandled = await unhandledDuring(async () => {
      assert.is(await actions.invokeAction('Save'), 'saved')
    })

    assert.equal(log, ['core', undefined, 'saved'])
    assert.equal(unhandled, [])
  })

  for (const place of ['next()', 'original()']) {
    test(`S8: ${how} rejects with the failure of ${place}, which can be handled`, async () => {
      const actions = createActions()
      const seen: unknown[] = []
      actions.registerAction('Save', async () => {
        await settled()
        throw failure
      })
      const handles = async (begin: Begin) => {
        seen.push(await rejection(Promise.resolve(wait(begin))))
        return 'handled'
      }
      if (place === 'next()') {
        actions.use('Save', async (ctx, next) => {
          ctx.result = await handles(next)
        })
      } else actions.replaceAction('Save', (_payload, original) => handles(original))

      const unhandled = await unhandledDuring(async () => {
        assert.is(await actions.invokeAction('Save'), 'handled')
      })

      assert.is(seen[0], failure)
      assert.equal(unhandled, [])
    })
  }
}

for (const [place, attach] of [
  [
    'next()',
    (see: (work: Promise<unknown>) => unknown) => {
      const actions = createActions()
      actions.use('Save', (_ctx, next) => see(next()))
      return actions
    },
  ],
  [
    'original()',
    (see: (work: Promise<unknown>) => unknown) => {
      const actions = createActions()
      actions.replaceAction('Save', (_payload, original) => see(original()))
      return actions
    },
  ],
] as const) {
  test(`S8: what ${place} returns is tagged as a promise, and does not pass for a native one while something is waited for`, async () => {
    const seen: unknown[] = []
    const actions = attach((work) => {
      for (const each of [work, work.then(), work.catch(() => {}), work.finally(() => {})]) {
        seen.push(Object.prototype.toString.call(each), each instanceof Promise)
        seen.push(typeof each.then, typeof each.catch, typeof each.finally)
      }
      return work
    })
    actions.registerAction('Save', async () => 'saved')

    await actions.invokeAction('Save')

    const one = ['[object Promise]', false, 'function', 'function', 'function']
    assert.equal(seen, [...one, ...one, ...one, ...one])
  })

  test(`S8: what is not a function handles nothing in then() and catch() of ${place}, as in a promise`, async () => {
    const actions = attach((work) => work.then(1 as never, 'x' as never).catch({} as never))
    actions.registerAction('Save', async () => {
      throw failure
    })

    assert.is(await rejection(actions.invokeAction('Save')), failure)
  })

  test(`S8: handlers on ${place} run in the order in which they were given, never inside the call`, async () => {
    const log: string[] = []
    const actions = attach((work) => {
      const first = work.then(() => log.push('first'))
      const second = work.finally(() => log.push('second'))
      log.push('returned')
      return Promise.all([first, second, work.then(() => log.push('third'))])
    })
    actions.registerAction('Save', () => 'saved')

    await actions.invokeAction('Save')

    assert.equal(log, ['returned', 'first', 'second', 'third'])
  })

  test(`S8: finally() of ${place} is called without an argument, and what it throws is the failure`, async () => {
    const own = new Error('of finally')
    const seen: unknown[][] = []
    const actions = attach((work) =>
      work.finally((...args: unknown[]) => {
        seen.push(args)
        throw own
      }),
    )
    actions.registerAction('Save', () => 'saved')

    assert.is(await rejection(actions.invokeAction('Save')), own)
    assert.equal(seen, [[]])
  })
}

function unwrapped(error: AggregateError): never {
  throw error.errors[0]
}

test.run()
