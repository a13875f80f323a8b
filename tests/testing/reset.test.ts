// Decides what clear, reset and dispose forget, and what they take off.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionError, createActions, type Scope } from '../../source/core/index.js'
import { installPlugin } from '../../source/plugins/index.js'
import { createTestActions } from '../../source/testing/index.js'
import { deferred, rejection, thrown } from '../support/helpers.js'
import { withoutDispose } from '../support/without-dispose.js'
import { acceptedAndRefused, type Desk } from './desk.js'

const resetting = suite('clear, reset and dispose')

resetting('clear forgets what was seen, and what is attached stays', async () => {
  const test = await acceptedAndRefused()
  await rejection(test.actions.invokeAction('Logout'))

  test.clear()

  assert.equal(test.seen(), { calls: [], ran: [], aborts: [], errors: [] })
  assert.is(test.timeline(), 'Nothing was invoked.')
  await test.actions.invokeAction('AcceptTask', { sid: 'WT3' })
  test.expect('AcceptTask', { ran: ['before askFirst', 'core'] })
})

resetting('reset makes new actions, behind the same object', async () => {
  const test = createTestActions<Desk>()
  const { actions } = test
  const { invokeAction } = actions
  test.stub('AcceptTask')
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort())
  await rejection(invokeAction('AcceptTask', { sid: 'WT1' }))

  test.reset()

  assert.is(test.actions, actions)
  assert.equal(actions.actionNames(), [])
  test.stub('AcceptTask')
  await invokeAction('AcceptTask', { sid: 'WT2' })
  test.expect('AcceptTask', { ran: ['core'], calls: [{ payload: { sid: 'WT2' } }], aborts: [] })
})

resetting('reset takes off all that was attached through the double, and nothing else', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('AcceptTask', () => 'accepted')
  actions.addListener('beforeAcceptTask', function theirs() {})
  const test = createTestActions(actions)
  const outside = actions.explain('AcceptTask')
  test.stub('SendMessage')
  test.actions.addListener('beforeAcceptTask', () => {})
  test.actions.replaceAction('AcceptTask', (_payload, original) => original())
  test.actions.use((_ctx, next) => next())
  test.actions
    .scope('crm')
    .scope('inner')
    .addListener('afterAcceptTask', () => {})
  let ends = 0
  test.actions.observe({ end: () => ends++ })

  test.reset()

  assert.equal(actions.explain('AcceptTask'), outside)
  assert.equal(actions.actionNames(), ['AcceptTask'])
  await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })
  assert.is(ends, 0)
  test.expect('AcceptTask', { ran: ['before theirs', 'core'] })
})

resetting('clear forgets an invocation that still runs, but its later abort is seen', async () => {
  const test = createTestActions<Desk>()
  const gate = deferred()
  test.stub('Logout')
  test.actions.addListener('beforeLogout', async function askFirst(_payload, abort) {
    await gate.promise
    abort('not yet')
  })
  const leaving = rejection(test.actions.invokeAction('Logout'))

  test.clear()
  gate.resolve()
  await leaving

  assert.equal(test.seen(), {
    calls: [],
    ran: [],
    aborts: [{ action: 'Logout', by: 'before askFirst', reason: 'not yet' }],
    errors: [],
  })
})

resetting('reset takes off each thing once', async () => {
  const inner = createActions()
  const log: string[] = []
  const registerAction = (name: string, core: () => unknown) => {
    const undo = inner.registerAction(name, core)
    return () => {
      log.push(name)
      undo()
    }
  }
  const test = createTestActions({ ...inner, registerAction }, { unknown: 'stub' })
  test.stub('Logout')
  await test.actions.invokeAction('Search')

  test.reset()
  test.actions.registerAction('Search', () => 'cake')
  test.reset()

  assert.equal(log, ['Logout', 'Search', 'Search'])
})

for (const [what, given] of [
  ['a function that makes them', undefined],
  ['actions', createActions<Desk>()],
] as [string, undefined][]) {
  resetting(`given ${what}, reset disposes the plugins, which can be installed again`, async () => {
    const test = createTestActions<Desk>(given)
    const log: string[] = []
    const plugin = {
      name: 'crm',
      setup(scope: Scope<Desk>) {
        scope.addListener('beforeLogout', (_payload, abort) => abort('not yet'))
        scope.onDispose(() => log.push('off'))
      },
    }
    const first = installPlugin(test.actions, plugin)

    test.reset()
    test.stub('Logout')
    installPlugin(test.actions, plugin)
    await test.actions.settleAction('Logout')

    test.expect('Logout', { calls: [], aborts: [{ reason: 'not yet' }] })
    assert.equal([first.state.get(), log], [{ status: 'off' }, ['off']])
    assert.is((thrown(() => first.on()) as ActionError).code, 'ACTION_MISUSE')
    test.dispose()
    assert.equal(log, ['off', 'off'])
  })

  resetting(`given ${what}, a scope that was made before a reset says that it is disposed`, () => {
    const test = createTestActions<Desk>(given)
    const scope = test.actions.scope('crm')

    test.reset()

    assert.is((thrown(() => scope.addListener('beforeLogout', () => {})) as ActionError).code, 'ACTION_MISUSE')
    assert.is(scope.signal.aborted, true)
  })
}

resetting('reset adds no second observer to actions that it was given', () => {
  let watching = 0
  const inner = createActions<Desk>()
  const observe = (observer: object) => {
    watching++
    return inner.observe(observer)
  }
  const test = createTestActions({ ...inner, observe })
  const before = watching

  test.reset()

  assert.is(watching, before)
})

resetting('reset takes off the stubs of unknown names too', async () => {
  const actions = createActions()
  const test = createTestActions(actions, { unknown: 'stub' })
  await test.actions.invokeAction('Search')

  test.reset()

  assert.equal(actions.actionNames(), [])
  await test.actions.invokeAction('Search')
  test.expect('Search', { ran: ['core'] })
})

resetting('an invocation that runs during a reset is not seen afterwards', async () => {
  const test = createTestActions<Desk>()
  const gate = deferred()
  test.actions.registerAction('Logout', () => gate.promise)
  const leaving = test.actions.invokeAction('Logout')

  test.reset()
  test.stub('Logout')
  gate.resolve()
  await leaving
  await test.idle()

  test.expect({ ran: [], calls: [] })
})

resetting('dispose takes everything off, and stops watching', async () => {
  const actions = createActions<Desk>()
  const test = createTestActions(actions)
  test.actions.addListener('beforeLogout', () => {})
  test.stub('Logout')
  await test.actions.invokeAction('Logout')

  test.dispose()
  test.dispose()

  assert.equal(actions.explain('Logout'), [])
  actions.registerAction('Logout', () => {})
  await actions.invokeAction('Logout')
  test.expect('Logout', { ran: ['before', 'core'], calls: [{ action: 'Logout' }] })
})

resetting('`using` disposes at the end of the block', () => {
  const actions = createActions<Desk>()
  {
    using test = createTestActions(actions)
    test.stub('Logout')
    assert.is(actions.hasAction('Logout'), true)
  }

  assert.is(actions.hasAction('Logout'), false)
})

resetting('where there is no Symbol.dispose yet, nothing named "undefined" grows', async () => {
  const old = await withoutDispose<{ createTestActions: typeof createTestActions }>('testing/index')

  assert.not(Reflect.ownKeys(old.createTestActions()).includes('undefined'))
})

resetting('a core that is registered after dispose works, but is not seen', async () => {
  const actions = createActions<Desk>()
  const test = createTestActions(actions)
  actions.registerAction('Logout', () => {})
  await test.actions.invokeAction('Logout')
  test.dispose()

  test.actions.registerAction('AcceptTask', () => 'accepted')

  assert.is(await test.actions.invokeAction('AcceptTask', { sid: 'WT1' }), 'accepted')
  await rejection(test.actions.invokeAction('SendMessage', { body: '' }))
  assert.equal(test.seen().errors, [])
  assert.equal(
    test.seen().calls.map(({ action, payload }) => [action, payload]),
    [['Logout', undefined]],
  )
})

resetting.run()
