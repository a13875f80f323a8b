// What every test file needs: something to hold, something that must fail, and a console that is listened to.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** A promise that the test settles itself, so that no test has to sleep. */
export interface Deferred<T> {
  promise: Promise<T>
  resolve(value: T): void
  reject(reason: unknown): void
}

export function deferred<T = void>(): Deferred<T> {
  let resolve!: (value: T) => void
  let reject!: (reason: unknown) => void
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}

/** What `promise` rejects with; a promise that resolves is a failed test. */
export async function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  let value: unknown
  try {
    value = await promise
  } catch (error) {
    return error
  }
  throw new Error(`expected a rejection, got ${String(value)}`)
}

/** What `fn` throws; a function that returns is a failed test. */
export function thrown(fn: () => unknown): unknown {
  let value: unknown
  try {
    value = fn()
  } catch (error) {
    return error
  }
  throw new Error(`expected a throw, got ${String(value)}`)
}

/** Lets every microtask that is due run: a macrotask later they all have. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Runs `work` and gives the unhandled rejections that it left behind. */
export async function unhandledDuring(work: () => unknown): Promise<unknown[]> {
  const seen: unknown[] = []
  const listen = (reason: unknown) => void seen.push(reason)
  process.on('unhandledRejection', listen)
  try {
    await work()
    await settled()
    await settled()
  } finally {
    process.off('unhandledRejection', listen)
  }
  return seen
}

/** Runs `work` with `console.error` replaced and gives what would have been printed, one array per call. */
export async function printedDuring(work: () => unknown): Promise<unknown[][]> {
  const printed: unknown[][] = []
  const original = console.error
  console.error = (...args: unknown[]) => void printed.push(args)
  try {
    await work()
    await settled()
  } finally {
    console.error = original
  }
  return printed
}

/** Collects what nobody can reach any more. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  gc()
}
