// What stands against the names of actions: found at once by name, and by any test among those of one name.

import type { PayloadTest, StoredPayload } from './types.js'

/**
 * Payloads that are kept under the names of actions, in the order in which they were added: what is pending, or blocked.
 *
 * It knows no way of matching of its own: who asks brings the test. What a test throws comes out where it was asked.
 *
 * @example
 * const pending = new PayloadStore<{ sid: string }>()
 * const entry = pending.add('AcceptTask', { sid: 'WT1' })
 *
 * pending.find('AcceptTask', ({ sid }) => sid === 'WT1') === entry // → true
 * pending.delete(entry)
 */
export class PayloadStore<P = unknown> {
  readonly #stored = new Map<string, Set<StoredPayload<P>>>()

  /**
   * Keeps a payload; the same one may be kept several times.
   *
   * @returns What `delete` takes.
   */
  add(action: string, payload: P): StoredPayload<P> {
    const entry = { action, payload }
    const entries = this.#stored.get(action)
    if (entries === undefined) this.#stored.set(action, new Set([entry]))
    else entries.add(entry)
    return entry
  }

  /** Whether anything is kept under a name, in constant time. */
  has(action: string): boolean {
    return this.#stored.has(action)
  }

  /** The first that passes the test, undefined when none does. */
  find(action: string, test: PayloadTest<P>): StoredPayload<P> | undefined {
    for (const entry of this.#stored.get(action) ?? []) if (test(entry.payload, action)) return entry
    return undefined
  }

  /** All that pass the test, of one name. */
  filter(action: string, test: PayloadTest<P>): StoredPayload<P>[] {
    return [...(this.#stored.get(action) ?? [])].filter(({ payload }) => test(payload, action))
  }

  /**
   * Drops what `add` has returned, in constant time.
   *
   * @returns Whether it was still there.
   */
  delete(entry: StoredPayload<P>): boolean {
    const entries = this.#stored.get(entry.action)
    const deleted = entries?.delete(entry) ?? false
    if (entries?.size === 0) this.#stored.delete(entry.action)
    return deleted
  }

  /** The names under which something is kept. */
  actions(): string[] {
    return [...this.#stored.keys()]
  }

  /** Drops everything. */
  clear(): void {
    this.#stored.clear()
  }
}
