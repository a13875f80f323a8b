// A slow use: before AcceptTask, wait for a check that takes longer than it may. It fails closed: the task is not accepted.
import type { Desk } from '../../desk.js'
import type { Actions } from '../../entracte.js'
import { sleep } from '../../sleep.js'

/** How long the check takes, and how long it may take, in milliseconds. */
const TAKES = 4_000
const LIMIT = 1_500

export function fraudCheck(actions: Actions<Pick<Desk, 'AcceptTask'>>): void {
  actions.addListener(
    'beforeAcceptTask',
    async function checkForFraud() {
      await sleep(TAKES)
    },
    { timeout: LIMIT },
  )
}
