// Which keys are refused?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rejection } from '../support/helpers.js'
import { openServer, type TestServer } from './server.js'
import { openSides, type Sides } from './sides.js'

let server: TestServer
let sides: Sides
let given: unknown

test.before(async () => {
  server = await openServer()
  sides = await openSides(server, { caller: { key: () => given as string } })
})

test.after(async () => {
  await sides.close()
  await server.close()
})

/** What would be the same key for every invocation, and how a message shows it. */
const WRONG: [key: unknown, shown: string][] = [
  [null, 'null'],
  ['', '""'],
  [{}, '{}'],
  [Promise.resolve('o/1'), 'an object'],
]

for (const [key, shown] of WRONG) {
  test(`a key that is ${shown} is a TypeError, and nothing runs`, async () => {
    given = key
    let runs = 0
    using _core = sides.there.registerAction('Do', () => ++runs)

    const error = await rejection(sides.here.invokeAction('Do'))

    assert.instance(error, TypeError)
    assert.is((error as Error).message, `The key of the action "Do" must be a non-empty string, got ${shown}`)
    assert.is(runs, 0)
  })
}

test.run()
