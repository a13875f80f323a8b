// What invokeAction does with an error of the user’s own function (S16): it rejects with that very error.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { UnknownActionError } from '../../../source/core/index.js'
import { rejection } from '../../support/helpers.js'
import { printer, type Untyped } from './samples.js'

/** Values that a user's function may throw. */
const failures: [string, unknown][] = [
  ['an Error', new Error('paper jam')],
  ['a frozen Error', Object.freeze(new Error('paper jam'))],
  ['an error of a custom class', new (class PaperJam extends Error {})('paper jam')],
  ['an ActionError of another action', new UnknownActionError('Other', [])],
  ['text', 'paper jam'],
  ['undefined', undefined],
  ['null', null],
  ['a symbol', Symbol('paper jam')],
]

/** Attaches `fail`, each as another kind of party. */
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
  test(`S16: any error that ${who} throws passes through untouched`, async () => {
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
