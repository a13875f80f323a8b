// Decides that values that cannot be read, and functions whose every property is a surprise, are taken as they are (S21).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionAbortedError, createActions } from '../../../source/core/index.js'
import { rejection, thrown, unhandledDuring } from '../../support/helpers.js'

function revoked(target: object = {}): never {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy as never
}

/** A Proxy of `fn` that can be called, and of which everything else throws. */
function surprising<F extends (...args: never[]) => unknown>(fn: F): F {
  const traps = Object.getOwnPropertyNames(Reflect).filter((trap) => trap !== 'apply')
  const surprise = () => {
    throw new Error('a surprise')
  }
  return new Proxy(fn, Object.fromEntries(traps.map((trap) => [trap, surprise])))
}

/** A Proxy of `fn` every property of which is another surprise: a number, a function, an object, a getter that throws. */
function odd<F extends (...args: never[]) => unknown>(fn: F): F {
  const values: unknown[] = [7, () => 'odd', {}, null, Symbol('odd'), revoked()]
  let turn = 0
  return new Proxy(fn, {
    get: () => values[turn++ % values.length],
    has: () => true,
    getPrototypeOf: () => null,
  })
}

const SHAPES = [
  ['whose every trap throws but apply', surprising],
  ['whose properties are odd', odd],
] as const

for (const [what, shape] of SHAPES) {
  test(`S21: every kind of party may be a Proxy ${what}`, async () => {
    const told: unknown[] = []
    const log: string[] = []
    const actions = createActions({ onListenerError: shape((error: unknown) => void told.push(error)) })
    const note = (who: string) => shape(() => void log.push(who))
    actions.use(
      shape((_ctx: unknown, next: () => Promise<void>) => {
        log.push('use')
        return next()
      }),
    )
    actions.use(
      'Print',
      shape((_ctx: unknown, next: () => Promise<void>) => next()),
    )
    actions.registerAction('Print', shape(() => 'printed') as never, { payloadUpdate: note('payloadUpdate') as never })
    actions.addListener('beforePrint', note('before'))
    actions.addListener('beforePrint', note('once'), { once: true })
    actions.addListener('beforePrint', note('limited'), { timeout: 5_000 })
    actions.replaceAction('Print', shape((_payload: unknown, original: () => Promise<unknown>) => original()) as never)
    actions.addListener('afterPrint', note('after'))
    actions.addListener(
      'afterPrint',
      shape(() => {
        throw new Error('down')
      }),
    )

    assert.is(await actions.invokeAction('Print'), 'printed')
    assert.equal(log, ['use', 'payloadUpdate', 'before', 'once', 'limited', 'after'])
    assert.equal(
      told.map((error) => (error as Error).message),
      ['down'],
    )
  })

  test(`S21: error-listeners, observers and registerAction with a payload update may be Proxies ${what}`, async () => {
    const told: unknown[] = []
    const log: string[] = []
    const jam = new Error('paper jam')
    const actions = createActions({ onListenerError: (error) => void told.push(error) })
    actions.registerAction(
      'Print',
      shape((): never => {
        throw jam
      }),
      shape(() => void log.push('payloadUpdate')) as never,
    )
    actions.addListener(
      'errorPrint',
      shape(() => void log.push('error')),
    )
    actions.observe({
      start: shape(() => void log.push('start')),
      end: shape(() => void log.push('end')),
      around: shape((_info: unknown, run: () => unknown) => run()),
    })

    const error = await rejection(actions.invokeAction('Print'))

    assert.is(error, jam)
    assert.equal(told, [])
    assert.is(log.filter((line) => line === 'error').length, 1)
    assert.is(log.filter((line) => line === 'start').length, log.filter((line) => line === 'end').length)
  })

  test(`S15, S21: explain and errors show a Proxy ${what} without a name, and by the option`, async () => {
    const actions = createActions()
    actions.registerAction('Print', () => 'printed', { name: 'print' })
    actions.addListener(
      'beforePrint',
      shape((_payload: unknown, abort: (reason: string) => void) => abort('closed')),
    )
    actions.addListener(
      'afterPrint',
      shape(() => {}),
      { name: 'tell' },
    )

    const error = (await rejection(actions.invokeAction('Print'))) as ActionAbortedError

    assert.equal(
      actions.explain('Print').map(({ kind, name }) => [kind, name]),
      [
        ['before', undefined],
        ['core', 'print'],
        ['after', 'tell'],
      ],
    )
    assert.is(error.reason, 'closed')
    assert.ok(error.by === null || error.by.kind === 'before')
  })

  test(`S14, S21: a Proxy ${what} can be taken off`, () => {
    const actions = createActions()
    const listener = shape(() => {})
    const off = actions.addListener('beforePrint', listener)
    actions.addListener('beforePrint', listener)

    off()

    assert.is(actions.removeListener('beforePrint', listener), true)
    assert.is(actions.removeListener('beforePrint', listener), false)
  })
}

test('S3, S21: an abort through a listener whose length cannot be read still aborts', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('Print', () => void log.push('core'))
  actions.addListener(
    'beforePrint',
    surprising(async (_payload: unknown, abort: (reason: string) => void) => {
      await null
      abort('closed')
    }),
  )

  const outcome = await actions.settleAction('Print')

  assert.is(outcome.status, 'aborted')
  assert.equal(log, [])
})

test('S21: a function that was revoked after it was attached fails as any function does that throws', async () => {
  const told: unknown[] = []
  const actions = createActions({ onListenerError: (error) => void told.push(error) })
  const { proxy, revoke } = Proxy.revocable(() => {}, {})
  actions.registerAction('Print', () => 'printed')
  actions.addListener('afterPrint', proxy, { name: 'tell' })
  revoke()

  assert.is(await actions.invokeAction('Print'), 'printed')
  assert.is(told.length, 1)
  assert.instance(told[0], TypeError)
})

for (const [what, make] of [
  ['a revoked proxy', () => revoked()],
  ['a revoked proxy of a function', () => revoked(() => {})],
  ['a revoked proxy of an array', () => revoked([])],
] as const) {
  test(`S21: a payload that is ${what} goes through every party, nested and settled, and stays what it is`, async () => {
    const payload = make()
    const told: unknown[] = []
    const seen: unknown[] = []
    const actions = createActions({ onListenerError: (error) => void told.push(error) })
    actions.observe({ start: ({ ctx }) => void seen.push(ctx.payload), around: (_info, run) => run() })
    actions.registerAction('Inner', (given) => void seen.push(given))
    actions.registerAction('Print', (given, ctx) => ctx.invokeAction('Inner', given), {
      payloadUpdate: (given) => void seen.push(given),
    })
    actions.addListener('beforePrint', (given) => void seen.push(given))
    actions.replaceAction('Print', (given, original) => original(given))
    actions.addListener('afterPrint', (given) => void seen.push(given))

    const outcome = await actions.settleAction('Print', payload)
    await actions.invokeAction('Print', payload, { timeout: 5_000 })

    assert.is(outcome.status, 'done')
    assert.ok(seen.length > 10)
    assert.ok(seen.every((value) => value === payload))
    assert.equal(told, [])
  })

  test(`S13, S21: a payload that is ${what} is no options, also for an action whose core takes no payload`, async () => {
    const actions = createActions()
    actions.registerAction('Logout', () => 'out')

    assert.is(await actions.invokeAction('Logout', make()), 'out')
  })

  test(`S21: ${what} may be thrown, be a reason and be the reason of a signal, and arrives as it is`, async () => {
    const value = make()
    const actions = createActions({ onListenerError() {} })
    const cut = new AbortController()
    let failure: unknown
    actions.registerAction('Jam', () => {
      throw value
    })
    actions.addListener('errorJam', (_payload, _error, ctx) => {
      failure = ctx.failure?.error
    })
    actions.registerAction('Wait', () => new Promise(() => {}))
    actions.registerAction('Print', () => {})
    actions.addListener('beforePrint', (_payload, abort) => abort(value))

    const unhandled = await unhandledDuring(async () => {
      const jammed = await actions.settleAction('Jam')
      const aborted = await actions.settleAction('Print')
      const waiting = actions.settleAction('Wait', undefined, { signal: cut.signal })
      cut.abort(value)
      const cancelled = await waiting

      assert.ok(jammed.status === 'failed' && jammed.error === value)
      assert.ok(failure === value)
      assert.ok(aborted.status === 'aborted' && aborted.reason === value)
      assert.ok(aborted.status === 'aborted' && /: an object$|: a function$/.test((aborted.error as Error).message))
      assert.ok(cancelled.status === 'cancelled' && cancelled.reason === value)
    })

    assert.equal(unhandled, [])
  })

  test(`S1, S21: ${what} in the place of an argument is a TypeError that says so`, () => {
    const actions = createActions()
    const value = make()

    for (const attach of [
      () => actions.addListener('beforePrint', () => {}, value),
      () => actions.registerAction(value, () => {}),
      () => actions.addListener(value, () => {}),
      () => actions.observe(value),
      () => actions.scope(value),
    ]) {
      assert.instance(thrown(attach), TypeError)
    }
  })
}

test('S16, S21: an abort reason with fields that cannot be read is shown without throwing', async () => {
  const actions = createActions()
  const reason = {
    why: 'closed',
    get who() {
      throw new Error('hands off')
    },
    inner: revoked(),
  }
  actions.registerAction('Print', () => {})
  actions.addListener('beforePrint', (_payload, abort) => abort(reason))

  const error = (await rejection(actions.invokeAction('Print'))) as ActionAbortedError

  assert.is(error.reason, reason)
  assert.is(error.name, 'ActionAbortedError')
})

test.run()
