// What happens to an error of the user’s own function (S16): nothing, it arrives as it is.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { UnknownActionError } from '../../../source/core/index.js'
import { rejection } from '../../support/helpers.js'
import { printer, type Untyped } from './samples.js'

/** What a user's function may throw. */
const failures: [string, unknown][] = [
  ['an Error', new Error('paper jam')],
  ['a frozen Error', Object.freeze(new Error('paper jam'))],
  ['an error of a class of its own', new (class PaperJam extends Error {})('paper jam')],
  ['an ActionError of another action', new UnknownActionError('Other', [])],
  ['text', 'paper jam'],
  ['undefined', undefined],
  ['null', null],
  ['a symbol', Symbol('paper jam')],
]

/** Each makes one kind of party throw `failure`. */
const throwers: [string, (actions: Untyped, fail: () => never) => void][] = [
  ['middleware', (actions, fail) => actions.use(fail)],
  [
    'a payload update',
    (actions, fail) => actions.registerAction('PrintLabel', () => {}, { payloadUpdate: fail, override: true }),
  ],
  ['a before-listener', (actions, fail) => actions.addListener('beforePrintLabel', fail)],
  ['a replacement', (actions, fail) => actions.replaceAction('PrintLabel', fail)],
  ['a core', (actions, fail) => actions.registerAction('PrintLabel', fail, { override: true })],
]

for (const [who, attach] of throwers) {
  test(`S16: whatever ${who} throws passes through untouched`, async () => {
    for (const [what, failure] of failures) {
      const actions = printer()
      attach(actions, () => {
        throw failure
      })
      actions.use(async (_ctx, next) => next())
      actions.replaceAction('PrintLabel', (_payload, original) => original())
      const stack = failure instanceof Error ? failure.stack : undefined

      const error = await rejection(actions.invokeAction('PrintLabel'))

      assert.is(error, failure, what)
      if (failure instanceof Error) assert.is(failure.stack, stack, what)
    }
  })
}

test.run()
