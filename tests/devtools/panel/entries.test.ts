// Decides what toPerformancePanel measures: label, track, colour and facts of each entry.

import { PerformanceObserver } from 'node:perf_hooks'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Actions, createActions } from '../../../source/core/index.js'
import { type PanelOptions, toPerformancePanel } from '../../../source/devtools/index.js'
import { trackState } from '../../../source/state/index.js'
import { deferred, rejection, settled, thrown } from '../../support/helpers.js'

interface Drawn {
  readonly name: string
  readonly start: number
  readonly end: number
  readonly detail: {
    dataType: string
    trackGroup: string
    track: string
    color: string
    tooltipText: string
    properties: [string, string][]
  }
}

/** Returns what is drawn while `work` runs, by its label. */
async function drawn(work: (actions: Actions) => unknown, options?: PanelOptions): Promise<Record<string, Drawn>> {
  const entries: Drawn[] = []
  const observer = new PerformanceObserver((list) => {
    for (const { name, startTime, duration, detail } of list.getEntries() as PerformanceMeasure[]) {
      if (typeof (detail as Partial<Record<'devtools', unknown>> | null)?.devtools !== 'object') continue
      const { devtools } = detail as { devtools: Drawn['detail'] }
      entries.push({ name, start: startTime, end: startTime + duration, detail: devtools })
    }
  })
  observer.observe({ entryTypes: ['measure'] })
  const actions = createActions({ onListenerError: () => {} })
  toPerformancePanel(actions, options)
  await work(actions)
  await settled()
  await settled()
  observer.disconnect()
  return Object.fromEntries(entries.map((entry) => [entry.name, entry]))
}

test('an invocation and each of its parties is an entry of a track with the name of the action', async () => {
  const entries = await drawn(async (actions) => {
    actions.registerAction('Print', () => settled(), { name: 'print' })
    actions.use((_ctx, next) => next(), { name: 'all' })
    actions.scope('crm').addListener('beforePrint', () => {}, { name: 'check' })
    actions.addListener('afterPrint', () => {})
    await actions.invokeAction('Print', { secret: 'token' })
  })

  assert.equal(
    Object.values(entries)
      .map(({ name, detail: { track, trackGroup, color } }) => [name, track, trackGroup, color])
      .sort(),
    [
      ['Print', 'Print', 'entracte', 'primary-dark'],
      ['after', 'Print', 'entracte', 'secondary-light'],
      ['before check', 'Print', 'entracte', 'secondary'],
      ['core print', 'Print', 'entracte', 'primary'],
      ['middleware all', 'Print', 'entracte', 'secondary-dark'],
    ],
  )
  assert.equal(entries['before check']?.detail, {
    dataType: 'track-entry',
    trackGroup: 'entracte',
    track: 'Print',
    color: 'secondary',
    tooltipText: 'before check',
    properties: [
      ['Action', 'Print'],
      ['Invocation', '1'],
      ['Kind', 'before'],
      ['Scope', 'crm'],
      ['Outcome', 'done'],
    ],
  })
  const [outer, inner] = [entries.Print, entries['core print']] as [Drawn, Drawn]
  assert.ok(outer.start <= inner.start && inner.end <= outer.end)
})

test('a nested invocation is drawn on the track of the outermost action', async () => {
  const entries = await drawn(async (actions) => {
    actions.registerAction('Log', () => {})
    actions.registerAction('Mail', (_payload, ctx) => ctx.invokeAction('Log'))
    actions.registerAction('Print', (_payload, ctx) => ctx.invokeAction('Mail'))
    await actions.invokeAction('Print')
  })

  assert.equal([entries.Mail?.detail.track, entries.Log?.detail.track], ['Print', 'Print'])
})

test('the tooltip of an abort says by whom and why, and its colour is a warning', async () => {
  const entries = await drawn(async (actions) => {
    actions.registerAction('Print', () => {})
    actions.scope('crm').addListener('beforePrint', (_payload, abort) => abort('no paper'), { name: 'check' })
    await rejection(actions.invokeAction('Print'))
  })

  assert.is(entries.Print?.detail.tooltipText, 'Print: aborted by check (crm): no paper')
  assert.is(entries.Print?.detail.color, 'warning')
  assert.is(entries['before check']?.detail.tooltipText, 'before check: aborted')
})

test('an abort by an unknown party without a reason says only that', async () => {
  const entries = await drawn(async (actions) => {
    actions.registerAction('Print', () => {})
    actions.addListener('beforePrint', async (...args) => {
      await null
      args[1]()
    })
    await rejection(actions.invokeAction('Print'))
  })

  assert.is(entries.Print?.detail.tooltipText, 'Print: aborted')
})

test('the tooltip of a failure says by whom and why, and its colour is that of an error', async () => {
  const entries = await drawn(async (actions) => {
    actions.registerAction(
      'Print',
      () => {
        throw new RangeError('too many')
      },
      { name: 'print' },
    )
    actions.registerAction('Wait', () => settled(), { timeout: 1_000 })
    actions.registerAction('Limited', () => new Promise(() => {}), { timeout: 5 })
    actions.addListener('beforeWait', () => Promise.reject('a text'))
    for (const name of ['Print', 'Wait', 'Limited']) await rejection(actions.invokeAction(name))
  })

  assert.is(entries.Print?.detail.tooltipText, 'Print: failed by print: RangeError: too many')
  assert.is(entries.Print?.detail.color, 'error')
  assert.is(entries.Wait?.detail.tooltipText, 'Wait: failed by before: a text')
  assert.match(String(entries.Limited?.detail.tooltipText), /^Limited: failed by core: ActionTimeoutError: /)
})

test('a cancelled invocation names nobody', async () => {
  const entries = await drawn(async (actions) => {
    const hold = deferred()
    const signals = new AbortController()
    actions.registerAction('Print', () => hold.promise)
    const printing = rejection(actions.invokeAction('Print', undefined, { signal: signals.signal }))
    signals.abort(new Error('closed'))
    await printing
    hold.resolve()
  })

  assert.is(entries.Print?.detail.tooltipText, 'Print: failed: Error: closed')
})

test('the middleware of trackState is not drawn', async () => {
  const entries = await drawn(async (actions) => {
    trackState(actions)
    actions.registerAction('Print', () => {}, { name: 'print' })
    await actions.invokeAction('Print')
  })

  assert.equal(Object.keys(entries).sort(), ['Print', 'core print'])
})

test('the list of the page keeps no entry, and what the page has measured under the same name stays', async () => {
  performance.measure('Print', { start: 0, end: 1 })
  await drawn(async (actions) => {
    actions.registerAction('Print', () => {}, { name: 'print' })
    await actions.invokeAction('Print')
  })

  assert.is(performance.getEntriesByName('core print').length, 0)
  assert.ok(performance.getEntriesByName('Print').some(({ duration }) => duration === 1))
  performance.clearMeasures()
})

test('with parties false only invocations are drawn, and with recording only those that begin while it says so', async () => {
  let isRecording = false
  const entries = await drawn(
    async (actions) => {
      actions.registerAction('Print', () => {})
      actions.registerAction('Mail', () => {})
      await actions.invokeAction('Print')
      isRecording = true
      await actions.invokeAction('Mail')
    },
    { parties: false, recording: () => isRecording },
  )

  assert.equal(Object.keys(entries), ['Mail'])
})

const WRONG: [what: string, actions: unknown, options: unknown, message: string][] = [
  [
    'actions without observe',
    {},
    {},
    'Cannot draw {}, because it has no observe: pass what createActions gives, or a scope of it',
  ],
  [
    'an unknown option',
    createActions(),
    { partys: true },
    'There is no option "partys": did you mean "parties"? The options are parties, recording',
  ],
  ['wrong parties', createActions(), { parties: 1 }, 'The option parties must be true, false or left out, got 1'],
  ['a wrong recording', createActions(), { recording: true }, 'The option recording must be a function, got true'],
]
for (const [what, actions, options, message] of WRONG) {
  test(`${what} is a TypeError`, () => {
    const error = thrown(() => toPerformancePanel(actions as never, options as never))

    assert.instance(error, TypeError)
    assert.is((error as Error).message, message)
  })
}

test('a platform without performance.measure is an Error that says so', () => {
  const { measure } = performance
  performance.measure = undefined as never
  const error = thrown(() => toPerformancePanel(createActions()))
  performance.measure = measure

  assert.is(
    (error as Error).message,
    'Cannot draw in the Performance panel, because this platform has no performance.measure',
  )
})

test('an invocation inside one that is not drawn is on the track of that one', async () => {
  let isRecording = false
  const entries = await drawn(
    async (actions) => {
      actions.registerAction('Mail', () => {}, { name: 'mail' })
      actions.registerAction('Print', (_payload, ctx) => {
        isRecording = true
        return ctx.invokeAction('Mail')
      })
      await actions.invokeAction('Print')
    },
    { recording: () => isRecording },
  )

  assert.equal(
    Object.values(entries)
      .map(({ name, detail: { track } }) => [name, track])
      .sort(),
    [
      ['Mail', 'Print'],
      ['core mail', 'Print'],
    ],
  )
})

test.run()
