// Decides what the desk can do: the map of its actions, and the core of each, which acts on a desk in memory.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Actions } from './entracte.js'
import type { Task } from './tasks.js'

/** The actions, each with its payload and its result. */
export interface Desk {
  AcceptTask(payload: { task: Task }): Task
  RejectTask(payload: { task: Task; reason: string }): Task
  WrapupTask(payload: { task: Task }): Task
  CompleteTask(payload: { task: Task }): Task
  SendMessage(payload: { conversationSid: string; body: string }): { messageSid: string }
  MyAction(payload: { task: Task }): { reportId: string }
  Logout(): void
}

export type TaskStatus = 'accepted' | 'rejected' | 'wrapping' | 'completed'

export interface DeskState {
  loggedIn: boolean
  /** What became of each task, by its sid. */
  tasks: Map<string, TaskStatus>
  messages: { messageSid: string; conversationSid: string; body: string }[]
}

/** Says something to the agent, about the invocation of `ctx`. */
export type Tell = (ctx: object, text: string) => void

/** Registers the cores and gives the desk that they act on. `MyAction` is not among them: a plugin brings it. */
export function registerDesk(actions: Actions<Omit<Desk, 'MyAction'>>): DeskState {
  const desk: DeskState = { loggedIn: true, tasks: new Map(), messages: [] }

  function put(task: Task, status: TaskStatus): Task {
    if (!desk.loggedIn) throw new Error('nobody is logged in')
    desk.tasks.set(task.sid, status)
    return task
  }

  actions.registerAction('AcceptTask', function acceptTask({ task }) {
    return put(task, 'accepted')
  })
  actions.registerAction('RejectTask', function rejectTask({ task }) {
    return put(task, 'rejected')
  })
  actions.registerAction('WrapupTask', async function wrapUpTask({ task }) {
    await sleep(5) // the line is still open for a moment: what comes after has something to wait for
    return put(task, 'wrapping')
  })
  actions.registerAction('CompleteTask', function completeTask({ task }) {
    return put(task, 'completed')
  })
  actions.registerAction('SendMessage', async function sendMessage({ conversationSid, body }) {
    await sleep(1)
    const messageSid = `IM${String(desk.messages.length + 1).padStart(32, '0')}`
    desk.messages.push({ messageSid, conversationSid, body })
    return { messageSid }
  })
  actions.registerAction(
    'Logout',
    function logOut() {
      desk.loggedIn = false
    },
    { terminal: true },
  )
  return desk
}
