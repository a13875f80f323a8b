// Draws the stack of an action as boxes inside boxes. The boxes are nested lists, so a screen reader can read them.

import type { PartyKind, StackEntry } from '../../core/index.js'
import { h, swatch } from './dom.js'
import { count, KINDS } from './words.js'

/** The entries of `explain`, by the place where they are drawn. */
export interface Nest {
  /** The middleware, around everything inside, outermost first. */
  readonly middleware: readonly StackEntry[]
  readonly before: readonly StackEntry[]
  /** The replacements, around the core, outermost first. */
  readonly replacements: readonly StackEntry[]
  readonly core: StackEntry | undefined
  readonly after: readonly StackEntry[]
  readonly error: readonly StackEntry[]
}

/** Sorts entries by their place. The payload update runs before the before-listeners, so it is the first of `before`. */
export function nestOf(entries: readonly StackEntry[]): Nest {
  const of = (...kinds: PartyKind[]) => entries.filter(({ kind }) => kinds.includes(kind))
  return {
    middleware: of('middleware'),
    before: of('payloadUpdate', 'before'),
    replacements: of('replacement'),
    core: of('core')[0],
    after: of('after'),
    error: of('error'),
  }
}

/** Draws a stack. */
export function pictureOf(entries: readonly StackEntry[]): HTMLElement {
  const { middleware, before, replacements, core, after, error } = nestOf(entries)
  const centre = core ? box(core) : plainBox('No core: nobody has registered this action.')
  const inside = [...listed(before), ...around(replacements, [centre]), ...listed(after)]
  const failing = error.length > 0 ? [plainBox('Once all of it has failed', listed(error))] : []
  return h('ol', {}, ...around(middleware, inside), ...failing)
}

/** The most listeners that are drawn below one another, and the most layers that are drawn inside one another. */
const MOST = 100
const DEEPEST = 12

function around(layers: readonly StackEntry[], inside: HTMLElement[]): HTMLElement[] {
  let content = inside
  if (layers.length > DEEPEST) {
    content = [plainBox(`… ${count(layers.length - DEEPEST, 'more layer')}, and inside:`, content)]
  }
  for (const layer of layers.slice(0, DEEPEST).reverse()) content = [box(layer, content)]
  return content
}

function listed(entries: readonly StackEntry[]): HTMLElement[] {
  const boxes = entries.slice(0, MOST).map((entry) => box(entry))
  if (entries.length > MOST) boxes.push(plainBox(`… and ${count(entries.length - MOST, 'more listener')}`))
  return boxes
}

function plainBox(text: string, inside: HTMLElement[] = []): HTMLElement {
  return h(
    'li',
    { class: 'box plain' },
    h('span', { class: 'small' }, text),
    inside.length > 0 && h('ol', {}, ...inside),
  )
}

function box({ kind, name, scope, order, once }: StackEntry, inside: HTMLElement[] = []): HTMLElement {
  const tags = [scope !== undefined && `scope ${scope}`, order !== 0 && `order ${order}`, once && 'once']
  return h(
    'li',
    { class: `box ${kind}`, 'data-kind': kind },
    h(
      'span',
      { class: 'head' },
      h('span', {}, swatch(kind), h('span', { class: 'name' }, name ?? '(no name)')),
      h('span', { class: 'small' }, KINDS[kind]),
      ...tags.filter((tag) => tag !== false).map((tag) => h('span', { class: 'tag' }, tag)),
    ),
    inside.length > 0 && h('ol', {}, ...inside),
  )
}
