// And Logout, with something to do before it.
import { Actions } from 'entracte/flex' // in a plugin: '@twilio/flex-ui'

export function logOut(): Promise<unknown> {
  Actions.addListener('beforeLogout', () => console.log('Goodbye'))
  return Actions.invokeAction('Logout')
}
