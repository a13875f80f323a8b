// Decides what a request gets: which action it may invoke, with what, and what the answer is. Frameworks are in files of their own.

import type { ActionMap, ActionState, Actions, Signal } from '../core/index.js'
import { checkFunction, checkKnown, checkName, checkTimeout, readObject, refuse } from '../shared/arguments.js'
import { CONTRACT } from '../shared/own.js'
import { print, printing, warn } from '../shared/print.js'
import { quote, show } from '../shared/text.js'
import { checkProblemOptions, toProblem } from './problem.js'
import type { HandlerOptions, HeadersLike, Problem, ServerResponseLike } from './types.js'

/** What a framework knows of one request. */
export interface Asked {
  /** The parameter `action` of the route. */
  readonly action: unknown
  readonly signal: Signal
  /** Reads the body. */
  payload(): unknown
}

/** What the framework has to answer. `given` is what `respond` returned, which has answered already. */
export type Answer =
  | { readonly given: unknown }
  | {
      readonly given?: never
      readonly status: number
      readonly headers: Record<string, string>
      readonly body?: string
    }

/** Answers one request. */
export type Serve<Args extends readonly unknown[]> = (args: Args, asked: Asked) => Promise<Answer>

const FUNCTIONS = ['payload', 'state', 'respond', 'onError'] as const

/** Says that the client closed the connection before it had its answer. */
const CLIENT_LEFT = 'The client closed the request'

/**
 * Returns a function that answers requests as the options say.
 *
 * @throws {TypeError} when an argument is wrong.
 * @throws {RangeError} when `timeout` or a status is out of range.
 */
export function serving<M extends ActionMap<M>, Args extends readonly unknown[]>(
  actions: Actions<M>,
  options: HandlerOptions<M, Args>,
): Serve<Args> {
  if (typeof actions?.settleAction !== 'function') refuse('The first argument', 'actions, or a scope of them', actions)
  const { names, entries, problemOptions } = checkOptions(actions as Actions, options)
  const { action: named, timeout } = options
  /** What is exposed and not registered, and has been told. */
  const missing = new Set<string>()

  async function invoke(args: Args, asked: Asked, name: string): Promise<Answer> {
    if (!names.has(name)) return problem(toProblem({ code: 'ACTION_UNKNOWN', action: name }, problemOptions))
    const entry = entries?.[name]
    // A contract says what goes in and what comes out.
    const takes = entry === undefined || entry.payload !== undefined
    const gives = entry === undefined || entry.result !== undefined
    const payload = takes ? await (options.payload ? options.payload(...args) : asked.payload()) : undefined
    const state = (await options.state?.(...args)) as Partial<ActionState> | undefined
    const outcome = await (actions as Actions).settleAction(name, payload, { signal: asked.signal, timeout, state })
    if (outcome.status === 'done') {
      if (options.respond) return { given: await options.respond(outcome.result, ...args) }
      return json(gives ? outcome.result : undefined)
    }
    const error = outcome.status === 'cancelled' ? outcome.reason : outcome.error
    if (!(actions as Actions).hasAction(name) && !missing.has(name)) {
      missing.add(name)
      warn(`A client asked for an action that is exposed and not registered: ${(error as Error).message}`)
    }
    return failed(toProblem(outcome, { ...problemOptions, action: name }), error, args)
  }

  function failed(told: Problem, error: unknown, args: Args): Answer {
    if (told.status >= 500 && told.status !== 504) {
      const { onError = print } = options
      // Where `onError` fails, the error that it was told of must not be lost.
      printing(async () => {
        try {
          await onError(error, ...args)
        } catch (failure) {
          print(error)
          throw failure
        }
      })
    }
    return problem(told)
  }

  return async (args, asked) => {
    let name: unknown
    try {
      name = typeof named === 'function' ? named(...args) : (named ?? asked.action)
      if (typeof name !== 'string') {
        refuse('The name of the action', 'in the parameter "action" of the route, or in the option action', name)
      }
      return await invoke(args, asked, name)
    } catch (error) {
      // A signal is no part of this: what is thrown here was thrown by `payload`, `state` or `respond`, also of actions that they invoke.
      const action = names.has(name as string) ? (name as string) : undefined
      return failed(toProblem({ status: 'failed', error, by: null }, { ...problemOptions, action }), error, args)
    }
  }
}

/** Returns a signal that fires when the client leaves before it has the whole answer. */
export function leaving(response: ServerResponseLike): Signal {
  const controller = new AbortController()
  const leave = () => {
    // Over HTTP/2, the answer of a client that has left is finished, but has not ended.
    if (!response.writableFinished || !response.writableEnded)
      controller.abort(new DOMException(CLIENT_LEFT, 'AbortError'))
  }
  if (response.destroyed || response.writableFinished) leave()
  // Not 'close' of the request, which also comes when its body has been read.
  else response.once('close', leave)
  return controller.signal
}

/** Returns whether `respond` had begun an answer before it failed. There can be no other then: what is left of it is cut off. */
export function endBegun(response: ServerResponseLike): boolean {
  if (!response.headersSent) return false
  if (!response.writableEnded) response.destroy()
  return true
}

/**
 * Returns the body that a parser has left. A body that nothing has parsed must not look like a payload of undefined.
 *
 * Parsers read forms and text, too. So the type is checked here, also of what they have read.
 */
export function parsed(body: unknown, headers: HeadersLike): unknown {
  const type = headers['content-type']
  const sent = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  // Over HTTP/2, a body may come without a length.
  if (sent || (body !== undefined && type !== undefined)) checkJson(type)
  if (body !== undefined || !sent) return body
  // A parser that is there may read no other JSON: then it is not the server's fault.
  checkJson(type, /^application\/json\s*(?:;|$)/i)
  throw new TypeError(
    `Nothing has parsed the body of the request, of the type ${show(type)}: add a body parser before the handler, or the option payload`,
  )
}

/**
 * Checks that a body is said to be JSON. Browsers send other bodies from any page without asking the server first.
 *
 * @param known The types that are known to be JSON.
 * @throws {TypeError} when it is not; clients are answered 415.
 */
export function checkJson(type: unknown, known = /^[^;,/\s]+\/(?:[^;,/\s]+\+)?json\s*(?:;|$)/i): void {
  if (known.test(String(type))) return
  const error = new TypeError(`The body must be JSON, with the content type application/json, got ${show(type)}`)
  throw Object.assign(error, { status: 415, expose: true })
}

interface Entry {
  readonly payload?: unknown
  readonly result?: unknown
}

/** Returns what is exposed, the entries of a contract, and the options for `toProblem`. */
function checkOptions<M extends ActionMap<M>, Args extends readonly unknown[]>(
  actions: Actions,
  options: HandlerOptions<M, Args>,
) {
  const { expose, action, timeout, statuses, typeOf, ...others } = readObject(options) as Partial<typeof options>
  checkKnown(others, ['expose', 'action', ...FUNCTIONS, 'timeout', 'statuses', 'typeOf'])
  // A list and a set have a method of this name.
  const given: unknown = Object(expose).entries
  const entries = typeof given === 'object' ? (given as Readonly<Record<string, Entry>> | null) : undefined
  const list: unknown = entries ? Object.keys(entries) : expose
  if (!Array.isArray(list)) refuse('The option expose', 'a list of names, or a contract', expose)
  const names = new Set<string>(list as string[])
  for (const name of names) checkName(name, 'A name in the option expose')
  if (action !== undefined && typeof action !== 'function') checkName(action, 'The option action')
  if (typeof action === 'string' && !names.has(action)) {
    throw new TypeError(`The action ${show(action)} is not in the option expose: add it there`)
  }
  for (const option of FUNCTIONS) {
    if (others[option] !== undefined) checkFunction(others[option], `The option ${option}`)
  }
  if (timeout !== undefined) checkTimeout(timeout)
  for (const [name, { payload, result }] of Object.entries(entries ?? {})) {
    if ((payload ?? result) === undefined || actions.explain(name).some((party) => party.name === CONTRACT)) continue
    throw new TypeError(
      `No contract checks the action ${quote(name)} yet: call enforce(actions, contract) before the handler is made`,
    )
  }
  return { names, entries, problemOptions: checkProblemOptions({ statuses, typeOf }) }
}

function json(result: unknown): Answer {
  const body = JSON.stringify(result)
  return body === undefined
    ? { status: 204, headers: {} }
    : { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body }
}

function problem(told: Problem): Answer {
  const headers = { 'content-type': 'application/problem+json' }
  return { status: told.status, headers, body: JSON.stringify(told) }
}
