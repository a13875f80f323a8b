// Makes contracts, and refuses what is wrong with them: each error names the action.

import { checkKnown, checkName, refuse } from '../shared/arguments.js'
import { nearest } from '../shared/nearest.js'
import { isSchema } from '../shared/schema.js'
import { either, quote, show } from '../shared/text.js'
import type { Contract, ContractEntries, ContractEntry } from './types.js'

/** Checks each field of an entry. */
const FIELDS: Readonly<Record<keyof ContractEntry, (value: unknown, what: string) => void>> = {
  payload: checkSchema,
  result: checkSchema,
  title: checkName,
  description: checkName,
  readOnly: checkSwitch,
  destructive: checkSwitch,
  idempotent: checkSwitch,
}

/**
 * Makes a contract: it says what actions take and give, in schemas of any library that implements Standard Schema. The types of the
 * actions follow from it (`MapOf`), `enforce` checks payloads and results, and `toJsonSchema` describes them.
 *
 * Schemas of several libraries may be mixed. effect and TypeBox need their adapters.
 *
 * @throws {TypeError} when an entry is no object, when a schema does not implement Standard Schema, or when an entry has an unknown field.
 *   The message names the action.
 *
 * @example
 * const desk = contract({
 *   Deploy: { payload: z.object({ to: z.string(), delay: z.number().default(0) }), result: v.string(), title: 'Deploy' },
 *   Logout: {},
 * })
 */
export function contract<C extends ContractEntries>(entries: C): Contract<C> {
  return build(readEntries(entries)) as Contract<C>
}

/** Returns the entries of a contract. */
export function readContract(value: unknown, taker: string): ContractEntries {
  if (isContract(value)) return value.entries
  throw new TypeError(`${taker}, got ${given(value)}: make it with contract({ … })`)
}

function isContract(value: unknown): value is Contract {
  const { entries, pick } = Object(value)
  return typeof entries === 'object' && typeof pick === 'function'
}

function build(entries: ContractEntries): Contract {
  const made: Contract = {
    entries,
    extend(more) {
      const added = isContract(more) ? more.entries : readEntries(more)
      const twice = Object.keys(added).find((action) => action in entries)
      if (twice !== undefined)
        throw new TypeError(`The contract has the action ${quote(twice)} already: leave it out of one of them`)
      return build(freeze([...Object.entries(entries), ...Object.entries(added)])) as never
    },
    pick(...actions) {
      return build(freeze(actions.map((action) => [action, entryOf(entries, action)]))) as never
    },
  }
  return Object.freeze(made)
}

function entryOf(entries: ContractEntries, action: string): ContractEntry {
  const entry = typeof action === 'string' ? entries[action] : undefined
  return entry ?? refuse('What pick takes', `an action of the contract${suggest(action, entries)}`, action)
}

/** Returns ` (did you mean …?)`, or nothing. */
export function suggest(action: unknown, entries: ContractEntries): string {
  const meant = typeof action === 'string' ? nearest(action, Object.keys(entries)).map(quote) : []
  return meant.length > 0 ? ` (did you mean ${either(meant)}?)` : ''
}

function readEntries(value: unknown): ContractEntries {
  const isWrong = typeof value !== 'object' || value === null || Array.isArray(value) || isSchema(value)
  if (isWrong || isContract(value)) {
    const got = isWrong ? given(value) : 'a contract: use it as it is'
    throw new TypeError(
      `contract takes an object with an entry for each action, { Save: { payload: schema } }, got ${got}`,
    )
  }
  return freeze(Object.entries(value).map(([action, entry]) => [action, readEntry(action, entry)]))
}

/** Without a prototype: every string is a name, `constructor` too. */
function freeze(entries: readonly (readonly [string, ContractEntry])[]): ContractEntries {
  const made: Record<string, ContractEntry> = Object.create(null)
  for (const [action, entry] of entries) made[action] = entry
  return Object.freeze(made)
}

function readEntry(action: string, value: unknown): ContractEntry {
  checkName(action, 'The name of an action')
  const of = ` of the action ${quote(action)}`
  if (typeof value !== 'object' || value === null || isSchema(value)) {
    const remedy = isSchema(value) ? ': write { payload: schema } or { result: schema }' : ''
    throw new TypeError(`The entry${of} must be an object, got ${given(value)}${remedy}`)
  }
  checkKnown(value, Object.keys(FIELDS), of, 'field')
  const entry: ContractEntry = Object.freeze({ ...value })
  for (const [field, check] of Object.entries(FIELDS)) {
    const { [field as keyof ContractEntry]: setting } = entry
    if (setting !== undefined) check(setting, `The ${field}${of}`)
  }
  if (entry.readOnly && entry.destructive) throw new TypeError(`The entry${of} must not be readOnly and destructive`)
  return entry
}

function checkSchema(value: unknown, what: string): void {
  if (!isSchema(value))
    refuse(what, 'a schema of a library that implements Standard Schema, or made by its adapter', value)
}

function checkSwitch(value: unknown, what: string): void {
  if (typeof value !== 'boolean') refuse(what, 'true or false', value)
}

/** Says what was given in the place of something else. */
function given(value: unknown): string {
  return isSchema(value) ? 'a schema' : show(value)
}
