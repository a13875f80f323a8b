// Waited for (S5): a race is a race when the function has decided for itself, and is the work's outcome when it has not.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { settled } from '../../support/helpers.js'
import { FAILING, failing, neverSettles, type Party, PLACES, succeedsLate, tell } from './places.js'

const [, , failsLate] = FAILING.at(-1) as (typeof FAILING)[number]
const OWN = new Error('of the function')

/** What the work loses against. */
const RACES: readonly (readonly [name: string, race: (begin: () => Promise<unknown>) => Promise<unknown>])[] = [
  ['Promise.race', (begin) => Promise.race([begin(), settled()])],
  ['Promise.any', (begin) => Promise.any([begin(), settled()])],
  ['Promise.race over then(log)', (begin) => Promise.race([begin().then((value) => value), settled()])],
  ['Promise.race over finally()', (begin) => Promise.race([begin().finally(() => {}), settled()])],
]

for (const place of PLACES) {
  for (const [race, lose] of RACES) {
    const decisions: (readonly [how: string, party: Party, ending: string])[] = [
      [
        'throws',
        async (begin) => {
          await lose(begin)
          throw OWN
        },
        `rejected with ${OWN}`,
      ],
      place.returns
        ? [
            'returns a result',
            async (begin) => {
              await lose(begin)
              return 'own'
            },
            'resolved with own',
          ]
        : [
            'assigns ctx.result after next()',
            async (begin, ctx) => {
              await lose(begin)
              ctx.result = 'own'
            },
            'resolved with own',
          ],
    ]

    for (const [how, party, ending] of decisions) {
      for (const [what, core] of [
        ['never settles', neverSettles],
        ['fails later', failsLate],
        ['succeeds later', succeedsLate],
      ] as const) {
        test(`S5: work that lost ${race} in ${place.name} is left behind when the function ${how}, and the core ${what}`, async () => {
          const told = await tell(place, party, core)

          const log = [ending, 'released', ...(core === succeedsLate ? ['core'] : [])]
          const resolves = ending.startsWith('resolved')
          if (!place.aroundAfter && resolves) log.unshift('after')
          // They are a part of what is left behind.
          if (place.aroundAfter && resolves && core === succeedsLate) log.push('after')
          assert.equal(told, { log, reports: [], unhandled: [] })
        })
      }
    }

    test(`S5: work that lost ${race} in ${place.name} is the outcome when the function has not decided`, async () => {
      const undecided = async (begin: () => Promise<unknown>) => {
        await lose(begin)
      }

      const failed = await tell(place, undecided, failsLate)
      const succeeded = await tell(place, undecided, succeedsLate)

      assert.equal(failed, { log: failing(false), reports: [], unhandled: [] })
      const log = ['released', 'core', 'after', 'resolved with core']
      assert.equal(succeeded, { log, reports: [], unhandled: [] })
    })
  }

  test(`S5: ${place.name} that returned undefined and assigned nothing after its call has not decided, whatever it assigned before`, async () => {
    const undecided = async (begin: () => Promise<unknown>, ctx: { result?: unknown }) => {
      ctx.result = 'before the call'
      await Promise.race([begin(), settled()])
    }

    const told = await tell(place, undecided, failsLate)

    assert.equal(told, { log: failing(false), reports: [], unhandled: [] })
  })

  for (const value of [null, false, 0, '']) {
    if (!place.returns) continue
    test(`S5: ${place.name} that returns ${JSON.stringify(value)} has decided`, async () => {
      const decides = async (begin: () => Promise<unknown>) => {
        await Promise.race([begin(), settled()])
        return value
      }

      const told = await tell(place, decides, neverSettles)

      const log = [...(place.aroundAfter ? [] : ['after']), `resolved with ${value}`, 'released']
      assert.equal(told.log, log)
    })
  }
}

for (const fails of [false, true]) {
  test(`S5: what inner middleware has assigned before its next() decides nothing for middleware outside that lost a race, and the core ${fails ? 'fails' : 'succeeds'}`, async () => {
    const actions = createActions()
    const log: string[] = []
    actions.use(async (_ctx, next) => {
      await Promise.race([next(), settled()])
      log.push('the race is lost')
    })
    actions.use(async (ctx, next) => {
      ctx.result = await undefined
      await next()
    })
    actions.registerAction('Save', async () => {
      await settled()
      await settled()
      log.push('core')
      if (fails) throw OWN
      return 'saved'
    })

    const outcome = await actions.settleAction('Save')

    assert.equal(log, ['the race is lost', 'core'])
    if (outcome.status === 'failed') assert.is(outcome.error, OWN)
    else assert.equal(outcome, { status: 'done', result: 'saved' })
    assert.is(outcome.status, fails ? 'failed' : 'done')
  })
}

test.run()
