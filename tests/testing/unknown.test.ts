// Decides what happens to an unknown name: it is refused, or gets a stub when the option says so.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, DuplicateActionError, UnknownActionError } from '../../source/core/index.js'
import { createTestActions } from '../../source/testing/index.js'
import { rejection, thrown } from '../support/helpers.js'

const unknowns = suite('unknown names')

unknowns('are refused, unless stubs are asked for', async () => {
  const test = createTestActions()

  const error = await rejection(test.actions.invokeAction('Logout'))

  assert.instance(error, UnknownActionError)
})

unknowns('get a stub where they are invoked, nested invocations included', async () => {
  const test = createTestActions(() => createActions(), { unknown: 'stub' })
  test.actions.addListener('beforeWrapupTask', async (_payload, _abort, ctx) => {
    const { invokeAction } = ctx
    await invokeAction('SendMessage', { body: 'goodbye' })
  })

  await test.actions.invokeAction('WrapupTask')

  assert.equal(test.seen().ran, ['WrapupTask before', 'SendMessage core', 'WrapupTask core'])
  test.expect('SendMessage', { calls: [{ payload: { body: 'goodbye' } }] })
})

unknowns('keep their parent when they are nested', async () => {
  const test = createTestActions(() => createActions(), { unknown: 'stub' })
  const depths: number[] = []
  test.actions.use((ctx, next) => {
    depths.push(ctx.depth)
    return next()
  })
  test.actions.addListener('beforeWrapupTask', (_payload, _abort, ctx) => ctx.invokeAction('SendMessage'))

  await test.actions.invokeAction('WrapupTask')

  assert.equal(depths, [0, 1])
})

unknowns('get no stub while they have a core', async () => {
  const test = createTestActions(() => createActions(), { unknown: 'stub' })
  test.actions.registerAction('Search', () => 'cake')

  const result = await test.actions.invokeAction('Search')

  assert.is(result, 'cake')
})

unknowns('lose their stub when they are registered', async () => {
  const test = createTestActions(() => createActions(), { unknown: 'stub' })
  await test.actions.invokeAction('MyAction')

  test.actions.registerAction('MyAction', () => 'mine')

  assert.is(await test.actions.invokeAction('MyAction'), 'mine')
  assert.instance(
    thrown(() => test.actions.registerAction('MyAction', () => 'again')),
    DuplicateActionError,
  )
})

unknowns('are still refused when they are no valid names', async () => {
  const test = createTestActions(() => createActions(), { unknown: 'stub' })

  const errors = [
    await rejection(test.actions.invokeAction('')),
    await rejection(test.actions.invokeAction(7 as never)),
  ]

  assert.equal(
    errors.map((error) => error instanceof TypeError),
    [true, true],
  )
})

unknowns.run()
