// Traces actions: a span for each invocation, and one for each party where that is asked for.

import type { ActionContext, ObservedParty } from '../core/index.js'
import { checkKnown, readObject, refuse } from '../shared/arguments.js'
import { disposable } from '../shared/disposable.js'
import { isOwn } from '../shared/own.js'
import { warn } from '../shared/print.js'
import { show } from '../shared/text.js'
import { isThenable } from '../shared/thenable.js'
import { type Attributes, type Context, context, type Meter, type Tracer, trace } from './api.js'
import { now } from './clock.js'
import { createGauge } from './metrics.js'
import { noteOutcome, outcomeOf } from './outcome.js'
import type { Run } from './place.js'
import { createPlaces } from './places.js'
import { noteTracer } from './twice.js'
import type { Traceable, TraceOptions, Tracing } from './types.js'

/**
 * Traces every invocation that begins from now on with OpenTelemetry: a span `action AcceptTask` for each invocation, and with the option
 * `parties` a span such as `before askFirst` for each party. Metrics go with it: the histogram `entracte.action.duration` in seconds, and
 * the up-down counter `entracte.action.active`.
 *
 * The span is current while its party runs. So spans of your own and of instrumented packages are its children, and a nested invocation is
 * a child of the party that invoked it. A top-level invocation is a child of the span that is current, as of an HTTP request. Where nothing
 * keeps a context behind an `await`, as in browsers, nested invocations and parties still have the right parent.
 *
 * An abort is no error: the span has an event `abort` with the reason and the party, and no status. A failure sets the status ERROR,
 * records the exception, and has `error.type` from the error's `code`. Payloads and results are never recorded.
 *
 * It warns once, with `console.warn`, when it traces actions that the same tracer traces already: each invocation then has two spans.
 *
 * It may be called before the SDK starts. It warns once, with `console.warn`, when the SDK has registered itself with another version of
 * `@opentelemetry/api` that this one does not accept: then nothing would be recorded.
 *
 * @param actions The actions, or a scope of them. With a scope, tracing stops when the scope is disposed.
 * @throws {TypeError} when `actions` has no `observe`, or an option is unknown or has a wrong type.
 *
 * @example
 * const stop = traceActions(actions, { parties: ({ kind }) => kind !== 'after' })
 */
export function traceActions(actions: Traceable, options?: TraceOptions): Tracing {
  const { tracer: given, meter, parties, attributes } = readTraceOptions(actions, options)
  const tracer = given ?? trace.getTracer('entracte')
  const gauge = meter === false ? undefined : createGauge(meter)
  const places = createPlaces()
  let isChecked = given !== undefined

  /** Starts a span; it starts with the usual attributes when those of the user cannot be had. */
  function begin(info: ObservedParty, name: string, usual: Attributes, outer: Context): Run {
    let all = usual
    let failure: { readonly error: unknown } | undefined
    if (attributes !== undefined) {
      try {
        const more = typeof attributes === 'function' ? attributes(info) : attributes
        if (isThenable(more)) {
          Promise.resolve(more).then(undefined, () => {})
          throw new TypeError('The option attributes must answer at once, got a promise')
        }
        all = { ...usual, ...more }
      } catch (error) {
        failure = { error }
      }
    }
    const run = places.enter(info, tracer.startSpan(name, { attributes: all }, outer), outer)
    if (failure !== undefined) throw failure.error
    return run
  }

  function beginInvocation(info: ObservedParty): void {
    const { ctx } = info
    const { action, id } = ctx
    if (!isChecked) {
      isChecked = true
      warnOfOtherVersion()
    }
    const outer = places.aroundInvocation(ctx)
    begin(info, `action ${action}`, { 'entracte.action': action, 'entracte.invocation.id': id }, outer)
  }

  function beginParty(info: ObservedParty): void {
    if (isOwn(info) || (typeof parties === 'function' && !parties(info))) return
    const { ctx, kind, name, scope } = info
    const usual: Attributes = { 'entracte.action': ctx.action, 'entracte.party.kind': kind }
    if (name !== undefined) usual['entracte.party.name'] = name
    if (scope !== undefined) usual['entracte.party.scope'] = scope
    begin(info, name === undefined ? kind : `${kind} ${name}`, usual, places.aroundParty(info))
  }

  const stop = actions.observe({
    parties: parties !== false,
    start(info) {
      if (info.kind !== 'invocation') return beginParty(info)
      try {
        beginInvocation(info)
      } finally {
        const run = places.runOf(info)
        if (run !== undefined) gauge?.().start(info.ctx.action, run.context)
      }
    },
    around(info, run) {
      const within = places.runOf(info)?.context
      return within === undefined ? run() : context.with(within, run)
    },
    end(info) {
      const run = places.runOf(info)
      if (run === undefined) return
      const outcome = outcomeOf(info)
      places.leave(run)
      try {
        noteOutcome(run.span, info, outcome)
      } finally {
        run.span.end()
        if (info.kind === 'invocation') {
          gauge?.().end(info.ctx.action, outcome, (now() - run.startedAt) / 1_000, run.context)
        }
      }
    },
  })
  // Without a tracer of the user, it is that of the API.
  const forget = noteTracer(actions, given ?? trace)
  const end = () => {
    forget()
    stop()
  }
  return Object.assign(disposable(end, end), { contextOf: (ctx: ActionContext) => places.contextOf(ctx) })
}

interface ReadOptions {
  readonly tracer: Tracer | undefined
  readonly meter: Meter | false | undefined
  readonly parties: NonNullable<TraceOptions['parties']>
  readonly attributes: TraceOptions['attributes']
}

function readTraceOptions(actions: Traceable, options: TraceOptions | undefined): ReadOptions {
  if (typeof (actions as Partial<Traceable> | null | undefined)?.observe !== 'function') {
    throw new TypeError(
      `Cannot trace ${show(actions)}, because it has no observe: pass what createActions gives, or a scope of it`,
    )
  }
  const given = readObject(options)
  checkKnown(given, ['tracer', 'meter', 'parties', 'attributes'])
  const { tracer, meter, parties = false, attributes } = given as TraceOptions
  if (tracer !== undefined && typeof Object(tracer).startSpan !== 'function') {
    refuse('The option tracer', 'a tracer of OpenTelemetry', tracer)
  }
  if (meter !== undefined && meter !== false && typeof Object(meter).createHistogram !== 'function') {
    refuse('The option meter', 'a meter of OpenTelemetry, or false', meter)
  }
  if (typeof parties !== 'boolean' && typeof parties !== 'function') {
    refuse('The option parties', 'true, false or a function', parties)
  }
  if (typeof attributes !== 'function') readObject(attributes, 'The option attributes')
  return { tracer, meter, parties, attributes }
}

/** Where @opentelemetry/api of major version 1 keeps what is registered. Each copy of it looks there. */
const REGISTERED = Symbol.for('opentelemetry.js.api.1')

/** Warns when an SDK is registered that this copy of @opentelemetry/api does not accept. It would record nothing, and say nothing. */
function warnOfOtherVersion(): void {
  const registered = (globalThis as { [REGISTERED]?: { readonly version?: string; readonly trace?: unknown } })[
    REGISTERED
  ]
  if (registered?.trace === undefined || registered.trace === trace.getTracerProvider()) return
  warn(
    `traceActions records nothing: the SDK of OpenTelemetry is registered with @opentelemetry/api ${registered.version}, and entracte/otel has loaded another version. Have one version of it: "npm ls @opentelemetry/api" shows who brings which`,
  )
}
