// Which actions explain() lists: those with something attached and no core (S15).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'

type Actions = ReturnType<typeof createActions>

test('S15: explain() lists an action that has a listener and no core, with the nearest registered names', () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'accepted')
  actions.registerAction('Logout', () => {})
  actions.addListener('beforeAcepptTask', () => {})

  assert.equal(actions.explain(), [{ action: 'AcepptTask', nearest: ['AcceptTask'] }])
})

test('S15: explain() lists nothing when all that is attached belongs to registered actions', () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'accepted')
  actions.addListener('beforeAcceptTask', () => {})

  assert.equal(actions.explain(), [])
})

test('S15: explain() lists nothing when nothing is registered or attached', () => {
  assert.equal(createActions().explain(), [])
})

/** Each attaches to AcceptTask, which is not registered. */
const attachments: [string, (actions: Actions) => unknown][] = [
  ['a before-listener', (actions) => actions.addListener('beforeAcceptTask', () => {})],
  ['an after-listener', (actions) => actions.addListener('afterAcceptTask', () => {})],
  ['an error-listener', (actions) => actions.addListener('errorAcceptTask', () => {})],
  ['a replacement', (actions) => actions.replaceAction('AcceptTask', () => {})],
  ['middleware for this action', (actions) => actions.use('AcceptTask', (_ctx, next) => next())],
]

for (const [what, attach] of attachments) {
  test(`S15: explain() lists an action without a core that has ${what}`, () => {
    const actions = createActions()

    attach(actions)

    assert.equal(actions.explain(), [{ action: 'AcceptTask', nearest: [] }])
  })
}

test('S15: middleware for every action adds no action to the list of explain()', () => {
  const actions = createActions()
  actions.use((_ctx, next) => next())

  assert.equal(actions.explain(), [])
})

test('S15: explain() gives no nearest names when no registered name is similar', () => {
  const actions = createActions()
  actions.registerAction('Logout', () => {})
  actions.addListener('beforeAcceptTask', () => {})

  assert.equal(actions.explain(), [{ action: 'AcceptTask', nearest: [] }])
})

test('S15: explain() gives the nearest name first', () => {
  const actions = createActions()
  actions.registerAction('AcceptTasks2', () => {})
  actions.registerAction('AcceptTask', () => {})
  actions.addListener('beforeAcceptTusk', () => {})

  assert.is(actions.explain()[0]?.nearest[0], 'AcceptTask')
})

test('S15: explain() lists each action once, whatever is attached to it', () => {
  const actions = createActions()
  actions.addListener('beforeAcceptTask', () => {})
  actions.addListener('afterAcceptTask', () => {})
  actions.replaceAction('AcceptTask', () => {})
  actions.addListener('beforeRejectTask', () => {})

  const listed = actions.explain().map(({ action }) => action)

  assert.equal(listed, ['AcceptTask', 'RejectTask'])
})

test('S15: an action leaves the list of explain() when it is registered', () => {
  const actions = createActions()
  actions.addListener('beforeAcceptTask', () => {})
  const before = actions.explain().length

  actions.registerAction('AcceptTask', () => 'accepted')

  assert.is(before, 1)
  assert.equal(actions.explain(), [])
})

test('S15: when an aborted signal has prevented an attachment, the action is not on the list of explain()', () => {
  const actions = createActions()
  const options = { signal: AbortSignal.abort() }
  actions.registerAction('AcceptTask', () => 'accepted', options)
  actions.addListener('beforeRejectTask', () => {}, options)

  assert.equal(actions.explain(), [])
})

test('S15: removing a listener that was not added puts no action on the list of explain()', () => {
  const actions = createActions()

  const removed = actions.removeListener('beforeAcceptTask', () => {})

  assert.is(removed, false)
  assert.equal(actions.explain(), [])
})

test('S15: an action joins the list of explain() when it is unregistered and something stays attached', () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => 'accepted')
  actions.addListener('beforeAcceptTask', () => {})

  actions.unregisterAction('AcceptTask')

  assert.equal(actions.explain(), [{ action: 'AcceptTask', nearest: [] }])
})

test('S15: an action leaves the list of explain() when the last party that is attached to it is detached', () => {
  const actions = createActions()
  const listener = () => {}
  actions.addListener('beforeAcceptTask', listener)
  actions.use('RejectTask', (_ctx, next) => next())()

  actions.removeListener('beforeAcceptTask', listener)

  assert.equal(actions.explain(), [])
})

test('S15: explain() suggests only names that are registered', () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', () => {})
  actions.addListener('beforeAcepptTask', () => {})
  actions.addListener('afterAcepptTask2', () => {})

  assert.equal(actions.explain(), [
    { action: 'AcepptTask', nearest: ['AcceptTask'] },
    { action: 'AcepptTask2', nearest: ['AcceptTask'] },
  ])
})

test.run()
