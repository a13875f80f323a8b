// Does everything settle, and does the host go on, when a worker of Node is terminated or crashes, in every phase?

import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { buildSync } from 'esbuild'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { expose, RemoteClosedError } from '../../source/remote/index.js'
import { deferred, rejection, unhandledDuring } from '../support/helpers.js'

/** The plugin in one file, so that no worker has to compile it. */
const [plugin] = buildSync({
  entryPoints: [fileURLToPath(new URL('./plugin.mjs', import.meta.url))],
  bundle: true,
  format: 'esm',
  platform: 'node',
  write: false,
}).outputFiles
const code = new URL(`data:text/javascript,${encodeURIComponent(String(plugin?.text))}`)

async function started(phase: string) {
  const up = deferred()
  const reached = deferred()
  const reported: unknown[] = []
  const cancelled = deferred<unknown>()
  const actions = createActions({ onListenerError: (error) => void reported.push(error) })
  actions.registerAction('Up', () => up.resolve())
  actions.registerAction('Reached', () => reached.resolve())
  actions.registerAction('AcceptTask', ({ sid }: { sid: string }) => {
    if (phase === 'error') throw new Error('the core failed')
    if (phase !== 'original' && phase !== 'next') return sid
    reached.resolve()
    return new Promise(() => {})
  })
  actions.registerAction('Hang', (_payload, ctx) => {
    ctx.signal.addEventListener('abort', () => cancelled.resolve(ctx.signal.reason))
    reached.resolve()
    return new Promise(() => {})
  })
  const worker = new Worker(code, { workerData: phase })
  const host = expose(actions, worker, { scope: 'crm', allow: () => true })
  if (phase === 'attaching') await new Promise((resolve) => worker.once('message', resolve))
  else await up.promise
  return { actions, worker, host, reached, reported, cancelled }
}

const PHASES = [
  ...['before', 'busy', 'nested', 'second of two'],
  ...['replacement', 'original', 'after original', 'next', 'after next'],
]

for (const phase of PHASES) {
  test(`a worker that is terminated in the phase "${phase}" rejects what waits for it, and is off`, async () => {
    const { actions, worker, host, reached } = await started(phase)
    const invoked = rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))
    await reached.promise
    const before = performance.now()
    const ending = worker.terminate()

    const error = (await invoked) as RemoteClosedError
    assert.instance(error, RemoteClosedError)
    assert.is(error.code, 'ACTION_REMOTE_CLOSED')
    assert.is(error.action, 'AcceptTask')
    assert.ok(performance.now() - before < 2_000)
    assert.is(await host.closed, undefined)
    assert.is(actions.explain('AcceptTask').length, 1)
    await ending
  })
}

test('an after-listener in a terminated worker is reported; the result stays', async () => {
  const { actions, worker, reached, reported } = await started('after')
  const invoked = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  await reached.promise
  worker.terminate()

  assert.is(await invoked, 'WT1')
  assert.instance(reported[0], RemoteClosedError)
})

test('an error-listener in a terminated worker is reported; the error stays', async () => {
  const { actions, worker, reached, reported } = await started('error')
  const invoked = rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))
  await reached.promise
  worker.terminate()

  assert.is(((await invoked) as Error).message, 'the core failed')
  assert.instance(reported[0], RemoteClosedError)
})

test('what a listener of a terminated worker has invoked is cancelled, too', async () => {
  const { actions, worker, reached, cancelled } = await started('nested')
  const invoked = rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))
  await reached.promise
  worker.terminate()

  assert.instance(await cancelled.promise, RemoteClosedError)
  assert.instance(await invoked, RemoteClosedError)
})

test('what a worker has invoked is cancelled when the worker is gone', async () => {
  const { worker, cancelled } = await started('invoking')
  worker.terminate()

  assert.instance(await cancelled.promise, RemoteClosedError)
})

test('a worker that crashes is off, and the error says with what', async () => {
  const { actions, host } = await started('crash')
  const error = (await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))) as RemoteClosedError

  assert.is((error.cause as Error).message, 'crashed')
  assert.is(((await host.closed) as Error).message, 'crashed')
  assert.is(await actions.invokeAction('AcceptTask', { sid: 'WT1' }), 'WT1')
})

test('a worker that never comes to rest while it attaches is terminated, and the desk goes on', async () => {
  const unhandled = await unhandledDuring(async () => {
    const { actions, worker, host } = await started('attaching')
    await worker.terminate()
    await host.closed
    assert.is(await actions.invokeAction('AcceptTask', { sid: 'WT1' }), 'WT1')
  })
  assert.equal(unhandled, [])
})

test('disposing takes everything off at once, and tells the worker', async () => {
  const { actions, worker, host } = await started('idle')
  assert.is(
    await rejection(actions.invokeAction('AcceptTask', { sid: 'no' })).then(
      (error) => (error as { reason: unknown }).reason,
    ),
    'veto',
  )
  const exited = new Promise((resolve) => worker.once('exit', resolve))

  host()

  assert.is(await actions.invokeAction('AcceptTask', { sid: 'no' }), 'no')
  // Nothing keeps the worker when its connection has ended.
  assert.is(await exited, 0)
})

test.run()
