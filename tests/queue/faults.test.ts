// What happens when a worker, the server or a caller dies?

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, type Signal } from '../../source/core/index.js'
import { openQueue, openRelay } from '../../source/queue/connection.js'
import { distribute, JobLostError, QueueClosedError, QueueUnavailableError, work } from '../../source/queue/index.js'
import { wreak } from '../../tools/chaos/chaos.js'
import { deferred, printedDuring, rejection } from '../support/helpers.js'
import { openServer, type TestServer } from './server.js'
import { type Anything, openSides, startWorker } from './sides.js'

let server: TestServer
const folder = mkdtempSync(join(tmpdir(), 'entracte-faults-'))

test.before(async () => {
  server = await openServer()
})

test.after(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

/** Registers an action at the worker that begins, and goes on when the test lets it. */
function held({ there }: Pick<Awaited<ReturnType<typeof openSides>>, 'there'>) {
  const began = deferred()
  const hold = deferred()
  there.registerAction('Do', () => {
    began.resolve()
    return hold.promise
  })
  return { began, hold }
}

test('a worker that is killed leaves its job to another, and the caller has its result', async () => {
  const log = join(folder, 'killed')
  const queue = 'killed'
  const first = await startWorker(server, queue, log, 500)
  const actions = createActions<Anything>()
  const caller = distribute(actions, { queue, actions: ['Do'], register: true, connection: server.url })
  const result = actions.invokeAction('Do', { id: 'a', ms: 300 })
  await until(() => runsIn(log).length === 1)

  await first.kill()
  const second = await startWorker(server, queue, log, 500)

  assert.is(await result, 'did a')
  assert.equal(runsIn(log), ['a', 'a'])
  await caller.close()
  await second.kill()
})

test('a worker that ends in order finishes its jobs first', async () => {
  const log = join(folder, 'ordered')
  const worker = await startWorker(server, 'ordered', log, 500)
  const actions = createActions<Anything>()
  const caller = distribute(actions, { queue: 'ordered', actions: ['Do'], register: true, connection: server.url })
  const result = actions.invokeAction('Do', { id: 'a', ms: 200 })
  await until(() => runsIn(log).length === 1)

  worker.child.kill('SIGTERM')

  assert.is(await result, 'did a')
  assert.equal(runsIn(log), ['a'])
  await caller.close()
})

test('a server that restarts while a job runs: the caller has its result', async () => {
  const sides = await openSides(server)
  const began = deferred()
  const hold = deferred()
  sides.there.registerAction('Do', async (n) => {
    began.resolve()
    await hold.promise
    return n
  })
  const result = sides.here.invokeAction('Do', 7)
  await began.promise

  await server.kill()
  const refused = rejection(sides.here.invokeAction('Do', 8))
  const begin = performance.now()
  const error = await refused
  const ms = performance.now() - begin
  await until(() => sides.errors.length > 0)
  await server.start()
  hold.resolve()

  assert.is(await result, 7)
  assert.instance(error, QueueUnavailableError)
  assert.ok(ms < 1_500, `it is refused at once, not after ${ms} ms`)
  await sides.close()
})

for (const isBack of [true, false]) {
  test(`both sides close while the server ${isBack ? 'comes back' : 'is away'}, and every waiter ends`, async () => {
    const own = await openServer()
    const sides = await openSides(own)
    const { began, hold } = held(sides)
    const rejected = rejection(sides.here.invokeAction('Do', 1))
    await began.promise
    await own.kill()
    // The connections must have noticed it: closing them while they connect again is what BullMQ does not end.
    await until(() => sides.errors.length > 0)

    const begin = performance.now()
    const closing = sides.close()
    hold.resolve()
    if (isBack) await own.start()
    const error = await rejected
    await closing
    const ms = performance.now() - begin

    assert.instance(error, QueueClosedError)
    // Two seconds for the jobs and two for the connections, and some for a machine that is busy.
    assert.ok(ms < 8_000, `it took ${ms} ms`)
    await own.close()
  })
}

test('a process that closes its side while the server is away ends within 8 seconds', async () => {
  const own = await openServer()
  const program = `
    import { createActions } from './source/core/index.js'
    import { distribute } from './source/queue/index.js'
    const options = { queue: 'ends', connection: ${JSON.stringify(own.url)}, actions: ['Do'], register: true }
    const caller = distribute(createActions(), { ...options, onError: () => process.send('away') })
    await caller.ready()
    process.once('message', () => caller.close().then(() => process.disconnect()))
    process.send('ready')`
  const args = ['--import', 'tsx', '--input-type=module', '-e', program]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  await once(child, 'message')

  const away = once(child, 'message')
  await own.kill()
  await away
  const begin = performance.now()
  child.send('close')
  await once(child, 'exit')
  const ms = performance.now() - begin

  assert.ok(ms < 8_000, `it took ${ms} ms`)
  assert.is(child.exitCode, 0)
  await own.close()
})

test('a server that was never there is an error at once, and again', async () => {
  const actions = createActions<Anything>()
  const errors: unknown[] = []
  const caller = distribute(actions, {
    ...{ queue: 'nowhere', actions: ['Do'], register: true, onError: (error: unknown) => errors.push(error) },
    connection: server.url.replace(/:\d+(?=\/|$)/, ':1'),
  })

  const first = (await rejection(actions.invokeAction('Do'))) as Error & { code: string }
  const second = await rejection(actions.invokeAction('Do'))
  const ready = await rejection(caller.ready())

  assert.instance(first, QueueUnavailableError)
  assert.is(first.code, 'ACTION_QUEUE_UNAVAILABLE')
  assert.match(first.message, 'the server of the queue "nowhere" is away')
  assert.ok(first.cause instanceof Error || first.cause instanceof AggregateError)
  assert.instance(second, QueueUnavailableError)
  assert.ok(ready instanceof Error)
  await caller.close()
})

test('without a worker, the time limit ends the invocation, and says where it was', async () => {
  const actions = createActions<Anything>()
  const caller = distribute(actions, { queue: 'empty', actions: ['Do'], register: true, connection: server.url })
  await caller.ready()

  const error = (await rejection(actions.invokeAction('Do', undefined, { timeout: 50 }))) as Error

  assert.is(
    error.message,
    'The action "Do" ran out of its time limit of 50 ms, while the replacement "entracte/queue" was still running',
  )
  await caller.close()
})

test('events that are lost are no lost results: the caller asks', async () => {
  const sides = await openSides(server)
  const began = deferred()
  sides.there.registerAction('Do', () => {
    began.resolve()
    return 'asked'
  })
  // Another caller with the same job, which hears of nothing: it was not there yet.
  const [id = ''] = await Promise.all([deaf(sides.queue)])
  await began.promise

  assert.is(await sides.caller.resume(id), 'asked')
  await sides.close()
})

test('a job that was removed, and one whose workers died too often, are lost', async () => {
  const actions = createActions<Anything>()
  const caller = distribute(actions, {
    ...{ queue: 'lost', actions: ['Do'], register: true, connection: server.url },
    onSend: (id) => ids.push(id),
  })
  const ids: string[] = []
  const queue = openQueue({ name: 'lost', connection: server.url, prefix: undefined })

  const lost = rejection(actions.invokeAction('Do'))
  await until(async () => (await queue.getJob(String(ids[0]))) !== undefined)
  await queue.remove(String(ids[0]))
  const error = (await lost) as JobLostError

  assert.instance(error, JobLostError)
  assert.is(error.message, `The job "${ids[0]}" of the action "Do" has no result: the queue does not have it`)
  assert.is(error.id, ids[0])
  await Promise.all([queue.close(), caller.close()])
})

test('a job of another program fails, and an answer of another program is no result', async () => {
  const sides = await openSides(server)
  const queue = openQueue({ name: sides.queue, connection: server.url, prefix: undefined })
  await queue.add('Do', { to: 'nobody' }, { jobId: 'foreign' })

  const error = (await rejection(sides.caller.resume('foreign'))) as Error

  assert.instance(error, JobLostError)
  assert.match(error.message, 'This is no job of entracte/queue, or one of a later version')
  await Promise.all([queue.close(), sides.close()])
})

test('the job of a caller that is gone is cancelled, when the caller asked for it', async () => {
  const sides = await openSides(server)
  const signals: Signal[] = []
  sides.there.registerAction('Do', (_payload, ctx) => {
    signals.push(ctx.signal)
    return new Promise((resolve) => ctx.signal.addEventListener('abort', resolve))
  })
  const queue = openQueue({ name: sides.queue, connection: server.url, prefix: undefined })
  const gone = openRelay({ name: sides.queue, connection: server.url, prefix: undefined })
  await gone.waitUntilReady()
  const job = (caller: string) => ({ entracte: 1, sent: '={"payload":1}', caller })
  await queue.add('Do', job(gone.nodeId), { jobId: 'left' })
  await until(() => signals.length === 1)
  assert.is(signals[0]?.aborted, false)

  await gone.close()
  await until(() => signals[0]?.aborted === true)

  assert.match(String(signals[0]?.reason), 'The caller of the job is gone')
  await Promise.all([queue.close(), sides.close()])
})

test('a worker that may not wait for its jobs leaves them to another', async () => {
  const sides = await openSides(server, { worker: { lock: 500 } })
  let signal: Signal | undefined
  const began = deferred()
  sides.there.registerAction('Do', (_payload, ctx) => {
    signal = ctx.signal
    began.resolve()
    return new Promise(() => {})
  })
  const result = sides.here.invokeAction('Do', 1)
  await began.promise

  const controller = new AbortController()
  const closing = sides.worker.close({ signal: controller.signal })
  controller.abort('no time')
  await closing
  assert.is(signal?.aborted, true)
  // It takes the job as soon as it is open, and so it has the action before.
  const there = createActions<Anything>()
  there.registerAction('Do', () => 'by another')
  const other = work(there, { queue: sides.queue, connection: server.url, lock: 500 })

  assert.is(await result, 'by another')
  await other.close()
  await sides.close()
})

test('a worker that is blocked for longer than its lock is told that another has the job', async () => {
  const sides = await openSides(server, { worker: { lock: 500 } })
  const log = join(folder, 'blocked')
  let other: ReturnType<typeof startWorker> | undefined
  let why: unknown
  const blocked = deferred()
  sides.there.registerAction('Do', async (_payload, { signal }) => {
    signal.addEventListener('abort', () => {
      why = signal.reason
      blocked.resolve()
    })
    other = startWorker(server, sides.queue, log, 500)
    // What computes for too long gives no sign of life.
    while (runsIn(log).length === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
    await blocked.promise
    return 'too late'
  })

  assert.is(await sides.here.invokeAction('Do', { id: 'a', ms: 0 }), 'did a')
  await blocked.promise
  assert.match(String(why), 'The worker has lost the lock of the job')
  await (await other)?.kill()
  await sides.close()
})

test('a signal that fires while the server is away ends the invocation, and the error is told', async () => {
  const own = await openServer()
  const sides = await openSides(own)
  const { began, hold } = held(sides)
  const controller = new AbortController()
  const rejected = rejection(sides.here.invokeAction('Do', 1, { signal: controller.signal }))
  await began.promise

  await own.kill()
  sides.errors.length = 0
  controller.abort('enough')

  assert.is(await rejected, 'enough')
  await until(() => sides.errors.length > 0)
  await own.start()
  hold.resolve()
  await until(async () => (await sides.here.settleAction('Do', 2)).status === 'done')
  await sides.close()
  await own.close()
})

test('an onError that fails is printed, and without one, errors are printed once', async () => {
  const actions = createActions<Anything>()
  const connection = server.url.replace(/:\d+(?=\/|$)/, ':1')
  const onErrors = [
    undefined,
    () => {
      throw new Error('the log is full')
    },
    () => Promise.reject(new Error('the log is slow')),
  ]

  const printed = await printedDuring(async () => {
    for (const onError of onErrors) {
      const caller = distribute(actions, { queue: 'printed', actions: ['Do'], register: true, connection, onError })
      await rejection(actions.invokeAction('Do'))
      await new Promise((resolve) => setTimeout(resolve, 200))
      await caller.close()
    }
  })

  const messages = printed.map(([error]) => String((error as Error).message))
  assert.ok(messages.includes('the log is full'), messages.join())
  assert.ok(messages.includes('the log is slow'), messages.join())
  const own = messages.filter((message) => !message.startsWith('the log'))
  assert.ok(own.length >= 1 && own.length <= 3, own.join())
})

test('with everything killed and cut, every caller is told the truth', async () => {
  const report = await wreak(server, { jobs: 150, pause: 400, inFlight: 20, work: 60, seed: 3 })

  assert.equal([report.others, report.untrue], [[], []])
  assert.is(report.done + report.refused, 150)
  assert.ok(report.done > 100, JSON.stringify(report))
})

test.run()

/** Sends a job of a caller that hears of nothing, and returns its id when it is done. */
async function deaf(name: string): Promise<string> {
  const queue = openQueue({ name, connection: server.url, prefix: undefined })
  const sent = { entracte: 1, sent: '={"payload":1}' }
  await queue.add('Do', sent, { jobId: 'deaf' })
  await until(async () => (await queue.getJob('deaf'))?.finishedOn !== undefined)
  await queue.close()
  return 'deaf'
}

function runsIn(log: string): string[] {
  try {
    return readFileSync(log, 'utf8').split('\n').filter(Boolean)
  } catch {
    return []
  }
}

async function until(test: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await test())) await new Promise((resolve) => setTimeout(resolve, 10))
}
