// Decides what is known of actions at work: who is busy with which task.
import type { ActionContext, Actions, ObservedParty, Party } from 'entracte'
import type { Task } from '../../task.js'

export interface Watch {
  /** The party that began last, for whom it may be asked. */
  readonly latest: ObservedParty | undefined
  /** The innermost party that is busy with the task. */
  busyWith(task: Task): Party | undefined
}

/** Watches what runs through `actions`; `changed` is called when somebody begins or ends to be busy with a task. */
export function watch(actions: Pick<Actions, 'observe'>, changed: () => void): Watch {
  const busy = new Map<string, ObservedParty[]>()
  let latest: ObservedParty | undefined

  actions.observe({
    start(info) {
      const task = taskOf(info.ctx)
      if (info.kind === 'invocation' || task === undefined) return
      latest = info
      busy.set(task.sid, [...(busy.get(task.sid) ?? []), info])
      changed()
    },
    end(info) {
      const task = taskOf(info.ctx)
      if (info.kind === 'invocation' || task === undefined) return
      const left = (busy.get(task.sid) ?? []).filter((other) => other !== info)
      if (left.length > 0) busy.set(task.sid, left)
      else busy.delete(task.sid)
      changed()
    },
  })

  return {
    get latest() {
      return latest
    },
    busyWith: (task) => busy.get(task.sid)?.at(-1) as Party | undefined,
  }
}

/** The task that an invocation is about, if it is about one. */
export function taskOf({ payload }: Pick<ActionContext, 'payload'>): Task | undefined {
  return isObject(payload) && 'task' in payload ? (payload.task as Task) : undefined
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
