// Makes `<entracte-timeline>` known to a page.

import { TimelineElement } from './element.js'

/**
 * Makes `<entracte-timeline>` known to the page. Importing alone registers nothing. Under a name that this has defined before, it does
 * nothing.
 *
 * The element draws what `record` records as a flame chart while it happens, or as a table; shows the stack of an action as a picture; and
 * saves and opens recordings. It keeps to a strict Content-Security-Policy, makes no request, and costs nothing while nothing happens or
 * while it is out of sight. Its height is the CSS property `--timeline-height`, default `22rem`; it follows the page's `color-scheme`, or the user's
 * preference where the page has none.
 *
 * @param tag A custom element's name, with a hyphen in it.
 * @throws {TypeError} when there is no `customElements`, as in Node, or another element has that name.
 * @throws {DOMException} when `tag` is no name that a custom element can have.
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
