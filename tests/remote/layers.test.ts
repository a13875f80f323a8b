// Do replacements, middleware and invocations of a plugin do what those of the host do?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, ActionTimeoutError, UnknownActionError } from '../../source/core/index.js'
import type { UncloneableError } from '../../source/remote/index.js'
import { deferred, rejection, settled } from '../support/helpers.js'
import { connected } from './desk.js'

test('original runs in the host, again if asked, and a result that is handed on stays the object of the host', async () => {
  const { actions, plugin, close } = await connected()
  const results: unknown[] = []
  const seen: string[] = []
  actions.registerAction(
    'AcceptTask',
    ({ sid }) => {
      seen.push(sid)
      if (sid === 'WT1') throw new Error('busy')
      const result = { accepted: sid }
      results.push(result)
      return result
    },
    { override: true },
  )
  await plugin.replaceAction('AcceptTask', async function retry(payload, original) {
    const error = await original().catch((error: Error) => error)
    assert.is((error as Error).message, 'busy')
    const result = await original({ sid: 'WT2' })
    result.accepted += '!'
    payload.note = 'edited'
    return result
  })
  const given = { sid: 'WT1' }

  const result = await actions.invokeAction('AcceptTask', given)

  assert.is(result, results[0])
  assert.equal(result, { accepted: 'WT2!' })
  assert.equal(given, { sid: 'WT1', note: 'edited' } as never)
  assert.equal(seen, ['WT1', 'WT2'])
  close()
})

test('a bare original is waited for, and its failure is the failure, the same object', async () => {
  const { actions, plugin, close } = await connected()
  const failure = new RangeError('no')
  actions.registerAction('AcceptTask', () => Promise.reject(failure), { override: true })
  await plugin.replaceAction('AcceptTask', (_payload, original) => void original())

  assert.is(await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' })), failure)
  close()
})

test('a replacement that gives its own result, fails or aborts', async () => {
  const { actions, plugin, close } = await connected()
  const own = await plugin.replaceAction('AcceptTask', () => ({ accepted: 'own' }))
  assert.equal(await actions.invokeAction('AcceptTask', { sid: 'WT1' }), { accepted: 'own' })
  own()
  const failing = await plugin.replaceAction('AcceptTask', () => {
    throw new TypeError('mine')
  })
  assert.instance(await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' })), TypeError)
  failing()
  await plugin.replaceAction('AcceptTask', async (_payload, original, ctx) => {
    ctx.abort('later')
    ctx.abort('again')
    return original()
  })

  const error = (await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))) as ActionAbortedError

  assert.instance(error, ActionAbortedError)
  assert.is(error.reason, 'later')
  close()
})

test('middleware stands around, sees payload and result, short-circuits, and recovers', async () => {
  const { actions, plugin, reported, close } = await connected()
  actions.addListener('beforeEcho', (_payload, abort, ctx) => {
    ctx.payload = 'inside'
    if (_payload === 'abort') abort('no')
  })
  const around = await plugin.use('Echo', async function around(ctx, next) {
    if (ctx.payload === 'short') {
      ctx.result = 'cut short'
      return
    }
    ctx.payload = `${ctx.payload}`
    await next()
    ctx.result = [ctx.payload, ctx.result]
  })

  assert.equal(await actions.invokeAction('Echo', 'given'), ['inside', 'inside'])
  assert.is(await actions.invokeAction('Echo', 'short'), 'cut short')
  assert.is((await actions.settleAction('Echo', 'abort')).status, 'aborted')
  around()
  await plugin.use('Echo', (ctx, next) =>
    next().catch(() => {
      ctx.result = 'saved'
    }),
  )
  assert.is(await actions.invokeAction('Echo', 'abort'), 'saved')
  assert.equal(reported, [])
  assert.match(String(await rejection(plugin.use((() => {}) as never, (() => {}) as never))), /cannot be remote/)
  close()
})

test('middleware edits ctx.payload after next, and leaves the result that is there when it does nothing', async () => {
  const { actions, plugin, close } = await connected()
  const payloads: unknown[] = []
  await plugin.use('AcceptTask', async (ctx, next) => {
    if (ctx.payload.sid === 'nothing') return
    ctx.payload = { sid: 'WT2', tags: ['assigned'] }
    await next()
    ctx.payload.tags?.push('edited')
  })
  actions.use(
    'AcceptTask',
    async (ctx, next) => {
      ctx.result = { accepted: 'already there' }
      await next()
      payloads.push(ctx.payload)
    },
    { order: -1 },
  )

  await actions.invokeAction('AcceptTask', { sid: 'WT1' })
  assert.equal(payloads, [{ sid: 'WT2', tags: ['assigned', 'edited'] }])
  assert.equal(await actions.invokeAction('AcceptTask', { sid: 'nothing' }), { accepted: 'already there' })
  close()
})

test('the clock of a replacement stands still while original runs', async () => {
  const { actions, plugin, close } = await connected({ timeout: 250 })
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  actions.registerAction('Echo', () => wait(600).then(() => 'slow'), { override: true })
  const slow = await plugin.replaceAction('Echo', (_payload, original) => original())
  assert.is(await actions.invokeAction('Echo', 1), 'slow')
  slow()
  await plugin.replaceAction('Echo', async (_payload, original) => {
    await original()
    await wait(1000)
  })
  assert.instance(await rejection(actions.invokeAction('Echo', 1)), ActionTimeoutError)
  close()
})

test('nested invocations know their parent, in both directions', async () => {
  const { actions, plugin, close } = await connected()
  const seen: unknown[] = []
  actions.addListener('beforeCloseTask', (_payload, _abort, ctx) => void seen.push(ctx.parent?.action, ctx.depth))
  await plugin.addListener('beforeCloseTask', (_payload, _abort, ctx) => {
    seen.push(ctx.parent?.action, ctx.parent?.parent?.action, ctx.depth, ctx.state)
  })
  const kept: (() => Promise<unknown>)[] = []
  await plugin.addListener('afterAcceptTask', async ({ sid }, _result, ctx) => {
    kept.push(
      () => ctx.invokeAction('CloseTask', { sid }),
      () => ctx.settleAction('CloseTask', { sid }),
    )
    seen.push(JSON.parse(JSON.stringify(ctx)).action)
    assert.equal(await ctx.invokeAction('CloseTask', { sid }), { closed: sid })
    assert.is((await ctx.settleAction('CloseTask', { sid })).status, 'done')
  })
  actions.registerAction('Echo', (payload, ctx) => ctx.invokeAction('AcceptTask', payload), { override: true })

  await actions.invokeAction('Echo', { sid: 'WT1' }, { state: { user: 'ada' } })
  assert.equal(seen.slice(0, 7), ['AcceptTask', 'AcceptTask', 2, 'AcceptTask', 'Echo', 2, { user: 'ada' }])
  assert.is(kept.length, 2)
  for (const each of kept) {
    seen.length = 0
    await each()
    assert.equal(seen, [undefined, 0, undefined, undefined, 0, {}])
  }
  close()
})

test('ctx.state is read only, and says which entry cannot be cloned', async () => {
  const { actions, plugin, close } = await connected({
    share: (value, _action, part) => (part === 'state' ? { ...(value as object), token: undefined } : value),
  })
  const seen: unknown[] = []
  await plugin.addListener('beforeEcho', (_payload, _abort, ctx) => {
    const state = ctx.state as Record<string, unknown>
    seen.push(state.user, state.token, Reflect.set(state, 'user', 'eve'))
    try {
      seen.push(state.database)
    } catch (error) {
      seen.push((error as UncloneableError).path)
    }
  })

  await actions.invokeAction('Echo', 1, { state: { user: 'ada', token: 'secret', database: { query() {} } } })

  assert.equal(seen, ['ada', undefined, false, 'state.database'])
  close()
})

test('ctx.signal fires in the plugin when the invocation is cut', async () => {
  const { actions, plugin, close } = await connected()
  const fired = deferred<unknown>()
  const waiting = deferred()
  await plugin.addListener('beforeEcho', async (_payload, _abort, ctx) => {
    ctx.signal.addEventListener('abort', () => fired.resolve(ctx.signal.reason))
    await plugin.settleAction('CloseTask', { sid: 'WT1' })
    waiting.resolve()
    await fired.promise
  })
  const controller = new AbortController()
  const cut = rejection(actions.invokeAction('Echo', 1, { signal: controller.signal }))
  await waiting.promise
  controller.abort(new RangeError('enough'))

  assert.is(((await cut) as Error).message, 'enough')
  assert.instance(await fired.promise, RangeError)

  const signals: boolean[] = []
  const late = await plugin.addListener('beforeCloseTask', (_payload, abort, ctx) => {
    const { signal } = ctx
    abort('no')
    signals.push(signal.aborted, ctx.signal === signal)
  })
  await actions.settleAction('CloseTask', { sid: 'WT1' })
  late()
  await plugin.addListener('beforeCloseTask', (_payload, abort, ctx) => {
    abort('no')
    signals.push(ctx.signal.aborted)
  })
  await actions.settleAction('CloseTask', { sid: 'WT1' })
  assert.equal(signals, [true, true, true])
  close()
})

test('a plugin invokes: results, errors with their class, outcomes, signals and limits', async () => {
  const { actions, plugin, close } = await connected()
  actions.addListener('beforeAcceptTask', function veto({ sid }, abort) {
    if (sid === 'no') abort(new RangeError('not today'))
  })
  assert.equal(await plugin.invokeAction('AcceptTask', { sid: 'WT1' }), { accepted: 'WT1' })
  const error = (await rejection(plugin.invokeAction('AcceptTask', { sid: 'no' }))) as ActionAbortedError
  assert.instance(error, ActionAbortedError)
  assert.instance(error.reason, RangeError)
  assert.is(error.by?.name, 'veto')
  const outcome = await plugin.settleAction('AcceptTask', { sid: 'no' })
  assert.is(outcome.status === 'aborted' && (outcome.reason as Error).message, 'not today')
  const unknown = await rejection(plugin.invokeAction('AcceptTusk' as never, {} as never))
  assert.instance(unknown, UnknownActionError)
  assert.match(String(unknown), /did you mean "AcceptTask"/)

  const signals: AbortSignal[] = []
  actions.registerAction(
    'Echo',
    (_payload, ctx) =>
      new Promise((resolve) => {
        signals.push(ctx.signal)
        ctx.signal.addEventListener('abort', () => resolve(1))
      }),
    { override: true },
  )
  const controller = new AbortController()
  const { signal } = controller
  const cancelled = plugin.settleAction('Echo', 1, { signal })
  while (signals.length === 0) await settled()
  controller.abort('stop')
  assert.equal(await cancelled, { status: 'cancelled', reason: 'stop' })
  while (!signals[0]?.aborted) await settled()
  assert.is(signals[0]?.reason, 'stop')
  assert.is(await rejection(plugin.invokeAction('Echo', 1, { signal })), 'stop')
  assert.is((await plugin.settleAction('Echo', 1, { timeout: 5 })).status, 'timedOut')
  assert.match(String(await rejection(plugin.invokeAction('Echo', 1, { state: {} } as never))), /no option "state"/)
  assert.is((await plugin.settleAction('' as never, 1 as never)).status, 'failed')
  const quick = new AbortController()
  assert.equal(await plugin.invokeAction('CloseTask', { sid: 'WT1' }, { signal: quick.signal }), { closed: 'WT1' })
  close()
})

test('what cannot be cloned is an error with its path, on the side that tried', async () => {
  const { actions, plugin, close } = await connected()
  const pathOf = async (promise: Promise<unknown>) => ((await rejection(promise)) as UncloneableError).path
  const signal = new AbortController().signal
  assert.is(await pathOf(plugin.invokeAction('Echo', { options: { signal } })), 'payload.options.signal')
  assert.is(
    await pathOf(plugin.invokeAction('Echo', { tasks: [1, { 'a b': Symbol('x') }] })),
    'payload.tasks[1]["a b"]',
  )
  assert.is(await pathOf(plugin.invokeAction('Echo', new Map([['a', () => {}]]))), 'payload[0][1]')
  assert.is(await pathOf(plugin.invokeAction('Echo', { weak: new WeakMap() })), 'payload.weak')
  assert.is(await pathOf(plugin.invokeAction('Echo', () => {})), 'payload')
  assert.is(
    await pathOf(
      plugin.invokeAction('Echo', {
        task: new (class Task {
          run = () => {}
        })(),
      }),
    ),
    'payload.task.run',
  )
  actions.registerAction('Echo', () => ({ close() {} }), { override: true })
  assert.is(await pathOf(plugin.invokeAction('Echo', 1)), 'result.close')
  await plugin.addListener('beforeAcceptTask', (payload, abort) => {
    if (payload.sid === 'reason') abort({ fn() {} })
    if (payload.sid === 'edit') Object.assign(payload, { note: () => {} })
  })
  assert.is(
    await pathOf(actions.invokeAction('AcceptTask', { sid: 'x', note: { signal } as never })),
    'payload.note.signal',
  )
  assert.is(await pathOf(actions.invokeAction('AcceptTask', { sid: 'reason' })), 'reason.fn')
  assert.is(await pathOf(actions.invokeAction('AcceptTask', { sid: 'edit' })), 'payload.note')
  const circle: Record<string, unknown> = { bytes: new Uint8Array(2), when: new Date(0), set: new Set([1]) }
  circle.self = circle
  assert.is((await plugin.settleAction('Echo', circle)).status, 'failed')
  close()
})

test('ten listeners of a plugin are asked in one message, unless another party stands between them', async () => {
  const { actions, plugin, sent, close } = await connected()
  const log: string[] = []
  for (let i = 0; i < 10; i++) {
    await plugin.addListener('beforeAcceptTask', (payload) => {
      log.push(`${i}${payload.note}`)
      payload.note = String(i)
    })
  }
  const asked = () => sent.filter((message) => message[2] === 'run').length
  await actions.invokeAction('AcceptTask', { sid: 'WT1', note: '' })
  assert.is(asked(), 1)
  assert.equal(log, ['0', '10', '21', '32', '43', '54', '65', '76', '87', '98'])

  actions.addListener('beforeAcceptTask', () => void log.push('host'))
  await plugin.addListener('beforeAcceptTask', (_payload, abort) => abort('eleven'))
  await plugin.addListener('beforeAcceptTask', () => void log.push('never'))
  log.length = 0
  assert.is((await actions.settleAction('AcceptTask', { sid: 'WT1', note: '' })).status, 'aborted')
  assert.is(asked(), 3)
  assert.equal(log.slice(-2), ['98', 'host'])
  close()
})

test('listeners that are asked together are blamed one by one', async () => {
  const { actions, plugin, reported, close } = await connected()
  const held = deferred()
  const log: string[] = []
  await plugin.addListener('afterAcceptTask', () => void log.push('quick'), { name: 'quick' })
  await plugin.addListener('afterAcceptTask', () => held.promise, { name: 'hangs', timeout: 100 })
  await plugin.addListener('afterAcceptTask', () => void log.push('last'), { name: 'last' })

  await actions.invokeAction('AcceptTask', { sid: 'WT1' })

  assert.equal(
    reported.map(({ error, info }) => [(error as Error).name, info.by?.name]),
    [['ActionTimeoutError', 'hangs']],
  )
  assert.equal(log, ['quick', 'last'])
  held.resolve()
  await plugin.settleAction('CloseTask', { sid: 'WT1' })
  assert.equal(log, ['quick', 'last'])
  close()
})

test('a plugin sees what share gives it, and edits only that', async () => {
  const { actions, plugin, close } = await connected({
    share: (value, _action, part) => (part === 'payload' ? { sid: (value as { sid: string }).sid } : value),
  })
  const seen: unknown[] = []
  await plugin.addListener('beforeEcho', (payload, _abort, ctx) => {
    seen.push({ ...payload })
    if (payload.sid === 'assign') ctx.payload = { sid: 'assigned', extra: 1 }
    else if (payload.sid === 'steal') ctx.payload = { sid: 'x', token: 'stolen' }
    else if (payload.sid === 'reach') payload.token = 'stolen'
    else payload.sid += '!'
  })

  assert.equal(await actions.invokeAction('Echo', { sid: 'a', token: 't' }), { sid: 'a!', token: 't' })
  assert.equal(await actions.invokeAction('Echo', { sid: 'assign', token: 't' }), {
    sid: 'assigned',
    extra: 1,
    token: 't',
  })
  for (const sid of ['steal', 'reach']) {
    assert.match(
      String(await rejection(actions.invokeAction('Echo', { sid, token: 't' }))),
      /payload\.token, which it does not see/,
    )
  }
  assert.equal(seen[0], { sid: 'a' })
  close()
})

test.run()
