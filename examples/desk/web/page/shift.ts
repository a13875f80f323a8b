// Decides what the page remembers of a shift: the tasks, what became of them, what was said beside them, what happened.
import type { Task } from '../../task.js'
import type { Outcome } from './outcomes.js'

export type Status = 'offered' | 'accepted' | 'held' | 'wrapping' | 'completed' | 'rejected'

/** One task on this desk. */
export interface Work {
  task: Task
  /** How the last action on it ended, if there was one. */
  outcome: Outcome | undefined
  notes: Note[]
}

/** Something a plugin says beside a task; it goes with its plugin. */
export interface Note {
  scope: string
  text: string
  /** Whether it failed at what it wanted to do. */
  trouble?: boolean
}

/** Something that happened; it stays, whoever goes. */
export interface Happening {
  kind: 'asking' | 'note' | 'report' | 'plugin' | Outcome['kind']
  text: string
  /** Whom it is about: a customer, a plugin. */
  about?: string | undefined
  at: Date
}

/** How it stands with the stream of tasks. */
export type Stream = 'opening' | 'open' | 'over' | { broken: string }

export class Shift {
  loggedIn = true
  stream: Stream = 'opening'
  /** By the sid of the task, in the order in which they came. */
  readonly works = new Map<string, Work>()
  /** What became of each task, by its sid. */
  readonly tasks = new Map<string, Status>()
  readonly messages: { messageSid: string; conversationSid: string; body: string }[] = []
  readonly happenings: Happening[] = []
  selected: Work | undefined
  /** What the agent is being asked, and about which task. */
  asking: { question: string; work: Work | undefined } | undefined
  readonly #listeners: (() => void)[] = []
  #due = false

  /** Is told, a microtask later, that something has changed: once, however much it was. */
  subscribe(listener: () => void): void {
    this.#listeners.push(listener)
  }

  changed(): void {
    if (this.#due) return
    this.#due = true
    queueMicrotask(() => {
      this.#due = false
      for (const listener of this.#listeners) listener()
    })
  }

  add(task: Task): void {
    const work: Work = { task, outcome: undefined, notes: [] }
    this.works.set(task.sid, work)
    this.tasks.set(task.sid, 'offered')
    this.selected ??= work
    this.changed()
  }

  select(work: Work): void {
    this.selected = work
    this.changed()
  }

  happened(kind: Happening['kind'], text: string, about?: string): void {
    this.happenings.push({ kind, text, about, at: new Date() })
    this.changed()
  }

  /** Takes away all that the plugin has put beside tasks. */
  forget(scope: string): void {
    for (const work of this.works.values()) work.notes = work.notes.filter((note) => note.scope !== scope)
    this.changed()
  }

  statusOf(work: Work): Status {
    return this.tasks.get(work.task.sid) ?? 'offered'
  }

  count(...statuses: Status[]): number {
    return [...this.tasks.values()].filter((status) => statuses.includes(status)).length
  }
}
