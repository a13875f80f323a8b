// Decides that plugins written for Flex run as they are.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as Flex from '../../source/flex/index.js'
import { rejection } from '../support/helpers.js'
import { openDesk, refused } from './desk.js'

const { createActions } = Flex

test('the actions that the module exports are one set, and other actions are separate', async () => {
  const { actions } = openDesk()
  Flex.Actions.registerAction('OnlyHere', () => 'ready')

  assert.is(await Flex.Actions.invokeAction('OnlyHere'), 'ready')
  await refused(actions.invokeAction('OnlyHere'))
})

/** Names events and actions, as the templates for plugins do. */
enum ActionEvent {
  before = 'before',
  after = 'after',
}
enum ActionNames {
  AcceptTask = 'AcceptTask',
  HangupCall = 'HangupCall',
}

test('hooks that are written for Flex run as they are, with the import changed', async () => {
  const { createActions: _, ...flex } = Flex
  const fresh = createActions()
  const log: string[] = []
  const hooks = {
    // A name that is built, a payload that is edited, and another action that is not awaited.
    announce(flex: typeof Flex, manager: { log(line: string): void }) {
      flex.Actions.addListener(`${ActionEvent.before}${ActionNames.AcceptTask}`, async (payload) => {
        payload.eventType = ActionNames.AcceptTask
        flex.Actions.invokeAction('Announce', payload)
        manager.log('announced')
      })
    },
    // Abort, and another action in place of this action.
    redirect(flex: typeof Flex) {
      flex.Actions.addListener('beforeHangupCall', async (payload, abortFunction) => {
        if (!payload.task.conference) return
        abortFunction()
        await flex.Actions.invokeAction('KickParticipant', { sid: payload.task.sid })
      })
    },
    // A replacement that returns nothing and does not wait.
    record(flex: typeof Flex) {
      flex.Actions.replaceAction('AcceptTask', (payload, original) => {
        payload.conferenceOptions = { record: true }
        original(payload)
      })
    },
    // Functions with the documented types.
    typed(flex: typeof Flex) {
      const action: Flex.ActionFunction = (payload) => Promise.resolve(payload)
      const update: Flex.PayloadUpdateFunction = (payload) => ({ ...payload, updated: true })
      const replacement: Flex.ReplacedActionFunction = async (payload, original, next) =>
        next ? next(payload) : original(payload)
      const listener = (payload: Flex.ActionPayload, cancel: Flex.ActionCancelFunction) => payload.stop && cancel()
      flex.Actions.registerAction('Custom', action, update)
      flex.Actions.replaceAction('Custom', replacement)
      flex.Actions.addListener('beforeCustom', listener)
    },
  }
  const host = { ...flex, createActions, Actions: fresh } as typeof Flex
  for (const name of ['AcceptTask', 'HangupCall', 'Announce', 'KickParticipant']) {
    fresh.registerAction(name, async (payload) => log.push(`${name} ${JSON.stringify(payload)}`))
  }

  hooks.announce(host, { log: (line) => log.push(line) })
  hooks.redirect(host)
  hooks.record(host)
  hooks.typed(host)
  await fresh.invokeAction('AcceptTask', { sid: 'WT1' })
  const error = await rejection(fresh.invokeAction('HangupCall', { task: { sid: 'WT1', conference: {} } }))
  const custom = await fresh.invokeAction('Custom', { a: 1 })

  assert.equal(log, [
    'Announce {"sid":"WT1","eventType":"AcceptTask"}',
    'announced',
    'AcceptTask {"sid":"WT1","eventType":"AcceptTask","conferenceOptions":{"record":true}}',
    'KickParticipant {"sid":"WT1"}',
  ])
  assert.is((error as Error).message, 'Action HangupCall cancelled by before event')
  assert.equal(custom, { a: 1, updated: true })
})

test.run()
