// Decides that a recording stays right where values come from another realm, cannot be read, or the clock is replaced (S21).

import { runInNewContext } from 'node:vm'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { formatTimeline, loadRecording, type RecordedInvocation, record } from '../../source/devtools/index.js'
import { trackState } from '../../source/state/index.js'
import { rejection, settled } from '../support/helpers.js'

const there = <T>(code: string): T => runInNewContext(`(${code})`) as T

/** Records one invocation whose payload and result are `value`. */
async function recorded(value: unknown): Promise<RecordedInvocation> {
  const actions = createActions()
  const recording = record(actions, { capture: true })
  actions.registerAction('Print', (payload) => payload)
  await actions.invokeAction('Print', value)
  return recording.toJSON().invocations[0] as RecordedInvocation
}

// ── another realm

for (const [what, code, here] of [
  ['an error', 'new TypeError("out of paper")', new TypeError('out of paper')],
  [
    'an error with a code',
    'Object.assign(new Error("no"), { code: "E_NO" })',
    Object.assign(new Error('no'), { code: 'E_NO' }),
  ],
  ['a date', 'new Date(0)', new Date(0)],
  ['an array', '[1, [2]]', [1, [2]]],
  ['a map', 'new Map([["a", { b: 1 }]])', new Map([['a', { b: 1 }]])],
  ['a set', 'new Set([1, 2])', new Set([1, 2])],
  ['bytes', 'new Uint8Array(3)', new Uint8Array(3)],
  ['a buffer', 'new ArrayBuffer(3)', new ArrayBuffer(3)],
  ['a pattern', '/a/i', /a/i],
  ['an object of such', '{ at: new Date(0), list: [new Set([1])] }', { at: new Date(0), list: [new Set([1])] }],
] as const) {
  test(`S21: ${what} of another realm is captured as one of this realm is`, async () => {
    const foreign = await recorded(there(code))
    const own = await recorded(here)

    assert.equal(foreign.payload, own.payload)
    assert.equal(foreign.result, own.result)
    assert.is(JSON.stringify(foreign.payload) === '{}', JSON.stringify(own.payload) === '{}')
  })
}

test('S21: an error of another realm is captured with its name and message', async () => {
  const { payload } = await recorded(there('new RangeError("out of paper")'))

  assert.equal(payload, { name: 'RangeError', message: 'out of paper' })
})

test('S21: a map and a set of another realm are captured with what they hold', async () => {
  const { payload } = await recorded([there('new Map([["a", 1]])'), there('new Set([1, 2])')])

  assert.equal(payload, [[['a', 1]], [1, 2]])
})

test('S21: a failure and an abort with values of another realm are shown in timelines in their own words', async () => {
  const actions = createActions()
  const recording = record(actions)
  actions.registerAction('Fail', () => {
    throw there<Error>('new TypeError("out of paper")')
  })
  actions.registerAction('Stop', () => {})
  actions.addListener('beforeStop', (_payload, abort) => abort(there('new Error("closed")')))
  await rejection(actions.invokeAction('Fail'))
  await rejection(actions.invokeAction('Stop'))

  const text = formatTimeline(recording, { durations: false })

  assert.match(text, /TypeError: out of paper|out of paper/)
  assert.match(text, 'closed')
  assert.not.match(text, 'an object')
})

// ── what cannot be read

test('S21: a payload and a result that cannot be read are captured as such, and what comes after is recorded', async () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()

  const { payload, result, outcome } = await recorded({ draft: proxy, sid: 'WT1' })
  const whole = await recorded([proxy])

  assert.equal(payload, { draft: '[unreadable]', sid: 'WT1' })
  assert.equal(result, { draft: '[unreadable]', sid: 'WT1' })
  assert.is(outcome, 'done')
  assert.equal(whole.payload, ['[unreadable]'])
})

test('S21: where console.error throws, a subscriber that throws loses nothing of the recording', async () => {
  const actions = createActions()
  const recording = record(actions)
  actions.registerAction('Print', () => 'printed')
  recording.subscribe(() => {
    throw new Error('the chart is gone')
  })
  const original = console.error
  console.error = () => {
    throw new Error('nothing may be printed in tests')
  }
  try {
    await actions.invokeAction('Print')
  } finally {
    console.error = original
  }

  assert.equal(
    recording.invocations.map(({ outcome, parties }) => [outcome, parties.length]),
    [['done', 1]],
  )
})

test('S21: a recording can be loaded after somebody tried to overwrite the id of a ctx', async () => {
  const actions = createActions()
  const recording = record(actions)
  const errors: unknown[] = []
  actions.use((ctx, next) => {
    try {
      Object.assign(ctx, { id: 'req-7' })
    } catch (error) {
      errors.push(error)
    }
    return next()
  })
  actions.registerAction('Inner', () => {})
  actions.registerAction('Print', (_payload, ctx) => ctx.invokeAction('Inner'))
  await actions.invokeAction('Print')

  const { invocations } = loadRecording(JSON.parse(JSON.stringify(recording)))

  assert.is(errors.length, 2)
  assert.is(invocations[1]?.parent, invocations[0]?.id)
  assert.type(invocations[0]?.id, 'number')
})

// ── clocks

/** Runs `work` with a clock of its own, `at(time)` of which turns it, also back. */
async function withClock(work: (at: (time: number) => void) => Promise<void>): Promise<void> {
  let now = 5_000
  const { now: original } = performance
  performance.now = () => now
  try {
    await work((time) => {
      now = time
    })
  } finally {
    performance.now = original
  }
}

test('S21: a recording has starts and durations where there is no performance', async () => {
  const { performance: original } = globalThis
  Reflect.deleteProperty(globalThis, 'performance')
  try {
    const actions = createActions()
    const recording = record(actions)
    actions.registerAction('Print', () => {})

    await actions.invokeAction('Print')

    const [{ start, duration = -1 }] = recording.invocations as [RecordedInvocation]
    assert.ok(start >= 0 && duration >= 0 && start + duration < 60_000, `start ${start}, duration ${duration}`)
  } finally {
    Object.defineProperty(globalThis, 'performance', { value: original, configurable: true, writable: true })
  }
})

test('S21: no duration and no start is below zero when the clock is replaced during a recording', async () => {
  await withClock(async (at) => {
    const actions = createActions()
    const recording = record(actions)
    actions.registerAction('Print', () => at(10))
    actions.addListener('beforePrint', () => at(4_000))
    actions.addListener('afterPrint', () => {})

    await actions.invokeAction('Print')
    at(0)
    await actions.invokeAction('Print')

    const runs = recording.invocations.flatMap((invocation) => [invocation, ...invocation.parties])
    assert.is(runs.length, 8)
    for (const { start, duration } of runs) {
      assert.ok(start >= 0, `start ${start}`)
      assert.ok(duration !== undefined && duration >= 0, `duration ${duration}`)
    }
    loadRecording(JSON.parse(JSON.stringify(recording)))
  })
})

test('S21: what is recorded before and after the clock is replaced keeps its order', async () => {
  await withClock(async (at) => {
    const actions = createActions()
    const recording = record(actions)
    actions.registerAction('Print', (payload) => payload)

    await actions.invokeAction('Print')
    at(0)
    await actions.invokeAction('Print')
    await settled()

    assert.equal(
      recording.invocations.map(({ began, ended }) => [began, ended]),
      [
        [1, 4],
        [5, 8],
      ],
    )
  })
})

// ── what entracte/state attaches

test('what trackState attaches shows in no timeline, neither as run nor as skipped', async () => {
  const actions = createActions()
  const state = trackState(actions)
  const recording = record(actions)
  actions.use((_ctx, next) => next(), { name: 'log' })
  actions.registerAction('Print', () => 'printed', { name: 'print' })
  await actions.invokeAction('Print')
  state.block('Print')

  await rejection(actions.invokeAction('Print'))

  const [done, refused] = recording.invocations
  assert.equal(
    done?.parties.map(({ kind, name, inside }) => [kind, name, inside]),
    [
      ['middleware', 'log', undefined],
      ['core', 'print', 0],
    ],
  )
  assert.is(done?.outcome, 'done')
  assert.equal(done?.skipped, [])
  assert.is(refused?.outcome, 'failed')
  assert.is(refused?.error?.code, 'ACTION_BLOCKED')
  assert.equal(refused?.parties, [])
  assert.equal(
    refused?.skipped.map(({ name }) => name),
    ['log', 'print'],
  )
  assert.not.match(formatTimeline(recording, { durations: false }), 'entracte/state')
})

test('what trackState attaches shows in explain, because it is part of the stack', () => {
  const actions = createActions()
  trackState(actions)
  actions.registerAction('Print', () => 'printed', { name: 'print' })

  assert.equal(
    actions.explain('Print').map(({ name }) => name),
    ['entracte/state', 'print'],
  )
})

test('a nested invocation that begins inside of what trackState attaches is inside the party that invoked it', async () => {
  const actions = createActions()
  trackState(actions)
  const recording = record(actions)
  actions.registerAction('Inner', () => {}, { name: 'inner' })
  actions.registerAction('Print', (_payload, ctx) => ctx.invokeAction('Inner'), { name: 'print' })

  await actions.invokeAction('Print')

  const [, inner] = recording.invocations
  assert.is(inner?.inside, 0)
})

test.run()
