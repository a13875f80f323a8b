// Use 2: before AcceptTask, ask the agent, and abort if they say no.
import type { Desk, Tell } from '../desk.js'
import type { Actions } from '../entracte.js'

export function askFirst(
  actions: Actions<Pick<Desk, 'AcceptTask'>>,
  ask: (question: string) => Promise<boolean>,
  tell: Tell,
): void {
  actions.addListener('beforeAcceptTask', async function askTheAgent({ task }, abort, ctx) {
    const question = `Take the ${task.taskChannelUniqueName} task of ${task.attributes.name}?`
    const yes = await ask(question)
    tell(ctx, `“${question}” ${yes ? 'Yes.' : 'No.'}`)
    if (!yes) abort('the agent said no')
  })
}
