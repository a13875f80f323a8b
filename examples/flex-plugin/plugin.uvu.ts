// The plugin's test in uvu: Flex is handed to it, as Flex does itself.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { attributes, dispatched, double, flex, reset } from './double.js'
import { init } from './plugin.js'

const chat = { sid: 'WR1', taskSid: 'WT1', taskChannelUniqueName: 'chat', attributes: { conversationSid: 'CH1' } }
const call = { ...chat, taskChannelUniqueName: 'voice' }

test.before.each(() => {
  reset()
  init(flex as never, flex.Manager.getInstance() as never)
})

test('accepts tasks while the agent is at work', async () => {
  await flex.Actions.invokeAction('AcceptTask', { task: chat })

  double.expect({ ran: ['AcceptTask before rejectOnBreak', 'AcceptTask core'], errors: [] })
})

test('rejects tasks on a break, and does not accept them', async () => {
  attributes.onBreak = true

  await flex.Actions.invokeAction('AcceptTask', { task: chat }).catch((error) => {
    assert.is(error.message, 'Action AcceptTask cancelled by before event')
  })

  double.expect('AcceptTask', { calls: [], aborts: [{ by: 'before rejectOnBreak' }] })
  double.expect('RejectTask', { calls: [{ payload: { task: chat } }] })
})

test('signs messages', async () => {
  await flex.Actions.invokeAction('SendMessage', { conversationSid: 'CH1', body: 'Hello' })

  double.expect('SendMessage', { calls: [{ payload: { conversationSid: 'CH1', body: 'Hello (Ada)' } }] })
})

test('says goodbye before it wraps a chat up, and only then', async () => {
  await flex.Actions.invokeAction('WrapupTask', { task: chat })
  await flex.Actions.invokeAction('WrapupTask', { task: call })

  double.expect({
    calls: [
      { action: 'SendMessage', payload: { conversationSid: 'CH1', body: 'Goodbye! (Ada)' } },
      { action: 'WrapupTask', payload: { task: chat } },
      { action: 'WrapupTask', payload: { task: call } },
    ],
  })
})

test('counts what is completed, and makes the agent available', async () => {
  await flex.Actions.invokeAction('CompleteTask', { task: call })
  await double.idle() // the listener does not wait for SetActivity

  assert.equal(dispatched, [{ type: 'crm/completed', taskSid: 'WT1' }])
  double.expect('SetActivity', { calls: [{ payload: { activityName: 'Available' } }] })
})

test.run()
