// What the details of an invocation and of a party say, as text, element by element.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { detailsOf, type Subject, stateOf } from '../../../source/devtools/timeline/details.js'
import type { RecordedInvocation, RecordedParty } from '../../../source/devtools/types.js'
import { FakeElement, outline, withElements } from './elements.js'
import { partyOf, task } from './tasks.js'

test('the details of an invocation say how it ended and why, which parties took part or never started, and its payload and result', () => {
  const { lines } = details({
    invocation: {
      ...task,
      ...{ outcome: 'aborted', parent: 3, notes: ['a note', 'another'], payload: { sid: 'WT1' }, result: [1] },
      ...{ error: { name: 'Error', message: 'It is late', code: 'LATE' }, abort: { reason: 'enough' } },
      parties: [
        partyOf('middleware', [0, 90], { name: 'log' }),
        partyOf('before', [10, 4], { scope: 'crm', outcome: 'failed' }),
        partyOf('core', [14], { name: 'acceptTask', scope: 'desk' }),
        partyOf('after', [-1, 2]),
      ],
      skipped: [
        { kind: 'after', name: 'openPanel', scope: 'crm' },
        { kind: 'error', name: undefined, scope: undefined },
      ],
    },
    parent: { ...task, id: 3, action: 'OpenPanel' },
  })

  assert.equal(lines, [
    'header',
    '  div',
    '    h2.title tabindex=-1',
    '      span data-outcome=aborted aria-hidden=true “⊘ ”',
    '      “AcceptTask”',
    '  button.icon type=button aria-label=Close details title=Close (Escape) on click “×”',
    'p.sub',
    '  span.swatch data-kind=invocation aria-hidden=true',
    '  “invocation 1”',
    'p.why data-outcome=aborted',
    '  span “Aborted: enough”',
    'p.why data-outcome=failed',
    '  “Failed: ”',
    '  span “Error: It is late (LATE)”',
    'dl',
    '  dt “Outcome”',
    '  dd “aborted”',
    '  dt “Duration”',
    '  dd “100 ms”',
    '  dt “Started”',
    '  dd “03:04:05, 1.5 ms into the recording”',
    '  dt “Inside”',
    '  dd',
    '    button.link type=button on click “OpenPanel, invocation 3”',
    'h3 “Notes”',
    'ul',
    '  li “a note”',
    '  li “another”',
    'h3 “Parties (4)”',
    'table',
    '  caption.unseen “Parties of AcceptTask, in the order in which they began”',
    '  thead',
    '    tr',
    '      th scope=col “Party”',
    '      th scope=col',
    '        span.unseen “Outcome”',
    '      th.number scope=col “Start”',
    '      th.number scope=col “Took”',
    '  tbody',
    '    tr',
    '      th scope=row',
    '        span.swatch data-kind=middleware aria-hidden=true',
    '        button.link type=button on click “log”',
    '        span.small “ middleware”',
    '      td data-outcome=done',
    '        span title=done aria-hidden=true “✓”',
    '        span.unseen “done”',
    '      td.number “+0 ms”',
    '      td.number “90 ms”',
    '    tr',
    '      th scope=row',
    '        span.swatch data-kind=before aria-hidden=true',
    '        button.link type=button on click “before-listener”',
    '        span.small “ crm”',
    '      td data-outcome=failed',
    '        span title=failed aria-hidden=true “✗”',
    '        span.unseen “failed”',
    '      td.number “+8.5 ms”',
    '      td.number “4 ms”',
    '    tr',
    '      th scope=row',
    '        span.swatch data-kind=core aria-hidden=true',
    '        button.link type=button on click “acceptTask”',
    '        span.small “ core · desk”',
    '      td data-outcome=running',
    '        span title=running aria-hidden=true “…”',
    '        span.unseen “running”',
    '      td.number “+12.5 ms”',
    '      td.number “”',
    '    tr',
    '      th scope=row',
    '        span.swatch data-kind=after aria-hidden=true',
    '        button.link type=button on click “after-listener”',
    '        span.small “ ”',
    '      td data-outcome=done',
    '        span title=done aria-hidden=true “✓”',
    '        span.unseen “done”',
    '      td.number “+0 ms”',
    '      td.number “2 ms”',
    'h3 “Never started (2)”',
    'ul',
    '  li',
    '    span.swatch data-kind=after aria-hidden=true',
    '    “after-listener “openPanel” of scope “crm””',
    '  li',
    '    span.swatch data-kind=error aria-hidden=true',
    '    “error-listener”',
    'h3 “Payload”',
    'pre tabindex=0 role=region aria-label=Payload “{⏎  "sid": "WT1"⏎}”',
    'h3 “Result”',
    'pre tabindex=0 role=region aria-label=Result “[⏎  1⏎]”',
  ])
})

test('the details of a running invocation show only the facts that are known', () => {
  const { outcome, duration, ended, ...rest } = task

  assert.equal(
    details({
      invocation: { ...rest, outcome: 'running', parent: 3, error: { message: 'late', code: 'ACTION_TIMEOUT' } },
      origin: Number.NaN,
    }).lines,
    [
      'header',
      '  div',
      '    h2.title tabindex=-1',
      '      span data-outcome=running aria-hidden=true “… ”',
      '      “AcceptTask”',
      '  button.icon type=button aria-label=Close details title=Close (Escape) on click “×”',
      'p.sub',
      '  span.swatch data-kind=invocation aria-hidden=true',
      '  “invocation 1”',
      'p.why data-outcome=failed',
      '  “Failed: ”',
      '  span “late (ACTION_TIMEOUT)”',
      'dl',
      '  dt “Outcome”',
      '  dd “running, out of time”',
      '  dt “Duration”',
      '  dd “still running”',
      '  dt “Started”',
      '  dd “1.5 ms into the recording”',
      '  dt “Inside”',
      '  dd “invocation 3, no longer recorded”',
    ],
  )
})

test('the details of an invocation that is not nested do not say what it ran inside', () => {
  const { lines } = details({ invocation: { ...task, parent: undefined } })

  assert.not(lines.includes('  dt “Inside”'))
})

test('the details of a party say its kind, what it ran inside, and when', () => {
  const log = partyOf('middleware', [5, 90], { name: 'log' })
  const core = partyOf('core', [17, 3], {
    inside: 0,
    scope: 'desk',
    notes: ['hello'],
    outcome: 'failed',
    error: { message: 'no' },
  })
  const early = partyOf('before', [-3, 1], { name: 'early' })
  const invocation = {
    ...task,
    ...{ outcome: 'aborted' as const, abort: { reason: 'enough' } },
    start: 2,
    payload: 1,
    parties: [log, core, early],
    skipped: [{ kind: 'error' as const, name: undefined, scope: undefined }],
  }

  assert.equal(details({ invocation, party: core }).lines, [
    'header',
    '  div',
    '    h2.title tabindex=-1',
    '      span data-outcome=failed aria-hidden=true “✗ ”',
    '      “core”',
    '  button.icon type=button aria-label=Close details title=Close (Escape) on click “×”',
    'p.sub',
    '  span.swatch data-kind=core aria-hidden=true',
    '  “core of ”',
    '  button.link type=button on click “AcceptTask”',
    'p.why data-outcome=failed',
    '  “Failed: ”',
    '  span “no”',
    'dl',
    '  dt “Outcome”',
    '  dd “failed”',
    '  dt “Duration”',
    '  dd “3 ms”',
    '  dt “Started”',
    '  dd “03:04:05, 17 ms into the recording”',
    '  dt “In”',
    '  dd “15 ms after its invocation began”',
    '  dt “Scope”',
    '  dd “desk”',
    '  dt “Inside”',
    '  dd',
    '    button.link type=button on click “log”',
    'h3 “Notes”',
    'ul',
    '  li “hello”',
  ])
  assert.equal(details({ invocation, party: early }).lines, [
    'header',
    '  div',
    '    h2.title tabindex=-1',
    '      span data-outcome=done aria-hidden=true “✓ ”',
    '      “early”',
    '  button.icon type=button aria-label=Close details title=Close (Escape) on click “×”',
    'p.sub',
    '  span.swatch data-kind=before aria-hidden=true',
    '  “before-listener of ”',
    '  button.link type=button on click “AcceptTask”',
    'dl',
    '  dt “Outcome”',
    '  dd “done”',
    '  dt “Duration”',
    '  dd “1 ms”',
    '  dt “Started”',
    '  dd “03:04:04, 0 ms into the recording”',
    '  dt “In”',
    '  dd “0 ms after its invocation began”',
    '  dt “Scope”',
    '  dd “none”',
  ])
})

test('at most two hundred parties are listed', () => {
  const many = (parties: number, skipped: number) =>
    details({
      invocation: {
        ...task,
        parties: Array.from({ length: parties }, () => partyOf('before', [1, 1])),
        skipped: Array.from({ length: skipped }, () => ({ kind: 'after' as const, name: undefined, scope: undefined })),
      },
    }).lines
  const counted = (lines: string[]) => [
    lines.filter((line) => line.trim() === 'tr').length,
    lines.filter((line) => line.trim() === 'li').length,
    ...lines.filter((line) => /… and|^h3|^table|^ul/.test(line)),
  ]

  assert.equal(counted(many(200, 200)), [201, 200, 'h3 “Parties (200)”', 'table', 'h3 “Never started (200)”', 'ul'])
  assert.equal(counted(many(201, 201)), [
    201,
    200,
    'h3 “Parties (201)”',
    'table',
    'p.small “… and 1 more”',
    'h3 “Never started (201)”',
    'ul',
    'p.small “… and 1 more”',
  ])
  assert.equal(counted(many(250, 260)), [
    201,
    200,
    'h3 “Parties (250)”',
    'table',
    'p.small “… and 50 more”',
    'h3 “Never started (260)”',
    'ul',
    'p.small “… and 60 more”',
  ])
})

test('buttons in the details lead to the parties, to the run around it, and close the details', () => {
  const log = partyOf('middleware', [5, 90], { name: 'log' })
  const core = partyOf('core', [17, 3], { name: 'accept', inside: 0 })
  const invocation = { ...task, parent: 3, parties: [log, core] }
  const parent = { ...task, id: 3, action: 'OpenPanel' }
  const one = details({ invocation, parent })
  const other = details({ invocation, party: core })

  one.press('log')
  one.press('accept')
  one.press('OpenPanel, invocation 3')
  one.press('×')
  other.press('AcceptTask')
  other.press('log')

  assert.equal(one.gone, ['AcceptTask 1 log', 'AcceptTask 1 accept', 'OpenPanel 3', 'close'])
  assert.equal(other.gone, ['AcceptTask 1', 'AcceptTask 1 log'])
})

test('details are made again when a run has ended or has a new note', () => {
  const party = partyOf('core', [1, 2], { ended: 5 })
  const state = (of: Partial<RecordedInvocation>, party?: RecordedParty) =>
    stateOf({ invocation: { ...task, ...of }, party })

  assert.is(state({}), '9:0')
  assert.is(state({ ended: undefined, notes: ['one', 'two'] }), ':2')
  assert.is(state({ parties: [party, { ...party, ended: undefined, notes: ['one'] }] }), '9:0,5:0,:1')
  assert.is(state({}, party), '5:0 9:0')
  assert.is(state({}, { ...party, ended: undefined, notes: ['one'] }), ':1 9:0')
})

test.run()

/** Returns the details as text, and where their buttons lead. */
function details(of: Pick<Subject, 'invocation'> & Partial<Subject>) {
  const gone: string[] = []
  const origin = new Date(2026, 0, 2, 3, 4, 5).getTime()
  const content = withElements(() =>
    detailsOf({
      ...{ party: undefined, parent: undefined, origin },
      close: () => gone.push('close'),
      go: ({ action, id }, party) =>
        gone.push([action, id, party?.name].filter((part) => part !== undefined).join(' ')),
      ...of,
    }),
  ).filter((child) => child !== undefined && child !== null && child !== false)
  const all = new FakeElement('section')
  all.append(...(content as never as FakeElement[]))
  return { gone, lines: outline(content), press: (text: string) => all.find(text).click() }
}
