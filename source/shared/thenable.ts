// Tells promises of any kind from other values.

/** Returns whether a value has a function `then`: a promise of any realm, and of any library. Reading `then` may throw. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof Object(value).then === 'function'
}
