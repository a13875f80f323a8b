// The ways in which a function starts work and does not wait for it.

import { settled } from '../../support/helpers.js'
import type { Party } from './places.js'

type Begin = Parameters<Party>[0]

export interface Way {
  readonly name: string
  /** Starts the work. What it returns is dropped. */
  drop(begin: Begin): void
}

/** The work, or what `then` or `finally` made of it, is dropped: the last promise of the chain has been asked for nothing. */
export const BARE: readonly Way[] = [
  { name: 'begin()', drop: (begin) => void begin() },
  { name: 'begin().then(log)', drop: (begin) => void begin().then(nothing) },
  { name: 'begin().then(log).then(log)', drop: (begin) => void begin().then(nothing).then(nothing) },
  { name: 'begin().then()', drop: (begin) => void begin().then() },
  { name: 'begin().finally(log)', drop: (begin) => void begin().finally(nothing) },
  { name: 'begin().finally(log).then(log)', drop: (begin) => void begin().finally(nothing).then(nothing) },
  {
    name: 'begin().then(waits)',
    drop: (begin) =>
      void begin().then(async () => {
        await null
      }),
  },
  { name: 'begin().catch(rethrow)', drop: (begin) => void begin().catch(rethrow) },
  { name: 'begin().then(log, bound rethrow)', drop: (begin) => void begin().then(nothing, rethrow.bind(undefined)) },
  {
    name: 'begin().then(log, unreadable rethrow)',
    drop: (begin) => void begin().then(nothing, new Proxy<typeof rethrow>(rethrow, { get: rethrow })),
  },
  { name: 'begin().then(log, rethrow).then(log)', drop: (begin) => void begin().then(nothing, rethrow).then(nothing) },
]

export interface Dropped extends Way {
  /** Whether a promise of the user rejects when the work fails: that promise is the user's, and so is its unhandled rejection. */
  readonly rejects: boolean
}

/** The work has been asked for its outcome, and what asked for the outcome is dropped: the library sees no more than that. */
export const DROPPED: readonly Dropped[] = [
  { name: 'Promise.all([begin()])', rejects: true, drop: (begin) => void Promise.all([begin()]) },
  {
    name: 'Promise.all([begin().then(log)])',
    rejects: true,
    drop: (begin) => void Promise.all([begin().then(nothing)]),
  },
  { name: 'Promise.allSettled([begin()])', rejects: false, drop: (begin) => void Promise.allSettled([begin()]) },
  {
    name: 'Promise.any([begin()]).catch(log)',
    rejects: false,
    drop: (begin) => void Promise.any([begin()]).catch(nothing),
  },
  { name: 'Promise.resolve(begin())', rejects: true, drop: (begin) => void Promise.resolve(begin()) },
  {
    name: 'new Promise((resolve, reject) => begin().then(resolve, reject))',
    rejects: true,
    drop: (begin) => void new Promise((resolve, reject) => void begin().then(resolve, reject)),
  },
  {
    name: 'new Promise((resolve) => resolve(begin()))',
    rejects: true,
    drop: (begin) => void new Promise((resolve) => resolve(begin())),
  },
  {
    name: 'an async helper that awaits begin()',
    rejects: true,
    drop: (begin) =>
      void (async () => {
        await begin()
      })(),
  },
  {
    name: 'an async helper that returns begin()',
    rejects: true,
    drop: (begin) => void (async () => begin())(),
  },
  {
    name: 'an async helper inside an async helper',
    rejects: true,
    drop: (begin) => {
      const inner = async () => {
        await begin()
      }
      void (async () => {
        await inner()
      })()
    },
  },
]

/** The end of the chain has no failure. */
export const CAUGHT: readonly Way[] = [
  { name: 'begin().catch(log)', drop: (begin) => void begin().catch(nothing) },
  { name: 'begin().then(log).catch(log)', drop: (begin) => void begin().then(nothing).catch(nothing) },
  { name: 'begin().catch(log).finally(log)', drop: (begin) => void begin().catch(nothing).finally(nothing) },
  { name: 'begin().finally(log).catch(log)', drop: (begin) => void begin().finally(nothing).catch(nothing) },
  { name: 'begin().then(log, log).then(log)', drop: (begin) => void begin().then(nothing, nothing).then(nothing) },
  { name: 'begin().then(log, log)', drop: (begin) => void begin().then(nothing, nothing) },
  { name: 'begin().then(null, log)', drop: (begin) => void begin().then(null, nothing) },
  { name: 'begin().catch(waits)', drop: (begin) => void begin().catch(() => settled()) },
]

function nothing(): void {}

function rethrow(error: unknown): never {
  throw error
}
