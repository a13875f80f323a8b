// What a ctx leads to for those who look behind it (S21): an object that shows and gives nothing.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'

test('S21: what is behind a ctx is nothing in JSON, and empty for stores that ask whether it can be iterated', async () => {
  const actions = createActions()
  actions.registerAction('Save', (_payload, ctx) => Reflect.ownKeys(ctx).map((key) => Reflect.get(ctx, key)))

  const behind = (await actions.invokeAction('Save', 1)).find((value: unknown) => typeof value === 'object')

  assert.is(JSON.stringify(behind), undefined)
  assert.equal([...behind], [])
})

test.run()
