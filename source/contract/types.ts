// Defines the types of `entracte/contract`.

import type { Signal } from '../core/index.js'

/**
 * A schema of any library that implements Standard Schema 1: zod 4, valibot 1, arktype 2, joi 18, yup 1, effect and TypeBox with their
 * adapters, and others. It checks a value, and may convert it.
 */
// No more than a compiler needs to tell a schema: what stands under the key is looked at when the contract is made. To compare its type costs
// a contract of zod's schemas half of its time.
export interface Schema {
  /** What the standard defines: `version`, `vendor`, `validate` and `types`. */
  readonly '~standard': unknown
}

/** What a contract says of one action. Each field may be left out. */
export interface ContractEntry {
  /** The schema of the payload. Default: the action takes no payload, and nothing is checked. */
  readonly payload?: Schema | undefined
  /** The schema of the result. Default: the action gives nothing, and nothing is checked. */
  readonly result?: Schema | undefined
  /** The name of the action for people. */
  readonly title?: string | undefined
  /** Says what the action does, for people and for agents. */
  readonly description?: string | undefined
  /** Says that the action changes nothing. */
  readonly readOnly?: boolean | undefined
  /** Says that the action may destroy something. An action that is `readOnly` cannot be `destructive`. */
  readonly destructive?: boolean | undefined
  /** Says that a second call with the same payload changes nothing more. */
  readonly idempotent?: boolean | undefined
}

/** The entries of a contract: one for each action. */
export interface ContractEntries {
  readonly [action: string]: ContractEntry
}

/** Says what actions take and give. `contract` makes it. It never changes. */
export interface Contract<C = ContractEntries> {
  /** What was said of each action. */
  readonly entries: C

  /**
   * Returns a contract with these actions and more. Use it for a contract that is written in several modules, or in plugins.
   *
   * @throws {TypeError} when both have an action of the same name, or when an entry is wrong.
   *
   * @example
   * const all = desk.extend(billing).extend({ Close: {} })
   */
  extend<D extends ContractEntries>(more: D | Contract<D>): Contract<Omit<C, keyof D> & D>

  /**
   * Returns a contract with some of the actions. With it, a plugin says which actions it needs.
   *
   * @throws {TypeError} when the contract has no action of a name. The message suggests similar names.
   *
   * @example
   * const needs = desk.pick('Deploy', 'Logout')
   * const plugin: PluginOf<MapOf<typeof needs>> = (actions) => {
   *   actions.addListener('afterDeploy', ({ to }) => console.log(to))
   * }
   */
  pick<K extends keyof C & string>(...actions: readonly K[]): Contract<Pick<C, K>>
}

/**
 * The map of the actions of a contract, for `createActions`. Callers pass what the schema of the payload takes, and listeners and cores
 * receive what it gives. Cores return what the schema of the result takes, and after-listeners and callers receive what it gives.
 *
 * Make it an interface: then editors show its name, and other modules can add actions.
 *
 * @example
 * interface Desk extends MapOf<typeof desk> {}
 * const actions = enforce(createActions<Desk>(), desk)
 */
export type MapOf<T extends { readonly entries: object }> = {
  [K in keyof T['entries']]-?: ActionOf<T['entries'][K]>
}

/** The function type of one entry. It is of a method, which is compared less strictly: as those of a map that is written by hand. */
type ActionOf<E> = E extends { readonly payload: Schema }
  ? { action(this: Conversion<E>, payload: Given<E['payload']>): ResultOf<E> }['action']
  : { action(this: Conversion<E>): ResultOf<E> }['action']

/** What callers pass and cores return, by one entry of a contract. `MapOf` says it in the map, as the type of `this`. */
// An interface, since compilers look at its members only when they are needed: of most actions, where they are invoked.
export interface Conversion<E> {
  /** The payload that callers pass. */
  readonly input: E extends { readonly payload: Schema } ? Taken<E['payload']> : undefined
  /** The result that the core returns. */
  // biome-ignore lint/suspicious/noConfusingVoidType: as in a map that is written by hand, a core without a result may return anything
  readonly output: E extends { readonly result: Schema } ? Taken<E['result']> : void
}

// biome-ignore lint/suspicious/noConfusingVoidType: see above
type ResultOf<E> = E extends { readonly result: Schema } ? Given<E['result']> : void

/** What a schema takes. */
type Taken<S extends Schema> = Typed<S['~standard']>['input']

/** What a schema gives. */
type Given<S extends Schema> = Typed<S['~standard']>['output']

/** The types that a schema says; unknown for a schema that says none. */
type Typed<P> = 'types' extends keyof P ? NonNullable<P['types']> & AnyTypes : AnyTypes

interface AnyTypes {
  readonly input: unknown
  readonly output: unknown
}

/** The options of `enforce`. */
export interface EnforceOptions {
  /**
   * Checks a payload again before the core, when it has changed since it was checked: a listener or a replacement has assigned another
   * payload, or has written to it. It is then checked as the payload of a caller is, and the core receives what the schema gives.
   * Default false. It finds changes in plain objects and arrays, but not inside a Map or an object of a class, and not those that are made
   * while an asynchronous schema checks.
   */
  recheck?: boolean | undefined
  /** Refuses invocations of actions that the contract does not know. Default false: they pass, and nothing is checked. */
  strict?: boolean | undefined
  /** Stops checking when the signal fires. If the signal has already fired, nothing is checked. */
  signal?: Signal | undefined
}

/** One thing that is wrong with a payload or a result. */
export interface Issue {
  /**
   * Says what is wrong, on one line, in the words of the library. Texts of the value that is wrong are left out, because the value may be a
   * secret. So are stacks.
   */
  readonly message: string
  /** Leads to the place: the keys, outermost first. Empty for the whole value. */
  readonly path: readonly PropertyKey[]
}

/** The options of `toJsonSchema`. */
export interface JsonSchemaOptions {
  /** The version of JSON Schema: `draft-2020-12`, which is the default, `draft-07`, `openapi-3.0`, or another that the libraries know. */
  target?: string | undefined
}

/** A JSON Schema. */
export interface JsonSchema {
  /** The keywords of JSON Schema. */
  readonly [keyword: string]: unknown
}

/** The JSON Schemas of one action. */
export interface ActionJsonSchema {
  /** What callers pass. Missing when the contract has no schema of the payload. */
  readonly payload?: JsonSchema
  /** What callers receive. Missing when the contract has no schema of the result. */
  readonly result?: JsonSchema
}
