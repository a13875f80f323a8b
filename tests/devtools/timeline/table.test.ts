// What the table of invocations shows, as text, element by element.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createTable, PAGE } from '../../../source/devtools/timeline/table.js'
import { type FakeElement, outline, withElements } from './elements.js'
import { invocationOf, partyOf } from './tasks.js'

test('the table has a row for each invocation, the newest first, with all its known facts', () => {
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

test('a row follows its invocation, and stays the same element as long as it is shown', () => {
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

test('a press on a name in the table chooses the invocation, which stays chosen from page to page', () => {
  const { table, rows, press, chosen } = tableOf()
  const many = Array.from({ length: PAGE + 1 }, (_, i) => invocationOf(i + 1))

  table.show(many, many[0])
  press('Action 7')
  press('Older')

  assert.equal(chosen, ['7 from Action 7'])
  assert.is(outline(rows())[0], 'tr.chosen')
})

test.run()

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
    /** Returns the names of the first and the last row, and the number of rows. */
    names: () =>
      [rows()[0], rows().at(-1)]
        .map((row) => row?.all().find(({ tag }) => tag === 'button')?.textContent)
        .concat(String(rows().length)),
  }
}
