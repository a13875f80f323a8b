// Decides how a party or an invocation has ended, and what its span says about that.

import type { ActionOutcome, ObservedParty, Party } from '../core/index.js'
import { isError, show } from '../shared/text.js'
import { type Attributes, type Span, SpanStatusCode } from './api.js'

/** How something has ended, in the words of `settleAction`. */
export interface Outcome {
  readonly status: ActionOutcome['status']
  /** The kind of the error, for `error.type`; undefined when there is no error. */
  readonly type?: string
}

const DONE: Outcome = { status: 'done' }
const ABORTED: Outcome = { status: 'aborted' }
const CANCELLED: Outcome = { status: 'cancelled' }

/** Returns how a party or an invocation has ended, by the info that observers are given. */
export function outcomeOf(info: ObservedParty): Outcome {
  if (info.aborted) return ABORTED
  if (!('error' in info)) return DONE
  const { ctx, error, kind } = info
  const type = typeOf(error)
  const isLimit = type === 'ACTION_TIMEOUT'
  if (kind !== 'invocation') {
    const { aborted: isCut, reason } = ctx.signal
    const isOver = isCut && reason === error
    if (isLimit && (isOver || isStage(error, info))) return { status: 'timedOut', type }
    return isOver ? CANCELLED : { status: 'failed', type }
  }
  // Not by `ctx.signal`: observers learn of a cut before it fires. What the stack fails with is the failure of its ctx; a cut is not.
  if (ctx.failure !== undefined && Object.is(ctx.failure.error, error)) return { status: 'failed', type }
  return isLimit ? { status: 'timedOut', type } : CANCELLED
}

/**
 * Returns whether an error is that of a party's own time limit, which a core does not have. The limit of an invocation inside is a failure
 * like any other.
 */
function isStage(error: unknown, { ctx, kind, name, scope }: ObservedParty): boolean {
  const { action, stage } = error as { action?: unknown; stage?: Party | null }
  return (
    kind !== 'core' && action === ctx.action && stage?.kind === kind && stage.name === name && stage.scope === scope
  )
}

/** Notes on a span how what it stands for has ended. An abort and a cancellation are decisions, and no errors. */
export function noteOutcome(span: Span, info: ObservedParty, { status, type }: Outcome): void {
  if (status === 'done') return
  span.setAttribute('entracte.outcome', status)
  const { ctx, error, kind } = info
  if (status === 'aborted') {
    if (kind !== 'invocation') return
    const about: Attributes = byAttributes('entracte.abort.by', info.by)
    if (info.reason !== undefined) about['entracte.abort.reason'] = inWords(info.reason)
    span.addEvent('abort', about)
  } else if (status === 'cancelled') {
    span.addEvent('cancel', { 'entracte.cancel.reason': inWords(error) })
  } else {
    span.setAttribute('error.type', type as string)
    if (kind === 'invocation') {
      // A time limit tells of the end before ctx.failure says so.
      const by = status === 'timedOut' ? (error as { stage?: Party | null }).stage : ctx.failure?.by
      span.setAttributes(byAttributes('entracte.failure.by', by))
    }
    span.setStatus({ code: SpanStatusCode.ERROR, message: inWords(error) })
    // Last, since it reads the stack, which may throw.
    span.recordException(isReadableError(error) ? error : inWords(error))
  }
}

/** Returns what `error.type` says of an error: its code, or its name. */
function typeOf(error: unknown): string {
  try {
    const { code, name } = Object(error) as { code?: unknown; name?: unknown }
    if (typeof code === 'string' && code !== '') return code
    if (typeof code === 'number') return String(code)
    if (typeof name === 'string' && name !== '' && isError(error)) return name
  } catch {
    // A proxy, or a getter that throws.
  }
  return '_OTHER'
}

function byAttributes(prefix: string, by: Party | null | undefined): Attributes {
  const attributes: Attributes = {}
  if (by) {
    attributes[`${prefix}.kind`] = by.kind
    if (by.name !== undefined) attributes[`${prefix}.name`] = by.name
    if (by.scope !== undefined) attributes[`${prefix}.scope`] = by.scope
  }
  return attributes
}

/** Returns a reason or the message of an error as text. It accepts every value. */
function inWords(value: unknown): string {
  if (typeof value === 'string') return value
  return isReadableError(value) ? String(value.message) : show(value)
}

/** Returns whether a value is an error that says what it is. */
function isReadableError(value: unknown): value is Error {
  try {
    return isError(value) && [value.name, value.message].every((text) => typeof text === 'string')
  } catch {
    return false
  }
}
