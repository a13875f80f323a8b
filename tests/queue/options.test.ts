// Which mistakes in the options of both sides are refused?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { openQueue, topicOf } from '../../source/queue/connection.js'
import { distribute, onProgress, work } from '../../source/queue/index.js'
import { rejection, thrown } from '../support/helpers.js'
import { openServer } from './server.js'
import { openSides } from './sides.js'

test('mistakes are refused before anything is opened', () => {
  const actions = createActions()
  const good = { queue: 'q', connection: 'redis://localhost', actions: ['Do'] }
  const mistakes = [
    () => distribute({} as never, good),
    () => work(undefined as never, good),
    () => distribute(actions, undefined as never),
    () => distribute(actions, { ...good, queue: 'a:b' }),
    () => distribute(actions, { ...good, connection: 5 as never }),
    () => distribute(actions, { ...good, connection: null as never }),
    () => distribute(actions, { ...good, connection: 'http://localhost' }),
    () => distribute(actions, { ...good, actions: 'Do' as never }),
    () => distribute(actions, { ...good, actions: [''] }),
    () => distribute(actions, { ...good, whenCallerGone: 'stop' as never }),
    () => distribute(actions, { ...good, keepResults: 0 }),
    () => distribute(actions, { ...good, key: 'id' as never }),
    () => distribute(actions, { ...good, prefix: '' }),
    () => distribute(actions, { ...good, errors: Error as never }),
    () => work(actions, { ...good, errors: ['x' as never] }),
    () => work(actions, { ...good, concurrency: 1.5 }),
    () => work(actions, { ...good, lock: 0 }),
    () => work(actions, { ...good, concurency: 3 } as never),
    () => onProgress(3 as never),
  ].map((mistake) => thrown(mistake) as Error)

  assert.equal(
    mistakes.map(({ name, message }) => `${name}: ${message}`),
    [
      'TypeError: distribute takes actions, or a scope of them, got {}',
      'TypeError: work takes actions, or a scope of them, got undefined',
      'TypeError: The option queue must be a non-empty string, got undefined',
      'TypeError: The option queue must be a name without a colon, got "a:b"',
      'TypeError: The option connection must be an address, options or a client, got 5',
      'TypeError: The option connection must be an address, options or a client, got null',
      'TypeError: The option connection must be an address that begins with redis: or postgres:, got "http://localhost"',
      'TypeError: The option actions must be a list of names, got "Do"',
      'TypeError: A name in the option actions must be a non-empty string, got ""',
      'TypeError: The option whenCallerGone must be "finish" or "cancel", got "stop"',
      'RangeError: The option keepResults must be an integer greater than 0, got 0',
      'TypeError: The option key must be a function, got "id"',
      'TypeError: The option prefix must be a non-empty string, got ""',
      'TypeError: The option errors must be a list of classes, got a function',
      'TypeError: A class in the option errors must be a function, got "x"',
      'RangeError: The option concurrency must be an integer greater than 0, got 1.5',
      'RangeError: The option lock must be an integer greater than 0, got 0',
      'TypeError: There is no option "concurency": did you mean "concurrency"? The options are queue, connection, prefix, errors, onError, actions, concurrency, lock, losses, around, worker',
      'TypeError: The listener must be a function, got 3',
    ],
  )
})

test('a topic has only letters, digits and lines', () => {
  assert.is(topicOf('orders_1'), 'queue.orders_1')
  assert.is(topicOf('a b.é'), 'queue.a-32-b-46--233-')
})

test('around receives the headers of the caller, and what it fails with is the failure', async () => {
  const server = await openServer()
  const headers: unknown[] = []
  let fails = false
  const sides = await openSides(server, {
    caller: { headers: () => ({ traceparent: '00-1' }) },
    worker: {
      around(given, run) {
        headers.push(given)
        return fails ? Promise.reject(new RangeError('no context')) : run()
      },
    },
  })
  sides.there.registerAction('Do', () => 'done')

  assert.is(await sides.here.invokeAction('Do'), 'done')
  fails = true
  assert.instance(await rejection(sides.here.invokeAction('Do')), RangeError)
  assert.equal(headers, [{ traceparent: '00-1' }, { traceparent: '00-1' }])

  const options = { host: '127.0.0.1', port: server.port }
  if (server.url.startsWith('redis')) {
    const queue = openQueue({ name: 'with-options', connection: options, prefix: 'entracte' })
    await queue.waitUntilReady()
    await queue.close()
  }
  assert.match(String(await rejection(sides.worker.close({ signl: 1 } as never))), 'There is no option "signl"')
  await sides.close()
  await server.close()
})

test.run()
