// What does a before-listener in a worker cost, compared with an empty round trip of the RPC package?

import { Worker } from 'node:worker_threads'
import { createBirpc } from 'birpc'
import { checked, ENTRIES, type Job, measure, published } from './harness.js'
import { type Benchmark, rowsOf, type Settings, type Table } from './results.js'

const { createActions } = await published()
const { expose } = await published('./remote')

/** The address of the plugin's side, for the worker. */
const entry: string = JSON.parse(process.env[ENTRIES] ?? '{}')['./remote']

/** How often each job runs before it is measured. */
const WARM_UP = 5_000

/** Answers empty calls. */
const ECHO = `
const { parentPort } = require('node:worker_threads')
import('birpc').then(({ createBirpc }) => {
  createBirpc({ empty() {} }, { post: (message) => parentPort.postMessage(message), on: (hear) => parentPort.on('message', hear) })
})`

/** Listens before the actions: with one listener, and with ten. */
const PLUGIN = `
const { parentPort, workerData } = require('node:worker_threads')
import(workerData).then(async ({ connect }) => {
  const desk = connect(parentPort)
  await desk.addListener('beforeOne', (payload, abort) => { if (payload.sid === 'no') abort() })
  for (let i = 0; i < 10; i++) await desk.addListener('beforeTen', (payload, abort) => { if (payload.sid === 'no' + i) abort() })
  await desk.invokeAction('Ready')
})`

export const benchmark: Benchmark = { parts: { remote } }

async function remote(settings: Settings): Promise<Table[]> {
  const echo = new Worker(ECHO, { eval: true })
  const plugin = new Worker(PLUGIN, { eval: true, workerData: entry })
  try {
    const rpc = createBirpc<{ empty(): void }>(
      {},
      { post: (message) => echo.postMessage(message), on: (hear) => void echo.on('message', hear) as never },
    )
    const actions = createActions()
    const ready = new Promise<void>((resolve) => {
      actions.registerAction('Ready', () => resolve())
    })
    for (const name of ['None', 'One', 'Ten']) actions.registerAction(name, ({ sid }: { sid: string }) => sid)
    const exposed = expose(actions, plugin, { scope: 'plugin', allow: () => true })
    await ready
    const payload = { sid: 'WT1' }
    const jobs: Record<string, Job> = {
      'an empty round trip of birpc': await checked(() => rpc.empty(), undefined, 'birpc'),
      'no remote listener': await checked(() => actions.invokeAction('None', payload), 'WT1', 'none'),
      'one remote listener': await checked(() => actions.invokeAction('One', payload), 'WT1', 'one'),
      'ten remote listeners': await checked(() => actions.invokeAction('Ten', payload), 'WT1', 'ten'),
    }
    // Both threads compile what is hot after some thousand calls; the rounds alone are too short for it.
    for (const job of Object.values(jobs)) for (let i = 0; i < WARM_UP; i++) await job()
    const cells = await measure(jobs, 'an empty round trip of birpc', settings)
    // In order: a worker that ends by itself is reported.
    exposed()
    return [
      {
        title: 'A worker of Node: one invocation with before-listeners in the worker',
        unit: 'ns',
        ratioTo: 'an empty round trip of birpc',
        columns: [''],
        rows: rowsOf([cells], (name) => ({
          from: name.startsWith('an empty') ? undefined : 'entracte',
          ...(name === 'one remote listener' && { limits: [{ ratio: 1.3 }] }),
        })),
      },
    ]
  } finally {
    await echo.terminate()
    await plugin.terminate()
  }
}
