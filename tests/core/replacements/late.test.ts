// Replacements (S8): what happens when original() is called after its replacement has settled.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../../support/helpers.js'
import { assertMisuse, lateOriginal, reporting } from '../middleware/misuse.js'

test('S8: an original called right after its owner has returned, in the same turn, starts nothing', async () => {
  const actions = createActions()
  const log: string[] = []
  let late!: () => Promise<unknown>
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.replaceAction('AcceptTask', (_payload, original) => {
    late = original
    return 'replaced'
  })

  const running = actions.invokeAction('AcceptTask')
  const misuse = rejection(late())

  assert.is(await running, 'replaced')
  assertMisuse(await misuse)
  assert.equal(log, [])
})

test('S8: an original called once its owner has settled, while its bare original still runs, starts nothing', async () => {
  const actions = createActions()
  const log: string[] = []
  const answer = deferred()
  let late!: () => Promise<unknown>
  actions.registerAction('AcceptTask', async () => {
    log.push('core')
    await answer.promise
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    late = original
    original(payload)
    return 'replaced'
  })
  const running = actions.invokeAction('AcceptTask')
  await settled()

  const misuse = rejection(late())
  answer.resolve()

  assertMisuse(await misuse)
  assert.is(await running, 'replaced')
  assert.equal(log, ['core'])
})

test('S8: an original called again after the invocation has settled starts nothing', async () => {
  const { actions, reports } = reporting()
  const log: string[] = []
  let late!: () => unknown
  actions.registerAction('AcceptTask', () => {
    log.push('core')
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    late = original
    await original(payload)
  })
  await actions.invokeAction('AcceptTask')

  const unhandled = await unhandledDuring(() => {
    late()
  })

  assert.equal(unhandled, [])
  assert.is(reports.length, 1)
  assertMisuse(reports[0]?.error)
  assert.equal(log, ['core'])
})

test('S8: a late original whose rejection is handled fails nothing', async () => {
  const { actions, reports, hold, call } = lateOriginal()
  const seen: unknown[] = []

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  call().catch((error: unknown) => seen.push(error))
  hold.resolve()
  const result = await promise

  assert.is(result, 'replaced')
  assertMisuse(seen[0])
  assert.equal(reports, [])
})

test('S8: an original that is called too late is reported, although the invocation has failed with another error', async () => {
  const reports: unknown[] = []
  const actions = createActions({
    onListenerError: (error, { listener }) => reports.push([(error as Error).name, (listener as () => void).name]),
  })
  const calls = deferred()
  const telling = deferred()
  const broken = new Error('broken')
  actions.registerAction('X', () => 'core')
  actions.replaceAction('X', async function hasty(_payload, original) {
    calls.promise.then(() => void original())
    throw broken
  })
  actions.addListener('errorX', () => telling.promise)

  const invocation = rejection(actions.invokeAction('X'))
  await settled()
  calls.resolve()
  await settled()
  const before = [...reports]
  telling.resolve()

  assert.is(await invocation, broken)
  await settled()
  assert.equal(before, [])
  assert.equal(reports, [['ActionMisuseError', 'hasty']])
})

test('S8: an original that is called too late is reported, although a signal then cuts the invocation', async () => {
  const reports: unknown[] = []
  const actions = createActions({
    onListenerError: (error, { listener }) => reports.push([(error as Error).name, (listener as () => void).name]),
  })
  const cut = new AbortController()
  actions.registerAction('X', () => 'core')
  actions.replaceAction('X', async (_payload, original) => {
    await original()
    return deferred().promise
  })
  actions.replaceAction('X', function hasty(_payload, original) {
    settled().then(() => void original())
    return 'hasty'
  })
  actions.use(async (_ctx, next) => {
    await next()
    await deferred().promise
  })

  const withResult = actions.invokeAction('X', 1, { signal: cut.signal })
  await settled()
  await settled()
  cut.abort('cut')

  assert.is(await withResult, 'hasty')
  await settled()
  assert.equal(reports, [['ActionMisuseError', 'hasty']])
})

test.run()
