// Time limits (S10): which values are limits, and what happens with a wrong value.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionError, createActions } from '../../../source/core/index.js'
import { rejection, settled, thrown } from '../../support/helpers.js'
import { type Desk, milliseconds } from './clock.js'

const LONGEST = 2_147_483_647

const wrongTypes: [string, unknown][] = [
  ['text', '10'],
  ['null', null],
  ['true', true],
  ['a bigint', 10n],
  ['an object', {}],
  ['a Date', new Date(10)],
  ['a symbol', Symbol('soon')],
]
const outOfRange: [string, unknown][] = [
  ['0', 0],
  ['-1', -1],
  ['0.5', 0.5],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['2 147 483 648', LONGEST + 1],
]
const wrong = [
  ...wrongTypes.map(([what, timeout]) => ({ what, timeout, type: TypeError, is: 'a TypeError' })),
  ...outOfRange.map(([what, timeout]) => ({ what, timeout, type: RangeError, is: 'a RangeError' })),
]

for (const { what, timeout, type, is } of wrong) {
  test(`S10: a limit of ${what} is ${is} of registerAction, and nothing is attached`, () => {
    const actions = createActions()

    const error = thrown(() => actions.registerAction('PrintLabel', () => 'printed', { timeout: timeout as number }))

    assert.instance(error, type)
    assert.not.instance(error, ActionError)
    assert.is(actions.hasAction('PrintLabel'), false)
    assert.equal(actions.explain('PrintLabel'), [])
  })

  test(`S10: a limit of ${what} is ${is} of addListener, and nothing is attached`, () => {
    const actions = createActions()

    const errors = (['before', 'after', 'error'] as const).map((when) =>
      thrown(() => actions.addListener(`${when}PrintLabel`, () => {}, { timeout: timeout as number })),
    )

    for (const error of errors) assert.instance(error, type)
    assert.equal(actions.explain('PrintLabel'), [])
  })

  test(`S10: a limit of ${what} is ${is} that invokeAction rejects with, and nothing runs`, async () => {
    const actions = createActions()
    const log: string[] = []
    actions.use((_ctx, next) => {
      log.push('middleware')
      return next()
    })
    actions.registerAction('PrintLabel', () => log.push('core'))
    actions.addListener('beforePrintLabel', () => log.push('before'))
    actions.addListener('errorPrintLabel', () => log.push('error'))

    const error = await rejection(actions.invokeAction('PrintLabel', {}, { timeout: timeout as number }))
    await settled()

    assert.instance(error, type)
    assert.not.instance(error, ActionError)
    assert.equal(log, [])
  })
}

test('S10: a wrong limit does not take off the core that override was meant to replace', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'old')

  thrown(() => actions.registerAction('PrintLabel', () => 'new', { override: true, timeout: 0 }))

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'old')
})

for (const timeout of [1, LONGEST]) {
  test(`S10: a limit of ${timeout} is in range`, async () => {
    const actions = createActions<Desk>()
    actions.registerAction('PrintLabel', () => 'printed', { timeout })
    actions.addListener('beforePrintLabel', () => {}, { timeout })

    assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }, { timeout }), 'printed')
  })
}

test('S10: the longest limit does not fire at once', async () => {
  const actions = createActions<Desk>()
  const core = async () => {
    await milliseconds(20)
    return 'printed'
  }
  actions.registerAction('PrintLabel', core, { timeout: LONGEST })

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'printed')
})

test.run()
