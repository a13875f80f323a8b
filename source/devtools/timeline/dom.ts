// Makes elements from a name, attributes and children, and never from text that has to be parsed.

/** A child of an element. Undefined, null and false are left out. */
export type Child = Node | string | undefined | null | false

/** Attributes by name. `true` gives an empty attribute, false and undefined give none, and a function listens to the event of that name. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: never) => unknown)>>

/** Makes an element. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value as (event: Event) => unknown)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value))
  }
  fill(element, children)
  return element
}

/** Replaces the children of an element. */
export function fill(element: Element, children: readonly Child[]): void {
  element.replaceChildren(...children.filter((child) => child !== undefined && child !== null && child !== false))
}

/** Makes a swatch in the colours of a kind. It is hidden from screen readers, so text beside it has to name the kind. */
export function swatch(kind: string): HTMLElement {
  return h('span', { class: 'swatch', 'data-kind': kind, 'aria-hidden': 'true' })
}

/** Sets the text of a node. Does nothing when the text is the same, since a screen reader would read it again. */
export function say(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text
}
