// Use 1: after AcceptTask, tell the agent.
import { Actions } from 'entracte/flex' // in a plugin: '@twilio/flex-ui'

export function tellTheAgent(): void {
  Actions.addListener('afterAcceptTask', (payload) => {
    alert(`You are connected with ${payload.task?.attributes?.name}`)
  })
}
