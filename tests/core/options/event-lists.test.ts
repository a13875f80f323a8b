// Lists of events (S13): one listener attached to each, as one registration.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, UnsupportedEventError } from '../../../source/core/index.js'
import { rejection, settled, thrown } from '../../support/helpers.js'

type Actions = ReturnType<typeof createActions>

function noop() {}

/** Returns actions of which three are registered, and none of which does anything. */
function openDesk(): Actions {
  const actions = createActions()
  for (const name of ['Save', 'Send', 'Print']) actions.registerAction(name, noop)
  return actions
}

/** Invokes all three actions, one after the other. */
async function invokeAll(actions: Actions): Promise<void> {
  for (const name of ['Save', 'Send', 'Print']) await actions.invokeAction(name, name)
}

/** Returns `action kind name` of all that is attached besides the cores. */
function attached(actions: Actions): string[] {
  return ['Save', 'Send', 'Print'].flatMap((action) =>
    actions
      .explain(action)
      .filter(({ kind }) => kind !== 'core')
      .map(({ kind, name }) => `${action} ${kind} ${name}`),
  )
}

test('S13: a list of events attaches the listener to each of them', async () => {
  const actions = openDesk()
  const log: unknown[] = []
  actions.addListener(['beforeSave', 'beforePrint'], (payload, abort, ctx) => {
    log.push([payload, typeof abort, ctx.action])
  })

  await invokeAll(actions)

  assert.equal(log, [
    ['Save', 'function', 'Save'],
    ['Print', 'function', 'Print'],
  ])
})

test('S13: a list may hold events of several kinds', async () => {
  const actions = openDesk()
  const log: string[] = []
  actions.registerAction(
    'Send',
    () => {
      throw new Error('no connection')
    },
    { override: true },
  )
  actions.addListener(['beforeSave', 'afterSave', 'errorSend'], (payload) => log.push(payload))

  await actions.invokeAction('Save', 'saved')
  await rejection(actions.invokeAction('Send', 'not sent'))

  assert.equal(log, ['saved', 'saved', 'not sent'])
})

test('S13: undoing the registration of a list takes the listener off all of its events', () => {
  const actions = openDesk()
  const registration = actions.addListener(['beforeSave', 'afterSend', 'errorPrint'], noop)
  const before = attached(actions)

  registration()
  registration()

  assert.equal(before, ['Save before noop', 'Send after noop', 'Print error noop'])
  assert.equal(attached(actions), [])
})

test('S13, S14: the registration of a list can be bound with using', () => {
  const actions = openDesk()
  const registration = actions.addListener(['beforeSave', 'beforeSend'], noop)

  registration[Symbol.dispose]()

  assert.equal(attached(actions), [])
})

test('S13: undoing the registration of a list leaves other attachments of the same function', () => {
  const actions = openDesk()
  actions.addListener('beforeSave', noop)
  const registration = actions.addListener(['beforeSave', 'beforeSend'], noop)
  actions.addListener('beforeSend', noop)

  registration()

  assert.equal(attached(actions), ['Save before noop', 'Send before noop'])
})

test('S9, S13: a signal detaches all that a list has attached, and has one listener', () => {
  const actions = openDesk()
  const plugin = new AbortController()
  actions.addListener(['beforeSave', 'beforeSend'], noop, { signal: plugin.signal })
  const before = attached(actions)

  plugin.abort()

  assert.equal(before, ['Save before noop', 'Send before noop'])
  assert.equal(attached(actions), [])
})

test('S9, S13: a list with a signal that is aborted already attaches nothing', () => {
  const actions = openDesk()

  const registration = actions.addListener(['beforeSave', 'beforeSend'], noop, { signal: AbortSignal.abort() })
  registration()

  assert.equal(attached(actions), [])
})

test('S13: with { once: true }, a list runs the listener once for each event', async () => {
  const actions = openDesk()
  const log: string[] = []
  actions.addListener(['beforeSave', 'beforePrint'], (_payload, _abort, ctx) => log.push(ctx.action), { once: true })

  await invokeAll(actions)
  await invokeAll(actions)

  assert.equal(log, ['Save', 'Print'])
})

test('S13: undoing a list after one of its once-listeners has run takes off the others', async () => {
  const actions = openDesk()
  const registration = actions.addListener(['beforeSave', 'beforePrint'], noop, { once: true })
  await actions.invokeAction('Save')

  registration()

  assert.equal(attached(actions), [])
})

test('S13: the options of a list hold for each of its events', () => {
  const actions = openDesk()
  const scope = actions.scope('crm')
  scope.addListener(['beforeSave', 'afterSend'], noop, { name: 'check', order: -3, once: true })

  const entries = ['Save', 'Send'].flatMap((name) => actions.explain(name)).filter(({ kind }) => kind !== 'core')

  assert.equal(entries, [
    { kind: 'before', name: 'check', scope: 'crm', order: -3, once: true },
    { kind: 'after', name: 'check', scope: 'crm', order: -3, once: true },
  ])
})

test('S13, S14: disposing a scope takes off the lists that were attached through it', () => {
  const actions = openDesk()
  const scope = actions.scope('crm')
  scope.addListener(['beforeSave', 'beforeSend'], noop)

  scope.dispose()

  assert.equal(attached(actions), [])
})

test('S13: removeListener takes a listener off one event of its list, and the registration off the others', () => {
  const actions = openDesk()
  const registration = actions.addListener(['beforeSave', 'beforeSend'], noop)

  const removed = actions.removeListener('beforeSave', noop)
  const left = attached(actions)
  registration()

  assert.is(removed, true)
  assert.equal(left, ['Send before noop'])
  assert.equal(attached(actions), [])
})

test('S13: a list of one event is that event', async () => {
  const actions = openDesk()
  const log: string[] = []
  actions.addListener(['beforeSave'], (payload) => log.push(payload))

  await invokeAll(actions)

  assert.equal(log, ['Save'])
})

test('S13: a list may name events of actions that are not registered yet', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.addListener(['beforeSave', 'beforeSend'], (payload) => log.push(payload))
  for (const name of ['Save', 'Send', 'Print']) actions.registerAction(name, noop)

  await invokeAll(actions)

  assert.equal(log, ['Save', 'Send'])
})

test('S13: an event that is twice in a list runs the listener twice, as a listener that is added twice does', async () => {
  const actions = openDesk()
  const log: string[] = []
  const registration = actions.addListener(['beforeSave', 'beforeSave'], (payload) => log.push(payload))

  await actions.invokeAction('Save', 1)
  registration()
  await actions.invokeAction('Save', 2)

  assert.equal(log, [1, 1])
})

test('S13: a list may be frozen, and is read once', async () => {
  const actions = openDesk()
  const events = ['beforeSave', 'beforeSend'] as ('beforeSave' | 'beforeSend' | 'beforePrint')[]
  const registration = actions.addListener(events, noop)
  actions.addListener(Object.freeze(['afterSave'] as const), noop)()

  events.push('beforePrint')
  events.shift()
  const before = attached(actions)
  registration()

  assert.equal(before, ['Save before noop', 'Send before noop'])
  assert.equal(attached(actions), [])
})

test('S13: an empty list of events is a TypeError', () => {
  const error = thrown(() => openDesk().addListener([] as never, noop))

  assert.instance(error, TypeError)
  assert.match((error as TypeError).message, 'event')
})

for (const [what, events, shown] of [
  ['an unknown kind of event', ['beforeSave', 'duringSave'], 'duringSave'],
  ['no event at all', ['beforeSave', undefined], 'undefined'],
  ['a list', ['beforeSave', ['beforeSend']], 'There is no event'],
  ['a kind without an action', ['afterSave', 'before'], 'before'],
] as [string, unknown[], string][]) {
  test(`S13: a list with ${what} in it is a TypeError, and attaches nothing`, () => {
    const actions = openDesk()

    const error = thrown(() => actions.addListener(events as never, noop))

    assert.instance(error, TypeError)
    assert.match((error as TypeError).message, shown)
    assert.equal(attached(actions), [])
  })
}

test('S13: a list with a listener that is no function is a TypeError, and attaches nothing', () => {
  const actions = openDesk()

  const error = thrown(() => actions.addListener(['beforeSave', 'beforeSend'], 42 as never))

  assert.instance(error, TypeError)
  assert.match((error as TypeError).message, '42')
  assert.equal(attached(actions), [])
})

test('S12, S13: of a list, each after-listener of a terminal action is reported', async () => {
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error) => reports.push(error) })
  actions.registerAction('Logout', noop, { terminal: true })
  actions.registerAction('Save', noop)

  actions.addListener(['beforeLogout', 'afterLogout', 'afterSave'], noop)
  await settled()

  assert.is(reports.length, 1)
  assert.instance(reports[0], UnsupportedEventError)
})

test('S3, S13: an abort by the listener of a list names the listener', async () => {
  const actions = openDesk()
  actions.addListener(['beforeSave', 'beforeSend'], function check(_payload, abort) {
    abort('no')
  })

  const error = (await rejection(actions.invokeAction('Send'))) as { by: unknown }

  assert.equal(error.by, { kind: 'before', name: 'check', scope: undefined })
})

test.run()
