// The playground: an editor, and beside it what the program shows and prints, and the timeline of its actions.

import styles from 'text:./style.css'
import prelude from 'text:./worker.ts'
import { defineTimeline, loadRecording, type Timeline } from 'entracte/devtools'
import { known, scriptOf } from 'modules'
import { define, h } from '../dom.js'
import { createEditor } from './editor.js'
import { EXAMPLES } from './examples.js'
import { fromHash, type Program, toHash } from './links.js'
import type { Line, Message, Recorded } from './messages.js'
import { needOf } from './needs.js'
import { createRunner } from './runner.js'
import { transpile } from './transpile.js'
import { createTypeHelp } from './types.js'

/** The highest drawing of a program that is shown whole, in pixels. */
const HIGHEST = 420

/** The most lines that are shown, whatever the program sends. */
const MOST_LINES = 1_100

defineTimeline()
define('entracte-playground', styles, (root, host) => {
  let program: Program = Object.values(EXAMPLES)[0] as Program
  let current = 0
  let recorded: Recorded[] = []
  let written: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  // ---- The parts

  const runButton = h('button', { className: 'main', onclick: run, title: 'Ctrl+Enter' }, 'Run')
  const stopButton = h('button', { onclick: stop, disabled: true }, 'Stop')
  const shareButton = h('button', { onclick: share }, 'Copy link')
  const helpButton = h(
    'button',
    { onclick: help, 'aria-pressed': 'false', title: 'Loads the compiler of TypeScript, about 1.5 MB, once' },
    'Type help (1.5 MB)',
  )
  const examples = h(
    'select',
    { 'aria-label': 'Examples', onchange: () => choose(examples.value) },
    h('option', { value: '' }, 'Examples …'),
    ...Object.keys(EXAMPLES).map((name) => h('option', { value: name }, name)),
  )
  const tabs = h('div', { className: 'tabs', role: 'tablist', 'aria-label': 'Files', onkeydown: moveTab })
  const panel = h('div', { className: 'editor', role: 'tabpanel', id: 'panel' })
  const state = h('p', { className: 'state', role: 'status' }, 'Ctrl+Enter runs the program.')
  const need = h('p', { className: 'need', hidden: true })
  const printed = h('ol')
  const output = h(
    'div',
    { className: 'lines', role: 'log', 'aria-label': 'What the program prints', tabIndex: 0 },
    printed,
  )
  const which = h('select', { 'aria-label': 'Recording', hidden: true, onchange: showRecording })
  const timeline = document.createElement('entracte-timeline') as HTMLElement & Timeline

  const editor = createEditor(root, change, run)
  const types = createTypeHelp(() => [program, current])
  const runner = createRunner(prelude, hear)
  panel.append(editor.view.dom)
  root.append(
    h('div', { className: 'bar' }, runButton, stopButton, shareButton, examples, helpButton),
    need,
    h(
      'div',
      { className: 'halves' },
      h('section', { 'aria-label': 'Program' }, tabs, panel),
      h('section', { 'aria-label': 'Console' }, state, runner.frame, output),
    ),
    h('section', { 'aria-label': 'Timeline', className: 'timeline' }, which, timeline),
  )
  const look = () => runner.look(document.documentElement.classList.contains('dark'))
  runner.frame.addEventListener('load', look)
  new MutationObserver(look).observe(document.documentElement, { attributeFilter: ['class'] })
  open(program)
  void readLink()
  addEventListener('hashchange', readLink)

  // ---- The program

  function open(other: Program): void {
    program = other.map(([name, code]) => [name, code])
    show(0)
    tellNeed()
  }

  function show(index: number): void {
    current = index
    tabs.replaceChildren(
      ...program.map(([name], i) =>
        h(
          'button',
          {
            role: 'tab',
            'aria-selected': String(i === index),
            'aria-controls': 'panel',
            tabIndex: i === index ? 0 : -1,
            onclick: () => show(i),
          },
          name,
        ),
      ),
    )
    tabs.hidden = program.length === 1
    const [name = '', code = ''] = program[index] ?? []
    editor.open(code, name.endsWith('x'))
  }

  function moveTab({ key }: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key]
    if (step === undefined) return
    show((current + step + program.length) % program.length)
    ;(tabs.children[current] as HTMLElement).focus()
  }

  function change(text: string): void {
    const file = program[current]
    if (!file || file[1] === text) return
    file[1] = text
    tellNeed()
    clearTimeout(timer)
    timer = setTimeout(writeLink, 400)
  }

  /** Says what the program needs that is not here. Returns whether there is something. */
  function tellNeed(): boolean {
    const text = needOf(program, (name) => known.includes(name) || name in scriptOf)
    need.hidden = text === undefined
    need.textContent = text ?? ''
    return text !== undefined
  }

  function choose(name: string): void {
    const chosen = EXAMPLES[name]
    if (!chosen) return
    open(chosen)
    void writeLink()
    void run()
  }

  /** Opens the program of the address, unless it is what the editor has. */
  async function readLink(): Promise<void> {
    const { hash } = location
    if (hash === written || !host.isConnected) return
    written = hash
    try {
      if (hash !== '') open(await fromHash(hash))
      // What cannot run is shown, and runs only when somebody wants to see it fail.
      if (!tellNeed()) return await run()
      stop()
      clear()
      say('Not run.')
    } catch (error) {
      say(`This link has no program that can be read: ${(error as Error).message}`)
    }
  }

  async function writeLink(): Promise<void> {
    const hash = await toHash(program)
    // The address may be that of another page of the site by now.
    if (!host.isConnected) return
    written = hash
    history.replaceState(history.state, '', written)
  }

  async function share(): Promise<void> {
    await writeLink()
    try {
      await navigator.clipboard.writeText(location.href)
      say('The link is in the clipboard. The program is in the link, and nowhere else.')
    } catch {
      say('The link is in the address bar. The program is in the link, and nowhere else.')
    }
  }

  // ---- Running

  async function run(): Promise<void> {
    clear()
    try {
      const files = transpile(program)
      say('Running …')
      stopButton.disabled = false
      await runner.run(files)
    } catch (error) {
      runner.stop()
      stopButton.disabled = true
      print([{ kind: 'error', text: String(error) }])
      say('The program could not be read.')
    }
  }

  function stop(): void {
    runner.stop()
    stopButton.disabled = true
    say('Stopped.')
  }

  function clear(): void {
    printed.replaceChildren()
    recorded = []
    runner.frame.hidden = true
    which.hidden = true
    timeline.recording = undefined
    timeline.actions = undefined
  }

  function hear(message: Message): void {
    if (message.type === 'lines') print(message.lines)
    if (message.type === 'recorded') {
      recorded = message.recorded
      offerRecordings()
    }
    if (message.type === 'shown') {
      runner.frame.hidden = message.height === 0
      runner.frame.height = String(Math.min(message.height, HIGHEST))
    }
    if (message.type === 'ended') say(`Ran for ${Math.ceil(message.milliseconds)} ms.`)
    if (message.type === 'stopped') {
      stopButton.disabled = true
      print([{ kind: 'error', text: message.text }])
      say('Stopped.')
    }
  }

  function print(lines: Line[]): void {
    const room = Math.max(MOST_LINES - printed.childElementCount, 0)
    printed.append(...lines.slice(0, room).map(({ kind, text }) => h('li', { className: kind }, text)))
    output.scrollTop = output.scrollHeight
  }

  function say(text: string): void {
    state.textContent = text
  }

  // ---- The timeline

  function offerRecordings(): void {
    const chosen = which.hidden ? recorded.length - 1 : Math.max(which.selectedIndex, 0)
    which.replaceChildren(
      ...recorded.map(({ recording: { invocations } }, i) =>
        h('option', {}, `Actions ${i + 1}: ${invocations.length} recorded`),
      ),
    )
    which.selectedIndex = chosen
    which.hidden = recorded.length < 2
    showRecording()
  }

  function showRecording(): void {
    const { recording, names, stacks, unregistered } = recorded[Math.max(which.selectedIndex, 0)] as Recorded
    timeline.recording = loadRecording(recording)
    timeline.actions = {
      actionNames: () => names,
      explain: ((name?: string) => (name === undefined ? unregistered : stacks[name])) as NonNullable<
        Timeline['actions']
      >['explain'],
    }
  }

  // ---- Types

  async function help(): Promise<void> {
    const on = helpButton.getAttribute('aria-pressed') !== 'true'
    helpButton.setAttribute('aria-pressed', String(on))
    if (!on) return editor.help([])
    say('Loading the compiler …')
    try {
      editor.help(await types())
      say('Names are completed while you type. Point at a name, or press Ctrl+Space.')
    } catch (error) {
      helpButton.setAttribute('aria-pressed', 'false')
      say(`The compiler could not be loaded: ${(error as Error).message}`)
    }
  }
})
