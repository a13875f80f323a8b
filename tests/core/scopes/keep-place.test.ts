// scope(name, { keepPlace: true }) (S14): where functions of the same order run that are attached through a scope.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { thrown } from '../../support/helpers.js'
import { type Actions, noop } from './verbs.js'

/** Attaches one function of each kind that has an order. */
function attach(actions: Actions, name: string, order?: number): void {
  for (const when of ['before', 'after', 'error'] as const)
    actions.addListener(`${when}AcceptTask`, noop, { name, order })
  actions.replaceAction('AcceptTask', (_payload, original) => original(), { name, order })
  actions.use('AcceptTask', (_ctx, next) => next(), { name, order })
  actions.use((_ctx, next) => next(), { name: `${name} for every`, order })
}

/** Returns the stack, outermost first, as the names of each kind. */
function shown(actions: Actions): Record<string, string[]> {
  const names: Record<string, string[]> = {}
  for (const { kind, name } of actions.explain('AcceptTask')) {
    names[kind] ??= []
    names[kind].push(String(name))
  }
  return names
}

test('S14: with { keepPlace: true }, what is attached later counts as attached when the scope was made', () => {
  const actions = createActions()
  attach(actions, 'first')
  const plugin = actions.scope('plugin', { keepPlace: true })
  attach(actions, 'last')

  attach(plugin, 'plugin')

  assert.equal(shown(actions), {
    middleware: ['first for every', 'plugin for every', 'last for every', 'first', 'plugin', 'last'],
    before: ['first', 'plugin', 'last'],
    replacement: ['last', 'plugin', 'first'],
    after: ['first', 'plugin', 'last'],
    error: ['first', 'plugin', 'last'],
  })
})

test('S14: the inner scopes of a scope that keeps its place have this place, so a plugin can be off and on again', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  const home = actions.scope('plugin', { keepPlace: true })
  const listen = (scope: Actions, name: string) => scope.addListener('beforeAcceptTask', () => log.push(name))
  const on = () => {
    const plugin = home.scope('plugin')
    listen(plugin, 'plugin')
    listen(plugin.scope('panel', { keepPlace: true }), 'panel')
    listen(plugin, 'plugin, later')
    return plugin
  }

  const plugin = on()
  listen(actions, 'other')
  plugin.dispose()
  await actions.invokeAction('AcceptTask')
  on()
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['other', 'plugin', 'panel', 'plugin, later', 'other'])
})

test('S14: an order counts more than the place', () => {
  const actions = createActions()
  const plugin = actions.scope('plugin', { keepPlace: true })
  attach(actions, 'outer', -1)
  attach(actions, 'equal')
  attach(plugin, 'plugin')
  attach(plugin, 'infinite', Number.POSITIVE_INFINITY)
  attach(actions, 'infinite, later', Number.POSITIVE_INFINITY)

  assert.equal(shown(actions).before, ['outer', 'plugin', 'equal', 'infinite', 'infinite, later'])
  assert.equal(shown(actions).replacement, ['outer', 'equal', 'plugin', 'infinite, later', 'infinite'])
})

for (const options of [undefined, { keepPlace: false }, { keepPlace: undefined }]) {
  test(`S14: with ${JSON.stringify(options)}, what is attached later is newer`, () => {
    const actions = createActions()
    const plugin = actions.scope('plugin', options)
    attach(actions, 'first')

    attach(plugin, 'plugin')

    assert.equal(shown(actions).before, ['first', 'plugin'])
    assert.equal(shown(actions).replacement, ['plugin', 'first'])
  })
}

test('S14: removeListener removes the addition that was added last, whatever its place', () => {
  const actions = createActions()
  const home = actions.scope('plugin', { keepPlace: true })
  actions.addListener('beforeAcceptTask', noop, { name: 'of the actions' })
  home.addListener('beforeAcceptTask', noop, { name: 'of the plugin' })

  actions.removeListener('beforeAcceptTask', noop)

  assert.equal(shown(actions).before, ['of the actions'])
})

test('S13, S14: a keepPlace that is no boolean is a TypeError, and a misspelt one is told', () => {
  const actions = createActions()

  const wrong = thrown(() => actions.scope('plugin', { keepPlace: 1 as never })) as TypeError
  const misspelt = thrown(() => actions.scope('plugin', { keepplace: true } as never)) as TypeError

  assert.instance(wrong, TypeError)
  assert.is(wrong.message, 'The option keepPlace must be true or false, got 1')
  assert.match(misspelt.message, 'did you mean "keepPlace"')
})

test.run()
