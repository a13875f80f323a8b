// Do listeners of a plugin do what listeners of the host do?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, ActionTimeoutError } from '../../source/core/index.js'
import { type RemoteContextOf, RemoteRefusedError } from '../../source/remote/index.js'
import { deferred, printedDuring, rejection } from '../support/helpers.js'
import { connected, type Desk } from './desk.js'

test('a before-listener of a plugin aborts, and the error says who it was', async () => {
  const { actions, plugin, close } = await connected()
  await plugin.addListener('beforeAcceptTask', function askCrm({ sid }, abort) {
    if (sid === 'WT1') abort({ why: 'the customer is blocked' })
  })

  const error = (await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))) as ActionAbortedError

  assert.instance(error, ActionAbortedError)
  assert.equal(error.reason, { why: 'the customer is blocked' })
  assert.equal(error.by, { kind: 'before', name: 'askCrm', scope: 'crm' })
  assert.equal(await actions.invokeAction('AcceptTask', { sid: 'WT2' }), { accepted: 'WT2' })
  close()
})

test('ctx.abort and ctx.aborted of a listener are the same abort, and the first counts', async () => {
  const { actions, plugin, close } = await connected()
  const seen: unknown[] = []
  await plugin.addListener('beforeAcceptTask', (_payload, abort, ctx) => {
    ctx.aborted = false
    seen.push(ctx.aborted, ctx.abortReason)
    ctx.abort('first')
    abort('second')
    ctx.aborted = true
    seen.push(ctx.aborted, ctx.abortReason)
  })

  const outcome = await actions.settleAction('AcceptTask', { sid: 'WT1' })

  assert.is(outcome.status === 'aborted' && outcome.reason, 'first')
  assert.equal(seen, [false, undefined, true, 'first'])
  close()
})

test('a plugin edits the payload in place, and assigns it; the object of the host stays the same object', async () => {
  const { actions, plugin, close } = await connected()
  const seen: unknown[] = []
  await plugin.addListener('beforeAcceptTask', (payload) => {
    payload.note = 'checked'
    payload.tags?.push('crm')
  })
  actions.addListener('beforeAcceptTask', (payload) => void seen.push(payload))
  await plugin.addListener('beforeAcceptTask', (_payload, _abort, ctx) => {
    ctx.payload = { sid: 'WT2' }
  })
  const given = { sid: 'WT1', tags: ['voice'] }

  const result = await actions.invokeAction('AcceptTask', given)

  assert.is(seen[0], given)
  assert.equal(given, { sid: 'WT1', note: 'checked', tags: ['voice', 'crm'] } as never)
  assert.equal(result, { accepted: 'WT2' })
  close()
})

test('a listener edits the payload that the listener before it, asked in the same message, has assigned', async () => {
  const { actions, plugin, sent, close } = await connected()
  let first: { note?: string } = {}
  await plugin.addListener('beforeEcho', (payload, _abort, ctx) => {
    first = payload
    ctx.payload = { sid: 'WT2' }
  })
  await plugin.addListener('beforeEcho', (payload) => {
    payload.sid += '!'
    // Edits of the payload that was replaced do not reach the new one.
    first.note = 'stale'
  })
  const given = { sid: 'WT1' }

  assert.equal(await actions.invokeAction('Echo', given), { sid: 'WT2!' })
  assert.equal(given, { sid: 'WT1' })
  assert.is(sent.filter((message) => message[2] === 'run').length, 1)
  close()
})

test('what a listener invokes is inside this listener, also when several are asked in one message', async () => {
  const { actions, plugin, close } = await connected()
  const log: string[] = []
  for (const name of ['first', 'second']) {
    const listener = async (task: { note?: string }, _abort: unknown, ctx: RemoteContextOf<Desk, 'AcceptTask'>) => {
      task.note = name
      await ctx.settleAction('CloseTask', { sid: name })
    }
    await plugin.addListener('beforeAcceptTask', listener, { name })
  }
  actions.observe({
    start: ({ kind, name, ctx }) => void log.push(`start ${kind === 'invocation' ? ctx.action : name}`),
    end: ({ kind, name, ctx }) => void log.push(`end ${kind === 'invocation' ? ctx.action : name}`),
  })
  const task: { sid: string; note?: string } = { sid: 'WT1' }
  actions.addListener('beforeCloseTask', () => log.push(`note: ${task.note}`), { name: 'look' })

  await actions.invokeAction('AcceptTask', task)

  const inner = ['start CloseTask', 'start look', 'end look', 'start undefined', 'end undefined', 'end CloseTask']
  const shown = log.filter((line) => !line.startsWith('note'))
  assert.equal(shown, [
    'start AcceptTask',
    'start first',
    ...inner,
    'end first',
    'start second',
    ...inner,
    'end second',
    'start undefined',
    'end undefined',
    'end AcceptTask',
  ])
  // The second listener has not ended, so its own edit is not there yet.
  assert.equal(
    log.filter((line) => line.startsWith('note')),
    ['note: undefined', 'note: first'],
  )
  close()
})

test('a listener that throws stops the action, with its class, code and stack', async () => {
  const { actions, plugin, close } = await connected()
  await plugin.addListener('beforeAcceptTask', function broken() {
    throw Object.assign(new RangeError('no answer', { cause: new TypeError('down') }), { code: 'E_CRM' })
  })

  const error = (await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))) as RangeError & { code: string }

  assert.instance(error, RangeError)
  assert.is(error.code, 'E_CRM')
  assert.instance(error.cause, TypeError)
  assert.match(String(error.stack), 'broken')
  close()
})

for (const thrown of [undefined, null, 0, '', false]) {
  test(`a listener that throws ${JSON.stringify(thrown)} stops the action, too`, async () => {
    const { actions, plugin, close } = await connected()
    await plugin.addListener('beforeAcceptTask', () => {
      throw thrown
    })

    const outcome = await actions.settleAction('AcceptTask', { sid: 'WT1' })

    assert.is(outcome.status, 'failed')
    assert.is(outcome.status === 'failed' && outcome.error, thrown)
    close()
  })
}

test('an after-listener sees the result, edits it and assigns it', async () => {
  const { actions, plugin, close } = await connected()
  const seen: unknown[] = []
  await plugin.addListener('afterAcceptTask', (_payload, result) => {
    result.accepted += '!'
  })
  await plugin.addListener('afterAcceptTask', (_payload, result, ctx) => {
    seen.push(result, ctx.result)
    ctx.result = { accepted: 'assigned' }
  })
  await plugin.addListener('afterAcceptTask', (_payload, result) => {
    result.accepted += '?'
  })

  assert.equal(await actions.invokeAction('AcceptTask', { sid: 'WT1' }), { accepted: 'assigned?' })
  assert.equal(seen, [{ accepted: 'WT1!' }, { accepted: 'WT1!' }])
  close()
})

test('a Map that is payload or result is replaced when a plugin edits it', async () => {
  const { actions, plugin, close } = await connected()
  await plugin.addListener('beforeEcho', (payload: Map<string, number>) => void payload.set('a', 1))
  const after = await plugin.addListener(
    'afterEcho',
    (_payload, result: Map<string, number>) => void result.set('b', 2),
  )

  assert.equal(
    await actions.invokeAction('Echo', new Map()),
    new Map([
      ['a', 1],
      ['b', 2],
    ]),
  )
  after()
  await plugin.replaceAction('Echo', async (_payload, original) => {
    const result = (await original()) as Map<string, number>
    return result.set('c', 3)
  })

  assert.equal(
    await actions.invokeAction('Echo', new Map()),
    new Map([
      ['a', 1],
      ['c', 3],
    ]),
  )
  close()
})

test('a host that shares no state and a result of another kind', async () => {
  const { actions, plugin, close } = await connected({
    share: (value, _action, part) =>
      part === 'state' ? undefined : part === 'result' ? [...(value as Set<unknown>)] : value,
  })
  const states: unknown[] = []
  await plugin.addListener('afterEcho', (_payload, result, ctx) => {
    states.push(ctx.state)
    result.push('added')
  })

  const result = await actions.invokeAction('Echo', new Set(['given']), { state: { user: 'ada' } })

  assert.equal(result, ['given', 'added'])
  assert.equal(states, [{}])
  close()
})

test('the failure of an after-listener is reported, and the next listener runs', async () => {
  const { actions, plugin, reported, close } = await connected()
  const seen: string[] = []
  await plugin.addListener('afterAcceptTask', function first() {
    throw new Error('the disk is full')
  })
  await plugin.addListener('afterAcceptTask', (_payload, _result, ctx) => {
    seen.push('second')
    ctx.abort('too late')
  })

  assert.equal(await actions.invokeAction('AcceptTask', { sid: 'WT1' }), { accepted: 'WT1' })
  assert.equal(seen, ['second'])
  assert.equal(
    reported.map(({ error, info }) => [(error as Error).name, info.by?.name]),
    [
      ['Error', 'first'],
      ['ActionMisuseError', undefined],
    ],
  )
  close()
})

test('an error-listener receives the error with its class, and cannot change it', async () => {
  const { actions, plugin, close } = await connected()
  const seen: unknown[] = []
  const failure = new RangeError('out of tasks')
  actions.registerAction('AcceptTask', () => Promise.reject(failure), { override: true })
  await plugin.addListener('errorAcceptTask', (payload, error) => void seen.push(payload.sid, error))

  assert.is(await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' })), failure)
  assert.is(seen[0], 'WT1')
  assert.instance(seen[1], RangeError)
  assert.is((seen[1] as Error).message, 'out of tasks')
  close()
})

test('an array of events is one registration; once, order, name and removeListener work', async () => {
  const { actions, plugin, close } = await connected()
  const log: string[] = []
  const both = await plugin.addListener(
    ['beforeAcceptTask', 'beforeCloseTask'],
    (_payload: unknown, _abort: unknown, ctx: { action: string }) => void log.push(ctx.action),
    { name: 'both', order: 1 },
  )
  const once = () => void log.push('once')
  await plugin.addListener('beforeAcceptTask', once, { once: true })

  assert.equal(
    actions.explain('AcceptTask').map(({ kind, name, scope, order, once }) => [kind, name, scope, order, once]),
    [
      ['before', 'once', 'crm', 0, true],
      ['before', 'both', 'crm', 1, false],
      ['core', undefined, undefined, 0, false],
    ],
  )
  await actions.invokeAction('AcceptTask', { sid: 'WT1' })
  await actions.invokeAction('AcceptTask', { sid: 'WT1' })
  await actions.invokeAction('CloseTask', { sid: 'WT1' })
  assert.equal(log, ['once', 'AcceptTask', 'AcceptTask', 'CloseTask'])

  both()
  both()
  await plugin.addListener('beforeAcceptTask', once)
  assert.is(plugin.removeListener('beforeAcceptTask', once), true)
  assert.is(plugin.removeListener('beforeAcceptTask', once), false)
  await plugin.invokeAction('AcceptTask', { sid: 'WT1' })
  assert.equal(log.length, 4)
  assert.equal(actions.explain('CloseTask').length, 1)
  close()
})

test('a signal removes a listener; one that has fired attaches nothing', async () => {
  const { actions, plugin, close } = await connected()
  const controller = new AbortController()
  await plugin.addListener('beforeAcceptTask', () => {}, { signal: controller.signal })
  assert.is(actions.explain('AcceptTask').length, 2)

  controller.abort()
  await plugin.addListener('beforeAcceptTask', () => {}, { signal: controller.signal })
  await plugin.invokeAction('CloseTask', { sid: 'WT1' })

  assert.is(actions.explain('AcceptTask').length, 1)
  close()
})

test('a before-listener is under a time limit and fails closed; an after-listener is reported', async () => {
  const { actions, plugin, reported, close } = await connected({ timeout: 30 })
  const held = deferred()
  const slow = await plugin.addListener('beforeAcceptTask', () => held.promise, { name: 'slow' })

  const error = (await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))) as ActionTimeoutError

  assert.instance(error, ActionTimeoutError)
  assert.is(error.timeout, 30)
  assert.equal(error.stage, { kind: 'before', name: 'slow', scope: 'crm' })

  slow()
  await plugin.addListener('afterAcceptTask', () => held.promise, { timeout: 10, name: 'slower' })
  assert.equal(await actions.invokeAction('AcceptTask', { sid: 'WT1' }), { accepted: 'WT1' })
  assert.equal(
    reported.map(({ error, info }) => [(error as ActionTimeoutError).timeout, info.by?.name]),
    [[10, 'slower']],
  )
  held.resolve()
  close()
})

test('an abort after the function has ended is told on the side of the plugin', async () => {
  const { actions, plugin, close } = await connected()
  let late: ((reason?: unknown) => void) | undefined
  await plugin.addListener('beforeAcceptTask', (_payload, abort) => {
    late = abort
  })
  await actions.invokeAction('AcceptTask', { sid: 'WT1' })

  const printed = await printedDuring(() => late?.('no'))

  assert.match(String((printed[0] as unknown[])[0]), /ActionMisuseError: .*too late/)
  close()
})

test('what the host does not allow is refused: everything by default, with names all but listeners before and after', async () => {
  const closed = await connected({ allow: undefined })
  const error = (await rejection(closed.plugin.addListener('beforeAcceptTask', () => {}))) as RemoteRefusedError
  assert.instance(error, RemoteRefusedError)
  assert.is(error.code, 'ACTION_REMOTE_REFUSED')
  assert.is(error.message, 'The host does not allow "crm" to listen before the action "AcceptTask"')
  closed.close()

  const { plugin, actions, close } = await connected({ allow: ['AcceptTask'] })
  await plugin.addListener(['beforeAcceptTask', 'afterAcceptTask'], () => {})
  const refused = [
    plugin.addListener('errorAcceptTask', () => {}),
    plugin.addListener(['beforeAcceptTask', 'beforeCloseTask'], () => {}),
    plugin.replaceAction('AcceptTask', () => {}),
    plugin.use('AcceptTask', () => {}),
    plugin.invokeAction('AcceptTask', { sid: 'WT1' }),
  ]
  for (const each of refused) assert.is(((await rejection(each)) as RemoteRefusedError).code, 'ACTION_REMOTE_REFUSED')
  await rejection(plugin.invokeAction('AcceptTask', { sid: 'WT1' }))
  assert.is(actions.explain('AcceptTask').length, 3)
  close()
})

test('scopes of a plugin stand in the scope of the host, and take off what was attached through them', async () => {
  const { actions, plugin, close } = await connected()
  const scope = plugin.scope('panel')
  const inner = scope.scope('list')
  const listener = () => {}
  await plugin.addListener('beforeAcceptTask', listener)
  await scope.addListener('beforeAcceptTask', listener)
  await inner.addListener('beforeAcceptTask', listener)
  await inner.addListener('beforeAcceptTask', listener)

  const scopes = () => actions.explain('AcceptTask').map(({ scope }) => scope)
  assert.equal(scopes(), ['crm', 'crm/panel', 'crm/panel/list', 'crm/panel/list', undefined])
  assert.is(inner.removeListener('beforeAcceptTask', listener), true)

  scope.dispose()
  assert.match(String(await rejection(scope.addListener('beforeAcceptTask', listener))), /has been disposed/)
  await plugin.invokeAction('CloseTask', { sid: 'WT1' })
  assert.equal(scopes(), ['crm', undefined])
  close()
})

test.run()
