// Decides that a double says once of a before-listener that it returned false, which vetoes nothing.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { createActions as createFlexActions } from '../../source/flex/index.js'
import { createTestActions } from '../../source/testing/index.js'
import type { Desk } from './desk.js'

const warning = suite('return false')

/** Runs `work`, and returns what it has warned of. */
async function warnedDuring(work: () => unknown): Promise<string[]> {
  const warned: string[] = []
  const { warn } = console
  console.warn = (...args: unknown[]) => void warned.push(args.map(String).join(' '))
  try {
    await work()
  } finally {
    console.warn = warn
  }
  return warned
}

for (const [how, listener] of [
  ['returns', () => false],
  ['resolves with', async () => false],
] as const) {
  warning(
    `a before-listener that ${how} false is told once, by name, with the remedy, and vetoes nothing`,
    async () => {
      const test = createTestActions<Desk>()
      test.stub('AcceptTask')
      test.actions.addListener('beforeAcceptTask', listener, { name: 'askFirst' })

      const warned = await warnedDuring(async () => {
        await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })
        await test.actions.invokeAction('AcceptTask', { sid: 'WT2' })
        await test.idle()
      })

      assert.is(warned.length, 1)
      assert.match(warned[0] as string, '"askFirst"')
      assert.match(warned[0] as string, '"AcceptTask"')
      assert.match(warned[0] as string, 'false')
      assert.match(warned[0] as string, 'abort')
      test.expect('AcceptTask', { calls: [{ payload: { sid: 'WT1' } }, { payload: { sid: 'WT2' } }] })
    },
  )
}

warning('a listener that a scope has attached is told, too', async () => {
  const test = createTestActions<Desk>()
  test.stub('Logout')
  test.actions.scope('crm').addListener('beforeLogout', () => false, { name: 'check' })

  const warned = await warnedDuring(() => test.actions.invokeAction('Logout'))

  assert.is(warned.length, 1)
  assert.match(warned[0] as string, '"check"')
})

for (const value of [undefined, true, 0, '', null]) {
  warning(`a before-listener that returns ${JSON.stringify(value)} is not told`, async () => {
    const test = createTestActions<Desk>()
    test.stub('Logout')
    test.actions.addListener('beforeLogout', () => value)

    assert.equal(await warnedDuring(() => test.actions.invokeAction('Logout')), [])
  })
}

warning('after-listeners, error-listeners, middleware and cores may return false', async () => {
  const test = createTestActions(() => createActions())
  test.actions.registerAction('Search', (payload) => {
    if (payload === 'fail') throw new Error('no')
    return false
  })
  test.actions.addListener('afterSearch', () => false)
  test.actions.addListener('errorSearch', () => false)
  test.actions.use(async (_ctx, next) => {
    await next()
    return false
  })

  const warned = await warnedDuring(async () => {
    await test.actions.invokeAction('Search')
    await test.actions.invokeAction('Search', 'fail').catch(() => {})
  })

  assert.equal(warned, [])
})

warning('a before-listener that aborts and returns false is not told, because it has vetoed', async () => {
  const test = createTestActions<Desk>()
  test.stub('Logout')
  test.actions.addListener('beforeLogout', (_payload, abort) => {
    abort()
    return false
  })

  assert.equal(await warnedDuring(() => test.actions.invokeAction('Logout').catch(() => {})), [])
})

warning('actions that nobody tests warn of nothing', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('Logout', () => {})
  actions.addListener('beforeLogout', () => false)

  assert.equal(await warnedDuring(() => actions.invokeAction('Logout')), [])
})

warning('a double of entracte/flex warns, too, since in Flex it vetoes nothing either', async () => {
  const test = createTestActions(() => createFlexActions())
  test.actions.registerAction('AcceptTask', () => {})
  test.actions.addListener('beforeAcceptTask', function check() {
    return false
  } as never)

  const warned = await warnedDuring(() => test.actions.invokeAction('AcceptTask', { sid: 'WT1' } as never))

  assert.is(warned.length, 1)
  assert.match(warned[0] as string, '"check"')
})

warning('where console.warn throws, nothing else changes', async () => {
  const test = createTestActions<Desk>()
  test.stub('Logout')
  test.actions.addListener('beforeLogout', () => false)
  const { warn } = console
  console.warn = () => {
    throw new Error('nothing may be printed in tests')
  }
  try {
    await test.actions.invokeAction('Logout')
  } finally {
    console.warn = warn
  }

  test.expect('Logout', { calls: [{ outcome: 'done' }], errors: [] })
})

warning.run()
