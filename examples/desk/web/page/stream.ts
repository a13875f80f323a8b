// Reads the tasks that the server streams, one line at a time, each as soon as it is there.
import { parseTask, type Task } from '../../task.js'

/**
 * @throws {TaskFileError} at the first line that is no task; the tasks before it have been given by then.
 * @throws {Error} when there is no such stream, or it breaks off.
 */
export async function* readTasks(url: string, signal: AbortSignal): AsyncGenerator<Task, void, undefined> {
  const response = await fetch(url, { signal })
  if (!response.ok || response.body === null) throw new Error(`the tasks cannot be had: ${response.status}`)
  let number = 0
  for await (const line of linesOf(response.body)) {
    number += 1
    if (line.trim() !== '') yield parseTask(line, `line ${number}`)
  }
}

async function* linesOf(bytes: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const reader = bytes.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let rest = ''
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const lines = (rest + next.value).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  yield rest
}
