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

console.log(JSON.stringify({ replaced: Promise !== native, log, unhandled }))
