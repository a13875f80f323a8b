// Use 4: replace AcceptTask with something that does its own work first and then runs the original.
import type { Desk, Tell } from '../desk.js'
import type { Actions } from '../entracte.js'
import { sleep } from '../sleep.js'

/** Looks the customer up before the task is accepted, and remembers them once it is. */
export function crm(actions: Actions<Pick<Desk, 'AcceptTask'>>, tell: Tell): void {
  const history = new Map<string, string>()

  actions.replaceAction('AcceptTask', async function lookUpTheCustomer(payload, original, ctx) {
    const { account, subject } = payload.task.attributes
    const before = await find(account)
    tell(ctx, before === undefined ? `${account} is new here` : `${account} was here before: ${before}`)
    const task = await original(payload)
    history.set(account, subject)
    return task
  })

  async function find(account: string): Promise<string | undefined> {
    await sleep(3) // as long as a database would take
    return history.get(account)
  }
}
