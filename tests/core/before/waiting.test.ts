// What an invocation waits for when a before-listener returns something (S3).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, settled } from '../../support/helpers.js'

for (const [what, target] of [
  ['an object', () => ({})],
  ['a function', () => () => {}],
] as const) {
  test(`S3: a foreign thenable that is ${what} is waited for`, async () => {
    const actions = createActions()
    const log: string[] = []
    let resolve!: () => void
    actions.registerAction('AcceptTask', () => log.push('core'))
    actions.addListener('beforeAcceptTask', () =>
      Object.assign(target(), {
        then(onResolve: () => void) {
          resolve = onResolve
        },
      }),
    )

    const promise = actions.invokeAction('AcceptTask')
    await settled()
    log.push('released')
    resolve()
    await promise

    assert.equal(log, ['released', 'core'])
  })
}

test('S3: when a foreign thenable resolves with a promise, that promise is waited for, too', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () => ({
    then: (resolve: (value: unknown) => void) => resolve(hold.promise),
  }))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['released', 'core'])
})

test('S3: a foreign thenable that calls back several times lets the stack continue once', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () => ({
    then(resolve: () => void, reject: (reason: unknown) => void) {
      resolve()
      resolve()
      reject(new Error('too late'))
      throw new Error('too late as well')
    },
  }))
  actions.addListener('beforeAcceptTask', () => log.push('second'))
  actions.addListener('afterAcceptTask', () => log.push('after'))

  await actions.invokeAction('AcceptTask')
  await settled()

  assert.equal(log, ['second', 'core', 'after'])
})

test('S3: an object whose then is no function is not waited for', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () => ({ then: 'and then?' }))

  actions.invokeAction('AcceptTask')
  log.push('returned')

  assert.equal(log, ['core', 'returned'])
})

test('S3: a number is not waited for, even if Number.prototype has a then', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.addListener('beforeAcceptTask', () => 1)
  Object.defineProperty(Number.prototype, 'then', { configurable: true, value: () => log.push('then') })

  try {
    actions.invokeAction('AcceptTask')
    log.push('returned')
  } finally {
    Reflect.deleteProperty(Number.prototype, 'then')
  }

  assert.equal(log, ['core', 'returned'])
})

test('S3: a native promise whose then was replaced is awaited as `await` does, which does not call that then', async () => {
  const actions = createActions()
  const promise = Object.assign(Promise.resolve('itself'), {
    then: (onFulfilled: (value: string) => void) => onFulfilled('another'),
  })
  actions.registerAction('AcceptTask', () => promise)

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, await promise)
  assert.is(result, 'itself')
})

test.run()
