// What a wrong argument gives (S16): a plain TypeError or RangeError that says what is wrong.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionError, after, before, replacement } from '../../../source/core/index.js'
import { rejection, thrown } from '../../support/helpers.js'
import { actionsWithoutMap, loop, printer, type Untyped } from './samples.js'
import { wrongArguments } from './wrong-arguments.js'

/** Values that are no names, and how a message shows each. */
const noNames: [value: unknown, shown: string, what?: string][] = [
  [undefined, 'undefined'],
  [null, 'null'],
  ['', '""'],
  [42, '42'],
  [10n, '10n'],
  [true, 'true'],
  [Symbol('name'), 'Symbol(name)'],
  [{}, '{}', 'an object'],
  [Object.create(null), '{}', 'an object without a prototype'],
  [['PrintLabel'], '["PrintLabel"]'],
]

for (const [value, shown, what = shown] of noNames) {
  test(`S16: a name that is ${what} is a TypeError that shows it`, async () => {
    const actions = actionsWithoutMap()
    const expected = `The name of an action must be a non-empty string, got ${shown}`

    const errors = [
      thrown(() => actions.registerAction(value as never, () => {})),
      thrown(() => actions.replaceAction(value as never, () => {})),
      thrown(() => actions.unregisterAction(value as never)),
      await rejection(actions.invokeAction(value as never)),
    ] as Error[]

    for (const error of errors) {
      assert.instance(error, TypeError)
      assert.not.instance(error, ActionError)
      assert.is(error.message, expected)
    }
  })
}

test('S16: a name that is a list which contains itself is a TypeError, too', async () => {
  const actions = actionsWithoutMap()

  assert.instance(await rejection(actions.invokeAction(loop as never)), TypeError)
  assert.instance(
    thrown(() => actions.registerAction(loop as never, () => {})),
    TypeError,
  )
})

for (const [what, provoke, type, message] of wrongArguments) {
  test(`S16: ${what} is a plain ${type.name} that says what is wrong`, () => {
    const actions = actionsWithoutMap()

    const error = thrown(() => provoke(actions)) as Error

    assert.instance(error, type)
    assert.not.instance(error, ActionError)
    assert.is(error.message, message)
    assert.equal(actions.explain('PrintLabel'), [])
  })
}

/** Values that are no options, and how a message shows each. */
const noOptions: [value: unknown, shown: string][] = [
  [null, 'null'],
  [42, '42'],
  ['now', '"now"'],
  [[], '[]'],
  [() => {}, 'a function'],
]

for (const [value, shown] of noOptions) {
  test(`S16: options of an invocation that are ${shown} are a plain TypeError that shows them, and nothing runs`, async () => {
    const actions = actionsWithoutMap()
    let calls = 0
    actions.registerAction('PrintLabel', () => ++calls)

    const outcome = await actions.settleAction('PrintLabel', {}, value as never)
    const errors = [
      await rejection(actions.invokeAction('PrintLabel', {}, value as never)),
      outcome.status === 'failed' && outcome.error,
    ] as Error[]

    for (const error of errors) {
      assert.instance(error, TypeError)
      assert.is(error.message, `The options must be an object, got ${shown}`)
    }
    assert.is(calls, 0)
  })
}

test('S16: a value that a lift receives and that is no function is a plain TypeError', () => {
  const errors = [
    thrown(() => before('check' as never)),
    thrown(() => after('check' as never)),
    thrown(() => replacement('check' as never)),
  ] as Error[]

  for (const error of errors) {
    assert.instance(error, TypeError)
    assert.not.instance(error, ActionError)
    assert.ok(error.message.endsWith('must be a function, got "check"'), error.message)
  }
})

test('S16: wrong options of invokeAction are a rejection with the same words', async () => {
  const actions = printer()

  const type = (await rejection(actions.invokeAction('PrintLabel', {}, { timeout: '5' as never }))) as Error
  const range = (await rejection(actions.invokeAction('PrintLabel', {}, { timeout: -1 }))) as Error
  const options = (await rejection(actions.invokeAction('PrintLabel', {}, 5 as never))) as Error

  assert.instance(type, TypeError)
  assert.is(type.message, 'The option timeout must be a number of milliseconds, got "5"')
  assert.instance(range, RangeError)
  assert.is(
    range.message,
    'The option timeout must be between 1 and 2147483647 milliseconds, or left out for no limit, got -1',
  )
  assert.instance(options, TypeError)
  assert.is(options.message, 'The options must be an object, got 5')
})

for (const [verb, lift] of Object.entries({ before, after, replacement })) {
  test(`S16: ${verb}() says that what it lifts must be a function`, () => {
    const error = thrown(() => (lift as (fn: unknown) => unknown)('print')) as Error

    assert.instance(error, TypeError)
    assert.is(error.message, `The argument of ${verb}() must be a function, got "print"`)
  })
}

function disposedScope(actions: Untyped) {
  const scope = actions.scope('stock')
  scope.dispose()
  return scope
}

for (const [what, call, message] of [
  [
    'an observer that is undefined',
    (actions: Untyped) => actions.observe(undefined as never),
    'An observer must be an object, got undefined',
  ],
  [
    'an observer that is null',
    (actions: Untyped) => actions.observe(null as never),
    'An observer must be an object, got null',
  ],
  [
    'an end of an observer that is no function',
    (actions: Untyped) => actions.observe({ end: 1 as never }),
    'The end of an observer must be a function, got 1',
  ],
  [
    'a name, where the core is no function either,',
    (actions: Untyped) => actions.registerAction('', 'print' as never),
    'The name of an action must be a non-empty string, got ""',
  ],
  [
    'a name, where the replacement is no function either,',
    (actions: Untyped) => actions.replaceAction('', 'print' as never),
    'The name of an action must be a non-empty string, got ""',
  ],
  [
    'an observer, in a disposed scope,',
    (actions: Untyped) => disposedScope(actions).observe(null as never),
    'An observer must be an object, got null',
  ],
  [
    'the name of a scope, in a disposed one,',
    (actions: Untyped) => disposedScope(actions).scope(''),
    'The name of a scope must be a non-empty string, got ""',
  ],
  [
    'explain() of what is no name',
    (actions: Untyped) => actions.explain('' as never),
    'The name of an action must be a non-empty string, got ""',
  ],
] as const) {
  test(`S16: the error about ${what} says what is wrong`, () => {
    const error = thrown(() => call(printer())) as Error

    assert.instance(error, TypeError)
    assert.is(error.message, message)
  })
}

test.run()
