// Builds the content of the element: its controls, its three views and the panel of details, all of them empty.

import type { Outcome, RecordedInvocation } from '../types.js'
import { h, swatch } from './dom.js'
import { OUTCOMES } from './filters.js'
import { createTable } from './table.js'
import type { TimelineView } from './types.js'
import { KINDS, SIGNS } from './words.js'

/** The keys of the chart, as a screen reader reads them. */
const KEYS =
  'Left and right arrow: earlier and later. Up and down arrow: outside and inside. Enter: details. Plus, minus and zero: zoom.'

const VIEWS: Readonly<Record<TimelineView, string>> = { chart: 'Chart', table: 'Table', stack: 'Stack' }

/** Makes the elements inside the timeline, and returns them by name. */
export function createInterface() {
  const button = (text: string, attributes = {}) => h('button', { type: 'button', ...attributes }, text)
  const icon = (sign: string, label: string) => button(sign, { class: 'icon', 'aria-label': label, title: label })
  const radio = (view: TimelineView) => h('input', { type: 'radio', name: 'view', value: view })
  const views = { chart: radio('chart'), table: radio('table'), stack: radio('stack') }
  const state = h('span', { class: 'state' })
  const pause = button('Pause')
  const [zoomOut, zoomIn] = [icon('−', 'Zoom out'), icon('+', 'Zoom in')]
  const fit = button('Fit')
  const follow = button('Follow', { 'aria-label': 'Follow live' })
  follow.append(h('span', { class: 'wide' }, '\u00a0live'))
  const zooms = h('div', { class: 'group', role: 'group', 'aria-label': 'Zoom' }, zoomOut, zoomIn, fit, follow)
  const top = h(
    'div',
    { class: 'bar top' },
    h(
      'fieldset',
      { class: 'view', 'aria-label': 'View' },
      ...Object.entries(views).map(([view, input]) =>
        h('label', {}, input, h('span', {}, VIEWS[view as TimelineView])),
      ),
    ),
    h('div', { class: 'group' }, state),
    pause,
    h('span', { class: 'spring' }),
    zooms,
  )

  const action = h('select')
  const scope = h('select')
  const chips = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, h('i')])) as Record<Outcome, HTMLElement>
  const tally = h('span', { class: 'tally' })
  const filters = h(
    'div',
    { class: 'bar', role: 'group', 'aria-label': 'Filters' },
    h('label', { class: 'field' }, 'Action', action),
    h('label', { class: 'field' }, 'Scope', scope),
    h(
      'fieldset',
      { class: 'chips', 'aria-label': 'Outcomes' },
      ...OUTCOMES.map((outcome) =>
        h(
          'label',
          { class: 'chip' },
          h('input', { type: 'checkbox', value: outcome, checked: true }),
          h('b', { 'data-outcome': outcome, 'aria-hidden': 'true' }, SIGNS[outcome]),
          outcome,
          chips[outcome],
        ),
      ),
    ),
    h('span', { class: 'spring' }),
    tally,
  )
  const noticed = h('span')
  const back = button('Back to the recording')
  const notice = h('div', { class: 'notice', role: 'status', hidden: true }, noticed, back)

  const canvas = h('canvas', { 'aria-hidden': 'true' })
  const cursor: HTMLElement = h('div', { class: 'cursor away', role: 'treeitem', tabindex: 0 })
  const tree = h(
    'div',
    { role: 'tree', 'aria-label': 'Flame chart of invocations', 'aria-describedby': 'keys', hidden: true },
    cursor,
  )
  const keys = h('span', { id: 'keys', hidden: true }, KEYS)
  const surface = h('div', { class: 'surface' }, canvas, tree, keys)
  const spacer = h('div')
  const scroller = h('div', { class: 'scroller' }, surface, spacer)
  const empty = h('div', { class: 'empty' }, h('b'), h('span'))
  const tip = h('div', { class: 'tip', hidden: true, 'aria-hidden': 'true' })
  const chart = h('div', {}, scroller, empty, tip)

  const listeners: { choose?: (invocation: RecordedInvocation, opener: HTMLElement) => unknown } = {}
  const table = Object.assign(
    listeners,
    createTable((invocation, opener) => listeners.choose?.(invocation, opener)),
  )
  const explained = h('select')
  const hint = h('p', { class: 'hint' })
  const drawing = h('div')
  const stack = h(
    'div',
    { class: 'picture', role: 'region', 'aria-label': 'Stack of an action', tabindex: 0 },
    h('p', { class: 'hint' }, h('label', { class: 'field' }, 'Action', explained)),
    hint,
    drawing,
  )
  const panels: Record<TimelineView, HTMLElement> = { chart, table: table.element, stack }
  const stage = Object.assign(h('div', { class: 'stage' }, chart, table.element, stack), { panels })
  const details = h('section', { class: 'details', 'aria-label': 'Details', hidden: true })
  const body = h('div', { class: 'body' }, stage, details)

  const clear = button('Clear')
  const save = button('Save', { title: 'Save as JSON, to be opened here again' })
  const trace = button('Save trace', { title: 'Save as a trace-event file, for Perfetto' })
  const open = button('Open…', { title: 'Open a saved recording' })
  const file = h('input', {
    type: 'file',
    accept: '.json,application/json',
    'aria-label': 'Saved recording',
    hidden: true,
  })
  const legend = h(
    'div',
    { class: 'legend' },
    ...Object.entries(KINDS).map(([kind, name]) => h('span', {}, swatch(kind), name)),
  )
  const foot = h(
    'div',
    { class: 'bar foot' },
    legend,
    h('span', { class: 'spring' }),
    h('div', { class: 'group', role: 'group', 'aria-label': 'Recording' }, clear, save, trace, open, file),
  )
  const status = h('div', { class: 'unseen', role: 'status' })
  const page = h('span', { class: 'probe', 'aria-hidden': 'true' })
  const probe = h('span', { class: 'probe', 'aria-hidden': 'true' })
  const frame = h('div', { class: 'frame' }, probe, top, filters, notice, body, foot, status)

  return {
    ...{
      page,
      probe,
      frame,
      views,
      state,
      pause,
      zoomIn,
      zoomOut,
      fit,
      follow,
      zooms,
      filters,
      action,
      scope,
      chips,
      tally,
    },
    ...{
      notice,
      noticed,
      back,
      canvas,
      cursor,
      tree,
      surface,
      spacer,
      scroller,
      empty,
      tip,
      table,
      explained,
      hint,
      drawing,
    },
    ...{ stage, details, body, clear, save, trace, open, file, legend, status },
  }
}
