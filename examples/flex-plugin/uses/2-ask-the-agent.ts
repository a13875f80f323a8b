// Use 2: before AcceptTask, ask the agent, and abort if they say no.
import { Actions } from 'entracte/flex' // in a plugin: '@twilio/flex-ui'

export function askTheAgent(): void {
  Actions.addListener('beforeAcceptTask', (payload, abortFunction) => {
    if (!window.confirm(`Take the task of ${payload.task?.attributes?.name}?`)) {
      abortFunction()
    }
  })
}
