// A worker in a process of its own: it writes a line for each run, works as long as the payload says, and ends in order on SIGTERM.
//
//   node --import tsx tests/queue/worker.ts <url> <queue> <log> <lock>

import { appendFileSync } from 'node:fs'
import { createActions } from '../../source/core/index.js'
import { work } from '../../source/queue/index.js'

const [url = '', queue = '', log = '', lock = '1000'] = process.argv.slice(2)

const actions = createActions<{ Do(payload: { id: string; ms: number }): Promise<string> }>()
actions.registerAction('Do', async ({ id, ms }, ctx) => {
  appendFileSync(log, `${id}\n`)
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    ctx.signal.addEventListener('abort', () => {
      appendFileSync(log, `${id} cancelled\n`)
      clearTimeout(timer)
      resolve()
    })
  })
  return `did ${id}`
})

const worker = work(actions, {
  queue,
  connection: url,
  concurrency: 20,
  lock: Number(lock),
  losses: 50,
  onError: () => {},
})
await worker.ready()
process.once('SIGTERM', async () => {
  await worker.close()
  process.exit()
})
process.send?.('ready')
