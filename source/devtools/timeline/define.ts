// Defines the element `<entracte-timeline>` in a page.

import { TimelineElement } from './element.js'

/**
 * Defines the element `<entracte-timeline>` in the page. Importing the module defines nothing. A second call with the same name does nothing.
 *
 * The element draws a recording live, as a flame chart or as a table. It draws the stack of an action as a picture. It saves and opens
 * recordings. It works under a strict Content-Security-Policy, makes no request, and costs nothing while nothing happens or while it is out
 * of sight. The CSS property `--timeline-height` sets its height, default `22rem`. The element follows the page's `color-scheme`, or the
 * user's preference when the page has none.
 *
 * @param tag The name of the custom element, with a hyphen in it.
 * @throws {TypeError} when there is no `customElements`, as in Node, or when another element has that name.
 * @throws {DOMException} when `tag` is not a valid name of a custom element.
 *
 * @example
 * defineTimeline()
 * const timeline = document.createElement('entracte-timeline')
 * timeline.recording = record(actions)
 * timeline.actions = actions
 * document.body.append(timeline)
 */
export function defineTimeline(tag = 'entracte-timeline'): void {
  const { customElements } = globalThis
  if (!customElements)
    throw new TypeError(`The timeline "${tag}" could not be defined: there is no customElements here.`)
  const known = customElements.get(tag)
  if (known === undefined) customElements.define(tag, class extends TimelineElement {})
  else if (!('importRecording' in known.prototype)) {
    throw new TypeError(
      `The timeline "${tag}" could not be defined: another element has that name, so give another one.`,
    )
  }
}
