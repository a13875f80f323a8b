// What the type tests talk about. They are compiled, never run: `tsc` fails on what should compile and does not, and, by
// `@ts-expect-error`, on what should not and does.

import { createActions } from '../../../source/core/index.js'

export interface Task {
  sid: string
  accepted: boolean
}

export interface Desk {
  AcceptTask(payload: { sid: string }): Task
  SendMessage(payload: { conversationSid: string; body: string }): Promise<{ messageSid: string }>
  Search(query?: string): Task[]
  SetNote(note: string | undefined): string
  Logout(): void
}

export const actions = createActions<Desk>()
export const log: unknown[] = []
export const task: Task = { sid: 'WT1', accepted: true }
