// Which signals cut an invocation, and with which reason (S9).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled, thrown } from '../../support/helpers.js'
import { actionsWithoutMap, byNow, type Desk } from './desk.js'

test('S9: when the signal is aborted already, no party of any kind starts', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  actions.use(async (_ctx, next) => {
    log.push('use for every action')
    await next()
  })
  actions.use('PrintLabel', async (_ctx, next) => {
    log.push('use for one action')
    await next()
  })
  actions.registerAction(
    'PrintLabel',
    () => {
      log.push('core')
      return 'printed'
    },
    {
      payloadUpdate: (payload) => {
        log.push('payloadUpdate')
        return payload
      },
    },
  )
  actions.addListener('beforePrintLabel', () => log.push('before'))
  actions.addListener('afterPrintLabel', () => log.push('after'))
  actions.addListener('errorPrintLabel', () => log.push('error'))
  actions.replaceAction('PrintLabel', (payload, original) => {
    log.push('replacement')
    return original(payload)
  })

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { signal: AbortSignal.abort() }))
  await settled()

  assert.equal(log, [])
})

test('S9: when the signal is aborted already without a reason, the invocation rejects with its AbortError, as fetch does', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed')
  const signal = AbortSignal.abort()

  const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { signal }))

  assert.is(error, signal.reason)
  assert.is((error as DOMException).name, 'AbortError')
})

for (const [what, reason] of [
  ['an error', new Error('the window was closed')],
  ['null', null],
] as const) {
  test(`S9: when the signal is aborted already with ${what} as its reason, the invocation rejects with that reason`, async () => {
    const actions = createActions<Desk>()
    actions.registerAction('PrintLabel', () => 'printed')
    const signal = AbortSignal.abort(reason)

    const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { signal }))

    assert.is(error, reason)
  })
}

test('S9: a signal that is aborted later with null cuts with null', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const paper = deferred()
  let seen: unknown = 'nothing'
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    ctx.signal.addEventListener('abort', () => {
      seen = ctx.signal.reason
    })
    await paper.promise
    return 'printed'
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(null)
  const error = await rejection(byNow(running))

  assert.is(error, null)
  assert.is(seen, null)
})

test('S9: a signal that does not fire changes nothing', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', (payload) => `printed ${payload.copies}`)

  const result = await actions.invokeAction('PrintLabel', { copies: 2 }, { signal: new AbortController().signal })

  assert.is(result, 'printed 2')
})

for (const [what, signal, shown] of [
  ['only aborted', { aborted: false }, '{ aborted: false }'],
  ['only addEventListener', { addEventListener() {} }, '{ addEventListener: a function }'],
  [
    'an aborted that is no boolean',
    { aborted: 0, addEventListener() {} },
    '{ aborted: 0, addEventListener: a function }',
  ],
] as const) {
  test(`S9: a signal with ${what} is refused with a TypeError, and nothing is attached or run`, async () => {
    const actions = actionsWithoutMap()
    let ran = false
    actions.registerAction('PrintLabel', () => {
      ran = true
    })

    const error = await rejection(actions.invokeAction('PrintLabel', {}, { signal: signal as never }))
    const thrownError = thrown(() => actions.addListener('beforePrintLabel', () => {}, { signal: signal as never }))

    for (const each of [error, thrownError]) {
      assert.instance(each, TypeError)
      assert.is((each as Error).message, `The option signal must be an AbortSignal, got ${shown}`)
    }
    assert.is(ran, false)
    assert.is(actions.explain('PrintLabel').length, 1)
  })
}

test('S9: an object that can do what a signal does is accepted, even without throwIfAborted', async () => {
  const actions = createActions()
  const signal = { aborted: true, reason: 'stop', addEventListener() {}, removeEventListener() {} } as never
  actions.registerAction('AcceptTask', () => 'core')

  assert.is(await rejection(actions.invokeAction('AcceptTask', 1, { signal })), 'stop')
})

test('S9: a signal does not have to be an instance of AbortSignal: it may come from another realm', async () => {
  const foreign = new EventTarget() as AbortSignal
  Object.defineProperty(foreign, 'aborted', { value: false, configurable: true })
  const actions = createActions()
  actions.registerAction('AcceptTask', () => new Promise(() => {}))

  const running = actions.invokeAction('AcceptTask', 1, { signal: foreign })
  Object.defineProperty(foreign, 'reason', { value: 'stop' })
  foreign.dispatchEvent(new Event('abort'))

  assert.is(await rejection(running), 'stop')
})

test.run()
