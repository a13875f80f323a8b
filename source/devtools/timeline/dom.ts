// How elements are made: from a name, attributes and children, and never from text that is parsed.

/** What can stand inside an element; undefined, null and false leave nothing. */
export type Child = Node | string | undefined | null | false

/** An attribute's text or a property's value; false and undefined leave it away, and a function listens to the event of that name. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: never) => unknown)>>

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

/** Puts children into an element, in place of what was in it. */
export function fill(element: Element, children: readonly Child[]): void {
  element.replaceChildren(...children.filter((child) => child !== undefined && child !== null && child !== false))
}

/** A swatch in the colours of a kind. The kind has to be said beside it. */
export function swatch(kind: string): HTMLElement {
  return h('span', { class: 'swatch', 'data-kind': kind, 'aria-hidden': 'true' })
}

/** Sets the text of a node, unless it is that already: what reads the page aloud would start anew. */
export function say(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text
}
