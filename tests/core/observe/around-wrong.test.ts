// Decides that whatever an observer's around does wrong, the library goes by the function's own outcome (S17).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Actions,
  createActions,
  type ListenerErrorInfo,
  type ObservedParty,
  type Observer,
} from '../../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../../support/helpers.js'

const broken = new Error('the tracer is broken')
const jam = new Error('paper jam')

/** Actions whose core notes that it ran, and what was reported of an around that is used for `kind` alone. */
function watchedActions(kind: ObservedParty['kind'], around: NonNullable<Observer['around']>, core: () => unknown) {
  const reports: { error: unknown; info: ListenerErrorInfo }[] = []
  const log: string[] = []
  const actions: Actions = createActions({ onListenerError: (error, info) => reports.push({ error, info }) })
  actions.registerAction('Print', () => {
    log.push('core')
    return core()
  })
  actions.addListener('beforePrint', () => void log.push('before'))
  actions.addListener('afterPrint', () => void log.push('after'))
  const observer: Observer = {
    around: (info, run) => (info.kind === kind ? around(info, run) : run()),
  }
  actions.observe(observer)
  return { actions, log, observer, reports }
}

const CORES: [how: string, core: () => unknown][] = [
  ['returns', () => 'printed'],
  ['resolves', () => settled().then(() => 'printed')],
]

for (const kind of ['core', 'before', 'invocation'] as const) {
  for (const [how, core] of CORES) {
    test(`S17: an around of the ${kind} that does not call run is reported, and a core that ${how} runs once without it`, async () => {
      const { actions, log, observer, reports } = watchedActions(kind, () => 'nothing of it', core)

      assert.is(await actions.invokeAction('Print'), 'printed')
      assert.equal(log, ['before', 'core', 'after'])
      assert.is(reports.length, 1)
      assert.instance(reports[0]?.error, Error)
      assert.is(reports[0]?.info.ctx?.action, 'Print')
      assert.is(reports[0]?.info.event, undefined)
      assert.is(reports[0]?.info.listener, observer.around)
    })

    test(`S17: an around of the ${kind} that throws before it calls run is reported, and a core that ${how} runs once without it`, async () => {
      const fail = () => {
        throw broken
      }
      const { actions, log, reports } = watchedActions(kind, fail, core)

      assert.is(await actions.invokeAction('Print'), 'printed')
      assert.equal(log, ['before', 'core', 'after'])
      assert.equal(
        reports.map(({ error }) => error),
        [broken],
      )
    })

    test(`S17: an around of the ${kind} that throws after it has called run is reported, and what a core gives that ${how} stands`, async () => {
      const fail = (_info: unknown, run: () => unknown) => {
        run()
        throw broken
      }
      const { actions, log, reports } = watchedActions(kind, fail, core)

      assert.is(await actions.invokeAction('Print'), 'printed')
      assert.equal(log, ['before', 'core', 'after'])
      assert.equal(
        reports.map(({ error }) => error),
        [broken],
      )
    })

    test(`S17: an around of the ${kind} that calls run twice starts a core that ${how} once`, async () => {
      const twice = (_info: unknown, run: () => unknown) => {
        const returned = run()
        try {
          run()
        } catch {
          // It may say so by throwing.
        }
        return returned
      }
      const { actions, log } = watchedActions(kind, twice, core)

      assert.is(await actions.invokeAction('Print'), 'printed')
      assert.equal(log, ['before', 'core', 'after'])
    })

    test(`S17: what an around of the ${kind} returns in place of what run returned counts for nothing, with a core that ${how}`, async () => {
      const wrong = (_info: unknown, run: () => unknown) => {
        run()
        return 'something else'
      }
      const { actions, log, reports } = watchedActions(kind, wrong, core)

      assert.is(await actions.invokeAction('Print'), 'printed')
      assert.equal(log, ['before', 'core', 'after'])
      assert.equal(reports, [])
    })

    test(`S17: an around of the ${kind} that is async and waits delays nothing, with a core that ${how}`, async () => {
      const hold = deferred()
      const slow = async (_info: unknown, run: () => unknown) => {
        const returned = await run()
        await hold.promise
        return returned
      }
      const { actions, log } = watchedActions(kind, slow, core)

      assert.is(await actions.invokeAction('Print'), 'printed')
      assert.equal(log, ['before', 'core', 'after'])
      hold.resolve()
    })

    test(`S17: an around of the ${kind} that rejects with its own error is reported, and leaves no unhandled rejection, with a core that ${how}`, async () => {
      const late = async (_info: unknown, run: () => unknown) => {
        await run()
        throw broken
      }
      const { actions, reports } = watchedActions(kind, late, core)
      let result: unknown

      const unhandled = await unhandledDuring(async () => {
        result = await actions.invokeAction('Print')
      })

      assert.is(result, 'printed')
      assert.equal(unhandled, [])
      assert.equal(
        reports.map(({ error }) => error),
        [broken],
      )
    })
  }
}

const FAILING: [how: string, core: () => unknown][] = [
  [
    'throws',
    () => {
      throw jam
    },
  ],
  ['rejects', () => settled().then(() => Promise.reject(jam))],
]

const HIDING: [what: string, around: (info: ObservedParty, run: () => unknown) => unknown][] = [
  [
    'swallows what run throws or rejects with',
    (_info, run) => {
      try {
        const returned = run() as Promise<unknown> | undefined
        return returned?.then?.(undefined, () => 'never mind')
      } catch {
        return 'never mind'
      }
    },
  ],
  ['is async and awaits run, so that it passes the error on', async (_info, run) => await run()],
  [
    'is async and swallows the error',
    async (_info, run) => {
      try {
        return await run()
      } catch {
        return 'never mind'
      }
    },
  ],
]

for (const kind of ['core', 'invocation'] as const) {
  for (const [how, core] of FAILING) {
    for (const [what, around] of HIDING) {
      test(`S17: the failure of a core that ${how} stands when an around of the ${kind} ${what}, and nothing is reported`, async () => {
        const { actions, log, reports } = watchedActions(kind, around, core)
        let error: unknown

        const unhandled = await unhandledDuring(async () => {
          error = await rejection(actions.invokeAction('Print'))
        })

        assert.is(error, jam)
        assert.equal(log, ['before', 'core'])
        assert.equal(unhandled, [])
        assert.equal(reports, [])
      })
    }

    test(`S17: an around of the ${kind} that throws another error is reported, and a core that ${how} fails with its own`, async () => {
      const other = async (_info: unknown, run: () => unknown) => {
        try {
          await run()
        } catch {
          throw broken
        }
      }
      const { actions, reports } = watchedActions(kind, other, core)

      assert.is(await rejection(actions.invokeAction('Print')), jam)
      await settled()
      assert.equal(
        reports.map(({ error }) => error),
        [broken],
      )
    })
  }
}

for (const [what, around] of [
  ['returns it', (_info: unknown, run: () => unknown) => run()],
  ['waits for it', async (_info: unknown, run: () => unknown) => await run()],
  [
    'waits for it and returns it',
    async (_info: unknown, run: () => unknown) => {
      const returned = run()
      await returned
      return returned
    },
  ],
] as const) {
  test(`S17: work that starts when something waits for it, as a query builder does, starts once inside an around that ${what}`, async () => {
    const actions = createActions()
    let started = 0
    const query = (value: unknown, failed = false) => ({
      then(resolve: (value: unknown) => void, reject: (error: unknown) => void) {
        started++
        if (failed) reject(value)
        else resolve(value)
      },
    })
    actions.observe({ around: around as never })
    actions.registerAction('Find', () => query('found'))
    actions.registerAction('Fail', () => query(jam, true))

    assert.is(await actions.invokeAction('Find'), 'found')
    assert.is(started, 1)
    assert.is(await rejection(actions.invokeAction('Fail')), jam)
    assert.is(started, 2)
  })
}

test('S17: a returned value whose then cannot be read is the failure of the function, and not of the observer', async () => {
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error) => void reports.push(error) })
  actions.observe({ around: (_info, run) => run() })
  actions.registerAction('Find', () =>
    Object.defineProperty({}, 'then', {
      get() {
        throw jam
      },
    }),
  )
  actions.registerAction('Fake', () => Object.create(Promise.prototype))

  const errors = [await rejection(actions.invokeAction('Find')), await rejection(actions.invokeAction('Fake'))]

  assert.is(errors[0], jam)
  assert.instance(errors[1], TypeError)
  assert.equal(reports, [])
})

test('S17: an around that calls run later starts nothing a second time', async () => {
  const late = deferred()
  const around = async (_info: unknown, run: () => unknown) => {
    await late.promise
    return run()
  }
  const { actions, log, reports } = watchedActions('core', around, () => 'printed')

  const unhandled = await unhandledDuring(async () => {
    assert.is(await actions.invokeAction('Print'), 'printed')
    late.resolve()
    await settled()
  })

  assert.equal(log, ['before', 'core', 'after'])
  assert.is(reports.length >= 1, true)
  assert.equal(unhandled, [])
})

test('S17: an around that fails keeps no other observer from standing around the function', async () => {
  const log: string[] = []
  const actions = createActions({ onListenerError: () => {} })
  actions.registerAction('Print', () => void log.push('core'))
  const noting = (which: string): Observer => ({
    around({ kind }, run) {
      if (kind === 'core') log.push(which)
      return run()
    },
  })
  actions.observe(noting('first'))
  actions.observe({
    around() {
      throw broken
    },
  })
  actions.observe(noting('third'))

  await actions.invokeAction('Print')

  assert.equal(log, ['first', 'third', 'core'])
})

test('S17: end sees the function’s own outcome, whatever around makes of it', async () => {
  const ends: unknown[] = []
  const actions = createActions({ onListenerError: () => {} })
  actions.registerAction('Print', () => {
    throw jam
  })
  actions.observe({
    around(_info, run) {
      try {
        return run()
      } catch {
        return 'never mind'
      }
    },
    end: (info) => ends.push([info.kind, info.error]),
  })

  await rejection(actions.invokeAction('Print'))

  assert.equal(ends, [
    ['core', jam],
    ['invocation', jam],
  ])
})

test.run()
