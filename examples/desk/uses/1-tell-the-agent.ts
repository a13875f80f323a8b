// Use 1: after AcceptTask, tell the agent.
import type { Desk, Tell } from '../desk.js'
import type { Actions } from '../entracte.js'

export function notifier(actions: Actions<Pick<Desk, 'AcceptTask'>>, tell: Tell): void {
  actions.addListener('afterAcceptTask', function tellTheAgent({ task }, _accepted, ctx) {
    tell(ctx, `you are connected with ${task.attributes.name}`)
  })
}
