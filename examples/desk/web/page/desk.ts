// Decides what the desk in the page can do: the actions of the terminal's, holding calls, and their cores.
import type { Actions } from 'entracte'
import type { Desk } from '../../desk.js'
import { sleep } from '../../sleep.js'
import type { Task } from '../../task.js'
import type { Shift, Status } from './shift.js'

export interface PageDesk extends Desk {
  HoldCall(payload: { task: Task }): Task
  UnholdCall(payload: { task: Task }): Task
}

/** Milliseconds that the line takes for each thing that is done: long enough to be seen, as it would be. */
const LINE = 150

/** Registers the cores, which act on `shift`. `MyAction` is not among them: a plugin brings it. */
export function registerDesk(actions: Actions<Omit<PageDesk, 'MyAction'>>, shift: Shift): void {
  async function put(task: Task, status: Status): Promise<Task> {
    if (!shift.loggedIn) throw new Error('nobody is logged in')
    await sleep(LINE)
    shift.tasks.set(task.sid, status)
    shift.changed()
    return task
  }

  actions.registerAction('AcceptTask', async function acceptTask({ task }) {
    return put(task, 'accepted')
  })
  actions.registerAction('RejectTask', async function rejectTask({ task }) {
    return put(task, 'rejected')
  })
  actions.registerAction('HoldCall', async function holdCall({ task }) {
    return put(task, 'held')
  })
  actions.registerAction('UnholdCall', async function unholdCall({ task }) {
    return put(task, 'accepted')
  })
  actions.registerAction('WrapupTask', async function wrapUpTask({ task }) {
    return put(task, 'wrapping')
  })
  actions.registerAction('CompleteTask', async function completeTask({ task }) {
    return put(task, 'completed')
  })
  actions.registerAction('SendMessage', async function sendMessage({ conversationSid, body }) {
    await sleep(LINE)
    const messageSid = `IM${String(shift.messages.length + 1).padStart(32, '0')}`
    shift.messages.push({ messageSid, conversationSid, body })
    shift.changed()
    return { messageSid }
  })
  actions.registerAction(
    'Logout',
    function logOut() {
      shift.loggedIn = false
      shift.changed()
    },
    { terminal: true },
  )
}
