// Whom an abort names (S3) when the party that executes is wrapped, nested, or deep inside the stack.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, type ListenerErrorInfo, type ListenerOptions } from '../../../source/core/index.js'
import { deferred, settled } from '../../support/helpers.js'
import { type Abortable, type Actions, abortion, noop, reportingActions } from './aborts.js'

type AbortFunction = (reason?: unknown) => void
type By = ListenerErrorInfo['by']

const CHECK: By = { kind: 'before', name: 'check', scope: undefined }

/** What wraps a listener, so that the function that runs is not the function that was handed in. */
const WRAPPED: [how: string, options: ListenerOptions, prepare: (actions: Actions) => void][] = [
  ['runs once', { once: true }, noop],
  ['has a time limit', { timeout: 5_000 }, noop],
  ['has an order', { order: 3 }, noop],
  ['is observed', {}, (actions) => actions.observe({ start: noop, end: noop })],
  ['is observed from around', {}, (actions) => actions.observe({ around: (_info, run) => run() })],
  [
    'runs once, has a time limit and is observed',
    { once: true, timeout: 5_000 },
    (actions) => actions.observe({ start: noop, end: noop, around: (_info, run) => run() }),
  ],
]

for (const [how, options, prepare] of WRAPPED) {
  test(`S3: an abort that was handed to a listener that ${how} names the listener, also when it is called later`, async () => {
    const actions = createActions()
    const hold = deferred()
    let abortLater!: AbortFunction
    actions.registerAction('Save', noop)
    prepare(actions)
    actions.addListener(
      'beforeSave',
      function check(_payload, abort) {
        abortLater = abort
      },
      options,
    )
    actions.addListener('beforeSave', () => hold.promise, { order: 9 })

    const failure = abortion(actions.invokeAction('Save'))
    await settled()
    abortLater()
    hold.resolve()

    assert.equal((await failure).by, CHECK)
  })

  test(`S3: a late abort that was handed to a listener that ${how} is told with the listener`, async () => {
    const { actions, reports } = reportingActions()
    const asked = deferred()
    const check = (_payload: unknown, abort: AbortFunction) => {
      void asked.promise.then(() => abort())
    }
    actions.registerAction('Save', noop)
    prepare(actions)
    actions.addListener('beforeSave', check, options)

    await actions.invokeAction('Save')
    asked.resolve()
    await settled()

    assert.equal(
      reports.map(({ info }) => [info.by, info.event, info.listener === check]),
      [[CHECK, 'beforeSave', true]],
    )
  })

  test(`S3: an abort taken through ...args by a listener that ${how} names no party when it is called later`, async () => {
    const actions = createActions()
    const hold = deferred()
    let abortLater!: AbortFunction
    actions.registerAction('Save', noop)
    prepare(actions)
    actions.addListener(
      'beforeSave',
      function check(...args: unknown[]) {
        abortLater = args[1] as AbortFunction
      },
      options,
    )
    actions.addListener('beforeSave', () => hold.promise, { order: 9 })

    const failure = abortion(actions.invokeAction('Save'))
    await settled()
    abortLater()
    hold.resolve()

    assert.is((await failure).by, null)
  })

  test(`S3: ctx.abort by a listener that ${how} names the listener while it executes`, async () => {
    const actions = createActions()
    actions.registerAction('Save', noop)
    prepare(actions)
    actions.addListener(
      'beforeSave',
      function check(_payload, _abort, ctx) {
        ctx.abort()
      },
      options,
    )

    assert.equal((await abortion(actions.invokeAction('Save'))).by, CHECK)
  })

  test(`S3: ctx.abort from outside names no party while a listener that ${how} waits`, async () => {
    const actions = createActions()
    const hold = deferred()
    let kept!: Abortable
    actions.registerAction('Save', noop)
    prepare(actions)
    actions.addListener(
      'beforeSave',
      function bystander(_payload, _abort, ctx) {
        kept = ctx
        return hold.promise
      },
      options,
    )

    const failure = abortion(actions.invokeAction('Save'))
    kept.abort()
    hold.resolve()

    assert.is((await failure).by, null)
  })
}

test('S3: ctx.abort names the listener that executes, after a nested invocation has come back', async () => {
  const actions = createActions()
  actions.registerAction('Save', noop)
  actions.registerAction('Log', noop)
  actions.addListener('beforeLog', function inner() {})
  actions.addListener('beforeSave', function check(_payload, _abort, ctx) {
    void ctx.invokeAction('Log')
    ctx.abort()
  })

  assert.equal((await abortion(actions.invokeAction('Save'))).by, CHECK)
})

for (const [what, invoke] of [
  ['ctx.invokeAction', (_actions, ctx) => ctx.invokeAction],
  ['actions.invokeAction', (actions) => actions.invokeAction],
] as [string, (actions: Actions, ctx: { invokeAction: Actions['invokeAction'] }) => Actions['invokeAction']][]) {
  test(`S3: ctx.abort names the listener that executes, after ${what} of an action that has thrown`, async () => {
    const actions = createActions()
    actions.registerAction('Save', noop)
    actions.registerAction('Log', function log() {
      throw new Error('the disk is full')
    })
    actions.addListener('beforeSave', function check(_payload, _abort, ctx) {
      invoke(actions, ctx)('Log').catch(noop)
      ctx.abort()
    })

    assert.equal((await abortion(actions.invokeAction('Save'))).by, CHECK)
  })
}

test('S3: when a listener invokes its own action again, each invocation names its own party', async () => {
  const actions = createActions()
  actions.registerAction('Save', noop)
  actions.addListener('beforeSave', async function check(payload, _abort, ctx) {
    if (payload === 'inner') return ctx.abort('inner')
    const inner = abortion(ctx.invokeAction('Save', 'inner'))
    ctx.abort('outer')
    const { by, reason } = await inner
    assert.equal([by, reason], [CHECK, 'inner'])
  })

  const { by, reason } = await abortion(actions.invokeAction('Save', 'outer'))

  assert.equal([by, reason], [CHECK, 'outer'])
})

test('S3: ctx.abort names the middleware that executes again, after its next() has come back', async () => {
  const { actions, reports } = reportingActions()
  actions.registerAction('Save', function save() {})
  actions.addListener('beforeSave', function check() {})
  actions.use('Save', function outer(ctx, next) {
    const inside = next()
    ctx.abort()
    return inside
  })
  actions.use('Save', function inner(_ctx, next) {
    return next()
  })

  await actions.invokeAction('Save')
  await settled()

  assert.equal(
    reports.map(({ info }) => info.by),
    [{ kind: 'middleware', name: 'outer', scope: undefined }],
  )
})

/** Counts of layers, of which more than 200 begin in a microtask. */
for (const layers of [1, 199, 300]) {
  test(`S3: ctx.abort inside ${layers} layers names the listener that executes`, async () => {
    const actions = createActions()
    actions.registerAction('Save', noop)
    for (let i = 0; i < layers; i++) actions.use('Save', (_ctx, next) => next())
    actions.addListener('beforeSave', function check(_payload, _abort, ctx) {
      ctx.abort()
    })

    assert.equal((await abortion(actions.invokeAction('Save'))).by, CHECK)
  })

  test(`S3: ctx.abort inside ${layers} layers names the replacement that executes`, async () => {
    const actions = createActions()
    actions.registerAction('Save', noop)
    actions.replaceAction('Save', function confirm(_payload, _original, ctx) {
      ctx.abort()
    })
    for (let i = 0; i < layers; i++) actions.replaceAction('Save', (_payload, original) => original())

    assert.equal((await abortion(actions.invokeAction('Save'))).by, {
      kind: 'replacement',
      name: 'confirm',
      scope: undefined,
    })
  })
}

test('S3: an abort in the callback of a listener that is called synchronously names the listener', async () => {
  const actions = createActions()
  const bus = new EventTarget()
  actions.registerAction('Save', noop)
  actions.addListener('beforeSave', function check(_payload, _abort, ctx) {
    bus.addEventListener('asked', () => ctx.abort('no'), { once: true })
    bus.dispatchEvent(new Event('asked'))
  })

  assert.equal((await abortion(actions.invokeAction('Save'))).by, CHECK)
})

test('S3, S9: an abort after a signal that fired when there was a result already is told', async () => {
  const { actions, reports } = reportingActions()
  const cut = new AbortController()
  actions.registerAction('Save', () => 'saved')
  actions.addListener('afterSave', function tell(_payload, _result, ctx) {
    cut.abort()
    ctx.abort('no')
  })

  const result = await actions.invokeAction('Save', 1, { signal: cut.signal })
  await settled()

  assert.is(result, 'saved')
  assert.equal(
    reports.map(({ info }) => info.by),
    [{ kind: 'after', name: 'tell', scope: undefined }],
  )
})

test.run()
