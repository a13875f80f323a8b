// scope(name, { replace: true }) (S14): first disposes the scope of that name, for modules that are loaded again.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionMisuseError, createActions } from '../../../source/core/index.js'
import { collectGarbage, settled, thrown } from '../../support/helpers.js'
import { type Actions, noop } from './verbs.js'

/** Returns the names of the before-listeners of AcceptTask. */
function listening(actions: Actions): unknown[] {
  return actions.explain('AcceptTask').map(({ name }) => name)
}

/** Attaches a before-listener of that name to AcceptTask. */
function listen(actions: Pick<Actions, 'addListener'>, name: string): void {
  actions.addListener('beforeAcceptTask', noop, { name })
}

test('S14: with { replace: true }, the scope of that name is disposed first', () => {
  const actions = createActions()
  const log: string[] = []
  const older = actions.scope('crm-plugin')
  listen(older, 'older')
  older.onDispose(() => log.push('older is disposed'))

  const newer = actions.scope('crm-plugin', { replace: true })
  log.push('newer is made')
  listen(newer, 'newer')

  assert.equal(log, ['older is disposed', 'newer is made'])
  assert.is(older.signal.aborted, true)
  assert.is(newer.signal.aborted, false)
  assert.is.not(newer, older)
  assert.equal(listening(actions), ['newer'])
})

test('S14: a module that is loaded again and again leaves one of each of its listeners', async () => {
  const actions = createActions()
  const log: number[] = []
  actions.registerAction('AcceptTask', noop)
  const load = (version: number) => {
    const plugin = actions.scope('crm-plugin', { replace: true })
    plugin.addListener('beforeAcceptTask', () => log.push(version))
    plugin.scope('panel').addListener('afterAcceptTask', () => log.push(-version))
  }

  for (const version of [1, 2, 3]) load(version)
  await actions.invokeAction('AcceptTask')

  assert.equal(log, [3, -3])
})

test('S14: a module that is loaded again may register its actions again without override', async () => {
  const actions = createActions()
  const load = (version: number) =>
    actions.scope('crm-plugin', { replace: true }).registerAction('AcceptTask', () => version)

  load(1)
  load(2)

  assert.is(await actions.invokeAction('AcceptTask'), 2)
})

test('S14: with { replace: true }, scopes of other names stay', () => {
  const actions = createActions()
  listen(actions.scope('other'), 'other')
  listen(actions.scope('CRM-plugin'), 'of another case')
  listen(actions, 'of no scope')

  actions.scope('crm-plugin', { replace: true })

  assert.equal(listening(actions), ['other', 'of another case', 'of no scope'])
})

for (const [what, options] of [
  ['without options', undefined],
  ['with { replace: false }', { replace: false }],
  ['with { replace: undefined }', { replace: undefined }],
] as const) {
  test(`S14: ${what}, scopes of the same name live side by side`, () => {
    const actions = createActions()
    const older = actions.scope('crm-plugin')
    listen(older, 'older')

    listen(actions.scope('crm-plugin', options), 'newer')

    assert.is(older.signal.aborted, false)
    assert.equal(listening(actions), ['older', 'newer'])
  })
}

test('S14: with { replace: true }, only a scope made through the same parent is disposed', () => {
  const actions = createActions()
  const [one, other] = [actions.scope('one'), actions.scope('other')]
  listen(actions.scope('panel'), 'of the actions')
  listen(one.scope('panel'), 'of one')
  listen(other.scope('panel'), 'of the other')

  listen(one.scope('panel', { replace: true }), 'of one, again')

  assert.equal(listening(actions), ['of the actions', 'of the other', 'of one, again'])
})

test('S14: with { replace: true }, the inner scopes of the scope that is replaced are disposed, too', () => {
  const actions = createActions()
  const panel = actions.scope('crm-plugin').scope('panel')
  listen(panel, 'panel')

  actions.scope('crm-plugin', { replace: true })

  assert.is(panel.signal.aborted, true)
  assert.equal(listening(actions), [])
})

test('S14: with { replace: true }, a scope that was disposed by hand is not disposed again', () => {
  const actions = createActions()
  const log: string[] = []
  const older = actions.scope('crm-plugin', { replace: true })
  older.onDispose(() => log.push('disposed'))
  older.dispose()

  actions.scope('crm-plugin', { replace: true })

  assert.equal(log, ['disposed'])
})

test('S14: a scope that is made with { replace: true } is disposed by the next', () => {
  const actions = createActions()
  const scopes = [1, 2, 3].map(() => actions.scope('crm-plugin', { replace: true }))

  assert.equal(
    scopes.map(({ signal }) => signal.aborted),
    [true, true, false],
  )
})

test('S14: a failing onDispose function of the scope that is replaced is reported, and the new scope is made', async () => {
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error) => reports.push(error) })
  const failure = new Error('of the dialog')
  const older = actions.scope('crm-plugin')
  listen(older, 'older')
  older.onDispose(() => {
    throw failure
  })

  listen(actions.scope('crm-plugin', { replace: true }), 'newer')
  await settled()

  assert.is(reports.length, 1)
  assert.is(reports[0], failure)
  assert.equal(listening(actions), ['newer'])
})

test('S14: an outer scope still disposes an inner scope that has replaced another', () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  plugin.scope('panel')
  const panel = plugin.scope('panel', { replace: true })
  listen(panel, 'panel')

  plugin.dispose()

  assert.is(panel.signal.aborted, true)
  assert.equal(listening(actions), [])
})

for (const [what, options, shown] of [
  ['a replace that is no boolean', { replace: 1 }, /replace.*1/],
  ['a replace of null', { replace: null }, /replace.*null/],
  ['options that are no object', 'replace', /"replace"/],
  ['options of null', null, /null/],
] as [string, never, RegExp][]) {
  test(`S13, S14: ${what} is a TypeError, and disposes nothing`, () => {
    const actions = createActions()
    const older = actions.scope('crm-plugin')

    const error = thrown(() => actions.scope('crm-plugin', options))

    assert.instance(error, TypeError)
    assert.match((error as TypeError).message, shown)
    assert.is(older.signal.aborted, false)
  })
}

test('S14: with { replace: true }, a scope that has attached nothing yet is disposed, too', () => {
  const actions = createActions()
  const older = actions.scope('crm-plugin')

  actions.scope('crm-plugin', { replace: true })
  const error = thrown(() => listen(older, 'too late'))

  assert.instance(error, ActionMisuseError)
  assert.is(older.signal.aborted, true)
  assert.equal(listening(actions), [])
})

test('S14: any name can be replaced', () => {
  for (const name of ['__proto__', 'constructor', 'then', 'toString']) {
    const actions = createActions()
    const older = actions.scope(name, { replace: true })

    actions.scope(name, { replace: true })

    assert.is(older.signal.aborted, true, name)
  }
})

test('S14: actions keep none of the scopes that were disposed or replaced', async () => {
  const actions = createActions()
  const gone: WeakRef<object>[] = []
  for (let i = 0; i < 100; i++) {
    const plugin = actions.scope('crm-plugin', { replace: true })
    listen(plugin, 'plugin')
    plugin.onDispose(noop)
    gone.push(new WeakRef(plugin))
    const other = actions.scope(`plugin ${i}`)
    gone.push(new WeakRef(other))
    other.dispose()
  }

  await settled()
  await collectGarbage()

  const kept = gone.filter((ref) => ref.deref() !== undefined).length
  assert.ok(kept < 5, `${kept} of 200 are kept`)
  assert.equal(listening(actions), ['plugin'])
})

test.run()
