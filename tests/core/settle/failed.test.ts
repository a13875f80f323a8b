// Decides when settleAction resolves with the status failed, with the very error and the party that failed (S20).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  ActionAbortedError,
  ActionMisuseError,
  ActionRecursionError,
  ActionTimeoutError,
  createActions,
  type Party,
  UnknownActionError,
} from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'

const jam = new Error('paper jam')
const fail = (): never => {
  throw jam
}
const desk = () => createActions({ onListenerError() {} })
type Actions = ReturnType<typeof desk>

const PARTIES: [kind: Party['kind'], attach: (actions: Actions, failing: () => unknown) => void, scope?: string][] = [
  ['core', (actions, failing) => actions.registerAction('Print', failing, { override: true, name: 'it' })],
  [
    'payloadUpdate',
    (actions, failing) => {
      const it = () => failing()
      actions.registerAction('Print', () => {}, { override: true, payloadUpdate: it })
    },
  ],
  ['before', (actions, failing) => actions.scope('crm').addListener('beforePrint', failing, { name: 'it' }), 'crm'],
  ['replacement', (actions, failing) => actions.scope('crm').replaceAction('Print', failing, { name: 'it' }), 'crm'],
  ['middleware', (actions, failing) => actions.scope('crm').use(failing, { name: 'it' }), 'crm'],
]

for (const [how, failing] of [
  ['throws', fail],
  ['rejects', () => settled().then(fail)],
] as const) {
  for (const [kind, attach, scope] of PARTIES) {
    test(`S20: an action whose ${kind} ${how} has failed, with the very error, by that party`, async () => {
      const actions = desk()
      actions.registerAction('Print', () => 'printed')
      attach(actions, failing)

      const outcome = await actions.settleAction('Print')

      assert.equal(Object.keys(outcome).sort(), ['by', 'error', 'status'])
      assert.is(outcome.status, 'failed')
      assert.is(outcome.status === 'failed' && outcome.error, jam)
      assert.equal(outcome.status === 'failed' && outcome.by, { kind, name: 'it', scope })
    })
  }
}

test('S20: a failure that passes through layers is by the party that failed first', async () => {
  const actions = desk()
  actions.registerAction('Print', () => settled().then(fail), { name: 'print' })
  actions.use((_ctx, next) => next())
  actions.use((_ctx, next) => {
    next()
  })
  actions.replaceAction('Print', async (_payload, original) => original())
  actions.replaceAction('Print', (payload, original) => {
    original(payload).then(() => {})
  })

  assert.equal(await actions.settleAction('Print'), {
    status: 'failed',
    error: jam,
    by: { kind: 'core', name: 'print', scope: undefined },
  })
})

test('S20: an action that throws undefined has failed with undefined', async () => {
  const actions = desk()
  actions.registerAction(
    'Print',
    () => {
      throw undefined
    },
    { name: 'print' },
  )

  const outcome = await actions.settleAction('Print')

  assert.equal(outcome, { status: 'failed', error: undefined, by: { kind: 'core', name: 'print', scope: undefined } })
})

test('S7, S20: error-listeners have run when settleAction resolves', async () => {
  const actions = desk()
  const log: string[] = []
  actions.registerAction('Print', fail)
  actions.addListener('errorPrint', async () => {
    await settled()
    log.push('error')
  })

  await actions.settleAction('Print')

  assert.equal(log, ['error'])
})

// ── what looks like an abort or a cut, and is another invocation's

/** Actions of which Ask lets through how the nested invocation of Print ends. */
function nesting(options?: (cut: AbortController) => object) {
  const actions = desk()
  const cut = new AbortController()
  const hold = deferred()
  actions.registerAction('Print', () => hold.promise)
  actions.registerAction('Ask', (_payload, ctx) => ctx.invokeAction('Print', undefined, options?.(cut)), {
    name: 'ask',
  })
  return { actions, cut, hold }
}

const byAsk: Party = { kind: 'core', name: 'ask', scope: undefined }

test('S20: the abort of a nested invocation, let through, is a failure by the party that let it through', async () => {
  const { actions } = nesting()
  actions.addListener('beforePrint', (_payload, abort) => abort('closed'))

  const outcome = await actions.settleAction('Ask')

  assert.is(outcome.status, 'failed')
  if (outcome.status !== 'failed') return
  assert.instance(outcome.error, ActionAbortedError)
  assert.is((outcome.error as ActionAbortedError).action, 'Print')
  assert.equal(outcome.by, byAsk)
})

test('S20: the abort of an invocation of the same action, nested in itself, is a failure, too', async () => {
  const actions = desk()
  actions.registerAction('Ask', (payload, ctx) => (payload === 'inner' ? 'asked' : ctx.invokeAction('Ask', 'inner')), {
    name: 'ask',
  })
  actions.addListener('beforeAsk', (payload, abort) => payload === 'inner' && abort('closed'))

  const outcome = await actions.settleAction('Ask')

  assert.is(outcome.status, 'failed')
  assert.equal(outcome.status === 'failed' && outcome.by, byAsk)
})

test('S20: a nested invocation that was cancelled by a signal of its own, let through, is a failure', async () => {
  const { actions, cut, hold } = nesting(({ signal }) => ({ signal }))
  const settling = actions.settleAction('Ask')

  cut.abort(jam)

  assert.equal(await settling, { status: 'failed', error: jam, by: byAsk })
  hold.resolve()
})

test('S20: the abort of an invocation without a ctx, let through, is a failure', async () => {
  const actions = desk()
  actions.registerAction('Print', () => {})
  actions.addListener('beforePrint', (_payload, abort) => abort('closed'))
  actions.registerAction('Ask', () => actions.invokeAction('Print'), { name: 'ask' })

  const outcome = await actions.settleAction('Ask')

  assert.is(outcome.status, 'failed')
  assert.equal(outcome.status === 'failed' && outcome.by, byAsk)
})

for (const [what, error] of [
  ['an ActionAbortedError', new ActionAbortedError('Ask', 'closed', null)],
  ['an ActionTimeoutError', new ActionTimeoutError('Ask', 5, null)],
  ['an AbortError of the platform', new DOMException('left', 'AbortError')],
] as const) {
  test(`S20: a core that throws ${what} of its own making has failed`, async () => {
    const actions = desk()
    actions.registerAction(
      'Ask',
      () => {
        throw error
      },
      { name: 'ask' },
    )

    assert.equal(await actions.settleAction('Ask'), { status: 'failed', error, by: byAsk })
  })
}

test('S20: a core that throws the error of an earlier abort of the same action has failed', async () => {
  const actions = desk()
  actions.registerAction('Ask', () => {}, { name: 'ask' })
  const undo = actions.addListener('beforeAsk', (_payload, abort) => abort('closed'))
  const earlier = await rejection(actions.invokeAction('Ask'))
  undo()
  actions.registerAction('Ask', () => Promise.reject(earlier), { override: true, name: 'ask' })

  const outcome = await actions.settleAction('Ask')

  assert.is(outcome.status, 'failed')
  assert.is(outcome.status === 'failed' && outcome.error, earlier)
})

// ── what fails before or beside the stack

test('S20: an unknown action has failed, by null, also with an aborted signal', async () => {
  const actions = desk()

  for (const signal of [undefined, AbortSignal.abort()]) {
    const outcome = await actions.settleAction('Prnt', undefined, { signal })

    assert.is(outcome.status, 'failed')
    assert.instance(outcome.status === 'failed' && outcome.error, UnknownActionError)
    assert.is(outcome.status === 'failed' && outcome.by, null)
  }
})

test('S11, S20: an invocation that is nested too deep has failed at its own level by null, and around it by the party that let it through', async () => {
  const actions = createActions({ maxDepth: 1 })
  const outcomes: unknown[] = []
  actions.registerAction(
    'Ask',
    async (_payload, ctx) => {
      const outcome = await ctx.settleAction('Ask')
      outcomes.push(outcome)
      if (outcome.status === 'failed') throw outcome.error
    },
    { name: 'ask' },
  )

  const outcome = await actions.settleAction('Ask')

  const [innermost] = outcomes as { status: string; error: unknown; by: unknown }[]
  assert.is(innermost?.status, 'failed')
  assert.instance(innermost?.error, ActionRecursionError)
  assert.is(innermost?.by, null)
  assert.equal(outcome, { status: 'failed', error: innermost?.error, by: byAsk })
})

test('S8, S20: a second next is a failure by the middleware that called it', async () => {
  const actions = desk()
  actions.registerAction('Print', () => 'printed')
  actions.use(
    async (_ctx, next) => {
      await next()
      await next()
    },
    { name: 'twice' },
  )

  const outcome = await actions.settleAction('Print')

  assert.instance(outcome.status === 'failed' && outcome.error, ActionMisuseError)
  assert.equal(outcome.status === 'failed' && outcome.by, { kind: 'middleware', name: 'twice', scope: undefined })
})

test('S19, S20: settleAction and ctx.failure say the same', async () => {
  const actions = desk()
  let failure: unknown
  actions.registerAction('Print', fail, { name: 'print' })
  actions.addListener('errorPrint', (_payload, _error, ctx) => {
    failure = ctx.failure
  })

  const outcome = await actions.settleAction('Print')

  assert.equal({ status: 'failed', ...(failure as object) }, outcome)
})

test.run()
