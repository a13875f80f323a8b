// Decides the row of each bar: a bar is below the bar that it ran inside, and in another row than bars that ran at the same time.

import type { RecordedInvocation, RecordedParty, RecordedRun } from '../types.js'

/** A run as it is drawn: an invocation, or a party of an invocation. */
export interface Bar {
  readonly invocation: RecordedInvocation
  /** The party that the bar shows. Undefined when the bar shows the whole invocation. */
  readonly party: RecordedParty | undefined
  /** The bar of the run around this run. */
  readonly parent: Bar | undefined
  /** The number of bars around this bar: 0 at the top. */
  readonly level: number
  /** The row in its tree, from the top. It is several rows below its parent when other bars ran at the same time. */
  readonly row: number
}

/** A top-level invocation, with its parties and all invocations nested in it. */
export interface Tree {
  readonly root: Bar
  /** All bars, in the order in which they began. */
  readonly bars: readonly Bar[]
  /** The number of rows. */
  readonly height: number
  /** The place of the first beginning and of the last end in the order of the recording. `ended` is Infinity while a bar runs. */
  readonly began: number
  readonly ended: number
}

/** Finished trees, by the invocation at their top, so that they are not built again. */
export type Grown = WeakMap<RecordedInvocation, { readonly tree: Tree; readonly size: number }>

/**
 * Returns the invocations as trees, in the order in which they began. An invocation is at the top when the recording has forgotten its
 * parent, or when its parent began after it, as in a wrong file.
 *
 * @param grown The finished trees of earlier calls, which are used again. Trees that this call finishes are added.
 */
export function growTrees(invocations: readonly RecordedInvocation[], grown: Grown = new WeakMap()): Tree[] {
  const byId = new Map<number, RecordedInvocation>()
  for (const invocation of invocations) byId.set(invocation.id, invocation)
  const nested = new Map<RecordedInvocation, RecordedInvocation[]>()
  const roots: RecordedInvocation[] = []
  for (const invocation of invocations) {
    const parent = invocation.parent === undefined ? undefined : byId.get(invocation.parent)
    if (parent === undefined || parent.began >= invocation.began) {
      roots.push(invocation)
      continue
    }
    const siblings = nested.get(parent)
    if (siblings) siblings.push(invocation)
    else nested.set(parent, [invocation])
  }
  return roots.map((root) => treeOf(root, nested, grown)).sort((a, b) => a.began - b.began)
}

/** Returns the first row of each tree. Trees of the same time are below one another, each as far up as it fits. */
export function stackTrees(trees: readonly Tree[]): { readonly rows: readonly number[]; readonly height: number } {
  const rows = pack(trees.map(({ began, ended, height }) => ({ began, ended, height: height + APART })))
  const height = trees.reduce((height, tree, i) => Math.max(height, (rows[i] as number) + tree.height), 0)
  return { rows, height }
}

/** The space between trees, in rows. */
const APART = 0.4

/** Returns the run that a bar shows. */
export function runOf(bar: Bar): RecordedRun {
  return bar.party ?? bar.invocation
}

/** A direction from a bar: along the time on the same level, up to the bar around it, or down to the bars inside it. */
export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last'

/**
 * Returns the next bar in a direction; undefined when there is no bar. `first` and `last` are the ends of the top level. `left` and `right`
 * go on into the neighbouring trees.
 *
 * @param bars The bars of all trees, one tree after the other.
 */
export function neighbour(bars: readonly Bar[], from: Bar, direction: Direction): Bar | undefined {
  if (direction === 'up') return from.parent
  if (direction === 'down') return bars.find(({ parent }) => parent === from)
  const ends = direction === 'first' || direction === 'last'
  const level = bars.filter((bar) => bar.level === (ends ? 0 : from.level))
  if (ends) return level.at(direction === 'first' ? 0 : -1)
  return level[level.indexOf(from) + (direction === 'right' ? 1 : -1)]
}

/** A block to be packed: it takes a number of rows from its beginning to its end. */
interface Block {
  readonly began: number
  readonly ended: number
  readonly height: number
}

interface Draft {
  invocation: RecordedInvocation
  party: RecordedParty | undefined
  parent: Draft | undefined
  level: number
  row: number
  height: number
  began: number
  ended: number
  children: Draft[]
}

function treeOf(root: RecordedInvocation, nested: Map<RecordedInvocation, RecordedInvocation[]>, grown: Grown): Tree {
  const members = [root]
  for (const member of members) members.push(...(nested.get(member) ?? []))
  const known = grown.get(root)
  if (known?.size === members.length) return known.tree

  const drafts = draftsOf(members)
  // Backwards, since children come after their parent: so a draft has its height before its parent is packed.
  for (const draft of [...drafts].reverse()) {
    const rows = pack(draft.children)
    for (const [i, child] of draft.children.entries()) {
      child.row = 1 + (rows[i] as number)
      draft.height = Math.max(draft.height, child.row + child.height)
      draft.ended = Math.max(draft.ended, child.ended)
    }
  }
  for (const draft of drafts) draft.row += draft.parent?.row ?? 0
  const [top] = drafts as [Draft]
  const bars = drafts.sort((a, b) => a.began - b.began)
  const tree = { root: top, bars, height: top.height, began: top.began, ended: top.ended }
  if (tree.ended < Number.POSITIVE_INFINITY) grown.set(root, { tree, size: members.length })
  return tree
}

/** Returns a draft for each run of the invocations, each after the draft around it. */
function draftsOf(members: readonly RecordedInvocation[]): Draft[] {
  const drafts: Draft[] = []
  const wholes = new Map<number, Draft>()
  const partiesOf = new Map<number, Draft[]>()
  const add = (run: RecordedRun, invocation: RecordedInvocation, party?: RecordedParty) => {
    const { began, ended = Number.POSITIVE_INFINITY } = run
    const draft: Draft = {
      ...{ invocation, party, began, ended, parent: undefined, level: 0, row: 0, height: 1, children: [] },
    }
    drafts.push(draft)
    return draft
  }
  const put = (draft: Draft, parent: Draft | undefined) => {
    draft.parent = parent
    draft.level = parent ? parent.level + 1 : 0
    parent?.children.push(draft)
  }
  for (const invocation of members) {
    const { parent = Number.NaN, inside = -1 } = invocation
    const whole = add(invocation, invocation)
    put(whole, partiesOf.get(parent)?.[inside] ?? wholes.get(parent))
    wholes.set(invocation.id, whole)
    const parties: Draft[] = []
    for (const party of invocation.parties) {
      // In a wrong file, a party may claim to be inside a later party. It is put directly inside the invocation.
      const layer = parties[party.inside ?? -1] ?? whole
      const draft = add(party, invocation, party)
      put(draft, layer)
      parties.push(draft)
    }
    partiesOf.set(invocation.id, parties)
  }
  for (const { children } of drafts) children.sort((a, b) => a.began - b.began)
  return drafts
}

/**
 * Returns the first row for each block: the topmost free rows, so that no two blocks are in the same row at the same time. The blocks have to
 * be in the order in which they began.
 */
function pack(blocks: readonly Block[]): number[] {
  const free = [{ from: 0, to: Number.POSITIVE_INFINITY }]
  /** The blocks at the current time. The block that ends first comes last. */
  const present: { ended: number; from: number; to: number }[] = []
  return blocks.map(({ began, ended, height }) => {
    while ((present.at(-1)?.ended ?? Number.POSITIVE_INFINITY) < began) release(free, present.pop() as Rows)
    const gap = free.find(({ from, to }) => to - from >= height) as Rows
    const from = gap.from
    gap.from += height
    present.splice(firstEndingBefore(present, ended), 0, { ended, from, to: from + height })
    return from
  })
}

interface Rows {
  from: number
  to: number
}

/** Gives rows back. Gaps that touch become one gap. */
function release(free: Rows[], { from, to }: Rows): void {
  const at = free.findIndex((gap) => gap.from >= to)
  const next = free[at] as Rows
  const previous = free[at - 1]
  const joins = previous?.to === from
  if (next.from === to) next.from = joins ? (previous as Rows).from : from
  else if (joins) (previous as Rows).to = to
  else free.splice(at, 0, { from, to })
  if (joins && next.from === (previous as Rows).from) free.splice(at - 1, 1)
}

function firstEndingBefore(present: readonly { ended: number }[], ended: number): number {
  let low = 0
  let high = present.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((present[middle] as { ended: number }).ended < ended) high = middle
    else low = middle + 1
  }
  return low
}
