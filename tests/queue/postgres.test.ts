// Does the queue work on Postgres, too?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Signal } from '../../source/core/index.js'
import { openQueue } from '../../source/queue/connection.js'
import { onProgress, progress } from '../../source/queue/index.js'
import { deferred, rejection } from '../support/helpers.js'
import { openPostgres, type TestServer } from './server.js'
import { openSides, type Sides } from './sides.js'

let server: TestServer
let sides: Sides

test.before(async () => {
  server = await openPostgres()
  sides = await openSides(server)
})

test.after(async () => {
  await sides.close()
  await server.close()
})

test('a result, an error and progress come back', async () => {
  let told: unknown[] = []
  sides.there.registerAction('Do', (n, ctx) => {
    progress(ctx, n)
    if (n === 2n) throw new RangeError('two')
    return new Set([n])
  })

  const state = onProgress((value) => told.push(value))
  // Again, since Postgres loses some events.
  for (let trial = 0; told.length < 2 && trial < 10; trial++) {
    told = []
    assert.equal(await sides.here.invokeAction('Do', 1n, { state }), new Set([1n]))
    assert.instance(await rejection(sides.here.invokeAction('Do', 2n, { state })), RangeError)
  }
  assert.equal(told, [1n, 2n])
})

test('100 at once get each their own result, although Postgres loses some events', async () => {
  sides.there.registerAction('Do', (n) => n, { override: true })
  const numbers = Array.from({ length: 100 }, (_, n) => n)

  assert.equal(await Promise.all(numbers.map((n) => sides.here.invokeAction('Do', n))), numbers)
})

test('a signal reaches the core', async () => {
  const began = deferred<Signal>()
  const core = (_payload: unknown, { signal }: { signal: Signal }) => {
    began.resolve(signal)
    return new Promise((resolve) => signal.addEventListener('abort', resolve))
  }
  sides.there.registerAction('Do', core, { override: true })
  const controller = new AbortController()
  const rejected = rejection(sides.here.invokeAction('Do', 1, { signal: controller.signal }))
  const signal = await began.promise

  controller.abort('enough')

  assert.is(await rejected, 'enough')
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve())
  })
  assert.is(signal.reason, 'enough')
})

test('options of a pool work as an address does', async () => {
  const queue = openQueue({ name: 'options', connection: { connectionString: server.url }, prefix: undefined })

  await queue.waitUntilReady()

  assert.is(await queue.getJob('none'), undefined)
  await queue.close()
})

test.run()
