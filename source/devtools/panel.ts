// Draws invocations on tracks of Chrome's Performance panel.

import type { ActionContext, ObservedParty, Party, PartyKind, Registration } from '../core/index.js'
import { checkFunction, checkKnown, readObject, refuse } from '../shared/arguments.js'
import { isOwn } from '../shared/own.js'
import { show } from '../shared/text.js'
import { inWords, toError } from './plain.js'
import type { PanelOptions, Recordable } from './types.js'

/** The colours of the panel's palette. */
const COLORS: Record<PartyKind | 'invocation', string> = {
  invocation: 'primary-dark',
  middleware: 'secondary-dark',
  payloadUpdate: 'tertiary-light',
  before: 'secondary',
  replacement: 'tertiary-dark',
  core: 'primary',
  after: 'secondary-light',
  error: 'tertiary',
}

/**
 * Draws every invocation that begins from now on in the Performance panel of Chrome and Edge: on a track that is named after the outermost
 * action, in the group `entracte`. What runs inside something is drawn below it. Each kind of party has a colour; what has failed is red.
 * The tooltip says how it ended, why, and by whom.
 *
 * Other tools see the entries as measures of the User Timing API. They are removed from the page's list at once, so they take no memory. Only
 * where the page has a measure of its own with the same name, they stay: removing goes by the name.
 * A page cannot tell whether the panel records. So an entry costs some microseconds all the time, unless the option `recording` tells.
 *
 * @param actions The actions, or a scope of them. With a scope, drawing stops when the scope is disposed.
 * @throws {TypeError} when `actions` has no `observe`, or an option is unknown or has a wrong type.
 * @throws {Error} where there is no `performance.measure`.
 *
 * @example
 * toPerformancePanel(actions, { recording: () => location.hash === '#profile' })
 */
export function toPerformancePanel(actions: Recordable, options?: PanelOptions): Registration {
  if (typeof (actions as Partial<Recordable> | null | undefined)?.observe !== 'function') {
    throw new TypeError(
      `Cannot draw ${show(actions)}, because it has no observe: pass what createActions gives, or a scope of it`,
    )
  }
  const given = readObject(options)
  checkKnown(given, ['parties', 'recording'])
  const { parties = true, recording } = given as PanelOptions
  if (typeof parties !== 'boolean') refuse('The option parties', 'true, false or left out', parties)
  if (recording !== undefined) checkFunction(recording, 'The option recording')
  if (typeof globalThis.performance?.measure !== 'function') {
    throw new Error('Cannot draw in the Performance panel, because this platform has no performance.measure')
  }

  const START = Symbol('entracte/devtools')
  type Started = { [START]?: number }
  // A function, which reactive stores leave alone.
  type Tracked = { [START]?: () => string }

  const trackOf = (ctx: ActionContext): string => (ctx as Tracked)[START]?.() ?? ctx.action

  return actions.observe({
    parties,
    ...(recording && { wanted: recording }),

    start(info) {
      const { ctx, kind } = info
      if (isOwn(info)) return
      if (kind === 'invocation') {
        const track = ctx.parent === undefined ? ctx.action : trackOf(ctx.parent)
        ;(ctx as Tracked)[START] = () => track
      }
      ;(info as Started)[START] = performance.now()
    },

    end(info) {
      const start = (info as Started)[START]
      if (start !== undefined) draw(info, start, performance.now(), trackOf(info.ctx))
    },
  })
}

function draw(info: ObservedParty, start: number, end: number, track: string): void {
  const { ctx, kind, name } = info
  const label = kind === 'invocation' ? ctx.action : name === undefined ? kind : `${kind} ${name}`
  const facts = factsOf(info)
  const outcome = facts.find(([fact]) => fact === 'Outcome')?.[1]
  // Plain texts only: an entry with a detail that cannot be cloned has no track.
  const devtools = {
    dataType: 'track-entry',
    trackGroup: 'entracte',
    track,
    color: outcome === 'failed' ? 'error' : outcome === 'aborted' ? 'warning' : COLORS[kind],
    tooltipText: tooltipOf(label, facts),
    properties: facts,
  }
  // What the page has measured under the same name stays.
  const isOnly = performance.getEntriesByName(label, 'measure').length === 0
  performance.measure(label, { start, end, detail: { devtools } })
  if (isOnly) performance.clearMeasures(label)
}

type Fact = [name: string, value: string]

/** Returns what the panel shows of an entry when it is selected. */
function factsOf(info: ObservedParty): Fact[] {
  const { ctx, kind, scope } = info
  const outcome = info.aborted ? 'aborted' : 'error' in info ? 'failed' : 'done'
  const by = info.by ?? (outcome === 'failed' && kind === 'invocation' ? blamed(info) : undefined)
  const facts: (Fact | undefined)[] = [
    ['Action', ctx.action],
    ['Invocation', String(ctx.id)],
    ['Kind', kind],
    scope === undefined ? undefined : ['Scope', scope],
    ['Outcome', outcome],
    outcome === 'failed' ? ['Error', errorInWords(info.error)] : undefined,
    info.reason === undefined ? undefined : ['Reason', inWords(info.reason)],
    by ? ['By', partyInWords(by)] : undefined,
  ]
  return facts.filter((fact) => fact !== undefined)
}

/** Returns the party that an invocation has failed by. A time limit tells of the end before `ctx.failure` says so. */
function blamed({ ctx, error }: ObservedParty): Party | null | undefined {
  if (ctx.failure !== undefined) return ctx.failure.by
  return toError(error).code === 'ACTION_TIMEOUT' ? (error as { stage?: Party | null }).stage : undefined
}

function tooltipOf(label: string, facts: readonly Fact[]): string {
  const { Outcome, Error: error, Reason, By } = Object.fromEntries(facts) as Partial<Record<string, string>>
  if (Outcome === 'done') return label
  const by = By === undefined ? '' : ` by ${By}`
  const why = Reason ?? error
  return `${label}: ${Outcome}${by}${why === undefined ? '' : `: ${why}`}`
}

function errorInWords(thrown: unknown): string {
  const { name, message } = toError(thrown)
  return name === undefined ? message : `${name}: ${message}`
}

function partyInWords({ kind, name, scope }: Party): string {
  return [name ?? kind, scope === undefined ? undefined : `(${scope})`].filter((word) => word !== undefined).join(' ')
}
