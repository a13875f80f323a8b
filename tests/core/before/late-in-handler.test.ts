// What happens when onListenerError, which is told of a late abort, aborts too late itself (S3).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionMisuseError, createActions } from '../../../source/core/index.js'

test('S3: an onListenerError that aborts each time is told of a late abort once', async () => {
  const told: unknown[] = []
  const actions = createActions({
    onListenerError(error, { ctx }) {
      told.push(error)
      ctx?.abort('again')
    },
  })
  actions.registerAction('Save', (_payload, ctx) => {
    ctx.abort('too late')
    return 'saved'
  })

  const result = await actions.invokeAction('Save', 1)

  assert.is(result, 'saved')
  assert.is(told.length, 1)
  assert.instance(told[0], ActionMisuseError)
})

test.run()
