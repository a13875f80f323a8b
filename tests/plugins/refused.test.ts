// What installPlugin refuses, with which words: nothing is installed then.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionError } from '../../source/core/index.js'
import { DuplicatePluginError, installPlugin } from '../../source/plugins/index.js'
import { thrown } from '../support/helpers.js'
import { listeners, listening, openEditor } from './editor.js'

const plugin = listening('spelling')
const load = async () => plugin
const setup = () => {}

for (const [what, source, options, message, Failure = TypeError] of [
  [
    'no plugin',
    undefined,
    undefined,
    'installPlugin takes a plugin { name, setup }, or a function that loads one, got undefined',
  ],
  ['a plugin without setup', { name: 'spelling' }, undefined, /, got \{ name: "spelling" \}$/],
  [
    'a module',
    { default: plugin },
    undefined,
    'installPlugin takes a plugin { name, setup }, or a function that loads one, got a module: pass its default export, as module.default',
  ],
  [
    'a promise of a plugin',
    load(),
    { name: 'spelling' },
    'installPlugin takes a plugin { name, setup }, or a function that loads one, got a promise: write () => import(…) in its place, and the option name',
  ],
  [
    'a set-up in the place of a loader',
    (_scope: unknown) => {},
    { name: 'spelling' },
    'The function that loads a plugin is called without arguments, but this one takes some: if it is a set-up, pass { name, setup } in its place',
  ],
  [
    'a plugin with dependsOn',
    { name: 'sync', setup, dependsOn: ['storage'] },
    undefined,
    'There is no field "dependsOn" of the plugin "sync": did you mean "dependencies"? With dependencies, a plugin may have both',
  ],
  [
    'a plugin with dependancies',
    { name: 'sync', setup, dependancies: ['storage'] },
    undefined,
    /^There is no field "dependancies" of the plugin "sync": did you mean "dependencies"/,
  ],
  ['a plugin without a name', { setup }, undefined, 'The name of a plugin must be a non-empty string, got undefined'],
  [
    'a plugin with an empty name',
    { name: '', setup },
    undefined,
    'The name of a plugin must be a non-empty string, got ""',
  ],
  [
    'a set-up that is a generator function',
    { name: 'spelling', *setup() {} },
    undefined,
    'The setup of the plugin "spelling" must not be a generator function, since calling that runs nothing: leave out the *',
  ],
  [
    'dependencies that are no array',
    { name: 'sync', setup, dependencies: 'storage' },
    undefined,
    'The dependencies of the plugin "sync" must be an array, got "storage"',
  ],
  [
    'a dependency that is no name',
    { name: 'sync', setup, dependencies: [plugin] },
    undefined,
    /^A dependency of the plugin "sync" must be a non-empty string, got \{/,
  ],
  [
    'a loader without a name',
    load,
    { timeout: 5 },
    'A plugin that is loaded by a function needs the option name: it is known before it is loaded',
  ],
  [
    'a loader that is a generator function',
    function* () {},
    { name: 'spelling' },
    /^The function that loads a plugin must not be a generator function/,
  ],
  ['a name that is no string', plugin, { name: 1 }, 'The option name must be a non-empty string, got 1'],
  ['options that are no object', plugin, 'on', 'The options must be an object, got "on"'],
  [
    'an option that is not known',
    plugin,
    { timeuot: 5 },
    'There is no option "timeuot": did you mean "timeout"? The options are name, context, on, timeout, replace, signal, onError',
  ],
  ['an on that is no boolean', plugin, { on: 'yes' }, 'The option on must be true or false, got "yes"'],
  ['a replace that is no boolean', plugin, { replace: 1 }, 'The option replace must be true or false, got 1'],
  ['a timeout that is no number', plugin, { timeout: '5s' }, /^The option timeout must be a number of milliseconds/],
  ['a timeout of 0', plugin, { timeout: 0 }, /^The option timeout must be between 1 and 2147483647/, RangeError],
  [
    'S13: a signal in the place of the options',
    plugin,
    new AbortController().signal,
    'The options must be an object, got a signal: pass { signal }',
  ],
  ['a signal that is none', plugin, { signal: {} }, 'The option signal must be an AbortSignal, got {}'],
  [
    'an onError that is no function',
    plugin,
    { onError: 'print' },
    'The option onError must be a function, got "print"',
  ],
] as [string, unknown, unknown, string | RegExp, (typeof TypeError | typeof RangeError)?][]) {
  test(`${what} is refused, and nothing is installed`, () => {
    const actions = openEditor()

    const error = thrown(() => installPlugin(actions, source as never, options as never)) as Error

    assert.instance(error, Failure)
    if (typeof message === 'string') assert.is(error.message, message)
    else assert.match(error.message, message)
    assert.equal(listeners(actions), [])
    installPlugin(actions, plugin)
  })
}

for (const [what, given, shown] of [
  ['nothing', undefined, 'undefined'],
  ['null', null, 'null'],
  ['a name', 'actions', '"actions"'],
] as [string, never, string][]) {
  test(`${what} in the place of actions is a TypeError`, () => {
    const error = thrown(() => installPlugin(given, plugin)) as Error

    assert.instance(error, TypeError)
    assert.is(error.message, `installPlugin takes actions, or a scope of them, got ${shown}`)
  })
}

test('a second plugin of a name is a DuplicatePluginError, and the first stays', () => {
  const actions = openEditor()
  installPlugin(actions, plugin)

  const error = thrown(() => installPlugin(actions, load, { name: 'spelling' })) as DuplicatePluginError

  assert.instance(error, DuplicatePluginError)
  assert.instance(error, ActionError)
  assert.equal(
    [error.name, error.code, error.plugin, error.action],
    ['DuplicatePluginError', 'PLUGIN_DUPLICATE', 'spelling', ''],
  )
  assert.is(
    error.message,
    'Cannot install the plugin "spelling", because a plugin of this name is installed: dispose it first, or pass { replace: true }',
  )
  assert.equal(listeners(actions), ['spelling'])
})

test('a plugin may have fields of its own, beside dependencies one that is like it', () => {
  const actions = openEditor()
  const own = { ...plugin, title: 'Spelling', names: [], dependencies: [], dependents: 7 }

  installPlugin(actions, own)

  assert.equal(listeners(actions), ['spelling'])
})

test('options that are undefined count as left out', () => {
  const actions = openEditor()
  const options = { name: undefined, on: undefined, timeout: undefined, replace: undefined, signal: undefined }

  const installed = installPlugin(actions, plugin, { ...options, onError: undefined, context: undefined })

  assert.equal([installed.name, listeners(actions)], ['spelling', ['spelling']])
})

test.run()
