// Use 4: replace AcceptTask with something that does its own work first, and then runs the original.
import { Actions } from 'entracte/flex' // in a plugin: '@twilio/flex-ui'

export function lookUpTheCustomer(): void {
  Actions.replaceAction('AcceptTask', (payload, original) => {
    return new Promise<void>((resolve) => {
      console.log(`Looking ${payload.task?.attributes?.name} up`)
      resolve()
    }).then(() => original(payload))
  })
}
