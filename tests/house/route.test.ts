// Holds the figures in docs/architecture.md to the way that a call takes through the core.

import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { changesOfFile, followRoute } from '../../tools/route.js'

test('docs/architecture.md counts the functions and the changes of file on the way of one call', async () => {
  const page = readFileSync('docs/architecture.md', 'utf8').replace(/\s+/g, ' ')
  const told = /<!-- count -->(\d+) of them, and the file changes (\d+) times/.exec(page)?.slice(1).map(Number)

  const route = await followRoute()

  assert.equal(told, [route.length, changesOfFile(route)])
})

test.run()
