// Use 6: replace WrapupTask. A chat is sent a closing message first; then the original runs.
import { Actions } from 'entracte/flex' // in a plugin: '@twilio/flex-ui'

export function closeTheConversation(): void {
  Actions.replaceAction('WrapupTask', async (payload, original) => {
    if (payload.task?.taskChannelUniqueName !== 'chat') {
      original(payload)
      return
    }
    await Actions.invokeAction('SendMessage', {
      conversationSid: payload.task.attributes?.conversationSid,
      body: 'Thank you for chatting. Have a great day!',
    })
    original(payload) // nobody waits for it: that is how it is written, and what Flex makes of it is what entracte/flex does
  })
}
