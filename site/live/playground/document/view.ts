// Makes the document of a program: that of linkedom. The other files of this folder give it what React and forms need besides.

import { parseHTML } from 'linkedom/worker'

export const view = parseHTML('<!doctype html><html><head></head><body></body></html>') as unknown as Window &
  typeof globalThis

/** Defines an accessor for all elements of a kind. */
export function property<E>(
  prototype: E,
  name: string,
  get: (element: E) => unknown,
  set?: (element: E, value: never) => void,
): void {
  Object.defineProperty(prototype, name, {
    configurable: true,
    get(this: E) {
      return get(this)
    },
    set(this: E, value: never) {
      set?.(this, value)
    },
  })
}
