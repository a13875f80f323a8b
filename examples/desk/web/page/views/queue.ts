// Draws the queue: one row per task, of which the arrow keys choose one.
import { byId, h, icon, setAttribute, setText } from '../dom.js'
import type { Outcome } from '../outcomes.js'
import type { Shift, Status, Work } from '../shift.js'

const labels: Record<Status, string> = {
  offered: 'Waiting',
  accepted: 'Active',
  held: 'On hold',
  wrapping: 'Wrap-up',
  completed: 'Completed',
  rejected: 'Rejected',
}

/** What is said instead when the last action on it did not come off. */
const troubles: Partial<Record<Outcome['kind'], string>> = {
  aborted: 'Aborted',
  failed: 'Failed',
  'timed-out': 'Timed out',
}

interface Row {
  element: HTMLElement
  badge: HTMLElement
}

export function drawQueue(shift: Shift, isPending: (work: Work) => boolean): { render(): void; focus(): void } {
  const list = byId('tasks')
  const rows = new Map<Work, Row>()

  list.addEventListener('click', ({ target }) => {
    const work = workOf(target)
    if (work) choose(work)
  })
  list.addEventListener('keydown', (event) => {
    const works = [...shift.works.values()]
    const at = shift.selected ? works.indexOf(shift.selected) : -1
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: works.length - 1 }[event.key]
    const work = to === undefined ? undefined : works[to]
    if (work === undefined) return
    event.preventDefault()
    choose(work)
    focus()
  })

  function workOf(target: EventTarget | null): Work | undefined {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-sid]') : null
    return shift.works.get(row?.dataset.sid ?? '')
  }

  function choose(work: Work): void {
    shift.select(work)
    render()
  }

  function focus(): void {
    const row = shift.selected && rows.get(shift.selected)
    row?.element.focus()
    row?.element.scrollIntoView({ block: 'nearest' })
  }

  function render(): void {
    for (const work of shift.works.values()) {
      const row = rows.get(work) ?? add(work)
      const status = shift.statusOf(work)
      const selected = work === shift.selected
      setAttribute(row.element, 'aria-selected', String(selected))
      setAttribute(row.element, 'tabindex', selected ? '0' : '-1')
      setAttribute(row.element, 'data-status', status)
      setAttribute(row.badge, 'data-state', isPending(work) ? 'pending' : work.outcome?.kind)
      const trouble = work.outcome && troubles[work.outcome.kind]
      setText(row.badge, isPending(work) ? 'Working…' : (trouble ?? labels[status]))
    }
    const waiting = shift.count('offered')
    setText(byId('queue-hint'), shift.works.size === 0 ? '' : `${waiting} waiting of ${shift.works.size}`)
    const empty = byId('queue-empty')
    setText(empty, about(shift))
    empty.hidden = empty.textContent === ''
  }

  function add(work: Work): Row {
    const { task } = work
    const badge = h('span', { class: 'badge' })
    const element = h(
      'div',
      { class: 'row', role: 'option', 'data-sid': task.sid },
      h('span', { class: 'channel', title: task.taskChannelUniqueName }, icon(task.taskChannelUniqueName)),
      h('span', { class: 'unseen' }, `${task.taskChannelUniqueName}: `),
      h('span', { class: 'who' }, task.attributes.name),
      badge,
      h('span', { class: 'what' }, task.attributes.subject),
    )
    const row = { element, badge }
    rows.set(work, row)
    list.append(element)
    return row
  }

  return { render, focus }
}

/** What is to be said where there are no rows, or below the last. */
function about({ stream, works }: Shift): string {
  if (typeof stream === 'object')
    return `The stream of tasks broke off: ${stream.broken}. Reload the page to try again.`
  if (stream === 'over') return works.size === 0 ? 'There are no tasks today.' : 'That was the last task.'
  return works.size === 0 ? 'Waiting for the first task…' : ''
}
