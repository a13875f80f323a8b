// Draws what happened, the newest at the end, which is read out as it comes.
import { byId, h, icon } from '../dom.js'
import type { Happening, Shift } from '../shift.js'

/** How many rows are kept: who wants more has the timeline. */
const MOST = 200

export function drawActivity(shift: Shift): { render(): void } {
  const list = byId('happenings')
  const log = byId('log')
  log.tabIndex = 0 // it can be scrolled, so the keyboard has to get there
  let drawn = 0
  return {
    render() {
      if (drawn === shift.happenings.length) return
      const fresh = shift.happenings.slice(drawn)
      drawn = shift.happenings.length
      list.append(...fresh.map(row))
      while (list.childElementCount > MOST) list.firstElementChild?.remove()
      log.scrollTop = log.scrollHeight
      byId('activity-empty').hidden = true
    },
  }
}

function row({ kind, text, about, at }: Happening): HTMLElement {
  return h(
    'li',
    { class: 'happening', 'data-kind': kind },
    icon(kind),
    h('p', {}, about && h('strong', {}, `${about} `), text),
    h('time', { datetime: at.toISOString() }, at.toLocaleTimeString('en-GB')),
  )
}
