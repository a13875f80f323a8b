// Decides when settleAction resolves with the status aborted: by an abort of this very invocation (S20).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, type ActionContext, createActions, type Party } from '../../../source/core/index.js'
import { rejection, settled } from '../../support/helpers.js'

type Actions = ReturnType<typeof desk>
const desk = (onListenerError: (error: unknown) => void = () => {}) => {
  const actions = createActions({ onListenerError })
  actions.registerAction('Print', () => 'printed')
  return actions
}

const gate: Party = { kind: 'before', name: 'gate', scope: undefined }
const WAYS: [how: string, attach: (actions: Actions, reason: unknown) => void, by: Party | null][] = [
  [
    'a before-listener aborts',
    (actions, reason) => actions.addListener('beforePrint', (_payload, abort) => abort(reason), { name: 'gate' }),
    gate,
  ],
  [
    'a before-listener aborts after it has waited',
    (actions, reason) =>
      actions.addListener(
        'beforePrint',
        async (_payload, abort) => {
          await settled()
          abort(reason)
        },
        { name: 'gate' },
      ),
    gate,
  ],
  [
    'a before-listener calls ctx.abort',
    (actions, reason) =>
      actions.addListener('beforePrint', (_payload, _abort, ctx) => ctx.abort(reason), { name: 'gate' }),
    gate,
  ],
  [
    'a before-listener calls ctx.abort after it has waited, when its party cannot be told',
    (actions, reason) =>
      actions.addListener(
        'beforePrint',
        async (_payload, _abort, ctx) => {
          await settled()
          ctx.abort(reason)
        },
        { name: 'gate' },
      ),
    null,
  ],
  [
    'a replacement aborts',
    (actions, reason) =>
      actions.replaceAction('Print', (_payload, _original, ctx) => ctx.abort(reason), { name: 'gate' }),
    { kind: 'replacement', name: 'gate', scope: undefined },
  ],
  [
    'middleware aborts and returns',
    (actions, reason) => actions.use((ctx) => ctx.abort(reason), { name: 'gate' }),
    { kind: 'middleware', name: 'gate', scope: undefined },
  ],
  [
    'middleware aborts, then calls next',
    (actions, reason) =>
      actions.use(
        async (ctx, next) => {
          ctx.abort(reason)
          await next()
        },
        { name: 'gate' },
      ),
    { kind: 'middleware', name: 'gate', scope: undefined },
  ],
  [
    'an observer aborts at the start',
    (actions, reason) =>
      actions.observe({
        start({ ctx, kind }) {
          if (kind === 'invocation') ctx.abort(reason)
        },
      }),
    null,
  ],
]

for (const [how, attach, by] of WAYS) {
  test(`S20: an action is aborted, with reason, by and error, when ${how}`, async () => {
    const actions = desk()
    const reason = { why: 'closed' }
    attach(actions, reason)

    const outcome = await actions.settleAction('Print')

    assert.equal(Object.keys(outcome).sort(), ['by', 'error', 'reason', 'status'])
    assert.is(outcome.status, 'aborted')
    if (outcome.status !== 'aborted') return
    assert.is(outcome.reason, reason)
    assert.equal(outcome.by, by)
    const error = outcome.error as ActionAbortedError
    assert.instance(error, ActionAbortedError)
    assert.is(error.reason, reason)
    assert.equal(error.by, by)
    assert.is(error.action, 'Print')
  })
}

test('S3, S20: ctx.aborted = true is an abort without a reason', async () => {
  const actions = desk()
  actions.use(
    (ctx) => {
      ctx.aborted = true
    },
    { name: 'gate' },
  )

  const outcome = await actions.settleAction('Print')

  assert.is(outcome.status, 'aborted')
  assert.is(outcome.status === 'aborted' && outcome.reason, undefined)
  assert.equal(outcome.status === 'aborted' && outcome.by, { kind: 'middleware', name: 'gate', scope: undefined })
})

test('S3, S20: a listener that aborts and then throws has aborted', async () => {
  const told: unknown[] = []
  const actions = desk((error) => void told.push(error))
  const broken = new Error('broken')
  actions.addListener('beforePrint', (_payload, abort) => {
    abort('closed')
    throw broken
  })

  const outcome = await actions.settleAction('Print')

  assert.is(outcome.status, 'aborted')
  assert.equal(told, [broken])
})

test('S20: middleware that throws another error in place of an abort leaves the action aborted', async () => {
  const actions = desk()
  actions.addListener('beforePrint', (_payload, abort) => abort('closed'))
  actions.use(async (_ctx, next) => {
    try {
      await next()
    } catch (error) {
      throw new Error('not today', { cause: error })
    }
  })
  const other = desk()
  other.addListener('beforePrint', (_payload, abort) => abort('closed'))
  other.use(async (_ctx, next) => {
    try {
      await next()
    } catch (error) {
      throw new Error('not today', { cause: error })
    }
  })

  const outcome = await actions.settleAction('Print')
  const error = (await rejection(other.invokeAction('Print'))) as Error

  // Whatever invokeAction rejects with, settleAction says the same.
  const said = outcome.status === 'aborted' || outcome.status === 'failed' ? outcome.error : undefined
  assert.is((said as Error).message, error.message)
  assert.is(outcome.status === 'aborted', error instanceof ActionAbortedError)
})

test('S20: a nested invocation that is settled in its parent is aborted by its own abort, and the parent goes on', async () => {
  const actions = desk()
  actions.addListener('beforePrint', (_payload, abort) => abort('closed'), { name: 'gate' })
  actions.registerAction('Ask', async (_payload, ctx) => {
    const outcome = await ctx.settleAction('Print')
    return [outcome.status, ctx.aborted]
  })

  assert.equal(await actions.settleAction('Ask'), { status: 'done', result: ['aborted', false] })
})

test('S20: an action that aborts with the error of a nested abort as its reason is aborted', async () => {
  const actions = desk()
  actions.addListener('beforePrint', (_payload, abort) => abort('closed'))
  actions.registerAction('Ask', () => 'asked')
  let nested: unknown
  actions.addListener('beforeAsk', async (_payload, abort, ctx) => {
    nested = await rejection(ctx.invokeAction('Print'))
    abort(nested)
  })

  const outcome = await actions.settleAction('Ask')

  assert.is(outcome.status, 'aborted')
  assert.is(outcome.status === 'aborted' && outcome.reason, nested)
  assert.is((outcome as { error?: ActionAbortedError }).error?.action, 'Ask')
})

test('S20: an abort that comes too late changes nothing', async () => {
  const actions = desk()
  let kept: ActionContext | undefined
  actions.addListener('afterPrint', (_payload, _result, ctx) => {
    kept = ctx
    ctx.abort('too late')
  })

  const outcome = await actions.settleAction('Print')
  kept?.abort('much too late')

  assert.equal(outcome, { status: 'done', result: 'printed' })
})

test('S3: a reason that JavaScript assigns to ctx.aborted is the reason', async () => {
  const actions = desk()
  actions.addListener('beforePrint', (_payload, _abort, ctx) => Object.assign(ctx, { aborted: 'closed' }))

  const outcome = await actions.settleAction('Print')

  assert.is(outcome.status === 'aborted' && outcome.reason, 'closed')
})

test.run()
