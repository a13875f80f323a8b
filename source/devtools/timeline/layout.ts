// Which bar stands in which row: invocations with all that ran inside them below, side by side only what ran at the same time.

import type { RecordedInvocation, RecordedParty, RecordedRun } from '../types.js'

/** One run, as it is drawn: an invocation, or a party of one. */
export interface Bar {
  readonly invocation: RecordedInvocation
  /** The party that it stands for; undefined when it stands for the invocation as a whole. */
  readonly party: RecordedParty | undefined
  /** What it ran inside. */
  readonly parent: Bar | undefined
  /** How many bars it ran inside: 0 at the top. */
  readonly level: number
  /** The row in its tree, from the top; several rows down from its parent when others ran at the same time. */
  readonly row: number
}

/** A top-level invocation with everything that it came to. */
export interface Tree {
  readonly root: Bar
  /** All of them, in the order in which they began. */
  readonly bars: readonly Bar[]
  /** How many rows it takes. */
  readonly height: number
  /** When the first began and the last ended, in the order of all that was recorded; Infinity while one runs. */
  readonly began: number
  readonly ended: number
}

/** Trees by the invocation at their top, so that those in which nothing runs any more are not grown again. */
export type Grown = WeakMap<RecordedInvocation, { readonly tree: Tree; readonly size: number }>

/**
 * The invocations as trees, in the order in which they began. An invocation whose parent is not among them, because the ring has
 * dropped it, stands at the top; so does one that claims a parent that began after it.
 *
 * @param grown What an earlier call has left there is used again, and what this one grows is added.
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

/** The first row of each tree, such that trees of the same time stand below one another, each as far up as it fits. */
export function stackTrees(trees: readonly Tree[]): { readonly rows: readonly number[]; readonly height: number } {
  const rows = pack(trees.map(({ began, ended, height }) => ({ began, ended, height: height + APART })))
  const height = trees.reduce((height, tree, i) => Math.max(height, (rows[i] as number) + tree.height), 0)
  return { rows, height }
}

/** How far trees are apart, in rows. */
const APART = 0.4

/** The bar as the run that it stands for. */
export function runOf(bar: Bar): RecordedRun {
  return bar.party ?? bar.invocation
}

/** Where one can go from a bar: along the time on its own level, to what it ran inside, and to what ran inside it. */
export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last'

/**
 * The bar in that direction; undefined where there is none. `first` and `last` are the ends of the top level; `left` and `right` go on in
 * the neighbouring trees.
 *
 * @param bars Those of all trees, one tree after the other.
 */
export function neighbour(bars: readonly Bar[], from: Bar, direction: Direction): Bar | undefined {
  if (direction === 'up') return from.parent
  if (direction === 'down') return bars.find(({ parent }) => parent === from)
  const ends = direction === 'first' || direction === 'last'
  const level = bars.filter((bar) => bar.level === (ends ? 0 : from.level))
  if (ends) return level.at(direction === 'first' ? 0 : -1)
  return level[level.indexOf(from) + (direction === 'right' ? 1 : -1)]
}

/** What is packed: something that takes a few rows for some time. */
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
  // Children stand behind their parent, so that this way round each is complete when its parent is packed.
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

/** All runs of the invocations, each after what it ran inside. */
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
      // One that claims to have run inside a later one stands at the outside.
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

/** The lowest row for each block, such that no two are in the same place at the same time. Takes them in the order in which they began. */
function pack(blocks: readonly Block[]): number[] {
  const free = [{ from: 0, to: Number.POSITIVE_INFINITY }]
  /** Those that are there now, the one that ends first at the end. */
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

/** Gives rows back, so that neighbouring gaps are one. */
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
