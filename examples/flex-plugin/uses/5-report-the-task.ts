// Use 5: register an action that makes an HTTP request, and invoke it after another one.
import { Actions } from 'entracte/flex' // in a plugin: '@twilio/flex-ui'

export function reportTheTask(url: string): void {
  Actions.registerAction('MyAction', (payload) => {
    return fetch(url, { method: 'POST', body: JSON.stringify({ taskSid: payload.task.taskSid }) })
      .then((response) => response.json())
      .then((answer) => console.log(`Reported as ${answer.reportId}`))
  })

  Actions.addListener('afterCompleteTask', async (payload) => {
    await Actions.invokeAction('MyAction', { task: payload.task })
  })
}
