// Reads the time.

/** Returns milliseconds since an unknown moment. Some platforms have no `performance`. */
export function now(): number {
  return typeof performance === 'undefined' ? Date.now() : performance.now()
}
