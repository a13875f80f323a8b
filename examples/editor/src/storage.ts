// Keeps documents in the browser. It is slow, and it can be taken away, so that you see what the editor does then.

import { createValue, type Readable, type Value } from './value.js'

export interface Document {
  readonly file: string
  readonly text: string
}

export interface DocumentStorage {
  /** The texts as they are stored, by file. */
  readonly stored: Readable<Readonly<Record<string, string>>>
  /** Whether the storage can be reached. */
  readonly reachable: Value<boolean>
  /** @throws {Error} when the storage cannot be reached, or the signal fires. */
  read(file: string, signal: AbortSignal): Promise<Document>
  /** @throws {Error} when the storage cannot be reached, or the signal fires. */
  write(document: Document, signal: AbortSignal): Promise<void>
}

/** What the browser keeps: `localStorage`, or what a test gives. */
export type Keeper = Pick<Storage, 'getItem' | 'setItem'>

export interface StorageOptions {
  keeper: Keeper
  /** The documents of somebody who is here for the first time. */
  first: Readonly<Record<string, string>>
  /** How long reading and writing take, in milliseconds. */
  delay: number
}

const KEY = 'entracte-editor'

export function createStorage({ keeper, first, delay }: StorageOptions): DocumentStorage {
  const stored = createValue(readAll(keeper) ?? first)
  const reachable = createValue(true)

  async function reach(signal: AbortSignal): Promise<void> {
    await pause(delay, signal)
    if (!reachable.get()) throw new Error('the storage is out of reach')
  }

  return {
    stored,
    reachable,
    async read(file, signal) {
      await reach(signal)
      return { file, text: stored.get()[file] ?? '' }
    },
    async write({ file, text }, signal) {
      await reach(signal)
      const all = { ...stored.get(), [file]: text }
      keeper.setItem(KEY, JSON.stringify(all))
      stored.set(all)
    },
  }
}

/** Waits, and rejects with the reason of the signal as soon as it fires. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
  })
}

/** Returns what was stored earlier; undefined where there is nothing, or nothing that can be read. */
function readAll(keeper: Keeper): Record<string, string> | undefined {
  try {
    const all: unknown = JSON.parse(keeper.getItem(KEY) ?? 'null')
    return isTexts(all) ? all : undefined
  } catch {
    return undefined
  }
}

function isTexts(all: unknown): all is Record<string, string> {
  return typeof all === 'object' && all !== null && Object.values(all).every((text) => typeof text === 'string')
}
