// Decides that no rejection is left unhandled when promises are dropped or functions are called too late.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, settled, unhandledDuring } from '../../support/helpers.js'
import { actionsWithoutMap, type Untyped } from './support.js'

// ── called too late

test('Withstands: an abort called long after the invocation is over does nothing', async () => {
  const actions = actionsWithoutMap()
  let late: ((reason: string) => void) | undefined
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', (_payload, abort) => {
    late = abort
  })
  const result = await actions.invokeAction('PrintLabel', {})

  const unhandled = await unhandledDuring(() => late?.('out of paper'))

  assert.is(result, 'printed')
  assert.equal(unhandled, [])
})

test('Withstands: next() and original() called long after the invocation is over start nothing', async () => {
  const reports: Error[] = []
  const actions = createActions({ onListenerError: (error) => reports.push(error as Error) })
  let calls = 0
  let lateNext: (() => unknown) | undefined
  let lateOriginal: (() => unknown) | undefined
  actions.registerAction('PrintLabel', () => {
    calls++
  })
  actions.use('PrintLabel', async (_ctx, next) => {
    lateNext = next
    await next()
  })
  actions.replaceAction('PrintLabel', async (_payload, original) => {
    lateOriginal = original
    await original()
  })
  await actions.invokeAction('PrintLabel', {})

  const unhandled = await unhandledDuring(() => {
    lateNext?.()
    lateOriginal?.()
  })

  assert.is(calls, 1)
  assert.equal(
    reports.map((error) => error.name),
    ['ActionMisuseError', 'ActionMisuseError'],
  )
  assert.equal(unhandled, [])
})

// ── dropped promises

/** Names mistakes, each with a function that drops promises which reject. The test handles only the returned promise. */
const careless: [string, (actions: Untyped) => Promise<unknown>][] = [
  [
    'a next() that fails is dropped',
    (actions) => {
      actions.use('Jam', (_ctx, next) => {
        next()
      })
      return actions.invokeAction('Jam')
    },
  ],
  [
    'an original() that fails is dropped',
    (actions) => {
      actions.replaceAction('Jam', (_payload, original) => {
        original()
      })
      return actions.invokeAction('Jam')
    },
  ],
  [
    'an original() that fails is dropped by a replacement that fails itself',
    (actions) => {
      actions.replaceAction('Jam', (_payload, original) => {
        original()
        throw new Error('nor this')
      })
      return actions.invokeAction('Jam')
    },
  ],
  [
    'several original()s that fail are dropped',
    (actions) => {
      actions.replaceAction('Jam', (_payload, original) => {
        original()
        original()
        original()
      })
      return actions.invokeAction('Jam')
    },
  ],
  [
    'a second next() is dropped',
    (actions) => {
      actions.use('Print', async (_ctx, next) => {
        await next()
        next()
      })
      return actions.invokeAction('Print')
    },
  ],
  [
    'an aborted next() is dropped',
    (actions) => {
      actions.use('Print', (_ctx, next) => {
        next()
      })
      actions.addListener('beforePrint', (_payload, abort) => abort())
      return actions.invokeAction('Print')
    },
  ],
  [
    'a next() called after abort is dropped',
    (actions) => {
      actions.use('Print', (ctx, next) => {
        ctx.abort()
        next()
      })
      return actions.invokeAction('Print')
    },
  ],
  [
    'a cut next() is dropped',
    async (actions) => {
      const cut = new AbortController()
      const paper = deferred()
      actions.registerAction('Wait', () => paper.promise)
      actions.use('Wait', (_ctx, next) => {
        next()
      })
      const running = actions.invokeAction('Wait', {}, { signal: cut.signal })
      cut.abort()
      setImmediate(() => paper.reject(new Error('paper jam')))
      return running
    },
  ],
  [
    'a next() that has lost a race fails later',
    (actions) => {
      actions.registerAction('Slow', async () => {
        await settled()
        throw new Error('too late')
      })
      actions.use('Slow', async (_ctx, next) => {
        await Promise.race([next(), Promise.resolve()])
      })
      return actions.invokeAction('Slow')
    },
  ],
  [
    'an original() that has lost a race fails later',
    (actions) => {
      actions.registerAction('Slow', async () => {
        await settled()
        throw new Error('too late')
      })
      actions.replaceAction('Slow', async (_payload, original) => Promise.race([original(), Promise.resolve('fast')]))
      return actions.invokeAction('Slow')
    },
  ],
  [
    'every party lets the failure of a nested invocation through',
    (actions) => {
      actions.registerAction('Outer', (_payload, ctx) => ctx.invokeAction('Jam'))
      actions.use('Outer', (_ctx, next) => next())
      actions.replaceAction('Outer', (_payload, original) => original())
      return actions.invokeAction('Outer')
    },
  ],
  [
    'onListenerError rejects',
    () => {
      const broken = createActions({
        onListenerError: async () => {
          throw new Error('the logbook is full')
        },
      })
      const original = console.error
      console.error = () => {}
      setImmediate(() =>
        setImmediate(() => {
          console.error = original
        }),
      )
      broken.registerAction('Print', () => {})
      broken.addListener('afterPrint', () => {
        throw new Error('the mail server is down')
      })
      return broken.invokeAction('Print')
    },
  ],
]

for (const [what, invoke] of careless) {
  test(`Withstands: nothing is left unhandled when ${what}`, async () => {
    const actions = createActions({ onListenerError: () => {} })
    actions.registerAction('Print', () => 'printed')
    actions.registerAction('Jam', async () => {
      throw new Error('paper jam')
    })

    const unhandled = await unhandledDuring(() => invoke(actions).catch(() => {}))

    assert.equal(unhandled, [])
  })
}

test.run()
