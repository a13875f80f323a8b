// A broken use: before CompleteTask, it throws. That fails closed, too: the task is not completed, and says whose fault it is.
import type { Desk } from '../../desk.js'
import type { Actions } from '../../entracte.js'

export function rating(actions: Actions<Pick<Desk, 'CompleteTask'>>): void {
  actions.addListener('beforeCompleteTask', function askForRating({ task }) {
    throw new Error(`no survey is set up for ${task.queueName}`)
  })
}
