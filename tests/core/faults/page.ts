// Writes docs/faults.md from the cells.

import { type Cell, type Fault, KINDS, type Kind, NONE, PARTIES, partiesOf } from './kinds.js'
import { FAILS, undisturbed } from './outcomes.js'
import { FAULTS } from './table.js'

export const TITLES: Record<Kind, string> = {
  core: 'a core',
  payloadUpdate: 'a payload update',
  before: 'a before-listener',
  replacement: 'a replacement',
  middleware: 'middleware',
  after: 'an after-listener',
  error: 'an error-listener',
  onListenerError: 'an `onListenerError`',
  observer: 'an observer',
}

/** Stands for INNER where a text is about middleware and replacements at once. */
const INNER = '`next()` or `original()`'

const INTRO = `# Faults

<!-- Written by tests/core/faults/faults.test.ts, not by hand: UPDATE=1 npm test -- faults -->

These tables say what happens to an invocation when one of its functions misbehaves: every kind of function, every misbehaviour.
The first column of a row lists misbehaviours that lead to the same. The others say what \`invokeAction\` does, which functions
run, and what \`onListenerError\` receives, with the \`event\` in brackets where there is one. "It" is the function at fault, or
the error that this function fails with: always the very object. "Later" functions come after it in the
[stack](guide.md#the-stack). "–" means that such a function cannot do this.

This page is written from the cells in \`tests/core/faults/\`, and the tests try every cell. The function at fault is the second of
three of its kind. Around it are three functions of every other kind, a core and a payload update. Each cell is tried again with
asynchronous functions around it, with observers, under a signal, without middleware and replacements, and with no function around it
that is not needed. The tests compare the whole outcome: also the order in which the functions ran, and that outer functions catch
the error that \`invokeAction\` then rejects with. No cell leaves an \`unhandledRejection\` or an \`uncaughtException\` behind.

In these tables no function handles a failure. Where outer middleware or an outer replacement does, the invocation goes on as that
function says.

**Fails** means each of these, which lead to the same everywhere:
`

const SECTIONS: Record<Kind, { title: string; remark?: string }> = {
  core: { title: 'Core' },
  payloadUpdate: { title: 'Payload update' },
  before: { title: 'Before-listener' },
  replacement: { title: 'Replacement' },
  middleware: { title: 'Middleware' },
  after: { title: 'After-listener' },
  error: { title: 'Error-listener', remark: 'The core has failed.' },
  onListenerError: { title: '`onListenerError`', remark: 'An after-listener has failed.' },
  observer: {
    title: 'Observer',
    remark: 'It is at fault twice: at the end of the core, and at the start of an after-listener.',
  },
}

const GROUPS = [
  { name: 'use', all: 'middleware', rest: 'inner middleware' },
  { name: 'update', all: 'the payload update', rest: '' },
  { name: 'before', all: 'before-listeners', rest: 'later before-listeners' },
  { name: 'replacement', all: 'replacements', rest: 'older replacements' },
  { name: 'core', all: 'the core', rest: '' },
  { name: 'after', all: 'after-listeners', rest: 'later after-listeners' },
  { name: 'error', all: 'error-listeners', rest: 'later error-listeners' },
]

export function writePage(): string {
  const failing = FAULTS.filter(({ cells }) => cells === FAILS).map(({ does }) => `- ${does}`)
  return [INTRO, ...failing, '', ...KINDS.map(writeSection)].join('\n')
}

/** Writes the table of one kind. Misbehaviours that lead to the same share a row. */
function writeSection(kind: Kind): string {
  const rows = new Map<string, Set<string>>()
  for (const fault of FAULTS) {
    const cell = fault.cells[kind]
    if (cell === NONE) continue
    const row = [endOf(cell), othersOf(cell, kind), toldOf(cell)].join(' | ')
    const does = fault.cells === FAILS ? '**fails**' : doesOf(fault, kind)
    rows.set(row, (rows.get(row) ?? new Set()).add(does))
  }
  const senseless = FAULTS.filter(({ cells }) => cells[kind] === NONE)
  const whatOthersDo = senseless.map(({ does }) =>
    (does.includes('INNER') ? 'does anything with INNER' : does).replace('INNER', INNER),
  )
  if (senseless.length > 0) rows.set('– | – | –', new Set(whatOthersDo))

  const { title, remark } = SECTIONS[kind]
  return [
    `## ${title}`,
    '',
    ...(remark === undefined ? [] : [remark, '']),
    `| ${TITLES[kind]} that … | \`invokeAction\` | which functions run | \`onListenerError\` receives |`,
    '| --- | --- | --- | --- |',
    ...[...rows].map(([row, does]) => `| ${[...does].join(';<br>')} | ${row} |`),
    '',
  ].join('\n')
}

export function doesOf({ does }: Fault, kind: Kind): string {
  const inner: Partial<Record<Kind, string>> = { middleware: '`next()`', replacement: '`original()`' }
  return does.replace('INNER', inner[kind] ?? INNER)
}

function endOf({ run, nested = [], next }: Cell): string {
  const alike = nested.filter(({ ends }) => ends === run.ends).length
  const others = new Set(nested.map(({ ends }) => ends).filter((ends) => ends !== run.ends))
  const parts = [run.ends]
  if (alike > 0) parts.push(alike > 1 ? 'so do the inner invocations' : 'so does the inner invocation')
  for (const ends of others) parts.push(`the innermost invocation ${ends}`)
  if (next && next.ends !== run.ends) parts.push(`the next invocation ${next.ends}`)
  return parts.join('; ')
}

function othersOf({ run, next }: Cell, kind: Kind): string {
  const usual = partiesOf(undisturbed(kind))
  const ran = partiesOf(run.ran)
  const count = (parties: string[], party: string) => parties.filter((each) => each === party).length
  const missing = inGroups(usual.filter((party) => !ran.includes(party)))
  const twice = inGroups(usual.filter((party) => count(ran, party) > count(usual, party)))
  const parts = [missing === '' ? 'all' : `all but ${missing}`]
  if (twice !== '') parts.push(`${twice} twice`)
  if (kind !== 'error' && ran.includes('error1')) parts.push('then error-listeners')
  if (next && next.ends === run.ends) {
    const gone = new Set(ran.filter((party) => !partiesOf(next.ran).includes(party)))
    const who = [...gone].map((party) => (party === PARTIES[kind].name ? 'it' : 'the removed function'))
    parts.push(`the next time, all but ${who.join(', ')}`)
  }
  return parts.join('; ')
}

function inGroups(parties: string[]): string {
  const found = GROUPS.map(({ name, all, rest }) => {
    const members = parties.filter((party) => party.startsWith(name))
    if (members.length === 0) return []
    return members.includes(`${name}1`) || members.includes(name) ? [all] : [rest]
  })
  return found
    .flat()
    .join(', ')
    .replace(/, ([^,]*)$/, ' and $1')
}

function toldOf({ told, printed, next }: Cell): string {
  const counts = new Map<string, number>()
  for (const each of told) {
    const [, what, event] = /^(.*) \((?:(`\w+`), )?[\w ]+\)$/.exec(each) as unknown as [
      string,
      string,
      string | undefined,
    ]
    const words = event === undefined ? what : `${what} (${event})`
    counts.set(words, (counts.get(words) ?? 0) + 1)
  }
  const often = (times: number) => (next ? ', each time' : times === 2 ? ', twice' : `, ${times} times`)
  const parts = [...counts].map(([words, times]) => (times > 1 ? words + often(times) : words))
  if (printed.length > 0) parts.push(`${printed.join(' and ')} are printed`)
  return parts.length > 0 ? parts.join('; ') : 'nothing'
}
