// Nesting (S11): invocations that run at the same time do not disturb each other.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'
import type { Desk } from './places.js'

test('S11: invocations of one action side by side never see each other', async () => {
  const actions = createActions<Desk>()
  const count = 100
  const gates = Array.from({ length: count }, () => deferred())
  actions.addListener('beforePrintLabel', async (payload, _abort, ctx) => {
    ctx.state.copies = payload.copies
    ctx.payload = { copies: payload.copies + 1000 }
    await gates[payload.copies]?.promise
  })
  actions.registerAction('PrintLabel', async (payload, ctx) => {
    await settled()
    return `${payload.copies} ${ctx.state.copies}`
  })
  actions.addListener('afterPrintLabel', async (payload, result, ctx) => {
    ctx.result = `${result} ${payload.copies}`
  })

  const running = gates.map((_gate, copies) => actions.invokeAction('PrintLabel', { copies }))
  for (const gate of [...gates].reverse()) gate.resolve()
  const results = await Promise.all(running)

  assert.equal(
    results,
    gates.map((_gate, copies) => `${copies + 1000} ${copies} ${copies + 1000}`),
  )
})

test('S11: every invocation has its own ctx and its own id', async () => {
  const actions = createActions<Desk>()
  const contexts = new Set<unknown>()
  const ids = new Set<unknown>()
  const paper = deferred<string>()
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    contexts.add(ctx)
    ids.add(ctx.id)
    return paper.promise
  })

  const running = Array.from({ length: 100 }, () => actions.invokeAction('PrintLabel', { copies: 1 }))
  paper.resolve('printed')
  await Promise.all(running)

  assert.is(contexts.size, 100)
  assert.is(ids.size, 100)
})

test('S11: an abort of one invocation does not touch another of the same action', async () => {
  const actions = createActions<Desk>()
  const answer = deferred()
  actions.registerAction('PrintLabel', (payload) => `printed ${payload.copies}`)
  actions.addListener('beforePrintLabel', async (payload, abort) => {
    if (payload.copies === 2) abort('too many')
    await answer.promise
  })
  const one = actions.invokeAction('PrintLabel', { copies: 1 })
  const two = actions.invokeAction('PrintLabel', { copies: 2 })

  answer.resolve()

  assert.instance(await rejection(two), ActionAbortedError)
  assert.is(await one, 'printed 1')
})

test('S11: nested invocations side by side all have the same parent and their own results', async () => {
  const actions = createActions<Desk>()
  const sending = deferred()
  const parents = new Set<unknown>()
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    const mails = ['anna', 'ben', 'cleo'].map((to) => ctx.invokeAction('SendMail', { to }))
    sending.resolve()
    return (await Promise.all(mails)).join(', ')
  })
  actions.registerAction('SendMail', async (payload, ctx) => {
    parents.add(ctx.parent)
    await sending.promise
    return `${payload.to} ${ctx.depth}`
  })

  const result = await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.is(result, 'anna 1, ben 1, cleo 1')
  assert.is(parents.size, 1)
})

test('S9, S11: a nested invocation that starts in a microtask, because of its depth, does not start after a cut', async () => {
  const actions = createActions({ maxDepth: 500 })
  const controller = new AbortController()
  const log: number[] = []
  actions.registerAction('Dive', (n: number, ctx) => {
    log.push(n)
    return n < 200 ? ctx.invokeAction('Dive', n + 1) : new Promise(() => {})
  })

  const failure = rejection(actions.invokeAction('Dive', 0, { signal: controller.signal }))
  controller.abort('cut')

  assert.is(await failure, 'cut')
  assert.is(log.includes(199), true)
  await settled()
  assert.is(log.includes(200), false)
})

test.run()
