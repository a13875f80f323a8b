// Does a rejection of work stay handled where a function only looks at `then`, and waits for something else (S5)?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../../support/helpers.js'

type Start = () => Promise<unknown>

/** Looks at what `start` gives, as functions do that take values and promises alike, and waits for `until`. */
async function look(start: Start, until: Promise<unknown>): Promise<unknown> {
  const work = start()
  assert.type(work.then, 'function')
  await until
  return work
}

const wrong = new Error('wrong')

/** The core, or middleware inside, fails while the function outside still waits. */
async function fail(): Promise<never> {
  await null
  throw wrong
}

/** How the functions are attached: what is inside, and what looks at it. */
const STACKS: Record<string, (outer: (start: Start) => unknown) => ReturnType<typeof createActions>> = {
  'replacement, and a core'(outer) {
    const actions = createActions()
    actions.registerAction('X', fail)
    actions.replaceAction('X', (_payload, original) => outer(original))
    return actions
  },
  'replacement, and a replacement'(outer) {
    const actions = createActions()
    actions.registerAction('X', () => {})
    actions.replaceAction('X', fail)
    actions.replaceAction('X', (_payload, original) => outer(original))
    return actions
  },
  'middleware, and middleware'(outer) {
    const actions = createActions()
    actions.registerAction('X', () => {})
    actions.use('X', (_ctx, next) => outer(next))
    actions.use('X', fail)
    return actions
  },
  'middleware inside others, and middleware'(outer) {
    const actions = createActions()
    actions.registerAction('X', () => {})
    actions.use('X', async (_ctx, next) => {
      await next()
    })
    actions.use('X', async (_ctx, next) => {
      await null
      return next()
    })
    actions.use('X', (_ctx, next) => outer(next))
    actions.use('X', fail)
    return actions
  },
}

for (const [what, stack] of Object.entries(STACKS)) {
  test(`S5: ${what}: what is waited for later fails the invocation, and is no unhandled rejection`, async () => {
    const { promise, resolve } = deferred()
    const actions = stack(async (start) => {
      await look(start, promise)
    })

    const unhandled = await unhandledDuring(async () => {
      const failure = rejection(actions.invokeAction('X'))
      await settled()
      await settled()
      resolve()
      assert.is(await failure, wrong)
    })

    assert.equal(unhandled, [])
  })

  test(`S5: ${what}: what is never waited for fails the invocation, too`, async () => {
    const { promise, resolve } = deferred()
    const actions = stack(async (start) => {
      assert.type(start().then, 'function')
      await promise
    })

    const unhandled = await unhandledDuring(async () => {
      const failure = rejection(actions.invokeAction('X'))
      await settled()
      await settled()
      resolve()
      assert.is(await failure, wrong)
    })

    assert.equal(unhandled, [])
  })
}

test.run()
