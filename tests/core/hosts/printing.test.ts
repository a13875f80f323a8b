// Decides that nothing is lost where console.error throws, as in many test setups, or where onListenerError fails (S21).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, type ListenerErrorHandler } from '../../../source/core/index.js'
import { deferred, printedDuring, rejection, settled, unhandledDuring } from '../../support/helpers.js'

const broken = new Error('the mail server is down')
const worse = new Error('the log is full')
const fail = (): never => {
  throw broken
}

/** Runs `work` while `console.error` throws, as test setups have it do, and returns what it was called with. */
async function whilePrintingThrows(work: () => unknown): Promise<unknown[][]> {
  const printed: unknown[][] = []
  const original = console.error
  console.error = (...args: unknown[]) => {
    printed.push(args)
    throw new Error('nothing may be printed in tests')
  }
  try {
    await work()
    await settled()
  } finally {
    console.error = original
  }
  return printed
}

const WAYS: [what: string, attach: (actions: ReturnType<typeof createActions>) => void, failing?: boolean][] = [
  ['an after-listener that throws', (actions) => actions.addListener('afterPrint', fail)],
  ['an after-listener that rejects', (actions) => actions.addListener('afterPrint', async () => fail())],
  ['an error-listener that throws', (actions) => actions.addListener('errorPrint', fail), true],
  ['an error-listener that rejects', (actions) => actions.addListener('errorPrint', async () => fail()), true],
  ['an observer that throws', (actions) => actions.observe({ start: ({ kind }) => kind === 'core' && fail() })],
  ['an observer that rejects', (actions) => actions.observe({ end: async ({ kind }) => kind === 'core' && fail() })],
  [
    'a before-listener that aborts, then throws',
    (actions) =>
      actions.addListener('beforePrint', (_payload, abort) => {
        abort('closed')
        fail()
      }),
    true,
  ],
]

for (const [what, attach, failing] of WAYS) {
  test(`S21: where console.error throws, ${what} changes nothing, and what comes after it still runs`, async () => {
    const actions = createActions()
    const log: string[] = []
    actions.registerAction('Print', () => {
      if (failing) throw worse
      return 'printed'
    })
    attach(actions)
    actions.addListener('afterPrint', () => void log.push('after'))
    actions.addListener('errorPrint', () => void log.push('error'))
    let unhandled: unknown[] = []
    let status: string | undefined

    const printed = await whilePrintingThrows(async () => {
      unhandled = await unhandledDuring(async () => {
        status = (await actions.settleAction('Print')).status
      })
    })

    const aborts = what.includes('aborts')
    assert.is(status, aborts ? 'aborted' : failing ? 'failed' : 'done')
    assert.equal(log, aborts ? [] : [failing ? 'error' : 'after'])
    assert.is(printed.length, 1)
    assert.ok(printed[0]?.includes(broken))
    assert.equal(unhandled, [])
  })
}

test('S12, S21: where console.error throws, an after-listener of a terminal action can be attached', async () => {
  const actions = createActions()
  actions.registerAction('Logout', () => 'out', { terminal: true })

  await whilePrintingThrows(() => {
    actions.addListener('afterLogout', () => {})
  })

  assert.is(await actions.invokeAction('Logout'), 'out')
})

const HANDLERS: [how: string, handler: ListenerErrorHandler][] = [
  [
    'throws',
    () => {
      throw worse
    },
  ],
  ['rejects', () => Promise.reject(worse)],
  ['rejects later', () => settled().then(() => Promise.reject(worse))],
  [
    'returns a thenable that throws',
    () => ({
      then() {
        throw worse
      },
    }),
  ],
]

for (const [how, onListenerError] of HANDLERS) {
  test(`S19, S21: when onListenerError ${how}, both errors are printed: its own and the one that it was told`, async () => {
    const actions = createActions({ onListenerError })
    actions.registerAction('Print', () => 'printed')
    actions.addListener('afterPrint', fail)
    let unhandled: unknown[] = []
    let result: unknown

    const printed = await printedDuring(async () => {
      unhandled = await unhandledDuring(async () => {
        result = await actions.invokeAction('Print')
      })
    })

    const all = printed.flat()
    assert.is(result, 'printed')
    assert.ok(all.includes(broken), 'the error that it was told')
    assert.ok(all.includes(worse), 'its own error')
    assert.equal(unhandled, [])
  })

  test(`S21: when onListenerError ${how} and console.error throws, the invocation goes on`, async () => {
    const actions = createActions({ onListenerError })
    const log: string[] = []
    actions.registerAction('Print', () => 'printed')
    actions.addListener('afterPrint', fail)
    actions.addListener('afterPrint', () => void log.push('after'))
    let unhandled: unknown[] = []

    await whilePrintingThrows(async () => {
      unhandled = await unhandledDuring(async () => {
        log.push(await actions.invokeAction('Print'))
      })
    })

    assert.equal(log, ['after', 'printed'])
    assert.equal(unhandled, [])
  })
}

test('S21: an onListenerError that never settles delays nothing', async () => {
  const actions = createActions({ onListenerError: () => deferred().promise })
  actions.registerAction('Print', () => 'printed')
  actions.addListener('afterPrint', fail)

  assert.is(await actions.invokeAction('Print'), 'printed')
})

test('S21: where console is gone, a failed after-listener changes nothing', async () => {
  const actions = createActions()
  actions.registerAction('Print', () => 'printed')
  actions.addListener('afterPrint', fail)
  const { console } = globalThis
  let result: unknown

  globalThis.console = undefined as never
  try {
    result = await actions.invokeAction('Print')
  } finally {
    globalThis.console = console
  }

  assert.is(result, 'printed')
})

test('S3, S21: where console.error throws, an abort that came too late throws nothing at the function that aborts', async () => {
  const actions = createActions()
  let late: unknown
  actions.registerAction('Print', (_payload, ctx) => {
    try {
      ctx.abort('too late')
    } catch (error) {
      late = error
    }
    return 'printed'
  })
  let result: unknown

  const printed = await whilePrintingThrows(async () => {
    result = await actions.invokeAction('Print')
  })

  assert.is(result, 'printed')
  assert.is(late, undefined)
  assert.is(printed.length, 1)
})

test('S21: where console.error throws, a failure still rejects with its own error', async () => {
  const actions = createActions()
  actions.registerAction('Print', fail)
  actions.addListener('errorPrint', () => {
    throw worse
  })
  let error: unknown

  await whilePrintingThrows(async () => {
    error = await rejection(actions.invokeAction('Print'))
  })

  assert.is(error, broken)
})

test.run()
