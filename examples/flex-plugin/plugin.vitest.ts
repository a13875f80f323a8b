// The same in vitest: what the plugin, or anybody else, imports as '@twilio/flex-ui' is the double.
import * as Flex from '@twilio/flex-ui'
import { beforeEach, expect, test, vi } from 'vitest'
import { attributes, dispatched, double, reset } from './double.js'
import { init } from './plugin.js'

vi.mock('@twilio/flex-ui', async () => (await import('./double.js')).flex)

const chat = { sid: 'WR1', taskSid: 'WT1', taskChannelUniqueName: 'chat', attributes: { conversationSid: 'CH1' } }

beforeEach(() => {
  reset()
  init(Flex, Flex.Manager.getInstance())
})

test('rejects tasks on a break, and does not accept them', async () => {
  attributes.onBreak = true

  const accepting = Flex.Actions.invokeAction('AcceptTask', { task: chat })

  await expect(accepting).rejects.toThrow('Action AcceptTask cancelled by before event')
  double.expect('AcceptTask', { calls: [], aborts: [{ by: 'before rejectOnBreak' }] })
  double.expect('RejectTask', { calls: [{ payload: { task: expect.objectContaining({ taskSid: 'WT1' }) } }] })
})

test('says goodbye before it wraps a chat up', async () => {
  await Flex.Actions.invokeAction('WrapupTask', { task: chat })

  double.expect({
    calls: [
      { action: 'SendMessage', payload: { conversationSid: 'CH1', body: 'Goodbye! (Ada)' } },
      { action: 'WrapupTask' },
    ],
  })
})

test('counts what is completed, and makes the agent available', async () => {
  const invokeAction = vi.spyOn(Flex.Actions, 'invokeAction')

  await Flex.Actions.invokeAction('CompleteTask', { task: chat })
  await double.idle()

  expect(dispatched).toEqual([{ type: 'crm/completed', taskSid: 'WT1' }])
  expect(invokeAction).toHaveBeenCalledWith('SetActivity', { activityName: 'Available' })
  invokeAction.mockRestore()
})

test('says what the plugin reads of Flex and nobody has given', () => {
  expect(() => (Flex as { Notifications?: object }).Notifications).toThrow('Notifications')
})
