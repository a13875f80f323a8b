// Decides that state stays right where printing throws, a payload cannot be read, or the state is held in a store (S21).

import { reactive } from '@vue/reactivity'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { proxy } from 'valtio/vanilla'
import { createActions } from '../../source/core/index.js'
import { ActionBlockedError, PayloadStore, trackState } from '../../source/state/index.js'
import { deferred, rejection, settled, thrown, unhandledDuring } from '../support/helpers.js'
import { openDesk } from './desk.js'

function revoked(): never {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy as never
}

/** Runs `work` while `console.error` throws, as test setups have it do. */
async function whilePrintingThrows(work: () => unknown): Promise<void> {
  const original = console.error
  console.error = () => {
    throw new Error('nothing may be printed in tests')
  }
  try {
    await work()
    await settled()
  } finally {
    console.error = original
  }
}

for (const [how, listener] of [
  [
    'throws',
    () => {
      throw new Error('the button is gone')
    },
  ],
  ['rejects', () => Promise.reject(new Error('the button is gone'))],
] as const) {
  test(`S21: where console.error throws, a subscriber that ${how} leaves nothing pending, running or blocked for ever`, async () => {
    const { actions, state } = openDesk()
    const seen: string[] = []
    state.subscribe(listener)
    state.subscribe((action) => seen.push(action))

    const unhandled = await unhandledDuring(() =>
      whilePrintingThrows(async () => {
        await actions.invokeAction('Logout')
        const undo = state.block('Search')
        undo()
        await actions.invokeAction('Search', 'cake')
      }),
    )

    assert.equal(unhandled, [])
    assert.equal([state.pending('Logout'), state.pending('Search'), state.blocked('Search')], [false, false, false])
    assert.equal(state.running(), [])
    assert.equal(seen, ['Logout', 'Logout', 'Search', 'Search', 'Search', 'Search'])
    await state.idle()
  })
}

test('S21: where console.error throws, an after-listener that fails leaves nothing pending', async () => {
  const { actions, state } = openDesk()
  actions.addListener('afterLogout', () => {
    throw new Error('the mail server is down')
  })

  await whilePrintingThrows(() => actions.invokeAction('Logout'))

  assert.is(state.pending('Logout'), false)
})

test('S21: a pending payload that cannot be read disturbs no question about other payloads', async () => {
  const actions = createActions()
  const state = trackState(actions)
  const hold = deferred()
  actions.registerAction('Open', () => hold.promise)
  const draft = revoked()
  const all = [draft, { sid: 'WT1' }, draft].map((payload) => actions.invokeAction('Open', payload))

  const answers = [
    state.pending('Open', { sid: 'WT1' }),
    state.pending('Open', { sid: 'WT2' }),
    state.pending('Open', draft),
    state.pending('Open', revoked()),
    state.pending('Open'),
  ]
  hold.resolve()
  await Promise.all(all)

  assert.equal(answers, [true, false, true, false, true])
  assert.is(state.pending('Open'), false)
})

test('S21: a function that asks about payloads does not see one that cannot be read as an error', async () => {
  const actions = createActions()
  const state = trackState(actions)
  const hold = deferred()
  actions.registerAction('Open', () => hold.promise)
  const draft = revoked()
  const all = [draft, { sid: 'WT1' }].map((payload) => actions.invokeAction('Open', payload))
  const isOpen = (sid: string) => (payload: { sid: string }) => payload.sid === sid

  const answers = [state.pending('Open', isOpen('WT1')), state.pending('Open', isOpen('WT2'))]
  state.block('Open', draft)
  answers.push(state.blocked('Open', isOpen('WT1')), state.unblock('Open', isOpen('WT1')))
  hold.resolve()
  await Promise.all(all)

  assert.equal(answers, [true, false, false, false])
})

test('S21: a function that asks about payloads and throws for one that can be read throws at the asker', async () => {
  const { actions, hold, state } = openDesk()
  const broken = new Error('broken')
  const accepting = actions.invokeAction('AcceptTask', { sid: 'WT1' })

  const error = thrown(() =>
    state.pending('AcceptTask', () => {
      throw broken
    }),
  )
  hold.resolve('done')
  await accepting

  assert.is(error, broken)
})

test('S21: a payload whose field throws when it is read is not the one that is asked about', async () => {
  const actions = createActions()
  const state = trackState(actions)
  const hold = deferred()
  actions.registerAction('Open', () => hold.promise)
  const payload = {
    get sid() {
      throw new Error('gone')
    },
  }
  const opening = actions.invokeAction('Open', payload)

  const answers = [state.pending('Open', { sid: 'WT1' }), state.pending('Open', payload)]
  hold.resolve()
  await opening

  assert.equal(answers, [false, true])
})

test('S21: an invocation whose payload cannot be read is refused where a block has to read it', async () => {
  const actions = createActions()
  const state = trackState(actions)
  actions.registerAction('Open', () => 'opened')
  state.block('Open', { sid: 'WT1' })

  assert.instance(await rejection(actions.invokeAction('Open', revoked())), TypeError)
})

test('S21: a block with a value that cannot be read disturbs no other block', async () => {
  const actions = createActions()
  const state = trackState(actions)
  actions.registerAction('Open', () => 'opened')
  const draft = revoked()

  state.block('Open', draft)
  state.block('Open', { sid: 'WT1' })
  const answers = [
    state.blocked('Open', { sid: 'WT1' }),
    state.blocked('Open', { sid: 'WT2' }),
    state.blocked('Open', draft),
  ]
  const error = await rejection(actions.invokeAction('Open', { sid: 'WT1' }))
  const result = await actions.invokeAction('Open', { sid: 'WT2' })

  assert.equal(answers, [true, false, true])
  assert.instance(error, ActionBlockedError)
  assert.is(result, 'opened')
  assert.is(state.unblock('Open', draft), true)
  assert.is(state.unblock('Open', { sid: 'WT1' }), true)
})

for (const [what, hold] of [
  ['a Proxy', <T extends object>(thing: T): T => new Proxy(thing, {})],
  ['reactive() of Vue', <T extends object>(thing: T): T => reactive({ thing }).thing as never],
  ['proxy() of valtio', <T extends object>(thing: T): T => proxy({ thing }).thing],
] as [string, <T extends object>(thing: T) => T][]) {
  test(`S21: a state that is held in ${what}, over actions that are held in it, works`, async () => {
    const actions = hold(createActions())
    const state = hold(trackState(actions))
    const release = deferred()
    const seen: string[] = []
    actions.registerAction('Save', () => release.promise)
    state.subscribe((action) => seen.push(action))

    const saving = actions.invokeAction('Save', { sid: 'WT1' })
    const during = [state.pending('Save', { sid: 'WT1' }), state.running().length]
    const undo = state.block('Save')
    const error = await rejection(actions.invokeAction('Save'))
    undo()
    release.resolve()
    await saving
    await state.idle()

    assert.equal(during, [true, 1])
    assert.instance(error, ActionBlockedError)
    assert.equal([state.pending('Save'), state.blocked('Save'), seen.length], [false, false, 4])
    state.dispose()
  })
}

test('S21: a PayloadStore that is held in a store works', () => {
  const { payloads } = reactive({ payloads: new PayloadStore<number>() })

  const entry = payloads.add('Open', 1)

  assert.is(payloads.has('Open'), true)
  assert.is(payloads.find('Open', (payload) => payload === 1)?.payload, 1)
  assert.is(payloads.delete(entry), true)
  assert.equal(payloads.actions(), [])
})

test.run()
