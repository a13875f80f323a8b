// What does a before-listener in a worker cost, compared with an empty round trip of the RPC package?

import { createBirpc } from 'birpc'
import { checked, type Job, measure, published, publishedAt } from './harness.js'
import { type Benchmark, rowsOf, type Settings, type Table } from './results.js'

const { createActions } = await published()
const { expose } = await published('./remote')

/** How often each job runs before it is measured. */
const WARM_UP = 5_000

const isPage = !('process' in globalThis)

/** Workers of a page load birpc from the bundle of this file. */
export { createBirpc }

/** Answers empty calls. */
const ECHO = `import('${isPage ? import.meta.url : 'birpc'}').then(({ createBirpc }) => {
  createBirpc({ empty() {} }, { post: (message) => port.postMessage(message), on: hear })
  port.postMessage('ready')
})`

/** Listens before the actions: with one listener, and with ten. */
const PLUGIN = `import('${publishedAt('./remote')}').then(async ({ connect }) => {
  const desk = connect(port)
  await desk.addListener('beforeOne', (payload, abort) => { if (payload.sid === 'no') abort() })
  for (let i = 0; i < 10; i++) await desk.addListener('beforeTen', (payload, abort) => { if (payload.sid === 'no' + i) abort() })
  await desk.invokeAction('Ready')
})`

/** Starts a worker of the platform. The program has `port`, and `hear`, which takes what is called with each message. */
async function start(program: string): Promise<Worker> {
  if (!isPage) {
    const { Worker } = await import('node:worker_threads')
    const begin = `const port = require('node:worker_threads').parentPort; const hear = (each) => port.on('message', each);`
    return new Worker(`${begin}${program}`, { eval: true }) as unknown as Worker
  }
  const begin = `const port = self; const hear = (each) => self.addEventListener('message', ({ data }) => each(data));`
  return new Worker(URL.createObjectURL(new Blob([begin, program], { type: 'text/javascript' })), { type: 'module' })
}

/** Calls `each` with each message of a worker. */
function hear(worker: Worker, each: (message: unknown) => void): void {
  if (isPage) worker.addEventListener('message', ({ data }) => each(data))
  else (worker as unknown as import('node:worker_threads').Worker).on('message', each)
}

export const benchmark: Benchmark = { parts: { remote } }

async function remote(settings: Settings): Promise<Table[]> {
  const echo = await start(ECHO)
  // A page loses what it posts to a worker that does not listen yet.
  await new Promise<void>((resolve) => hear(echo, (message) => message === 'ready' && resolve()))
  const plugin = await start(PLUGIN)
  try {
    const rpc = createBirpc<{ empty(): void }>(
      {},
      { post: (message) => echo.postMessage(message), on: (each) => hear(echo, each) },
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
        title: 'One invocation with before-listeners in a worker',
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
