// Reads tasks from a JSON-lines file, one line at a time.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseTask, type Task } from './task.js'

export type { Task } from './task.js'

/**
 * The tasks of `file`, each as soon as its line has been read: a stream that never ends is fine. Empty lines are skipped.
 *
 * @throws {TaskFileError} at the first line that is not JSON or not a task; the tasks before it have been given by then.
 */
export async function* readTasks(file: string): AsyncGenerator<Task, void, undefined> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })
  let number = 0
  for await (const line of lines) {
    number += 1
    if (line.trim() !== '') yield parseTask(line, `${file}:${number}`)
  }
}
