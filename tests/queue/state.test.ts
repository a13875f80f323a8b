// What of the state crosses?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { onProgress, progress, UnsendableError } from '../../source/queue/index.js'
import { rejection } from '../support/helpers.js'
import { openServer, type TestServer } from './server.js'
import { openSides, type Sides } from './sides.js'

let server: TestServer
let sides: Sides

test.before(async () => {
  server = await openServer()
  sides = await openSides(server, { caller: { state: ({ state }) => state } })
})

test.after(async () => {
  await sides.close()
  await server.close()
})

test('the whole state crosses, without what libraries keep in it under symbols, such as the listener of the progress', async () => {
  const told: unknown[] = []
  using _core = sides.there.registerAction('Do', (_payload, ctx) => {
    progress(ctx, 0.5)
    return Object.entries(ctx.state)
  })

  const state = { user: 'ada', [Symbol('a library')]: () => {}, ...onProgress((value) => told.push(value)) }
  const result = await sides.here.invokeAction('Do', 1, { state })

  assert.equal(result, [['user', 'ada']])
  assert.equal(told, [0.5])
})

test('a state that cannot cross is an error that names the state, and where', async () => {
  const error = await rejection(sides.here.invokeAction('Do', 1, { state: { db: { query() {} } } }))

  assert.instance(error, UnsendableError)
  assert.is(
    (error as Error).message,
    'Cannot send the state of the action "Do" through a queue: Cannot stringify a function at .state.db.query',
  )
})

test('a state that is no plain object is an error', async () => {
  const other = await openSides(server, { caller: { state: () => Promise.resolve({}) } })

  const error = await rejection(other.here.invokeAction('Do'))
  await other.close()

  assert.instance(error, UnsendableError)
})

test.run()
