// What middleware derives from next() (S5), where everything inside has succeeded without waiting.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { rejection, unhandledDuring } from '../../support/helpers.js'

type Next = () => Promise<unknown>

const failure = new Error('no disk')
const wait = () => new Promise((resolve) => setTimeout(resolve, 2))
const fail = (): never => {
  throw failure
}

for (const [how, derive] of [
  ['then', (next: Next) => void next().then(fail)],
  [
    'then after then',
    (next: Next) =>
      void next()
        .then(() => {})
        .then(fail),
  ],
  ['finally', (next: Next) => void next().finally(fail)],
  ['a helper that is not awaited', (next: Next) => void Promise.all([next()]).then(() => {})],
  ['nothing', (next: Next) => void next()],
] as const) {
  const fails = how.startsWith('then') || how === 'finally'
  test(`S5: the failure of ${how} on a next() that has ended ${fails ? 'is the failure of' : 'is none for'} the middleware`, async () => {
    for (const isAsync of [false, true]) {
      const actions = createActions()
      actions.registerAction('Save', () => 'saved')
      const afterwards: string[] = []
      actions.addListener('afterSave', () => void afterwards.push('after'))
      actions.use('Save', async (_ctx, next) => {
        await next()
        afterwards.push('outer')
      })
      actions.use('Save', isAsync ? async (_ctx, next) => derive(next) : (_ctx, next) => derive(next))

      const outcome = fails ? await rejection(actions.invokeAction('Save')) : await actions.invokeAction('Save')

      assert.is(outcome, fails ? failure : 'saved')
      assert.equal(afterwards, fails ? ['after'] : ['after', 'outer'])
    }
  })
}

test('S5: a handler on a next() that has ended is waited for before anything further out goes on', async () => {
  const actions = createActions()
  const order: string[] = []
  actions.registerAction('Save', () => 'saved')
  actions.use('Save', async (_ctx, next) => {
    await next()
    order.push('outer')
  })
  actions.use('Save', (_ctx, next) => {
    next().then(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      order.push('handler')
    })
  })

  await actions.invokeAction('Save')

  assert.equal(order, ['handler', 'outer'])
})

test('S5: a second then on the same next() is work of its own', async () => {
  const actions = createActions()
  actions.registerAction('Save', async () => 'saved')
  const seen: string[] = []
  actions.use('Save', async (_ctx, next) => {
    const work = next()
    await work
    work.then(() => void seen.push('second'))
    await work
    seen.push('third')
  })

  await actions.invokeAction('Save')

  assert.equal(seen, ['second', 'third'])
})

test('S5: a bare next() after a wait, whose inside fails while the middleware goes on, is the failure, and no unhandled one', async () => {
  for (const inside of [async () => fail(), () => fail()]) {
    const actions = createActions()
    actions.registerAction('Save', () => 'saved')
    actions.use('Save', async (_ctx, next) => {
      await wait()
      next()
      await wait()
      await wait()
    })
    actions.use('Save', inside)
    let outcome: unknown

    const unhandled = await unhandledDuring(async () => {
      outcome = await rejection(actions.invokeAction('Save'))
    })

    assert.is(outcome, failure)
    assert.equal(unhandled, [])
  }
})

test('S5: a handler on a next() after a wait is work of the middleware, where everything inside has ended at once', async () => {
  const actions = createActions()
  actions.registerAction('Save', () => 'saved')
  actions.use('Save', async (_ctx, next) => {
    await wait()
    next().then(fail)
  })

  assert.is(await rejection(actions.invokeAction('Save')), failure)
})

test('S8: a next() that has ended works as a promise later, too', async () => {
  const actions = createActions()
  actions.registerAction('Save', () => 'saved')
  const seen: unknown[] = []
  actions.use('Save', async (_ctx, next) => {
    const work = next()
    await wait()
    await work.finally(() => void seen.push('finally'))
    seen.push(await work.then(() => 'then'))
  })

  assert.is(await actions.invokeAction('Save'), 'saved')
  assert.equal(seen, ['finally', 'then'])
})

test('S5: what is derived after a nested invocation is work of the middleware, and not of the middleware inside', async () => {
  const actions = createActions()
  actions.registerAction('Log', () => {})
  actions.use('Log', (_ctx, next) => next())
  actions.registerAction('Save', () => 'saved')
  actions.use('Save', (ctx, next) => {
    const work = next()
    void ctx.invokeAction('Log')
    work.then(fail)
  })
  let outcome: unknown

  const unhandled = await unhandledDuring(async () => {
    outcome = await rejection(actions.invokeAction('Save'))
  })

  assert.is(outcome, failure)
  assert.equal(unhandled, [])
})

test.run()
