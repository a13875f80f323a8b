// What original() does in a stack composed by hand on a plain object (S18, S5).

import compose from 'koa-compose'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionMisuseError, replacement } from '../../../source/core/index.js'
import { deferred, printedDuring, rejection, settled, unhandledDuring } from '../../support/helpers.js'
import type { Fn, Plain } from './stacks.js'

test('S18: by hand, a second original rejects with an ActionMisuseError that says why', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  let cores = 0
  const core = (ctx: Plain) => {
    cores += 1
    ctx.result = cores
  }
  const retrying = async (_payload: unknown, original: Fn) => {
    const first = await original()
    const second = await rejection(original())
    return [first, second]
  }

  await compose<Plain>([replacement(retrying), core])(ctx)

  const [first, second] = ctx.result as [unknown, ActionMisuseError]
  assert.is(first, 1)
  assert.is(cores, 1)
  assert.instance(second, ActionMisuseError)
  assert.is(second.code, 'ACTION_MISUSE')
  assert.is(second.action, 'X')
  assert.match(second.message, 'in a stack composed by hand')
  assert.match(second.message, 'next runs once')
})

test('S18: by hand, a second original that nobody waits for fails the stack, and is no unhandled rejection', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const twice = async (_payload: unknown, original: Fn) => {
    await original()
    original()
  }
  let error: unknown

  const unhandled = await unhandledDuring(async () => {
    error = await rejection(compose<Plain>([replacement(twice), () => undefined])(ctx))
  })

  assert.instance(error, ActionMisuseError)
  assert.equal(unhandled, [])
})

test('S18: by hand, a second original that nobody waits for is not printed as well', async () => {
  const twice = async (_payload: unknown, original: Fn) => {
    await original()
    original()
  }
  let error: unknown

  const printed = await printedDuring(async () => {
    error = await rejection(compose<{ payload: number }>([replacement(twice), () => undefined])({ payload: 1 }))
  })

  assert.instance(error, ActionMisuseError)
  assert.equal(printed, [])
})

test('S18: by hand, an original that nobody waits for is waited for before anything further out goes on', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const gate = deferred()
  const log: string[] = []
  const outside = async (_ctx: Plain, next: Fn) => {
    await next()
    log.push('outside')
  }
  const bare = (_payload: unknown, original: Fn) => void original()
  const core = async () => {
    await gate.promise
    log.push('core')
  }

  const done = compose<Plain>([outside, replacement(bare), core])(ctx)
  await settled()
  log.push('released')
  gate.resolve()
  await done

  assert.equal(log, ['released', 'core', 'outside'])
})

test('S18: by hand, an original that was raced is not waited for again', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const gate = deferred()
  const racing = (_payload: unknown, original: Fn) => Promise.race([original(), 'sooner'])

  await compose<Plain>([replacement(racing), () => gate.promise])(ctx)

  assert.is(ctx.result, 'sooner')
  gate.resolve()
})

test('S5: by hand, an original that lost a race and then fails takes no result away', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const core = deferred()
  const races = (_payload: unknown, original: Fn) => Promise.race([original(), 'sooner'])
  await compose<Plain>([replacement(races), () => core.promise])(ctx)

  core.reject(new Error('too late'))
  await settled()

  assert.is(ctx.result, 'sooner')
})

test('S18: by hand, an original that comes after its replacement has settled starts nothing', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  let late!: Fn
  let cores = 0
  const keeps = (_payload: unknown, original: Fn) => {
    late = original
    return 'kept'
  }

  await compose<Plain>([replacement(keeps), () => (cores += 1)])(ctx)
  const error = (await rejection(late())) as ActionMisuseError

  assert.instance(error, ActionMisuseError)
  assert.is(
    error.message,
    'The replacement "keeps" of the action "X" called original() after it had settled: wait for original() before you return',
  )
  assert.is(cores, 0)
  assert.is(ctx.result, 'kept')
})

test('S18: by hand, an original that comes late and that nobody waits for is printed', async () => {
  const ctx = { payload: 1, result: undefined as unknown }
  let late!: Fn
  const keeps = (_payload: unknown, original: Fn) => {
    late = original
    return 'kept'
  }
  await compose<typeof ctx>([replacement(keeps)])(ctx)

  const printed = await printedDuring(() => void late())

  assert.is(printed.length, 1)
  assert.instance(printed[0]?.[0], ActionMisuseError)
  assert.is(
    (printed[0]?.[0] as Error | undefined)?.message,
    'The replacement "keeps" called original() after it had settled: wait for original() before you return',
  )
})

test('S18: by hand, an original that comes late and that somebody waits for is not printed', async () => {
  const ctx = { payload: 1, result: undefined as unknown }
  let late!: Fn
  const keeps = (_payload: unknown, original: Fn) => {
    late = original
    return 'kept'
  }
  await compose<typeof ctx>([replacement(keeps)])(ctx)

  const printed = await printedDuring(() => rejection(late()))

  assert.equal(printed, [])
})

test('S18: by hand, null that a replacement returns is the result', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: 'before', aborted: false }

  await compose<Plain>([replacement(() => null)])(ctx)

  assert.is(ctx.result, null)
})

test('S5: by hand, an original that fails long before it is awaited is no unhandled rejection', async () => {
  const failure = new Error('core')
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const fallsBack = async (_payload: unknown, original: Fn) => {
    const promise = original()
    await settled()
    await settled()
    return rejection(promise)
  }
  const core = () => {
    throw failure
  }

  const unhandled = await unhandledDuring(() => compose<Plain>([replacement(fallsBack), core])(ctx))

  assert.equal(unhandled, [])
  assert.is(ctx.result, failure)
})

test('S18: by hand, what a replacement assigns once its original has failed is the result', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: 'before', aborted: false }
  const assigns = async (_payload: unknown, original: Fn) => {
    await rejection(original() as Promise<unknown>)
    ctx.result = 'instead'
  }

  await compose<Plain>([replacement(assigns), () => Promise.reject(new Error('refused'))])(ctx)

  assert.is(ctx.result, 'instead')
})

test.run()
