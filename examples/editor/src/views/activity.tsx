// What happened, the newest first.

import type { Activity, Happening } from '../activity.js'
import { useValue } from '../value.js'

const SIGNS = { done: '✓', aborted: '⊘', failed: '✗' } as const satisfies Record<Happening['kind'], string>

const TIME = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hourCycle: 'h23' })

export function ActivityPanel({ activity }: { activity: Activity }) {
  const happenings = useValue(activity.happenings)
  return (
    <section className="panel" aria-labelledby="activity">
      <h2 id="activity">Activity</h2>
      {happenings.length === 0 ? (
        <p className="empty">Nothing has happened yet.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keyboard
        <ol className="log" role="log" aria-labelledby="activity" tabIndex={0}>
          {happenings.map(({ id, kind, text, time }) => (
            <li key={id} className="happening" data-kind={kind}>
              <span aria-hidden="true">{SIGNS[kind]}</span>
              <p>{text}</p>
              <time>{TIME.format(time)}</time>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
