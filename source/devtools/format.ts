// How a recording is told as text: a row for each party, and what ran inside something indented below it.

import type { Party, PartyKind } from '../core/index.js'
import { type Branch, endOf, toTree } from './tree.js'
import type { Outcome, Recorded, RecordedError } from './types.js'

/** What a piece of the text is, for those who give it a colour. */
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
  /** The id of the one invocation to tell, with all that ran inside it. Default: every one that is at the top. */
  readonly invocation?: number | undefined
  /** Whether to tell how long things took. Default true. */
  readonly durations?: boolean | undefined
  /** Gives text its colour, by what it returns; that has to be as wide as `text` when it is shown. Default: none. */
  readonly paint?: ((role: TimelineRole, text: string) => string) | undefined
}

/**
 * A recording as text, for people: a row for each invocation and each party, in the order in which they began. What ran inside
 * something stands indented below it. `✓` is an invocation that is done, `✗` what failed, `⊘` aborted, `…` what still runs,
 * and `╌` what never started.
 *
 * An invocation is at the top when it was not nested, and also when the one that invoked it is not kept any more.
 *
 * @returns Lines, without a line break after the last; an empty text when nothing was recorded.
 * @throws {RangeError} when no invocation has the id `format.invocation`.
 *
 * @example
 * console.log(formatTimeline(recording, { durations: false }))
 * // ⊘ AcceptTask                                                 aborted by askFirst: the agent said no
 * // ├⊘ before            askFirst                                aborted
 * // └╌ core              acceptTask                              did not run
 */
export function formatTimeline(recorded: Recorded, format: TimelineFormat = {}): string {
  const { invocations } = recorded
  const { invocation: wanted } = format
  if (wanted === undefined) return rowsOf(toTree(invocations), format).join('\n')

  const at = invocations.findIndex(({ id }) => id === wanted)
  if (at === -1) throw new RangeError(`Cannot format the invocation ${wanted}, because it is not in the recording`)
  // What is nested in it began later.
  const branches = toTree(invocations.slice(at))
  return rowsOf(branches, format, branches[0]).join('\n')
}

type Piece = [role: TimelineRole, text: string]
type Paint = NonNullable<TimelineFormat['paint']>

const marks = { running: '…', done: '✓', failed: '✗', aborted: '⊘' } as const
const widths = { title: 21, name: 24, scope: 16, duration: 10 } as const
const plain: Paint = (_role, text) => text

/** The rows of `only`, or of all that is at the top. Without recursion: a stack may be deeper than the engine's. */
function rowsOf(branches: readonly Branch[], format: TimelineFormat, only?: Branch): string[] {
  const ends = endsOf(branches)
  const rows: string[] = []
  const top = only === undefined ? branches.filter(({ around }) => around === undefined) : [only]
  const left: Todo[] = top.reverse().map((branch) => ({ branch, lead: '', stem: '', remarks: [] }))
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { branch, lead, stem, remarks } = next
    rows.push('party' in branch ? skippedRow(lead, branch.party, format) : row(lead, branch, remarks, format))
    if ('party' in branch) continue
    // One by one: so many arguments as there may be listeners, no function can be given.
    for (const todo of below(branch, stem, ends)) left.push(todo)
  }
  return rows
}

interface Todo {
  readonly branch: Branch | { readonly party: Party }
  /** What stands in front of it, and in front of what is inside it. */
  readonly lead: string
  readonly stem: string
  readonly remarks: readonly Piece[]
}

/** What stands below a row, the last of it first. */
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
    [...remarksOn(branch), ...timed].map(([role, text]) => paint(role, text)).join(' · '),
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
  const taken = pieces.reduce((sum, [, text]) => sum + text.length, 0)
  const painted = pieces.map(([role, text]) => (text === '' ? '' : paint(role, text)))
  return painted.join('') + ' '.repeat(Math.max(width - taken, 1))
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

/** Whether it failed with the error of something inside it, or let an abort inside it pass. */
function passedOn({ inside, run }: Branch): boolean {
  if (run.outcome === 'aborted')
    return inside.some((inner) => inner.run.outcome === 'aborted' && inner.kind !== 'invocation')
  return inside.some((inner) => inner.run.outcome === run.outcome && isSame(inner.run.error, run.error))
}

/** Errors are data, so that one of the same words is the same. */
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

/** Of each: whether things ran side by side, which the order in which they began does not tell. */
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

/** When the last of each, and of what ran inside it, had ended. */
function endsOf(branches: readonly Branch[]): ReadonlyMap<Branch, number> {
  const ends = new Map<Branch, number>()
  // Backwards, since what is inside comes later.
  for (const branch of [...branches].reverse()) {
    let end = endOf(branch)
    for (const inner of branch.inside) end = Math.max(end, ends.get(inner) as number)
    ends.set(branch, end)
  }
  return ends
}
