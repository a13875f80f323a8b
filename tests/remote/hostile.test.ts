// Can a plugin that lies, floods, or sends garbage throw in the host, leak, or change anything for others?

import { setImmediate as turn } from 'node:timers/promises'
import { MessageChannel } from 'node:worker_threads'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { connect, expose } from '../../source/remote/index.js'
import { rejection, unhandledDuring } from '../support/helpers.js'
import { hosted } from './evil.js'

const SEED = Number(process.env.ENTRACTE_SEED ?? 1)

/** A random number generator that gives the same numbers for the same seed. */
function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

test('Withstands: 100 000 random messages: none throws, leaks, or settles a call of somebody', async () => {
  const random = mulberry(SEED)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const { port1, port2 } = new MessageChannel()
  const actions = createActions({ onListenerError() {} })
  actions.registerAction('A', (payload) => payload)
  let receive!: (message: unknown) => void
  const gone = {
    postMessage() {},
    on(type: string, listener: typeof receive) {
      if (type === 'message') receive = listener
    },
    off() {},
  }
  const host = expose(actions, gone, {
    scope: 'evil',
    allow: () => true,
    limits: { messages: Number.POSITIVE_INFINITY },
    timeout: 20,
  })
  const other = expose(actions, port1, { scope: 'good', allow: () => true })
  const good = connect(port2)
  await good.addListener('beforeA', async () => {})
  let unsettled = 1
  const held = actions.registerAction('Held', () => new Promise(() => {}))
  const waiting = good.invokeAction('Held').catch(() => unsettled--)
  receive(['entracte/x', 'plugin', 1])
  const leaf = (): unknown =>
    pick([
      undefined,
      null,
      0,
      1,
      2,
      -1,
      Number.NaN,
      1e9,
      '',
      'A',
      'run',
      '__proto__',
      'constructor',
      true,
      {},
      [],
      ['a'],
      new Date(0),
      new Map(),
      'beforeA',
      10n,
    ])
  const value = (depth = 0): unknown => {
    const kind = random()
    if (depth > 3 || kind < 0.5) return leaf()
    if (kind < 0.75) return Array.from({ length: Math.floor(random() * 4) }, () => value(depth + 1))
    return Object.fromEntries(
      Array.from({ length: Math.floor(random() * 4) }, () => [
        pick([
          'verb',
          'action',
          'name',
          'order',
          'failed',
          'value',
          'message',
          'fields',
          'changes',
          'received',
          'payload',
          'edits',
          'from',
          'result',
          'gone',
          'abort',
          'scopes',
          'once',
          '__proto__',
        ]),
        value(depth + 1),
      ]),
    )
  }
  const ids = () => pick<unknown>([0, 'id', 'abcdefghijklmnopqrstu', 1, null])
  const message = (): unknown => {
    const kind = random()
    if (kind < 0.1) return value()
    const tag = kind < 0.9 ? 'entracte/x' : pick(['entracte/', 'entracte/y', 'entracte', value()])
    const what = pick<unknown>([
      'attach',
      'detach',
      'invoke',
      'inner',
      'cancel',
      'abort',
      'progress',
      'ran',
      'watch',
      'run',
      'toString',
      '__proto__',
      0,
      1,
      2,
      'host',
      value(),
    ])
    if (what === 'attach' && random() < 0.5) {
      return [
        tag,
        'i',
        'attach',
        Math.floor(random() * 300),
        {
          verb: pick(['before', 'after', 'error', 'replace', 'use', 'x']),
          action: pick(['A', '', 'B', 1]),
          scopes: value(),
          once: random() < 0.3,
          timeout: leaf(),
        },
      ]
    }
    if (what === 'invoke' && random() < 0.5)
      return [tag, 'i', 'invoke', leaf(), leaf(), leaf(), pick(['A', 'B']), value(), leaf()]
    return [
      tag,
      ids(),
      what,
      ...Array.from({ length: Math.floor(random() * 5) }, () => (random() < 0.4 ? Math.floor(random() * 50) : value())),
    ]
  }

  const unhandled = await unhandledDuring(async () => {
    for (let i = 0; i < 100_000; i++) {
      receive(message())
      if (i % 2_000 === 0) await turn()
      if (i % 20_000 === 0) await actions.settleAction('A', { sid: i })
    }
    await turn()
  })

  assert.equal(unhandled, [])
  assert.is(({} as { polluted?: unknown }).polluted, undefined)
  assert.is(unsettled, 1)
  host()
  assert.equal(
    actions.explain('A').map(({ scope }) => scope),
    ['good', undefined],
  )
  assert.is(await actions.invokeAction('A', 7), 7)
  assert.is(await good.invokeAction('A', 7), 7)
  other()
  await waiting
  held()
  port1.close()
})

test('answers that come twice, late, or for another call change nothing', async () => {
  const { actions, evil, next, close } = hosted({ timeout: 30 })
  evil.postMessage(['entracte/e', 'plugin', 1])
  evil.postMessage(['entracte/e', 'i', 'attach', 1, { verb: 'before', action: 'A' }])
  while ((await next())[1] !== 'i');
  const first = actions.settleAction('A', 1)
  const [, , , id] = await next()
  evil.postMessage(['entracte/e', 0, 'ran', 999, { failed: { value: 'x' } }])
  evil.postMessage(['entracte/e', 0, 'ran', id])
  evil.postMessage(['entracte/e', 0, 'ran', id, { failed: { value: 'x' } }])
  assert.is((await first).status, 'done')

  const second = actions.settleAction('A', 2)
  const [, , , late] = await next()
  const outcome = await second
  assert.is(outcome.status === 'failed' && (outcome.error as { code: string }).code, 'ACTION_TIMEOUT')
  evil.postMessage(['entracte/e', 0, 'ran', late])

  for (const answer of [
    'garbage',
    { changes: { received: 1 } },
    { changes: { received: [1] } },
    { changes: { received: [[1]] } },
    { changes: { received: [[['x', 'y'], [1]]] } },
    { failed: 7 },
  ]) {
    const lied = actions.settleAction('A', {})
    let message: unknown[]
    do message = await next()
    while (message[2] !== 'run')
    evil.postMessage(['entracte/e', 0, 'ran', message[3], answer])
    assert.is((await lied).status, 'failed')
  }
  const polluted = actions.invokeAction('A', { a: {} })
  const [, , , reach] = await next()
  evil.postMessage(['entracte/e', 0, 'ran', reach, { changes: { received: [[['__proto__'], [{ polluted: 1 }]]] } }])
  assert.equal(Object.keys((await polluted) as object), ['a', '__proto__'])
  const prototype = actions.settleAction('A', { a: {} })
  const [, , , deep] = await next()
  evil.postMessage(['entracte/e', 0, 'ran', deep, { changes: { received: [[['__proto__', 'polluted'], [1]]] } }])
  assert.is((await prototype).status, 'failed')
  assert.is(({} as { polluted?: unknown }).polluted, undefined)
  close()
})

test('limits hold: attachments, calls in both directions, and messages', async () => {
  const { actions, evil, next, host, close } = hosted({ limits: { attachments: 2, calls: 3, messages: 60 } })
  actions.registerAction('Hang', () => new Promise(() => {}))
  evil.postMessage(['entracte/e', 'plugin', 1])
  for (let i = 1; i <= 3; i++) evil.postMessage(['entracte/e', `a${i}`, 'attach', i, { verb: 'before', action: 'A' }])
  for (let i = 1; i <= 4; i++) evil.postMessage(['entracte/e', `h${i}`, 'invoke', i, 0, false, 'Hang'])
  const answers: Record<string, unknown> = {}
  while (!('h4' in answers)) {
    const [, id, , answer] = await next()
    answers[String(id)] = answer
  }
  assert.match(JSON.stringify(answers.a3), /does not let \\"evil\\" attach more than 2/)
  assert.match(JSON.stringify(answers.h4), /3 of its calls wait already/)
  const invoked = [1, 2, 3, 4].map((payload) => actions.settleAction('A', payload))
  const last = await (invoked[3] as Promise<{ error: Error }>)
  assert.match(String(last.error), /3 calls wait for it already/)

  for (let i = 0; i < 100; i++) evil.postMessage('flood')
  assert.match(String(await host.closed), /more than 60 messages in a second/)
  for (const each of invoked) assert.is((await each).status, 'failed')
  assert.is(await actions.invokeAction('A', 5), 5)
  close()
})

test('a plugin that answers for fewer functions than it was asked for fails the others', async () => {
  const { actions, evil, next, close } = hosted()
  evil.postMessage(['entracte/e', 'plugin', 1])
  for (let i = 1; i <= 2; i++) evil.postMessage(['entracte/e', `a${i}`, 'attach', i, { verb: 'before', action: 'A' }])
  while ((await next())[1] !== 'a2');
  const outcome = actions.settleAction('A', 1)
  const [, , , id] = await next()
  evil.postMessage(['entracte/e', 0, 'ran', id, [null]])
  assert.match(
    JSON.stringify(await outcome, (_key, value) => (value instanceof Error ? value.message : value)),
    /did not answer for all/,
  )
  close()
  evil.postMessage(['entracte/e', 0, 'ran', id])
})

test('the rest of an answer still counts, when the first function has aborted and nobody waits any more', async () => {
  const { actions, evil, next, close } = hosted({ limits: { calls: 1 } })
  evil.postMessage(['entracte/e', 'plugin', 1])
  for (let i = 1; i <= 2; i++) evil.postMessage(['entracte/e', `a${i}`, 'attach', i, { verb: 'before', action: 'A' }])
  while ((await next())[1] !== 'a2');
  const aborted = actions.settleAction('A', 1)
  const [, , , id] = await next()
  evil.postMessage(['entracte/e', 0, 'progress', id, [{ abort: { value: 'no' } }]])
  assert.is((await aborted).status, 'aborted')
  assert.match(String(await rejection(actions.invokeAction('A', 2))), /1 calls wait for it already/)

  evil.postMessage(['entracte/e', 0, 'ran', id, [null]])
  evil.postMessage(['entracte/e', 'sync', 'detach', 0])
  while ((await next())[1] !== 'sync');
  const second = actions.invokeAction('A', 3)
  const [, , , again] = await next()
  evil.postMessage(['entracte/e', 0, 'ran', again, [null, null]])
  assert.is(await second, 3)
  close()
})

test('messages that are too short or too long are not read, and scopes are as few as attachments', async () => {
  const { actions, evil, next, close } = hosted({ limits: { attachments: 2 } })
  const attach = (id: number, ...scopes: string[]) => ['attach', id, { verb: 'before', action: 'A', scopes }]
  evil.postMessage(['entracte/e', 'plugin', 1])
  evil.postMessage(['entracte/e', 'short'])
  evil.postMessage(['entracte/e', 'long', ...attach(9), ...Array(9).fill(0)])
  for (const [id, name] of ['one', 'two', 'three'].entries()) {
    evil.postMessage(['entracte/e', name, ...attach(id, name)])
    let message: unknown[]
    do message = await next()
    while (message[2] !== 0)
    assert.is(message[1], name)
    assert.is(actions.explain('A')[0]?.scope, name === 'three' ? 'evil' : `evil/${name}`)
    evil.postMessage(['entracte/e', 0, 'detach', id])
  }
  close()
})

test('a function that the plugin has removed, when it is asked, lets the action through', async () => {
  const { port1, port2 } = new MessageChannel()
  const actions = createActions({ onListenerError() {} })
  actions.registerAction('A', (payload) => payload)
  expose(actions, port1, { scope: 'crm', allow: () => true })
  const plugin = connect(port2)
  const undos = [
    await plugin.addListener('beforeA', (_payload, abort) => abort('no')),
    await plugin.replaceAction('A', () => 'replaced'),
    await plugin.use('A', (ctx) => void Object.assign(ctx, { result: 'wrapped' })),
  ]
  const invoked = actions.invokeAction('A', 1)
  for (const undo of undos) undo()
  assert.is(await invoked, 1)
  port1.close()
})

test('a plugin that is loaded again takes the place of the old one', async () => {
  const { actions, evil, next, close } = hosted()
  evil.postMessage(['entracte/one', 'plugin', 1])
  evil.postMessage(['entracte/one', 'i', 'attach', 1, { verb: 'before', action: 'A' }])
  while ((await next())[1] !== 'i');
  const waiting = rejection(actions.invokeAction('A', 1))
  evil.postMessage(['entracte/two', 'plugin', 1])
  assert.is(((await waiting) as { code: string }).code, 'ACTION_REMOTE_CLOSED')
  assert.is(await actions.invokeAction('A', 1), 1)
  evil.postMessage(['entracte/two', 'plugin', 2])
  close()
})

test.run()
