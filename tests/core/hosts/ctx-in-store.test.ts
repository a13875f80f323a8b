// Decides that a ctx that is held in a reactive or proxied store works as the ctx itself does (S21).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { proxy, snapshot } from 'valtio/vanilla'
import { ActionAbortedError, type ActionContext, createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { READING_STORES, STORES } from './stores.js'

const desk = () => {
  const actions = createActions({ onListenerError() {} })
  actions.registerAction('Mail', (payload) => `mailed ${payload}`)
  return actions
}

for (const [what, hold] of READING_STORES) {
  test(`S21: every getter of a ctx works through ${what}, while the invocation runs and after it`, async () => {
    const actions = desk()
    const held = deferred<ActionContext>()
    const release = deferred()
    actions.registerAction('Ask', (_payload, ctx) =>
      ctx.invokeAction('Print', { copies: 2 }, { state: { user: 'Ann' } }),
    )
    actions.registerAction('Print', async (_payload, ctx) => {
      held.resolve(hold(ctx))
      await release.promise
      return 'printed'
    })
    const asking = actions.invokeAction('Ask')
    const ctx = await held.promise
    const read = () => ({
      action: ctx.action,
      copies: (ctx.payload as { copies: number }).copies,
      result: ctx.result,
      aborted: ctx.aborted,
      abortReason: ctx.abortReason,
      failure: ctx.failure,
      depth: ctx.depth,
      id: typeof ctx.id,
      parent: ctx.parent?.action,
      user: ctx.state.user,
      signal: ctx.signal.aborted,
    })
    const running = {
      action: 'Print',
      copies: 2,
      result: undefined,
      aborted: false,
      abortReason: undefined,
      failure: undefined,
      depth: 1,
      id: 'number',
      parent: 'Ask',
      user: 'Ann',
      signal: false,
    }

    const during = read()
    release.resolve()
    await asking
    const after = read()

    assert.equal(during, running)
    assert.equal({ ...after, depth: 1, parent: 'Ask' }, { ...running, result: 'printed' })
  })

  test(`S21: the aborted, abortReason and signal of a ctx through ${what} say that it was aborted`, async () => {
    const actions = desk()
    let ctx: ActionContext | undefined
    actions.registerAction('Print', () => 'printed')
    actions.addListener('beforePrint', (_payload, abort, its) => {
      ctx = hold(its)
      abort('closed')
    })

    await rejection(actions.invokeAction('Print'))

    assert.equal([ctx?.aborted, ctx?.abortReason, ctx?.signal.aborted], [true, 'closed', true])
  })

  test(`S21: the failure of a ctx through ${what} says who failed`, async () => {
    const actions = desk()
    let ctx: ActionContext | undefined
    actions.registerAction(
      'Print',
      (_payload, its) => {
        ctx = hold(its)
        throw new Error('paper jam')
      },
      { name: 'print' },
    )

    await rejection(actions.invokeAction('Print'))

    assert.is((ctx?.failure?.error as Error | undefined)?.message, 'paper jam')
    assert.equal({ ...ctx?.failure?.by }, { kind: 'core', name: 'print', scope: undefined })
  })
}

for (const [what, hold] of STORES) {
  test(`S21: what is assigned to payload, result and state of a ctx through ${what} is what the next party sees`, async () => {
    const actions = desk()
    const log: unknown[] = []
    actions.registerAction('Print', (payload, ctx) => {
      log.push(payload, ctx.state.user)
      return 'printed'
    })
    actions.addListener('beforePrint', (_payload, _abort, its) => {
      const ctx = hold(its)
      ctx.payload = 'two copies'
      ctx.state.user = 'Ann'
    })
    actions.addListener('afterPrint', (_payload, _result, its) => {
      const ctx = hold(its)
      ctx.result = 'printed twice'
    })

    assert.is(await actions.invokeAction('Print', 'one copy'), 'printed twice')
    assert.equal(log, ['two copies', 'Ann'])
  })

  for (const [how, abort] of [
    ['abort()', (ctx: ActionContext) => ctx.abort('closed')],
    [
      'abort, detached',
      (ctx: ActionContext) => {
        const { abort } = ctx
        abort('closed')
      },
    ],
    [
      'aborted = true',
      (ctx: ActionContext) => {
        ctx.aborted = true
      },
    ],
  ] as const) {
    test(`S3, S21: ${how} of a ctx through ${what} aborts, by the party that executes`, async () => {
      const actions = desk()
      const log: string[] = []
      actions.registerAction('Print', () => void log.push('core'))
      actions.addListener('beforePrint', (_payload, _abort, ctx) => abort(hold(ctx)), { name: 'check' })

      const error = (await rejection(actions.invokeAction('Print'))) as ActionAbortedError

      assert.instance(error, ActionAbortedError)
      assert.is(error.reason, how === 'aborted = true' ? undefined : 'closed')
      assert.equal(error.by, { kind: 'before', name: 'check', scope: undefined })
      assert.equal(log, [])
    })
  }

  test(`S11, S21: invokeAction and settleAction of a ctx through ${what} invoke nested, also detached`, async () => {
    const actions = desk()
    const parents: unknown[] = []
    actions.addListener(
      'beforeMail',
      (_payload, _abort, { parent, depth }) => void parents.push(`${parent?.action} ${depth}`),
    )
    actions.registerAction('Print', async (_payload, its) => {
      const ctx = hold(its)
      const { invokeAction, settleAction } = ctx
      const outcome = await ctx.settleAction('Mail', 2)
      const detached = await settleAction('Mail', 4)
      return [
        await ctx.invokeAction('Mail', 1),
        outcome.status === 'done' && outcome.result,
        await invokeAction('Mail', 3),
        detached.status,
      ]
    })

    assert.equal(await actions.invokeAction('Print'), ['mailed 1', 'mailed 2', 'mailed 3', 'done'])
    assert.equal(parents, Array(4).fill('Print 1'))
  })

  test(`S9, S21: the signal of a ctx through ${what} is one that fetch takes, and fires on a cut`, async () => {
    const actions = desk()
    const cut = new AbortController()
    let fired: unknown
    actions.registerAction('Print', async (_payload, its) => {
      const { signal } = hold(its)
      signal.addEventListener('abort', () => {
        fired = signal.reason
      })
      AbortSignal.any([signal])
      await settled()
    })
    const printing = rejection(actions.invokeAction('Print', undefined, { signal: cut.signal }))

    cut.abort('left')

    assert.is(await printing, 'left')
    assert.is(fired, 'left')
  })
}

test('S21: a snapshot of valtio shows of a ctx what the ctx shows, and the ctx goes on working', async () => {
  const actions = desk()
  const shown: unknown[] = []
  actions.registerAction('Print', async (_payload, ctx) => {
    const store = proxy({ ctx })
    const { ctx: copy } = snapshot(store)
    shown.push(copy.action, copy.payload, copy.aborted, copy.depth, copy.id === ctx.id, copy.parent)
    store.ctx.state.user = 'Ann'
    await settled()
    return `printed for ${ctx.state.user}`
  })

  assert.is(await actions.invokeAction('Print', 'one copy'), 'printed for Ann')
  assert.equal(shown, ['Print', 'one copy', false, 0, true, undefined])
})

test.run()
