// A before-listener that forgets to await or return its check aborts too late, and is told so (S3).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionMisuseError, createActions } from '../../../source/core/index.js'
import { deferred, printedDuring, rejection, settled } from '../../support/helpers.js'
import { type Actions, abortion, noop, reportingActions } from './aborts.js'

type AbortFunction = (reason?: unknown) => void

/** Each attaches parties so that the invocation is in one phase for as long as `held` is pending. */
const PHASES: [when: string, attach: (actions: Actions, held: Promise<void>) => void][] = [
  ['while the core runs', (actions, held) => actions.registerAction('Save', () => held, { override: true })],
  ['while an after-listener runs', (actions, held) => actions.addListener('afterSave', () => held)],
  [
    'while an error-listener runs',
    (actions, held) => {
      actions.replaceAction('Save', () => Promise.reject(new Error('the disk is full')))
      actions.addListener('errorSave', () => held)
    },
  ],
  [
    'while middleware waits after next()',
    (actions, held) =>
      actions.use('Save', async (_ctx, next) => {
        await next()
        await held
      }),
  ],
  [
    'while middleware waits after a next() that failed before the core',
    (actions, held) => {
      actions.addListener(
        'beforeSave',
        () => {
          throw new Error('no connection')
        },
        { order: 1 },
      )
      actions.use('Save', async (_ctx, next) => {
        await rejection(next())
        await held
      })
    },
  ],
  [
    'while a replacement waits after original()',
    (actions, held) =>
      actions.replaceAction('Save', async (payload, original) => {
        await original(payload)
        await held
      }),
  ],
  ['after the invocation has resolved', noop],
  [
    'after the invocation has failed',
    (actions) =>
      actions.registerAction('Save', () => Promise.reject(new Error('the disk is full')), { override: true }),
  ],
]

for (const [when, attach] of PHASES) {
  test(`S3: a check that was not awaited and aborts ${when} is told, with the listener`, async () => {
    const { actions, reports } = reportingActions()
    const asked = deferred()
    const hold = deferred()
    let seen: unknown
    const check = (_payload: unknown, abort: AbortFunction, ctx: unknown) => {
      seen = ctx
      void asked.promise.then(() => abort('not allowed'))
    }
    actions.registerAction('Save', noop)
    actions.addListener('beforeSave', check)
    attach(actions, hold.promise)

    const running = actions.invokeAction('Save').catch(noop)
    await settled()
    asked.resolve()
    await settled()
    hold.resolve()
    await running
    await settled()

    assert.is(reports.length, 1)
    const [{ error, info }] = reports as [(typeof reports)[0]]
    assert.instance(error, ActionMisuseError)
    assert.is((error as ActionMisuseError).action, 'Save')
    assert.match(
      (error as ActionMisuseError).message,
      /^The before-listener "check" of the action "Save" aborted too late, .*: did it forget to await or return its check\?$/,
    )
    assert.is(info.ctx, seen)
    assert.is(info.event, 'beforeSave')
    assert.is(info.listener, check)
    assert.equal(info.by, { kind: 'before', name: 'check', scope: undefined })
  })
}

/** Listeners that do not declare `abort`, each of which aborts once `asked` has resolved. */
const UNDECLARED: [what: string, listener: (asked: Promise<void>) => (...args: never[]) => unknown][] = [
  [
    'that takes ...args',
    (asked) =>
      function check(...args: unknown[]) {
        void asked.then(() => (args[1] as AbortFunction)('not allowed'))
      },
  ],
  [
    'that has a default for abort',
    (asked) =>
      function check(_payload: unknown, abort: AbortFunction = noop) {
        void asked.then(() => abort('not allowed'))
      },
  ],
  [
    'that uses ctx.abort',
    (asked) =>
      function check(_payload: unknown, _abort: unknown, ctx: { abort: AbortFunction }) {
        void asked.then(() => ctx.abort('not allowed'))
      },
  ],
  [
    'that assigns ctx.aborted',
    (asked) =>
      function check(_payload: unknown, _abort: unknown, ctx: { aborted: boolean }) {
        void asked.then(() => {
          ctx.aborted = true
        })
      },
  ],
]

for (const [what, listener] of UNDECLARED) {
  test(`S3: a late abort of a listener ${what} is told, and names no party`, async () => {
    const { actions, reports } = reportingActions()
    const asked = deferred()
    const hold = deferred()
    actions.registerAction('Save', function save() {
      return hold.promise
    })
    actions.addListener('beforeSave', listener(asked.promise) as never)

    const running = actions.invokeAction('Save')
    asked.resolve()
    await settled()
    hold.resolve()
    await running

    assert.is(reports.length, 1)
    assert.instance(reports[0]?.error, ActionMisuseError)
    assert.is(reports[0]?.info.by, null)
    assert.is(reports[0]?.info.event, undefined)
    assert.is(reports[0]?.info.listener, undefined)
    assert.not.match(String(reports[0]?.error), '"save"')
  })
}

test('S3: a check that was not awaited aborts in time while a later before-listener waits, and nothing is told', async () => {
  const { actions, reports } = reportingActions()
  const asked = deferred()
  const hold = deferred()
  actions.registerAction('Save', noop)
  actions.addListener('beforeSave', function check(_payload, abort) {
    void asked.promise.then(() => abort('not allowed'))
  })
  actions.addListener('beforeSave', () => hold.promise)

  const failure = abortion(actions.invokeAction('Save'))
  asked.resolve()
  await settled()
  hold.resolve()
  const error = await failure

  assert.equal(error.by, { kind: 'before', name: 'check', scope: undefined })
  assert.equal(reports, [])
})

test('S3: a check that is returned aborts in time, and nothing is told', async () => {
  const { actions, reports } = reportingActions()
  const asked = deferred()
  actions.registerAction('Save', noop)
  actions.addListener('beforeSave', (_payload, abort) => asked.promise.then(() => abort('not allowed')))

  const failure = abortion(actions.invokeAction('Save'))
  asked.resolve()

  assert.is((await failure).reason, 'not allowed')
  assert.equal(reports, [])
})

test('S3: of two checks that were not awaited, each is told with its own listener', async () => {
  const { actions, reports } = reportingActions()
  const asked = deferred()
  actions.registerAction('Save', noop)
  actions.addListener('beforeSave', function first(_payload, abort) {
    void asked.promise.then(() => abort('not allowed'))
  })
  actions.scope('crm').addListener('beforeSave', function second(_payload, abort) {
    void asked.promise.then(() => abort('not allowed'))
  })

  await actions.invokeAction('Save')
  asked.resolve()
  await settled()

  assert.equal(
    reports.map(({ info }) => info.by),
    [
      { kind: 'before', name: 'first', scope: undefined },
      { kind: 'before', name: 'second', scope: 'crm' },
    ],
  )
})

test('S3: without an onListenerError, a late abort is printed', async () => {
  const actions = createActions()
  actions.registerAction('Save', (_payload, ctx) => ctx.abort('no'))

  const printed = await printedDuring(() => actions.invokeAction('Save'))

  assert.is(printed.length, 1)
  assert.instance(printed[0]?.[0], ActionMisuseError)
})

test.run()
