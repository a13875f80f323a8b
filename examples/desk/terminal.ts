// Decides how the agent is asked: really, on a terminal, or not at all, with one answer given in advance.
import { createInterface } from 'node:readline/promises'

export interface Agent {
  /** Resolves with the agent's yes or no; rejects with an `AgentLeftError` when nobody is there any more. */
  ask(question: string): Promise<boolean>
  leave(): void
}

/** The agent pressed Ctrl+C or Ctrl+D instead of answering. */
export class AgentLeftError extends Error {
  override name = 'AgentLeftError'
}

/** An agent who is not there and has said beforehand what the answers are. */
export function absentAgent(answer: boolean): Agent {
  return { ask: async () => answer, leave: () => {} }
}

/** An agent at the terminal. Asks again until it is a y or an n; `a` is yes to this question and all that follow. */
export function agentAtTerminal(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Agent {
  const terminal = createInterface({ input, output })
  const left = new AbortController()
  let yesToAll = false
  terminal.once('SIGINT', () => left.abort())
  terminal.once('close', () => left.abort())

  async function ask(question: string): Promise<boolean> {
    while (!yesToAll) {
      const answer = await answerTo(`${question} [y/n, a = yes to all] `)
      if (/^(y|yes)$/i.test(answer)) return true
      if (/^(n|no)$/i.test(answer)) return false
      yesToAll = /^(a|all)$/i.test(answer)
    }
    if (left.signal.aborted) throw new AgentLeftError('The agent has left the desk.')
    return true
  }

  async function answerTo(prompt: string): Promise<string> {
    try {
      left.signal.throwIfAborted() // a closed terminal would throw an error of its own
      return (await terminal.question(prompt, { signal: left.signal })).trim()
    } catch (error) {
      if (!left.signal.aborted) throw error
      throw new AgentLeftError('The agent has left the desk.', { cause: error })
    }
  }

  return { ask, leave: () => terminal.close() }
}
