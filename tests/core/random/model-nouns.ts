// The nouns of the model: what is attached, and what an invocation needs of all that is.

import type { Invocation } from './model-invocation.js'
import type { Fn } from './model-work.js'

export type Kind = 'middleware' | 'payloadUpdate' | 'before' | 'replacement' | 'core' | 'after' | 'error'

export interface Party {
  kind: Kind
  name: string | undefined
  scope: string | undefined
  fn: Fn
  order: number
  once: boolean
  /** S10: how long one call of it may take, or a whole invocation of the action that it is the core of. */
  timeout: number | undefined
}

export interface Entry extends Party {
  /** Undefined for middleware around every action. */
  action: string | undefined
  owner: Owner | undefined
  called: boolean
  /** S12: whether it has been reported as one that never runs. */
  reported: boolean
}

export interface Registered {
  core: Party
  payloadUpdate: Party | undefined
  terminal: boolean
  owner: Owner | undefined
}

/** S14: a scope, as the one through whom something was attached. */
export interface Owner {
  name: string
  inside: Owner[]
  disposed: boolean
}

export interface AttachOptions {
  name?: string | undefined
  order?: number | undefined
  once?: boolean | undefined
  signal?: AbortSignal | undefined
  timeout?: number | undefined
}

export interface InvokeOptions {
  signal?: AbortSignal | undefined
  timeout?: number | undefined
}

/** What may cut an invocation. The limit of an invocation fires a signal, which nested invocations inherit. */
export interface Source {
  signal: AbortSignal
  limitOf: object | undefined
}

export interface RegisterOptions extends AttachOptions {
  payloadUpdate?: Fn | undefined
  override?: boolean | undefined
  terminal?: boolean | undefined
}

export interface ErrorInfo {
  ctx: object | undefined
  event: string | undefined
  listener: unknown
  by: Pick<Party, 'kind' | 'name' | 'scope'> | null
}

/** S2: the parties of one invocation, outermost first. */
export type Stack = Readonly<
  Record<'middleware' | 'before' | 'replacements' | 'after' | 'error', readonly Entry[]> &
    Record<'payloadUpdate' | 'core', readonly Party[]>
>

/** All that an invocation needs of the set of actions. */
export interface Host {
  invoke(action: string, payload: unknown, options: InvokeOptions, from: Invocation): Promise<unknown>
  takeOff(entry: Entry): boolean
  onListenerError(error: unknown, info: ErrorInfo): void
}

export function eventOf({ kind }: Party, action: string): string | undefined {
  return ['before', 'after', 'error'].includes(kind) ? `${kind}${action}` : undefined
}

export function named(party: Party): Pick<Party, 'kind' | 'name' | 'scope'>
export function named(party: Party | undefined): Pick<Party, 'kind' | 'name' | 'scope'> | null
export function named(party: Party | undefined) {
  return party === undefined ? null : { kind: party.kind, name: party.name, scope: party.scope }
}
