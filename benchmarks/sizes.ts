// Says how much the peers weigh in bundles. The figures are kept in a file, so that a test of docs/size.md needs no peers.

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { BUNDLER_VERSIONS, type Bundler, type Sizes, sizesOf, using } from '../tests/support/bundle-size.js'

/** What is imported of each peer to attach functions to something and to run them. */
const IMPORTS: readonly (readonly [from: string, clause: string])[] = [
  ['hookable', '{ HookableCore }'],
  ['hookable', '{ createHooks }'],
  ['koa-compose', 'compose'],
  ['@feathersjs/hooks', '{ hooks }'],
  ['emittery', 'Emittery'],
  ['@reduxjs/toolkit', '{ createListenerMiddleware }'],
  ['@reduxjs/toolkit', '{ configureStore, createListenerMiddleware }'],
  ['tapable', '{ AsyncSeriesHook }'],
  ['xstate', '{ createActor, setup }'],
  ['mobx-state-tree', '{ addMiddleware, types }'],
]

const folder = fileURLToPath(new URL('.', import.meta.url))
const FILE = `${folder}sizes.json`

export interface PeerSizes {
  /** The versions of the bundlers that made the bundles. */
  readonly bundlers: Record<Bundler, string>
  readonly peers: readonly Peer[]
}

export interface Peer {
  readonly from: string
  readonly version: string
  readonly clause: string
  readonly sizes: Sizes
}

export function readSizes(): PeerSizes {
  return JSON.parse(readFileSync(FILE, 'utf8')) as PeerSizes
}

/** Measures the peers that are installed in benchmarks/. */
export async function writeSizes(): Promise<void> {
  const peers: Peer[] = []
  for (const [from, clause] of IMPORTS) {
    const { version } = JSON.parse(readFileSync(`${folder}node_modules/${from}/package.json`, 'utf8'))
    peers.push({ from, version, clause, sizes: await sizesOf(using({ [from]: clause }), folder) })
  }
  writeFileSync(FILE, `${JSON.stringify({ bundlers: BUNDLER_VERSIONS, peers } satisfies PeerSizes, undefined, 2)}\n`)
}
