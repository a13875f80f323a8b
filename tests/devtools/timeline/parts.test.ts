// What the timeline is built of, as text, element by element: what is read aloud, what can be pressed, and what the style sheet finds.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { StackEntry } from '../../../source/core/index.js'
import { detailsOf, type Subject, stateOf } from '../../../source/devtools/timeline/details.js'
import { h, say, swatch } from '../../../source/devtools/timeline/dom.js'
import { createInterface } from '../../../source/devtools/timeline/interface.js'
import { nestOf, pictureOf } from '../../../source/devtools/timeline/picture.js'
import { createTable, PAGE } from '../../../source/devtools/timeline/table.js'
import type { RecordedInvocation, RecordedParty } from '../../../source/devtools/types.js'
import { FakeElement, outline, withElements } from './elements.js'

// ---- Elements

test('an element has attributes of text and numbers, flags that are on, listeners, and what there is of its children', () => {
  const heard: string[] = []
  const element = withElements(() =>
    h(
      'input',
      {
        type: 'radio',
        tabindex: -1,
        value: '',
        checked: true,
        hidden: false,
        title: undefined,
        click: () => heard.push('click'),
      },
      ...['one', undefined, null, false as const, h('b'), ''],
    ),
  ) as never as FakeElement
  element.click()

  assert.equal(outline([element]), ['input type=radio tabindex=-1 value checked on click', '  “one”', '  b', '  “”'])
  assert.equal(heard, ['click'])
  assert.equal(outline([withElements(() => h('p'))]), ['p'])
  assert.equal(outline([withElements(() => swatch('core'))]), ['span.swatch data-kind=core aria-hidden=true'])
})

test('a text that is there already is left alone', () => {
  const element = new FakeElement('p')

  for (const text of ['one', 'one', 'two']) say(element as never, text)

  assert.is(element.textContent, 'two')
  assert.is(element.said, 2)
})

// ---- Details

test('the details of an invocation: how it ended and why, its parties, those that never started, what went in and came out', () => {
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

test('the details of an invocation that runs, of which nothing is known', () => {
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

test('the details of an invocation that no other has started say nothing of where it was', () => {
  const { lines } = details({ invocation: { ...task, parent: undefined } })

  assert.not(lines.includes('  dt “Inside”'))
})

test('the details of a party: what it is there as, what it ran inside, and when', () => {
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

test('of very many parties two hundred are listed', () => {
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

test('from the details one goes to the parties, to what it ran inside, and away', () => {
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

test('details are made anew when something has ended or been noted', () => {
  const party = partyOf('core', [1, 2], { ended: 5 })
  const state = (of: Partial<RecordedInvocation>, party?: RecordedParty) =>
    stateOf({ invocation: { ...task, ...of }, party })

  assert.is(state({}), '9:0')
  assert.is(state({ ended: undefined, notes: ['one', 'two'] }), ':2')
  assert.is(state({ parties: [party, { ...party, ended: undefined, notes: ['one'] }] }), '9:0,5:0,:1')
  assert.is(state({}, party), '5:0 9:0')
  assert.is(state({}, { ...party, ended: undefined, notes: ['one'] }), ':1 9:0')
})

// ---- The stack as a picture

test('a stack is boxes in boxes: middleware around what it is around, listeners one below the other, replacements around the core', () => {
  const stack = [
    entryOf('middleware', 'timing'),
    entryOf('middleware', undefined, { scope: 'crm', order: 5 }),
    entryOf('payloadUpdate', 'update'),
    entryOf('before', 'ask', { once: true, order: -1 }),
    entryOf('replacement', 'outer'),
    entryOf('replacement', 'inner'),
    entryOf('core', 'accept'),
    entryOf('after', 'open'),
    entryOf('error', 'tell'),
  ]

  assert.equal(picture(stack), [
    'ol',
    '  li.box.middleware data-kind=middleware',
    '    span.head',
    '      span',
    '        span.swatch data-kind=middleware aria-hidden=true',
    '        span.name “timing”',
    '      span.small “middleware”',
    '    ol',
    '      li.box.middleware data-kind=middleware',
    '        span.head',
    '          span',
    '            span.swatch data-kind=middleware aria-hidden=true',
    '            span.name “(no name)”',
    '          span.small “middleware”',
    '          span.tag “scope crm”',
    '          span.tag “order 5”',
    '        ol',
    '          li.box.payloadUpdate data-kind=payloadUpdate',
    '            span.head',
    '              span',
    '                span.swatch data-kind=payloadUpdate aria-hidden=true',
    '                span.name “update”',
    '              span.small “payload update”',
    '          li.box.before data-kind=before',
    '            span.head',
    '              span',
    '                span.swatch data-kind=before aria-hidden=true',
    '                span.name “ask”',
    '              span.small “before-listener”',
    '              span.tag “order -1”',
    '              span.tag “once”',
    '          li.box.replacement data-kind=replacement',
    '            span.head',
    '              span',
    '                span.swatch data-kind=replacement aria-hidden=true',
    '                span.name “outer”',
    '              span.small “replacement”',
    '            ol',
    '              li.box.replacement data-kind=replacement',
    '                span.head',
    '                  span',
    '                    span.swatch data-kind=replacement aria-hidden=true',
    '                    span.name “inner”',
    '                  span.small “replacement”',
    '                ol',
    '                  li.box.core data-kind=core',
    '                    span.head',
    '                      span',
    '                        span.swatch data-kind=core aria-hidden=true',
    '                        span.name “accept”',
    '                      span.small “core”',
    '          li.box.after data-kind=after',
    '            span.head',
    '              span',
    '                span.swatch data-kind=after aria-hidden=true',
    '                span.name “open”',
    '              span.small “after-listener”',
    '  li.box.plain',
    '    span.small “Once all of it has failed”',
    '    ol',
    '      li.box.error data-kind=error',
    '        span.head',
    '          span',
    '            span.swatch data-kind=error aria-hidden=true',
    '            span.name “tell”',
    '          span.small “error-listener”',
  ])
})

test('where there is no core, the picture says so; what does not fail has nothing below', () => {
  assert.equal(picture([entryOf('before', 'ask')]), [
    'ol',
    '  li.box.before data-kind=before',
    '    span.head',
    '      span',
    '        span.swatch data-kind=before aria-hidden=true',
    '        span.name “ask”',
    '      span.small “before-listener”',
    '  li.box.plain',
    '    span.small “No core: nobody has registered this action.”',
  ])
})

test('not more is drawn than one can look at: a dozen layers, a hundred listeners', () => {
  const many = (kind: StackEntry['kind'], length: number) =>
    Array.from({ length }, (_, i) => entryOf(kind, `${kind}${i}`))
  const told = (stack: StackEntry[]) => {
    const lines = picture(stack).map((line) => line.trim())
    return [
      lines.filter((line) => line.startsWith('li.box.') && !line.startsWith('li.box.plain')).length,
      ...lines.filter((line) => line.includes('…')),
      lines.find((line) => line.startsWith('span.name')),
      lines.findLast((line) => line.startsWith('span.name')),
    ]
  }

  assert.equal(told(many('middleware', 12)), [12, 'span.name “middleware0”', 'span.name “middleware11”'])
  assert.equal(told(many('middleware', 13)), [
    12,
    'span.small “… 1 more layer, and inside:”',
    'span.name “middleware0”',
    'span.name “middleware11”',
  ])
  assert.equal(told(many('replacement', 15)), [
    12,
    'span.small “… 3 more layers, and inside:”',
    'span.name “replacement0”',
    'span.name “replacement11”',
  ])
  assert.equal(told(many('before', 100)), [100, 'span.name “before0”', 'span.name “before99”'])
  assert.equal(told(many('after', 101)), [
    100,
    'span.small “… and 1 more listener”',
    'span.name “after0”',
    'span.name “after99”',
  ])
  assert.equal(told(many('error', 102)), [
    100,
    'span.small “… and 2 more listeners”',
    'span.name “error0”',
    'span.name “error99”',
  ])
})

test('what is nested is sorted by kind, and stays in its order', () => {
  const [update, before, core, other] = [
    entryOf('payloadUpdate', 'u'),
    entryOf('before', 'b'),
    entryOf('core', 'c'),
    entryOf('core', 'd'),
  ]

  assert.equal(nestOf([update, before, core, other]), {
    ...{ middleware: [], before: [update, before], replacements: [], core, after: [], error: [] },
  })
})

// ---- The table

test('the table has a row for each invocation, the newest first, with all that is known of it', () => {
  const { table, lines } = tableOf()
  const running = invocationOf(3, {
    outcome: 'running',
    duration: undefined,
    parent: 1,
    parties: [partyOf('core', [1])],
  })

  const before = lines()
  table.show([invocationOf(1), invocationOf(2, { parent: 9, outcome: 'failed' }), running], running)

  assert.equal(before, [
    'div.sheet tabindex=0 role=region aria-label=Table of invocations',
    '  table',
    '    caption',
    '    thead',
    '      tr',
    '        th scope=col “Action”',
    '        th scope=col “Outcome”',
    '        th.number scope=col “Duration”',
    '        th.number scope=col “Started”',
    '        th.number.wide scope=col “No.”',
    '        th.wide scope=col “Inside”',
    '        th.number.wide scope=col “Parties”',
    '    tbody',
    '  div.pager',
    '    button type=button on click “Newer”',
    '    button type=button on click “Older”',
    '    span',
  ])
  assert.equal(lines(), [
    'div.sheet tabindex=0 role=region aria-label=Table of invocations',
    '  table',
    '    caption “3 invocations, the newest first. Choose one to see its details.”',
    '    thead',
    '      tr',
    '        th scope=col “Action”',
    '        th scope=col “Outcome”',
    '        th.number scope=col “Duration”',
    '        th.number scope=col “Started”',
    '        th.number.wide scope=col “No.”',
    '        th.wide scope=col “Inside”',
    '        th.number.wide scope=col “Parties”',
    '    tbody',
    '      tr.chosen',
    '        th scope=row',
    '          button.link type=button on click “Action 3”',
    '        td.nowrap data-outcome=running “… running”',
    '        td.number',
    '        td.number “3 ms”',
    '        td.number.wide “3”',
    '        td.wide “Action 1 1”',
    '        td.number.wide “1”',
    '      tr',
    '        th scope=row',
    '          button.link type=button on click “Action 2”',
    '        td.nowrap data-outcome=failed “✗ failed”',
    '        td.number “2 ms”',
    '        td.number “2 ms”',
    '        td.number.wide “2”',
    '        td.wide “invocation 9”',
    '        td.number.wide “0”',
    '      tr',
    '        th scope=row',
    '          button.link type=button on click “Action 1”',
    '        td.nowrap data-outcome=done “✓ done”',
    '        td.number “1 ms”',
    '        td.number “1 ms”',
    '        td.number.wide “1”',
    '        td.wide “”',
    '        td.number.wide “0”',
    '  div.pager hidden',
    '    button type=button disabled on click “Newer”',
    '    button type=button disabled on click “Older”',
    '    span “Page 1 of 1”',
  ])
})

test('a row follows what it is of, and is the same one as long as it is there', () => {
  const { table, rows } = tableOf()
  const [one, two, three] = [
    invocationOf(1),
    invocationOf(2, { outcome: 'running', duration: undefined }),
    invocationOf(3),
  ]
  table.show([one, two], two)
  const [second, first] = rows()

  Object.assign(two, { outcome: 'done', duration: 7, parties: [partyOf('core', [1, 2])] })
  table.show([one, two, three], one)
  const shown = rows()
  table.show([two, three], undefined)
  const kept = rows()
  table.show([one, two, three], undefined)

  assert.is(shown[1], second)
  assert.is(shown[2], first)
  assert.equal(outline(shown.slice(1)), [
    'tr',
    '  th scope=row',
    '    button.link type=button on click “Action 2”',
    '  td.nowrap data-outcome=done “✓ done”',
    '  td.number “7 ms”',
    '  td.number “2 ms”',
    '  td.number.wide “2”',
    '  td.wide “”',
    '  td.number.wide “1”',
    'tr.chosen',
    '  th scope=row',
    '    button.link type=button on click “Action 1”',
    '  td.nowrap data-outcome=done “✓ done”',
    '  td.number “1 ms”',
    '  td.number “1 ms”',
    '  td.number.wide “1”',
    '  td.wide “”',
    '  td.number.wide “0”',
  ])
  assert.is(kept.length, 2)
  assert.ok(kept.every((row, i) => row === shown[i]))
  assert.ok(rows()[2] !== first, 'one that comes back has a new row')
  assert.equal(
    shown.map(({ moved }) => moved),
    [0, 0, 0],
  )
})

test('the table is turned page by page, and begins at its top each time', () => {
  const { element, table, lines, press, names } = tableOf()
  const many = (length: number) => Array.from({ length }, (_, i) => invocationOf(i + 1))
  const page = () => [
    ...names(),
    ...lines()
      .filter((line) => /pager|Newer|Older|Page /.test(line))
      .map((line) => line.trim()),
  ]

  table.show(many(PAGE), undefined)
  const whole = page()
  table.show(many(PAGE * 2 + 3), undefined)
  const first = page()
  press('Older')
  const [second, top] = [page(), element.scrollTop]
  press('Older')
  const last = page()
  press('Newer')
  const back = page()
  press('Older')
  table.show(many(PAGE + 1), undefined)
  const fewer = page()
  table.show([], undefined)

  assert.equal(whole, [
    'Action 100',
    'Action 1',
    '100',
    'div.pager hidden',
    'button type=button disabled on click “Newer”',
    'button type=button disabled on click “Older”',
    'span “Page 1 of 1”',
  ])
  assert.equal(first, [
    'Action 203',
    'Action 104',
    '100',
    'div.pager',
    'button type=button disabled on click “Newer”',
    'button type=button on click “Older”',
    'span “Page 1 of 3”',
  ])
  assert.equal(second, [
    'Action 103',
    'Action 4',
    '100',
    'div.pager',
    'button type=button on click “Newer”',
    'button type=button on click “Older”',
    'span “Page 2 of 3”',
  ])
  assert.is(top, 0)
  assert.equal(last, [
    'Action 3',
    'Action 1',
    '3',
    'div.pager',
    'button type=button on click “Newer”',
    'button type=button disabled on click “Older”',
    'span “Page 3 of 3”',
  ])
  assert.equal(back, second)
  assert.equal(fewer, [
    'Action 1',
    'Action 1',
    '1',
    'div.pager',
    'button type=button on click “Newer”',
    'button type=button disabled on click “Older”',
    'span “Page 2 of 2”',
  ])
  assert.equal(page(), [
    undefined,
    undefined,
    '0',
    'div.pager hidden',
    'button type=button disabled on click “Newer”',
    'button type=button disabled on click “Older”',
    'span “Page 1 of 1”',
  ])
})

test('who presses a name in the table chooses it, and what was chosen stays so from page to page', () => {
  const { table, rows, press, chosen } = tableOf()
  const many = Array.from({ length: PAGE + 1 }, (_, i) => invocationOf(i + 1))

  table.show(many, many[0])
  press('Action 7')
  press('Older')

  assert.equal(chosen, ['7 from Action 7'])
  assert.is(outline(rows())[0], 'tr.chosen')
})

// ---- All of it

test('what it consists of: every control with its name, every panel with its role', () => {
  const ui = withElements(createInterface)
  const { frame, page, views, chips, stage, table, ...rest } = ui
  const names = new Map<unknown, string>(Object.entries(rest).map(([name, element]) => [element, name]))
  for (const [name, element] of Object.entries(chips)) names.set(element, `chips.${name}`)
  for (const [name, element] of Object.entries(views)) names.set(element, `views.${name}`)
  for (const [name, element] of Object.entries(stage.panels)) names.set(element, `panels.${name}`)
  names.set(stage, 'stage')
  assert.instance(stage, FakeElement)

  assert.equal(outline([page], names), ['span.probe aria-hidden=true'])
  assert.equal(outline([frame], names), [
    'div.frame',
    '  span.probe aria-hidden=true (probe)',
    '  div.bar.top',
    '    fieldset.view aria-label=View',
    '      label',
    '        input type=radio name=view value=chart (views.chart)',
    '        span “Chart”',
    '      label',
    '        input type=radio name=view value=table (views.table)',
    '        span “Table”',
    '      label',
    '        input type=radio name=view value=stack (views.stack)',
    '        span “Stack”',
    '    div.group',
    '      span.state (state)',
    '    button type=button (pause) “Pause”',
    '    span.spring',
    '    div.group role=group aria-label=Zoom (zooms)',
    '      button.icon type=button aria-label=Zoom out title=Zoom out (zoomOut) “−”',
    '      button.icon type=button aria-label=Zoom in title=Zoom in (zoomIn) “+”',
    '      button type=button (fit) “Fit”',
    '      button type=button aria-label=Follow live (follow)',
    '        “Follow”',
    '        span.wide “ live”',
    '  div.bar role=group aria-label=Filters (filters)',
    '    label.field',
    '      “Action”',
    '      select (action)',
    '    label.field',
    '      “Scope”',
    '      select (scope)',
    '    fieldset.chips aria-label=Outcomes',
    '      label.chip',
    '        input type=checkbox value=done checked',
    '        b data-outcome=done aria-hidden=true “✓”',
    '        “done”',
    '        i (chips.done)',
    '      label.chip',
    '        input type=checkbox value=aborted checked',
    '        b data-outcome=aborted aria-hidden=true “⊘”',
    '        “aborted”',
    '        i (chips.aborted)',
    '      label.chip',
    '        input type=checkbox value=failed checked',
    '        b data-outcome=failed aria-hidden=true “✗”',
    '        “failed”',
    '        i (chips.failed)',
    '      label.chip',
    '        input type=checkbox value=running checked',
    '        b data-outcome=running aria-hidden=true “…”',
    '        “running”',
    '        i (chips.running)',
    '    span.spring',
    '    span.tally (tally)',
    '  div.notice role=status hidden (notice)',
    '    span (noticed)',
    '    button type=button (back) “Back to the recording”',
    '  div.body (body)',
    '    div.stage (stage)',
    '      div (panels.chart)',
    '        div.scroller (scroller)',
    '          div.surface (surface)',
    '            canvas aria-hidden=true (canvas)',
    '            div role=tree aria-label=Flame chart of invocations aria-describedby=keys hidden (tree)',
    '              div.cursor.away role=treeitem tabindex=0 (cursor)',
    '            span id=keys hidden “Left and right arrow: earlier and later. Up and down arrow: outside and inside. Enter: details. Plus, minus and zero: zoom.”',
    '          div (spacer)',
    '        div.empty (empty)',
    '          b',
    '          span',
    '        div.tip hidden aria-hidden=true (tip)',
    '      div.sheet tabindex=0 role=region aria-label=Table of invocations (panels.table)',
    '        table',
    '          caption',
    '          thead',
    '            tr',
    '              th scope=col “Action”',
    '              th scope=col “Outcome”',
    '              th.number scope=col “Duration”',
    '              th.number scope=col “Started”',
    '              th.number.wide scope=col “No.”',
    '              th.wide scope=col “Inside”',
    '              th.number.wide scope=col “Parties”',
    '          tbody',
    '        div.pager',
    '          button type=button on click “Newer”',
    '          button type=button on click “Older”',
    '          span',
    '      div.picture role=region aria-label=Stack of an action tabindex=0 (panels.stack)',
    '        p.hint',
    '          label.field',
    '            “Action”',
    '            select (explained)',
    '        p.hint (hint)',
    '        div (drawing)',
    '    section.details aria-label=Details hidden (details)',
    '  div.bar.foot',
    '    div.legend (legend)',
    '      span',
    '        span.swatch data-kind=invocation aria-hidden=true',
    '        “invocation”',
    '      span',
    '        span.swatch data-kind=middleware aria-hidden=true',
    '        “middleware”',
    '      span',
    '        span.swatch data-kind=payloadUpdate aria-hidden=true',
    '        “payload update”',
    '      span',
    '        span.swatch data-kind=before aria-hidden=true',
    '        “before-listener”',
    '      span',
    '        span.swatch data-kind=replacement aria-hidden=true',
    '        “replacement”',
    '      span',
    '        span.swatch data-kind=core aria-hidden=true',
    '        “core”',
    '      span',
    '        span.swatch data-kind=after aria-hidden=true',
    '        “after-listener”',
    '      span',
    '        span.swatch data-kind=error aria-hidden=true',
    '        “error-listener”',
    '    span.spring',
    '    div.group role=group aria-label=Recording',
    '      button type=button (clear) “Clear”',
    '      button type=button title=Save as JSON, to be opened here again (save) “Save”',
    '      button type=button title=Save as a trace-event file, for Perfetto (trace) “Save trace”',
    '      button type=button title=Open a saved recording (open) “Open…”',
    '      input type=file accept=.json,application/json aria-label=Saved recording hidden (file)',
    '  div.unseen role=status (status)',
  ])
  assert.is(table.element, stage.panels.table)
})

test('who presses a name in the table is heard once somebody listens', () => {
  const { table } = withElements(createInterface)
  const heard: unknown[] = []
  withElements(() => table.show([invocationOf(1)], undefined))
  const button = (table.element as never as FakeElement).find('Action 1')

  button.click()
  table.choose = (...given: unknown[]) => heard.push(given)
  button.click()

  assert.equal(heard.length, 1)
  assert.equal((heard[0] as [RecordedInvocation, unknown])[0].id, 1)
  assert.is((heard[0] as [RecordedInvocation, unknown])[1], button)
})

test.run()

const task: RecordedInvocation = {
  ...{ id: 1, action: 'AcceptTask', depth: 0, outcome: 'done', start: 1.5, duration: 100, began: 1, ended: 9 },
  ...{ parties: [], skipped: [] },
}

function invocationOf(id: number, more: Partial<RecordedInvocation> = {}): RecordedInvocation {
  return { ...task, id, action: `Action ${id}`, start: id, duration: id, ...more }
}

function partyOf(
  kind: RecordedParty['kind'],
  [start, duration]: readonly [start: number, duration?: number],
  more: Partial<RecordedParty> = {},
): RecordedParty {
  const outcome = duration === undefined ? 'running' : 'done'
  return { kind, outcome, start, duration, began: 1, ended: duration === undefined ? undefined : 2, ...more }
}

function entryOf(kind: StackEntry['kind'], name: string | undefined, more: Partial<StackEntry> = {}): StackEntry {
  return { kind, name, scope: undefined, order: 0, once: false, ...more }
}

function picture(stack: readonly StackEntry[]): string[] {
  return outline([withElements(() => pictureOf(stack))])
}

/** The details as text, and where one goes from them. */
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

function tableOf() {
  const chosen: string[] = []
  const table = withElements(() => createTable(({ id }, button) => chosen.push(`${id} from ${button.textContent}`)))
  const element = table.element as never as FakeElement
  const body = element.all().find(({ tag }) => tag === 'tbody') as FakeElement
  const rows = () => [...body.rows] as FakeElement[]
  return {
    ...{ chosen, element, rows },
    table: { show: (...given: Parameters<typeof table.show>) => withElements(() => table.show(...given)) },
    lines: () => outline([element]),
    press: (text: string) => withElements(() => element.find(text).click()),
    /** The first and the last row's name, and how many there are. */
    names: () =>
      [rows()[0], rows().at(-1)]
        .map((row) => row?.all().find(({ tag }) => tag === 'button')?.textContent)
        .concat(String(rows().length)),
  }
}
