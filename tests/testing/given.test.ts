// Decides what createTestActions takes: actions, a function that makes actions, and actions that cannot undo.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Actions, createActions } from '../../source/core/index.js'
import { createTestActions, type TestActions } from '../../source/testing/index.js'
import { thrown } from '../support/helpers.js'
import type { Desk } from './desk.js'

const making = suite('createTestActions')

making('takes actions, or a function that makes actions', async () => {
  const actions: Actions<Desk> = createActions<Desk>()

  const doubles: TestActions<Actions<Desk>>[] = [
    createTestActions<Desk>(),
    createTestActions<Desk>(undefined, { unknown: 'reject' }),
    createTestActions(actions),
    createTestActions(createActions<Desk>),
    createTestActions(actions.scope('test')),
  ]

  assert.is(doubles.length, 5)
})

making('refuses anything but actions, and unknown options', () => {
  const messageOf = (given: unknown, options?: unknown) =>
    String(thrown(() => createTestActions(given as never, options as never)))

  const takes =
    'TypeError: createTestActions takes actions, or a function that makes them, such as createActions of entracte or entracte/flex'
  assert.is(messageOf({}), `${takes}, got {}`)
  assert.is(messageOf(null), `${takes}, got null`)
  assert.is(
    messageOf(() => 7),
    `${takes}, got 7`,
  )
  assert.is(
    messageOf(undefined, { unknown: 'ignore' }),
    'TypeError: The option unknown must be "reject" or "stub", got "ignore"',
  )
  assert.is(messageOf(undefined, { unknwon: 'stub' }), 'TypeError: There is no option "unknwon": there is unknown')
  assert.is(messageOf(undefined, null), 'TypeError: The options must be an object, got null')
  assert.is(messageOf(undefined, 7), 'TypeError: The options must be an object, got 7')
  for (const verb of ['observe', 'registerAction', 'explain'])
    assert.match(messageOf({ ...createActions(), [verb]: undefined }), `${takes}, got {`)
})

making.run()

/** Holds actions that cannot undo, like the actions of Flex: the verbs of this class return nothing. */
class Forgetful {
  readonly #actions = createActions()
  get version(): string {
    return '2.17'
  }
  registerAction(name: string, core: () => unknown): void {
    this.#actions.registerAction(name, core, { override: true })
  }
  invokeAction(name: string, payload?: unknown): Promise<unknown> {
    return this.#actions.invokeAction(name, payload)
  }
  addListener(event: string, listener: (payload: unknown) => unknown): object {
    this.#actions.addListener(event as `before${string}`, listener)
    return this
  }
  explain(name: string) {
    return this.#actions.explain(name)
  }
  observe(observer: object) {
    return this.#actions.observe(observer)
  }
  toString(): string {
    return `actions of ${this.version}`
  }
}

const forgetting = suite('actions that cannot undo')

forgetting('get a double that has every member of their class', async () => {
  const test = createTestActions(() => new Forgetful())
  const { registerAction, addListener, invokeAction } = test.actions

  registerAction('Logout', () => 'gone')
  addListener('beforeLogout', () => {})

  assert.is(await invokeAction('Logout'), 'gone')
  assert.is(test.actions.version, '2.17')
  assert.is(String(test.actions), 'actions of 2.17')
  assert.equal(Object.keys(test.actions), [
    ...['version', 'registerAction', 'invokeAction', 'addListener', 'explain', 'observe', 'toString'],
  ])
  assert.equal(test.seen('Logout').ran, ['before', 'core'])
})

forgetting('are made again by a reset', async () => {
  const test = createTestActions(() => new Forgetful(), { unknown: 'stub' })
  test.actions.addListener('beforeLogout', () => {})
  await test.actions.invokeAction('Logout')
  test.actions.registerAction('Logout', () => 'gone')

  test.reset()

  await test.actions.invokeAction('Logout')
  test.expect('Logout', { ran: ['core'] })
})

forgetting('cannot be reset when the double was not given a function that makes them', () => {
  const test = createTestActions(new Forgetful())
  test.reset()
  test.stub('Logout')

  const error = thrown(() => test.reset()) as Error

  assert.instance(error, TypeError)
  assert.match(error.message, /^Cannot take off what was attached, because these actions cannot undo it/)
})

forgetting('are no longer watched after dispose, although dispose throws', async () => {
  const actions = new Forgetful()
  const test = createTestActions(actions)
  test.stub('Logout')

  const error = thrown(() => test.dispose())
  test.dispose()

  assert.instance(error, TypeError)
  await actions.invokeAction('Logout')
  assert.equal(test.seen(), { calls: [], ran: [], aborts: [], errors: [] })
})

forgetting.run()
