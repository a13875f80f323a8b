// What an abort does in a stack composed by hand on a plain object (S18, S3).

import compose from 'koa-compose'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, before, replacement } from '../../../source/core/index.js'
import { printedDuring, rejection } from '../../support/helpers.js'
import { type Fn, type PlainCtx, plainCtx } from './stacks.js'

test('S18: by hand, an abort is found on ctx and rejects with an ActionAbortedError', async () => {
  const ctx = plainCtx()
  const guard = (_payload: unknown, abort: Fn) => abort('closed')

  const error = (await rejection(compose<PlainCtx>([before(guard)])(ctx))) as ActionAbortedError

  assert.instance(error, ActionAbortedError)
  assert.is(error.action, 'X')
  assert.is(error.reason, 'closed')
  assert.is(error.code, 'ACTION_ABORTED')
  assert.is(error.by?.kind, 'before')
  assert.is(error.by?.name, 'guard')
  assert.is(ctx.aborted, true)
  assert.is(ctx.abortReason, 'closed')
})

test('S18: by hand, the first abort counts', async () => {
  const ctx = plainCtx()
  const twice = (_payload: unknown, abort: Fn) => {
    abort('first')
    abort('second')
  }

  const error = (await rejection(compose<PlainCtx>([before(twice)])(ctx))) as ActionAbortedError

  assert.instance(error, ActionAbortedError)
  assert.is(error.reason, 'first')
  assert.is(ctx.abortReason, 'first')
})

for (const [name, lifted] of [
  ['before', before(() => assert.unreachable())],
  ['replacement', replacement(() => assert.unreachable())],
] as const) {
  test(`S18: by hand, what ${name}() lifts does not start once outer middleware has aborted`, async () => {
    const aborts = (ctx: PlainCtx, next: () => Promise<unknown>) => {
      ctx.abortReason = 'closed'
      ctx.aborted = true
      return next()
    }
    const ctx = plainCtx()

    const error = (await rejection(compose<PlainCtx>([aborts, lifted])(ctx))) as ActionAbortedError

    assert.instance(error, ActionAbortedError)
    assert.is(error.reason, 'closed')
    assert.is(error.by, null)
  })
}

test('S18: by hand, abort calls the abort of the ctx, when the ctx has one', async () => {
  const reasons: unknown[] = []
  const ctx = {
    payload: 1,
    aborted: false,
    abort(reason: unknown) {
      reasons.push(reason)
      ctx.aborted = true
    },
  }

  const error = await rejection(compose<typeof ctx>([before((_payload, abort) => abort('closed'))])(ctx))

  assert.instance(error, ActionAbortedError)
  assert.equal(reasons, ['closed'])
})

test('S18: by hand, abort assigns nothing to a ctx that has its own abort', async () => {
  const reasons: unknown[] = []
  const ctx = { payload: 1, aborted: false, abortReason: undefined, abort: (reason: unknown) => reasons.push(reason) }

  await compose<typeof ctx>([before((_payload, abort) => abort('closed'))])(ctx)

  assert.equal(reasons, ['closed'])
  assert.is(ctx.aborted, false)
  assert.is(ctx.abortReason, undefined)
})

test('S18: by hand, a failed original that a replacement handles is no abort', async () => {
  const ctx = plainCtx()
  const failure = new Error('core')
  const fallsBack = async (_payload: unknown, original: Fn) => {
    assert.is(await rejection(original()), failure)
    ctx.aborted = true
    return 'instead'
  }

  const error = (await rejection(
    compose<PlainCtx>([replacement(fallsBack), () => Promise.reject(failure)])(ctx),
  )) as ActionAbortedError

  assert.instance(error, ActionAbortedError)
  assert.is(error.by?.name, 'fallsBack')
})

test('S18: by hand, a replacement that handles an abort from inside has not taken it back, and does not become its party', async () => {
  const ctx = plainCtx()
  const guard = (_payload: unknown, abort: Fn) => abort('closed')
  let handled: unknown
  const handles = async (_payload: unknown, original: Fn) => {
    handled = await rejection(original())
    return 'instead'
  }

  const error = (await rejection(compose<PlainCtx>([replacement(handles), before(guard)])(ctx))) as ActionAbortedError

  assert.is(error, handled)
  assert.is(error.by?.name, 'guard')
})

test('S3: by hand, a replacement that aborts once its original has resolved has not aborted', async () => {
  const ctx = plainCtx()
  const late = async (_payload: unknown, original: Fn) => {
    const result = await original()
    ctx.aborted = true
    return [result]
  }

  await compose<PlainCtx>([
    replacement(late),
    () => {
      ctx.result = 'done'
    },
  ])(ctx)

  assert.equal(ctx.result, ['done'])
})

test('S3: by hand, a replacement that aborts once its original has resolved fails with its own error', async () => {
  const ctx = { payload: 1, aborted: false }
  const failure = new Error('and then this')
  const late = async (_payload: unknown, original: Fn) => {
    await original()
    ctx.aborted = true
    throw failure
  }
  let error: unknown

  const printed = await printedDuring(async () => {
    error = await rejection(compose<typeof ctx>([replacement(late as Fn), () => {}])(ctx))
  })

  assert.is(error, failure)
  assert.equal(printed, [])
})

test('S18: by hand, the failure of a replacement that has aborted is printed, and the stack rejects with the abort', async () => {
  const ctx = { payload: 1, aborted: false }
  const failure = new Error('and then this')
  const aborts = (_payload: unknown, _original: Fn, ctx: { aborted: boolean }) => {
    ctx.aborted = true
    throw failure
  }
  let error: unknown

  const printed = await printedDuring(async () => {
    error = await rejection(compose<typeof ctx>([replacement(aborts as Fn)])(ctx))
  })

  assert.instance(error, ActionAbortedError)
  assert.is((error as Error).message, 'The action was aborted by the replacement "aborts"')
  assert.equal(printed, [[failure]])
})

test.run()
