// Runs parts of benchmarks in Node, each in its own process.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { find } from './all.js'
import type { Runner, Table } from './results.js'

export const node: Runner = {
  platform: `Node ${process.version}`,
  async run(name, part, settings) {
    const { flags = [] } = await find(name)
    const child = fork(new URL('child.ts', import.meta.url), {
      execArgv: [...process.execArgv, ...flags],
      // Servers run packages in production mode: some peers are slower in development.
      env: { ...process.env, NODE_ENV: 'production' },
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
