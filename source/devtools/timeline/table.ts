// Shows the invocations as a table: the newest first, a page at a time.

import type { RecordedInvocation } from '../types.js'
import { h, say } from './dom.js'
import { count, inTime, SIGNS } from './words.js'

/** The most rows of a page, so that the table stays small however much is recorded. */
export const PAGE = 100

export interface Table {
  readonly element: HTMLElement
  /** Shows invocations, which are given with the oldest first. Rows that are shown already are kept, and so is the focus in them. */
  show(invocations: readonly RecordedInvocation[], chosen: RecordedInvocation | undefined): void
}

/**
 * Makes the table.
 *
 * @param choose Called when the name of an invocation is clicked, with the invocation and the clicked button.
 */
export function createTable(choose: (invocation: RecordedInvocation, button: HTMLElement) => unknown): Table {
  const caption = h('caption')
  const body = h('tbody')
  const newer = h('button', { type: 'button', click: () => turn(-1) }, 'Newer')
  const older = h('button', { type: 'button', click: () => turn(1) }, 'Older')
  const place = h('span')
  const pager = h('div', { class: 'pager' }, newer, older, place)
  const head = (text: string, kind = '') => h('th', { scope: 'col', class: kind }, text)
  const element = h(
    'div',
    { class: 'sheet', tabindex: 0, role: 'region', 'aria-label': 'Table of invocations' },
    h(
      'table',
      {},
      caption,
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ...[head('Action'), head('Outcome'), head('Duration', 'number'), head('Started', 'number')],
          ...[head('No.', 'number wide'), head('Inside', 'wide'), head('Parties', 'number wide')],
        ),
      ),
      body,
    ),
    pager,
  )
  const rows = new Map<RecordedInvocation, Row>()
  let all: readonly RecordedInvocation[] = []
  let marked: RecordedInvocation | undefined
  let page = 0

  function turn(by: number): void {
    page += by
    show(all, marked)
    element.scrollTop = 0
  }

  function show(invocations: readonly RecordedInvocation[], chosen: RecordedInvocation | undefined): void {
    all = invocations
    marked = chosen
    const pages = Math.max(1, Math.ceil(all.length / PAGE))
    page = Math.max(0, Math.min(page, pages - 1))
    const end = all.length - page * PAGE
    const wanted = all.slice(Math.max(0, end - PAGE), end).reverse()
    const names = new Map(all.map(({ id, action }) => [id, action]))
    const keep = new Set(wanted)
    for (const [invocation, { row }] of rows) {
      if (keep.has(invocation)) continue
      row.remove()
      rows.delete(invocation)
    }
    for (const [i, invocation] of wanted.entries()) {
      const known = rows.get(invocation) ?? createRow(invocation, choose, names)
      rows.set(invocation, known)
      known.update(invocation === chosen)
      if (body.rows[i] !== known.row) body.insertBefore(known.row, body.rows[i] ?? null)
    }
    say(caption, `${count(all.length, 'invocation')}, the newest first. Choose one to see its details.`)
    pager.hidden = pages === 1
    newer.disabled = page === 0
    older.disabled = page === pages - 1
    say(place, `Page ${page + 1} of ${pages}`)
  }

  return { element, show }
}

interface Row {
  readonly row: HTMLTableRowElement
  update(chosen: boolean): void
}

function createRow(
  invocation: RecordedInvocation,
  choose: (invocation: RecordedInvocation, button: HTMLElement) => unknown,
  names: ReadonlyMap<number, string>,
): Row {
  const { id, action, parent, start } = invocation
  const button: HTMLElement = h(
    'button',
    { type: 'button', class: 'link', click: () => choose(invocation, button) },
    action,
  )
  const outcome = h('td', { class: 'nowrap' })
  const duration = h('td', { class: 'number' })
  const parties = h('td', { class: 'number wide' })
  const above = parent === undefined ? '' : `${names.get(parent) ?? 'invocation'} ${parent}`
  const row = h(
    'tr',
    {},
    ...[h('th', { scope: 'row' }, button), outcome, duration, h('td', { class: 'number' }, inTime(start))],
    ...[h('td', { class: 'number wide' }, String(id)), h('td', { class: 'wide' }, above), parties],
  )
  return {
    row,
    update(chosen) {
      outcome.dataset.outcome = invocation.outcome
      say(outcome, `${SIGNS[invocation.outcome]} ${invocation.outcome}`)
      say(duration, invocation.duration === undefined ? '' : inTime(invocation.duration))
      say(parties, String(invocation.parties.length))
      row.classList.toggle('chosen', chosen)
    },
  }
}
