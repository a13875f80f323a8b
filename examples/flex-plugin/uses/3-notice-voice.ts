// Use 3: before AcceptTask, look at the payload, to see whether it is a call.
import { Actions } from 'entracte/flex' // in a plugin: '@twilio/flex-ui'

export function noticeVoice(): void {
  Actions.addListener('beforeAcceptTask', (payload) => {
    if (payload.task?.taskChannelUniqueName === 'voice') {
      console.log(`A call from ${payload.task.attributes?.from}`)
    }
  })
}
