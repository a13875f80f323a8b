// The live part of "Coming from Flex": a program that runs on entracte/flex at the left, and on entracte at the right.

import { createActions } from 'entracte'
import { defineTimeline, record, type Timeline } from 'entracte/devtools'
import { createActions as createFlexActions } from 'entracte/flex'
import { define, h } from '../dom.js'
import type { Both, Run } from './both.js'
import * as bareOriginal from './programs/bare-original.js'
import * as brokenCheck from './programs/broken-check.js'
import * as replacements from './programs/replacements.js'
import * as twice from './programs/twice.js'
import * as veto from './programs/veto.js'

const PROGRAMS: Record<string, { run: Run }> = {
  'broken-check': brokenCheck,
  veto,
  replacements,
  'bare-original': bareOriginal,
  twice,
}

type Made = Both & Parameters<typeof record>[0] & NonNullable<Timeline['actions']>

/** One column: its actions are made anew for each run. */
interface Column {
  make(log: (text: string) => void): Made
  lines: HTMLElement
  timeline: HTMLElement & Timeline
}

defineTimeline()
define('entracte-flex', styles(), (root, host) => {
  const program = PROGRAMS[host.getAttribute('program') ?? '']
  if (!program) return
  const columns = [
    column('entracte/flex, as Flex behaves', () => createFlexActions() as unknown as Made),
    column(
      'entracte',
      (log) => createActions({ onListenerError: (error) => log(`reported: ${error}`) }) as unknown as Made,
    ),
  ]
  root.append(
    h('button', { className: 'main', onclick: runBoth }, 'Run it on both'),
    h('div', { className: 'columns' }, ...columns.map(({ section }) => section)),
  )
  const observer = new IntersectionObserver(([entry]) => {
    if (!entry?.isIntersecting) return
    observer.disconnect()
    void runBoth()
  })
  observer.observe(host)

  async function runBoth(): Promise<void> {
    for (const { parts } of columns) await runIn(parts, program as { run: Run })
  }
})

function column(title: string, make: Column['make']): { section: HTMLElement; parts: Column } {
  const lines = h('ol')
  const log = h('div', { role: 'log', ariaLabel: `What the program prints on ${title}` }, lines)
  const timeline = document.createElement('entracte-timeline') as HTMLElement & Timeline
  const section = h('section', { ariaLabel: title }, h('p', { className: 'title' }, title), log, timeline)
  return { section, parts: { make, lines, timeline } }
}

async function runIn({ make, lines, timeline }: Column, { run }: { run: Run }): Promise<void> {
  lines.replaceChildren()
  const print = (text: string, className = '') => lines.append(h('li', { className }, text))
  const actions = make((text) => print(text, 'error'))
  timeline.recording = record(actions, { capture: true })
  timeline.actions = actions
  // Flex only logs the failure of a listener.
  const { error } = console
  console.error = (thrown: unknown) => print(`logged: ${thrown}`, 'error')
  try {
    await run(actions, (...values) => print(values.map(String).join(' ')))
  } catch (thrown) {
    print(`rejected with ${thrown}`, 'error')
  } finally {
    console.error = error
  }
}

function styles(): string {
  return `
.columns { display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr); padding: 12px 0 24px }
section { border: 1px solid var(--site-line); border-radius: 8px; padding: 8px 12px 12px; min-width: 0 }
.title { margin: 0; font-weight: 600 }
ol { margin: 4px 0 12px; padding: 0; list-style: none; min-height: 5.4em; font: 14px/1.6 var(--vp-font-family-mono) }
li { white-space: pre-wrap; overflow-wrap: anywhere }
.error { color: var(--site-error) }
entracte-timeline { --timeline-height: 9rem }
@media (min-width: 860px) { .columns { grid-template-columns: 1fr 1fr } }
`
}
