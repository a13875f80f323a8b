// Decides that a name that is probably misspelt is told once, and works all the same, because plugins load in any order.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { ActionBlockedError, trackState } from '../../source/state/index.js'
import { rejection } from '../support/helpers.js'

/** Runs `work`, and returns what it has warned of. */
async function warnedDuring(work: () => unknown): Promise<string[]> {
  const warned: string[] = []
  const { warn } = console
  console.warn = (...args: unknown[]) => void warned.push(args.map(String).join(' '))
  try {
    await work()
  } finally {
    console.warn = warn
  }
  return warned
}

function desk() {
  const actions = createActions()
  actions.registerAction('Save', () => 'saved')
  return { actions, state: trackState(actions) }
}

for (const verb of ['block', 'unblock', 'pending', 'blocked'] as const) {
  test(`${verb}: says of a name that nobody knows which registered name is near, once for each name`, async () => {
    const use = desk().state[verb] as (action: string) => unknown

    const warned = await warnedDuring(() => {
      use('Saev')
      use('Saev')
      use('Svae')
    })

    assert.is(warned.length, 2)
    assert.match(warned[0] as string, /"Saev".*did you mean "Save"/)
    assert.match(warned[1] as string, /"Svae".*did you mean "Save"/)
  })
}

test('S14: a name that nobody knows is told once, however many scopes have a state', async () => {
  const { actions } = desk()

  const warned = await warnedDuring(() => {
    for (let request = 0; request < 3; request++) {
      const scope = actions.scope('request')
      trackState(scope).block('Saev')
      scope.dispose()
    }
  })

  assert.is(warned.length, 1)
})

for (const [what, use] of [
  ['a name that is registered', ({ state }) => state.block('Save')],
  ['a name that no registered name is near', ({ state }) => state.block('Telephone')],
  [
    'a name that middleware is attached to',
    ({ actions, state }) => {
      actions.use('Saev', (_ctx, next) => next())
      state.block('Saev')
    },
  ],
  [
    'a name that something is attached to',
    ({ actions, state }) => {
      actions.addListener('beforeSaev', () => {})
      state.block('Saev')
    },
  ],
] as [string, (desk_: ReturnType<typeof desk>) => void][]) {
  test(`block: says nothing of ${what}`, async () => {
    const warned = await warnedDuring(() => use(desk()))

    assert.equal(warned, [])
  })
}

test('block: says nothing of a name that something is attached to outside of the scope that is tracked', async () => {
  const { actions } = desk()
  actions.addListener('beforeSaev', () => {})
  const state = trackState(actions.scope('crm'))

  assert.equal(await warnedDuring(() => state.block('Saev')), [])
})

test('block: says it, too, when the near name is registered between two calls', async () => {
  const actions = createActions()
  const state = trackState(actions)

  const warned = await warnedDuring(() => {
    state.block('Saev')
    actions.registerAction('Save', () => {})
    state.block('Saev')
    actions.registerAction('Load', () => {})
    state.block('Saev')
  })

  assert.equal(warned, ['No action "Saev" is registered: did you mean "Save"?'])
})

test('block: works for a name that is registered later', async () => {
  const { actions, state } = desk()

  await warnedDuring(() => state.block('Saev'))
  actions.registerAction('Saev', () => {})

  assert.instance(await rejection(actions.invokeAction('Saev')), ActionBlockedError)
})

test('block: works where console.warn throws, or is not there', () => {
  const { state } = desk()
  const { warn } = console
  try {
    console.warn = () => {
      throw new Error('nothing may be printed in tests')
    }
    state.block('Saev')
    console.warn = undefined as never
    state.block('Svae')
  } finally {
    console.warn = warn
  }

  assert.equal([state.blocked('Saev'), state.blocked('Svae')], [true, true])
})

test.run()
