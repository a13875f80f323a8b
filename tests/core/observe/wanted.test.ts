// Decides that an observer can choose the invocations that it sees, when they start (S17).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, type Observer } from '../../../source/core/index.js'
import { deferred, thrown } from '../../support/helpers.js'

/** Actions with one action and one listener, and what an observer has seen while `on` was true. */
function switchedActions() {
  const log: string[] = []
  const reports: unknown[] = []
  const seen = { on: false }
  const actions = createActions({ onListenerError: (error) => void reports.push(error) })
  actions.registerAction('Print', () => 'printed', { name: 'print' })
  actions.addListener('beforePrint', () => {}, { name: 'check' })
  const observer: Observer = { wanted: () => seen.on, end: ({ name }) => log.push(`${name}`) }
  const stop = actions.observe(observer)
  return { actions, log, observer, reports, seen, stop }
}

test('S17: an observer sees the invocations that it wants when they start, and their parties', async () => {
  const { actions, log, seen } = switchedActions()

  await actions.invokeAction('Print')
  seen.on = true
  await actions.invokeAction('Print')
  seen.on = false
  await actions.invokeAction('Print')

  assert.equal(log, ['check', 'print', 'Print'])
})

test('S17: an invocation that was wanted at its start is seen to its end, and the other way round', async () => {
  const { actions, log, seen } = switchedActions()
  const hold = deferred()
  actions.addListener('afterPrint', () => hold.promise, { name: 'tell' })

  const unseen = actions.invokeAction('Print')
  seen.on = true
  const wanted = actions.invokeAction('Print')
  seen.on = false
  hold.resolve()
  await Promise.all([unseen, wanted])

  assert.equal(log, ['check', 'print', 'tell', 'Print'])
})

test('S17: each observer decides for itself', async () => {
  const { actions, log, seen } = switchedActions()
  const others: string[] = []
  let other = true
  actions.observe({ end: ({ name }) => others.push(`always ${name}`), parties: false })
  actions.observe({ wanted: () => other, end: ({ name }) => others.push(`other ${name}`), parties: false })

  await actions.invokeAction('Print')
  seen.on = true
  other = false
  await actions.invokeAction('Print')

  assert.equal(log, ['check', 'print', 'Print'])
  assert.equal(others, ['always Print', 'other Print', 'always Print'])
})

test('S17: what is attached later is seen, and an observer that is undone sees nothing more', async () => {
  const { actions, log, seen, stop } = switchedActions()
  seen.on = true
  await actions.invokeAction('Print')
  actions.addListener('beforePrint', () => {}, { name: 'recheck' })
  await actions.invokeAction('Print')

  stop()
  await actions.invokeAction('Print')

  assert.equal(log, ['check', 'print', 'Print', 'check', 'recheck', 'print', 'Print'])
})

test('S17: a wanted that throws is reported, and the invocation runs unobserved', async () => {
  const broken = new Error('broken')
  const { actions, log, observer, reports } = switchedActions()
  observer.wanted = () => {
    throw broken
  }

  assert.is(await actions.invokeAction('Print'), 'printed')

  assert.equal(log, [])
  assert.equal(reports, [broken])
})

test('S17: a wanted that is no function is a TypeError', () => {
  const error = thrown(() => createActions().observe({ start() {}, wanted: true as never }))

  assert.instance(error, TypeError)
  assert.is((error as Error).message, 'The wanted of an observer must be a function, got true')
})

test.run()
