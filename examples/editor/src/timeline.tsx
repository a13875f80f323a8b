// Shows what ran, while the editor is developed.

import { defineTimeline, record, type TimelineElement } from 'entracte/devtools'
import type { DetailedHTMLProps, HTMLAttributes, ReactElement } from 'react'
import type { Workspace } from './workspace.js'
import './timeline.css'

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'entracte-timeline': DetailedHTMLProps<HTMLAttributes<TimelineElement>, TimelineElement> &
        Partial<Pick<TimelineElement, 'recording' | 'actions'>>
    }
  }
}

/** Begins to record, and returns the element that draws the recording. */
export function openTimeline({ actions, plugins }: Pick<Workspace, 'actions' | 'plugins'>): ReactElement {
  defineTimeline()
  const recording = record(actions, { capture: true })
  const refreshStack = (element: TimelineElement) => {
    const undo = plugins.map(({ state }) => state.subscribe(() => Object.assign(element, { actions })))
    return () => undo.forEach((each) => void each())
  }
  return (
    <section className="timeline" aria-label="Timeline">
      <entracte-timeline ref={refreshStack} recording={recording} />
    </section>
  )
}
