// Decides that onListenerError is told whose failure it was (S19): kind, name and scope, or null where it was no party.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  ActionMisuseError,
  createActions,
  type ListenerErrorInfo,
  UnsupportedEventError,
} from '../../source/core/index.js'
import { deferred, rejection, settled } from '../support/helpers.js'

const broken = new Error('the mail server is down')
const fail = (): never => {
  throw broken
}

/** Actions with one action, and all that was told of them. */
function desk() {
  const told: { error: unknown; info: ListenerErrorInfo }[] = []
  const actions = createActions({ onListenerError: (error, info) => void told.push({ error, info }) })
  actions.registerAction('Print', () => 'printed', { name: 'print' })
  return { actions, plugin: actions.scope('crm'), told, by: () => told.map(({ info }) => info.by) }
}

const FAILURES: [how: string, fail: () => unknown][] = [
  ['throws', fail],
  ['rejects', async () => fail()],
  ['rejects later', () => settled().then(fail)],
]

for (const [how, failing] of FAILURES) {
  test(`S19: the info of an after-listener that ${how} says by whom, beside ctx, event and listener`, async () => {
    const { actions, plugin, told } = desk()
    plugin.addListener('afterPrint', failing, { name: 'tell' })

    await actions.invokeAction('Print')

    assert.is(told.length, 1)
    const { error, info } = told[0] as (typeof told)[0]
    assert.is(error, broken)
    assert.equal(info.by, { kind: 'after', name: 'tell', scope: 'crm' })
    assert.is(info.event, 'afterPrint')
    assert.is(info.listener, failing)
    assert.is(info.ctx?.action, 'Print')
  })

  test(`S19: the info of an error-listener that ${how} says by whom`, async () => {
    const { actions, plugin, by } = desk()
    actions.addListener('beforePrint', () => {
      throw new Error('closed')
    })
    plugin.addListener('errorPrint', failing, { name: 'complain' })

    await rejection(actions.invokeAction('Print'))

    assert.equal(by(), [{ kind: 'error', name: 'complain', scope: 'crm' }])
  })

  test(`S19: the info of a before-listener that aborts, then ${how} says by whom`, async () => {
    const { actions, plugin, by } = desk()
    plugin.addListener(
      'beforePrint',
      (_payload, abort) => {
        abort('closed')
        return failing()
      },
      { name: 'check' },
    )

    await rejection(actions.invokeAction('Print'))

    assert.equal(by(), [{ kind: 'before', name: 'check', scope: 'crm' }])
  })

  test(`S19: the info of middleware that ${how} after a result and a cut says by whom`, async () => {
    const { actions, plugin, by } = desk()
    const cut = new AbortController()
    const hold = deferred()
    plugin.use(
      'Print',
      async (_ctx, next) => {
        await next()
        await hold.promise
        return failing()
      },
      { name: 'log' },
    )
    const printing = actions.invokeAction('Print', undefined, { signal: cut.signal })
    await settled()
    cut.abort()
    await printing

    hold.resolve()
    await settled()
    await settled()

    assert.equal(by(), [{ kind: 'middleware', name: 'log', scope: 'crm' }])
  })
}

test('S19: the info of an after-listener that ran out of its own time limit says by whom', async () => {
  const { actions, by, told } = desk()
  const hold = deferred()
  actions.addListener('afterPrint', () => hold.promise, { name: 'tell', timeout: 1 })

  await actions.invokeAction('Print')
  hold.resolve()

  assert.is((told[0]?.error as { code?: string } | undefined)?.code, 'ACTION_TIMEOUT')
  assert.equal(by(), [{ kind: 'after', name: 'tell', scope: undefined }])
})

test('S3, S19: the info of an abort that came too late says by whom', async () => {
  const { actions, plugin, by, told } = desk()
  const check = deferred()
  plugin.addListener(
    'beforePrint',
    (_payload, abort) => {
      check.promise.then(() => abort('closed'))
    },
    { name: 'check' },
  )
  await actions.invokeAction('Print')

  check.resolve()
  await settled()

  assert.is(told.length, 1)
  assert.instance(told[0]?.error, ActionMisuseError)
  assert.equal(by(), [{ kind: 'before', name: 'check', scope: 'crm' }])
})

test('S12, S19: the info of an after-listener of a terminal action says by whom, without a ctx', () => {
  const { actions, plugin, told } = desk()
  actions.registerAction('Logout', () => {}, { terminal: true })

  plugin.addListener('afterLogout', () => {}, { name: 'toast' })

  assert.is(told.length, 1)
  assert.instance(told[0]?.error, UnsupportedEventError)
  assert.is(told[0]?.info.ctx, undefined)
  assert.equal(told[0]?.info.by, { kind: 'after', name: 'toast', scope: 'crm' })
})

test('S8, S19: the info of a next that was called after the invocation had settled says by whom', async () => {
  const { actions, plugin, by, told } = desk()
  let later: (() => unknown) | undefined
  plugin.use(
    (_ctx, next) => {
      later = next
      return next()
    },
    { name: 'log' },
  )
  await actions.invokeAction('Print')

  later?.()
  await settled()

  assert.is(told.length, 1)
  assert.instance(told[0]?.error, ActionMisuseError)
  assert.equal(by(), [{ kind: 'middleware', name: 'log', scope: 'crm' }])
})

test('S8, S19: the info of an original that was called after the invocation had settled says by whom', async () => {
  const { actions, plugin, by } = desk()
  let later: (() => unknown) | undefined
  plugin.replaceAction(
    'Print',
    (_payload, original) => {
      later = original
      return 'replaced'
    },
    { name: 'confirm' },
  )
  await actions.invokeAction('Print')

  later?.()
  await settled()

  assert.equal(by(), [{ kind: 'replacement', name: 'confirm', scope: 'crm' }])
})

for (const when of ['start', 'end', 'around'] as const) {
  test(`S17, S19: the info of an observer whose ${when} throws has by: null, because an observer is no party`, async () => {
    const { actions, by } = desk()
    actions.observe({ [when]: fail })

    await actions.invokeAction('Print')
    await settled()

    assert.is(by().length >= 2, true)
    assert.equal([...new Set(by())], [null])
  })
}

test('S14, S19: the innermost scope is named, and a function without a name has no name', async () => {
  const { actions, plugin, by } = desk()
  plugin.scope('dialogs').addListener(
    'afterPrint',
    (
      () => () =>
        fail()
    )(),
  )
  actions.addListener('afterPrint', fail)

  await actions.invokeAction('Print')

  assert.equal(by(), [
    { kind: 'after', name: undefined, scope: 'dialogs' },
    { kind: 'after', name: 'fail', scope: undefined },
  ])
})

test('S19: a listener that was taken off while it ran is named all the same', async () => {
  const { actions, plugin, by } = desk()
  const hold = deferred()
  plugin.addListener('afterPrint', () => hold.promise.then(fail), { name: 'tell' })
  const printing = actions.invokeAction('Print')
  await settled()

  plugin.dispose()
  hold.resolve()
  await printing

  assert.equal(by(), [{ kind: 'after', name: 'tell', scope: 'crm' }])
})

test('S19: while an observer is attached, the info says by whom as without it', async () => {
  const { actions, plugin, by } = desk()
  plugin.addListener('afterPrint', fail, { name: 'tell' })
  actions.observe({ start() {}, end() {}, around: (_info, run) => run() })

  await actions.invokeAction('Print')

  assert.equal(by(), [{ kind: 'after', name: 'tell', scope: 'crm' }])
})

test('S19: a once-listener and a listener with a time limit that fail are named', async () => {
  const { actions, plugin, by } = desk()
  plugin.addListener('afterPrint', fail, { name: 'first', once: true })
  plugin.addListener('afterPrint', fail, { name: 'limited', timeout: 5_000 })

  await actions.invokeAction('Print')

  assert.equal(by(), [
    { kind: 'after', name: 'first', scope: 'crm' },
    { kind: 'after', name: 'limited', scope: 'crm' },
  ])
})

test.run()
