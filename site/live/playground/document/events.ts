// Lets events travel: linkedom has no capture phase, and removes what it knows of an event when the event is over.

import { view } from './view.js'

const Target = Object.getPrototypeOf(view.Node.prototype) as EventTarget

type Listener = EventListenerOrEventListenerObject
interface Attached {
  listener: Listener
  capture: boolean
  once: boolean
}

const attached = new WeakMap<object, Map<string, Attached[]>>()
const isCapture = (options: unknown) =>
  typeof options === 'object' ? Boolean((options as EventListenerOptions | null)?.capture) : !!options

function listenersOf(target: object, type: string): Attached[] {
  const types = attached.get(target) ?? new Map<string, Attached[]>()
  const listeners = types.get(type) ?? []
  attached.set(target, types.set(type, listeners))
  return listeners
}

Object.assign(Target, {
  addEventListener(this: Node, type: string, listener: Listener | null, options?: AddEventListenerOptions | boolean) {
    const capture = isCapture(options)
    const listeners = listenersOf(this, type)
    if (!listener || listeners.some((known) => known.listener === listener && known.capture === capture)) return
    listeners.push({ listener, capture, once: typeof options === 'object' && options.once === true })
  },

  removeEventListener(this: Node, type: string, listener: Listener, options?: EventListenerOptions | boolean) {
    const listeners = listenersOf(this, type)
    const index = listeners.findIndex((known) => known.listener === listener && known.capture === isCapture(options))
    if (index >= 0) listeners.splice(index, 1)
  },

  dispatchEvent(this: Node, event: Event): boolean {
    const path: Node[] = [this]
    for (let node = this.parentNode; node; node = node.parentNode) path.push(node)
    Object.assign(event, { target: this, composedPath: () => path })
    for (const node of [...path].reverse()) call(node, event, true)
    for (const node of event.bubbles ? path : [this]) call(node, event, false)
    Object.assign(event, { currentTarget: null })
    return !event.defaultPrevented
  },
})

function call(node: Node, event: Event, capture: boolean): void {
  if (event.cancelBubble) return
  Object.assign(event, { currentTarget: node })
  for (const known of [...listenersOf(node, event.type)].filter((known) => known.capture === capture)) {
    if (known.once) node.removeEventListener(event.type, known.listener, { capture })
    try {
      if (typeof known.listener === 'function') known.listener.call(node, event)
      else known.listener.handleEvent(event)
    } catch (error) {
      reportError(error)
    }
    if ((event as unknown as { _stopImmediatePropagationFlag: boolean })._stopImmediatePropagationFlag) return
  }
}

/** Dispatches an event of an element. Returns whether nobody has prevented it. */
export function fire(element: Element, type: string, more: object = {}): boolean {
  const event = new view.Event(type, { bubbles: true, cancelable: true })
  return element.dispatchEvent(Object.assign(event, more))
}
