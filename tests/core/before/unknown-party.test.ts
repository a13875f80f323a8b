// When an abort names its party, and when it names no party at all (S3): `by` is exact or null, never a guess.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, type ListenerErrorInfo } from '../../../source/core/index.js'
import { deferred, settled } from '../../support/helpers.js'
import { type Abortable, type Actions, abortion, ctxAborts, noop } from './aborts.js'

type AbortFunction = (reason?: unknown) => void
type By = ListenerErrorInfo['by']

const CHECK: By = { kind: 'before', name: 'check', scope: undefined }

/** The ways to write a listener that aborts by what it was handed. Each calls `when` with a function that aborts. */
const FORMS: [
  what: string,
  listener: (when: (abort: AbortFunction) => unknown) => (...args: never[]) => unknown,
  later: By,
][] = [
  [
    'that declares abort',
    (when) =>
      function check(_payload: unknown, abort: AbortFunction) {
        return when(() => abort('no'))
      },
    CHECK,
  ],
  [
    'that declares abort and ctx',
    (when) =>
      function check(_payload: unknown, abort: AbortFunction, _ctx: unknown) {
        return when(() => abort('no'))
      },
    CHECK,
  ],
  [
    'that takes its arguments as ...args',
    (when) =>
      function check(...args: unknown[]) {
        return when(() => (args[1] as AbortFunction)('no'))
      },
    null,
  ],
  [
    'that takes abort as the first of ...rest',
    (when) =>
      function check(_payload: unknown, ...rest: unknown[]) {
        return when(() => (rest[0] as AbortFunction)('no'))
      },
    null,
  ],
  [
    'that has a default for abort',
    (when) =>
      function check(_payload: unknown, abort: AbortFunction = noop) {
        return when(() => abort('no'))
      },
    null,
  ],
  [
    'that has a default for the payload',
    (when) =>
      function check(_payload: unknown = {}, abort: AbortFunction = noop) {
        return when(() => abort('no'))
      },
    null,
  ],
  [
    'that uses ctx.abort',
    (when) =>
      function check(_payload: unknown, _abort: unknown, ctx: Abortable) {
        return when(() => ctx.abort('no'))
      },
    null,
  ],
  [
    'that uses a detached ctx.abort',
    (when) =>
      function check(_payload: unknown, _abort: unknown, { abort }: Abortable) {
        return when(() => abort('no'))
      },
    null,
  ],
  [
    'that assigns ctx.aborted',
    (when) =>
      function check(_payload: unknown, _abort: unknown, ctx: Abortable) {
        return when(() => {
          ctx.aborted = true
        })
      },
    null,
  ],
]

for (const [what, listener, later] of FORMS) {
  test(`S3: an abort names a listener ${what} when it aborts before it waits`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop)
    actions.addListener('beforeAcceptTask', listener((abort) => abort()) as never)

    const error = await abortion(actions.invokeAction('AcceptTask'))

    assert.equal(error.by, CHECK)
  })

  const named = later === null ? 'names no party for' : 'names'

  test(`S3: an abort ${named} a listener ${what} when it aborts after it has waited`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop)
    actions.addListener('beforeAcceptTask', listener((abort) => settled().then(() => abort())) as never)

    const error = await abortion(actions.invokeAction('AcceptTask'))

    assert.equal(error.by, later)
  })

  test(`S3: an abort ${named} a listener ${what} when another listener waits`, async () => {
    const actions = createActions()
    const hold = deferred()
    let abortLater!: AbortFunction
    actions.registerAction('AcceptTask', noop)
    actions.addListener(
      'beforeAcceptTask',
      listener((abort) => {
        abortLater = abort
      }) as never,
    )
    actions.addListener('beforeAcceptTask', function bystander() {
      return hold.promise
    })

    const failure = abortion(actions.invokeAction('AcceptTask'))
    abortLater()
    hold.resolve()

    assert.equal((await failure).by, later)
  })
}

/** Each attaches a party that aborts by `abortBy` after it has waited. */
const WAITED: [what: string, attach: (actions: Actions, abortBy: (ctx: Abortable) => void) => void][] = [
  [
    'middleware',
    (actions, abortBy) =>
      actions.use('AcceptTask', async function guard(ctx, next) {
        await settled()
        abortBy(ctx)
        await next()
      }),
  ],
  [
    'a payloadUpdate',
    (actions, abortBy) =>
      actions.registerAction('AcceptTask', noop, {
        override: true,
        payloadUpdate: async function guard(_payload: unknown, ctx: Abortable) {
          await settled()
          abortBy(ctx)
        },
      }),
  ],
  [
    'a replacement',
    (actions, abortBy) =>
      actions.replaceAction('AcceptTask', async function guard(payload, original, ctx) {
        await settled()
        abortBy(ctx)
        return original(payload)
      }),
  ],
]

for (const [how, abortBy] of ctxAborts) {
  for (const [what, attach] of WAITED) {
    test(`S3: ${how} of ${what} names no party once the party has waited`, async () => {
      const actions = createActions()
      actions.registerAction('AcceptTask', noop)
      attach(actions, abortBy)

      const error = await abortion(actions.invokeAction('AcceptTask'))

      assert.is(error.by, null)
    })
  }

  test(`S3: ${how} from outside names no party, although a party is waiting`, async () => {
    const actions = createActions()
    const hold = deferred()
    let kept!: Abortable
    actions.registerAction('AcceptTask', noop)
    actions.use(function outer(_ctx, next) {
      return next()
    })
    actions.addListener('beforeAcceptTask', function bystander(_payload, _abort, ctx) {
      kept = ctx
      return hold.promise
    })

    const failure = abortion(actions.invokeAction('AcceptTask'))
    abortBy(kept)
    hold.resolve()

    assert.is((await failure).by, null)
  })

  test(`S3: ${how} through a kept ctx names the listener that executes when it is called`, async () => {
    const actions = createActions()
    let kept!: Abortable
    actions.registerAction('AcceptTask', noop)
    actions.addListener('beforeAcceptTask', function keeper(_payload, _abort, ctx) {
      kept = ctx
    })
    actions.addListener('beforeAcceptTask', function check() {
      abortBy(kept)
    })

    const error = await abortion(actions.invokeAction('AcceptTask'))

    assert.equal(error.by, CHECK)
  })

  test(`S3: ${how} names no party when a party of another invocation calls it`, async () => {
    const actions = createActions()
    const hold = deferred()
    let kept!: Abortable
    actions.registerAction('AcceptTask', noop)
    actions.registerAction('Logout', function logout() {
      abortBy(kept)
    })
    actions.addListener('beforeAcceptTask', function bystander(_payload, _abort, ctx) {
      kept = ctx
      return hold.promise
    })

    const failure = abortion(actions.invokeAction('AcceptTask'))
    await actions.invokeAction('Logout')
    hold.resolve()

    assert.is((await failure).by, null)
  })

  test(`S3: ${how} of ctx.parent names the party of the parent that executes the nested invocation`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop)
    actions.registerAction('Child', function child(_payload, ctx) {
      abortBy(ctx.parent as Abortable)
    })
    actions.addListener('beforeAcceptTask', function check(_payload, _abort, ctx) {
      return ctx.invokeAction('Child')
    })

    const error = await abortion(actions.invokeAction('AcceptTask'))

    assert.equal(error.by, CHECK)
  })

  test(`S3: ${how} of ctx.parent names no party when the nested invocation has waited`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop)
    actions.registerAction('Child', async function child(_payload, ctx) {
      await settled()
      abortBy(ctx.parent as Abortable)
    })
    actions.addListener('beforeAcceptTask', function check(_payload, _abort, ctx) {
      return ctx.invokeAction('Child')
    })

    const error = await abortion(actions.invokeAction('AcceptTask'))

    assert.is(error.by, null)
  })

  test(`S3: ${how} names the middleware that is executing, not the listener that has returned inside it`, async () => {
    const actions = createActions()
    const hold = deferred()
    actions.registerAction('AcceptTask', noop)
    actions.use(function hasty(ctx, next) {
      const inside = next()
      abortBy(ctx)
      return inside
    })
    actions.addListener('beforeAcceptTask', function returned() {})
    actions.addListener('beforeAcceptTask', function waiting() {
      return hold.promise
    })

    const failure = abortion(actions.invokeAction('AcceptTask'))
    hold.resolve()

    assert.equal((await failure).by, { kind: 'middleware', name: 'hasty', scope: undefined })
  })
}

test('S3: an abort names no party, although a party of another action has just thrown', async () => {
  const actions = createActions()
  let kept!: Abortable
  const hold = deferred()
  actions.registerAction('AcceptTask', noop)
  actions.use('AcceptTask', async function outer(ctx, next) {
    kept = ctx
    await hold.promise
    return next()
  })
  actions.registerAction('Refuse', function refuse() {
    throw new Error('refused')
  })

  const failure = abortion(actions.invokeAction('AcceptTask'))
  await actions.invokeAction('Refuse').catch(noop)
  kept.abort('no')
  hold.resolve()

  assert.is((await failure).by, null)
})

test('S3: an abort without a known party says so in the message', async () => {
  const actions = createActions()
  const hold = deferred()
  let kept!: Abortable
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', function bystander(_payload, _abort, ctx) {
    kept = ctx
    return hold.promise
  })

  const failure = abortion(actions.invokeAction('AcceptTask'))
  kept.abort('closed')
  hold.resolve()

  assert.is((await failure).message, 'The action "AcceptTask" was aborted: "closed"')
})

test.run()
