// What a signal without a reason rejects with (S9), as signals of older React Native and jsdom are.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { withoutReasons } from '../../support/old-abort-controller.js'
import { byNow } from './desk.js'

/** A signal as it was before there were reasons: it says that it is aborted, and nothing about why. */
class OldSignal extends EventTarget {
  aborted = false

  fire(): void {
    this.aborted = true
    this.dispatchEvent(new Event('abort'))
  }
}

function oldSignal(): OldSignal & AbortSignal {
  return new OldSignal() as OldSignal & AbortSignal
}

/** Fails unless `error` is what `fetch` rejects with. */
function assertAbortError(error: unknown): void {
  assert.instance(error, Error)
  assert.is((error as Error).name, 'AbortError')
  assert.ok((error as Error).message.length > 0, 'it has a message')
}

test('S9: a signal without a reason that is aborted already rejects with an AbortError, and runs nothing', async () => {
  const actions = createActions()
  const signal = oldSignal()
  let ran = false
  actions.registerAction('Print', () => {
    ran = true
  })
  signal.fire()

  const error = await rejection(actions.invokeAction('Print', 1, { signal }))

  assertAbortError(error)
  assert.instance(error, DOMException)
  assert.is(ran, false)
})

test('S9: a signal without a reason that fires later cuts with an AbortError', async () => {
  const actions = createActions()
  const signal = oldSignal()
  actions.registerAction('Print', () => new Promise(() => {}))

  const running = rejection(actions.invokeAction('Print', 1, { signal }))
  signal.fire()

  assertAbortError(await byNow(running))
})

test('S9: a signal without a reason that fires inside the call cuts with an AbortError', async () => {
  const actions = createActions()
  const signal = oldSignal()
  actions.registerAction('Print', () => signal.fire())

  assertAbortError(await rejection(actions.invokeAction('Print', 1, { signal })))
})

test('S9: a signal whose reason is undefined counts as a signal without a reason', async () => {
  const actions = createActions()
  const signal = Object.assign(oldSignal(), { reason: undefined })
  signal.fire()
  actions.registerAction('Print', () => {})

  assertAbortError(await rejection(actions.invokeAction('Print', 1, { signal })))
})

test('S9: a signal whose reason is null rejects with null', async () => {
  const actions = createActions()
  const signal = Object.assign(oldSignal(), { reason: null })
  signal.fire()
  actions.registerAction('Print', () => {})

  assert.is(await rejection(actions.invokeAction('Print', 1, { signal })), null)
})

test('S9: ctx.signal fires with the AbortError that the invocation rejects with', async () => {
  const actions = createActions()
  const signal = oldSignal()
  let seen: AbortSignal | undefined
  actions.registerAction('Print', (_payload, ctx) => {
    seen = ctx.signal
    return new Promise(() => {})
  })

  const running = rejection(actions.invokeAction('Print', 1, { signal }))
  signal.fire()
  const error = await byNow(running)

  assert.is(seen?.aborted, true)
  assert.is(seen?.reason, error)
})

test('S9: a pending next() and original() reject with the AbortError of a signal without a reason', async () => {
  const actions = createActions()
  const signal = oldSignal()
  const hold = deferred()
  const seen: unknown[] = []
  actions.registerAction('Print', () => hold.promise)
  actions.use('Print', async (_ctx, next) => {
    seen.push(await rejection(next()))
  })
  actions.replaceAction('Print', async (payload, original) => {
    seen.push(await rejection(original(payload)))
  })

  const running = rejection(actions.invokeAction('Print', 1, { signal }))
  signal.fire()
  const error = await running
  hold.resolve()
  await settled()

  assertAbortError(error)
  assert.is(seen.length, 2)
  assert.ok(seen.every((each) => each === error))
})

test('S9: nested invocations are cut with the AbortError of a signal without a reason', async () => {
  const actions = createActions()
  const signal = oldSignal()
  const seen: unknown[] = []
  actions.registerAction('Print', async (_payload, ctx) => {
    seen.push(await rejection(ctx.invokeAction('Log')))
    seen.push(await rejection(ctx.invokeAction('Log')))
  })
  actions.registerAction('Log', () => new Promise(() => {}))

  const running = rejection(actions.invokeAction('Print', 1, { signal }))
  signal.fire()
  await running
  await settled()

  assert.is(seen.length, 2)
  for (const error of seen) assertAbortError(error)
})

test('S9: many invocations with one signal without a reason are cut with an AbortError each', async () => {
  const actions = createActions()
  const signal = oldSignal()
  actions.registerAction('Print', () => new Promise(() => {}))

  const running = [1, 2, 3].map((payload) => rejection(actions.invokeAction('Print', payload, { signal })))
  signal.fire()

  for (const error of await byNow(Promise.all(running))) assertAbortError(error)
})

test('S9: settleAction is cancelled with the AbortError of a signal without a reason', async () => {
  const actions = createActions()
  const signal = oldSignal()
  actions.registerAction('Print', () => new Promise(() => {}))

  const settling = actions.settleAction('Print', 1, { signal })
  signal.fire()
  const outcome = await byNow(settling)

  assert.is(outcome.status, 'cancelled')
  assertAbortError((outcome as { reason: unknown }).reason)
})

test('S9: a signal without a reason detaches what was attached with it', () => {
  const actions = createActions()
  const signal = oldSignal()
  actions.addListener('beforePrint', () => {}, { signal })
  const attached = actions.explain('Print').length

  signal.fire()
  actions.addListener('afterPrint', () => {}, { signal })

  assert.is(attached, 1)
  assert.equal(actions.explain('Print'), [])
})

test('S9, S14: where signals have no reason, scope.signal fires, and cuts with an AbortError', async () => {
  const actions = createActions()
  actions.registerAction('Print', () => new Promise(() => {}))
  let error: unknown

  await withoutReasons(async () => {
    const plugin = actions.scope('plugin')
    const running = rejection(actions.invokeAction('Print', 1, { signal: plugin.signal }))
    plugin.dispose()
    error = await byNow(running)
  })

  assertAbortError(error)
})

test('S9: where there is no DOMException, a signal without a reason rejects with an Error of that name', async () => {
  const actions = createActions()
  const signal = oldSignal()
  signal.fire()
  actions.registerAction('Print', () => {})
  const { DOMException } = globalThis
  let error: unknown
  try {
    // @ts-expect-error a platform without it
    globalThis.DOMException = undefined
    error = await rejection(actions.invokeAction('Print', 1, { signal }))
  } finally {
    globalThis.DOMException = DOMException
  }

  assertAbortError(error)
})

test.run()
