// Decides that the library hands payloads and errors on as they are, and never looks at them.

import { inspect } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionAbortedError, ActionError, before, createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled, thrown, unhandledDuring } from '../../support/helpers.js'
import { actionsWithoutMap } from './support.js'

test('Withstands: a message shows a value that throws when it is looked at', () => {
  const actions = actionsWithoutMap()
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()

  const error = thrown(() => actions.registerAction('PrintLabel', proxy as never)) as TypeError

  assert.instance(error, TypeError)
  assert.match(error.message, 'got an object')
})

/** Makes a Proxy of which every trap throws. Each trap is also noted in `touched`, because the error may be caught. */
function untouchable(touched: string[], target: object = {}): never {
  const traps = Reflect.ownKeys(Reflect).filter((key) => typeof key === 'string')
  const handler = Object.fromEntries(traps.map((trap) => [trap, () => caught(touched, trap)]))
  return new Proxy(target, handler) as never
}

/** Makes an object of which every property that code often reads throws. */
function prickly(touched: string[]): never {
  const names = [
    'then',
    'constructor',
    'toString',
    'toJSON',
    'valueOf',
    'name',
    'message',
    'stack',
    'signal',
    'payload',
  ]
  const symbols = [Symbol.toPrimitive, Symbol.toStringTag, Symbol.iterator, Symbol.asyncIterator, Symbol.dispose]
  const thing = {}
  for (const key of [...names, ...symbols, inspect.custom]) {
    Object.defineProperty(thing, key, { get: () => caught(touched, String(key)) })
  }
  return thing as never
}

function caught(touched: string[], what: string): never {
  touched.push(what)
  throw new Error(`this was looked at: ${what}`)
}

const SECRETS: [what: string, make: (touched: string[]) => never][] = [
  ['a Proxy of which every trap throws', (touched) => untouchable(touched)],
  ['a Proxy of a function of which every trap throws', (touched) => untouchable(touched, () => {})],
  ['an object of which every getter throws', prickly],
]

for (const [what, make] of SECRETS) {
  test(`Withstands: a payload that is ${what} is handed from party to party, and is never looked at`, async () => {
    const touched: string[] = []
    const payload = make(touched)
    const reports: unknown[] = []
    const seen: [string, boolean][] = []
    const see = (where: string, given: unknown) => void seen.push([where, given === payload])
    const actions = createActions({ onListenerError: (error) => reports.push(error) })
    actions.observe({ end: ({ kind, ctx }) => see(`end of ${kind}`, ctx.payload) })
    actions.use('Print', async (ctx, next) => {
      see('middleware', ctx.payload)
      await next()
    })
    actions.use(
      'Print',
      before((given) => see('lifted', given)),
    )
    actions.registerAction(
      'Print',
      async (given, ctx) => {
        see('core', given)
        await settled()
        return ctx.depth > 0 || ctx.invokeAction('Print', given, { timeout: 5_000 })
      },
      {
        payloadUpdate(given, ctx) {
          see('payloadUpdate', given)
          ctx.payload = given
        },
      },
    )
    actions.addListener('beforePrint', (given) => see('before', given), { timeout: 5_000, once: true })
    actions.replaceAction('Print', (given, original) => {
      see('replacement', given)
      return original(given)
    })
    actions.replaceAction('Print', async (_given, original) => {
      original()
    })
    actions.addListener('afterPrint', (given) => see('after', given))

    const result = await actions.invokeAction('Print', payload, {
      signal: new AbortController().signal,
      timeout: 5_000,
    })

    assert.is(result, true)
    assert.equal(reports, [])
    assert.equal([...new Set(seen.map(([where]) => where))].sort(), [
      ...['after', 'before', 'core', 'end of after', 'end of before', 'end of core', 'end of invocation'],
      ...['end of middleware', 'end of payloadUpdate', 'end of replacement', 'lifted', 'middleware'],
      ...['payloadUpdate', 'replacement'],
    ])
    assert.equal(
      seen.filter(([, same]) => !same),
      [],
    )
    assert.equal(touched, [])
  })

  test(`Withstands: a payload that is ${what} is not looked at when an invocation fails`, async () => {
    const touched: string[] = []
    const payload = make(touched)
    const reports: unknown[] = []
    const failure = new Error('paper jam')
    const actions = createActions({ maxDepth: 0, onListenerError: (error) => reports.push(error) })
    actions.observe({ start() {}, end() {} })
    // Each core takes a payload: of an action that takes none, the payload is looked at, in case it is options (S13).
    actions.registerAction('Jam', (_payload) => {
      throw failure
    })
    actions.registerAction('Wait', (_payload) => new Promise(() => {}))
    actions.registerAction('Stop', (_payload) => {})
    actions.registerAction('Dive', (given, ctx) => ctx.invokeAction('Dive', given))
    actions.registerAction('Twice', (_payload) => {})
    actions.addListener('errorJam', (given) => assert.ok(given === payload))
    actions.addListener('beforeStop', (_payload, abort) => abort('why'))
    actions.use('Twice', async (_ctx, next) => {
      await next()
      await next()
    })

    const errors = await Promise.all([
      ...['Jam', 'Stop', 'Dive', 'Twice', 'Missing'].map((name) => rejection(actions.invokeAction(name, payload))),
      rejection(actions.invokeAction('Wait', payload, { timeout: 1 })),
      rejection(actions.invokeAction('Wait', payload, { signal: AbortSignal.abort('left') })),
    ])

    assert.equal(
      errors.map((error) => (error as { code?: string }).code ?? error),
      [failure, 'ACTION_ABORTED', 'ACTION_RECURSION', 'ACTION_MISUSE', 'ACTION_UNKNOWN', 'ACTION_TIMEOUT', 'left'],
    )
    assert.equal(reports, [])
    assert.equal(touched, [])
  })

  test(`Withstands: ${what} may be thrown, be a reason, and be a cut, and arrives as it is`, async () => {
    const thing = make([])
    const told: unknown[] = []
    const tell = (error: unknown) => void told.push(error === thing)
    const actions = createActions({ onListenerError: tell })
    const cut = new AbortController()
    actions.registerAction('Print', () => 'printed')
    actions.registerAction('Jam', () => {
      throw thing
    })
    actions.registerAction('Wait', () => new Promise(() => {}))
    actions.addListener('errorJam', (_payload, error) => tell(error))
    actions.use('Jam', async (_ctx, next) => next())
    actions.replaceAction('Jam', async (_payload, original) => original())
    actions.addListener('afterPrint', async () => {
      throw thing
    })

    const unhandled = await unhandledDuring(async () => {
      const jammed = actions.invokeAction('Jam')
      const waiting = actions.invokeAction('Wait', undefined, { signal: cut.signal })
      cut.abort(thing)
      const rejections = (await Promise.allSettled([jammed, waiting])) as PromiseRejectedResult[]
      const printed = await actions.invokeAction('Print')
      actions.addListener('beforePrint', (_payload, abort) => abort(thing))
      const aborted = (await rejection(actions.invokeAction('Print'))) as ActionAbortedError

      for (const { reason } of rejections) assert.ok(reason === thing)
      assert.is(printed, 'printed')
      assert.ok(aborted.reason === thing)
      assert.match(aborted.message, /an object$|a function$/)
    })
    assert.is(unhandled.length, 0)
    assert.equal(told, [true, true])
  })
}

for (const [what, make] of SECRETS) {
  test(`S13, Withstands: a payload that is ${what} is a payload, also for a core that takes none`, async () => {
    const actions = actionsWithoutMap()
    actions.registerAction('Print', () => 'printed')

    assert.is(await actions.invokeAction('Print', make([])), 'printed')
  })
}

test('S15, S16: neither errors nor explain carry a payload', async () => {
  const payload = { password: 'swordfish' }
  const found: unknown[] = []
  const actions = createActions({ maxDepth: 0, onListenerError: (error) => found.push(error) })
  const paper = deferred()
  actions.registerAction('Wait', () => paper.promise)
  actions.registerAction('Stop', () => {}, { payloadUpdate: (given) => given, terminal: true })
  actions.registerAction('Dive', (given, ctx) => ctx.invokeAction('Dive', given))
  actions.registerAction('Twice', () => {})
  actions.registerAction('Late', () => 'printed')
  actions.addListener('beforeStop', async (_payload, abort) => abort())
  actions.addListener('afterStop', () => {})
  actions.addListener('afterLate', () => paper.promise, { timeout: 1 })
  actions.use('Twice', async (_ctx, next) => {
    await next()
    await next()
  })

  for (const name of ['Stop', 'Dive', 'Twice', 'Stp']) found.push(await rejection(actions.invokeAction(name, payload)))
  found.push(await rejection(actions.invokeAction('Wait', payload, { timeout: 1 })))
  found.push(thrown(() => actions.registerAction('Wait', () => {})))
  await actions.invokeAction('Late', payload)
  paper.resolve()
  for (const name of actions.actionNames()) found.push(actions.explain(name))

  const codes = found.flatMap((thing) => (thing instanceof ActionError ? [thing.code] : []))
  assert.equal([...new Set(codes)].sort(), [
    ...['ACTION_ABORTED', 'ACTION_DUPLICATE', 'ACTION_MISUSE', 'ACTION_RECURSION'],
    ...['ACTION_TIMEOUT', 'ACTION_UNKNOWN', 'ACTION_UNSUPPORTED_EVENT'],
  ])
  for (const thing of found) {
    const everything = inspect(thing, { depth: 20, showHidden: true, getters: true })
    assert.not.match(everything, /swordfish|password/)
  }
})

test.run()
