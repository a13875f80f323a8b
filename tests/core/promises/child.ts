// Replaces the global Promise before or after the library is loaded, runs the program, and prints what it tells.

import { runProgram } from './program.js'

const [, , by, when] = process.argv

const replace: Record<string, () => Promise<unknown>> = {
  nothing: async () => {},
  'zone.js': () => import('zone.js/node' as string),
  bluebird: async () => {
    const { default: Bluebird } = await import('bluebird' as string)
    globalThis.Promise = Bluebird
  },
}

const unhandled: string[] = []
process.on('unhandledRejection', (reason) => unhandled.push(String(reason)))
const native = Promise

if (when === 'before') await replace[by as string]?.()
const library = await import('../../../source/core/index.js')
if (when === 'after') await replace[by as string]?.()
const log = await runProgram(library)
await new Promise((resolve) => setTimeout(resolve, 5))

const actions = library.createActions()
actions.registerAction('Now', () => 'now')
actions.registerAction('Later', () => new Promise((resolve) => setImmediate(resolve)))
const { signal } = new AbortController()
const kinds = [{}, { signal }, { timeout: 1000 }].flatMap((options) => [
  actions.invokeAction('Now', 1, options),
  actions.invokeAction('Later', 1, options),
])
kinds.push(actions.invokeAction('Now'), actions.invokeAction('Later'), actions.invokeAction('Unknown'))
const natives = kinds.map((promise) => promise.constructor === native)
await Promise.allSettled(kinds)

console.log(JSON.stringify({ replaced: Promise !== native, log, unhandled, natives }))
