// Decides what a task is, and whether a line of text is one.

export const channels = ['voice', 'chat', 'sms'] as const

/** One piece of work for an agent, in the shape that contact centres give it. */
export interface Task {
  /** The task, `WT…`. */
  taskSid: string
  /** The reservation of this agent for the task, `WR…`. */
  sid: string
  taskChannelUniqueName: (typeof channels)[number]
  queueName: string
  /** Seconds in the queue. */
  age: number
  priority: number
  attributes: {
    name: string
    from: string
    account: string
    subject: string
    /** The conversation, `CH…`: chat and SMS have one. */
    conversationSid?: string
    /** The call, `CA…`: voice has one. */
    callSid?: string
  }
}

/** A line that cannot be worked on; the message begins with where it stands, as `tasks.jsonl:3`. */
export class TaskFileError extends Error {
  override name = 'TaskFileError'
}

/**
 * The task that a line of JSON is. `place` begins the message of what is wrong with it.
 *
 * @throws {TaskFileError} when it is not JSON, or not a task.
 */
export function parseTask(line: string, place: string): Task {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw new TaskFileError(`${place}: not JSON (${(error as Error).message})`, { cause: error })
  }
  const problem = problemWith(value as Partial<Task> | null)
  if (problem) throw new TaskFileError(`${place}: not a task (${problem})`)
  return value as Task
}

function problemWith(task: Partial<Task> | null): string | undefined {
  if (typeof task !== 'object' || task === null) return 'expected an object'
  for (const field of ['taskSid', 'sid', 'queueName'] as const) {
    if (typeof task[field] !== 'string') return `${field} should be a string`
  }
  for (const field of ['age', 'priority'] as const) {
    if (typeof task[field] !== 'number') return `${field} should be a number`
  }
  const channel = task.taskChannelUniqueName
  if (channel === undefined || !channels.includes(channel)) {
    return `taskChannelUniqueName should be ${channels.join(', ')}: ${JSON.stringify(channel)}`
  }
  for (const field of ['name', 'from', 'account', 'subject'] as const) {
    if (typeof task.attributes?.[field] !== 'string') return `attributes.${field} should be a string`
  }
  if (channel !== 'voice' && typeof task.attributes?.conversationSid !== 'string') {
    return 'attributes.conversationSid should be a string'
  }
}
