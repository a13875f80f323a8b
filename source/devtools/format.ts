// Writes a recording as text: a row for each run, and the runs inside it indented below.

import type { Party, PartyKind } from '../core/index.js'
import { checkKnown, readObject } from '../shared/arguments.js'
import { show } from '../shared/text.js'
import { type Branch, endOf, toTree } from './tree.js'
import type { Outcome, Recorded, RecordedError } from './types.js'

/** The role of a piece of the text, for a `paint` function that gives it a colour. */
export type TimelineRole =
  | PartyKind
  | 'invocation'
  | Outcome
  | 'skipped'
  | 'tree'
  | 'name'
  | 'scope'
  | 'duration'
  | 'note'

/** Options of `formatTimeline`. */
export interface TimelineFormat {
  /** The id of the one invocation to write, with all that ran inside it. Default: every invocation at the top. */
  readonly invocation?: number | undefined
  /** Writes how long each run took. Default true. */
  readonly durations?: boolean | undefined
  /** Returns `text` with a colour. The returned text must be as wide as `text` when it is shown. Default: no colours. */
  readonly paint?: ((role: TimelineRole, text: string) => string) | undefined
}

/**
 * Returns a recording as text for people: a row for each invocation and each party, in the order in which they began. The rows of what ran
 * inside a run are indented below its row. `✓` marks an invocation that is done, `✗` a run that has failed, `⊘` a run that was aborted,
 * `…` a run that still runs, and `╌` a party that never started.
 *
 * An invocation is at the top when it was not nested, and also when the invocation that invoked it is not kept any more.
 *
 * @returns Lines, without a line break after the last line. An empty text when nothing was recorded.
 * @throws {TypeError} when `recorded` is no recording, or there is another option.
 * @throws {RangeError} when no invocation has the id `format.invocation`.
 *
 * @example
 * console.log(formatTimeline(recording, { durations: false }))
 * // ⊘ AcceptTask                                                 aborted by askFirst: the agent said no
 * // ├⊘ before            askFirst                                aborted
 * // └╌ core              acceptTask                              did not run
 */
export function formatTimeline(recorded: Recorded, format: TimelineFormat = {}): string {
  const { invocations } = Object(recorded) as Recorded
  if (!Array.isArray(invocations)) {
    throw new TypeError(`formatTimeline takes what record or loadRecording returns, got ${show(recorded)}`)
  }
  checkKnown(readObject(format), ['invocation', 'durations', 'paint'])
  const { invocation: wanted } = format
  if (wanted === undefined) return rowsOf(toTree(invocations), format).join('\n')

  const at = invocations.findIndex(({ id }) => id === wanted)
  if (at === -1) throw new RangeError(`Cannot format the invocation ${wanted}, because it is not in the recording`)
  // Nested invocations began later.
  const branches = toTree(invocations.slice(at))
  return rowsOf(branches, format, branches[0]).join('\n')
}

type Piece = [role: TimelineRole, text: string]
type Paint = NonNullable<TimelineFormat['paint']>

const marks = { running: '…', done: '✓', failed: '✗', aborted: '⊘' } as const
const widths = { title: 21, name: 24, scope: 16, duration: 10 } as const
const plain: Paint = (_role, text) => text

/** Returns the rows of `only`, or of every branch at the top. Not recursive: a stack of layers may be deeper than the engine's call stack. */
function rowsOf(branches: readonly Branch[], format: TimelineFormat, only?: Branch): string[] {
  const ends = endsOf(branches)
  const rows: string[] = []
  const top = only === undefined ? branches.filter(({ around }) => around === undefined) : [only]
  const left: Todo[] = top.reverse().map((branch) => ({ branch, lead: '', stem: '', remarks: [] }))
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { branch, lead, stem, remarks } = next
    rows.push('party' in branch ? skippedRow(lead, branch.party, format) : row(lead, branch, remarks, format))
    if ('party' in branch) continue
    // One by one: a call with as many arguments as there may be listeners would overflow the call stack.
    for (const todo of below(branch, stem, ends)) left.push(todo)
  }
  return rows
}

interface Todo {
  readonly branch: Branch | { readonly party: Party }
  /** The lines of the tree in front of the row, and in front of the rows inside it. */
  readonly lead: string
  readonly stem: string
  readonly remarks: readonly Piece[]
}

/** Returns what has to be written below the row of a branch, the last row first. */
function below(around: Branch, stem: string, ends: ReadonlyMap<Branch, number>): Todo[] {
  const { inside, invocation, kind } = around
  const skipped = kind === 'invocation' ? invocation.skipped : []
  const timed = remarksOnTiming(inside, ends)
  const entries = [...inside, ...skipped.map((party) => ({ party }))]
  return entries
    .map((branch, index): Todo => {
      const last = index === entries.length - 1
      return {
        branch,
        lead: `${stem}${last ? '└' : '├'}`,
        stem: `${stem}${last ? '   ' : '│  '}`,
        remarks: timed[index] ?? [],
      }
    })
    .reverse()
}

function row(lead: string, branch: Branch, timed: readonly Piece[], format: TimelineFormat): string {
  const { durations = true, paint = plain } = format
  const { kind, run } = branch
  const { name = '(anonymous)', outcome, duration } = run
  const scope = ('scope' in run ? run.scope : undefined) ?? ''
  const isInvocation = kind === 'invocation'
  const mark: Piece = isInvocation || outcome !== 'done' ? [outcome, marks[outcome]] : ['tree', '─']
  const start: Piece[] = [['tree', lead], mark, ['tree', ' ']]
  const taken = (duration === undefined ? '' : `${duration.toFixed(1)} ms`).padStart(widths.duration)
  const columns = [
    isInvocation
      ? cell(paint, widths.title + widths.name, ...start, [kind, name])
      : cell(paint, widths.title, ...start, [kind, kind]) + cell(paint, widths.name, ['name', name]),
    cell(paint, widths.scope, ['scope', scope]),
    durations ? `${paint('duration', taken)}  ` : '',
    [...remarksOn(branch), ...timed].map(([role, text]) => paint(role, onOneLine(text))).join(' · '),
  ]
  return columns.join('').trimEnd()
}

function skippedRow(lead: string, party: Party, { durations = true, paint = plain }: TimelineFormat): string {
  const { kind, name = '(anonymous)', scope = '' } = party
  const columns = [
    cell(paint, widths.title, ['tree', `${lead}╌ `], ['skipped', kind]),
    cell(paint, widths.name, ['skipped', name]),
    cell(paint, widths.scope, ['skipped', scope]),
    durations ? ' '.repeat(widths.duration + 2) : '',
    paint('skipped', 'did not run'),
  ]
  return columns.join('')
}

function cell(paint: Paint, width: number, ...pieces: Piece[]): string {
  const lines = pieces.map(([role, text]): Piece => [role, onOneLine(text)])
  const taken = lines.reduce((sum, [, text]) => sum + text.length, 0)
  const painted = lines.map(([role, text]) => (text === '' ? '' : paint(role, text)))
  return painted.join('') + ' '.repeat(Math.max(width - taken, 1))
}

/** Returns a text from outside without line breaks, control characters, and codes for colours: messages of test runners have all of them. */
function onOneLine(text: string): string {
  const lines = text.split(/[\p{Cc}\p{Zl}\p{Zp}](?:\[[\d;]*m)?/u)
  if (lines.length === 1) return text
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ')
}

function remarksOn(branch: Branch): Piece[] {
  const { outcome, error, notes = [] } = branch.run
  const remarks = notes.map((text): Piece => ['note', text])
  if (outcome === 'running') remarks.push([outcome, 'still running'])
  if (outcome === 'failed')
    remarks.push([outcome, passedOn(branch) ? 'failed with what ran inside it' : `failed: ${error?.message ?? ''}`])
  if (outcome === 'aborted') remarks.push([outcome, describeAbort(branch)])
  return remarks
}

/** Returns whether a run failed with the error of a run inside it, or was aborted together with a party inside it. */
function passedOn({ inside, run }: Branch): boolean {
  if (run.outcome === 'aborted')
    return inside.some((inner) => inner.run.outcome === 'aborted' && inner.kind !== 'invocation')
  return inside.some((inner) => inner.run.outcome === run.outcome && isSame(inner.run.error, run.error))
}

/** Returns whether two recorded errors are the same. They are data, so the same words count as the same error. */
function isSame(one: RecordedError | undefined, other: RecordedError | undefined): boolean {
  return one?.message === other?.message && one?.name === other?.name && one?.code === other?.code
}

function describeAbort(branch: Branch): string {
  if (branch.kind !== 'invocation') return passedOn(branch) ? 'passed the abort on' : 'aborted'
  const { by, reason } = branch.invocation.abort ?? {}
  const scope = by?.scope === undefined ? '' : ` of ${by.scope}`
  const who = by ? ` by ${by.name ?? by.kind}${scope}` : ''
  return `aborted${who}${reason === undefined ? '' : `: ${reason}`}`
}

/** Returns, for each branch, remarks about runs that ran at the same time: the order of the rows does not show this. */
function remarksOnTiming(siblings: readonly Branch[], ends: ReadonlyMap<Branch, number>): Piece[][] {
  let latest = 0
  return siblings.map((branch) => {
    const { began } = branch.run
    const end = ends.get(branch) as number
    const overlaps = latest > began && 'began while the one above still ran'
    const leftWork = end > endOf(branch) && 'returned without waiting'
    latest = Math.max(latest, end)
    return [overlaps, leftWork].filter((text) => text !== false).map((text) => ['running', text])
  })
}

/** Returns, for each branch, the place at which it and all that ran inside it had ended. */
function endsOf(branches: readonly Branch[]): ReadonlyMap<Branch, number> {
  const ends = new Map<Branch, number>()
  // Backwards, since the branches inside a branch come after it.
  for (const branch of [...branches].reverse()) {
    let end = endOf(branch)
    for (const inner of branch.inside) end = Math.max(end, ends.get(inner) as number)
    ends.set(branch, end)
  }
  return ends
}
