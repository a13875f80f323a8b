// What the option signal of the attaching verbs does (S9).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred } from '../../support/helpers.js'
import { actionsWithoutMap, type Desk, listenersOn, type Untyped, warningsDuring } from './desk.js'

const attachingVerbs: [string, (actions: Untyped, options: { signal: AbortSignal }) => () => void][] = [
  ['registerAction', (actions, options) => actions.registerAction('PrintLabel', () => 'printed', options)],
  [
    'registerAction with override',
    (actions, options) => actions.registerAction('PrintLabel', () => 'printed', { ...options, override: true }),
  ],
  ['addListener before', (actions, options) => actions.addListener('beforePrintLabel', () => {}, options)],
  ['addListener after', (actions, options) => actions.addListener('afterPrintLabel', () => {}, options)],
  ['addListener error', (actions, options) => actions.addListener('errorPrintLabel', () => {}, options)],
  ['replaceAction', (actions, options) => actions.replaceAction('PrintLabel', () => 'replaced', options)],
  ['use for every action', (actions, options) => actions.use((_ctx, next) => next(), options)],
  ['use for one action', (actions, options) => actions.use('PrintLabel', (_ctx, next) => next(), options)],
]

for (const [verb, attach] of attachingVerbs) {
  test(`S9: { signal } on ${verb} detaches when it is aborted`, () => {
    const actions = actionsWithoutMap()
    const plugin = new AbortController()
    attach(actions, { signal: plugin.signal })
    const attached = actions.explain('PrintLabel').length

    plugin.abort()

    assert.is(attached, 1)
    assert.equal(actions.explain('PrintLabel'), [])
  })

  test(`S9: { signal } on ${verb} attaches nothing when it is aborted already`, () => {
    const actions = actionsWithoutMap()
    const signal = AbortSignal.abort()

    const registration = attach(actions, { signal })
    const attached = [actions.explain('PrintLabel'), actions.hasAction('PrintLabel'), listenersOn(signal)]
    registration()

    assert.equal(attached, [[], false, 0])
    assert.equal(actions.explain('PrintLabel'), [])
  })

  test(`S9: disposing the registration of ${verb} takes entracte's listener off the signal`, () => {
    const actions = actionsWithoutMap()
    const { signal } = new AbortController()
    const registration = attach(actions, { signal })
    const before = listenersOn(signal)

    registration()

    assert.is(before, 1)
    assert.is(listenersOn(signal), 0)
  })

  test(`S9: disposing the scope of ${verb} takes entracte's listener off the signal`, () => {
    const actions = actionsWithoutMap()
    const scope = actions.scope('crm-plugin')
    const { signal } = new AbortController()
    attach(scope, { signal })

    scope.dispose()

    assert.is(listenersOn(signal), 0)
  })

  test(`S9: aborting the signal given to ${verb} after its registration was disposed does nothing`, () => {
    const actions = actionsWithoutMap()
    const plugin = new AbortController()
    attach(actions, { signal: plugin.signal })()
    attach(actions, { signal: new AbortController().signal })

    plugin.abort()

    assert.is(actions.explain('PrintLabel').length, 1)
  })
}

test('S9: a listener detached by its signal still runs in an invocation that is in flight, and in no later one', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const plugin = new AbortController()
  const answer = deferred()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', () => answer.promise)
  actions.addListener('beforePrintLabel', (payload) => log.push(`plugin ${payload.copies}`), { signal: plugin.signal })
  const running = actions.invokeAction('PrintLabel', { copies: 1 })

  plugin.abort()
  answer.resolve()
  await running
  await actions.invokeAction('PrintLabel', { copies: 2 })

  assert.equal(log, ['plugin 1'])
})

test('S9: a core whose registration is detached by its signal still runs in an invocation that is in flight', async () => {
  const actions = createActions<Desk>()
  const plugin = new AbortController()
  const answer = deferred()
  actions.registerAction('PrintLabel', () => 'printed', { signal: plugin.signal })
  actions.addListener('beforePrintLabel', () => answer.promise)
  const running = actions.invokeAction('PrintLabel', { copies: 1 })

  plugin.abort()
  answer.resolve()

  assert.is(await running, 'printed')
  assert.is(actions.hasAction('PrintLabel'), false)
})

test('S9: when its signal detaches a replacement, the core runs again', async () => {
  const actions = createActions<Desk>()
  const plugin = new AbortController()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.replaceAction('PrintLabel', () => 'replaced', { signal: plugin.signal })

  plugin.abort()

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'printed')
})

test('S9: the signal of a registration that was overridden does not detach the new core', async () => {
  const actions = createActions<Desk>()
  const plugin = new AbortController()
  actions.registerAction('PrintLabel', () => 'old', { signal: plugin.signal })
  actions.registerAction('PrintLabel', () => 'new', { override: true })

  plugin.abort()

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'new')
})

/** Each attaches with the signal, and returns a function that detaches without the signal. */
const DETACHING: [how: string, attach: (actions: Untyped, signal: AbortSignal) => () => unknown][] = [
  [
    'removeListener',
    (actions, signal) => {
      const listener = () => {}
      actions.addListener('beforePrintLabel', listener, { signal })
      return () => actions.removeListener('beforePrintLabel', listener)
    },
  ],
  [
    'unregisterAction',
    (actions, signal) => {
      actions.registerAction('PrintLabel', () => 'printed', { signal })
      return () => actions.unregisterAction('PrintLabel')
    },
  ],
  [
    'overriding the action',
    (actions, signal) => {
      actions.registerAction('PrintLabel', () => 'printed', { signal })
      return () => actions.registerAction('PrintLabel', () => 'printed twice', { override: true })
    },
  ],
  [
    'the run of a once-listener',
    (actions, signal) => {
      actions.registerAction('PrintLabel', () => 'printed')
      actions.addListener('beforePrintLabel', () => {}, { once: true, signal })
      return () => actions.invokeAction('PrintLabel', { copies: 1 })
    },
  ],
]

for (const [how, attach] of DETACHING) {
  test(`S9: ${how} takes entracte's listener off the signal of the attachment`, async () => {
    const actions = actionsWithoutMap()
    const { signal } = new AbortController()
    const detach = attach(actions, signal)
    const before = listenersOn(signal)

    await detach()

    assert.is(before, 1)
    assert.is(listenersOn(signal), 0)
  })
}

test('S9: one signal detaches all that it was given to, without a MaxListenersExceededWarning', async () => {
  const actions = createActions<Desk>()
  const plugin = new AbortController()

  const warnings = await warningsDuring(() => {
    for (let i = 0; i < 50; i++) actions.addListener('beforePrintLabel', () => {}, { signal: plugin.signal })
  })
  const attached = actions.explain('PrintLabel').length
  plugin.abort()

  assert.equal(warnings, [])
  assert.is(attached, 50)
  assert.equal(actions.explain('PrintLabel'), [])
})

test.run()
