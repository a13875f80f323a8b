// Gives elements `innerText`, with lines where a page has lines.

import { property, view } from './view.js'

const { HTMLElement } = view

const BLOCKS =
  /^(?:address|article|aside|blockquote|dd|div|dl|dt|fieldset|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|tr|ul)$/

property(
  HTMLElement.prototype,
  'innerText',
  (element) => textOf(element).replace(/\n+/g, '\n').trim(),
  (element, text) => {
    element.textContent = text
  },
)

function textOf(node: Node): string {
  if (node.nodeType === 3) return (node.textContent ?? '').replace(/\s+/g, ' ')
  if (node.nodeType !== 1) return ''
  const { localName } = node as Element
  if (/^(?:script|style|select|textarea)$/.test(localName)) return ''
  if (localName === 'br') return '\n'
  const text = Array.from(node.childNodes, textOf).join('')
  return BLOCKS.test(localName) ? `\n${text}\n` : text
}
