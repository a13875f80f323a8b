// Gives a program in the worker a document. The frame draws what is in its body, and tells of what users do there.

import type { Drawing, Drawn, Happening } from '../messages.js'
import { DataOfForm, press } from './defaults.js'
import { fire } from './events.js'
import { change } from './fields.js'
import { view } from './view.js'
import './text.js'

/** The most elements and texts that are drawn. */
const MOST_NODES = 5_000

const { document, HTMLElement } = view

let last = 0
let handled = 0
let wanted: number | undefined
let drawn = ''
const ids = new WeakMap<Node, number>()
let nodes = new Map<number, Element>()

function idOf(node: Node): number {
  const known = ids.get(node)
  if (known !== undefined) return known
  last += 1
  ids.set(node, last)
  return last
}

Object.assign(HTMLElement.prototype, {
  focus(this: HTMLElement) {
    wanted = idOf(this)
  },
})

/** Returns what is in the body, or undefined while it is as before. */
export function draw(): Drawing | undefined {
  nodes = new Map()
  let room = MOST_NODES
  const content = childrenOf(document.body)
  const drawing = { content, handled, focus: wanted }
  const text = JSON.stringify(drawing)
  wanted = undefined
  if (text === drawn || (drawn === '' && content.length === 0)) return undefined
  drawn = text
  return drawing

  function childrenOf(parent: Element): Drawn[] {
    return Array.from(parent.childNodes)
      .filter(({ nodeType }) => nodeType === 1 || nodeType === 3)
      .flatMap((node) => (room-- > 0 ? [drawnOf(node)] : []))
  }

  function drawnOf(node: Node): Drawn {
    const id = idOf(node)
    if (node.nodeType === 3) return { id, text: node.textContent ?? '' }
    const element = node as HTMLInputElement
    nodes.set(id, element)
    const { localName: tag } = element
    const attributes = Object.fromEntries(Array.from(element.attributes, ({ name, value }) => [name, value]))
    if (tag === 'textarea') return { id, tag, attributes, value: element.value, children: [] }
    const children = childrenOf(element)
    if (tag === 'input') return { id, tag, attributes, children, value: element.value, checked: element.checked }
    if (tag === 'select') return { id, tag, attributes, children, value: element.value }
    return { id, tag, attributes, children }
  }
}

/** Lets an event of the page happen here, too. */
export function happen({ number, id, type, value, checked, init }: Happening): void {
  handled = number
  const element = nodes.get(id)
  if (!element) return
  if (value !== undefined) change(element, 'value', value)
  if (checked !== undefined) change(element, 'checked', checked)
  if (type === 'focusin') Object.defineProperty(document, 'activeElement', { configurable: true, value: element })
  if (type === 'focusout')
    Object.defineProperty(document, 'activeElement', { configurable: true, value: document.body })
  if (type === 'click') press(element, init)
  else if (type === 'submit') (element as HTMLFormElement).requestSubmit()
  else fire(element, type, init)
}

// By this, React knows that fields tell of input.
Object.assign(document, { oninput: null })
Object.defineProperty(document, 'defaultView', { value: globalThis })

const NOTHING_SELECTED = { anchorNode: null, anchorOffset: 0, focusNode: null, focusOffset: 0, rangeCount: 0 }
Object.assign(globalThis, { window: globalThis, document, FormData: DataOfForm, getSelection: () => NOTHING_SELECTED })
for (const name of [
  'Node',
  'Element',
  'HTMLElement',
  'HTMLInputElement',
  'HTMLIFrameElement',
  'MutationObserver',
] as const)
  Object.assign(globalThis, { [name]: view[name] })
