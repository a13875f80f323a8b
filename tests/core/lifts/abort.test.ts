// What an abort does in a stack composed by hand on a plain object (S18, S3).

import compose from 'koa-compose'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, before, replacement } from '../../../source/core/index.js'
import { printedDuring, rejection } from '../../support/helpers.js'
import type { Fn, Plain } from './stacks.js'

test('S18: by hand, an abort is found on ctx and rejects with an ActionAbortedError', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const guard = (_payload: unknown, abort: Fn) => abort('closed')

  const error = (await rejection(compose<Plain>([before(guard)])(ctx))) as ActionAbortedError

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
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const twice = (_payload: unknown, abort: Fn) => {
    abort('first')
    abort('second')
  }

  const error = (await rejection(compose<Plain>([before(twice)])(ctx))) as ActionAbortedError

  assert.instance(error, ActionAbortedError)
  assert.is(error.reason, 'first')
  assert.is(ctx.abortReason, 'first')
})

for (const [name, lifted] of [
  ['before', before(() => assert.unreachable())],
  ['replacement', replacement(() => assert.unreachable())],
] as const) {
  test(`S18: by hand, what ${name}() lifts does not start once somebody further out has aborted`, async () => {
    const aborts = (ctx: Plain, next: () => Promise<unknown>) => {
      ctx.abortReason = 'closed'
      ctx.aborted = true
      return next()
    }
    const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }

    const error = (await rejection(compose<Plain>([aborts, lifted])(ctx))) as ActionAbortedError

    assert.instance(error, ActionAbortedError)
    assert.is(error.reason, 'closed')
    assert.is(error.by, null)
  })
}

test('S18: by hand, abort calls the ctx’s own when it has one', async () => {
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

test('S18: by hand, abort leaves what is on ctx to the ctx’s own abort, when it has one', async () => {
  const reasons: unknown[] = []
  const ctx = { payload: 1, aborted: false, abortReason: undefined, abort: (reason: unknown) => reasons.push(reason) }

  await compose<typeof ctx>([before((_payload, abort) => abort('closed'))])(ctx)

  assert.equal(reasons, ['closed'])
  assert.is(ctx.aborted, false)
  assert.is(ctx.abortReason, undefined)
})

test('S18: by hand, a failed original that a replacement handles is no abort', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const failure = new Error('core')
  const fallsBack = async (_payload: unknown, original: Fn) => {
    assert.is(await rejection(original()), failure)
    ctx.aborted = true
    return 'instead'
  }

  const error = (await rejection(
    compose<Plain>([replacement(fallsBack), () => Promise.reject(failure)])(ctx),
  )) as ActionAbortedError

  assert.instance(error, ActionAbortedError)
  assert.is(error.by?.name, 'fallsBack')
})

test('S18: by hand, a replacement that handles an abort from further in has not taken it back, nor made it its own', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const guard = (_payload: unknown, abort: Fn) => abort('closed')
  let handled: unknown
  const handles = async (_payload: unknown, original: Fn) => {
    handled = await rejection(original())
    return 'instead'
  }

  const error = (await rejection(compose<Plain>([replacement(handles), before(guard)])(ctx))) as ActionAbortedError

  assert.is(error, handled)
  assert.is(error.by?.name, 'guard')
})

test('S3: by hand, a replacement that aborts once its original has resolved has not aborted', async () => {
  const ctx: Plain = { action: 'X', payload: 1, result: undefined, aborted: false }
  const late = async (_payload: unknown, original: Fn) => {
    const result = await original()
    ctx.aborted = true
    return [result]
  }

  await compose<Plain>([
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

test('S18: by hand, what a replacement fails with once it has aborted is printed, and the abort stands', async () => {
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
