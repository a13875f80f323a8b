// Builds the details of one run: how it ended and why, its parties, the parties that never started, payload and result.

import type { RecordedInvocation, RecordedParty, RecordedRun } from '../types.js'
import { type Child, h, swatch } from './dom.js'
import { abortInWords, errorInWords, inTime, KINDS, nameOf, partyInWords, SIGNS } from './words.js'

/** The run whose details are shown, and the functions that the buttons in the details call. */
export interface Subject {
  readonly invocation: RecordedInvocation
  readonly party: RecordedParty | undefined
  readonly parent: RecordedInvocation | undefined
  /** The time at which the recording began, in milliseconds since 1970. */
  readonly origin: number
  readonly close: () => unknown
  readonly go: (invocation: RecordedInvocation, party?: RecordedParty) => unknown
}

/** Returns the content of the details panel. Its heading has the class `title`, and can have the focus. */
export function detailsOf(subject: Subject): Child[] {
  const { invocation, party, close, go } = subject
  const { action, id } = invocation
  const run = party ?? invocation
  const title = party ? nameOf(party) : action
  const sub = party
    ? [`${KINDS[party.kind]} of `, h('button', { type: 'button', class: 'link', click: () => go(invocation) }, action)]
    : [`invocation ${id}`]
  return [
    h(
      'header',
      {},
      h(
        'div',
        {},
        h(
          'h2',
          { class: 'title', tabindex: -1 },
          h('span', { 'data-outcome': run.outcome, 'aria-hidden': 'true' }, `${SIGNS[run.outcome]} `),
          title,
        ),
      ),
      h(
        'button',
        { type: 'button', class: 'icon', 'aria-label': 'Close details', title: 'Close (Escape)', click: close },
        '×',
      ),
    ),
    h('p', { class: 'sub' }, swatch(party?.kind ?? 'invocation'), ...sub),
    ...(party ? [] : reasons(invocation)),
    run.error && why('failed', 'Failed', errorInWords(run.error)),
    facts(subject, run),
    ...notes(run),
    ...(party ? [] : [...parties(subject), ...skipped(invocation), ...values(invocation)]),
  ]
}

/** Returns a text that changes when the details change. The panel is built again only when this text is another one. */
export function stateOf({ invocation, party }: Pick<Subject, 'invocation' | 'party'>): string {
  const state = (run: RecordedRun) => `${run.ended ?? ''}:${run.notes?.length ?? 0}`
  return party ? `${state(party)} ${state(invocation)}` : [invocation, ...invocation.parties].map(state).join()
}

function reasons(invocation: RecordedInvocation): Child[] {
  const text = abortInWords(invocation)
  return [text !== undefined && why('aborted', undefined, text)]
}

function why(outcome: string, lead: string | undefined, text: string): HTMLElement {
  return h('p', { class: 'why', 'data-outcome': outcome }, lead && `${lead}: `, h('span', {}, text))
}

function facts({ invocation, party, parent, origin, go }: Subject, run: RecordedRun): HTMLElement {
  const at = new Date(origin + run.start)
  const clock = Number.isNaN(at.getTime()) ? '' : `${at.toLocaleTimeString('en-GB')}, `
  const rows: [string, Child][] = [
    ['Outcome', `${run.outcome}${run.error?.code === 'ACTION_TIMEOUT' ? ', out of time' : ''}`],
    ['Duration', run.duration === undefined ? 'still running' : inTime(run.duration)],
    ['Started', `${clock}${inTime(run.start)} into the recording`],
  ]
  if (party) {
    rows.push(['In', `${inTime(Math.max(0, party.start - invocation.start))} after its invocation began`])
    rows.push(['Scope', party.scope ?? 'none'])
    const layer = party.inside === undefined ? undefined : invocation.parties[party.inside]
    if (layer) rows.push(['Inside', link(nameOf(layer), () => go(invocation, layer))])
  } else if (invocation.parent !== undefined) {
    const text = parent ? `${parent.action}, invocation ${parent.id}` : `invocation ${invocation.parent}`
    rows.push(['Inside', parent ? link(text, () => go(parent)) : `${text}, no longer recorded`])
  }
  return h('dl', {}, ...rows.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]))
}

function notes({ notes = [] }: RecordedRun): Child[] {
  if (notes.length === 0) return []
  return [h('h3', {}, 'Notes'), h('ul', {}, ...notes.map((note) => h('li', {}, note)))]
}

/** The most parties that are listed. One invocation may have a hundred thousand parties. */
const MOST = 200

function parties({ invocation, go }: Subject): Child[] {
  const { parties, start } = invocation
  if (parties.length === 0) return []
  const rows = parties.slice(0, MOST).map((party) =>
    h(
      'tr',
      {},
      h(
        'th',
        { scope: 'row' },
        swatch(party.kind),
        link(nameOf(party), () => go(invocation, party)),
        h(
          'span',
          { class: 'small' },
          ` ${[party.name === undefined ? '' : KINDS[party.kind], party.scope].filter(Boolean).join(' · ')}`,
        ),
      ),
      h(
        'td',
        { 'data-outcome': party.outcome },
        h('span', { title: party.outcome, 'aria-hidden': 'true' }, SIGNS[party.outcome]),
        h('span', { class: 'unseen' }, party.outcome),
      ),
      h('td', { class: 'number' }, `+${inTime(Math.max(0, party.start - start))}`),
      h('td', { class: 'number' }, party.duration === undefined ? '' : inTime(party.duration)),
    ),
  )
  const head = ['Party', 'Outcome', 'Start', 'Took'].map((text, i) =>
    h('th', { scope: 'col', class: i > 1 ? 'number' : '' }, i === 1 ? h('span', { class: 'unseen' }, text) : text),
  )
  return [
    h('h3', {}, `Parties (${parties.length})`),
    h(
      'table',
      {},
      h('caption', { class: 'unseen' }, `Parties of ${invocation.action}, in the order in which they began`),
      h('thead', {}, h('tr', {}, ...head)),
      h('tbody', {}, ...rows),
    ),
    parties.length > MOST && h('p', { class: 'small' }, `… and ${parties.length - MOST} more`),
  ]
}

function skipped({ skipped }: RecordedInvocation): Child[] {
  if (skipped.length === 0) return []
  const items = skipped.slice(0, MOST).map((party) => h('li', {}, swatch(party.kind), partyInWords(party)))
  return [
    h('h3', {}, `Never started (${skipped.length})`),
    h('ul', {}, ...items),
    skipped.length > MOST && h('p', { class: 'small' }, `… and ${skipped.length - MOST} more`),
  ]
}

function values(invocation: RecordedInvocation): Child[] {
  return (['payload', 'result'] as const).flatMap((what) => {
    if (invocation[what] === undefined) return []
    const label = what === 'payload' ? 'Payload' : 'Result'
    const text = JSON.stringify(invocation[what], null, 2)
    return [h('h3', {}, label), h('pre', { tabindex: 0, role: 'region', 'aria-label': label }, text)]
  })
}

function link(text: string, click: () => unknown): HTMLElement {
  return h('button', { type: 'button', class: 'link', click }, text)
}
