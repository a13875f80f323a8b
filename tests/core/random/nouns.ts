// What library and model have in common as far as the programs use it, and how what they show is written down.

import type { ActionAbortedError, ActionTimeoutError } from '../../../source/core/index.js'
import type { Spec } from './programs.js'

/** What library and model have in common, as far as programs use it. */
export interface Subject {
  registerAction(name: string, core: Fn, options: object): () => void
  unregisterAction(name: string): boolean
  invokeAction(name: string, payload: unknown, options: object): Promise<unknown>
  addListener(event: string, listener: Fn, options: object): () => void
  removeListener(event: string, listener: Fn): boolean
  replaceAction(name: string, replacement: Fn, options: object): () => void
  use(name: string | undefined, middleware: Fn, options: object): () => void
  explain(name: string): { kind: string; name?: string | undefined; scope?: string | undefined; once: boolean }[]
  scope(name: string): Subject & { dispose(): void }
}

// biome-ignore lint/suspicious/noExplicitAny: functions of every kind, told apart by their spec
export type Fn = (...args: any[]) => unknown

export interface Ctx {
  action: string
  payload: unknown
  result: unknown
  aborted: boolean
  depth: number
  signal: AbortSignal
  failure: { error: unknown; by: Named | null } | undefined
  abort(reason?: unknown): void
  invokeAction(name: string, payload: unknown, options?: object): Promise<unknown>
}

export type Begin = (...payload: unknown[]) => Promise<unknown>

/** A party at work: which one, in which invocation, and what it was given. */
export interface Scene {
  spec: Spec
  name: string
  label: string
  ctx: Ctx
  payload: unknown
  /** When its own time is up. */
  until: number
  abort?: (reason?: unknown) => void
}

export interface Options {
  maxDepth: number
  onListenerError(
    error: unknown,
    info: { ctx?: object | undefined; event?: string | undefined; by: Named | null },
  ): void
}

export interface Named {
  kind: string
  name: string | undefined
  scope: string | undefined
}

/** What happened: one log for the driver and one for each invocation. */
export type Story = Record<string, string[]>

export interface Payload {
  id: string
  edits: string[]
}

export function isPayload(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && 'edits' in value
}

export function show(value: unknown): string {
  return isPayload(value) ? `${value.id}[${value.edits}]` : String(value)
}

/** An error by what a caller can tell from it; not by whom, where several run at once and it may not be known. */
export function describe(error: unknown, unsure: boolean): string {
  if (!(error instanceof Error)) return String(error)
  const { code, action, reason, by, timeout, stage } = error as Partial<
    ActionAbortedError & Omit<ActionTimeoutError, 'code' | 'name'>
  >
  if (code === undefined) return error.message
  if (timeout !== undefined)
    return `${code} ${action} ${timeout} ${unsure ? '' : stage && `in ${stage.kind} ${stage.name} ${stage.scope}`}`
  return [code, action, reason, code === 'ACTION_ABORTED' && `by ${shown(by ?? null)}`].filter(Boolean).join(' ')
}

export function shown(by: Named | null): string {
  return by === null ? 'nobody known' : `${by.kind} ${by.name} ${by.scope}`
}
