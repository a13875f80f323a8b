// What next() and original() return (S8) in the diagnostics channels of Node.

import { type TracingChannel, tracingChannel } from 'node:diagnostics_channel'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { rejection, settled, unhandledDuring } from '../../support/helpers.js'

/** Notes what is published on a channel while `work` runs. */
async function tracedDuring(work: (channel: TracingChannel) => Promise<unknown>): Promise<string[]> {
  const channel = tracingChannel<string, { result?: unknown; error?: unknown }>('entracte-test')
  const seen: string[] = []
  const subscribers = {
    start: () => void seen.push('start'),
    end: () => void seen.push('end'),
    asyncStart: ({ result, error }: { result?: unknown; error?: unknown }) =>
      void seen.push(error === undefined ? `resolved with ${result}` : `rejected with ${(error as Error).message}`),
    asyncEnd: () => void seen.push('asyncEnd'),
    error: () => void seen.push('error'),
  }
  channel.subscribe(subscribers)
  try {
    await work(channel as TracingChannel)
    await settled()
  } finally {
    channel.unsubscribe(subscribers)
  }
  return seen
}

for (const place of ['middleware', 'a replacement'] as const) {
  const attached = (channel: TracingChannel, core: () => unknown, dropped = false) => {
    const actions = createActions()
    const trace = (begin: () => Promise<unknown>) => {
      const traced = channel.tracePromise(() => begin(), {})
      if (!dropped) return traced
      traced.catch(() => {})
    }
    actions.registerAction('Save', core)
    if (place === 'middleware') actions.use('Save', (_ctx, next) => trace(next))
    else actions.replaceAction('Save', (_payload, original) => trace(original))
    return actions
  }
  const result = place === 'middleware' ? 'undefined' : 'saved'

  test(`S8: tracePromise in ${place} traces what is inside, and the invocation has its result`, async () => {
    const unhandled = await unhandledDuring(async () => {
      const seen = await tracedDuring(async (channel) => {
        const actions = attached(channel, async () => {
          await settled()
          return 'saved'
        })
        assert.is(await actions.invokeAction('Save'), 'saved')
      })

      assert.equal(seen, ['start', 'end', `resolved with ${result}`, 'asyncEnd'])
    })

    assert.equal(unhandled, [])
  })

  for (const [how, dropped] of [
    ['is awaited', false],
    ['is not awaited', true],
  ] as const) {
    test(`S8: tracePromise in ${place} traces a failure inside, which fails the invocation, when it ${how}`, async () => {
      const failure = new Error('core')

      const unhandled = await unhandledDuring(async () => {
        const seen = await tracedDuring(async (channel) => {
          const actions = attached(
            channel,
            async () => {
              await settled()
              throw failure
            },
            dropped,
          )
          assert.is(await rejection(actions.invokeAction('Save')), failure)
        })

        assert.equal(seen, ['start', 'end', 'error', 'rejected with core', 'asyncEnd'])
      })

      assert.equal(unhandled, [])
    })
  }
}

test.run()
