// Keeps listeners, and calls them: the part of Node's event emitter that Flex hands out.

import type { ActionsEmitter, AnyFunction } from './types.js'

/** A function as it was added; or a wrapper that `emit` calls once, with the added function as its `listener`. */
interface Listener extends AnyFunction {
  readonly listener?: AnyFunction
}

/** Keeps a list of listeners for each event. A list is replaced, never changed, so that adding and removing do not disturb a running `emit`. */
export class Emitter implements ActionsEmitter {
  // Not `#private`, which an emitter that is held in a reactive store could not reach (S21).
  private readonly _lists = new Map<string | symbol, readonly Listener[]>()
  private _most = 0

  addListener(event: string | symbol, listener: AnyFunction): this {
    return this._add(event, listener, false)
  }

  on(event: string | symbol, listener: AnyFunction): this {
    return this._add(event, listener, false)
  }

  prependListener(event: string | symbol, listener: AnyFunction): this {
    return this._add(event, listener, true)
  }

  once(event: string | symbol, listener: AnyFunction): this {
    return this._add(event, this._once(event, listener), false)
  }

  prependOnceListener(event: string | symbol, listener: AnyFunction): this {
    return this._add(event, this._once(event, listener), true)
  }

  /** Removes a listener; the newest, when it was added more than once. */
  removeListener(event: string | symbol, listener: AnyFunction): this {
    check(listener)
    const list = this.rawListeners(event)
    const place = list.reverse().findIndex((each) => each === listener || each.listener === listener)
    if (place < 0) return this
    const [removed] = list.splice(place, 1)
    list.reverse()
    if (list.length > 0) this._lists.set(event, list)
    else this._lists.delete(event)
    this.emit('removeListener', event, removed?.listener ?? removed)
    return this
  }

  off(event: string | symbol, listener: AnyFunction): this {
    return this.removeListener(event, listener)
  }

  removeAllListeners(event?: string | symbol): this {
    // Last, since its listeners are called for the removal of every other listener.
    const all = () => [...this.eventNames().filter((name) => name !== 'removeListener'), 'removeListener']
    const events = event === undefined ? all() : [event]
    for (const each of events) for (const one of this.rawListeners(each).reverse()) this.removeListener(each, one)
    return this
  }

  emit(event: string | symbol, ...args: unknown[]): boolean {
    const list = this.rawListeners(event)
    if (list.length === 0 && event === 'error') throw args[0]
    for (const listener of list) listener.apply(this, args as never)
    return list.length > 0
  }

  /** Returns the functions that were added. Without their wrappers, listeners added with `once` are called every time, as in Flex. */
  listeners(event: string | symbol): AnyFunction[] {
    return this.rawListeners(event).map((each) => each.listener ?? each)
  }

  rawListeners(event: string | symbol): Listener[] {
    return [...(this._lists.get(event) ?? [])]
  }

  listenerCount(event: string | symbol): number {
    return this.rawListeners(event).length
  }

  eventNames(): (string | symbol)[] {
    return [...this._lists.keys()]
  }

  getMaxListeners(): number {
    return this._most
  }

  setMaxListeners(most: number): this {
    this._most = most
    return this
  }

  private _add(event: string | symbol, listener: Listener, first: boolean): this {
    check(listener)
    this.emit('newListener', event, listener.listener ?? listener)
    const list = this.rawListeners(event)
    this._lists.set(event, first ? [listener, ...list] : [...list, listener])
    return this
  }

  private _once(event: string | symbol, listener: AnyFunction): Listener {
    check(listener)
    const once = (...args: unknown[]) => {
      this.removeListener(event, once)
      return listener.apply(this, args as never)
    }
    return Object.assign(once, { listener })
  }
}

/** @throws {TypeError} when `listener` is not a function. */
function check(listener: unknown): void {
  if (typeof listener === 'function') return
  throw new TypeError(`The "listener" argument must be of type Function. Received type ${typeof listener}`)
}
