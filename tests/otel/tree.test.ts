// Decides which span is the parent of which: exactly as the stack nests.

import { context, createContextKey, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { traceActions } from '../../source/otel/index.js'
import { trackState } from '../../source/state/index.js'
import { deferred, rejection, settled } from '../support/helpers.js'
import { ownTracer, startSdk, takeTree } from './traced.js'

startSdk()

const pass = (_ctx: unknown, next: () => Promise<void>) => next()

test('an invocation has one span, and none for its parties', async () => {
  const actions = createActions()
  traceActions(actions)
  actions.registerAction('Print', () => settled())
  actions.addListener('beforePrint', () => {})

  await actions.invokeAction('Print')

  assert.equal(takeTree(), ['action Print'])
})

test('with parties, each party has a span inside what is around it', async () => {
  const actions = createActions()
  traceActions(actions, { parties: true })
  actions.use(pass, { name: 'all' })
  actions.use('Print', pass, { name: 'one' })
  actions.registerAction('Print', () => settled(), { name: 'print', payloadUpdate: function fill() {} })
  actions.addListener('beforePrint', () => settled(), { name: 'check' })
  actions.replaceAction('Print', (_payload, original) => original(), { name: 'confirm' })
  actions.addListener('afterPrint', () => {})

  await actions.invokeAction('Print')

  assert.equal(takeTree(), [
    'action Print',
    '  middleware all',
    '    middleware one',
    '      payloadUpdate fill',
    '      before check',
    '      replacement confirm',
    '        core print',
    '      after',
  ])
})

test('spans of users inside a party hang from the party, also behind an await', async () => {
  const actions = createActions()
  traceActions(actions, { parties: true })
  actions.registerAction('Print', () => {}, { name: 'print' })
  actions.addListener(
    'beforePrint',
    async () => {
      await settled()
      ownTracer().startActiveSpan('fetch', (span) => span.end())
    },
    { name: 'check' },
  )

  await actions.invokeAction('Print')

  assert.equal(takeTree(), ['action Print', '  before check', '    fetch', '  core print'])
})

test('a span of the user around next is between the middleware and what is inside it', async () => {
  const actions = createActions()
  traceActions(actions, { parties: true })
  actions.registerAction('Print', () => {}, { name: 'print' })
  actions.use(
    (_ctx, next) =>
      ownTracer().startActiveSpan('own', async (span) => {
        await next()
        span.end()
      }),
    { name: 'all' },
  )

  await actions.invokeAction('Print')

  assert.equal(takeTree(), ['action Print', '  middleware all', '    own', '      core print'])
})

test('a nested invocation hangs from the party that invoked it, and invocations side by side stay apart', async () => {
  const actions = createActions()
  traceActions(actions, { parties: true })
  actions.registerAction('Mail', () => settled(), { name: 'mail' })
  actions.registerAction('Print', () => {}, { name: 'print' })
  const mail = async (_payload: unknown, _other: unknown, ctx: { invokeAction: typeof actions.invokeAction }) => {
    await settled()
    await Promise.all([ctx.invokeAction('Mail'), ctx.invokeAction('Mail')])
  }
  actions.addListener('beforePrint', mail, { name: 'check' })
  const expected = [
    'action Print',
    '  before check',
    '    action Mail',
    '      core mail',
    '    action Mail',
    '      core mail',
    '  core print',
  ]

  await Promise.all([actions.invokeAction('Print'), actions.invokeAction('Print')])

  assert.equal(takeTree(), [...expected, ...expected])
})

test('actions.invokeAction inside a party starts a span inside the party, since that has caused it', async () => {
  const actions = createActions()
  traceActions(actions, { parties: true })
  actions.registerAction('Mail', () => {}, { name: 'mail' })
  actions.registerAction('Print', () => actions.invokeAction('Mail'), { name: 'print' })

  await actions.invokeAction('Print')

  assert.equal(takeTree(), ['action Print', '  core print', '    action Mail', '      core mail'])
})

test('error-listeners hang from the invocation, and retries and calls of original side by side from the replacement', async () => {
  const actions = createActions()
  traceActions(actions, { parties: true })
  actions.registerAction('Print', () => Promise.reject(new Error('paper jam')), { name: 'print' })
  actions.replaceAction(
    'Print',
    async (_payload, original) => {
      await original().catch(() => {})
      await Promise.all([original(), original()])
    },
    { name: 'retry' },
  )
  actions.addListener('errorPrint', () => {}, { name: 'complain' })

  await rejection(actions.invokeAction('Print'))

  assert.equal(takeTree(), [
    'action Print',
    '  replacement retry',
    '    core print',
    '    core print',
    '    core print',
    '  error complain',
  ])
})

test('work that goes on after a cut keeps its context', async () => {
  const actions = createActions()
  const hold = deferred()
  const over = deferred()
  traceActions(actions, { parties: true })
  const core = async () => {
    await hold.promise
    ownTracer().startSpan('late').end()
    over.resolve()
  }
  actions.registerAction('Print', core, { name: 'print' })
  const signals = new AbortController()

  const printing = rejection(actions.invokeAction('Print', undefined, { signal: signals.signal }))
  signals.abort(new Error('closed'))
  await printing
  hold.resolve()
  await over.promise
  await settled()

  assert.equal(takeTree(), ['action Print', '  core print', '    late'])
})

test('with a function, parties that it does not choose have no span, and what is inside them hangs from what is around', async () => {
  const actions = createActions()
  traceActions(actions, { parties: ({ kind }) => kind === 'core' })
  actions.use(pass, { name: 'all' })
  actions.registerAction('Print', () => {}, { name: 'print' })

  await actions.invokeAction('Print')

  assert.equal(takeTree(), ['action Print', '  core print'])
})

test('a party that is called from a foreign context hangs from what the stack has around it', async () => {
  const actions = createActions()
  traceActions(actions, { parties: true })
  actions.registerAction('Mail', () => {}, { name: 'mail' })
  actions.registerAction('Print', (_payload, ctx) => context.with(ROOT_CONTEXT, () => ctx.invokeAction('Mail')), {
    name: 'print',
  })
  actions.use((_ctx, next) => context.with(ROOT_CONTEXT, next), { name: 'all' })

  await actions.invokeAction('Print')

  assert.equal(takeTree(), [
    'action Print',
    '  middleware all',
    '    core print',
    '      action Mail',
    '        middleware all',
    '          core mail',
  ])
})

test('the middleware of trackState has no span', async () => {
  const actions = createActions()
  trackState(actions)
  traceActions(actions, { parties: true })
  actions.registerAction('Print', () => {}, { name: 'print' })

  await actions.invokeAction('Print')

  assert.equal(takeTree(), ['action Print', '  core print'])
})

test('undone, it traces running invocations to their end, and no new ones', async () => {
  const actions = createActions()
  const hold = deferred()
  const stop = traceActions(actions)
  actions.registerAction('Print', () => hold.promise)

  const printing = actions.invokeAction('Print')
  stop()
  await Promise.all([hold.resolve(), printing])
  await actions.invokeAction('Print')

  assert.equal(takeTree(), ['action Print'])
})

test('a context without one of its values keeps the others, and the invocation around it', async () => {
  const actions = createActions()
  const [KEPT, GONE] = [createContextKey('kept'), createContextKey('gone')]
  traceActions(actions, { parties: true })
  actions.registerAction('Mail', () => {}, { name: 'mail' })
  actions.registerAction(
    'Print',
    (_payload, ctx) => {
      const full = context.active().setValue(KEPT, 1).setValue(GONE, 2)
      const less = full.deleteValue(GONE)
      const bare = trace.deleteSpan(less)
      assert.equal([less.getValue(KEPT), less.getValue(GONE), bare.getValue(KEPT)], [1, undefined, 1])
      assert.is(full.getValue(GONE), 2)
      assert.is(trace.getSpan(less), trace.getSpan(full))
      assert.is(trace.getSpan(bare), undefined)
      context.with(less, () => ownTracer().startSpan('inside').end())
      context.with(bare, () => ownTracer().startSpan('alone').end())
      return context.with(less, () => ctx.invokeAction('Mail'))
    },
    { name: 'print' },
  )

  await actions.invokeAction('Print')

  assert.equal(takeTree(), [
    'action Print',
    '  core print',
    '    inside',
    '    action Mail',
    '      core mail',
    'alone',
  ])
})

test.run()
