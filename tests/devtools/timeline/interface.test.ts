// Which controls and panels the timeline consists of, as text, element by element.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createInterface } from '../../../source/devtools/timeline/interface.js'
import type { RecordedInvocation } from '../../../source/devtools/types.js'
import { FakeElement, outline, withElements } from './elements.js'
import { invocationOf } from './tasks.js'

test('the interface has every control with its name, and every panel with its role', () => {
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

test('a press on a name in the table is reported as soon as a listener is set', () => {
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
