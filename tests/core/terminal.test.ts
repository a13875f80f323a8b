// Rule S12: terminal actions, after which nobody is left to listen.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, UnsupportedEventError } from '../../source/core/index.js'
import { printedDuring, rejection, settled } from '../support/helpers.js'

interface Desk {
  Logout(): string
  PrintLabel(payload: { copies: number }): string
}

/** Actions, and what went to their onListenerError. */
function reportingActions() {
  const reports: { error: unknown; info: { ctx: unknown; event: unknown; listener: unknown } }[] = []
  const actions = createActions<Desk>({ onListenerError: (error, info) => reports.push({ error, info }) })
  return { actions, reports }
}

test('S12: the after-listeners of a terminal action never run', async () => {
  const { actions } = reportingActions()
  const log: string[] = []
  actions.addListener('afterLogout', () => log.push('attached before'))
  actions.registerAction('Logout', () => 'bye', { terminal: true })
  actions.addListener('afterLogout', () => log.push('attached after'))

  await actions.invokeAction('Logout')
  await settled()

  assert.equal(log, [])
})

test('S12: a terminal action gives its result as any other', async () => {
  const { actions } = reportingActions()
  actions.registerAction('Logout', async () => 'bye', { terminal: true })

  assert.is(await actions.invokeAction('Logout'), 'bye')
})

test('S12: everything but the after-listeners of a terminal action runs', async () => {
  const { actions } = reportingActions()
  const log: string[] = []
  actions.use(async (_ctx, next) => {
    log.push('> middleware')
    await next()
    log.push('< middleware')
  })
  actions.registerAction(
    'Logout',
    () => {
      log.push('core')
      return 'bye'
    },
    {
      terminal: true,
      payloadUpdate: () => {
        log.push('payloadUpdate')
      },
    },
  )
  actions.addListener('beforeLogout', () => log.push('before'))
  actions.addListener('afterLogout', () => log.push('after'))
  actions.replaceAction('Logout', (payload, original) => {
    log.push('replacement')
    return original(payload)
  })

  await actions.invokeAction('Logout')

  assert.equal(log, ['> middleware', 'payloadUpdate', 'before', 'replacement', 'core', '< middleware'])
})

test('S12: the error-listeners of a terminal action run when it fails', async () => {
  const { actions, reports } = reportingActions()
  const failure = new Error('not now')
  const seen: unknown[] = []
  actions.registerAction(
    'Logout',
    () => {
      throw failure
    },
    { terminal: true },
  )
  actions.addListener('errorLogout', (_payload, error) => seen.push(error))

  await rejection(actions.invokeAction('Logout'))

  assert.is(seen.length, 1)
  assert.is(seen[0], failure)
  assert.equal(reports, [])
})

test('S12: an after-listener attached to a terminal action is reported as an UnsupportedEventError when it is attached', () => {
  const { actions, reports } = reportingActions()
  actions.registerAction('Logout', () => 'bye', { terminal: true })
  const listener = () => {}

  actions.addListener('afterLogout', listener)

  const error = reports[0]?.error as UnsupportedEventError
  assert.is(reports.length, 1)
  assert.instance(error, UnsupportedEventError)
  assert.is(error.code, 'ACTION_UNSUPPORTED_EVENT')
  assert.is(error.action, 'Logout')
  assert.equal(reports[0]?.info, {
    ctx: undefined,
    event: 'afterLogout',
    listener,
    by: { kind: 'after', name: 'listener', scope: undefined },
  })
})

test('S12: an after-listener attached first is reported when the terminal action is registered', () => {
  const { actions, reports } = reportingActions()
  const listener = () => {}
  actions.addListener('afterLogout', listener)
  const early = reports.length

  actions.registerAction('Logout', () => 'bye', { terminal: true })

  assert.is(early, 0)
  assert.is(reports.length, 1)
  assert.instance(reports[0]?.error, UnsupportedEventError)
  assert.equal(reports[0]?.info, {
    ctx: undefined,
    event: 'afterLogout',
    listener,
    by: { kind: 'after', name: 'listener', scope: undefined },
  })
})

test('S12: every after-listener of a terminal action is reported, and each once', async () => {
  const { actions, reports } = reportingActions()
  const first = () => {}
  const second = () => {}
  const third = () => {}
  actions.addListener('afterLogout', first)
  actions.addListener('afterLogout', second)
  actions.registerAction('Logout', () => 'bye', { terminal: true })
  actions.addListener('afterLogout', third)

  await actions.invokeAction('Logout')
  await actions.invokeAction('Logout')
  await settled()

  assert.equal(
    reports.map((report) => report.info.listener),
    [first, second, third],
  )
})

test('S12: one function attached twice is reported for each attachment', () => {
  const { actions, reports } = reportingActions()
  const listener = () => {}
  actions.registerAction('Logout', () => 'bye', { terminal: true })

  actions.addListener('afterLogout', listener)
  actions.addListener('afterLogout', listener)

  assert.is(reports.length, 2)
})

test('S12: what is attached to a terminal action has a registration as any other', () => {
  const { actions } = reportingActions()
  const listener = () => {}
  actions.registerAction('Logout', () => 'bye', { terminal: true })
  const registration = actions.addListener('afterLogout', listener)

  registration()

  assert.is(actions.removeListener('afterLogout', listener), false)
})

test('S12: before- and error-listeners of a terminal action are not reported', () => {
  const { actions, reports } = reportingActions()
  actions.registerAction('Logout', () => 'bye', { terminal: true })

  actions.addListener('beforeLogout', () => {})
  actions.addListener('errorLogout', () => {})

  assert.equal(reports, [])
})

test('S12: after-listeners of an action that is not terminal are not reported and run', async () => {
  const { actions, reports } = reportingActions()
  const log: string[] = []
  actions.registerAction('Logout', () => 'bye', { terminal: true })
  actions.registerAction('PrintLabel', () => 'printed', { terminal: false })
  actions.addListener('afterPrintLabel', () => log.push('after'))

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(reports, [])
  assert.equal(log, ['after'])
})

test('S12: an after-listener of an action that nobody has registered is not reported', () => {
  const { actions, reports } = reportingActions()

  actions.addListener('afterLogout', () => {})

  assert.equal(reports, [])
})

test('S12: an after-listener that was taken off before the terminal action came is not reported', () => {
  const { actions, reports } = reportingActions()
  const registration = actions.addListener('afterLogout', () => {})
  registration()

  actions.registerAction('Logout', () => 'bye', { terminal: true })

  assert.equal(reports, [])
})

test('S12: an after-listener whose signal is aborted already is not attached and so not reported', () => {
  const { actions, reports } = reportingActions()
  actions.registerAction('Logout', () => 'bye', { terminal: true })

  actions.addListener('afterLogout', () => {}, { signal: AbortSignal.abort() })

  assert.equal(reports, [])
})

test('S12: an after-listener attached through a scope is reported too', () => {
  const { actions, reports } = reportingActions()
  const plugin = actions.scope('crm-plugin')
  actions.registerAction('Logout', () => 'bye', { terminal: true })

  plugin.addListener('afterLogout', () => {}, { name: 'goodbye' })

  assert.is(reports.length, 1)
  assert.instance(reports[0]?.error, UnsupportedEventError)
  assert.ok(String(reports[0]?.error).includes('crm-plugin'))
})

test('S12: a terminal action registered through a scope reports what was attached outside it', () => {
  const { actions, reports } = reportingActions()
  actions.addListener('afterLogout', () => {})

  actions.scope('crm-plugin').registerAction('Logout', () => 'bye', { terminal: true })

  assert.is(reports.length, 1)
})

test('S12: overriding with terminal reports the after-listeners that are attached', async () => {
  const { actions, reports } = reportingActions()
  const log: string[] = []
  actions.registerAction('Logout', () => 'bye')
  actions.addListener('afterLogout', () => log.push('after'))

  actions.registerAction('Logout', () => 'bye for good', { terminal: true, override: true })

  assert.is(reports.length, 1)
  assert.is(await actions.invokeAction('Logout'), 'bye for good')
  assert.equal(log, [])
})

test('S12: overriding a terminal action with a terminal one reports nothing a second time', () => {
  const { actions, reports } = reportingActions()
  actions.addListener('afterLogout', () => {})
  actions.registerAction('Logout', () => 'bye', { terminal: true })

  actions.registerAction('Logout', () => 'bye for good', { terminal: true, override: true })

  assert.is(reports.length, 1)
})

test('S12: overriding without terminal lets the after-listeners run again', async () => {
  const { actions } = reportingActions()
  const log: string[] = []
  actions.registerAction('Logout', () => 'bye', { terminal: true })
  actions.addListener('afterLogout', () => log.push('after'))

  actions.registerAction('Logout', () => 'see you', { override: true })
  await actions.invokeAction('Logout')

  assert.equal(log, ['after'])
})

test('S12: without onListenerError an UnsupportedEventError is printed', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('Logout', () => 'bye', { terminal: true })

  const printed = await printedDuring(() => actions.addListener('afterLogout', () => {}))

  assert.is(printed.length, 1)
  assert.ok(printed[0]?.some((part) => part instanceof UnsupportedEventError))
})

test('S12: nothing throws, not even when onListenerError does', async () => {
  const failure = new Error('the logbook is full')
  const actions = createActions<Desk>({
    onListenerError: () => {
      throw failure
    },
  })
  actions.addListener('afterLogout', () => {})

  const printed = await printedDuring(() => {
    actions.registerAction('Logout', () => 'bye', { terminal: true })
    actions.addListener('afterLogout', () => {})
  })

  assert.is(printed.filter((parts) => parts.includes(failure)).length, 2)
  assert.is(await actions.invokeAction('Logout'), 'bye')
})

test('S12: a terminal action that is registered once more after its removal reports a listener that came in between', () => {
  const { actions, reports } = reportingActions()
  actions.registerAction('Logout', () => 'bye', { terminal: true })
  actions.unregisterAction('Logout')
  const listener = () => {}
  actions.addListener('afterLogout', listener)
  const early = reports.length

  actions.registerAction('Logout', () => 'bye', { terminal: true })

  assert.is(early, 0)
  assert.is(reports.length, 1)
  assert.is(reports[0]?.info.listener, listener)
})

test.run()
