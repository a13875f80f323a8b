// Decides which HTTP status an error or an outcome is, and what of it a client may read.

import type { ActionOutcome, Party } from '../core/index.js'
import { checkKnown, checkName, readObject, refuse } from '../shared/arguments.js'
import { isFoundInAnother } from '../shared/found.js'
import { isError, show } from '../shared/text.js'
import type { Problem, ProblemIssue, ProblemOptions } from './types.js'

/** The status of each code, and the detail of it that a client may read. A message of an error may name what is inside the server. */
const CODES: Readonly<Record<string, { readonly status: number; detail(error: Fields): string }>> = {
  ACTION_UNKNOWN: { status: 404, detail: ({ action }) => `There is no action ${show(action)}` },
  ACTION_ABORTED: { status: 403, detail: ({ action }) => `The action ${show(action)} was refused` },
  ACTION_BLOCKED: { status: 409, detail: ({ action }) => `The action ${show(action)} is blocked at the moment` },
  ACTION_PAYLOAD: { status: 422, detail: ({ action }) => `The payload of the action ${show(action)} is wrong` },
  ACTION_TIMEOUT: {
    status: 504,
    detail: ({ action, timeout }) => `The action ${show(action)} took longer than ${timeout} ms`,
  },
  ACTION_RECURSION: { status: 508, detail: ({ action }) => `The action ${show(action)} invokes itself in a circle` },
}

/** The words of the statuses that are likely. */
const TITLES: Readonly<Record<number, string>> = {
  ...{ 400: 'Bad Request', 401: 'Unauthorized', 402: 'Payment Required', 403: 'Forbidden', 404: 'Not Found' },
  ...{ 405: 'Method Not Allowed', 408: 'Request Timeout', 409: 'Conflict', 410: 'Gone', 412: 'Precondition Failed' },
  ...{ 413: 'Content Too Large', 415: 'Unsupported Media Type', 422: 'Unprocessable Content', 423: 'Locked' },
  ...{ 428: 'Precondition Required', 429: 'Too Many Requests', 451: 'Unavailable For Legal Reasons' },
  ...{ 499: 'Client Closed Request', 500: 'Internal Server Error', 501: 'Not Implemented', 502: 'Bad Gateway' },
  ...{ 503: 'Service Unavailable', 504: 'Gateway Timeout', 507: 'Insufficient Storage', 508: 'Loop Detected' },
}

/** What is the fault of the server, when it is about another invocation than the client asked for, or about a payload that was changed. */
const FAULTS_INSIDE: readonly string[] = ['ACTION_UNKNOWN', 'ACTION_PAYLOAD', 'ACTION_RECURSION']

/** The members of a problem besides its type, title and status. */
type Details = { readonly [K in keyof Problem]?: Problem[K] | undefined }

/** What is read of errors, outcomes, reasons, parties and issues. */
const FIELDS: readonly string[] = [
  ...['action', 'by', 'code', 'error', 'expose', 'issues', 'key', 'kind', 'message', 'name', 'path', 'reason', 'scope'],
  ...['changed', 'status', 'then', 'timeout'],
]

interface Fields {
  readonly [name: string]: unknown
}

/**
 * Returns problem details (RFC 9457) for an error of `invokeAction`, or for an outcome of `settleAction`.
 *
 * | what | status |
 * | --- | --- |
 * | unknown action | 404 |
 * | aborted | 403, or the `status` in the reason: `abort({ status: 402, why: 'no money' })` |
 * | blocked | 409 |
 * | wrong payload | 422, with `issues` |
 * | time limit | 504; also for the signal of `AbortSignal.timeout` |
 * | cancelled by a signal | 499 |
 * | recursion | 508 |
 * | an error whose code is in the option `statuses` | that status, and its message |
 * | an error with `expose: true` and a `status`, as `http-errors` makes them | its status, and its message |
 * | everything else | 500, and nothing of the error: clients must not read what is inside |
 *
 * Errors are recognised by `code`, so that they may come from another copy of entracte.
 *
 * @throws {TypeError} when the outcome is `'done'`, since that is no problem, when it is a promise, or when an option is wrong.
 *
 * @example
 * const outcome = await actions.settleAction('ShipOrder', order)
 * if (outcome.status !== 'done') return Response.json(toProblem(outcome), { status: toProblem(outcome).status })
 */
export function toProblem(failure: unknown, options: ProblemOptions = {}): Problem {
  const { action, statuses, typeOf } = checkProblemOptions(options)
  const { error, by, cancelled } = read(failure)
  const seen = fieldsOf(error)
  const about = typeof seen.action === 'string' && seen.action !== '' ? seen.action : action
  const isOther = (action !== undefined && about !== action) || tried(() => isFoundInAnother(error, by)) === true
  // A payload that was changed is not what the client has sent.
  const inside = (isOther || seen.changed === true) && FAULTS_INSIDE.includes(String(seen.code))
  const code = typeof seen.code === 'string' && !inside ? seen.code : undefined
  const known = ownOf(CODES, code)
  const given = ownOf(statuses, code)

  const make = (status: number, more: Details): Problem => ({
    type: typeOf?.(more.code) ?? 'about:blank',
    title: TITLES[status] ?? (status < 500 ? 'Bad Request' : 'Internal Server Error'),
    status,
    // What is undefined would not be in the JSON either.
    ...Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined)),
  })
  if (known !== undefined) {
    const reason = code === 'ACTION_ABORTED' ? statusOf(seen.reason) : undefined
    const details = code === 'ACTION_ABORTED' ? { reason: readable(seen.reason), by: partyOf(seen.by) } : {}
    const issues = code === 'ACTION_PAYLOAD' ? { issues: issuesOf(seen.issues) } : {}
    const detail = known.detail(seen)
    return make(reason ?? given ?? known.status, { detail, code, action: about, ...details, ...issues })
  }
  if (cancelled && seen.name === 'TimeoutError') return make(504, { detail: 'The request took too long', action })
  if (cancelled) return make(499, { detail: 'The request was cancelled', action })
  if (given !== undefined) return make(given, { detail: messageOf(seen), code, action: about })
  const exposed = seen.expose === true ? statusOf(seen) : undefined
  return exposed === undefined ? make(500, { action }) : make(exposed, { detail: messageOf(seen), action })
}

/** Checks the options that `toProblem` and the handlers share. */
export function checkProblemOptions<O extends ProblemOptions>(options: O): O {
  const { action, statuses, typeOf, ...others } = readObject(options)
  checkKnown(others, ['action', 'statuses', 'typeOf'])
  if (action !== undefined) checkName(action, 'The option action')
  for (const [code, status] of Object.entries(readObject(statuses, 'The option statuses'))) {
    if (!isStatus(status)) refuse(`The status of ${code}`, 'an integer from 400 to 599', status)
  }
  if (typeOf !== undefined && typeof typeOf !== 'function') refuse('The option typeOf', 'a function', typeOf)
  return options
}

/** Returns the error in what was given, and whether a signal has cancelled. */
function read(failure: unknown): { error: unknown; by?: Party | null; cancelled: boolean } {
  const fields = fieldsOf(failure)
  switch (tried(() => isError(failure)) ? undefined : (fields as Partial<ActionOutcome>).status) {
    case 'done':
      throw new TypeError('toProblem takes an error, or an outcome that is not done: answer with its result')
    case 'cancelled':
      return { error: fields.reason, cancelled: true }
    case 'aborted':
    case 'timedOut':
    case 'failed':
      return { error: fields.error, by: fields.by as Party | null, cancelled: false }
    default:
      if (typeof fields.then === 'function')
        throw new TypeError('toProblem takes an outcome, got a promise: await it first')
      // What `invokeAction` rejects with when the signal of `new AbortController()` or of `AbortSignal.timeout` fires.
      return { error: failure, cancelled: fields.name === 'AbortError' || fields.name === 'TimeoutError' }
  }
}

/** Returns the fields that can be read. A getter that throws, or a revoked proxy, must not hide the failure that is told. */
function fieldsOf(value: unknown): Fields {
  return Object.fromEntries(FIELDS.map((name) => [name, tried(() => Object(value)[name])]))
}

function tried<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** Returns the entry of a code. A table has no entry `constructor`. */
function ownOf<T>(table: Readonly<Record<string, T>> | undefined, code: string | undefined): T | undefined {
  return table !== undefined && code !== undefined && Object.hasOwn(table, code) ? table[code] : undefined
}

function statusOf(value: unknown): number | undefined {
  const { status } = fieldsOf(value)
  return isStatus(status) ? status : undefined
}

function messageOf({ message }: Fields): string | undefined {
  return typeof message === 'string' && message !== '' ? message : undefined
}

function partyOf(by: unknown): Party | null {
  if (typeof by !== 'object' || by === null) return null
  const { kind, name, scope } = fieldsOf(by)
  return { kind, name, scope } as Party
}

function isStatus(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 400 && (value as number) <= 599
}

/** Returns a reason as JSON can hold it. */
function readable(reason: unknown): unknown {
  try {
    if (isError(reason)) return String(reason.message)
    // Functions and symbols are left out.
    return JSON.stringify(reason) === undefined ? undefined : reason
  } catch {
    return show(reason)
  }
}

/** Returns what a client needs of the issues, which libraries for schemas add to. */
function issuesOf(issues: unknown): ProblemIssue[] {
  return (tried(() => Array.isArray(issues) && [...issues]) || []).map((issue: unknown) => {
    const { message, path } = fieldsOf(issue)
    return {
      message: inWords(message),
      // As Standard Schema has it, a step of a path may be an object with a key.
      path: (tried(() => Array.from(path as unknown[])) ?? []).map((step) => {
        const { key } = typeof step === 'object' ? fieldsOf(step) : { key: step }
        return typeof key === 'number' ? key : inWords(key ?? step)
      }),
    }
  })
}

function inWords(value: unknown): string {
  return typeof value === 'string' ? value : show(value)
}
