// What happens when no action has the name (S2), and which names the error suggests.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, UnknownActionError } from '../../../source/core/index.js'
import { rejection } from '../../support/helpers.js'

function noop() {}

test('S2: an unknown name rejects with UnknownActionError', async () => {
  const actions = createActions()

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.instance(error, UnknownActionError)
  assert.is((error as UnknownActionError).action, 'AcceptTask')
})

test('S2: the message about an unknown name names the nearest registered names', async () => {
  const actions = createActions()
  for (const name of ['AcceptTask', 'AcceptTasks', 'HangUp']) actions.registerAction(name, noop)

  const error = await rejection(actions.invokeAction('AcceptTsak'))

  const message = (error as UnknownActionError).message
  assert.match(message, /AcceptTsak/)
  assert.match(message, /\bAcceptTask\b/)
  assert.match(message, /\bAcceptTasks\b/)
  assert.not.match(message, /HangUp/)
})

test('S2: the message about an unknown name names registered names only', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTsk', noop)

  const error = await rejection(actions.invokeAction('AcceptTsak'))

  const message = (error as UnknownActionError).message
  assert.match(message, /\bAcceptTask\b/)
  assert.not.match(message, /AcceptTsk\b/)
})

test('S2: nothing runs for an unknown name', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.use(() => log.push('use') as never)
  actions.use('AcceptTask', () => log.push('use AcceptTask') as never)
  actions.addListener('beforeAcceptTask', () => log.push('before'))
  actions.addListener('errorAcceptTask', () => log.push('error'))
  actions.replaceAction('AcceptTask', () => log.push('replacement'))

  await rejection(actions.invokeAction('AcceptTask'))

  assert.equal(log, [])
})

test('S2: an unknown name wins over an aborted signal', async () => {
  const actions = createActions()
  const signal = AbortSignal.abort(new Error('signal'))

  const error = await rejection(actions.invokeAction('AcceptTask', undefined, { signal }))

  assert.instance(error, UnknownActionError)
})

test('S2: an unknown name is unknown at any depth', async () => {
  const actions = createActions({ maxDepth: 0 })
  actions.registerAction('AcceptTask', (_payload, ctx) => ctx.invokeAction('AceptTask'))

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.instance(error, UnknownActionError)
})

/** Returns the registered names that `explain()` suggests for a misspelt name. */
function nearestTo(wanted: string, ...names: string[]): readonly string[] | undefined {
  const actions = createActions()
  for (const name of names) actions.registerAction(name, noop)
  actions.use(wanted, noop)
  return actions.explain()[0]?.nearest
}

for (const [how, wanted, near] of [
  ['another letter at its beginning', 'Dial', 'Mial'],
  ['another letter at its end', 'Dial', 'Diam'],
  ['a letter too few', 'Dial', 'Dia'],
  ['a letter too many', 'Dial', 'Diall'],
  ['its first two letters swapped', 'Dial', 'iDal'],
  ['its last two letters swapped', 'Dial', 'Dila'],
  ['two pairs of letters swapped', 'HangUp', 'aHngpU'],
  ['two letters swapped, and another letter missing', 'HangUp', 'aHngU'],
  ['every letter in another case', 'Dial', 'dIAL'],
  ['another letter, of two', 'Up', 'Uq'],
  ['five other letters, of fifteen', 'PrintEveryLabel', 'PrintEveryXXXXX'],
  ['a space at its end', 'Dial', 'Dial '],
  ['another letter, of a hundred', 'p'.repeat(100), `${'p'.repeat(99)}q`],
] as const) {
  test(`S2: a name is near when it has ${how}`, () => {
    assert.equal(nearestTo(wanted, near), [near])
  })
}

for (const [how, wanted, far] of [
  ['two other letters, of four', 'Dial', 'Moal'],
  ['two letters swapped and another letter, of four', 'Dial', 'iDam'],
  ['two letters swapped that are not neighbours, of four', 'Dial', 'Dlai'],
  ['a letter missing and another letter, of four', 'Dial', 'Mia'],
  ['three other letters, of six', 'HangUp', 'HoldOn'],
  ['a letter missing and two others, of six', 'HangUp', 'HiXgU'],
  ['another letter, of more than a hundred', 'p'.repeat(101), `${'p'.repeat(100)}q`],
] as const) {
  test(`S2: a name is not near when it has ${how}`, () => {
    assert.equal(nearestTo(wanted, far), [])
  })
}

test('S2: an event in place of an action suggests the action, wherever it was given', async () => {
  const actions = createActions()
  actions.registerAction('Save', noop)
  actions.use('beforeSave', (_ctx, next) => next())

  assert.equal(actions.explain(), [{ action: 'beforeSave', nearest: ['Save'] }])
  assert.match(String(await rejection(actions.invokeAction('afterSave'))), /did you mean "Save"\?/)
  assert.equal(nearestTo('beforeSave', 'Load'), [])
})

test('S2: the three nearest names are suggested, and of equally near names those that were registered first', () => {
  assert.equal(nearestTo('Dial', 'Mial', 'Dia1', 'Diale', 'DIAL', 'Dil'), ['DIAL', 'Mial', 'Dia1'])
})

test('S2: the nearest name is found among any number of registered names', async () => {
  const actions = createActions()
  for (let i = 0; i < 5_000; i++) actions.registerAction(`Other${i}`, () => {})
  actions.registerAction('AcceptTask', () => {})

  assert.match(((await rejection(actions.invokeAction('AcepptTask'))) as Error).message, 'did you mean "AcceptTask"')
})

test.run()
