// Generator functions (S13): a TypeError, because calling one runs nothing.

import { runInNewContext } from 'node:vm'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { after, before, createActions, replacement } from '../../../source/core/index.js'
import { thrown } from '../../support/helpers.js'

type Actions = ReturnType<typeof createActions>

function noop() {}

const holder = {
  *method() {},
  async *asyncMethod() {},
}

const GENERATORS: [what: string, fn: unknown][] = [
  ['a generator function', function* generator() {}],
  ['an async generator function', async function* generator() {}],
  ['a generator method', holder.method],
  ['an async generator method', holder.asyncMethod],
  ['a generator function of another realm', runInNewContext('(function* generator() {})')],
  ['an async generator function of another realm', runInNewContext('(async function* generator() {})')],
]

const PLACES: [where: string, attach: (actions: Actions, fn: never) => unknown][] = [
  ['a core', (actions, fn) => actions.registerAction('Save', fn)],
  ['a payloadUpdate', (actions, fn) => actions.registerAction('Save', noop, fn)],
  ['the option payloadUpdate', (actions, fn) => actions.registerAction('Save', noop, { payloadUpdate: fn })],
  ['a before-listener', (actions, fn) => actions.addListener('beforeSave', fn)],
  ['an after-listener', (actions, fn) => actions.addListener('afterSave', fn)],
  ['an error-listener', (actions, fn) => actions.addListener('errorSave', fn)],
  ['a listener for a list of events', (actions, fn) => actions.addListener(['beforeSave', 'afterSave'], fn)],
  ['a replacement', (actions, fn) => actions.replaceAction('Save', fn)],
  ['middleware for every action', (actions, fn) => actions.use(fn)],
  ['middleware for one action', (actions, fn) => actions.use('Save', fn)],
  ['a lifted before-listener', (_actions, fn) => before(fn)],
  ['a lifted after-listener', (_actions, fn) => after(fn)],
  ['a lifted replacement', (_actions, fn) => replacement(fn)],
  ['an onDispose function', (actions, fn) => actions.scope('crm').onDispose(fn)],
  ['an onListenerError', (_actions, fn) => createActions({ onListenerError: fn })],
]

for (const [where, attach] of PLACES) {
  for (const [what, fn] of GENERATORS) {
    test(`S13: ${what} as ${where} is a TypeError, and nothing is attached`, () => {
      const actions = createActions()

      const error = thrown(() => attach(actions, fn as never))

      assert.instance(error, TypeError)
      assert.match((error as TypeError).message, 'generator')
      assert.equal(actions.explain('Save'), [])
      assert.is(actions.hasAction('Save'), false)
    })
  }

  test(`S13: an ordinary function that returns a generator may be ${where}`, () => {
    const actions = createActions()

    attach(actions, (() => holder.method()) as never)

    assert.ok(actions)
  })
}

test('S13: a core that returns a generator resolves with the generator', async () => {
  const actions = createActions()
  const generator = holder.method()
  actions.registerAction('Save', () => generator)

  assert.is(await actions.invokeAction('Save'), generator)
})

test.run()
