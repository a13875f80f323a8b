// Decides in which words it is told how an action goes and how it ended.
import { type ActionOutcome, ActionTimeoutError, type Party } from 'entracte'
import type { PageDesk } from './desk.js'

export interface Outcome {
  kind: 'done' | 'aborted' | 'failed' | 'timed-out'
  /** What was or was not done, as `Not accepted`. */
  title: string
  /** Why, and who it was; empty when it was done. */
  detail: string
}

/** While it runs, when it is done, and when it is not. */
export const words: Record<keyof PageDesk, { doing: string; done: string; not: string }> = {
  AcceptTask: { doing: 'Accepting…', done: 'Accepted', not: 'Not accepted' },
  RejectTask: { doing: 'Rejecting…', done: 'Rejected', not: 'Not rejected' },
  HoldCall: { doing: 'Holding…', done: 'On hold', not: 'Not put on hold' },
  UnholdCall: { doing: 'Resuming…', done: 'Back on the line', not: 'Not resumed' },
  WrapupTask: { doing: 'Wrapping up…', done: 'In wrap-up', not: 'Not wrapped up' },
  CompleteTask: { doing: 'Completing…', done: 'Completed', not: 'Not completed' },
  SendMessage: { doing: 'Sending…', done: 'Sent', not: 'Not sent' },
  MyAction: { doing: 'Reporting…', done: 'Reported', not: 'Not reported' },
  Logout: { doing: 'Logging out…', done: 'Logged out', not: 'Not logged out' },
}

/** Returns the words for how an action has ended. */
export function inWords(action: keyof PageDesk, ended: ActionOutcome): Outcome {
  const title = words[action].not
  if (ended.status === 'done') return { kind: 'done', title: words[action].done, detail: '' }
  if (ended.status === 'cancelled') return { kind: 'failed', title, detail: `Cancelled: ${messageOf(ended.reason)}` }
  if (ended.status === 'aborted') {
    const reason = ended.reason === undefined ? 'no reason was given' : messageOf(ended.reason)
    return { kind: 'aborted', title, detail: `Aborted by ${nameOf(ended.by)}: ${reason}` }
  }
  const { error } = ended
  // A listener that is slower than its own time limit fails, with the error of the limit.
  if (error instanceof ActionTimeoutError) {
    const { timeout, stage } = error
    return { kind: 'timed-out', title, detail: `${capital(nameOf(stage))} took longer than ${timeout} ms` }
  }
  const by = ended.status === 'failed' ? ended.by : null
  return { kind: 'failed', title, detail: `${capital(nameOf(by))} failed: ${messageOf(error)}` }
}

/** A party as an agent may be told of it: `askTheAgent of ask-first`. */
export function nameOf(party: Party | null | undefined): string {
  if (!party) return 'something'
  const name = party.name ?? `a ${party.kind}`
  return party.scope === undefined ? name : `${name} of ${party.scope}`
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Only words are made to begin with a capital: a function's name stays as it is written. */
function capital(text: string): string {
  return text === 'something' ? 'Something' : text
}
