// Replacements (S5): a call of original() that the replacement itself awaits or handles is not waited for again.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../../support/helpers.js'

test('S5: an original that fails long before it is awaited leaves no unhandled rejection', async () => {
  const actions = createActions()
  const failure = new Error('core')
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', async () => {
    throw failure
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    const promise = original(payload)
    await settled()
    await settled()
    seen.push(await rejection(promise))
    return 'fallback'
  })

  const unhandled = await unhandledDuring(async () => {
    seen.push(await actions.invokeAction('AcceptTask'))
  })

  assert.is(seen[0], failure)
  assert.is(seen[1], 'fallback')
  assert.equal(unhandled, [])
})

for (const [how, handle, expected] of [
  [
    'try and catch',
    async (original: () => Promise<unknown>) => {
      try {
        return await original()
      } catch {
        return 'fallback'
      }
    },
    'fallback',
  ],
  ['catch()', (original: () => Promise<unknown>) => original().catch(() => 'fallback'), 'fallback'],
  [
    'catch() and no result',
    async (original: () => Promise<unknown>) => {
      await original().catch(() => {})
    },
    undefined,
  ],
] as const) {
  test(`S5: a failure that a replacement handles with ${how} is no failure, and the result is ${expected}`, async () => {
    const actions = createActions()
    const log: string[] = []
    actions.registerAction('AcceptTask', async () => {
      throw new Error('core')
    })
    actions.replaceAction('AcceptTask', (payload, original) => handle(() => original(payload)))
    actions.addListener('afterAcceptTask', (_payload, result) => log.push(`after ${result}`))
    actions.addListener('errorAcceptTask', () => log.push('error'))

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, expected)
    assert.equal(log, [`after ${expected}`])
  })
}

test('S5: an original whose then was called is waited for when no code waits for what then returned', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
    return 'core'
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    original(payload).then(
      () => log.push('then'),
      () => log.push('caught'),
    )
    return 'own'
  })
  actions.addListener('afterAcceptTask', (_payload, result) => log.push(`after ${result}`))

  const promise = actions.invokeAction('AcceptTask').then((result) => log.push(`resolved ${result}`))
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['released', 'core', 'then', 'after own', 'resolved own'])
})

test('S5: a failure that is handled at the end of its chain changes nothing, and is waited for before the after-listeners', async () => {
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error: unknown) => void reports.push(error) })
  const log: unknown[] = []
  const hold = deferred()
  const failure = new Error('core')
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    throw failure
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    original(payload).catch((error: unknown) => log.push(error))
    return 'own'
  })
  actions.addListener('afterAcceptTask', (_payload, result) => log.push(`after ${result}`))
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const unhandled = await unhandledDuring(async () => {
    const running = actions.invokeAction('AcceptTask').then((result) => log.push(`resolved ${result}`))
    await settled()
    log.push('released')
    hold.resolve()
    await running
  })

  assert.is(log[1], failure)
  assert.equal(log.toSpliced(1, 1), ['released', 'after own', 'resolved own'])
  assert.equal(unhandled, [])
  assert.equal(reports, [])
})

test('S5: what is derived from original and dropped fails the replacement when it fails, and is no unhandled rejection', async () => {
  const actions = createActions()
  const failure = new Error('core')
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', async () => {
    throw failure
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    original(payload).finally(() => {})
    return 'own'
  })

  const unhandled = await unhandledDuring(async () => {
    seen.push(await rejection(actions.invokeAction('AcceptTask')))
  })

  assert.is(seen[0], failure)
  assert.equal(unhandled, [])
})

test('S5: a native promise that the user makes from original and drops is an unhandled rejection of the user when it fails', async () => {
  const actions = createActions()
  const failure = new Error('core')
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', async () => {
    throw failure
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    Promise.all([original(payload)])
    return 'own'
  })

  const unhandled = await unhandledDuring(async () => {
    seen.push(await actions.invokeAction('AcceptTask'))
  })

  assert.equal(seen, ['own'])
  assert.is(unhandled.length, 1)
  assert.is(unhandled[0], failure)
})

test('S5: an original in a race that handles failures may fail, although the replacement does not wait for the race', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  const failure = new Error('core')
  actions.registerAction('AcceptTask', async () => {
    throw failure
  })
  actions.replaceAction('AcceptTask', (payload, original) => {
    Promise.race([original(payload)]).catch((error: unknown) => seen.push(error))
    return 'own'
  })

  const result = await actions.invokeAction('AcceptTask')

  await settled()
  assert.is(result, 'own')
  assert.is(seen[0], failure)
})

test('S5: an original that is returned from a synchronous replacement is waited for', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
    return 'core'
  })
  actions.replaceAction('AcceptTask', (payload, original) => original(payload))
  actions.addListener('afterAcceptTask', (_payload, result) => log.push(`after ${result}`))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['released', 'core', 'after core'])
})

test('S5: originals that are awaited, handled or dropped leave no unhandled rejection behind', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', async () => {
    throw new Error('core')
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    original(payload)
    await original(payload).catch(() => {})
    original(payload).then(
      () => {},
      () => {},
    )
    await Promise.allSettled([original(payload), original(payload)])
    await Promise.all([original(payload), original(payload)]).catch(() => {})
    return original(payload)
  })

  const unhandled = await unhandledDuring(() => rejection(actions.invokeAction('AcceptTask')))

  assert.equal(unhandled, [])
})

test('S5: an original that a helper function awaits is not waited for again, in a synchronous or an async replacement', async () => {
  for (const replace of [
    (_payload: unknown, original: () => Promise<unknown>) => {
      void handle(original)
      return 'fast'
    },
    async (_payload: unknown, original: () => Promise<unknown>) => {
      void handle(original)
      return 'fast'
    },
  ]) {
    const actions = createActions()
    actions.registerAction('AcceptTask', () => new Promise(() => {}))
    actions.replaceAction('AcceptTask', replace)

    assert.is(await actions.invokeAction('AcceptTask'), 'fast')
  }

  async function handle(original: () => Promise<unknown>): Promise<void> {
    try {
      await original()
    } catch {
      // Handled.
    }
  }
})

test.run()
