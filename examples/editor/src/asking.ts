// Holds the questions that wait for an answer of the user, one after the other.

import type { Question } from './plugins/needs.js'
import { createValue, type Readable } from './value.js'

/** A question that waits. */
export interface Waiting {
  /** Tells two equal questions apart. */
  readonly id: number
  readonly question: Question
  answer(yes: boolean): void
}

export interface Asking {
  /** The questions, the oldest first. */
  readonly waiting: Readable<readonly Waiting[]>
  /** Asks. When the signal fires, the question goes, and the answer is no. */
  ask(question: Question, signal: AbortSignal): Promise<boolean>
}

export function createAsking(): Asking {
  const waiting = createValue<readonly Waiting[]>([])
  let count = 0
  return {
    waiting,
    ask: (question, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve(false)
        const no = () => asked.answer(false)
        const asked: Waiting = {
          id: ++count,
          question,
          answer(yes) {
            signal.removeEventListener('abort', no)
            waiting.set(waiting.get().filter((other) => other !== asked))
            resolve(yes)
          },
        }
        signal.addEventListener('abort', no)
        waiting.set([...waiting.get(), asked])
      }),
  }
}
