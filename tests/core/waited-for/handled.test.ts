// Waited for (S5): a failure that was handled is none.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { settled } from '../../support/helpers.js'
import { FAILING, type Party, PLACES, SHAPES, succeedsLate, tell } from './places.js'
import { CAUGHT } from './ways.js'

const HANDLING: readonly (readonly [how: string, party: Party])[] = [
  [
    'try and catch around await',
    async (begin) => {
      try {
        await begin()
      } catch {
        // Handled.
      }
    },
  ],
  ['an awaited catch()', async (begin) => void (await begin().catch(nothing))],
  ['an awaited then(log, log)', async (begin) => void (await begin().then(nothing, nothing))],
  ['a returned then(log, log)', (begin) => begin().then(nothing, nothing)],
  ['a returned catch()', (begin) => begin().catch(nothing)],
  ['an awaited Promise.allSettled()', async (begin) => void (await Promise.allSettled([begin()]))],
  ['an awaited Promise.race() with a catch()', async (begin) => void (await Promise.race([begin()]).catch(nothing))],
  [
    'an awaited helper that handles it',
    async (begin) => {
      const helper = async () => {
        try {
          await begin()
        } catch {
          // Handled.
        }
      }
      await helper()
    },
  ],
  [
    'an await that comes long after the call',
    async (begin) => {
      const work = begin()
      await settled()
      await settled()
      await work.catch(nothing)
    },
  ],
  [
    'then(log, log) and a function that settles later',
    async (begin) => {
      let handled: () => void = nothing
      const done = new Promise<void>((resolve) => {
        handled = resolve
      })
      void begin().then(handled, handled)
      await done
      await settled()
    },
  ],
]

for (const place of PLACES) {
  for (const [when, early, core] of FAILING) {
    const log = early ? ['resolved with undefined', 'released'] : ['released', 'resolved with undefined']
    if (!place.aroundAfter) log.splice(early ? 0 : 1, 0, 'after')

    for (const { name: way, drop } of CAUGHT) {
      for (const [shape, shaped] of SHAPES) {
        test(`S5: with ${way} in ${place.name} the action succeeds once the end is reached, when the core fails ${when} (${shape})`, async () => {
          const told = await tell(place, shaped(drop), core)

          assert.equal(told, { log, reports: [], unhandled: [] })
        })
      }
    }

    for (const [how, party] of HANDLING) {
      test(`S5: a failure that ${place.name} handles by ${how} is none, when the core fails ${when}`, async () => {
        const told = await tell(place, party, core)

        assert.equal([...told.log].sort(), [...log].sort())
        if (!place.aroundAfter) assert.ok(told.log.indexOf('after') < told.log.indexOf('resolved with undefined'))
        assert.equal({ ...told, log: [] }, { log: [], reports: [], unhandled: [] })
      })
    }
  }

  for (const { name: way, drop } of CAUGHT) {
    test(`S5: ${way} in ${place.name} is waited for, also when the function has decided for itself`, async () => {
      const decides = (begin: () => Promise<unknown>, ctx: { result?: unknown }) => {
        drop(begin)
        ctx.result = 'own'
        return 'own'
      }

      const told = await tell(place, decides, succeedsLate)

      assert.equal(told.log.slice(0, 3), ['released', 'core', 'after'])
      if (place.returns) assert.is(told.log[3], 'resolved with own')
    })
  }
}

function nothing(): void {}

test.run()
