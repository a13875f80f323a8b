// What the driver and the parties of one program share: who waits, what time it is, and what has been told.

import { setMaxListeners } from 'node:events'
import { type Deferred, deferred } from '../../support/helpers.js'
import { Clock } from './clock.js'
import { describe, type Payload, type Scene, type Story, show } from './nouns.js'
import type { Program } from './programs.js'

export type World = ReturnType<typeof createWorld>

export function createWorld({ specs, picks }: Program) {
  const story: Story = {}
  const counts = new Map<string, number>()
  const waiting = new Map<string, Deferred<void>>()
  const labels = new WeakMap<object, string>()
  const cutters = new Map<string, AbortController>()
  const clock = new Clock()
  /** When the time of an invocation is up, and what limit an action was registered with. */
  const deadlines = new Map<string, number>()
  const limits = new Map<string, number | undefined>()
  // Side by side every call starts and ends in its own step: otherwise the order of two calls would depend on microtasks.
  const apart = specs.some(({ calls }) => calls.startsWith('all') || calls === 'bare and again')
  // With more than one party at work, no rule says which of them ran out of time or failed first.
  const unsure = apart || specs.some(({ calls }) => calls.startsWith('late'))
  // Where parties may still be running that no code waits for, a cut lets several of them go on at once.
  const tangled = specs.some(({ calls }) => /all|bare|race|late|dropped/.test(calls))
  // While middleware has left work behind, an assignment to `ctx.result` may be its decision: nothing tells after a wait.
  const undecided = specs.some(({ kind, calls }) => kind === 'middleware' && /race|dropped/.test(calls))
  let starting = ''
  let turn = 0
  const world = {
    ...{
      apart,
      unsure,
      tangled,
      undecided,
      story,
      clock,
      cutters,
      deadlines,
      limits,
      now: 0,
      invocations: 0,
      unsettled: 0,
    },
    ...{ begin, watch, labelOf, log, view, isCut, isOverdue, cutter, fresh, count, wait, free, release, fire, pick },
  }
  return world

  function begin(
    label: string,
    action: string,
    start: () => Promise<unknown>,
    timeout = limits.get(action),
  ): Promise<unknown> {
    starting = label
    if (timeout !== undefined) deadlines.set(label, clock.now + timeout)
    return start()
  }

  function watch(label: string, promise: Promise<unknown>): void {
    const settle = (outcome: string) => {
      world.unsettled -= 1
      log(`${label} outcome`, outcome)
    }
    world.unsettled += 1
    promise.then(
      (value) => settle(show(value)),
      (error) => settle(`failed: ${describe(error, unsure)}`),
    )
  }

  /** S2 starts an invocation inside the call: a ctx not seen before is that of the one just begun. */
  function labelOf(ctx: object): string {
    const label = labels.get(ctx) ?? starting
    labels.set(ctx, label)
    return label
  }

  function log(label: string, what: string): void {
    const key = (tangled || isOverdue(label)) && isCut(label) ? `${label} ${what.split(' ')[0]}, cut` : label
    story[key] ??= []
    story[key].push(`${world.now}: ${what}`)
  }

  /** What a party sees on its ctx; no rule says what it sees after a cut, or when it has been left behind. */
  function view({ ctx, label }: Scene): string {
    if (undecided) return 'what there is'
    return isCut(label) ? 'cut' : `payload ${show(ctx.payload)} result ${show(ctx.result)}`
  }

  /** Whether the signal of an invocation, or of one around it, has fired, or its time is up. */
  function isCut(label: string): boolean {
    return [...cutters].some(([key, { signal }]) => signal.aborted && isIn(label, key)) || isOverdue(label)
  }

  /** What goes on then, goes on beside those that have been told. */
  function isOverdue(label: string): boolean {
    return [...deadlines].some(([key, deadline]) => clock.now >= deadline && isIn(label, key))
  }

  function isIn(label: string, around: string): boolean {
    return `${label}/`.startsWith(`${around}/`)
  }

  function cutter(label: string): { signal: AbortSignal } {
    const controller = new AbortController()
    setMaxListeners(0, controller.signal)
    cutters.set(label, controller)
    return { signal: controller.signal }
  }

  function fresh(label: string): Payload {
    return { id: `${label}#${count(`${label} payload`)}`, edits: [] }
  }

  function count(key: string): number {
    const n = counts.get(key) ?? 0
    counts.set(key, n + 1)
    return n
  }

  function wait({ name, label }: { name: string; label: string }): Promise<void> {
    const gate = deferred()
    waiting.set(`${label} ${name} ${count(`${label} ${name} waits`)}`, gate)
    return gate.promise
  }

  function free(): string[] {
    return [...waiting.keys()].sort()
  }

  function release(key: string | undefined): void {
    if (key === undefined) return
    waiting.get(key)?.resolve()
    waiting.delete(key)
  }

  function fire(label: string | undefined): void {
    if (label !== undefined) cutters.get(label)?.abort(`cut ${label.split('/')[0]}`)
  }

  function pick<T>(from: T[]): T | undefined {
    if (from.length === 0) return undefined
    turn += 1
    return from[(picks[turn % picks.length] ?? 0) % from.length]
  }
}
