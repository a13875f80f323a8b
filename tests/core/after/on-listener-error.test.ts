// What onListenerError does (S6): it replaces console.error, and its own errors are printed.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, printedDuring, rejection, unhandledDuring } from '../../support/helpers.js'
import { fail, reporting } from './reporting.js'

function noop() {}

/** Returns whether the error or its message is among what was printed. */
function shows(printed: unknown[][], error: Error): boolean {
  return printed.flat().some((argument) => argument === error || String(argument).includes(error.message))
}

for (const kind of ['after', 'error'] as const) {
  test(`S6: by default the error of a listener of ${kind} is printed with console.error`, async () => {
    const actions = createActions()
    const failure = new Error('not caught')
    actions.registerAction('AcceptTask', () => {
      if (kind === 'error') throw new Error('core')
      return 'done'
    })
    actions.addListener(`${kind}AcceptTask`, () => {
      throw failure
    })

    const printed = await printedDuring(() => actions.invokeAction('AcceptTask').catch(noop))

    assert.is(printed.length, 1)
    assert.ok(shows(printed, failure))
  })
}

test('S6: nothing is printed when there is an onListenerError', async () => {
  const { actions } = reporting()
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', fail)

  const printed = await printedDuring(() => actions.invokeAction('AcceptTask'))

  assert.equal(printed, [])
})

test('S6: nothing is printed when nothing fails', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', noop)

  const printed = await printedDuring(() => actions.invokeAction('AcceptTask'))

  assert.equal(printed, [])
})

test('S6: onListenerError is called with this undefined', async () => {
  const seen: unknown[] = []
  const actions = createActions({
    onListenerError: function (this: unknown) {
      seen.push(this)
    },
  })
  actions.registerAction('AcceptTask', noop)
  actions.addListener('afterAcceptTask', fail)

  await actions.invokeAction('AcceptTask')

  assert.equal(seen, [undefined])
})

test('S6: onListenerError is not awaited', async () => {
  const log: string[] = []
  const never = deferred()
  const actions = createActions({ onListenerError: () => never.promise })
  actions.registerAction('AcceptTask', () => 'done')
  actions.addListener('afterAcceptTask', fail)
  actions.addListener('afterAcceptTask', () => log.push('second'))

  const result = await actions.invokeAction('AcceptTask')

  assert.is(result, 'done')
  assert.equal(log, ['second'])
})

for (const [how, failWith] of [
  [
    'throws',
    (failure: unknown) => {
      throw failure
    },
  ],
  ['rejects', (failure: unknown) => Promise.reject(failure)],
  [
    'returns a foreign thenable that throws',
    (failure: unknown) => ({
      then() {
        throw failure
      },
    }),
  ],
  [
    'returns a foreign thenable that rejects',
    (failure: unknown) => ({
      then(_resolve: unknown, reject: (reason: unknown) => void) {
        reject(failure)
      },
    }),
  ],
] as const) {
  test(`S6: when onListenerError ${how} after an after-listener, its failure is printed and nothing else changes`, async () => {
    const failure = new Error('the handler itself')
    const actions = createActions({ onListenerError: () => failWith(failure) })
    const log: unknown[] = []
    actions.registerAction('AcceptTask', () => 'done')
    actions.addListener('afterAcceptTask', fail)
    actions.addListener('afterAcceptTask', () => log.push('second'))
    let printed: unknown[][] = []

    const unhandled = await unhandledDuring(async () => {
      printed = await printedDuring(async () => log.push(await actions.invokeAction('AcceptTask')))
    })

    assert.equal(log, ['second', 'done'])
    assert.ok(shows(printed, failure))
    assert.equal(unhandled, [])
  })

  test(`S6: when onListenerError ${how} after an error-listener, its failure is printed and nothing else changes`, async () => {
    const failure = new Error('the handler itself')
    const coreFailure = new Error('core')
    const actions = createActions({ onListenerError: () => failWith(failure) })
    const log: unknown[] = []
    actions.registerAction('AcceptTask', () => {
      throw coreFailure
    })
    actions.addListener('errorAcceptTask', fail)
    actions.addListener('errorAcceptTask', () => log.push('second'))
    let printed: unknown[][] = []

    const unhandled = await unhandledDuring(async () => {
      printed = await printedDuring(async () => log.push(await rejection(actions.invokeAction('AcceptTask'))))
    })

    assert.is(log.length, 2)
    assert.is(log[0], 'second')
    assert.is(log[1], coreFailure)
    assert.ok(shows(printed, failure))
    assert.equal(unhandled, [])
  })
}

test('S6: when onListenerError throws undefined, nothing else changes', async () => {
  const actions = createActions({
    onListenerError: () => {
      throw undefined
    },
  })
  actions.registerAction('AcceptTask', () => 'done')
  actions.addListener('afterAcceptTask', fail)
  const seen: unknown[] = []

  const printed = await printedDuring(async () => seen.push(await actions.invokeAction('AcceptTask')))

  assert.equal(seen, ['done'])
  assert.is(printed.length, 1)
})

test.run()
