// Decides how elements are made: from names, attributes and children, never from text that is read as HTML.

type Child = Node | string | undefined

/** An element with its attributes (`false` and undefined: none; `true`: an empty one) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | boolean | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value)
  element.append(...children.filter((child) => child !== undefined))
  return element
}

export function setAttribute(element: Element, name: string, value: string | boolean | undefined): void {
  if (value === undefined || value === false) element.removeAttribute(name)
  else if (element.getAttribute(name) !== String(value === true ? '' : value))
    element.setAttribute(name, value === true ? '' : value)
}

/** Writes only what is new, so that nothing is announced twice. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}

/** The element that the page has under this id. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`The page has no element "${id}".`)
  return element as E
}

/** Strokes in a square of 20: nothing but decoration, what it stands for is always said in words. */
const paths = {
  voice:
    'M6.2 3.2 4.4 3.9c-.9.3-1.4 1.2-1.3 2.2.6 5.5 5.3 10.2 10.8 10.8 1 .1 1.9-.4 2.2-1.3l.7-1.8-3.5-2.1-1.7 1.5c-1.8-.9-3.1-2.2-4-4l1.5-1.7z',
  chat: 'M4 4.5h12a1.5 1.5 0 0 1 1.5 1.5v6.5A1.5 1.5 0 0 1 16 14h-5.5L6.5 17v-3H4a1.5 1.5 0 0 1-1.5-1.5V6A1.5 1.5 0 0 1 4 4.5z',
  sms: 'M6.5 2.5h7A1.5 1.5 0 0 1 15 4v12a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 5 16V4a1.5 1.5 0 0 1 1.5-1.5zM9 15h2',
  idle: 'M10 4v6l3.5 2M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14z',
  asking: 'M7.5 7.6A2.5 2.5 0 1 1 10 10.2V12M10 14.4v.1M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15z',
  pending: 'M10 2.8a7.2 7.2 0 1 1-7.2 7.2',
  done: 'm6.5 10.3 2.4 2.4 4.8-5M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15z',
  aborted: 'm5 5 10 10M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15z',
  failed: 'M10 6.2v4.6M10 13.6v.1M10 2.8 17.8 16.5H2.2z',
  'timed-out': 'M6 2.5h8M6 17.5h8M7 2.5v3.2L10 10l3-4.3V2.5M7 17.5v-3.2L10 10l3 4.3v3.2',
  note: 'M4 3.5h12v9l-4 4H4zM12 16.5v-4h4',
  plugin: 'M7 2.5v4M13 2.5v4M4.5 6.5h11v2a5.5 5.5 0 0 1-11 0zM10 14v3.5',
} as const

export type IconName = keyof typeof paths | 'report'

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', paths[name === 'report' ? 'failed' : name])
  for (const [attribute, value] of [
    ['viewBox', '0 0 20 20'],
    ['class', `icon icon-${name}`],
    ['aria-hidden', 'true'],
  ] as const)
    svg.setAttribute(attribute, value)
  svg.append(path)
  return svg
}
