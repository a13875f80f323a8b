// When do the time limits of a plugin's functions begin, and what do they cost where the plugin answers at once?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { connected } from './desk.js'

const { setTimeout } = globalThis

/** Runs `work` with another `setTimeout`. */
async function withTimers<T>(other: (run: () => void, ms: number) => unknown, work: () => Promise<T>): Promise<T> {
  globalThis.setTimeout = other as typeof globalThis.setTimeout
  try {
    return await work()
  } finally {
    globalThis.setTimeout = setTimeout
  }
}

const wait = (ms: number) => new Promise<undefined>((resolve) => setTimeout(resolve, ms, undefined))

test('answers that come at once share one timer for each 10 ms, and set none of their own', async () => {
  const { actions, plugin, close } = await connected()
  await plugin.addListener('beforeAcceptTask', () => {})
  const delays: number[] = []
  const begin = performance.now()

  await withTimers(
    (run, ms) => {
      delays.push(ms)
      return setTimeout(run, ms)
    },
    async () => {
      for (let i = 0; i < 300; i++) await actions.invokeAction('AcceptTask', { sid: 'WT1' })
    },
  )

  const most = (performance.now() - begin) / 10 + 2
  const shared = delays.filter((ms) => ms === 10)
  assert.ok(shared.length >= 1 && shared.length <= most, `${shared.length} timers, expected at most ${most}`)
  // A question that the machine has delayed may have one.
  assert.ok(delays.length - shared.length < 20, `${delays.length - shared.length} timers of questions`)
  close()
})

test('a limit counts from the question on, although its timer is set later, and a short limit has its timer at once', async () => {
  for (const [timeout, first] of [
    [200, 10],
    [60, 60],
  ] as const) {
    const { actions, plugin, close } = await connected({ timeout })
    await plugin.addListener('beforeAcceptTask', () => new Promise(() => {}))
    const delays: number[] = []
    const begin = performance.now()

    const outcome = await withTimers(
      (run, ms) => {
        delays.push(ms)
        return setTimeout(run, ms)
      },
      () => actions.settleAction('AcceptTask', { sid: 'WT1' }),
    )

    const taken = performance.now() - begin
    assert.is(outcome.status === 'failed' && (outcome.error as { code?: string }).code, 'ACTION_TIMEOUT')
    assert.ok(taken > timeout - 2, `${taken} ms, expected ${timeout}`)
    assert.ok(Math.abs((delays[0] as number) - first) < 1, `the first timer takes ${delays[0]} ms`)
    // The time that has gone by is not given again.
    assert.ok((delays.at(-1) as number) <= Math.max(timeout - 9, 60), `the last timer takes ${delays.at(-1)} ms`)
    close()
  }
})

test('S10: a timer that was lost with faked timers is set again, and all limits hold', async () => {
  const { actions, plugin, close } = await connected({ timeout: 120 })
  await plugin.addListener('beforeAcceptTask', () => new Promise(() => {}))

  const lost = await withTimers(
    () => undefined,
    async () => ({ outcome: actions.settleAction('AcceptTask', { sid: 'WT1' }) }),
  )
  await wait(110)
  const next = actions.settleAction('AcceptTask', { sid: 'WT2' })

  for (const settling of [lost.outcome, next]) {
    const outcome = await Promise.race([settling, wait(1_000)])
    assert.is(outcome?.status === 'failed' && (outcome.error as { code?: string }).code, 'ACTION_TIMEOUT')
  }
  close()
})

test.run()
