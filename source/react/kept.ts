// Keeps values between the renders of a component.

import { useInsertionEffect, useRef } from 'react'

/** Returns what holds the newest value that was shown. Read it in effects and callbacks, not while rendering. */
export function useNewest<T>(value: T): { readonly current: T } {
  const newest = useRef(value)
  // The earliest effect: what other effects run finds the newest value.
  useInsertionEffect(() => {
    newest.current = value
  })
  return newest
}
