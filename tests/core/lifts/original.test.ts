// What original() does in a stack composed by hand on a plain object (S18, S5).

import compose from 'koa-compose'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionMisuseError, replacement } from '../../../source/core/index.js'
import { deferred, printedDuring, rejection, settled, unhandledDuring } from '../../support/helpers.js'
import { type Fn, type PlainCtx, plainCtx } from './stacks.js'

test('S18: by hand, a second original rejects with an ActionMisuseError that says why', async () => {
  const ctx = plainCtx()
  let cores = 0
  const core = (ctx: PlainCtx) => {
    cores += 1
    ctx.result = cores
  }
  const retrying = async (_payload: unknown, original: Fn) => {
    const first = await original()
    const second = await rejection(original())
    return [first, second]
  }

  await compose<PlainCtx>([replacement(retrying), core])(ctx)

  const [first, second] = ctx.result as [unknown, ActionMisuseError]
  assert.is(first, 1)
  assert.is(cores, 1)
  assert.instance(second, ActionMisuseError)
  assert.is(second.code, 'ACTION_MISUSE')
  assert.is(second.action, 'X')
  assert.match(second.message, 'in a stack composed by hand')
  assert.match(second.message, 'next runs once')
})

test('S18: by hand, a second original that is not awaited fails the stack, and is no unhandled rejection', async () => {
  const ctx = plainCtx()
  const twice = async (_payload: unknown, original: Fn) => {
    await original()
    original()
  }
  let error: unknown

  const unhandled = await unhandledDuring(async () => {
    error = await rejection(compose<PlainCtx>([replacement(twice), () => undefined])(ctx))
  })

  assert.instance(error, ActionMisuseError)
  assert.equal(unhandled, [])
})

test('S18: by hand, a second original that is not awaited is not printed as well', async () => {
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

test('S18: by hand, outer middleware goes on only when an original that is not awaited has settled', async () => {
  const ctx = plainCtx()
  const gate = deferred()
  const log: string[] = []
  const outside = async (_ctx: PlainCtx, next: Fn) => {
    await next()
    log.push('outside')
  }
  const bare = (_payload: unknown, original: Fn) => void original()
  const core = async () => {
    await gate.promise
    log.push('core')
  }

  const done = compose<PlainCtx>([outside, replacement(bare), core])(ctx)
  await settled()
  log.push('released')
  gate.resolve()
  await done

  assert.equal(log, ['released', 'core', 'outside'])
})

test('S18: by hand, an original that was raced is not waited for again', async () => {
  const ctx = plainCtx()
  const gate = deferred()
  const racing = (_payload: unknown, original: Fn) => Promise.race([original(), 'sooner'])

  await compose<PlainCtx>([replacement(racing), () => gate.promise])(ctx)

  assert.is(ctx.result, 'sooner')
  gate.resolve()
})

test('S5: by hand, an original that lost a race and then fails does not change the result', async () => {
  const ctx = plainCtx()
  const core = deferred()
  const races = (_payload: unknown, original: Fn) => Promise.race([original(), 'sooner'])
  await compose<PlainCtx>([replacement(races), () => core.promise])(ctx)

  core.reject(new Error('too late'))
  await settled()

  assert.is(ctx.result, 'sooner')
})

test('S18: by hand, an original that comes after its replacement has settled starts nothing', async () => {
  const ctx = plainCtx()
  let late!: Fn
  let cores = 0
  const keeps = (_payload: unknown, original: Fn) => {
    late = original
    return 'kept'
  }

  await compose<PlainCtx>([replacement(keeps), () => (cores += 1)])(ctx)
  const error = (await rejection(late())) as ActionMisuseError

  assert.instance(error, ActionMisuseError)
  assert.is(
    error.message,
    'The replacement "keeps" of the action "X" called original() after it had settled: wait for original() before you return',
  )
  assert.is(cores, 0)
  assert.is(ctx.result, 'kept')
})

test('S18: by hand, a late original that is not awaited is printed', async () => {
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

test('S18: by hand, a late original that is awaited is not printed', async () => {
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

test('S18: by hand, a replacement that returns null makes null the result', async () => {
  const ctx = plainCtx({ result: 'before' })

  await compose<PlainCtx>([replacement(() => null)])(ctx)

  assert.is(ctx.result, null)
})

test('S5: by hand, an original that fails long before it is awaited is no unhandled rejection', async () => {
  const failure = new Error('core')
  const ctx = plainCtx()
  const fallsBack = async (_payload: unknown, original: Fn) => {
    const promise = original()
    await settled()
    await settled()
    return rejection(promise)
  }
  const core = () => {
    throw failure
  }

  const unhandled = await unhandledDuring(() => compose<PlainCtx>([replacement(fallsBack), core])(ctx))

  assert.equal(unhandled, [])
  assert.is(ctx.result, failure)
})

test('S18: by hand, the value that a replacement assigns once its original has failed is the result', async () => {
  const ctx = plainCtx({ result: 'before' })
  const assigns = async (_payload: unknown, original: Fn) => {
    await rejection(original() as Promise<unknown>)
    ctx.result = 'instead'
  }

  await compose<PlainCtx>([replacement(assigns), () => Promise.reject(new Error('refused'))])(ctx)

  assert.is(ctx.result, 'instead')
})

test.run()
