// Keeps payloads under the names of actions: found by name at once, and by a test among the payloads of one name.

import type { PayloadTest, StoredPayload } from './types.js'

/**
 * Keeps payloads under the names of actions, in the order in which they were added. `trackState` keeps in it what is pending, and what is
 * blocked.
 *
 * The store does not decide which payloads match: the caller hands in a test. When a test throws, the method throws the same error.
 *
 * @example
 * const pending = new PayloadStore<{ sid: string }>()
 * const entry = pending.add('AcceptTask', { sid: 'WT1' })
 *
 * pending.find('AcceptTask', ({ sid }) => sid === 'WT1') === entry // → true
 * pending.delete(entry)
 */
export class PayloadStore<P = unknown> {
  // Not `#private`, which a store that is held in a reactive object could not reach (S21).
  private readonly _stored = new Map<string, Set<StoredPayload<P>>>()

  /**
   * Keeps a payload. The same payload may be kept several times.
   *
   * @returns The entry, to be handed to `delete`.
   */
  add(action: string, payload: P): StoredPayload<P> {
    const entry = { action, payload }
    const entries = this._stored.get(action)
    if (entries === undefined) this._stored.set(action, new Set([entry]))
    else entries.add(entry)
    return entry
  }

  /** Returns whether a payload is kept under a name. Takes constant time. */
  has(action: string): boolean {
    return this._stored.has(action)
  }

  /** Returns the first entry of a name whose payload passes the test; undefined when no payload does. */
  find(action: string, test: PayloadTest<P>): StoredPayload<P> | undefined {
    for (const entry of this._stored.get(action) ?? []) if (test(entry.payload, action)) return entry
    return undefined
  }

  /** Returns all entries of a name whose payloads pass the test. */
  filter(action: string, test: PayloadTest<P>): StoredPayload<P>[] {
    return [...(this._stored.get(action) ?? [])].filter(({ payload }) => test(payload, action))
  }

  /**
   * Removes an entry that `add` has returned. Takes constant time.
   *
   * @returns Whether the entry was still kept.
   */
  delete(entry: StoredPayload<P>): boolean {
    const entries = this._stored.get(entry.action)
    const deleted = entries?.delete(entry) ?? false
    if (entries?.size === 0) this._stored.delete(entry.action)
    return deleted
  }

  /** Returns the names under which a payload is kept. */
  actions(): string[] {
    return [...this._stored.keys()]
  }

  /** Removes every entry. */
  clear(): void {
    this._stored.clear()
  }
}
