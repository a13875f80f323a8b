// How does the end of an invocation reach the core on a worker?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, type ActionContext, type Signal, UnknownActionError } from '../../source/core/index.js'
import { openQueue, openRelay, topicOf } from '../../source/queue/connection.js'
import { encode } from '../../source/queue/envelope.js'
import { QueueClosedError } from '../../source/queue/index.js'
import { deferred, rejection } from '../support/helpers.js'
import { openServer, type TestServer } from './server.js'
import { openSides, type Sides } from './sides.js'

let server: TestServer
let sides: Sides

test.before(async () => {
  server = await openServer()
  sides = await openSides(server, { worker: { concurrency: 1 }, caller: { key: (key) => key as string } })
  // The first message takes longer than the others.
  await end(new AbortController())
})

test.after(async () => {
  await sides.close()
  await server.close()
})

test('a signal ends the invocation at once, and reaches the core in 100 ms, with its reason', async () => {
  const why = { why: 'the client left', at: new Date(3) }
  const durations: number[] = []

  for (let i = 0; i < 15; i++) {
    const { error, reason, ms } = await end(new AbortController(), why)
    assert.equal([error, reason], [why, why])
    durations.push(ms)
  }

  // 4 to 33 ms on a machine that does nothing else. The median, since other programs may have the processor now and then.
  const [median = 0] = durations.sort((one, other) => one - other).slice(7)
  assert.ok(median < 100, `${durations.map(Math.round)} ms`)
})

test('a time limit here is the end of the core there', async () => {
  const { ended } = holds()

  const error = (await rejection(sides.here.invokeAction('Do', undefined, { timeout: 100 }))) as Error & {
    code: string
  }

  assert.is(error.code, 'ACTION_TIMEOUT')
  assert.match(error.message, 'while the replacement "entracte/queue" was still running')
  assert.is(((await ended) as { code: string }).code, 'ACTION_TIMEOUT')
})

test('a reason that cannot cross is told in words', async () => {
  const { reason } = await end(new AbortController(), () => {})

  assert.is((reason as Error).name, 'AbortError')
  assert.match((reason as Error).message, 'The caller cancelled the action: a function')
})

test('a job that waits for a worker is taken out of the queue', async () => {
  const { began, ended } = holds()
  const first = new AbortController()
  const running = rejection(sides.here.invokeAction('Do', undefined, { signal: first.signal }))
  await began
  const second = new AbortController()
  let runs = 0

  // The only worker has only one job at once.
  const waits = rejection(sides.here.invokeAction('Do', 'waits', { signal: second.signal }))
  const queue = openQueue({ name: sides.queue, connection: server.url, prefix: undefined })
  const id = sides.caller.idOf('Do', 'waits')
  await until(async () => (await queue.getJob(id)) !== undefined)
  second.abort('no longer')
  assert.is(await waits, 'no longer')
  await until(async () => (await queue.getJob(id)) === undefined)
  await queue.close()
  sides.there.registerAction('Do', () => ++runs, { override: true })
  first.abort('enough')
  await Promise.all([running, ended])

  assert.is(await sides.here.invokeAction('Do'), 1)
})

test('with a key, one that leaves does not end the job of the others', async () => {
  const { began, ended } = holds()
  const controller = new AbortController()
  const leaves = rejection(sides.here.invokeAction('Do', 'shared', { signal: controller.signal }))
  const stays = sides.here.invokeAction('Do', 'shared')
  const signal = await began

  controller.abort('I leave')

  assert.is(await leaves, 'I leave')
  assert.is(signal.aborted, false)
  sides.there.unregisterAction('Do')
  release('done')
  assert.is(await stays, 'done')
  assert.is(await ended, 'done')
})

test('with a key, a job that was cancelled is no result for the next: it runs again', async () => {
  const { began, ended } = holds()
  const controller = new AbortController()
  const cancelled = rejection(sides.here.invokeAction('Do', 'again', { signal: controller.signal }))
  await began
  controller.abort('not now')
  await Promise.all([cancelled, ended])
  sides.there.registerAction('Do', () => 'second run', { override: true })

  assert.is(await sides.here.invokeAction('Do', 'again'), 'second run')
})

test('who asks for a job that was cancelled, or aborted on the worker, is told so', async () => {
  const { began, ended } = holds()
  const controller = new AbortController()
  const cancelled = rejection(sides.here.invokeAction('Do', 'left', { signal: controller.signal }))
  await began
  controller.abort('no time')
  await Promise.all([cancelled, ended])
  using stack = sides.there.scope('limits')
  stack.addListener('beforeDo', (_payload, abort) => abort('too heavy'))
  await rejection(sides.here.invokeAction('Do', 'aborted'))

  assert.is(await rejection(sides.caller.resume(sides.caller.idOf('Do', 'left'))), 'no time')
  const error = await rejection(sides.caller.resume(sides.caller.idOf('Do', 'aborted')))
  assert.instance(error, ActionAbortedError)
  assert.is((error as ActionAbortedError).reason, 'too heavy')
})

test('the worker remembers for a minute what was cancelled before it began', async () => {
  const place = { name: sides.queue, connection: server.url, prefix: undefined }
  const relay = openRelay(place)
  const queue = openQueue(place)
  await Promise.all([relay.waitUntilReady(), queue.waitUntilReady()])
  const cancel = (id: string) => relay.publish(topicOf(sides.queue), { id, reason: encode('early') })
  const sent = { entracte: 1, sent: encode({}), headers: {}, caller: 'x', gone: 'finish' }
  const run = async (jobId: string) => {
    await queue.add('Do', sent, { jobId })
    return sides.caller.resume(jobId)
  }
  const { now } = Date

  await cancel('forgotten')
  await end(new AbortController())
  Date.now = () => now() + 61_000
  await cancel('remembered')
  await end(new AbortController())
  Date.now = now
  sides.there.registerAction('Do', () => 'done', { override: true })

  assert.is(await run('forgotten'), 'done')
  assert.is(await rejection(run('remembered')), 'early')
  await Promise.all([relay.close(), queue.close()])
})

test('a worker that takes a job just after it was cancelled does not run its core, or its signal fires', async () => {
  const signals: Signal[] = []
  const core = (payload: unknown, { signal }: ActionContext) => {
    if (payload === 'last') return 'done'
    signals.push(signal)
    return fired(signal)
  }
  sides.there.registerAction('Do', core as never, { override: true })

  for (let i = 0; i < 10; i++) {
    const controller = new AbortController()
    const rejected = rejection(sides.here.invokeAction('Do', undefined, { signal: controller.signal }))
    await Promise.resolve()
    controller.abort('at once')
    assert.is(await rejected, 'at once')
  }

  assert.is(await sides.here.invokeAction('Do', 'last'), 'done')
  // On Redis no core begins. Elsewhere, or on a busy machine, the job may be faster than the message that cancels it.
  for (const signal of signals) await fired(signal)
})

test('whenCallerGone: "cancel" ends the job when the caller is closed', async () => {
  const other = await openSides(server, { caller: { whenCallerGone: 'cancel' } })
  const began = deferred<Signal>()
  other.there.registerAction('Do', (_payload, ctx) => {
    began.resolve(ctx.signal)
    return new Promise(() => {})
  })
  const rejected = rejection(other.here.invokeAction('Do'))
  const signal = await began.promise

  await other.caller.close()
  await fired(signal)

  assert.instance(await rejected, QueueClosedError)
  assert.instance(signal.reason, QueueClosedError)
  await other.worker.close({ signal: AbortSignal.abort() })
})

test('an action that is not among those of the worker does not run', async () => {
  const other = await openSides(server, { worker: { actions: ['Other'] } })
  other.there.registerAction('Do', () => assert.unreachable())

  assert.instance(await rejection(other.here.invokeAction('Do')), UnknownActionError)
  assert.is(other.errors.length, 1)
  await other.close()
})

test.run()

let release: (value: unknown) => void

/** Registers a core that ends when its signal fires, or when it is released. */
function holds(): { began: Promise<Signal>; ended: Promise<unknown> } {
  const began = deferred<Signal>()
  const ended = deferred<unknown>()
  const core = (_payload: unknown, { signal }: ActionContext) => {
    began.resolve(signal)
    return new Promise((resolve) => {
      release = (value) => {
        ended.resolve(value)
        resolve(value)
      }
      signal.addEventListener('abort', () => release(signal.reason))
    })
  }
  sides.there.registerAction('Do', core, { override: true })
  return { began: began.promise, ended: ended.promise }
}

/** Ends an invocation whose core runs, and returns what both sides see, and how long it took. */
async function end(controller: AbortController, why: unknown = 'enough') {
  const { began, ended } = holds()
  const rejected = rejection(sides.here.invokeAction('Do', undefined, { signal: controller.signal }))
  await began
  const begin = performance.now()
  controller.abort(why)
  const error = await rejected
  const reason = await ended
  return { error, reason, ms: performance.now() - begin }
}

function fired(signal: Signal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve())
  })
}

async function until(test: () => Promise<boolean>): Promise<void> {
  while (!(await test())) await new Promise((resolve) => setTimeout(resolve, 5))
}
