// Draws the end of the shift, where the desk was.
import { byId, h } from '../dom.js'
import type { Shift } from '../shift.js'

/** Takes the place of the desk: nothing can be done there any more. The activity and the timeline stay. */
export function drawLeaving(shift: Shift): void {
  const again = h('button', { class: 'button primary', type: 'button' }, 'Log in again')
  again.addEventListener('click', () => location.reload())
  const title = h('h2', { id: 'left-title', tabindex: '-1' }, 'You are logged out')
  const { length } = shift.messages
  const done = `${shift.count('completed')} completed, ${shift.count('rejected')} rejected`
  const counts = `${done}, ${length} ${length === 1 ? 'message' : 'messages'} sent.`
  const left = h('section', { class: 'panel left', 'aria-labelledby': 'left-title' }, title, h('p', {}, counts), again)
  byId('desk').prepend(left)
  document.body.dataset.left = ''
  for (const panel of document.querySelectorAll<HTMLElement>('.queue, .task, .plugins')) panel.hidden = true
  byId('log-out').hidden = true
  title.focus()
}
