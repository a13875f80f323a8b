// Waited for (S5): work whose chain no code awaits is waited for, and its failure is the failure of the function.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FAILING, FAILURE, failing, PLACES, SHAPES, succeedsLate, tell } from './places.js'
import { BARE } from './ways.js'

for (const place of PLACES) {
  for (const { name: way, drop } of BARE) {
    for (const [shape, shaped] of SHAPES) {
      for (const [when, early, core] of FAILING) {
        test(`S5: ${way} in ${place.name} fails the function when the core fails ${when} (${shape})`, async () => {
          const told = await tell(place, shaped(drop), core)

          assert.equal(told, { log: failing(early), reports: [], unhandled: [] })
        })
      }

      test(`S5: ${way} in ${place.name} is waited for before an after-listener starts (${shape})`, async () => {
        const told = await tell(place, shaped(drop), succeedsLate)

        const log = ['released', 'core', 'after', 'resolved with core']
        assert.equal(told, { log, reports: [], unhandled: [] })
      })
    }

    test(`S5: ${way} in ${place.name} is waited for, although the function has decided for itself`, async () => {
      const decides = async (begin: () => Promise<unknown>, ctx: { result?: unknown }) => {
        drop(begin)
        ctx.result = 'own'
        return 'own'
      }
      const [, , failsLate] = FAILING.at(-1) as (typeof FAILING)[number]

      const failed = await tell(place, decides, failsLate)
      const succeeded = await tell(place, decides, succeedsLate)

      assert.equal(failed, { log: failing(false), reports: [], unhandled: [] })
      assert.equal(succeeded.log.slice(0, 3), ['released', 'core', 'after'])
      if (place.returns) assert.is(succeeded.log[3], 'resolved with own')
    })

    test(`S5: ${way} in ${place.name} is waited for when the function fails, whose error decides`, async () => {
      const own = new Error('of the function')
      const fails = async (begin: () => Promise<unknown>) => {
        drop(begin)
        throw own
      }
      const [, , failsLate] = FAILING.at(-1) as (typeof FAILING)[number]

      const told = await tell(place, fails, failsLate)

      assert.equal(told, { log: ['released', `rejected with ${own}`], reports: [], unhandled: [] })
    })
  }

  for (const [what, hang] of [
    ['then()', (work: Promise<unknown>, handler: () => never) => work.then(handler)],
    ['the second then()', (work: Promise<unknown>, handler: () => never) => work.then(() => {}).then(handler)],
    ['finally()', (work: Promise<unknown>, handler: () => never) => work.finally(handler)],
  ] as const) {
    test(`S5: what a handler in ${what} throws in ${place.name} fails the function, although the core has succeeded`, async () => {
      const fails = (begin: () => Promise<unknown>) =>
        void hang(begin(), () => {
          throw FAILURE
        })

      const told = await tell(place, fails, succeedsLate)

      const log = ['released', 'core', ...(place.aroundAfter ? ['after'] : []), 'rejected with it']
      assert.equal(told, { log, reports: [], unhandled: [] })
    })
  }
}

test.run()
