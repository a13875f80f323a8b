// Decides that a double works with faked timers, payloads that cannot be read, and a console that throws (S21).

import { mock } from 'node:test'
import { tsImport } from 'tsx/esm/api'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { trackState } from '../../source/state/index.js'
import type * as testing from '../../source/testing/index.js'
import { createTestActions } from '../../source/testing/index.js'
import { deferred, rejection, settled, thrown } from '../support/helpers.js'
import type { Desk } from './desk.js'

const hosts = suite('hosts')

const load = async () => (await tsImport('../../source/testing/index.ts', import.meta.url)) as typeof testing

/** Rejects when `promise` has not settled after a number of turns, whatever the timers do. */
async function soon<T>(promise: Promise<T>): Promise<T> {
  const late = (async () => {
    for (let turn = 0; turn < 20_000; turn++) await settled()
    throw new Error('it hangs')
  })()
  return Promise.race([promise, late])
}

// ── timers that were faked before the import

for (const apis of [['setTimeout'], ['setTimeout', 'setInterval', 'Date']] as const) {
  hosts(`idle says that the timers were faked before it was loaded, when these are ${apis.join(', ')}`, async () => {
    mock.timers.enable({ apis: [...apis] })
    try {
      const { createTestActions: make } = await load()
      const test = make<Desk>()
      test.stub('Logout')
      test.actions.invokeAction('Logout')

      const error = (await soon(rejection(test.idle()))) as Error

      assert.is(error.name, 'NotIdleError')
      assert.is(
        error.message,
        `The actions did not come to rest while the timers are faked: idle needs those of the platform, so fake timers after entracte/testing is imported, and not with Bun\n\n${test.timeline()}`,
      )
    } finally {
      mock.timers.reset()
    }
  })
}

for (const [what, fake, message] of [
  ['marked as faked', Object.assign(() => 0, { clock: {} }), /while the timers are faked/],
  ['marked as a mock of jest', Object.assign(() => 0, { _isMockFunction: true }), /while the timers are faked/],
  ['not marked', undefined, undefined],
] as const) {
  hosts(
    `where the turns of the event loop cannot be counted, as in jsdom, idle looks whether timers are ${what}`,
    async () => {
      const { MessageChannel, setTimeout } = globalThis
      Object.assign(globalThis, { MessageChannel: undefined, setTimeout: fake ?? setTimeout })
      const loading = load()
      try {
        const test = (await loading).createTestActions<Desk>()
        test.stub('Logout')
        test.actions.invokeAction('Logout')

        if (message === undefined) await test.idle()
        else assert.match(((await rejection(test.idle())) as Error).message, message)
      } finally {
        Object.assign(globalThis, { MessageChannel, setTimeout })
      }
    },
  )
}

hosts('with timers that were faked before the import, everything but idle works', async () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    const { createTestActions: make } = await load()
    const test = make<Desk>()
    test.stub('Logout')

    await test.actions.invokeAction('Logout')

    test.expect('Logout', { calls: [{ outcome: 'done' }] })
  } finally {
    mock.timers.reset()
  }
})

hosts('with timers that were faked after the import, idle waits for what the fake starts', async () => {
  const test = createTestActions<Desk>()
  test.stub('Logout')
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    setTimeout(() => test.actions.invokeAction('Logout'), 60_000)
    mock.timers.tick(60_000)
    await test.idle()
  } finally {
    mock.timers.reset()
  }

  test.expect('Logout', { calls: [{ outcome: 'done' }] })
})

hosts('S21: where what runs waits for a timer that was faked after the import, idle says so', async () => {
  const test = createTestActions<Desk>()
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    test.actions.registerAction('Logout', () => new Promise((resolve) => setTimeout(resolve, 10)))
    test.actions.invokeAction('Logout')

    const error = (await rejection(test.idle({ timeout: 20 }))) as Error
    mock.timers.tick(10)
    await test.idle()

    assert.match(
      error.message,
      /within 20 ms; still running: Logout, Logout core; setTimeout has been replaced: if timers are faked, let them run first\n/,
    )
  } finally {
    mock.timers.reset()
  }
})

// ── what cannot be read

hosts('a payload that cannot be read is kept as it is, and shown', async () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  const test = createTestActions()
  test.stub('Search')

  await test.actions.invokeAction('Search', proxy)
  await test.actions.invokeAction('Search', { draft: proxy })

  assert.ok(test.seen('Search').calls[0]?.payload === proxy)
  test.expect('Search', { calls: [{ payload: proxy }, { payload: { draft: proxy } }] })
  const error = thrown(() => test.expect('Search', { calls: [] })) as Error
  assert.match(error.message, 'an object')
})

hosts('an expectation of other values does not stumble over a payload that cannot be read', async () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  const test = createTestActions()
  test.stub('Search')
  await test.actions.invokeAction('Search', proxy)
  await test.actions.invokeAction('Search', { sid: 'WT1' })

  const error = thrown(() =>
    test.expect('Search', { calls: [{ payload: { sid: 'WT1' } }, { payload: { sid: 'WT1' } }] }),
  )

  assert.is((error as Error).name, 'AssertionError')
})

// ── where console.error throws

hosts('where console.error throws, idle still ends, and nothing is left running', async () => {
  const test = createTestActions<Desk>()
  test.stub('Logout')
  test.actions.addListener('afterLogout', () => {
    throw new Error('burnt')
  })
  const original = console.error
  console.error = () => {
    throw new Error('nothing may be printed in tests')
  }
  try {
    await test.actions.invokeAction('Logout')
    await test.idle()
  } finally {
    console.error = original
  }

  test.expect('Logout', { errors: [{ at: 'after', message: 'burnt' }] })
})

// ── settleAction

hosts('settleAction through a double is an invocation: its calls and refusals are seen', async () => {
  const test = createTestActions<Desk>()
  test.stub('Logout')

  const done = await test.actions.settleAction('Logout')
  const refused = await test.actions.settleAction('AcceptTask', { sid: 'WT1' })

  assert.equal([done.status, refused.status], ['done', 'failed'])
  test.expect('Logout', { calls: [{ outcome: 'done' }] })
  test.expect('AcceptTask', { calls: [], errors: [{ at: 'refused', name: 'UnknownActionError' }] })
})

hosts('settleAction gets a stub for an unknown name, as invokeAction does, also on a ctx', async () => {
  const test = createTestActions(() => createActions(), { unknown: 'stub' })
  test.actions.registerAction('Ask', async (_payload, ctx) => (await ctx.settleAction('Mail')).status)

  assert.is((await test.actions.settleAction('Print')).status, 'done')
  assert.is(await test.actions.invokeAction('Ask'), 'done')
  test.expect('Mail', { calls: [{ outcome: 'done' }] })
})

// ── what entracte/state attaches

hosts('what trackState attaches is not among what ran', async () => {
  const test = createTestActions<Desk>()
  const state = trackState(test.actions)
  test.stub('Logout')
  test.actions.use((_ctx, next) => next(), { name: 'log' })

  await test.actions.invokeAction('Logout')
  state.block('Logout')
  await rejection(test.actions.invokeAction('Logout'))

  test.expect('Logout', { ran: ['middleware log', 'core'], calls: [{ outcome: 'done' }] })
  assert.is(test.seen('Logout').errors.length, 1)
  assert.is(test.seen('Logout').errors[0]?.name, 'ActionBlockedError')
  assert.not.match(test.seen('Logout').errors[0]?.at ?? '', 'entracte/state')
  assert.not.match(test.timeline(), 'entracte/state')
})

hosts('what trackState attaches is not among what idle says still runs', async () => {
  const test = createTestActions<Desk>()
  trackState(test.actions)
  const hold = deferred()
  test.actions.registerAction('Logout', () => hold.promise)
  const leaving = test.actions.invokeAction('Logout')

  const error = (await rejection(test.idle({ timeout: 1 }))) as testing.NotIdleError
  hold.resolve()
  await leaving

  assert.equal(error.running, ['Logout', 'Logout core'])
})

hosts.run()
