// Decides what a thenable that fails, or never calls back, does to its invocation.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rejection, unhandledDuring } from '../../support/helpers.js'
import { actionsWithoutMap, byNow, everyKind, failedAt, type Settle } from './support.js'

/** Names ways to fail, each with a function that makes a thenable which fails with `error` in that way. */
const badlyEnding: [string, (error: unknown) => unknown][] = [
  [
    'rejects synchronously',
    (error) => ({
      then(_resolve: Settle, reject: Settle) {
        reject(error)
      },
    }),
  ],
  [
    'rejects twice',
    (error) => ({
      then(_resolve: Settle, reject: Settle) {
        reject(error)
        reject(new Error('too late'))
      },
    }),
  ],
  [
    'rejects and then resolves',
    (error) => ({
      then(resolve: Settle, reject: Settle) {
        reject(error)
        resolve('too late')
      },
    }),
  ],
  [
    'throws from then',
    (error) => ({
      then() {
        throw error
      },
    }),
  ],
  [
    'is a promise whose constructor cannot be read',
    (error) =>
      Object.defineProperty(Promise.resolve(), 'constructor', {
        get() {
          throw error
        },
      }),
  ],
  [
    'has a getter for then that throws',
    (error) => ({
      get then(): unknown {
        throw error
      },
    }),
  ],
]

for (const [how, make] of badlyEnding) {
  for (const [kind, expected] of Object.entries(failedAt)) {
    test(`Withstands: a thenable that ${how}, returned by a ${kind}, fails the invocation with that very error`, async () => {
      const failure = new Error('out of order')
      const { actions, log } = everyKind({ [kind]: () => make(failure) })
      let error: unknown

      const unhandled = await unhandledDuring(async () => {
        error = await rejection(byNow(actions.invokeAction('PrintLabel', {})))
      })

      assert.is(error, failure)
      assert.equal(log, expected)
      assert.equal(unhandled, [])
    })
  }

  test(`Withstands: a thenable that ${how}, returned by middleware, fails the invocation with that very error`, async () => {
    const failure = new Error('out of order')
    const { actions } = everyKind({ middleware: () => make(failure) })
    let error: unknown

    const unhandled = await unhandledDuring(async () => {
      error = await rejection(byNow(actions.invokeAction('PrintLabel', {})))
    })

    assert.is(error, failure)
    assert.equal(unhandled, [])
  })

  test(`Withstands: a thenable that ${how}, returned by an after-listener, goes to onListenerError`, async () => {
    const failure = new Error('out of order')
    const reports: unknown[] = []
    const { actions, log } = everyKind({ after: () => make(failure) }, reports)
    let result: unknown

    const unhandled = await unhandledDuring(async () => {
      result = await byNow(actions.invokeAction('PrintLabel', {}))
    })

    assert.is(result, 'printed')
    assert.equal(log, ['payloadUpdate', 'before', 'second before', 'core', 'after', 'second after'])
    assert.is(reports.length, 1)
    assert.is(reports[0], failure)
    assert.equal(unhandled, [])
  })

  test(`Withstands: a thenable that ${how}, returned by an error-listener, goes to onListenerError`, async () => {
    const failure = new Error('out of order')
    const reports: unknown[] = []
    const { actions, log } = everyKind({ error: () => make(failure) }, reports, true)
    let error: unknown

    const unhandled = await unhandledDuring(async () => {
      error = await rejection(byNow(actions.invokeAction('PrintLabel', {})))
    })

    assert.is((error as Error).message, 'paper jam')
    assert.equal(log, ['payloadUpdate', 'before', 'second before', 'error', 'second error'])
    assert.is(reports.length, 1)
    assert.is(reports[0], failure)
    assert.equal(unhandled, [])
  })
}

test('Withstands: a thenable that never calls back holds up its own invocation only', async () => {
  const actions = actionsWithoutMap()
  const silent = { then() {} }
  actions.registerAction('PrintLabel', (payload) => (payload === 'stuck' ? silent : 'printed'))
  let over = false
  const stuck = actions.invokeAction('PrintLabel', 'stuck')
  stuck.then(() => {
    over = true
  })

  const result = await byNow(actions.invokeAction('PrintLabel', 'free'))

  assert.is(result, 'printed')
  assert.is(over, false)
})

test('Withstands: a limit cuts an invocation that waits for a thenable that never calls back', async () => {
  const actions = actionsWithoutMap()
  actions.registerAction('PrintLabel', () => ({ then() {} }), { timeout: 5 })

  const error = (await rejection(actions.invokeAction('PrintLabel', {}))) as Error

  assert.is(error.name, 'ActionTimeoutError')
})

test.run()
