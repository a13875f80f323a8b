// What does a caller get from a worker?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, type ActionContext, ActionTimeoutError } from '../../source/core/index.js'
import { JobLostError, onProgress, progress, QueueClosedError, UnsendableError } from '../../source/queue/index.js'
import { deferred, printedDuring, rejection, unhandledDuring } from '../support/helpers.js'
import { openServer, type TestServer } from './server.js'
import { openSides, type Sides } from './sides.js'

let server: TestServer
let sides: Sides
const sent: string[] = []
let given: { key?: string | undefined } = {}

test.before(async () => {
  server = await openServer()
  sides = await openSides(server, {
    caller: {
      actions: ['Do', 'Nothing'],
      key: (_payload, ctx) => (ctx.action === 'Do' ? given.key : undefined),
      state: ({ state }) => ({ user: state.user }),
      headers: () => ({ traceparent: '00-1-2-01' }),
      onSend: (id) => sent.push(id),
    },
    worker: { actions: ['Do', 'Nothing'] },
  })
})

test.before.each(() => {
  given = {}
})

test.after(async () => {
  await sides.close()
  await server.close()
  assert.equal(sides.errors, [])
})

test('the worker does the action, and its result comes back', async () => {
  const { here } = sides
  let payload: unknown
  does((given) => {
    payload = given
    return { map: new Map([['a', 1n]]), nothing: undefined }
  })

  const result = await here.invokeAction('Do', { at: new Date(7), list: new Set([1]) })

  assert.equal(payload, { at: new Date(7), list: new Set([1]) })
  assert.equal(result, { map: new Map([['a', 1n]]), nothing: undefined })
  does(() => undefined)
  assert.is(await here.invokeAction('Do'), undefined)
})

test('listeners, middleware and replacements run on both sides, each its own', async () => {
  const { here, there } = sides
  const log: string[] = []
  using plugin = here.scope('plugin')
  using stack = there.scope('stack')
  does(() => void log.push('core'))
  plugin.addListener('beforeDo', () => void log.push('before here'))
  plugin.addListener('afterDo', () => void log.push('after here'))
  plugin.replaceAction('Do', async (_payload, original) => {
    log.push('replacement here')
    await original()
  })
  stack.addListener('beforeDo', () => void log.push('before there'))
  stack.addListener('afterDo', () => void log.push('after there'))

  await here.invokeAction('Do')

  assert.equal(log, ['before here', 'replacement here', 'before there', 'core', 'after there', 'after here'])
  assert.equal(
    here.explain('Do').map(({ kind, name }) => `${kind} ${name}`),
    [
      'before undefined',
      'replacement undefined',
      'replacement entracte/queue',
      'core entracte/queue',
      'after undefined',
    ],
  )
})

test('the state that the caller chose is what ctx.state begins with', async () => {
  let state: unknown
  does((_payload, ctx) => {
    state = { ...ctx.state }
  })

  await sides.here.invokeAction('Do', 1, { state: { user: 'ada', connection: () => {} } })

  assert.equal(state, { user: 'ada' })
})

test('an error of the core comes back', async () => {
  const error = Object.assign(new RangeError('none left', { cause: new Error('why') }), { code: 'OUT', left: 0n })
  does(() => Promise.reject(error))

  const outcome = await sides.here.settleAction('Do')

  assert.is(outcome.status, 'failed')
  const arrived = (outcome as { error: typeof error }).error
  assert.instance(arrived, RangeError)
  assert.equal([arrived.code, arrived.left, (arrived.cause as Error).message], ['OUT', 0n, 'why'])
})

test('an abort on the worker is an abort here, with its reason and the party', async () => {
  const { here, there } = sides
  const told: unknown[] = []
  using stack = there.scope('limits')
  using plugin = here.scope('plugin')
  stack.addListener('beforeDo', function tooHeavy(_payload, abort) {
    abort({ why: 'too heavy' })
  })
  plugin.addListener(['afterDo', 'errorDo'], (...all) => told.push(all))

  const outcome = await here.settleAction('Do')
  const error = await rejection(here.invokeAction('Do'))

  assert.is(outcome.status, 'aborted')
  const { reason, by } = outcome as { reason: unknown; by: unknown }
  assert.equal([reason, by], [{ why: 'too heavy' }, { kind: 'before', name: 'tooHeavy', scope: 'limits' }])
  assert.instance(error, ActionAbortedError)
  assert.match((error as Error).message, 'by the before-listener "tooHeavy" of the scope "limits"')
  assert.equal(told, [])
})

test('the time limit of the worker is an error here, and names what was running there', async () => {
  sides.there.registerAction(
    'Do',
    function slow() {
      return new Promise(() => {})
    },
    { override: true, timeout: 5 },
  )

  const error = (await rejection(sides.here.invokeAction('Do'))) as ActionTimeoutError

  assert.instance(error, ActionTimeoutError)
  assert.equal([error.timeout, error.stage?.name], [5, 'slow'])
})

test('an action that the worker does not have is an unknown action, and one that it may not run, too', async () => {
  const { here, there } = sides
  const error = (await rejection(here.invokeAction('Nothing'))) as Error & { code: string }

  assert.is(error.code, 'ACTION_UNKNOWN')
  assert.is(there.hasAction('Nothing'), false)
})

test('a payload that cannot cross is an error here, and no job', async () => {
  const before = sent.length

  const error = (await rejection(sides.here.invokeAction('Do', { then: { call() {} } }))) as Error

  assert.instance(error, UnsendableError)
  assert.match(
    error.message,
    'Cannot send the payload of the action "Do" through a queue: Cannot stringify a function at .payload.then.call',
  )
  assert.is(sent.length, before)
})

test('a result that cannot cross is an error on both sides', async () => {
  does(() => ({ print() {} }))

  const error = await rejection(sides.here.invokeAction('Do'))

  assert.instance(error, UnsendableError)
  assert.match((error as Error).message, 'the result of the action "Do"')
  assert.match(String(sides.errors.splice(0)), 'the result of the action "Do"')
})

test('progress reaches who invoked, in order and before the result; from an action inside, too', async () => {
  const { here, there } = sides
  const told: unknown[] = []
  does(async (_payload, ctx) => {
    progress(ctx, 0.5)
    await ctx.invokeAction('Inner')
    return 'done'
  })
  using _inner = there.registerAction('Inner', (_payload, ctx) => progress(ctx, { step: new Date(1) }))

  const result = await here.invokeAction('Do', 1, { state: onProgress((value) => told.push(value)) })

  assert.is(result, 'done')
  assert.equal(told, [0.5, { step: new Date(1) }])
  does((_payload, ctx) => progress(ctx, () => {}))
  assert.instance(await rejection(here.invokeAction('Do')), UnsendableError)
})

test('progress without a queue: the same, and nothing without a listener', async () => {
  const told: unknown[] = []
  sides.there.registerAction('Do', (_payload, ctx) => progress(ctx, 1), { override: true })

  await sides.there.invokeAction('Do', 1, { state: onProgress((value) => told.push(value)) })
  await sides.there.invokeAction('Do')

  assert.equal(told, [1])
})

test('a listener of the progress that fails is printed, and changes nothing, with a queue and without', async () => {
  const [thrown, rejected] = [new Error('thrown'), new Error('rejected')]
  const fails = [
    () => {
      throw thrown
    },
    () => Promise.reject(rejected),
  ]
  does((_payload, ctx) => {
    progress(ctx, 1)
    return 'done'
  })

  const results: unknown[] = []
  const printed = await printedDuring(async () => {
    for (const side of [sides.here, sides.there]) {
      for (const fail of fails) results.push(await side.invokeAction('Do', 1, { state: onProgress(fail) }))
    }
  })

  assert.equal(results, Array(4).fill('done'))
  assert.equal(
    printed.map(([error]) => (error as Error).message),
    ['thrown', 'rejected', 'thrown', 'rejected'],
  )
})

test('a second invocation with the same key runs nothing, and has the result of the first', async () => {
  const { here } = sides
  let runs = 0
  const hold = deferred()
  does(async () => {
    runs++
    await hold.promise
    return { run: runs }
  })
  given.key = 'order: 1/ü'

  const both = [here.invokeAction('Do'), here.invokeAction('Do')]
  hold.resolve()

  assert.equal(await Promise.all(both), [{ run: 1 }, { run: 1 }])
  assert.equal(await here.invokeAction('Do'), { run: 1 }, 'long after it, too')
  given.key = 'order: 2'
  assert.equal(await here.invokeAction('Do'), { run: 2 })
})

test('a result can be had by the id of its job, by another caller, too', async () => {
  // Only its caller: its worker has no such action, and would take the jobs.
  const other = await openSides(server, { caller: { queue: sides.queue } })
  does(() => 'kept')
  given.key = 'kept'
  await sides.here.invokeAction('Do')
  const [id = ''] = sent.slice(-1)

  assert.is(id, other.caller.idOf('Do', 'kept'))
  assert.is(await other.caller.resume(id), 'kept')
  does(() => Promise.reject(new RangeError('kept, too')))
  given.key = 'failed'
  await rejection(sides.here.invokeAction('Do'))
  assert.instance(await rejection(other.caller.resume(other.caller.idOf('Do', 'failed'))), RangeError)
  assert.instance(await rejection(other.caller.resume('nobody')), JobLostError)
  await other.close()
})

test('200 waiting callers get each their own result, without a warning', async () => {
  const warnings: unknown[] = []
  const warn = (warning: unknown) => void warnings.push(warning)
  process.on('warning', warn)
  does((n) => n)

  const results = await Promise.all(Array.from({ length: 200 }, (_, n) => sides.here.invokeAction('Do', n)))

  process.off('warning', warn)
  assert.equal(
    results,
    Array.from({ length: 200 }, (_, n) => n),
  )
  assert.equal(warnings, [])
})

test('closing the caller rejects what waits, gives the actions back, and leaves nothing unhandled', async () => {
  const other = await openSides(server)
  const began = deferred<AbortSignal>()
  other.there.registerAction('Do', (_payload, ctx) => {
    began.resolve(ctx.signal as AbortSignal)
    return new Promise((resolve) => setTimeout(resolve, 50))
  })

  const unhandled = await unhandledDuring(async () => {
    const waiting = [1, 2].map((n) => rejection(other.here.invokeAction('Do', n)))
    const resumed = rejection(other.caller.resume('x'))
    const signal = await began.promise
    await other.caller.close()
    await other.caller.close()

    for (const error of await Promise.all([...waiting, resumed])) assert.instance(error, QueueClosedError)
    assert.is(signal.aborted, false, 'the job is finished')
    assert.instance(await rejection(other.caller.resume('x')), QueueClosedError)
    assert.is(other.here.hasAction('Do'), false)
    await other.close()
    await other.worker.close()
  })
  assert.equal(unhandled, [])
})

test.run()

/** Registers what the worker does. */
function does(core: (payload: unknown, ctx: ActionContext) => unknown): void {
  sides.there.registerAction('Do', core, { override: true })
}
