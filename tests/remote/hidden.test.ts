// Can a plugin learn, set or lose what `share` hides from it?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Actions } from '../../source/core/index.js'
import type { SharedPart } from '../../source/remote/index.js'
import { rejection, settled } from '../support/helpers.js'
import { connected } from './desk.js'
import { type Hosted, hosted } from './evil.js'

const payload = () => ({
  text: 'hello',
  token: 'secret',
  task: { sid: 'WT1', from: '+12' },
  list: [{ sid: 'WT1', from: '+12' }],
  plain: { a: 1 },
  map: new Map([['a', { from: '+12' }]]),
  node: { id: 7 },
})

/** Shows each part without what is secret, also deep inside. */
function share(value: unknown, _action: string, part: SharedPart): unknown {
  if (part !== 'payload') return part === 'result' ? { shown: (value as { shown: unknown }).shown } : undefined
  const { text, task, list, plain } = value as ReturnType<typeof payload>
  const items = list.map(({ sid }) => ({ sid }))
  return { text, task: { sid: task.sid }, list: items, plain: { ...plain }, map: new Map(), node: 'a node' }
}

/** Answers the next question to a before-listener, and returns how the action ended and what became of the payload. */
async function answered({ actions, evil, next }: Hosted, answer: object) {
  const given = payload()
  const outcome = actions.settleAction('A', given)
  let message: unknown[]
  do message = await next()
  while (message[2] !== 'run')
  assert.not.match(JSON.stringify(message), /secret|\+12/)
  evil.postMessage(['entracte/e', 0, 'ran', message[3], answer])
  return { outcome: await outcome, given }
}

async function listening(): Promise<Hosted> {
  const all = hosted({ share })
  all.evil.postMessage(['entracte/e', 'plugin', 1])
  all.evil.postMessage(['entracte/e', 'i', 'attach', 1, { verb: 'before', action: 'A' }])
  while ((await all.next())[1] !== 'i');
  return all
}

test('edits that would set, replace or remove what is hidden fail the plugin, and change nothing', async () => {
  const all = await listening()
  for (const [edit, says] of [
    [[[], [{ text: 'x', token: 'mine' }]], /edited payload.token, which it does not see/],
    [[[], ['text']], /replaced payload, which it does not see in full/],
    [[[], [{ text: 'x', task: { sid: 'WT2', from: 'me' } }]], /edited payload.task.from/],
    [[[], [{ text: 'x' }]], /replaced payload.task, which it does not see in full/],
    [[['token'], ['mine']], /edited payload.token/],
    [[['task', 'from'], ['me']], /edited payload.task.from/],
    [[['task'], ['WT2']], /replaced payload.task, which/],
    [[['task']], /replaced payload.task, which/],
    [[['list'], [[]]], /replaced payload.list, which/],
    [[['map'], [new Map()]], /replaced payload.map, which/],
    [[['node'], [1]], /replaced payload.node, which/],
  ] as const) {
    const { outcome, given } = await answered(all, { changes: { received: [edit] } })
    assert.match(String(outcome.status === 'failed' && outcome.error), says)
    assert.equal(given, payload())
  }
  for (const [changes, says] of [
    [{ payload: [{ text: 'x', token: 'mine' }] }, /edited payload.token/],
    [{ payload: [7] }, /replaced payload, which/],
    [{ current: [[[], [{ token: 'mine' }]]] }, /edited payload.token/],
  ] as const) {
    const { outcome } = await answered(all, { changes })
    assert.match(String(outcome.status === 'failed' && outcome.error), says)
  }
  all.close()
})

test('edits of what is shown keep what is hidden, at every depth', async () => {
  const all = await listening()
  const sees = { list: [{ sid: 'WT1' }], map: new Map(), node: 'a node', plain: { a: 1 } }
  for (const [edit, expected] of [
    [[['text'], ['bye']], { text: 'bye' }],
    [[['task'], [{ sid: 'WT2', fresh: 1 }]], { task: { sid: 'WT2', from: '+12', fresh: 1 } }],
    [[['plain'], [7]], { plain: 7 }],
  ] as const) {
    const { outcome, given } = await answered(all, { changes: { received: [edit] } })
    assert.is(outcome.status, 'done')
    assert.equal({ ...given }, { ...payload(), ...expected })
  }
  const whole = { ...sees, text: 'bye', task: { sid: 'WT1' } }
  const { outcome } = await answered(all, { changes: { payload: [whole] } })
  assert.match(String(outcome.status === 'failed' && outcome.error), /replaced payload.map/)
  all.close()
})

test('a plugin that assigns a new payload keeps what is hidden in the items of an array, but must keep its length', async () => {
  const { actions, plugin, close } = await connected({
    share: (value, _action, part) =>
      part === 'payload' ? { list: (value as { list: { sid: string }[] }).list.map(({ sid }) => ({ sid })) } : value,
  })
  await plugin.replaceAction('Echo', ({ list }, original) => original({ list, fresh: 1 }))
  const given = { list: [{ sid: 'WT1', from: '+12' }], token: 'secret' }
  assert.equal(await actions.invokeAction('Echo', given), { ...given, fresh: 1 })

  await plugin.addListener('beforeEcho', (_payload, _abort, ctx) => {
    ctx.payload = { list: [{ sid: 'WT1' }, { sid: 'WT2' }] }
  })
  assert.match(String(await rejection(actions.invokeAction('Echo', given))), /replaced payload.list/)
  close()
})

test('where share leaves items of an array out, edits of the others reach no item', async () => {
  const { actions, plugin, close } = await connected({
    share: (value, _action, part) =>
      part === 'payload' ? { list: (value as { list: { open: boolean }[] }).list.filter(({ open }) => open) } : value,
  })
  const given = () => ({
    list: [
      { open: false, sid: 'WT1' },
      { open: true, sid: 'WT2' },
    ],
  })
  for (const edit of [
    (list: { sid: string }[]) => Object.assign(list[0] as object, { sid: 'mine' }),
    (list: unknown[]) => list.splice(0, 1, 'mine'),
  ]) {
    const undo = await plugin.addListener('beforeEcho', ({ list }) => void edit(list))
    const payload = given()
    assert.match(String(await rejection(actions.invokeAction('Echo', payload))), /edited payload.list\[0\]/)
    assert.equal(payload, given())
    undo()
  }
  close()
})

test('a copy that share makes of everything hides nothing', async () => {
  const { actions, plugin, close } = await connected({ share: (value) => structuredClone(value) })
  await plugin.addListener('beforeEcho', (value, _abort, ctx) => {
    ctx.payload = { list: [], round: value.round, map: new Map() }
  })
  const value = { list: [1], round: {} as object, map: new Map([[1, 2]]) }
  value.round = value

  assert.equal(Object.keys((await actions.invokeAction('Echo', value)) as object), ['list', 'round', 'map'])
  close()
})

test('an after-listener that assigns a result keeps what is hidden of it', async () => {
  const { actions, plugin, close } = await connected({ share })
  actions.registerAction('Echo', () => ({ shown: 1, hidden: 2 }), { override: true })
  await plugin.addListener('afterEcho', (_payload, result, ctx) => {
    assert.equal(result, { shown: 1 })
    ctx.result = { shown: 5 }
  })

  assert.equal(await actions.invokeAction('Echo', payload()), { shown: 5, hidden: 2 })
  close()
})

test('errors and reasons cross as share shows them: of invocations, of original, of error-listeners, of signals', async () => {
  const { actions, plugin, close } = await connected({ share })
  const hidden = 'The action "Echo" has failed, and the host does not show how'
  const seen: unknown[] = []
  const note = (error: unknown) => void seen.push(String((error as Error).message))
  const failure = Object.assign(new Error('the password is secret'), { code: 'secret' })
  actions.registerAction(
    'Echo',
    () => {
      throw failure
    },
    { override: true },
  )
  await plugin.addListener('errorEcho', (_payload, error) => note(error))
  await plugin.replaceAction('Echo', (_payload, original) =>
    original().catch((error) => {
      note(error)
      throw error
    }),
  )
  assert.is(await rejection(actions.invokeAction('Echo', payload())), failure)
  note(await rejection(plugin.invokeAction('Echo', payload())))
  const failed = await plugin.settleAction('Echo', payload())
  note(failed.status === 'failed' && failed.error)
  // Each of the three invocations failed in `original` and in the error-listener, and two of them in the plugin.
  assert.equal(seen, Array(8).fill(hidden))
  close()
})

test('an abort, a reason of a signal, and a share that throws tell a plugin nothing either', async () => {
  const { actions, plugin, close } = await connected({
    share(value, _action, part) {
      if (part === 'error') throw new Error('secret')
      return value
    },
  })
  const undo = actions.addListener('beforeEcho', (_payload, abort) => abort('secret'))
  const outcome = await plugin.settleAction('Echo', 1)
  assert.is(outcome.status, 'aborted')
  assert.not.match(
    JSON.stringify(outcome, (_key, value) => (value instanceof Error ? value.message : value)),
    /secret/,
  )
  undo()

  let reason: unknown
  await plugin.addListener('beforeEcho', async (_payload, _abort, ctx) => {
    controller.abort('secret')
    await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve))
    reason = ctx.signal.reason
  })
  const controller = new AbortController()
  assert.is(await rejection(actions.invokeAction('Echo', 1, { signal: controller.signal })), 'secret')
  while (reason === undefined) await settled()
  assert.match(String(reason), /does not show how/)
  close()
})

test('ctx.state and parents: share decides of the state; of parents only action, id and depth cross', async () => {
  const { actions, plugin, sent, close } = await connected({ share })
  const outer = actions as unknown as Actions
  outer.registerAction('Outer', (given, ctx) => {
    ctx.state.token = 'secret'
    return ctx.invokeAction('Echo', given)
  })
  await plugin.addListener('beforeEcho', (_payload, _abort, ctx) => {
    assert.equal([ctx.state, ctx.parent?.action, ctx.parent?.depth], [{}, 'Outer', 0])
  })
  actions.registerAction('Echo', () => ({ shown: 1 }), { override: true })
  await outer.invokeAction('Outer', payload(), { state: { token: 'secret' } })

  assert.not.match(JSON.stringify(sent), /secret|\+12/)
  close()
})

test.run()
