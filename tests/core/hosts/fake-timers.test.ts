// Decides that time limits work with timers that are faked, before or after the library is loaded (S21).

import { mock } from 'node:test'
import { tsImport } from 'tsx/esm/api'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type * as library from '../../../source/core/index.js'
import * as loaded from '../../../source/core/index.js'
import { settled } from '../../support/helpers.js'

const load = async () => (await tsImport('../../../source/core/index.ts', import.meta.url)) as typeof library

/** Runs `work` with faked timers. */
async function faking(work: () => Promise<void>): Promise<void> {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] })
  try {
    await work()
  } finally {
    mock.timers.reset()
  }
}

/** Waits until a limit of a minute has run out, in time that is faked. */
async function limitAfterAMinute({ createActions }: typeof library): Promise<string[]> {
  const actions = createActions({ onListenerError() {} })
  const log: string[] = []
  actions.registerAction('Wait', () => new Promise(() => {}))
  actions.registerAction('Print', () => 'printed')
  actions.addListener('beforePrint', () => new Promise(() => {}), { timeout: 60_000 })
  actions.settleAction('Wait', undefined, { timeout: 60_000 }).then(({ status }) => log.push(`Wait ${status}`))
  actions.settleAction('Print').then(({ status }) => log.push(`Print ${status}`))
  await settled()

  mock.timers.tick(59_999)
  await settled()
  log.push('59.999 seconds')
  mock.timers.tick(1)
  await settled()
  return log
}

const EXPECTED = ['59.999 seconds', 'Wait timedOut', 'Print failed']

test('S10, S21: with timers that were faked after loading, a limit runs out when the fake says so', async () => {
  await faking(async () => {
    assert.equal(await limitAfterAMinute(loaded), EXPECTED)
  })
})

test('S10, S21: with timers that were faked before loading, a limit runs out when the fake says so', async () => {
  await faking(async () => {
    assert.equal(await limitAfterAMinute(await load()), EXPECTED)
  })
})

test('S10, S21: loaded under faked timers, the library works when they are real again', async () => {
  let late: typeof library | undefined
  await faking(async () => {
    late = await load()
  })
  const actions = (late as typeof library).createActions()
  actions.registerAction('Wait', () => new Promise(() => {}))

  const outcome = await actions.settleAction('Wait', undefined, { timeout: 1 })

  assert.is(outcome.status, 'timedOut')
})

test('S21: what does not wait for time works while nobody turns the faked clock', async () => {
  await faking(async () => {
    const actions = loaded.createActions()
    actions.registerAction('Print', async () => {
      await settled()
      return 'printed'
    })
    actions.addListener('beforePrint', async () => {}, { timeout: 1_000 })

    assert.is(await actions.invokeAction('Print', undefined, { timeout: 1_000 }), 'printed')
  })
})

test.run()
