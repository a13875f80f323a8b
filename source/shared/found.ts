// Tells whether a contract has refused the payload of the invocation that has failed, or the payload of one inside it.

import { CONTRACT } from './own.js'

/** A contract marks its errors of payloads with it: users may throw such errors themselves. */
const FOUND = /* @__PURE__ */ Symbol.for('entracte.found')

/** Marks the error of a payload as one that a contract has found. Returns it. */
export function markFound<E extends Error>(error: E): E {
  return Object.defineProperty(error, FOUND, { value: true })
}

/**
 * Returns whether a contract has found the error in the payload of another invocation, which may be one of the same action. Then the caller
 * has sent nothing wrong: a party of the action did, when it invoked the other one.
 *
 * @param by The party by which the invocation has failed: the contract itself, where the payload was its own. Undefined when nobody knows.
 */
export function isFoundInAnother(
  error: unknown,
  by: { readonly name?: string | undefined } | null | undefined,
): boolean {
  return by !== undefined && by?.name !== CONTRACT && Object(error)[FOUND] === true
}
