// Waited for (S5): a function that settles while work runs that it has handed to a helper takes the outcome of that work as its own.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { deferred, settled } from '../../support/helpers.js'
import { FAILING, FAILURE, failing, neverSettles, PLACES, SHAPES, succeedsLate, tell } from './places.js'
import { DROPPED } from './ways.js'

for (const place of PLACES) {
  for (const { name: way, rejects, drop } of DROPPED) {
    // A promise of the user that rejects while no code waits for it is unhandled, and the user's.
    const unhandled = rejects ? [FAILURE] : []

    for (const [shape, shaped] of SHAPES) {
      for (const [when, early, core] of FAILING) {
        test(`S5: ${way} in ${place.name}, not awaited, fails the function when the core fails ${when} (${shape})`, async () => {
          const told = await tell(place, shaped(drop), core)

          assert.equal(told, { log: failing(early), reports: [], unhandled })
        })
      }

      test(`S5: ${way} in ${place.name}, not awaited, is waited for before an after-listener starts (${shape})`, async () => {
        const told = await tell(place, shaped(drop), succeedsLate)

        const log = ['released', 'core', 'after', 'resolved with core']
        assert.equal(told, { log, reports: [], unhandled: [] })
      })
    }

    test(`S5: ${way} in ${place.name} is left behind when the function has decided for itself`, async () => {
      const decides = (begin: () => Promise<unknown>, ctx: { result?: unknown }) => {
        drop(begin)
        ctx.result = 'own'
        return 'own'
      }
      const [, , failsLate] = FAILING.at(-1) as (typeof FAILING)[number]

      const never = await tell(place, decides, neverSettles)
      const late = await tell(place, decides, failsLate)

      const log = ['after', 'resolved with own', 'released']
      if (place.aroundAfter) log.shift()
      assert.equal(never, { log, reports: [], unhandled: [] })
      assert.equal(late, { log, reports: [], unhandled })
    })

    test(`S5: ${way} in ${place.name} is left behind when the function fails`, async () => {
      const own = new Error('of the function')
      const fails = (begin: () => Promise<unknown>) => {
        drop(begin)
        throw own
      }

      const told = await tell(place, fails, neverSettles)

      assert.equal(told, { log: [`rejected with ${own}`, 'released'], reports: [], unhandled: [] })
    })
  }

  test(`S5: an async helper in ${place.name} that starts its work late is waited for while the function runs`, async () => {
    const starts = deferred()
    const helped = async (begin: () => Promise<unknown>) => {
      void (async () => {
        await starts.promise
        await begin().catch(() => {})
      })()
      starts.resolve()
      await settled()
    }

    const told = await tell(place, helped, succeedsLate)

    const log = ['released', 'core', 'after', 'resolved with core']
    assert.equal(told, { log, reports: [], unhandled: [] })
  })
}

test.run()
