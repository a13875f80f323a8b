// Decides that an observer changes nothing, even when it throws (S17), unless it aborts or cuts.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, createActions, type ListenerErrorInfo } from '../../../source/core/index.js'
import { deferred, printedDuring, rejection, settled, unhandledDuring } from '../../support/helpers.js'
import { type Desk, watched } from './desk.js'

test('S17: everything up to the first thing that waits still runs inside the call while an observer is attached', () => {
  const actions = createActions<Desk>()
  const log = watched(actions)
  actions.registerAction('PrintLabel', () => 'printed', { name: 'print' })
  actions.addListener('beforePrintLabel', () => {}, { name: 'check' })

  actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log.slice(0, 5), [
    '> invocation PrintLabel',
    '> before check',
    '< before check',
    '> core print',
    '< core print',
  ])
})

test('S17: what observers return is not waited for', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.observe({ start: () => deferred().promise, end: () => deferred().promise })

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'printed')
})

test('S17: an observed party is called with `this` undefined, and with its own arguments', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', function (this: unknown, ...args: unknown[]) {
    seen.push(this, args.length, args[0])
    return 'printed'
  })
  const payload = { copies: 1 }
  watched(actions)

  await actions.invokeAction('PrintLabel', payload)

  assert.is(seen[0], undefined)
  assert.is(seen[1], 2)
  assert.is(seen[2], payload)
})

test('S17: a replacement may leave its original() unwaited while an observer is attached', async () => {
  const actions = createActions<Desk>()
  const paper = deferred<string>()
  actions.registerAction('PrintLabel', () => paper.promise, { name: 'print' })
  actions.replaceAction(
    'PrintLabel',
    (payload, original) => {
      original(payload)
    },
    { name: 'confirm' },
  )
  actions.addListener('afterPrintLabel', () => {}, { name: 'tell' })
  const log = watched(actions)
  const running = actions.invokeAction('PrintLabel', { copies: 1 })
  await settled()
  const early = log.includes('> after tell')

  paper.resolve('printed')

  assert.is(await running, 'printed')
  assert.is(early, false)
  assert.ok(log.includes('> after tell'))
})

for (const when of ['start', 'end'] as const) {
  test(`S17: an observer whose ${when} throws goes to onListenerError, and nothing else changes`, async () => {
    const reports: { error: unknown; info: ListenerErrorInfo }[] = []
    const actions = createActions<Desk>({ onListenerError: (error, info) => reports.push({ error, info }) })
    const failure = new Error('the tracer is broken')
    const broken = () => {
      throw failure
    }
    let seen: unknown
    actions.registerAction('PrintLabel', (_payload, ctx) => {
      seen = ctx
      return 'printed'
    })
    actions.observe({ [when]: broken })

    const result = await actions.invokeAction('PrintLabel', { copies: 1 })
    await settled()

    assert.is(result, 'printed')
    assert.is(reports.length, 2)
    for (const { error, info } of reports) {
      assert.is(error, failure)
      assert.equal(Object.keys(info).sort(), ['by', 'ctx', 'event', 'listener'])
      assert.is(info.by, null)
      assert.is(info.ctx, seen)
      assert.is(info.event, undefined)
      assert.is(info.listener, broken)
    }
  })

  test(`S17: an observer whose ${when} rejects goes to onListenerError, and leaves no unhandled rejection`, async () => {
    const reports: unknown[] = []
    const actions = createActions<Desk>({ onListenerError: (error) => reports.push(error) })
    const failure = new Error('the tracer is broken')
    actions.registerAction('PrintLabel', () => 'printed')
    actions.observe({
      [when]: async () => {
        throw failure
      },
    })
    let result: unknown

    const unhandled = await unhandledDuring(async () => {
      result = await actions.invokeAction('PrintLabel', { copies: 1 })
    })

    assert.is(result, 'printed')
    assert.equal(unhandled, [])
    assert.is(reports.length, 2)
    assert.ok(reports.every((error) => error === failure))
  })

  test(`S17: an observer whose ${when} throws does not keep another observer from seeing everything`, async () => {
    const actions = createActions<Desk>({ onListenerError: () => {} })
    actions.registerAction('PrintLabel', () => 'printed', { name: 'print' })
    actions.observe({
      [when]: () => {
        throw new Error('the tracer is broken')
      },
    })
    const log = watched(actions)

    await actions.invokeAction('PrintLabel', { copies: 1 })

    assert.equal(log, ['> invocation PrintLabel', '> core print', '< core print', '< invocation PrintLabel'])
  })
}

test('S17: an observer that throws does not change which error the invocation rejects with', async () => {
  const actions = createActions<Desk>({ onListenerError: () => {} })
  const failure = new Error('paper jam')
  const broken = () => {
    throw new Error('the tracer is broken')
  }
  actions.registerAction('PrintLabel', () => {
    throw failure
  })
  actions.observe({ start: broken, end: broken })

  assert.is(await rejection(actions.invokeAction('PrintLabel', { copies: 1 })), failure)
})

test('S17: without onListenerError what an observer throws is printed', async () => {
  const actions = createActions<Desk>()
  const failure = new Error('the tracer is broken')
  actions.registerAction('PrintLabel', () => 'printed')
  actions.observe({
    start: ({ kind }) => {
      if (kind === 'core') throw failure
    },
  })

  const printed = await printedDuring(() => actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.is(printed.length, 1)
  assert.ok(printed[0]?.includes(failure))
})

test('S3, S17: an abort before any party has started has by: null, and no middleware can take it back', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.use(async (ctx, next) => {
    await next().catch(() => {})
    ctx.result = 'instead'
  })
  actions.observe({
    start({ ctx, kind }) {
      if (kind === 'invocation') ctx.abort('not today')
    },
  })

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.instance(error, ActionAbortedError)
  assert.is((error as ActionAbortedError).by, null)
  assert.equal(log, [])
})

for (const [what, spoil] of [
  ['freezes its info', (info: object) => void Object.freeze(info)],
  ['empties its info', (info: object) => void Object.assign(info, { ctx: undefined, kind: undefined })],
] as const) {
  test(`S17: an observer that ${what} changes nothing for the invocation or for other observers`, async () => {
    const actions = createActions({ onListenerError() {} })
    const failure = new Error('core')
    const seen: unknown[] = []
    actions.registerAction('Fail', () => {
      throw failure
    })
    actions.observe({ start: spoil })
    actions.observe({ end: ({ kind, ctx, error }) => seen.push([kind, ctx.action, error]) })

    const error = await rejection(actions.invokeAction('Fail'))

    assert.is(error, failure)
    assert.equal(seen, [
      ['core', 'Fail', failure],
      ['invocation', 'Fail', failure],
    ])
  })

  test(`S9, S17: an observer that ${what} loses no cut, neither of its invocation nor of another invocation`, async () => {
    const actions = createActions({ onListenerError() {} })
    const controller = new AbortController()
    actions.registerAction('Hang', () => new Promise(() => {}))
    const observing = actions.observe({ start: spoil })
    const first = rejection(actions.invokeAction('Hang', undefined, { signal: controller.signal }))
    observing()
    const second = rejection(actions.invokeAction('Hang', undefined, { signal: controller.signal }))

    controller.abort('cut')

    assert.equal(await Promise.all([first, second]), ['cut', 'cut'])
  })
}

test('S17: an observer sees the end of an invocation that it has cut at its start', async () => {
  const actions = createActions()
  const controller = new AbortController()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.observe({
    start({ kind }) {
      log.push(`start ${kind}`)
      if (kind === 'invocation') controller.abort('cut')
    },
    end: ({ kind, error }) => log.push([`end ${kind}`, error]),
  })

  await rejection(actions.invokeAction('AcceptTask', undefined, { signal: controller.signal }))

  assert.equal(log, ['start invocation', ['end invocation', 'cut']])
})

test('S9, S17: an observer that is told of the end of an invocation can no longer cut it', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const failure = new Error('out of paper')
  let signal: AbortSignal | undefined
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    signal = ctx.signal
    throw failure
  })
  actions.observe({
    end({ kind }) {
      if (kind === 'invocation') cut.abort()
    },
  })

  const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal }))

  assert.is(error, failure)
  assert.is(signal?.aborted, false)
})

test('S9, S17: an observer cannot abort what has just been cut', async () => {
  const actions = createActions()
  const controller = new AbortController()
  let signal: AbortSignal | undefined
  actions.registerAction('Hang', (_payload, ctx) => {
    signal = ctx.signal
    return new Promise(() => {})
  })
  actions.addListener('beforeHang', () => new Promise(() => {}))
  actions.observe({ end: ({ ctx }) => ctx.abort('too late') })
  actions.use((ctx, next) => {
    signal = ctx.signal
    return next()
  })

  const failure = rejection(actions.invokeAction('Hang', undefined, { signal: controller.signal }))
  controller.abort('cut')

  assert.is(await failure, 'cut')
  assert.is(signal?.reason, 'cut')
})

test('S17: an invocation that an observer has aborted, and then cut, ends with the cut', async () => {
  const actions = createActions()
  const cut = new AbortController()
  const seen: unknown[] = []
  actions.registerAction('X', () => 'done')
  actions.observe({
    start({ ctx, kind }) {
      if (kind !== 'invocation') return
      ctx.abort('closed')
      cut.abort('cut')
    },
    end: ({ kind, error, aborted }) => seen.push([kind, error, aborted]),
  })

  const error = await rejection(actions.invokeAction('X', 1, { signal: cut.signal }))

  assert.is(error, 'cut')
  assert.equal(seen, [['invocation', 'cut', undefined]])
})

test.run()
