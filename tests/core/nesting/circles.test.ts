// A circle of invocations without ctx (S11): it ends in an error at the caller, and leaves no unhandled rejection.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionRecursionError, type Actions, createActions } from '../../../source/core/index.js'
import { rejection, unhandledDuring } from '../../support/helpers.js'

/** The ways in which a core can invoke the next one of its circle without ctx. */
const WAYS: [what: string, core: (next: () => Promise<unknown>) => (payload: unknown) => unknown][] = [
  ['returned by a function', (next) => () => next()],
  ['returned by an async function', (next) => async () => next()],
  [
    'awaited',
    (next) => async () => {
      await next()
    },
  ],
  ['with a handler that is returned', (next) => () => next().then((result) => result)],
  [
    'with a finally that is returned',
    (next) => async () => {
      try {
        return await next()
      } finally {
        await undefined
      }
    },
  ],
]

/** Where the circle goes through. */
const CIRCLES: [where: string, join: (actions: Actions, core: (next: () => Promise<unknown>) => never) => void][] = [
  [
    'the core of one action',
    (actions, core) =>
      actions.registerAction(
        'A',
        core(() => actions.invokeAction('A', 1)),
      ),
  ],
  [
    'the cores of two actions',
    (actions, core) => {
      actions.registerAction(
        'A',
        core(() => actions.invokeAction('B', 1)),
      )
      actions.registerAction(
        'B',
        core(() => actions.invokeAction('A', 1)),
      )
    },
  ],
  [
    'a before-listener',
    (actions, core) => {
      actions.registerAction('A', () => {})
      actions.addListener(
        'beforeA',
        core(() => actions.invokeAction('A', 1)),
      )
    },
  ],
  [
    'a replacement',
    (actions, core) => {
      actions.registerAction('A', () => {})
      actions.replaceAction(
        'A',
        core(() => actions.invokeAction('A', 1)),
      )
    },
  ],
  [
    'middleware',
    (actions, core) => {
      actions.registerAction('A', () => {})
      actions.use(
        'A',
        core(() => actions.invokeAction('A', 1)),
      )
    },
  ],
  [
    'a scope',
    (actions, core) => {
      const plugin = actions.scope('plugin')
      plugin.registerAction(
        'A',
        core(() => plugin.invokeAction('A', 1)),
      )
    },
  ],
]

for (const [where, join] of CIRCLES) {
  for (const [what, core] of WAYS) {
    test(`S11: a circle without ctx through ${where}, ${what}, rejects at the caller and leaves nothing unhandled`, async () => {
      const actions = createActions()
      join(actions, core as never)
      let error: unknown

      const unhandled = await unhandledDuring(async () => {
        error = await rejection(actions.invokeAction('A', 1))
      })

      assert.instance(error, ActionRecursionError)
      assert.equal(unhandled, [])
    })
  }

  test(`S11: a bare circle without ctx through ${where} ends, and leaves nothing unhandled`, async () => {
    const reports: unknown[] = []
    const actions = createActions({ onListenerError: (error) => reports.push(error) })
    const bare = (next: () => Promise<unknown>) => () => {
      next()
    }
    join(actions, bare as never)
    let ended = false

    const unhandled = await unhandledDuring(async () => {
      await actions.invokeAction('A', 1).catch(() => {})
      ended = true
    })

    assert.is(ended, true)
    assert.equal(unhandled, [])
  })
}

test('S11, S20: a circle without ctx through settleAction ends in an ActionRecursionError, too', async () => {
  const actions = createActions({ onListenerError() {} })
  let rounds = 0
  actions.registerAction('A', async () => {
    rounds++
    const outcome = await actions.settleAction('A')
    if (outcome.status === 'failed') throw outcome.error
  })
  let error: unknown

  const unhandled = await unhandledDuring(async () => {
    error = await rejection(actions.invokeAction('A'))
  })

  assert.instance(error, ActionRecursionError)
  assert.is(rounds, 200)
  assert.equal(unhandled, [])
})

test('S11, S20: many settleActions of one action side by side are no circle', async () => {
  const actions = createActions()
  actions.registerAction('Fan', (left: number) =>
    left === 0 ? 1 : Promise.all(Array.from({ length: 1_000 }, () => actions.settleAction('Fan', 0))),
  )

  const outcomes = (await actions.invokeAction('Fan', 1)) as unknown[]

  assert.equal(
    outcomes,
    Array.from({ length: 1_000 }, () => ({ status: 'done', result: 1 })),
  )
})

test('S11: the ActionRecursionError of a circle without ctx names the action and shows the circle', async () => {
  const actions = createActions()
  actions.registerAction('A', () => actions.invokeAction('B'))
  actions.registerAction('B', () => actions.invokeAction('A'))

  const error = (await rejection(actions.invokeAction('A'))) as ActionRecursionError

  assert.instance(error, ActionRecursionError)
  assert.ok(['A', 'B'].includes(error.action), error.action)
  assert.is(error.code, 'ACTION_RECURSION')
  assert.match(error.message, `"${error.action}"`)
})

test('S11: after a circle without ctx, actions can be invoked as before', async () => {
  const actions = createActions()
  actions.registerAction('A', () => actions.invokeAction('A'))
  actions.registerAction('Log', () => 'logged')

  await rejection(actions.invokeAction('A'))

  assert.is(await actions.invokeAction('Log'), 'logged')
  assert.instance(await rejection(actions.invokeAction('A')), ActionRecursionError)
})

test('S11: a chain without ctx that ends by itself is no circle', async () => {
  const actions = createActions()
  actions.registerAction('Count', (left: number) => (left === 0 ? 'done' : actions.invokeAction('Count', left - 1)))

  assert.is(await actions.invokeAction('Count', 50), 'done')
})

test('S11: many invocations of one action side by side are no circle', async () => {
  const actions = createActions()
  actions.registerAction('Fan', (left: number) =>
    left === 0 ? 1 : Promise.all(Array.from({ length: 5_000 }, () => actions.invokeAction('Fan', 0))),
  )

  const results = (await actions.invokeAction('Fan', 1)) as unknown[]

  assert.is(results.length, 5_000)
})

test.run()
