// Can a plugin outwit a time limit, heap up work, or throw in the host with values of a strange shape?

import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Actions, createActions } from '../../source/core/index.js'
import { expose } from '../../source/remote/index.js'
import { deferred, settled, unhandledDuring } from '../support/helpers.js'
import { hosted } from './evil.js'

/** A host whose channel hands everything over as it is: for values that no channel would clone. */
function bare(): { actions: Actions; posted: unknown[][]; receive(message: unknown): void; end(): void } {
  const actions = createActions({ onListenerError() {} })
  const posted: unknown[][] = []
  let receive!: (message: unknown) => void
  const end = expose(
    actions,
    {
      postMessage: (message) => void posted.push(message as unknown[]),
      on(type, listener) {
        if (type === 'message') receive = listener
      },
      off() {},
    },
    { scope: 'evil', allow: () => true },
  )
  receive(['entracte/e', 'plugin', 1])
  return { actions, posted, receive, end }
}

/** A value that is too deep for a function that calls itself. */
function deep(): unknown {
  let value: unknown = 'x'
  for (let i = 0; i < 100_000; i++) value = [value]
  return value
}

test('answers without outcomes do not start the clock anew', async () => {
  const { actions, evil, next, close } = hosted({ timeout: 60 })
  evil.postMessage(['entracte/e', 'plugin', 1])
  for (let i = 1; i <= 2; i++) evil.postMessage(['entracte/e', `a${i}`, 'attach', i, { verb: 'before', action: 'A' }])
  while ((await next())[1] !== 'a2');
  const invoked = actions.settleAction('A', 1)
  const [, , , askId] = await next()
  let isOver = false
  const holding = (async () => {
    for (let i = 0; i < 100 && !isOver; i++) {
      evil.postMessage(['entracte/e', 0, 'progress', askId, []])
      await sleep(10)
    }
  })()
  const outcome = await Promise.race([invoked, holding])
  isOver = true

  assert.is(outcome?.status === 'failed' && (outcome.error as { code: string }).code, 'ACTION_TIMEOUT')
  close()
})

test('a signal that is watched a thousand times has one listener, and is told once', async () => {
  const { actions, evil, next, close } = hosted()
  let added = 0
  actions.addListener('beforeA', (_payload, _abort, ctx) => {
    const { signal } = ctx
    const add = signal.addEventListener.bind(signal)
    signal.addEventListener = (...args: unknown[]) => {
      added++
      add(...(args as Parameters<typeof add>))
    }
  })
  evil.postMessage(['entracte/e', 'plugin', 1])
  evil.postMessage(['entracte/e', 'i', 'attach', 1, { verb: 'before', action: 'A' }])
  while ((await next())[1] !== 'i');
  const controller = new AbortController()
  const invoked = actions.settleAction('A', 1, { signal: controller.signal })
  const [, , , askId] = await next()
  for (let i = 0; i < 1000; i++) evil.postMessage(['entracte/e', 0, 'watch', askId])
  evil.postMessage(['entracte/e', 'sync', 'detach', 0])
  assert.is((await next())[1], 'sync')
  controller.abort('over')

  assert.is((await invoked).status, 'cancelled')
  assert.equal((await next()).slice(2, 4), ['fire', askId])
  assert.is(added, 1)
  close()
})

test('a thousand aborts that come too late are told once', async () => {
  const reported: unknown[] = []
  const { actions, evil, next, close } = hosted({}, (error) => void reported.push(error))
  const held = deferred<unknown>()
  actions.registerAction('A', () => held.promise, { override: true })
  evil.postMessage(['entracte/e', 'plugin', 1])
  evil.postMessage(['entracte/e', 'i', 'attach', 1, { verb: 'replace', action: 'A' }])
  while ((await next())[1] !== 'i');
  const invoked = actions.settleAction('A', 1)
  const [, , , askId] = await next()
  evil.postMessage(['entracte/e', 'inside', 'inner', askId])
  for (let i = 0; i < 1000; i++) evil.postMessage(['entracte/e', 0, 'abort', askId, { value: i }])
  evil.postMessage(['entracte/e', 'sync', 'detach', 0])
  assert.is((await next())[1], 'sync')
  held.resolve('core')
  assert.is((await next())[1], 'inside')
  evil.postMessage(['entracte/e', 0, 'ran', askId, { from: 0 }])

  assert.equal(await invoked, { status: 'done', result: 'core' })
  assert.equal(
    reported.map((error) => (error as Error).name),
    ['ActionMisuseError'],
  )
  close()
})

test('values that are too deep, or whose getters throw, fail what they belong to, and nothing is thrown', async () => {
  const { actions, posted, receive, end } = bare()
  const trap = {
    get message(): never {
      throw new Error('a trap')
    },
  }
  const unhandled = await unhandledDuring(async () => {
    const caught: unknown[] = []
    const catching = (error: unknown) => void caught.push(error)
    process.on('uncaughtException', catching)
    actions.registerAction('A', (payload) => payload)
    actions.registerAction(
      'Hang',
      (_payload, ctx) =>
        new Promise((_resolve, reject) => {
          ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason))
        }),
    )
    for (const [at, strange] of [
      deep(),
      trap,
      { fields: trap, message: 'x' },
      new Proxy(
        {},
        {
          has: () => {
            throw new Error('a trap')
          },
        },
      ),
    ].entries()) {
      const id = at * 10
      receive(['entracte/e', `p${at}`, 'invoke', id, 0, false, 'A', strange])
      receive(['entracte/e', `c${at}`, 'invoke', id + 1, 0, true, 'Hang'])
      receive(['entracte/e', 0, 'cancel', id + 1, { value: strange }])
      receive(['entracte/e', `d${at}`, 'invoke', id + 2, 0, true, 'Hang'])
      receive(['entracte/e', 0, 'cancel', id + 2, strange])
      receive(['entracte/e', `a${at}`, 'attach', id, { verb: 'before', action: 'A' }])
      receive(['entracte/e', `b${at}`, 'attach', strange, strange])
      await settled()
      const outcome = actions.settleAction('A', { text: 'x' })
      await settled()
      const run = posted.findLast((message) => message[2] === 'run') as unknown[]
      receive(['entracte/e', 0, 'watch', run[3]])
      receive(['entracte/e', 0, 'abort', run[3], { value: strange }])
      receive(['entracte/e', 0, 'ran', run[3], strange])
      receive(['entracte/e', 0, 'ran', run[3], undefined, strange])
      assert.is.not((await outcome).status, 'done')
      receive(['entracte/e', 0, 'detach', id])
      await settled()
    }
    process.off('uncaughtException', catching)
    assert.equal(caught, [])
  })

  assert.equal(unhandled, [])
  end()
  assert.is(await actions.invokeAction('A', 1), 1)
})

test('a layer that names a result that is none gets no further than its own', async () => {
  const { actions, evil, next, close } = hosted()
  evil.postMessage(['entracte/e', 'plugin', 1])
  evil.postMessage(['entracte/e', 'i', 'attach', 1, { verb: 'replace', action: 'A' }])
  while ((await next())[1] !== 'i');
  for (const from of ['length', 'constructor', '__proto__', -1, 7, 0.5, {}]) {
    const invoked = actions.settleAction('A', 1)
    let message: unknown[]
    do message = await next()
    while (message[2] !== 'run')
    evil.postMessage(['entracte/e', 0, 'ran', message[3], { from, result: ['own'] }])
    assert.equal(await invoked, { status: 'done', result: 'own' })
  }
  close()
})

test('what a plugin may not do, it may not do by a scope, a nested invocation, or another name either', async () => {
  const { actions, evil, next, close } = hosted({ allow: (verb, action) => verb === 'before' && action === 'A' })
  actions.registerAction('B', () => 'ran')
  evil.postMessage(['entracte/e', 'plugin', 1])
  evil.postMessage([
    'entracte/e',
    'i',
    'attach',
    1,
    { verb: 'before', action: 'A', scopes: ['x', '../..', '__proto__'] },
  ])
  while ((await next())[1] !== 'i');
  assert.is(actions.explain('A')[0]?.scope, 'evil/x/../../__proto__')
  const invoked = actions.settleAction('A', 1)
  const [, , , askId] = await next()
  const attempts: readonly unknown[][] = [
    ['invoke', 1, askId, false, 'A'],
    ['invoke', 2, askId, true, 'B'],
    ['invoke', 3, 0, false, { toString: () => 'A' }.toString()],
    ['inner', askId, undefined, [1]],
    ['attach', 2, { verb: 'replace', action: 'A', scopes: ['A'] }],
    ['attach', 3, { verb: 'before', action: 'B' }],
    ['attach', 4, { verb: ['before'], action: 'A' }],
    ['attach', 5, { verb: 'before', action: ['A'] }],
    ['attach', 6, { verb: '__proto__', action: 'A' }],
    ['attach', 7, { verb: 'invoke', action: 'A' }],
    ['attach', 1, { verb: 'before', action: 'A' }],
  ]
  for (const [at, attempt] of attempts.entries()) {
    evil.postMessage(['entracte/e', `t${at}`, ...attempt])
    const [, id, , answer] = await next()
    assert.is(id, `t${at}`)
    assert.ok((answer as { failed?: unknown }).failed, JSON.stringify(attempt))
  }
  evil.postMessage(['entracte/e', 0, 'ran', askId])
  assert.equal(await invoked, { status: 'done', result: 1 })
  assert.is(actions.explain('A').length, 2)
  assert.is(actions.explain('B').length, 1)
  close()
})

test.run()
