// Decides what observe and explain show, which entracte/flex adds to Flex.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { ObservedParty } from '../../source/core/index.js'
import { record } from '../../source/devtools/index.js'
import type * as Flex from '../../source/flex/index.js'
import { createActions } from '../../source/flex/index.js'
import { deferred, printedDuring, rejection, settled, thrown } from '../support/helpers.js'
import { withoutDispose } from '../support/without-dispose.js'
import { openDesk, thrower } from './desk.js'

// ── observe

/** Observes `actions`, and logs a line for each start and each end. */
function sightings(actions: Flex.ActionsManager, log: string[]) {
  const started = new Map<ObservedParty, string>()
  return actions.observe({
    start(info) {
      const { ctx, kind, name, scope } = info
      const line = `${kind} ${name}`
      started.set(info, line)
      log.push(`> ${line} of ${ctx.action} ${scope}`)
    },
    end(info) {
      const how = info.aborted ? ' aborted' : 'error' in info ? ` failed ${(info.error as Error)?.message}` : ''
      log.push(`< ${started.get(info)}${how}`)
    },
  })
}

test('observe sees every party and the invocation, and no internal calls', async () => {
  const actions = createActions()
  const log: string[] = []
  const seen: unknown[] = []
  actions.registerAction(
    'X',
    function accept(payload) {
      return `made ${payload}`
    },
    function trim(payload) {
      return payload.trim()
    },
  )
  actions.addListener('beforeX', async function check() {})
  actions.replaceAction('X', async function replace(payload, original) {
    return original(payload)
  })
  actions.addListener('afterX', () => {})
  sightings(actions, log)
  actions.observe({ end: ({ ctx, kind }) => kind === 'invocation' && seen.push(ctx.payload, ctx.result, ctx.depth) })

  const result = await actions.invokeAction('X', ' x ')

  assert.is(result, 'made x')
  assert.equal(log, [
    '> invocation X of X undefined',
    '> payloadUpdate trim of X undefined',
    '< payloadUpdate trim',
    '> before check of X undefined',
    '< before check',
    '> replacement replace of X undefined',
    '> core accept of X undefined',
    '< core accept',
    '< replacement replace',
    '> after undefined of X undefined',
    '< after undefined',
    '< invocation X',
  ])
  assert.equal(seen, ['x', 'made x', 0])
})

test('observe tells which party cancelled, which party failed, and what was refused', async () => {
  const { actions } = openDesk()
  const log: string[] = []
  const cancel = function cancel(payload: unknown, abort: () => void) {
    if (payload === 1) abort()
    if (payload === 2) throw new Error('broken')
    if (payload === 3) return Promise.reject(abort())
    return undefined
  }
  actions.addListener('beforeX', cancel)
  actions.registerAction('Y', function fail() {
    throw new RangeError('failed')
  })
  sightings(actions, log)
  actions.blockAction('X', 4)

  await printedDuring(async () => {
    for (const payload of [1, 2, 3, 4]) await actions.invokeAction('X', payload).catch(() => {})
    await rejection(actions.invokeAction('Y', 5))
    await rejection(actions.invokeAction('nowhere'))
  })

  assert.equal(
    log.filter((line) => line.startsWith('<')),
    [
      '< before cancel aborted',
      '< invocation X aborted',
      '< before cancel failed broken',
      '< core undefined',
      '< invocation X',
      '< before cancel aborted',
      '< invocation X aborted',
      '< invocation X failed Action is blocked',
      '< core fail failed failed',
      '< invocation Y failed failed',
    ],
  )
})

test('each observer gets its own info objects', async () => {
  const actions = createActions()
  const infos: object[][] = [[], []]
  actions.registerAction('A', async () => {})
  for (const list of infos) actions.observe({ start: (info) => list.push(info) })
  await actions.invokeAction('A', {})
  const [ours = [], theirs = []] = infos

  assert.is(ours.length, theirs.length)
  for (const [i, info] of ours.entries()) assert.is.not(info, theirs[i])
})

test('the error of an observer is printed, and changes nothing', async () => {
  const { actions } = openDesk()
  const broken = new Error('broken')
  actions.observe({
    start: async () => thrower(broken),
    end: () => thrower(broken),
  })

  let result: unknown
  const printed = await printedDuring(async () => {
    result = await actions.invokeAction('X', 1)
  })

  assert.is(result, 1)
  assert.equal(printed, [[broken], [broken], [broken], [broken]])
})

test('observe is undone once, by calling or disposing, and invocations keep the observers that they began with', async () => {
  const { actions } = openDesk()
  const log: string[] = []
  const hold = deferred()
  actions.addListener('beforeX', () => hold.promise)
  const observer = { end: ({ kind }: ObservedParty) => log.push(kind) }

  const stop = actions.observe(observer)
  const other = actions.observe(observer)
  const invocation = actions.invokeAction('X', 1)
  stop()
  stop()
  hold.resolve()
  await invocation
  assert.equal(log, ['before', 'before', 'core', 'core', 'invocation', 'invocation'])

  log.length = 0
  await actions.invokeAction('X', 2)
  assert.equal(log, ['before', 'core', 'invocation'])

  const last: string[] = []
  actions.observe({ end: ({ kind }) => last.push(kind) })
  stop()
  other[Symbol.dispose]()
  log.length = 0
  await actions.invokeAction('X', 3)
  assert.equal([log, last], [[], ['before', 'core', 'invocation']])
})

test('observers are called in the order in which they were added, for an end when it has come, and only for what they ask for', async () => {
  const { actions } = openDesk()
  const log: unknown[] = []
  const hold = deferred()
  actions.addListener('beforeX', () => hold.promise)
  actions.addListener('invocationEnd', () => log.push('invocationEnd'))
  actions.observe({ start: ({ kind }) => log.push(['first', kind]) })
  actions.observe({ end: ({ ctx: _ctx, ...info }) => log.push(info) })
  actions.observe({ start: ({ kind }) => log.push(['last', kind]) })

  const printed = await printedDuring(async () => {
    const invocation = actions.invokeAction('X', 1)
    await settled()
    log.push('held')
    hold.resolve()
    await invocation
    await rejection(actions.invokeAction('X', Number.NaN))
  })

  const started = (kind: string) => [
    ['first', kind],
    ['last', kind],
  ]
  const ended = (kind: string, name: string | undefined) => ({ kind, name, scope: undefined })
  assert.equal(printed, [])
  const through = [ended('before', undefined), ...started('core'), ended('core', undefined)]
  const [failed] = log.splice(-1) as [ObservedParty]
  assert.equal(log, [
    ...[...started('invocation'), ...started('before'), 'held', ...through, 'invocationEnd', ended('invocation', 'X')],
    ...[...started('invocation'), ...started('before'), ...through],
  ])
  assert.equal([failed.kind, (failed.error as Error).message], ['invocation', 'Action with payload was not invoked'])
})

test('S17: a query, which runs each time that its then is called, runs once, whatever an around does with it', async () => {
  for (const around of [(run: () => unknown) => run(), async (run: () => unknown) => await run()]) {
    const actions = createActions()
    let started = 0
    actions.registerAction('Find', () => ({
      then(resolve: (value: string) => void) {
        started++
        resolve('found')
      },
    }))
    actions.observe({ around: (_info, run) => around(run) as never })

    assert.is(await actions.invokeAction('Find'), 'found')
    assert.is(started, 1)
  }
})

test('where there is no Symbol.dispose yet, nothing named "undefined" grows on what observe returns', async () => {
  const { createActions: old } = await withoutDispose<typeof Flex>('flex/index')

  const undo = old().observe({ end() {} })

  assert.not(Reflect.ownKeys(undo).includes('undefined'))
})

test('an observer without functions is a TypeError, with the message of the core', () => {
  const { actions } = openDesk()

  const error = thrown(() => actions.observe({})) as Error

  assert.instance(error, TypeError)
  assert.is(error.message, 'An observer must have a function start, end, around, register or unregister')
})

test('an observer learns once that an action is registered', () => {
  const { actions } = openDesk()
  const log: string[] = []
  const stop = actions.observe({ register: (action) => log.push(action) })

  actions.registerAction('Close', () => {})
  actions.registerAction('Close', () => {})
  stop()
  actions.registerAction('Open', () => {})

  assert.equal(log, ['Close'])
})

test('through ctx, an observer can invoke the same actions', async () => {
  const { actions, log } = openDesk()
  actions.registerAction('Y', () => {})
  actions.observe({
    end: ({ ctx, kind }) => kind === 'invocation' && ctx.action === 'Y' && ctx.invokeAction('X', 1),
  })

  await actions.invokeAction('Y')
  await settled()

  assert.equal(log, ['body'])
})

test('a recording of entracte/devtools shows these actions like the actions of the core', async () => {
  const { actions } = openDesk()
  const recording = record(actions)
  actions.addListener('beforeX', function cancel(payload, abort) {
    if (payload === 2) abort()
  })

  await actions.invokeAction('X', 1)
  await rejection(actions.invokeAction('X', 2))
  recording.stop()

  assert.equal(
    recording.invocations.map(({ outcome, parties, skipped }) => [
      outcome,
      parties.map(({ kind, name, outcome }) => `${kind} ${name} ${outcome}`),
      skipped.map(({ kind }) => kind),
    ]),
    [
      ['done', ['before cancel done', 'core undefined done'], []],
      ['aborted', ['before cancel aborted'], ['core']],
    ],
  )
})

// ── explain

test('explain shows what an action is made of, in the order in which it runs', () => {
  const actions = createActions()
  actions.registerAction(
    'X',
    function accept() {},
    function trim() {},
  )
  actions.addListener('beforeX', function check() {})
  actions.replaceAction('X', function older() {})
  actions.replaceAction('X', function newer() {})
  actions.addListener(
    'afterX',
    Object.defineProperty(() => {}, 'name', { value: 7 }),
  )

  const shown = actions.explain('X')

  assert.equal(
    shown.map(({ kind, name }) => `${kind} ${name}`),
    ['payloadUpdate trim', 'before check', 'replacement newer', 'replacement older', 'core accept', 'after undefined'],
  )
  assert.equal(shown[0], { kind: 'payloadUpdate', name: 'trim', scope: undefined, order: 0, once: false })
  assert.equal(actions.explain('Y'), [])
  assert.instance(
    thrown(() => actions.explain('')),
    TypeError,
  )
})

test.run()
