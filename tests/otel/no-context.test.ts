// Decides that the parents are right where no context is kept behind an await, as in browsers: by ctx.parent, and by what runs.

import { context, trace } from '@opentelemetry/api'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { traceActions } from '../../source/otel/index.js'
import { rejection, settled } from '../support/helpers.js'
import { ownTracer, startSdk, takeTree } from './traced.js'

startSdk({ keepsContext: false })

test('nested invocations are inside the party that runs, and parties inside the layer around them', async () => {
  const actions = createActions()
  traceActions(actions, { parties: true })
  actions.registerAction('Mail', () => settled(), { name: 'mail' })
  actions.registerAction('Print', () => settled(), { name: 'print' })
  actions.use(
    'Print',
    async (_ctx, next) => {
      await settled()
      await next()
    },
    { name: 'all' },
  )
  actions.addListener(
    'beforePrint',
    async (_payload, _abort, ctx) => {
      await settled()
      await ctx.invokeAction('Mail')
    },
    { name: 'check' },
  )
  actions.replaceAction('Print', (_payload, original) => settled().then(() => original()), { name: 'confirm' })

  await Promise.all([actions.invokeAction('Print'), actions.invokeAction('Print')])

  const expected = [
    'action Print',
    '  middleware all',
    '    before check',
    '      action Mail',
    '        core mail',
    '    replacement confirm',
    '      core print',
  ]
  assert.equal(takeTree(), [...expected, ...expected])
})

test('without parties, a nested invocation hangs from its parent', async () => {
  const actions = createActions()
  traceActions(actions)
  actions.registerAction('Mail', () => settled())
  actions.registerAction('Print', (_payload, ctx) => settled().then(() => ctx.invokeAction('Mail')))

  await actions.invokeAction('Print')

  assert.equal(takeTree(), ['action Print', '  action Mail'])
})

test('error-listeners hang from the invocation', async () => {
  const actions = createActions()
  traceActions(actions, { parties: true })
  actions.registerAction('Print', () => settled().then(() => Promise.reject(new Error('paper jam'))), { name: 'print' })
  actions.addListener('errorPrint', () => settled(), { name: 'complain' })

  await rejection(actions.invokeAction('Print'))

  assert.equal(takeTree(), ['action Print', '  core print', '  error complain'])
})

test('contextOf gives what runs innermost, for work of the user behind an await', async () => {
  const actions = createActions()
  const tracing = traceActions(actions, { parties: true })
  actions.registerAction(
    'Print',
    async (_payload, ctx) => {
      await settled()
      ownTracer().startSpan('fetch', {}, tracing.contextOf(ctx)).end()
    },
    { name: 'print' },
  )

  await actions.invokeAction('Print')

  assert.equal(takeTree(), ['action Print', '  core print', '    fetch'])
})

test('contextOf an invocation that is not traced is the current context', async () => {
  const actions = createActions()
  const tracing = traceActions(createActions())
  actions.registerAction('Print', (_payload, ctx) => tracing.contextOf(ctx) === context.active())

  assert.is(await actions.invokeAction('Print'), true)
  assert.is(trace.getSpan(context.active()), undefined)
})

test('an invocation inside one that is not traced hangs from what is current', async () => {
  const actions = createActions()
  actions.registerAction('Mail', () => settled(), { name: 'mail' })
  actions.registerAction('Print', async (_payload, ctx) => {
    traceActions(actions, { parties: true })
    await ctx.invokeAction('Mail')
  })

  await actions.invokeAction('Print')

  assert.equal(takeTree(), ['action Mail', '  core mail'])
})

test.run()
