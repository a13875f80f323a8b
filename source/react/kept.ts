// Keeps values between the renders of a component.

import { useInsertionEffect, useRef, useState } from 'react'

/** Returns what holds the newest value that was shown. Read it in effects and callbacks, not while rendering. */
export function useNewest<T>(value: T): { readonly current: T } {
  const newest = useRef(value)
  // The earliest effect: what other effects run finds the newest value.
  useInsertionEffect(() => {
    newest.current = value
  }, [value])
  return newest
}

/** Returns the value of an earlier render while the fields, or the items, are the same: literals do not change anything then. */
export function useSame<T>(value: T): T {
  const [kept, keep] = useState(() => value)
  if (areSame(kept, value)) return kept
  keep(() => value)
  return value
}

function areSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (!isObject(one) || !isObject(other)) return false
  const keys = Object.keys(one)
  return keys.length === Object.keys(other).length && keys.every((key) => Object.is(one[key], other[key]))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
