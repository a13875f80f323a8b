// What the tests take from Node, for every runtime: Node's own where Node runs them, and else the same from what there is.

import type { Need } from '../needs.js'

type Listener = (value: unknown) => void

/** What is looked for in the runtime, and not everywhere there. */
interface Surroundings {
  Bun?: { gc(force: boolean): void }
  Deno?: unknown
  customElements?: unknown
  gc?: () => void
  process?: NodeJS.Process
  setImmediate?: (callback: () => void) => unknown
  performance: { memory?: { usedJSHeapSize: number } }
}

const here = globalThis as unknown as Surroundings
const isWorkerd = globalThis.navigator?.userAgent === 'Cloudflare-Workers'
// Others have something by that name, too.
const node = here.Bun || here.Deno || isWorkerd ? undefined : here.process
// Node's process in Bun tells of unhandled rejections as Node does; in Deno, the event of the web does.
const teller = node ?? (here.Bun && here.process)

/** Before any test puts something else there, or we do. */
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis

// ── unhandled rejections

/** What listens at the moment: the tests' `process.on('unhandledRejection')`. */
const rejectionListeners = new Set<Listener>()

/** What nobody listened for: the test during which it happened has failed. */
export const strays: unknown[] = []

function unhandled(reason: unknown): void {
  if (rejectionListeners.size === 0) strays.push(reason)
  for (const listener of rejectionListeners) listener(reason)
}

if (teller) {
  teller.on('unhandledRejection', unhandled)
  teller.on('uncaughtException', (error: unknown) => void strays.push(error))
} else {
  globalThis.addEventListener('unhandledrejection', (event) => {
    event.preventDefault()
    unhandled(event.reason)
  })
  globalThis.addEventListener('error', (event) => {
    event.preventDefault()
    strays.push(event.error)
  })
}

// ── macrotasks

/** Tasks of one channel come in their order, and without the four milliseconds that nested timers wait in browsers. */
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

/** Those that somebody waits for, where the runtime does not tell. */
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

/** Waits for `work`, but no longer than `limit` milliseconds; the tests do not see the timer. */
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
    if (event === 'unhandledRejection') rejectionListeners.add(listener)
    else node?.on(event, listener)
  },
  off(event: string, listener: Listener): void {
    if (event === 'unhandledRejection') rejectionListeners.delete(listener)
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

/** The abort-listeners of every signal, where the runtime does not tell. */
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
  /** Only a real promise can be handed to the native `then`. */
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

/** Enough for the name of a test. */
export function inspect(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}

/** Only what is not called has to be promised. */
export function promisify(work: unknown): unknown {
  return work
}

// ── node:v8 and node:vm

export function setFlagsFromString(flag: string): void {
  node?.getBuiltinModule('node:v8').setFlagsFromString(flag)
}

/** What `code` is in another realm; where there is no `node:vm`, one can ask for `gc` and for errors. */
export function runInNewContext(code: string): unknown {
  if (code === 'gc' && here.Bun) return () => here.Bun?.gc(true)
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

/** A second copy of the library. */
export function tsImport(): Promise<unknown> {
  const copy = './copy.js'
  return import(copy)
}

// ── Symbol.dispose

// Firefox has it since 141; the tests use it everywhere.
if (Symbol.dispose === undefined) Object.defineProperty(Symbol, 'dispose', { value: Symbol('Symbol.dispose') })

// ── what there is

/** Whether the runtime has what a test needs, found out by trying. */
export async function has(need: Need): Promise<boolean> {
  const findings: Record<Need, () => boolean | Promise<boolean>> = {
    sources: () => false,
    blindSignals: signalsAreBlind,
    realms: hasRealms,
    warnings: () => node !== undefined,
    gc: mayCollect,
    // Bun leaves what its stack seems to hold for the next time.
    allOfIt: () => mayCollect() && here.Bun === undefined,
    signalsToo: () => mayCollect() && here.Bun === undefined && here.customElements === undefined,
    heap: () => mayCollect() && process.memoryUsage().heapUsed > 0,
    timers: mayHaveManyTimers,
    overflow: timersOverflow,
    noElements: () => here.customElements === undefined,
  }
  return findings[need]()
}

function mayCollect(): boolean {
  return (node ?? here.Bun ?? here.gc) !== undefined
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

function timersOverflow(): Promise<boolean> {
  return new Promise((resolve) => {
    const long = startTimer(() => resolve(true), 2 ** 31)
    startTimer(() => {
      stopTimer(long)
      resolve(false)
    }, 100)
  })
}
