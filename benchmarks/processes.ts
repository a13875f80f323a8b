// Runs parts of benchmarks in Node, each in its own process.

import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { find } from './all.js'
import { entriesOf } from './builds.js'
import { ENTRIES } from './harness.js'
import type { Runner, Table } from './results.js'

/** Returns what runs benchmarks in this Node, given by its path. */
export function inNode(program: string): Runner {
  return {
    platform: `Node ${execFileSync(program, ['--version'], { encoding: 'utf8' }).trim()}`,
    async run(name, part, settings, build) {
      const { flags = [] } = await find(name)
      const child = fork(new URL('child.ts', import.meta.url), {
        execPath: program,
        execArgv: [...process.execArgv, ...flags],
        // Servers run packages in production mode: some peers are slower in development.
        env: { ...process.env, NODE_ENV: 'production', [ENTRIES]: JSON.stringify(entriesOf(build)) },
      })
      let tables: Table[] | undefined
      child.once('message', (sent) => {
        tables = sent as Table[]
      })
      child.send({ name, part, settings })
      const [code, signal] = await once(child, 'exit')
      if (code !== 0 || tables === undefined)
        throw new Error(`The benchmark ${name} (${part}) ended with ${code ?? signal}`)
      return tables
    },
    close() {},
  }
}
