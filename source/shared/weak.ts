// Refers to objects without keeping them in memory.

/** A `WeakRef`, or its replacement on platforms that have no `WeakRef`. */
export interface Ref<T> {
  deref(): T | undefined
}

/**
 * Returns a reference to `target` that does not keep it in memory. Where there is no `WeakRef` (a bare Compartment of
 * SES), the reference keeps it.
 */
export function weakly<T extends object>(target: T): Ref<T> {
  return typeof WeakRef === 'function' ? new WeakRef(target) : { deref: () => target }
}
