// Is what a worker does part of the trace of its caller?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { carryTrace, continueTrace, traceActions } from '../../source/otel/index.js'
import { startSdk, takeTree } from '../otel/traced.js'
import { openServer } from './server.js'
import { openSides } from './sides.js'

test('the invocation on the worker is inside the replacement that has sent the job', async () => {
  startSdk()
  const server = await openServer()
  const sides = await openSides(server, { caller: { headers: () => carryTrace() }, worker: { around: continueTrace } })
  traceActions(sides.here, { parties: ({ kind }) => kind === 'replacement' })
  traceActions(sides.there)
  sides.there.registerAction('Do', () => 'done', { override: true })

  const result = await sides.here.invokeAction('Do')
  await sides.close()
  await server.close()

  assert.is(result, 'done')
  assert.equal(takeTree(), ['action Do', '  replacement entracte/queue', '    action Do'])
})

test.run()
