// What a lifted function receives in a stack composed by hand, and what a lift refuses (S18).

import compose from 'koa-compose'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { after, before, replacement } from '../../../source/core/index.js'
import { printedDuring, thrown } from '../../support/helpers.js'
import { type Fn, type PlainCtx, plainCtx } from './stacks.js'

test('S18: by hand, after-listeners that fail are printed, and the next one runs', async () => {
  const ctx = plainCtx({ result: 'kept' })
  const errors = [new Error('sync'), new Error('async')]
  const ran: unknown[] = []
  const fails = () => {
    throw errors[0]
  }
  const rejects = async () => {
    throw errors[1]
  }
  const last = (payload: unknown, result: unknown) => ran.push([payload, result])

  const printed = await printedDuring(() =>
    compose<PlainCtx>([fails, rejects, last].map((fn) => after(fn)).reverse())(ctx),
  )

  assert.equal(ran, [[1, 'kept']])
  assert.is(printed.length, 2)
  assert.ok(printed[0]?.includes(errors[0]))
  assert.ok(printed[1]?.includes(errors[1]))
})

test('S18: by hand, a lifted party receives what is on ctx, and a replacement may pass another payload to original', async () => {
  const ctx = plainCtx({ payload: 'given', result: 'cached' })
  const seen: unknown[] = []
  const handsOn = (payload: unknown, original: Fn) => {
    seen.push(payload)
    return original('handed on')
  }
  const core = (ctx: PlainCtx) => {
    seen.push(ctx.payload, ctx.result)
    ctx.result = 'done'
  }
  const listener = (payload: unknown, result: unknown, given: unknown) => seen.push(payload, result, given === ctx)

  await compose<PlainCtx>([after(listener), replacement(handsOn), core])(ctx)

  assert.equal(seen, ['given', 'handed on', 'cached', 'handed on', 'done', true])
})

test('S18: lifted functions are called with `this` undefined', async () => {
  const seen: unknown[] = []
  function see(this: unknown) {
    seen.push(this)
  }
  const ctx = plainCtx()

  await compose<PlainCtx>([before(see), after(see), replacement(see)])(ctx)

  assert.equal(seen, [undefined, undefined, undefined])
})

for (const [name, lift] of Object.entries<(fn: never) => unknown>({ before, after, replacement })) {
  test(`S18: ${name} of a value that is no function is a TypeError that shows the value`, () => {
    const error = thrown(() => lift('what is this' as never))

    assert.instance(error, TypeError)
    assert.match((error as TypeError).message, 'what is this')
  })
}

test('S18: a lift in a stack composed by hand ignores other fields of the ctx', async () => {
  const ctx = { payload: 1, _plan: 'mine' }
  const seen: unknown[] = []
  await before((payload) => seen.push(payload))(ctx, async () => void seen.push('next'))

  assert.equal(seen, [1, 'next'])
})

test.run()
