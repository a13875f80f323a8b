// Refers to objects without keeping them.

/** A `WeakRef`, or what stands in for it where the platform has none. */
export interface Ref<T> {
  deref(): T | undefined
}

/** Refers to `target` without keeping it alive. Where there is no `WeakRef` (a bare Compartment of SES), it is kept. */
export function weakly<T extends object>(target: T): Ref<T> {
  return typeof WeakRef === 'function' ? new WeakRef(target) : { deref: () => target }
}
