// Decides that settleAction neither throws nor rejects, whatever it is given and whatever happens (S20).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { rejection, unhandledDuring } from '../../support/helpers.js'

const jam = new Error('paper jam')
const thrower = (): never => {
  throw jam
}

function revoked(target: object = {}): never {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy as never
}

const badGetter = {
  get timeout() {
    throw jam
  },
}

const ARGUMENTS: [what: string, args: unknown[]][] = [
  ['nothing', []],
  ['an empty name', ['']],
  ['a number as name', [7]],
  ['a symbol as name', [Symbol('Print')]],
  ['a revoked proxy as name', [revoked()]],
  ['a name that throws when it becomes text', [{ toString: thrower }]],
  ['text as options', ['Print', undefined, 'fast']],
  ['a number as options', ['Print', undefined, 7]],
  ['a revoked proxy as options', ['Print', undefined, revoked()]],
  ['options whose getter throws', ['Print', undefined, badGetter]],
  ['an option that there is not', ['Print', undefined, { timout: 5 }]],
  ['a signal that is none', ['Print', undefined, { signal: 'stop' }]],
  ['a signal that is a revoked proxy', ['Print', undefined, { signal: revoked() }]],
  ['a time limit that is no number', ['Print', undefined, { timeout: '5' }]],
  ['a time limit out of range', ['Print', undefined, { timeout: -1 }]],
  ['a state that is no object', ['Print', undefined, { state: 7 }]],
]

for (const [what, args] of ARGUMENTS) {
  test(`S20: settleAction with ${what} resolves as failed, by null, with what invokeAction rejects with, and runs nothing`, async () => {
    const actions = createActions()
    const log: string[] = []
    actions.registerAction('Print', () => void log.push('core'))
    const settle = actions.settleAction as (...args: unknown[]) => ReturnType<typeof actions.settleAction>
    const invoke = actions.invokeAction as (...args: unknown[]) => Promise<unknown>

    const unhandled = await unhandledDuring(async () => {
      const settling = settle(...args)
      const outcome = await settling
      const error = (await rejection(invoke(...args))) as Error

      assert.is(Object.getPrototypeOf(settling), Promise.prototype)
      assert.is(outcome.status, 'failed')
      if (outcome.status !== 'failed') return
      assert.is(outcome.by, null)
      assert.is((outcome.error as Error).message, error.message)
      assert.is((outcome.error as Error).name, error.name)
    })

    assert.equal(unhandled, [])
    assert.equal(log, [])
  })
}

test('S20: the ctx of a nested invocation settles bad arguments, too, and the parent goes on', async () => {
  const actions = createActions()
  actions.registerAction('Ask', async (_payload, ctx) => (await ctx.settleAction(7 as never)).status)

  assert.equal(await actions.settleAction('Ask'), { status: 'done', result: 'failed' })
})

const THROWN: [what: string, value: unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['a text', 'jam'],
  ['a revoked proxy', revoked()],
  ['a revoked proxy of a function', revoked(() => {})],
  ['an object whose then throws', Object.defineProperty({}, 'then', { get: thrower })],
  ['a frozen error', Object.freeze(new Error('frozen'))],
]

for (const [what, value] of THROWN) {
  test(`S20: settleAction of a core that throws ${what} resolves with it as the error`, async () => {
    const actions = createActions({ onListenerError() {} })
    actions.registerAction('Print', () => {
      throw value
    })

    const outcome = await actions.settleAction('Print')

    assert.is(outcome.status, 'failed')
    assert.ok(outcome.status === 'failed' && Object.is(outcome.error, value))
  })

  test(`S20: settleAction of an action that is aborted with ${what} resolves with it as the reason`, async () => {
    const actions = createActions()
    actions.registerAction('Print', () => {})
    actions.addListener('beforePrint', (_payload, abort) => abort(value))

    const outcome = await actions.settleAction('Print')

    assert.is(outcome.status, 'aborted')
    assert.ok(outcome.status === 'aborted' && Object.is(outcome.reason, value))
  })
}

test('S2, S20: settleAction in a circle without ctx ends as a failure, with no unhandled rejection', async () => {
  const actions = createActions({ onListenerError() {} })
  actions.registerAction('Ask', async () => {
    const outcome = await actions.settleAction('Ask')
    if (outcome.status === 'failed') throw outcome.error
  })

  const unhandled = await unhandledDuring(async () => {
    const outcome = await actions.settleAction('Ask')
    assert.is(outcome.status, 'failed')
  })

  assert.equal(unhandled, [])
})

test('S20: an outcome that the caller drops leaves no unhandled rejection', async () => {
  const actions = createActions({ onListenerError() {} })
  actions.registerAction('Print', () => Promise.reject(jam))
  actions.registerAction('Stop', () => {})
  actions.addListener('beforeStop', (_payload, abort) => abort())

  const unhandled = await unhandledDuring(() => {
    for (const name of ['Print', 'Stop', 'Missing']) actions.settleAction(name)
  })

  assert.equal(unhandled, [])
})

test.run()
