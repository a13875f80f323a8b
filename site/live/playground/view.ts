// Draws in the frame what a program has put into its document, and tells of what users do there. Nothing of it is code: elements are made
// one by one, and what could run or lead away is left out.

import type { Drawing, Drawn, DrawnElement, Happening } from './messages.js'

/** Elements that load, run or lead away. */
const REFUSED = /^(?:script|iframe|frame|frameset|object|embed|meta|base|link|template|portal|fencedframe|applet)$/i

/** Attributes that run, load or lead away. */
const LEFT_OUT =
  /^(?:on.*|(?:form)?action|formtarget|target|srcdoc|src|srcset|data|poster|ping|download|background|(?:xlink:)?href)$/i

const NAME = /^[a-z][\w.:-]*$/i
const SVG = 'http://www.w3.org/2000/svg'
const EVENTS = [
  'click',
  'dblclick',
  'input',
  'change',
  'keydown',
  'keyup',
  'focusin',
  'focusout',
  'mouseover',
  'mouseout',
]

const known = new Map<number, Element | Text>()
const ids = new WeakMap<Node, number>()
let home: HTMLElement | undefined
let sent = 0

/** Makes the place for drawings, and calls `tell` with each event. */
export function createView(tell: (happening: Happening) => void): HTMLElement {
  home = document.createElement('main')
  for (const type of EVENTS) home.addEventListener(type, (event) => pass(event as KeyboardEvent))
  return home

  function pass(event: KeyboardEvent): void {
    const target = event.target as HTMLInputElement
    const id = ids.get(target)
    const { type, key, shiftKey, ctrlKey, altKey, metaKey } = event
    if (id === undefined) return
    const button = target.closest<HTMLButtonElement>('button,input')
    const leads = target.closest('a,area') !== null || button?.type === 'submit' || button?.type === 'reset'
    if (type === 'click' && leads) event.preventDefault()
    if (
      type === 'click' &&
      button?.type === 'submit' &&
      button.form?.noValidate === false &&
      !button.form.reportValidity()
    )
      return
    const happening: Happening = { number: ++sent, id, type, init: { shiftKey, ctrlKey, altKey, metaKey } }
    if (key !== undefined) happening.init.key = key
    const isBox = target.type === 'checkbox' || target.type === 'radio'
    if (type === 'click' && isBox) happening.checked = target.checked
    if (type === 'input' && !isBox && target.type !== 'file') happening.value = target.value
    tell(happening)
    // A form without a button is submitted by the key, of which a sandboxed frame is not told.
    const { form } = target
    if (
      type === 'keydown' &&
      key === 'Enter' &&
      target.localName === 'input' &&
      form &&
      !form.querySelector('button,input[type=submit]')
    )
      tell({ number: ++sent, id: ids.get(form) ?? 0, type: 'submit', init: {} })
  }
}

/** Forgets the drawing of the program before. */
export function clearView(): void {
  home?.replaceChildren()
  known.clear()
  sent = 0
}

export function show({ content, handled, focus }: Drawing): void {
  const used = new Set<number>()
  if (home) place(home, content)
  for (const id of known.keys()) if (!used.has(id)) known.delete(id)
  const wanted = focus === undefined ? undefined : known.get(focus)
  if (wanted instanceof HTMLElement && document.hasFocus()) wanted.focus()

  function place(parent: Element, children: Drawn[]): void {
    const nodes = children.map((child) => nodeOf(parent, child)).filter((node) => node !== undefined)
    // What stays is not moved, so that it keeps the focus.
    for (const old of [...parent.childNodes]) if (!nodes.includes(old as Element)) old.remove()
    let at = parent.firstChild
    for (const node of nodes) {
      if (node === at) at = at.nextSibling
      else parent.insertBefore(node, at)
    }
  }

  function nodeOf(parent: Element, child: Drawn): Element | Text | undefined {
    if ('text' in child) {
      const text = (known.get(child.id) as Text | undefined) ?? document.createTextNode('')
      if (text.data !== child.text) text.data = child.text
      return keep(child.id, text)
    }
    if (!NAME.test(child.tag) || REFUSED.test(child.tag)) return undefined
    const element = keep(child.id, (known.get(child.id) as Element | undefined) ?? make(parent, child.tag))
    setAttributes(element, child.attributes)
    place(element, child.children)
    // While there are events on their way, the field is newer than the program's.
    if (handled === sent) setState(element as HTMLInputElement, child)
    return element
  }

  function keep<N extends Element | Text>(id: number, node: N): N {
    used.add(id)
    known.set(id, node)
    ids.set(node, id)
    return node
  }
}

function make(parent: Element, tag: string): Element {
  const isSvg = tag === 'svg' || (parent.namespaceURI === SVG && parent.localName !== 'foreignObject')
  return isSvg ? document.createElementNS(SVG, tag) : document.createElement(tag)
}

function setAttributes(element: Element, attributes: Record<string, string>): void {
  for (const { name } of [...element.attributes]) if (!(name in attributes)) element.removeAttribute(name)
  for (const [name, value] of Object.entries(attributes)) {
    // A link looks like a link, and leads nowhere; what is inside the drawing can be used in it.
    const allowed = /^(?:xlink:)?href$/i.test(name) ? (value.startsWith('#') ? value : '#') : value
    if (!NAME.test(name) || (LEFT_OUT.test(name) && !/href$/i.test(name))) continue
    if (element.getAttribute(name) !== allowed) element.setAttribute(name, allowed)
  }
}

function setState(field: HTMLInputElement, { tag, value, checked }: DrawnElement): void {
  if (checked !== undefined && field.checked !== checked) field.checked = checked
  const holds = tag === 'textarea' || tag === 'select' || (tag === 'input' && field.type !== 'file')
  if (holds && value !== undefined && field.value !== value) field.value = value
}
