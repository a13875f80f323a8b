// Decides that the Performance panel of Chromium gets the entries: by a trace as the panel records it, over the DevTools Protocol.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { launchChromium } from '../../support/chromium.js'

interface TraceEvent {
  readonly name: string
  readonly cat: string
  readonly ph: string
  readonly ts: number
  readonly args: { readonly detail?: string }
}

const PAGE = `
  import { createActions } from './source/core/index.js'
  import { toPerformancePanel } from './source/devtools/index.js'

  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  globalThis.work = async () => {
    const actions = createActions()
    toPerformancePanel(actions)
    actions.registerAction('Mail', () => pause(2), { name: 'mail' })
    actions.registerAction('Print', async (payload, ctx) => { await pause(2); await ctx.invokeAction('Mail') }, { name: 'print' })
    actions.scope('crm').addListener('beforePrint', (payload, abort) => { if (payload.broken) abort('no paper') }, { name: 'check' })
    await actions.invokeAction('Print', {})
    await actions.invokeAction('Print', { broken: document }).catch(() => {})
    return performance.getEntriesByType('measure').length
  }
`

test('the trace has an entry for each run, nested by time, with its track, colour and tooltip', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'entracte-panel-'))
  const { outputFiles } = await build({
    stdin: { contents: PAGE, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'error',
  })
  const browser = await launchChromium(folder)
  try {
    const page = await browser.newPage()
    await page.addScriptTag({ content: String(outputFiles[0]?.text) })
    await browser.startTracing(page, { categories: ['blink.user_timing'] })
    const left = await page.evaluate('work()')
    const trace = JSON.parse(String(await browser.stopTracing())) as { traceEvents: TraceEvent[] }

    const begun = new Map<string, TraceEvent[]>()
    const entries = trace.traceEvents
      .filter(({ cat }) => cat === 'blink.user_timing')
      .sort((one, other) => one.ts - other.ts)
      .flatMap((event) => {
        // What takes less time than the clock of the page can tell has no begin and end, but one instant.
        if (event.ph === 'n') return [{ name: event.name, start: event.ts, end: event.ts, begin: event }]
        if (event.ph === 'b') begun.set(event.name, [...(begun.get(event.name) ?? []), event])
        const begin = event.ph === 'e' ? begun.get(event.name)?.shift() : undefined
        return begin === undefined ? [] : [{ name: event.name, start: begin.ts, end: event.ts, begin }]
      })
    const shown = entries.map(({ name, begin }) => {
      const { devtools } = JSON.parse(String(begin.args.detail))
      return [name, devtools.track, devtools.trackGroup, devtools.color, devtools.tooltipText]
    })
    const group = ['Print', 'entracte']
    assert.equal(
      shown.sort((one, other) => String(one).localeCompare(String(other))),
      [
        ['before check', ...group, 'secondary', 'before check'],
        ['before check', ...group, 'warning', 'before check: aborted'],
        ['core mail', ...group, 'primary', 'core mail'],
        ['core print', ...group, 'primary', 'core print'],
        ['Mail', ...group, 'primary-dark', 'Mail'],
        ['Print', ...group, 'primary-dark', 'Print'],
        ['Print', ...group, 'warning', 'Print: aborted by check (crm): no paper'],
      ],
    )
    const [print, core, mail, inner] = ['Print', 'core print', 'Mail', 'core mail'].map((name) =>
      entries.find((entry) => entry.name === name),
    )
    for (const [outer, inside] of [
      [print, core],
      [core, mail],
      [mail, inner],
    ]) {
      assert.ok(outer && inside && outer.start <= inside.start && inside.end <= outer.end, `${inside?.name}`)
    }
    assert.is(left, 0, 'the list of the page')
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test.run()
