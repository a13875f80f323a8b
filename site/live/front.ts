// The live part of the first page: a stack that runs, with a switch for each plugin, and the timeline under it.

import { type Actions, createActions, type ObservedParty, type Scope, type StackEntry } from 'entracte'
import { defineTimeline, record, type Timeline } from 'entracte/devtools'
import { define, h } from './dom.js'

interface Editor {
  SaveDocument(document: { file: string; text: string }): string
}

interface Plugin {
  /** The name of its scope. */
  name: string
  does: string
  /** Whether it is on at the beginning. */
  on?: true
  attach(plugin: Scope<Editor>): void
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

const PLUGINS: Plugin[] = [
  {
    name: 'counter',
    does: 'listens before and after',
    on: true,
    attach(plugin) {
      plugin.addListener('beforeSaveDocument', async function count() {
        await sleep(120)
      })
      plugin.addListener('afterSaveDocument', async function tell() {
        await sleep(80)
      })
    },
  },
  {
    name: 'tidy',
    does: 'replaces, and calls the original',
    on: true,
    attach(plugin) {
      plugin.replaceAction('SaveDocument', function trim(document, original) {
        return original({ ...document, text: document.text.trim() })
      })
    },
  },
  {
    name: 'checks',
    does: 'vetoes a text with “secret” in it',
    on: true,
    attach(plugin) {
      plugin.addListener('beforeSaveDocument', function noSecrets({ text }, abort) {
        if (/secret/i.test(text)) abort('it has a secret in it')
      })
    },
  },
  {
    name: 'cloud',
    does: 'is slow: it needs 900 ms',
    attach(plugin) {
      plugin.addListener('beforeSaveDocument', async function askTheServer() {
        await sleep(900)
      })
    },
  },
  {
    name: 'broken',
    does: 'is broken: it throws',
    attach(plugin) {
      plugin.addListener('beforeSaveDocument', function checkRights() {
        throw new TypeError('rights is undefined')
      })
    },
  },
]

/** What is shown of a state: a sign, and for screen readers a word. */
const SIGNS: Record<string, string> = { running: '…', done: '✓', aborted: '⊘', failed: '✗', skipped: '–' }
const WORDS: Record<string, string> = {
  running: 'running',
  done: 'done',
  aborted: 'aborted',
  failed: 'failed',
  skipped: 'did not run',
}

defineTimeline()
define('entracte-front', styles(), (root) => {
  const actions: Actions<Editor> = createActions<Editor>()
  actions.registerAction('SaveDocument', async function save({ file, text }) {
    await sleep(250)
    return `saved ${file} with ${text.length} characters`
  })

  const attached = new Map<Plugin, Scope<Editor>>()
  const switches = PLUGINS.map((plugin) =>
    h(
      'li',
      {},
      h(
        'button',
        {
          role: 'switch',
          'aria-checked': 'false',
          onclick: ({ currentTarget }: Event) => toggle(plugin, currentTarget as HTMLElement),
        },
        h('span', { className: 'knob', ariaHidden: 'true' }),
        h('span', {}, h('strong', {}, plugin.name), ` ${plugin.does}`),
      ),
    ),
  )
  const text = h('input', { type: 'text', value: '  Buy a cake.  ', id: 'text', maxLength: 200 })
  const form = h(
    'form',
    { onsubmit: save },
    h('label', { htmlFor: 'text' }, 'The document'),
    h('div', { className: 'field' }, text, h('button', { className: 'main' }, 'Save')),
  )
  const stack = h('ol', { className: 'stack', ariaLabel: 'The stack of SaveDocument, outermost first' })
  const outcome = h('p', { className: 'outcome', role: 'status' }, '')
  const timeline = document.createElement('entracte-timeline') as HTMLElement & Timeline
  timeline.recording = record(actions, { limit: 50, capture: true })
  timeline.actions = actions
  root.append(
    h(
      'div',
      { className: 'halves' },
      h(
        'section',
        { ariaLabel: 'Plugins' },
        form,
        h('ul', { className: 'plugins', ariaLabel: 'Plugins' }, ...switches),
      ),
      h(
        'section',
        { ariaLabel: 'The action' },
        h('code', { className: 'call' }, "invokeAction('SaveDocument', …)"),
        stack,
        outcome,
      ),
    ),
    timeline,
  )

  let rows: { entry: StackEntry; row: HTMLElement }[] = []
  actions.observe({
    start: (info) => mark(info, 'running'),
    end: (info) => mark(info, info.aborted ? 'aborted' : info.error === undefined ? 'done' : 'failed'),
  })
  for (const [i, plugin] of PLUGINS.entries())
    if (plugin.on) toggle(plugin, switches[i]?.firstElementChild as HTMLElement)
  draw()
  void run()

  function toggle(plugin: Plugin, button: HTMLElement): void {
    const scope = attached.get(plugin)
    if (scope) {
      scope.dispose()
      attached.delete(plugin)
    } else {
      const scope = actions.scope(plugin.name)
      plugin.attach(scope)
      attached.set(plugin, scope)
    }
    button.setAttribute('aria-checked', String(!scope))
    timeline.actions = actions
    draw()
  }

  /** Draws the stack as `explain` gives it. */
  function draw(): void {
    rows = actions.explain('SaveDocument').map((entry) => ({
      entry,
      row: h(
        'li',
        { className: entry.kind },
        h('span', { className: 'kind' }, entry.kind),
        h('span', { className: 'name' }, entry.name ?? '(anonymous)'),
        h('span', { className: 'scope' }, entry.scope ?? 'the application'),
        h('span', { className: 'sign' }),
      ),
    }))
    stack.replaceChildren(...rows.map(({ row }) => row))
  }

  function mark({ kind, name, scope }: ObservedParty, state: string): void {
    const row = rows.find(({ entry }) => entry.kind === kind && entry.name === name && entry.scope === scope)?.row
    if (row) show(row, state)
  }

  function save(event: Event): void {
    event.preventDefault()
    void run()
  }

  async function run(): Promise<void> {
    for (const { row } of rows) show(row, '')
    say('running', 'Saving …')
    const settled = await actions.settleAction('SaveDocument', { file: 'notes.md', text: text.value })
    for (const { row } of rows) if (!row.dataset.state) show(row, 'skipped')
    if (settled.status === 'done') say('done', settled.result)
    else if (settled.status === 'aborted')
      say('aborted', `aborted by ${settled.by?.name} of ${settled.by?.scope}: ${settled.reason}`)
    else if (settled.status === 'failed')
      say('failed', `failed in ${settled.by?.name} of ${settled.by?.scope}: ${settled.error}`)
  }

  function say(state: string, text: string): void {
    outcome.dataset.state = state
    outcome.textContent = text
  }
})

function show(row: HTMLElement, state: string): void {
  row.dataset.state = state
  const sign = row.querySelector('.sign') as HTMLElement
  sign.replaceChildren(
    h('span', { ariaHidden: 'true' }, SIGNS[state] ?? ''),
    h('span', { className: 'hidden' }, WORDS[state] ?? ''),
  )
}

function styles(): string {
  return `
:host { padding-bottom: 48px }
.halves { display: grid; gap: 24px; grid-template-columns: minmax(0, 1fr); padding-bottom: 24px }
label { display: block; font-weight: 600; padding-bottom: 4px }
.field { display: flex; gap: 8px }
.field input { flex: 1; min-width: 0; font-family: var(--vp-font-family-mono); white-space: pre }
ul, ol { margin: 0; padding: 0; list-style: none }
.plugins { padding-top: 12px; display: grid; gap: 6px }
[role=switch] { display: flex; gap: 12px; align-items: center; width: 100%; text-align: start; min-height: 0; padding: 6px 12px; line-height: 1.35; font-size: 15px }
.knob { flex: none; width: 40px; height: 22px; border-radius: 11px; border: 1px solid var(--site-line); background: var(--vp-c-bg-soft); padding: 2px }
.knob::before { content: ''; display: block; width: 16px; height: 16px; border-radius: 8px; background: var(--site-line); transition: translate .15s }
[aria-checked=true] .knob { background: var(--vp-c-brand-3); border-color: var(--vp-c-brand-3) }
[aria-checked=true] .knob::before { background: #fff; translate: 18px }
.call { display: block; padding-bottom: 8px; font: 14px/1.6 var(--vp-font-family-mono); color: var(--vp-c-text-2) }
.stack li {
  display: grid; grid-template-columns: 7.5em 1fr auto 1.2em; gap: 8px; align-items: baseline; padding: 6px 12px; margin-bottom: 4px;
  border: 1px solid var(--site-line); border-inline-start-width: 4px; border-radius: 6px; background: var(--vp-c-bg); transition: background .2s
}
.stack .replacement { margin-inline-start: 16px }
.stack .core { margin-inline-start: 32px }
.kind, .scope { font-size: 13px; color: var(--vp-c-text-2) }
.name { font: 14px/1.4 var(--vp-font-family-mono); overflow-wrap: anywhere }
.sign { text-align: center; font-weight: 700 }
.stack [data-state=running] { border-color: var(--vp-c-brand-1); background: var(--vp-c-brand-soft) }
.stack [data-state=done] { border-inline-start-color: var(--site-done) }
[data-state=done] .sign { color: var(--site-done) }
.stack [data-state=aborted], .stack [data-state=failed] { border-color: var(--site-error) }
[data-state=aborted] .sign, [data-state=failed] .sign { color: var(--site-error) }
.stack [data-state=skipped] { border-style: dashed }
.outcome { margin: 12px 0 0; min-height: 3em; font-weight: 600 }
.outcome[data-state=done] { color: var(--site-done) }
.outcome[data-state=aborted], .outcome[data-state=failed] { color: var(--site-error) }
entracte-timeline { --timeline-height: 18rem }
@media (max-width: 480px) { .stack li { grid-template-columns: 6em 1fr 1.2em } .scope { grid-row: 2; grid-column: 2 } }
@media (min-width: 860px) { .halves { grid-template-columns: 2fr 3fr } }
@media (prefers-reduced-motion: reduce) { * { transition: none !important } }
`
}
