// Does a rejection of work stay handled while its function waits for something else (S5)?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../../support/helpers.js'

type Start = () => Promise<unknown>

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

/** What the function does before it waits for `until`. Code that takes values and promises alike looks at `then`. */
const ENDS: Record<string, (start: Start, until: Promise<unknown>) => Promise<unknown>> = {
  async 'what is waited for later'(start, until) {
    const work = start()
    assert.type(work.then, 'function')
    await until
    return work
  },
  async 'what is never waited for'(start, until) {
    assert.type(start().then, 'function')
    await until
  },
  async 'what starts late'(start, until) {
    await null
    start()
    await until
  },
}

for (const [what, stack] of Object.entries(STACKS)) {
  for (const [which, end] of Object.entries(ENDS)) {
    test(`S5: ${what}: ${which} fails the invocation, and is no unhandled rejection`, async () => {
      const { promise, resolve } = deferred()
      const actions = stack(async (start) => void (await end(start, promise)))

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
}

test.run()
