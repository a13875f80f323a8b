// What a before-listener that fails does to its invocation (S3).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { rejection, unhandledDuring } from '../../support/helpers.js'
import { logEverything, noop } from './aborts.js'

const failures: [what: string, failure: unknown][] = [
  ['an error', new Error('listener')],
  ['a frozen error', Object.freeze(new Error('frozen'))],
  ['undefined', undefined],
  ['null', null],
  ['a string', 'listener'],
]

for (const [what, failure] of failures) {
  for (const [how, fail] of [
    [
      'throws',
      () => {
        throw failure
      },
    ],
    ['rejects with', () => Promise.reject(failure)],
    [
      'returns a foreign thenable that rejects with',
      () => ({ then: (_: unknown, no: (e: unknown) => void) => no(failure) }),
    ],
    [
      'returns a foreign thenable that throws',
      () => ({
        then() {
          throw failure
        },
      }),
    ],
    [
      'returns something whose then cannot be read because of',
      () => ({
        get then() {
          throw failure
        },
      }),
    ],
  ] as const) {
    test(`S3: a listener that ${how} ${what} rejects the invocation with exactly that, and the core does not start`, async () => {
      const actions = createActions()
      const log: unknown[] = []
      logEverything(actions, log as string[])
      actions.addListener('beforeAcceptTask', fail)

      const outcome = await actions.invokeAction('AcceptTask').then(
        () => ['fulfilled'],
        (error: unknown) => ['rejected', error],
      )

      assert.is(outcome[0], 'rejected')
      assert.is(outcome[1], failure)
      assert.equal(log, ['error'])
    })
  }
}

test('S3: the error of a listener that fails passes through untouched', async () => {
  const actions = createActions()
  const failure = new Error('listener')
  const before = { stack: failure.stack, message: failure.message, keys: Reflect.ownKeys(failure) }
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', () => {
    throw failure
  })

  await rejection(actions.invokeAction('AcceptTask'))

  assert.equal({ stack: failure.stack, message: failure.message, keys: Reflect.ownKeys(failure) }, before)
})

test('S3: a listener that fails is not reported to onListenerError, too', async () => {
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error: unknown) => void reports.push(error) })
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', () => {
    throw new Error('listener')
  })

  await rejection(actions.invokeAction('AcceptTask'))

  assert.equal(reports, [])
})

test('S3: aborts and failures leave no unhandled rejection behind', async () => {
  const actions = createActions({ onListenerError: noop })
  actions.registerAction('AcceptTask', noop)
  actions.use((ctx, next) => {
    if (ctx.payload === 'middleware') ctx.abort()
    next()
  })
  actions.addListener('beforeAcceptTask', async (payload, abort) => {
    if (payload === 'abort' || payload === 'abort and fail') abort()
    if (payload === 'fail' || payload === 'abort and fail') throw new Error('listener')
  })

  const unhandled = await unhandledDuring(async () => {
    for (const payload of ['middleware', 'abort', 'fail', 'abort and fail']) {
      await rejection(actions.invokeAction('AcceptTask', payload))
    }
  })

  assert.equal(unhandled, [])
})

test.run()
