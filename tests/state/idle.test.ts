// Decides how long idle waits: until nothing is at work any more, what goes on after a cut included.

import { getEventListeners } from 'node:events'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { trackState } from '../../source/state/index.js'
import { type Deferred, deferred, rejection, settled, unhandledDuring } from '../support/helpers.js'
import { openDesk } from './desk.js'

test('idle: resolves with undefined when nothing runs', async () => {
  const { state } = openDesk()

  assert.is(await state.idle(), undefined)
  assert.is(await state.idle({}), undefined)
})

test('idle: waits until the last invocation has ended', async () => {
  const actions = createActions()
  const state = trackState(actions)
  const holds = [deferred(), deferred()]
  const log: string[] = []
  actions.registerAction('Wait', (index) => holds[index]?.promise)
  actions.invokeAction('Wait', 0)
  actions.invokeAction('Wait', 1)

  const idle = state.idle().then(() => log.push('idle'))
  holds[0]?.resolve()
  await settled()
  log.push('the first has ended')
  holds[1]?.resolve()
  await idle

  assert.equal(log, ['the first has ended', 'idle'])
})

test('idle: waits for work that goes on after its invocation was cut', async () => {
  const { actions, hold, state } = openDesk()
  const leaving = new AbortController()
  const log: string[] = []
  const accepting = rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }, { signal: leaving.signal }))
  leaving.abort('left')
  await accepting

  const idle = state.idle().then(() => log.push('idle'))
  await settled()
  log.push('released')
  hold.resolve('late')
  await idle

  assert.equal(log, ['released', 'idle'])
})

test('idle: waits for an invocation that starts when another one ends', async () => {
  const actions = createActions()
  const state = trackState(actions)
  const holds: Record<string, Deferred<void>> = { First: deferred(), Second: deferred() }
  const log: string[] = []
  actions.registerAction('First', () => holds.First?.promise)
  actions.registerAction('Second', () => holds.Second?.promise)
  actions.invokeAction('First').then(() => actions.invokeAction('Second'))

  const idle = state.idle().then(() => log.push('idle'))
  holds.First?.resolve()
  await settled()
  log.push('the first has ended')
  holds.Second?.resolve()
  await idle

  assert.equal(log, ['the first has ended', 'idle'])
})

test('idle: resolves after failures and aborts, and leaves no unhandled rejection', async () => {
  const { actions, hold, state } = openDesk()
  actions.addListener('beforeSearch', (_query, abort) => abort())

  const unhandled = await unhandledDuring(async () => {
    actions.invokeAction('AcceptTask', { sid: 'WT1' }).catch(() => {})
    actions.invokeAction('Search', 'cake').catch(() => {})
    const idle = state.idle()
    hold.reject(new Error('closed'))
    await idle
  })

  assert.equal(unhandled, [])
  assert.equal(state.running(), [])
})

test('idle: rejects with the reason of the signal once that fires, and what runs goes on', async () => {
  const { actions, hold, state } = openDesk()
  const giveUp = new AbortController()
  const reason = new Error('ten seconds are over')
  const accepting = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  const idle = rejection(state.idle({ signal: giveUp.signal }))

  giveUp.abort(reason)
  const error = await idle
  const { length } = state.running()
  hold.resolve('done')

  assert.is(error, reason)
  assert.is(length, 1)
  assert.is(await accepting, 'done')
})

test('idle: rejects at once with a signal that has fired already, when something runs', async () => {
  const { actions, hold, state } = openDesk()
  const accepting = actions.invokeAction('AcceptTask', { sid: 'WT1' })

  const error = await rejection(state.idle({ signal: AbortSignal.abort('too late') }))
  hold.resolve('done')
  await accepting

  assert.is(error, 'too late')
})

test('idle: leaves nothing on a signal that did not fire', async () => {
  const { actions, hold, state } = openDesk()
  const shutdown = new AbortController()
  const accepting = actions.invokeAction('AcceptTask', { sid: 'WT1' })

  const all = Promise.all(Array.from({ length: 20 }, () => state.idle({ signal: shutdown.signal })))
  hold.resolve('done')
  await accepting
  await all

  assert.is(getEventListeners(shutdown.signal, 'abort').length, 0)
})

test('idle: an idle that nobody waits for leaves no unhandled rejection when what runs fails', async () => {
  const { actions, hold, state } = openDesk()

  const unhandled = await unhandledDuring(async () => {
    actions.invokeAction('AcceptTask', { sid: 'WT1' }).catch(() => {})
    state.idle()
    hold.reject(new Error('closed'))
  })

  assert.equal(unhandled, [])
})

test('idle: each of several callers is told', async () => {
  const { actions, hold, state } = openDesk()
  actions.invokeAction('AcceptTask', { sid: 'WT1' })

  const both = Promise.all([state.idle(), state.idle()])
  hold.resolve('done')

  assert.equal(await both, [undefined, undefined])
})

test('idle: resolves once the state is disposed', async () => {
  const { actions, hold, state } = openDesk()
  const accepting = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  const idle = state.idle()

  state.dispose()
  await idle
  hold.resolve('done')

  assert.is(await accepting, 'done')
})

test('idle: waits for every error-listener that goes on after a time limit has rejected the invocation', async () => {
  const actions = createActions()
  const state = trackState(actions)
  const holds = [deferred(), deferred()]
  const log: string[] = []
  actions.registerAction(
    'Wait',
    (_payload, ctx) => new Promise((resolve) => ctx.signal.addEventListener('abort', resolve)),
  )
  for (const [index, { promise }] of holds.entries()) {
    actions.addListener('errorWait', async () => {
      await promise
      log.push(`told ${index}`)
    })
  }
  await rejection(actions.invokeAction('Wait', undefined, { timeout: 1 }))

  const idle = state.idle().then(() => log.push('idle'))
  for (const { resolve } of holds) {
    await settled()
    log.push(
      state
        .running()
        .map(({ action, callerGone }) => `${action} ${callerGone}`)
        .join(),
    )
    resolve()
  }
  await idle

  assert.equal(log, ['Wait true', 'told 0', 'Wait true', 'told 1', 'idle'])
})

test('idle: leaves one listener on a signal, however many wait', async () => {
  const { actions, hold, state } = openDesk()
  const shutdown = new AbortController()
  const accepting = actions.invokeAction('AcceptTask', { sid: 'WT1' })

  const all = Array.from({ length: 20 }, () => rejection(state.idle({ signal: shutdown.signal })))
  const listeners = getEventListeners(shutdown.signal, 'abort').length
  shutdown.abort('over')

  assert.is(listeners, 1)
  assert.equal(new Set(await Promise.all(all)), new Set(['over']))
  hold.resolve('done')
  await accepting
})

test("idle: another caller whose signal fires ends nobody else's waiting", async () => {
  const { actions, hold, state } = openDesk()
  const impatient = new AbortController()
  const log: string[] = []
  const accepting = actions.invokeAction('AcceptTask', { sid: 'WT1' })

  const idle = state.idle().then(() => log.push('idle'))
  const gone = rejection(state.idle({ signal: impatient.signal }))
  impatient.abort('now')
  log.push(String(await gone))
  await settled()
  hold.resolve('done')
  await Promise.all([accepting, idle])

  assert.equal(log, ['now', 'idle'])
})

test('idle: a signal without a reason rejects with an AbortError', async () => {
  const { state } = openDesk()
  const signal = Object.assign(new EventTarget(), { aborted: true })

  const error = await rejection(state.idle({ signal: signal as never }))

  assert.is((error as Error).name, 'AbortError')
})

for (const [what, options, message] of [
  ['a signal that is none', { signal: 'stop' }, /signal/],
  ['an option that there is not', { timout: 5 }, /timout/],
  ['a number', 7, /object/],
  ['S13: a signal in the place of the options', new AbortController().signal, /, got a signal: pass \{ signal \}$/],
] as const) {
  test(`idle: ${what} is a TypeError`, async () => {
    const { state } = openDesk()

    const error = await rejection((async () => state.idle(options as never))())

    assert.instance(error, TypeError)
    assert.match((error as Error).message, message)
  })
}

test.run()
