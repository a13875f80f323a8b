// Runs one call of an agent: one invocation, although its questions may take several requests of the client.

import { ActionPayloadError } from '../contract/index.js'
import type { ActionContext, ActionOutcome, Actions, ObservedParty, Signal } from '../core/index.js'
import { quote } from '../shared/text.js'
import { knownFailure } from './results.js'
import { PAYLOAD } from './schemas.js'
import type { Tool } from './tools.js'
import type { Agent, Dialog } from './types.js'

/** Where a call is kept in `ctx.state`, for the invocation and for everything nested in it. */
const CALL = Symbol.for('entracte.call')

/** One request of the client: most calls have one. */
export interface Round {
  readonly agent: Agent
  /** Fires when the client cancels. Over HTTP it fires after every success, too. */
  readonly signal: Signal | undefined
  /** Whether the client can ask the person. */
  readonly canAsk: boolean
  /** Asks at once, where the server may ask the client. Where it may not, the request ends with the questions. */
  push?(question: string, signal: Signal): Promise<unknown>
  /** Tells the client what is going on. */
  progress?(progress: number, message: string): void
}

/** What all calls of one server have in common. */
export interface Home {
  readonly actions: Actions
  readonly dialog: Dialog | undefined
  /** Returns the name of an action for people. */
  titleOf(action: string): string
}

interface Question {
  readonly text: string
  readonly ctx: ActionContext
  readonly answer: (agreed: boolean) => void
}

/** Returns the call of the agent that an invocation belongs to; undefined when a person, or the program itself, has called. */
export function callOf(ctx: ActionContext): Call | undefined {
  return ctx.state[CALL] as Call | undefined
}

export class Call {
  readonly tool: Tool
  /** The arguments as the client sent them, as text: functions may change them in place. */
  readonly sent: string
  // Not `#private`, since `ctx.state` leads here (S21).
  private readonly _args: Readonly<Record<string, unknown>>
  private readonly _home: Home
  private readonly _controller = new AbortController()
  private readonly _questions = new Map<string, Question>()
  private _ended: Promise<ActionOutcome> | undefined
  private _isOver = false
  /** The request that waits for this call; undefined between two. */
  private _round: Round | undefined
  private _lastRound: Round
  private _top: number | undefined
  private _asked = 0
  private _begun = 0
  private _wake = (): void => {}

  constructor(tool: Tool, args: Readonly<Record<string, unknown>>, home: Home, round: Round, sent = '') {
    this.tool = tool
    this.sent = sent
    this._args = args
    this._home = home
    this._lastRound = round
  }

  get agent(): Agent {
    return this._lastRound.agent
  }

  get home(): Home {
    return this._home
  }

  /** The questions that wait for an answer: key → text. */
  get questions(): Record<string, string> {
    return Object.fromEntries([...this._questions].map(([key, { text }]) => [key, text]))
  }

  /**
   * Goes on, from one request of the client to its end.
   *
   * @param answers What the client has answered, by the keys of the questions.
   * @returns How the call has ended; undefined when there are questions.
   */
  async next(round: Round, answers: Readonly<Record<string, unknown>>): Promise<ActionOutcome | undefined> {
    const { signal } = round
    this._round = round
    this._lastRound = round
    signal?.addEventListener('abort', this._cut)
    if (signal?.aborted) this._cut()
    const asked = new Promise<undefined>((resolve) => {
      // In a microtask, so that questions of the same moment go out together.
      this._wake = () => void Promise.resolve().then(() => resolve(undefined))
    })
    // Before the start: what a client answers unasked is no answer to the questions that come.
    for (const [key, { answer }] of [...this._questions]) {
      if (!Object.hasOwn(answers, key)) continue
      this._questions.delete(key)
      answer(Object(answers[key]).action === 'accept')
    }
    this._ended ??= this._start()
    if (this._questions.size > 0) this._wake()
    const outcome = await Promise.race([this._ended, asked])
    signal?.removeEventListener('abort', this._cut)
    this._round = undefined
    return outcome
  }

  /** Asks the person. Returns whether the person agrees. When nobody can be asked, aborts with the reason in words. */
  async ask(text: string, ctx: ActionContext): Promise<boolean> {
    if (this._isOver) return false
    const { canAsk, push } = this._lastRound
    const { dialog } = this._home
    if (!canAsk) {
      if (dialog !== undefined) return (await dialog(text, ctx)) === true
      ctx.abort(`A person must agree first, and this client cannot ask one: ${text}`)
      return false
    }
    if (push === undefined) {
      return new Promise((answer) => {
        this._questions.set(`question-${++this._asked}`, { text, ctx, answer })
        this._wake()
      })
    }
    try {
      // The signal of the asking invocation: when its time limit runs out, the question is taken back.
      return Object(await push.call(this._lastRound, text, ctx.signal)).action === 'accept'
    } catch (error) {
      const why = Object(error).code === 'REQUEST_TIMEOUT' ? UNANSWERED : 'The client could not ask the person'
      if (!ctx.signal.aborted) ctx.abort(`${why}: ${text}`)
      return false
    }
  }

  /** Gives up waiting for answers. */
  expire(): void {
    for (const { text, ctx, answer } of this._questions.values()) {
      ctx.abort(`${UNANSWERED}: ${text}`)
      answer(false)
    }
    this._questions.clear()
  }

  /** Notes that an invocation begins: the first is the call itself, the others are nested in it. */
  began({ id, action }: ActionContext): void {
    if (this._top === undefined) this._top = id
    else if (!this._isOver) this._round?.progress?.(++this._begun, this._home.titleOf(action))
  }

  /** Returns whether the call has failed with something that is said to nobody. */
  hasFailed(info: ObservedParty): boolean {
    const { signal } = this._controller
    if (info.ctx.id !== this._top || info.aborted || !('error' in info)) return false
    if (signal.aborted && info.error === signal.reason) return false
    return knownFailure(info.error, this.tool.action, info.ctx.failure?.by) === undefined
  }

  private async _start(): Promise<ActionOutcome> {
    const { action, payloadIn } = this.tool
    const options = { signal: this._controller.signal, state: { [CALL]: this } }
    const outcome =
      refusalOf(this.tool, this._args) ??
      (await this._home.actions.settleAction(action, payloadIn(this._args), options))
    this._isOver = true
    this._questions.clear()
    return outcome as ActionOutcome
  }

  private readonly _cut = (): void => {
    const reason = this._lastRound.signal?.reason ?? new Error(`The call of ${quote(this.tool.action)} was cancelled`)
    this._controller.abort(reason)
  }
}

/** Refuses an argument that would be left out: without it, the action may do more than the agent wants. */
function refusalOf({ action, isWrapped }: Tool, args: object): ActionOutcome | undefined {
  const unknown = isWrapped ? Object.keys(args).find((name) => name !== PAYLOAD) : undefined
  if (unknown === undefined) return undefined
  const message = `There is no such argument, only ${quote(PAYLOAD)}`
  return { status: 'failed', error: new ActionPayloadError(action, [{ message, path: [unknown] }]), by: null }
}

const UNANSWERED = 'Nobody has answered in time'
