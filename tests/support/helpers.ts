// Helps all test files: with promises to hold, with expected failures, and with what is printed.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** A promise that the test settles itself. So no test has to sleep. */
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

/** Returns the error with which `promise` rejects. If it resolves, the test fails. */
export async function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  let value: unknown
  try {
    value = await promise
  } catch (error) {
    return error
  }
  throw new Error(`expected a rejection, got ${String(value)}`)
}

/** Returns the error that `fn` throws. If `fn` returns, the test fails. */
export function thrown(fn: () => unknown): unknown {
  let value: unknown
  try {
    value = fn()
  } catch (error) {
    return error
  }
  throw new Error(`expected a throw, got ${String(value)}`)
}

/** Waits until all microtasks have run, which is one macrotask later. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Runs `work`, and returns the unhandled rejections that it left behind. */
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

/** Runs `work` while `console.error` is replaced. Returns what would have been printed, one array for each call. */
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

/**
 * Collects all objects that cannot be reached any more.
 *
 * Collects twice, each time after all microtasks: workerd collects a signal only the second time when a closure held its controller.
 */
export async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => unknown
  for (let i = 0; i < 2; i++) {
    await settled()
    await gc()
  }
}
