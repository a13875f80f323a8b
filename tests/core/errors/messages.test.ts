// How a message shows names and values from outside (S16): on one short line.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  ActionAbortedError,
  type ActionError,
  createActions,
  type UnknownActionError,
} from '../../../source/core/index.js'
import { rejection, thrown } from '../../support/helpers.js'
import { actionsWithoutMap, loop, printer, samples } from './samples.js'
import { wrongArguments } from './wrong-arguments.js'

const reasons: [string, unknown][] = [
  ['a symbol', Symbol('why')],
  ['a bigint', 10n],
  ['null', null],
  ['an object without a prototype', Object.create(null)],
  ['a list that contains itself', loop],
  ['a function', () => {}],
  ['text of several lines', 'out of paper\nand of ink'],
  ['an error of several lines', new Error('out of paper\nand of ink')],
  ['very long text', 'paper '.repeat(1000)],
  ['a very long error', new Error('paper '.repeat(1000))],
]

for (const [what, reason] of reasons) {
  test(`S16: the message of an abort stays one short line when the reason is ${what}`, async () => {
    const actions = printer()
    actions.addListener('beforePrintLabel', (_payload, abort) => abort(reason))

    const error = (await rejection(actions.invokeAction('PrintLabel'))) as ActionAbortedError

    assert.instance(error, ActionAbortedError)
    assert.is(error.reason, reason)
    assert.ok(!error.message.includes('\n'), error.message)
    assert.ok(error.message.length < 300, `${error.message.length} characters`)
  })
}

for (const [reason, shown] of [
  [0, '0'],
  ['', '""'],
  [false, 'false'],
  [null, 'null'],
]) {
  test(`S16: the message of an abort shows its reason, also when that is ${shown}`, async () => {
    const actions = printer()
    actions.addListener('beforePrintLabel', (_payload, abort) => abort(reason), { name: 'checkPaper' })

    const error = (await rejection(actions.invokeAction('PrintLabel'))) as ActionAbortedError

    assert.is(error.message, `The action "PrintLabel" was aborted by the before-listener "checkPaper": ${shown}`)
  })
}

const strangeNames: [string, string][] = [
  ['of several lines', 'Print\nLabel'],
  ['with quotes', 'Print "Label"'],
  ['that is very long', 'PrintLabel'.repeat(1000)],
]

for (const [what, name] of strangeNames) {
  test(`S16: messages stay one short line when an action has a name ${what}`, async () => {
    const reported: unknown[] = []
    const actions = createActions({ maxDepth: 0, onListenerError: (error) => reported.push(error) })
    const unknownError = await rejection(actions.invokeAction(name))
    actions.registerAction(name, (_payload, ctx) => ctx.invokeAction(name), { terminal: true })
    actions.addListener(`after${name}`, () => {})
    const errors = [
      unknownError,
      thrown(() => actions.registerAction(name, () => {})),
      await rejection(actions.invokeAction(name)),
      ...reported,
    ] as ActionError[]

    assert.equal(
      errors.map((error) => error.code),
      ['ACTION_UNKNOWN', 'ACTION_DUPLICATE', 'ACTION_RECURSION', 'ACTION_UNSUPPORTED_EVENT'],
    )
    for (const error of errors) {
      assert.is(error.action, name)
      assert.ok(!error.message.includes('\n'), error.message)
      assert.ok(error.message.length < 600, `${error.message.length} characters`)
    }
  })
}

test('S16: every message begins with a capital letter, and has no full stop inside or at its end', async () => {
  const messages = [
    ...(await Promise.all(samples.map(async ({ provoke }) => ((await provoke()) as Error).message))),
    ...wrongArguments.map(([, provoke]) => (thrown(() => provoke(actionsWithoutMap())) as Error).message),
  ]

  for (const message of messages) assert.ok(/^[A-Z][^.\n]*$/.test(message), message)
})

test('S16: a message shows a function as a function', () => {
  const error = thrown(() => printer().addListener('beforePrintLabel', () => {}, { name: (() => {}) as never }))

  assert.is((error as Error).message, 'The option name must be a non-empty string, got a function')
})

test('S16: a message shows a list of five whole, and five of a longer one', () => {
  const shown = [
    [1, 2, 3, 4, 5],
    [1, 2, 3, 4, 5, 6],
  ].map((list) => (thrown(() => printer().scope(list as never)) as Error).message)

  assert.equal(shown, [
    'The name of a scope must be a non-empty string, got [1, 2, 3, 4, 5]',
    'The name of a scope must be a non-empty string, got [1, 2, 3, 4, 5, …]',
  ])
})

test('S16: a message shows the first 99 characters of a text that is longer than 100', async () => {
  const actions = actionsWithoutMap()
  const [fits, long] = ['x'.repeat(100), 'y'.repeat(101)]

  const whole = (await rejection(actions.invokeAction(fits))) as Error
  const cut = (await rejection(actions.invokeAction(long))) as UnknownActionError

  assert.ok(whole.message.startsWith(`Cannot invoke the action "${fits}", because`), whole.message)
  assert.ok(cut.message.startsWith(`Cannot invoke the action "${'y'.repeat(99)}…", because`), cut.message)
  assert.is(cut.action, long)
})

test('S16: a message shows a line break as an escape', async () => {
  const error = (await rejection(actionsWithoutMap().invokeAction('a\nb\u2028c\u2029d'))) as Error

  assert.ok(error.message.startsWith('Cannot invoke the action "a\\nb\\u2028c\\u2029d", because'), error.message)
})

test('S16: a message shows the way through nine invocations whole, and a longer way without its middle', async () => {
  const shownAt = async (maxDepth: number) => {
    const actions = createActions({ maxDepth })
    const names = 'ABCDEFGHIJ'.split('')
    names.forEach((name, i) => {
      actions.registerAction(name, (_payload, ctx) => ctx.invokeAction(names[i + 1] ?? 'A'))
    })
    const { message } = (await rejection(actions.invokeAction('A'))) as Error
    return /in (.*)$/.exec(message)?.[1]
  }

  assert.is(await shownAt(7), 'A → B → C → D → E → F → G → H → I')
  assert.is(await shownAt(8), 'A → B → C → D → … → G → H → I → J')
})

test('S16: a message shows a list in a list as an object', () => {
  const error = thrown(() => printer().scope([['a'], 1] as never)) as Error

  assert.is(error.message, 'The name of a scope must be a non-empty string, got [an object, 1]')
})

for (const [names, shown] of [
  [['Dials'], '"Dials"'],
  [['Dials', 'Dialt'], '"Dials" or "Dialt"'],
  [['Dials', 'Dialt', 'Dialu'], '"Dials", "Dialt" or "Dialu"'],
] as const) {
  test(`S16: the message about an unknown name offers ${shown}`, async () => {
    const actions = actionsWithoutMap()
    for (const name of names) actions.registerAction(name, () => {})

    const { message } = (await rejection(actions.invokeAction('Dial'))) as Error

    assert.is(message, `Cannot invoke the action "Dial", because no such action is registered: did you mean ${shown}?`)
  })
}

test('S16: an abort by no known party says only what was aborted, and why', async () => {
  const actions = printer()
  actions.observe({ start: ({ kind, ctx }) => kind === 'invocation' && ctx.abort('early') })

  const { by, message } = (await rejection(actions.invokeAction('PrintLabel'))) as ActionAbortedError

  assert.is(by, null)
  assert.is(message, 'The action "PrintLabel" was aborted: "early"')
})

test.run()
