// Do the errors of other sub-paths cross in both directions, with all that a caller reads of them?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { contract, enforce } from '../../source/contract/index.js'
import { ActionError, type Actions, UnsupportedEventError } from '../../source/core/index.js'
import { trackState } from '../../source/state/index.js'
import { rejection } from '../support/helpers.js'
import { connected } from './desk.js'

type Fields = Error & Record<string, unknown>

/** A schema as other libraries make it: its issues have more than the standard says. */
const text = {
  '~standard': {
    version: 1 as const,
    vendor: 'tests',
    validate: (value: unknown) =>
      typeof value === 'string' ? { value } : { issues: [{ message: 'not a text', path: ['note', 0], input: value }] },
  },
}

const issues = [{ message: 'not a text', path: ['note', 0] }]

async function checked() {
  const all = await connected()
  enforce(all.actions as never, contract({ Echo: { payload: text as never, result: text as never } }))
  return all
}

test('a plugin learns what is wrong with its payload: class, code, action and issues', async () => {
  const { plugin, close } = await checked()
  const error = (await rejection(plugin.invokeAction('Echo', 7))) as Fields

  assert.instance(error, ActionError)
  assert.equal([error.name, error.code, error.action], ['ActionPayloadError', 'ACTION_PAYLOAD', 'Echo'])
  assert.equal(error.issues, issues)
  const outcome = await plugin.settleAction('Echo', 7)
  assert.equal(outcome.status === 'failed' && (outcome.error as Fields).issues, issues)
  close()
})

test('the host learns it of a nested invocation that a plugin let through, and of what a plugin throws itself', async () => {
  const { actions, plugin, close } = await checked()
  await plugin.addListener('beforeAcceptTask', (_payload, _abort, ctx) => ctx.invokeAction('Echo', 7))
  await plugin.addListener('beforeCloseTask', () => {
    throw Object.assign(new TypeError('no'), {
      code: 'CRM',
      issues: [{ message: 'bad', path: ['x'], secret: 1 }, 'odd'],
    })
  })

  const nested = (await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))) as Fields
  assert.instance(nested, ActionError)
  assert.equal([nested.name, nested.code, nested.issues], ['ActionPayloadError', 'ACTION_PAYLOAD', issues])
  const thrown = (await rejection(actions.invokeAction('CloseTask', { sid: 'WT1' }))) as Fields
  assert.instance(thrown, TypeError)
  assert.not.instance(thrown, ActionError)
  assert.equal([thrown.code, thrown.issues], ['CRM', [{ message: 'bad', path: ['x'] }]])
  close()
})

test('a result that does not fit, a blocked action, and an event that is not supported', async () => {
  const { actions, plugin, close } = await checked()
  actions.replaceAction('Echo', () => 7)
  const result = (await rejection(plugin.invokeAction('Echo', 'x'))) as Fields
  assert.equal([result.name, result.code, result.issues], ['ActionResultError', 'ACTION_RESULT', issues])

  trackState(actions as Actions).block('CloseTask')
  const blocked = (await rejection(plugin.invokeAction('CloseTask', { sid: 'WT1' }))) as Fields
  assert.instance(blocked, ActionError)
  assert.equal([blocked.name, blocked.code, blocked.action], ['ActionBlockedError', 'ACTION_BLOCKED', 'CloseTask'])

  await plugin.replaceAction('AcceptTask', async (_payload, original) => original())
  actions.registerAction(
    'AcceptTask',
    () => {
      throw new UnsupportedEventError('Logout', { kind: 'after', name: 'x', scope: undefined })
    },
    { override: true },
  )
  const own = (await rejection(plugin.invokeAction('AcceptTask', { sid: 'WT1' }))) as Fields
  assert.instance(own, UnsupportedEventError)
  close()
})

test('an error that passes through a plugin is the same object in the host, with its issues', async () => {
  const { actions, plugin, close } = await checked()
  await plugin.replaceAction('AcceptTask', async (_payload, original) => original())
  let inner: unknown
  actions.registerAction(
    'AcceptTask',
    async (_payload, ctx) => {
      inner = await rejection(ctx.invokeAction('Echo', 7))
      throw inner
    },
    { override: true },
  )

  assert.is(await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' })), inner)
  close()
})

test.run()
