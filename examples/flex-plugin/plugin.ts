// A plugin as it is written for Flex: `init` is what Flex calls. Nothing in it knows of entracte, or of a test.
import type * as Flex from '@twilio/flex-ui'

export function init({ Actions, TaskHelper }: typeof Flex, manager: Flex.Manager): void {
  // Before, with an abort: on a break, a task goes back to the queue instead. And nobody is told why: Flex has no reasons.
  Actions.addListener('beforeAcceptTask', async function rejectOnBreak({ task }, abort) {
    if (!manager.workerClient.attributes.onBreak) return
    abort()
    await Actions.invokeAction('RejectTask', { task })
  })

  // Before, with the payload edited in place.
  Actions.addListener('beforeSendMessage', function sign(payload) {
    payload.body = `${payload.body} (${manager.workerClient.attributes.full_name})`
  })

  // A replacement that invokes another action first.
  Actions.replaceAction('WrapupTask', async function sayGoodbye(payload, original) {
    const { task } = payload
    if (TaskHelper.isChatBasedTask(task)) {
      await Actions.invokeAction('SendMessage', { conversationSid: task.attributes.conversationSid, body: 'Goodbye!' })
    }
    return original(payload)
  })

  // After, and nobody waits for what it starts.
  Actions.addListener('afterCompleteTask', function count({ task }) {
    manager.store.dispatch({ type: 'crm/completed', taskSid: task.taskSid })
    Actions.invokeAction('SetActivity', { activityName: 'Available' })
  })
}
