// Runs the program inside a worker of the sandboxed frame: it has the library, a console, perhaps a document, and nothing else of the page.

import type { Actions } from 'entracte'
import type { Recording } from 'entracte/devtools'
import { format, type InspectOptions, inspect } from 'node-inspect-extracted'
import type { Drawing, Happening, Line, Message, Recorded } from './messages.js'
import { tableOf } from './table.js'

/** The most lines, characters of a line, and characters of all lines that are sent. */
const MOST_LINES = 1_000
const LONGEST_LINE = 5_000
const MOST_CHARACTERS = 200_000

/** So many lines are sent one by one. More of them are sent together, up to 50 ms later. */
const SENT_AT_ONCE = 100

/** The name of the document among the modules. */
const PAGE = '#page'

/** The most invocations of which the page is told. */
const MOST_INVOCATIONS = 200

type Modules = Record<string, Record<string, unknown>>
type Factory = (require: (name: string) => unknown, exports: object, module: Module) => unknown

/** What a file knows of itself. transpile.ts makes `module.meta` of `import.meta`. */
interface Module {
  exports: object
  meta: { url: string }
}

const { postMessage: send, performance, setInterval, setTimeout } = globalThis
const tell = (message: Message) => send(message)
const { entracteLibrary, entractePackages = {} } = globalThis as unknown as {
  entracteLibrary: () => Modules
  entractePackages?: Record<string, (library: Modules) => Modules>
}
const modules: Modules = entracteLibrary()
for (const make of Object.values(entractePackages)) Object.assign(modules, make(modules))
const page = takePage()

// Calls of what is imported are written with `call`, which functions of arktype lack.
for (const value of Object.values(modules.arktype ?? {})) {
  if (typeof value === 'function' && value.call === undefined)
    Object.defineProperty(value, 'call', { value: Function.prototype.call })
}
const began = performance.now()

// ---- The console

const lines: Line[] = []
let lineCount = 0
let characters = 0
let flushed = 0
let indent = ''

function print(kind: Line['kind'], text: string): void {
  for (const unindented of withNames(text).split('\n')) {
    const line = indent + unindented
    lineCount += 1
    characters += Math.min(line.length, LONGEST_LINE)
    if (lineCount > MOST_LINES || characters > MOST_CHARACTERS) {
      if (lineCount - 1 <= MOST_LINES) lines.push({ kind: 'note', text: 'The program prints more than is shown here.' })
      lineCount = Number.POSITIVE_INFINITY
      flush()
      return
    }
    lines.push({ kind, text: line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)} …` : line })
  }
  // A program that never waits is heard, too; of one that begins an endless loop, all that it has printed before.
  if (lineCount <= SENT_AT_ONCE || performance.now() - flushed > 50) flush()
}

function flush(): void {
  flushed = performance.now()
  if (lines.length > 0) tell({ type: 'lines', lines: lines.splice(0) })
}

const printer =
  (kind: Line['kind']) =>
  (...values: unknown[]) => {
    if (lineCount <= MOST_LINES) print(kind, format(...values))
  }
const log = printer('log')
const group = (...values: unknown[]) => {
  if (values.length > 0) log(...values)
  indent += '  '
}
const counts = new Map<string, number>()
const timers = new Map<string, number>()
const tellTime = (label = 'default', ...values: unknown[]) => {
  const start = timers.get(label)
  if (start !== undefined) log(`${label}: ${(performance.now() - start).toFixed(1)}ms`, ...values)
}
Object.assign(console, {
  log,
  info: log,
  debug: log,
  dir: (value: unknown, options?: InspectOptions) => log(inspect(value, { customInspect: false, ...options })),
  warn: printer('warn'),
  error: printer('error'),
  trace: printer('error'),
  assert: (holds: unknown, ...values: unknown[]) => holds || printer('error')('Assertion failed:', ...values),
  table: (rows: unknown, columns?: string[]) => log(tableOf(rows, columns) ?? rows),
  group,
  groupCollapsed: group,
  groupEnd() {
    indent = indent.slice(2)
  },
  count(label = 'default') {
    counts.set(label, (counts.get(label) ?? 0) + 1)
    log(`${label}: ${counts.get(label)}`)
  },
  countReset: (label = 'default') => void counts.delete(label),
  time: (label = 'default') => void timers.set(label, performance.now()),
  timeLog: tellTime,
  timeEnd(label = 'default') {
    tellTime(label)
    timers.delete(label)
  },
})

/** The address of each script, and the name of its file. */
const names = new Map<string, string>()

/** Gives the scripts in a stack the names of their files, and leaves out the lines of the library. */
function withNames(text: string): string {
  if (!text.includes('blob:')) return text
  return text
    .split('\n')
    .map((line) => line.replace(/blob:[^\s:)]+/g, (address) => names.get(address) ?? address))
    .filter((line) => !/^\s+at .*blob:/.test(line))
    .join('\n')
}

addEventListener('unhandledrejection', (event) => {
  event.preventDefault()
  print('error', format('Unhandled rejection:', event.reason))
})
addEventListener('error', (event) => {
  event.preventDefault()
  print('error', format('Uncaught', event.error ?? event.message))
})

// ---- The recordings

const recordings: { actions: Pick<Actions, 'actionNames' | 'explain'>; recording: Recording }[] = []
let changed = false

/** Records what `make` makes, from the beginning. */
function recorded<Make extends (...values: never[]) => unknown>(make: Make): Make {
  return ((...values: never[]) => watch(make(...values))) as Make
}

function watch<A>(actions: A): A {
  const record = modules['entracte/devtools']?.record as typeof import('entracte/devtools').record
  const recording = record(actions as Actions, { limit: MOST_INVOCATIONS, capture: true })
  recording.subscribe(() => {
    changed = true
  })
  recordings.push({ actions: actions as Actions, recording })
  return actions
}

function tellRecordings(): void {
  if (!changed) return
  changed = false
  const all = recordings.filter(({ recording }) => recording.invocations.length > 0)
  tell({ type: 'recorded', recorded: all.slice(-20).map(readRecording) })
}

function readRecording({ actions, recording }: (typeof recordings)[number]): Recorded {
  const unregistered = actions.explain()
  const names = actions.actionNames?.() ?? []
  const all = [...names, ...unregistered.map(({ action }) => action)]
  return {
    recording: recording.toJSON(),
    names,
    unregistered,
    stacks: Object.fromEntries(all.map((name) => [name, actions.explain(name)])),
  }
}

// ---- The document

interface Page {
  draw(): Drawing | undefined
  happen(happening: Happening): void
}

/** Returns the document that came with React, which is no module for programs. */
function takePage(): Page | undefined {
  const page = modules[PAGE] as Page | undefined
  delete modules[PAGE]
  return page
}

function draw(): void {
  const drawing = page?.draw()
  if (drawing) tell({ type: 'drawn', drawing })
}

if (page) {
  addEventListener('message', ({ data }: MessageEvent<Happening>) => {
    page.happen(data)
    // React has rendered by then.
    setTimeout(draw, 0)
  })
}

// ---- The modules

const watched: Modules = {
  ...modules,
  entracte: { ...modules.entracte, createActions: recorded(modules.entracte?.createActions as () => unknown) },
}
if (modules['entracte/flex']) {
  const { createActions, ...flex } = modules['entracte/flex']
  watched['entracte/flex'] = {
    ...flex,
    createActions: recorded(createActions as () => unknown),
    get Actions() {
      if (!recordings.some(({ actions }) => actions === flex.Actions)) watch(flex.Actions)
      return flex.Actions
    },
  }
}

const factories: Record<string, Factory> = {}
const loaded: Record<string, object> = {}

function load(name: string): unknown {
  const known = watched[name]
  if (known) return { __esModule: true, ...known }
  const [path = '', query = ''] = name.replace(/^\.\//, '').split('?')
  const base = path.replace(/\.[jt]sx?$/, '')
  const file = `${base}.ts` in factories ? `${base}.ts` : `${base}.tsx`
  const factory = factories[file]
  // As for modules: another query is another module.
  const key = `${file}?${query}`
  if (loaded[key]) return loaded[key]
  if (!factory)
    throw new Error(
      `There is no module "${name}" here: import ${Object.keys(watched).join(', ')}, or a file of this program`,
    )
  const module = moduleOf(file)
  loaded[key] = module.exports
  factory(load, module.exports, module)
  return module.exports
}

const moduleOf = (file: string): Module => ({ exports: {}, meta: { url: `file:///${file}` } })

/** Keeps a file that the program can import. The script of the file calls this. */
function add(file: string, factory: Factory): void {
  factories[file] = factory
}

declare function importScripts(address: string): void

let isBroken = false

/** Loads the script of a file that the program can import. The script of the first file calls this. */
function read(address: string, file: string): void {
  names.set(address, file)
  try {
    importScripts(address)
  } catch (error) {
    isBroken = true
    // The message says which function has failed to load it, too; the stack does not.
    const [said = ''] = String((error as Error).stack).split('\n')
    tell({ type: 'stopped', text: `The program could not run: ${said} (${file})` })
  }
}

/** Runs the program. The script of its first file calls this. */
async function run(main: Factory): Promise<void> {
  if (isBroken) return
  tell({ type: 'alive' })
  setInterval(() => tell({ type: 'alive' }), 250)
  setInterval(flush, 50)
  setInterval(tellRecordings, 100)
  if (page) setInterval(draw, 50)
  try {
    const module = moduleOf(names.get(location.href) ?? '')
    await main(load, module.exports, module)
  } catch (error) {
    print('error', format('Uncaught', error))
  }
  // What the program has not waited for may print in this turn of the loop.
  await new Promise((resolve) => setTimeout(resolve, 0))
  flush()
  draw()
  tellRecordings()
  tell({ type: 'ended', milliseconds: performance.now() - began })
}

// The program cannot speak to the page.
Object.assign(globalThis, { playground: { add, read, run, names }, postMessage: undefined, close: undefined })
