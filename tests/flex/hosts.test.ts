// Decides that entracte/flex works where printing throws, where its actions are held in a store, and inside an around (S17, S21).

import { AsyncLocalStorage } from 'node:async_hooks'
import { reactive } from '@vue/reactivity'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { proxy } from 'valtio/vanilla'
import { createActions } from '../../source/flex/index.js'
import { printedDuring, rejection, settled, unhandledDuring } from '../support/helpers.js'

const broken = new Error('the mail server is down')
const fail = (): never => {
  throw broken
}

/** Runs `work` while `console.error` throws, as test setups have it do. */
async function whilePrintingThrows(work: () => unknown): Promise<void> {
  const original = console.error
  console.error = () => {
    throw new Error('nothing may be printed in tests')
  }
  try {
    await work()
    await settled()
  } finally {
    console.error = original
  }
}

const WAYS: [what: string, attach: (actions: ReturnType<typeof createActions>) => void][] = [
  ['a before-listener that throws', (actions) => actions.addListener('beforeX', fail)],
  ['a before-listener that rejects', (actions) => actions.addListener('beforeX', async () => fail())],
  ['an after-listener that throws', (actions) => actions.addListener('afterX', fail)],
  ['an after-listener that rejects', (actions) => actions.addListener('afterX', async () => fail())],
  ['an observer that throws', (actions) => actions.observe({ start: fail, end: fail })],
  ['an observer that rejects', (actions) => actions.observe({ start: async () => fail(), end: async () => fail() })],
]

for (const [what, attach] of WAYS) {
  test(`S21: where console.error throws, ${what} leaves nothing pending: the same call can be made again`, async () => {
    const actions = createActions()
    actions.registerAction('X', (payload) => `made ${payload}`)
    attach(actions)
    const results: unknown[] = []

    await whilePrintingThrows(async () => {
      results.push(await actions.invokeAction('X', 1))
      results.push(await actions.invokeAction('X', 1))
    })

    assert.equal(results, ['made 1', 'made 1'])
  })
}

for (const [what, hold] of [
  ['a Proxy', <T extends object>(thing: T): T => new Proxy(thing, {})],
  ['reactive() of Vue', <T extends object>(thing: T): T => reactive({ thing }).thing as never],
  ['proxy() of valtio', <T extends object>(thing: T): T => proxy({ thing }).thing],
] as [string, <T extends object>(thing: T) => T][]) {
  test(`S21: actions of Flex that are held in ${what} work`, async () => {
    const actions = hold(createActions())
    const log: unknown[] = []
    const listener = (payload: unknown) => void log.push(`before ${payload}`)
    actions.registerAction('X', (payload) => `made ${payload}`)
    actions.addListener('beforeX', listener)
    actions.replaceAction('X', (payload, original) => original(`${payload}!`))
    actions.addListener('afterX', (payload) => void log.push(`after ${payload}`))
    actions.observe({ end: ({ kind, ctx }) => kind === 'invocation' && log.push(hold(ctx).result) })

    log.push(await actions.invokeAction('X', 1))
    actions.removeListener('beforeX', listener)
    log.push(await actions.invokeAction('X', 2))

    assert.equal(log, ['before 1', 'after 1', 'made 1!', 'made 1!', 'after 2', 'made 2!', 'made 2!'])
  })
}

test('S21: the emitter that addListener returns can be held in a store, too', () => {
  const held = reactive({ emitter: createActions().addListener('beforeX', () => {}) })
  const listener = () => {}

  held.emitter.once('afterX', listener).setMaxListeners(3)
  const counts = [held.emitter.listenerCount('beforeX'), held.emitter.listenerCount('afterX')]
  held.emitter.off('afterX', listener)

  assert.equal([...counts, held.emitter.listenerCount('afterX'), held.emitter.getMaxListeners()], [1, 1, 0, 3])
})

test('S13: a payload that looks like options of the core is a payload', async () => {
  const actions = createActions()
  const { signal } = new AbortController()
  actions.registerAction('X', (payload) => payload.signal === signal)

  assert.is(await actions.invokeAction('X', { signal }), true)
})

test('S11: a circle of actions ends with an error at the caller, who is not handed the promise of another invocation', async () => {
  const actions = createActions()
  let depth = 0
  actions.registerAction('X', () => actions.invokeAction('X', ++depth))

  const unhandled = await unhandledDuring(async () => {
    const error = await rejection(actions.invokeAction('X', 0))
    assert.instance(error, Error)
  })

  assert.equal(unhandled, [])
  assert.equal(actions.findPendingActions('X'), {})
})

test('S17: an around that fails as the party that it calls fails as once, and one that is async leaves no rejection unhandled', async () => {
  const actions = createActions()
  actions.registerAction('X', fail)
  actions.observe({ around: (_info, run) => run() })
  actions.observe({ around: async (_info, run) => run() })
  const errors: unknown[] = []

  const unhandled = await unhandledDuring(async () => {
    errors.push(await rejection(actions.invokeAction('X', 1)))
  })

  assert.match(String(errors[0]), 'the mail server is down')
  assert.equal(unhandled, [])
})

test('S17: around stands around the invocation and around every party', async () => {
  const actions = createActions()
  const place = new AsyncLocalStorage<string>()
  const log: string[] = []
  const note = async () => {
    await settled()
    log.push(String(place.getStore()))
  }
  actions.registerAction('X', note)
  actions.addListener('beforeX', note)
  actions.replaceAction('X', (payload, original) => note().then(() => original(payload)))
  actions.addListener('afterX', note)
  actions.observe({
    around({ kind }, run) {
      const outer = place.getStore()
      return place.run(outer === undefined ? kind : `${outer} > ${kind}`, run)
    },
  })

  await actions.invokeAction('X', 1)

  assert.equal(log, [
    'invocation > before',
    'invocation > replacement',
    'invocation > replacement > core',
    'invocation > after',
  ])
})

test('S17: an around that does not call run is told so, and one that throws prints its error', async () => {
  const actions = createActions()
  actions.registerAction('X', () => {})
  actions.observe({ around: ({ kind }) => (kind === 'core' ? fail() : undefined) })

  const printed = await printedDuring(() => actions.invokeAction('X', 1))

  assert.equal(printed.map(String), ['TypeError: The around of an observer must call run() at once', String(broken)])
})

test('S17: an around that does not call run, or throws, changes nothing', async () => {
  for (const around of [() => undefined, fail]) {
    const actions = createActions()
    actions.registerAction('X', (payload) => `made ${payload}`)
    actions.observe({ around })
    let result: unknown

    await whilePrintingThrows(async () => {
      result = await actions.invokeAction('X', 1)
    })

    assert.is(result, 'made 1')
  }
})

test.run()
