// What happens when an after-listener fails (S6): its error goes to onListenerError, and nothing else changes.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { rejection, settled, unhandledDuring } from '../../support/helpers.js'
import { fail, reporting } from './reporting.js'

function noop() {}

for (const failure of [new Error('after'), undefined, null, 'text']) {
  for (const [how, failWith] of [
    [
      'throws',
      () => {
        throw failure
      },
    ],
    ['rejects with', () => Promise.reject(failure)],
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
    test(`S6: an after-listener that ${how} ${failure} stops no other listener, and onListenerError receives the failure`, async () => {
      const { actions, reports } = reporting()
      const log: string[] = []
      actions.registerAction('AcceptTask', () => 'done')
      actions.addListener('afterAcceptTask', () => log.push('first'))
      actions.addListener('afterAcceptTask', failWith)
      actions.addListener('afterAcceptTask', (_payload, result) => log.push(`third ${result}`))
      actions.addListener('errorAcceptTask', () => log.push('error'))

      const result = await actions.invokeAction('AcceptTask')

      assert.is(result, 'done')
      assert.equal(log, ['first', 'third done'])
      assert.is(reports.length, 1)
      assert.is(reports[0]?.error, failure)
    })
  }
}

test('S6, S19: onListenerError receives the ctx, the event, the listener and the party', async () => {
  const { actions, reports } = reporting()
  let listenerCtx: unknown
  const listener = (_payload: unknown, _result: unknown, ctx: unknown) => {
    listenerCtx = ctx
    throw new Error('after')
  }
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', listener, { name: 'given' })

  await actions.invokeAction('AcceptTask')

  assert.equal(Object.keys(reports[0]?.info ?? {}).sort(), ['by', 'ctx', 'event', 'listener'])
  assert.is(reports[0]?.info.ctx, listenerCtx)
  assert.is(reports[0]?.info.event, 'afterAcceptTask')
  assert.is(reports[0]?.info.listener, listener)
  assert.equal(reports[0]?.info.by, { kind: 'after', name: 'given', scope: undefined })
})

test('S6: onListenerError receives the after-listener that failed, whatever ran before it', async () => {
  const { actions, reports } = reporting()
  const fails = () => {
    throw new Error('after')
  }
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', noop)
  actions.addListener('beforeAcceptTask', noop)
  actions.addListener('afterAcceptTask', noop)
  actions.addListener('afterAcceptTask', fails)

  await actions.invokeAction('AcceptTask')

  assert.is(reports.length, 1)
  assert.is(reports[0]?.info.listener, fails)
})

test('S6: onListenerError receives the function that was added as a once-listener', async () => {
  const { actions, reports } = reporting()
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', fail, { once: true })

  await actions.invokeAction('AcceptTask')

  assert.is(reports[0]?.info.listener, fail)
})

test('S6: onListenerError receives the function of a listener that failed after it had waited', async () => {
  const { actions, reports } = reporting()
  const failure = new Error('after')
  const listener = async () => {
    await settled()
    throw failure
  }
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', noop)
  actions.addListener('afterAcceptTask', listener)
  actions.addListener('afterAcceptTask', noop)

  await actions.invokeAction('AcceptTask')

  assert.is(reports.length, 1)
  assert.is(reports[0]?.error, failure)
  assert.is(reports[0]?.info.listener, listener)
})

test('S6: every after-listener that throws is reported, in order', async () => {
  const { actions, reports } = reporting()
  const failures = [new Error('first'), new Error('second'), new Error('third')]
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', () => {
    throw failures[0]
  })
  actions.addListener('afterAcceptTask', async () => {
    throw failures[1]
  })
  actions.addListener('afterAcceptTask', () => {
    throw failures[2]
  })

  await actions.invokeAction('AcceptTask')

  assert.is(reports.length, 3)
  reports.forEach((report, index) => {
    assert.is(report.error, failures[index])
  })
})

test('S6: a result that an after-listener assigned before it threw is kept', async () => {
  const { actions } = reporting()
  actions.registerAction('AcceptTask', () => 'core')
  actions.addListener('afterAcceptTask', (_payload, _result, ctx) => {
    ctx.result = 'assigned'
    throw new Error('after')
  })

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'assigned')
})

test('S6: an error-listener that throws stops no other listener, and its error goes to onListenerError', async () => {
  const { actions, reports } = reporting()
  const log: string[] = []
  const failure = new Error('core')
  const listenerFailures = [new Error('thrown'), new Error('rejected')]
  const listeners = [
    () => {
      throw listenerFailures[0]
    },
    async () => {
      throw listenerFailures[1]
    },
  ]
  let coreCtx: unknown
  actions.registerAction('AcceptTask', (_payload, ctx) => {
    coreCtx = ctx
    throw failure
  })
  for (const listener of listeners) actions.addListener('errorAcceptTask', listener)
  actions.addListener('errorAcceptTask', () => log.push('last'))

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.is(error, failure)
  assert.equal(log, ['last'])
  assert.is(reports.length, 2)
  reports.forEach((report, index) => {
    assert.is(report.error, listenerFailures[index])
    assert.is(report.info.ctx, coreCtx)
    assert.is(report.info.event, 'errorAcceptTask')
    assert.is(report.info.listener, listeners[index])
  })
})

test('S6: after-listeners that fail leave no unhandled rejection behind', async () => {
  const { actions } = reporting()
  actions.registerAction('AcceptTask', async () => 'done')
  actions.addListener('afterAcceptTask', async () => {
    throw new Error('first')
  })
  actions.addListener('afterAcceptTask', async () => {
    await settled()
    throw new Error('second')
  })

  const unhandled = await unhandledDuring(() => actions.invokeAction('AcceptTask'))

  assert.equal(unhandled, [])
})

test('S6: an after-listener that rejects with an AbortError does not stop the others', async () => {
  const log: unknown[] = []
  const actions = createActions({ onListenerError: (error) => log.push((error as Error).name) })
  actions.registerAction('AcceptTask', () => 'core')
  actions.addListener('afterAcceptTask', async () => {
    await undefined
    throw new DOMException('stopped', 'AbortError')
  })
  actions.addListener('afterAcceptTask', () => log.push('second'))
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['AbortError', 'second'])
})

test('S6: an asynchronous after-listener that is the only one to wait, and rejects, takes the result from nobody', async () => {
  const reported: unknown[] = []
  const actions = createActions({ onListenerError: (error) => reported.push(error) })
  const failure = new Error('after')
  const log: unknown[] = []
  actions.registerAction('Save', () => 'saved')
  actions.use('Save', async (ctx, next) => {
    log.push(await next())
    log.push(ctx.result)
  })
  actions.addListener('afterSave', () => Promise.reject(failure))

  log.push(await actions.invokeAction('Save'))
  const bare = createActions({ onListenerError: (error) => reported.push(error) })
  bare.registerAction('Save', () => 'saved')
  bare.addListener('afterSave', () => Promise.reject(failure))
  log.push(await bare.invokeAction('Save'))

  assert.equal(log, [undefined, 'saved', 'saved', 'saved'])
  assert.equal(reported, [failure, failure])
})

test.run()
