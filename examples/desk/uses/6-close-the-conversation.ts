// Use 6: replace WrapupTask. A chat gets a closing message first, through SendMessage; then the original runs, always.
import type { Desk, Tell } from '../desk.js'
import type { Actions } from '../entracte.js'

export function closing(
  actions: Actions<Pick<Desk, 'WrapupTask' | 'SendMessage'>>,
  desk: { tasks: ReadonlyMap<string, string> },
  tell: Tell,
): void {
  actions.replaceAction('WrapupTask', async function closeTheConversation(payload, original, ctx) {
    const { taskChannelUniqueName: channel, attributes } = payload.task

    if (channel === 'chat' && attributes.conversationSid) {
      const body = `Thank you, ${attributes.name}. This conversation is closed now.`
      await ctx.invokeAction('SendMessage', { conversationSid: attributes.conversationSid, body })
      return original(payload)
    }

    // The two ways in which people write it. The second does not wait, so the stack does: with either, the listener below
    // finds the task wrapped up.
    if (channel === 'voice') return original(payload)
    original(payload)
  })

  actions.addListener('afterWrapupTask', function checkTheStatus({ task }, _wrapped, ctx) {
    tell(ctx, `the task is “${desk.tasks.get(task.sid)}” by now`)
  })
}
