// Provides for every runtime what the tests import from Node. In Node, it is Node's own. In other runtimes, it does the
// same.

import type { Need } from '../needs.js'

type Listener = (value: unknown) => void

/** Describes the globals of the runtime that may be missing. */
interface Surroundings {
  Bun?: { gc(force: boolean): void }
  Deno?: unknown
  TestUtils?: { gc(): Promise<void> }
  customElements?: unknown
  gc?: () => void
  process?: NodeJS.Process
  setImmediate?: (callback: () => void) => unknown
  performance: { memory?: { usedJSHeapSize: number } }
}

const here = globalThis as unknown as Surroundings
const isWorkerd = globalThis.navigator?.userAgent === 'Cloudflare-Workers'
// Other runtimes have a global with this name, too.
const node = here.Bun || here.Deno || isWorkerd ? undefined : here.process
// In Bun, Node's process reports unhandled rejections, as in Node. In Deno, the web's event reports them.
const teller = node ?? (here.Bun && here.process)

/** The original timers, before a test or this file replaces them. */
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis

// ── what no code handles

/** The current listeners, from the tests' `process.on('unhandledRejection')` and `process.on('uncaughtException')`. */
const listenersOf = { unhandledRejection: new Set<Listener>(), uncaughtException: new Set<Listener>() }

/** The errors that no listener received. The test that was running has failed. */
export const strays: unknown[] = []

function isTold(event: string): event is keyof typeof listenersOf {
  return event in listenersOf
}

function tell(event: keyof typeof listenersOf, error: unknown): void {
  const listeners = listenersOf[event]
  if (listeners.size === 0) strays.push(error)
  for (const listener of listeners) listener(error)
}

if (teller) {
  teller.on('unhandledRejection', (reason) => tell('unhandledRejection', reason))
  teller.on('uncaughtException', (error) => tell('uncaughtException', error))
} else {
  globalThis.addEventListener('unhandledrejection', (event) => {
    event.preventDefault()
    tell('unhandledRejection', event.reason)
  })
  globalThis.addEventListener('error', (event) => {
    event.preventDefault()
    tell('uncaughtException', event.error)
  })
}

// ── macrotasks

/**
 * Returns a function that schedules a macrotask. The tasks of one channel keep their order, and they do not wait the
 * four milliseconds of nested timers in browsers.
 */
function channelTask(): (callback: () => void) => void {
  const tasks: (() => void)[] = []
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => tasks.shift()?.()
  return (callback) => {
    tasks.push(callback)
    port2.postMessage(undefined)
  }
}

let task: ((callback: () => void) => unknown) | undefined

export function setImmediate(callback: () => void): void {
  task ??= here.setImmediate ?? channelTask()
  task(callback)
}

// ── timers

/** The timers that have not fired yet, for runtimes that do not list them. */
const timers = new Set<unknown>()

if (!node) {
  globalThis.setTimeout = ((callback: (...args: unknown[]) => void, delay?: number, ...args: unknown[]) => {
    const timer: unknown = startTimer(() => {
      timers.delete(timer)
      callback(...args)
    }, delay)
    timers.add(timer)
    return timer
  }) as typeof setTimeout
  globalThis.clearTimeout = ((timer: never) => {
    timers.delete(timer)
    stopTimer(timer)
  }) as typeof clearTimeout
}

/** Waits for `work`, but no longer than `limit` milliseconds. The tests do not see the timer. */
export async function within<T>(limit: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = startTimer(() => reject(new Error(`did not settle within ${limit} ms`)), limit)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    stopTimer(timer)
  }
}

// ── process

export const process = {
  env: {} as Record<string, string | undefined>,
  execPath: '',
  on(event: string, listener: Listener): void {
    if (isTold(event)) listenersOf[event].add(listener)
    else node?.on(event, listener)
  },
  off(event: string, listener: Listener): void {
    if (isTold(event)) listenersOf[event].delete(listener)
    else node?.off(event, listener)
  },
  memoryUsage(): { heapUsed: number } {
    const heapUsed = here.performance.memory?.usedJSHeapSize ?? Number.NaN
    return here.process && !isWorkerd ? here.process.memoryUsage() : { heapUsed }
  },
  getActiveResourcesInfo(): string[] {
    return node ? node.getActiveResourcesInfo() : Array.from(timers, () => 'Timeout')
  },
}

// ── node:events

interface Kept {
  callback: unknown
  capture: boolean
  once: boolean
  signal: AbortSignal | undefined
}

/** The abort-listeners of every signal, for runtimes that do not list them. */
const abortListeners = new WeakMap<EventTarget, Kept[]>()

if (!node) {
  const { addEventListener, removeEventListener } = EventTarget.prototype
  EventTarget.prototype.addEventListener = function (this: EventTarget, type, callback, options) {
    if (type === 'abort' && callback) {
      const { capture = false, once = false, signal } = typeof options === 'object' ? options : { capture: options }
      const kept = abortListeners.get(this) ?? []
      abortListeners.set(this, kept)
      const known = kept.some((each) => each.callback === callback && each.capture === capture)
      if (!known && !signal?.aborted) kept.push({ callback, capture, once, signal })
    }
    return addEventListener.call(this, type, callback, options)
  }
  EventTarget.prototype.removeEventListener = function (this: EventTarget, type, callback, options) {
    if (type === 'abort') {
      const capture = (typeof options === 'object' ? options.capture : options) ?? false
      const kept = abortListeners.get(this) ?? []
      const at = kept.findIndex((each) => each.callback === callback && each.capture === capture)
      if (at !== -1) kept.splice(at, 1)
    }
    return removeEventListener.call(this, type, callback, options)
  }
}

export function getEventListeners(signal: AbortSignal, type: string): unknown[] {
  if (node) return node.getBuiltinModule('node:events').getEventListeners(signal, type)

  const kept = abortListeners.get(signal) ?? []
  return kept.filter((each) => !each.signal?.aborted && !(each.once && signal.aborted)).map(({ callback }) => callback)
}

export function setMaxListeners(count: number, ...targets: EventTarget[]): void {
  node?.getBuiltinModule('node:events').setMaxListeners(count, ...targets)
}

// ── node:util

export const types = {
  /** Returns whether the value is a real promise: the native `then` accepts only real promises. */
  isPromise(value: unknown): boolean {
    try {
      Promise.prototype.then.call(
        value as Promise<unknown>,
        () => {},
        () => {},
      )
      return true
    } catch {
      return false
    }
  },
}

/** Returns a value as text, good enough for the name of a test. */
export function inspect(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}

/** Returns the function unchanged, because the tests only promisify functions that they never call here. */
export function promisify(work: unknown): unknown {
  return work
}

// ── node:v8 and node:vm

export function setFlagsFromString(flag: string): void {
  node?.getBuiltinModule('node:v8').setFlagsFromString(flag)
}

/** Returns the value of `code` in another realm. Without `node:vm`, it knows only `gc` and `new Error(…)`. */
export function runInNewContext(code: string): unknown {
  if (code === 'gc' && here.Bun) return () => here.Bun?.gc(true)
  if (code === 'gc' && here.TestUtils) return () => here.TestUtils?.gc()
  if (code === 'gc' && !node) return here.gc
  if (here.process && !isWorkerd) return here.process.getBuiltinModule('node:vm').runInNewContext(code)

  const [, message] = /^new Error\("(.*)"\)$/.exec(code) ?? []
  if (message === undefined || !hasRealms()) throw new Error(`nobody can run this in another realm here: ${code}`)
  frame ??= document.head.appendChild(document.createElement('iframe')).contentWindow as typeof frame
  return new (frame as { Error: ErrorConstructor }).Error(message)
}

let frame: { Error: ErrorConstructor } | null | undefined

function hasRealms(): boolean {
  return (here.process !== undefined && !isWorkerd) || 'document' in globalThis
}

// ── tsx/esm/api

/** Imports a second copy of the library. */
export function tsImport(): Promise<unknown> {
  const copy = './copy.js'
  return import(copy)
}

// ── Symbol.dispose

// Firefox has it since version 141. The tests use it everywhere.
if (Symbol.dispose === undefined) Object.defineProperty(Symbol, 'dispose', { value: Symbol('Symbol.dispose') })

// ── what the runtime has

/** Returns whether the runtime has what a test needs. It tries each thing out. */
export async function has(need: Need): Promise<boolean> {
  const findings: Record<Need, () => boolean | Promise<boolean>> = {
    sources: () => false,
    blindSignals: signalsAreBlind,
    realms: hasRealms,
    warnings: () => node !== undefined,
    // Bun leaves 2 of 100 objects, also where the library is not used (measured on Bun 1.4.5).
    allOfIt: () => here.Bun === undefined,
    signalsToo: signalsAreCollected,
    heap: () => process.memoryUsage().heapUsed > 0,
    timers: mayHaveManyTimers,
    noElements: () => here.customElements === undefined,
  }
  return findings[need]()
}

async function signalsAreCollected(): Promise<boolean> {
  const signals = Array.from({ length: 20 }, () => new WeakRef(new AbortController().signal))
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => unknown
  for (let i = 0; i < 2; i++) {
    await new Promise<void>((resolve) => setImmediate(resolve))
    await collect()
  }
  return signals.some((ref) => ref.deref() === undefined)
}

function signalsAreBlind(): boolean {
  const look = () => {
    throw new Error('looked at')
  }
  try {
    new AbortController().abort(new Proxy({}, { get: look, getPrototypeOf: look }))
    return true
  } catch {
    return false
  }
}

function mayHaveManyTimers(): boolean {
  const started: ReturnType<typeof setTimeout>[] = []
  try {
    while (started.length < 20_000) started.push(startTimer(() => {}, 60_000))
    return true
  } catch {
    return false
  } finally {
    for (const timer of started) stopTimer(timer)
  }
}
