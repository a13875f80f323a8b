// Decides where the invocations of another recording stand in this one: inside the run that is at work, in order, and as one can save them.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { formatTimeline, loadRecording, type Recorded, record, toTraceEvents } from '../../../source/devtools/index.js'
import { thrown } from '../../support/helpers.js'

/** Records an invocation with a nested one, as a worker would. */
async function recordWorker(): Promise<Recorded> {
  const actions = createActions()
  const recording = record(actions)
  actions.registerAction('Mail', () => 'sent', { name: 'mail' })
  actions.registerAction('Ship', (_order, ctx) => ctx.invokeAction('Mail'), { name: 'ship' })
  actions.addListener('beforeShip', () => {}, { name: 'check' })
  await actions.invokeAction('Ship', 1)
  return recording.toJSON()
}

/** Records an invocation of Ship, whose replacement adopts what the worker recorded. */
async function recordCaller(others: Recorded, limit?: number) {
  const actions = createActions()
  const recording = record(actions, { limit })
  actions.registerAction('Ship', () => {}, { name: 'here' })
  actions.replaceAction('Ship', (_order, _original, ctx) => recording.adopt(ctx, others), { name: 'queue' })
  const seen: object[] = []
  actions.addListener('afterShip', (_order, _result, ctx) => void seen.push(ctx), { name: 'tell' })
  await actions.invokeAction('Ship', 1)
  return { actions, recording, ctx: seen[0] as object }
}

test('what a worker recorded stands inside the function that was waiting for it', async () => {
  const { recording } = await recordCaller(await recordWorker())

  assert.is(
    formatTimeline(recording, { durations: false }),
    [
      '✓ Ship',
      '├─ replacement       queue',
      '│  └✓ Ship',
      '│     ├─ before      check',
      '│     └─ core        ship',
      '│        └✓ Mail',
      '│           └─ core  mail',
      '├─ after             tell',
      '└╌ core              here                                    did not run',
    ].join('\n'),
  )
})

test('what was adopted can be saved, loaded and drawn as a trace, like the rest', async () => {
  const { recording } = await recordCaller(await recordWorker())

  const loaded = loadRecording(JSON.parse(JSON.stringify(recording)))
  const [ship, remote, mail] = loaded.invocations
  assert.is(formatTimeline(loaded), formatTimeline(recording))
  assert.equal([ship?.depth, remote?.depth, mail?.depth], [0, 1, 2])
  assert.equal([remote?.parent, mail?.parent], [ship?.id, remote?.id])
  assert.is(toTraceEvents(loaded).traceEvents.filter(({ name, ph }) => name === 'Ship' && ph === 'B').length, 2)
})

test('times are those of this clock: nothing begins before the function that waited, and the last ends with it', async () => {
  const others = loadRecording(await recordWorker())
  const late = {
    ...others,
    invocations: others.invocations.map((each) => ({
      ...each,
      start: each.start + 1e9,
      parties: each.parties.map((party) => ({ ...party, start: party.start + 1e9 })),
    })),
  }

  for (const each of [others, late]) {
    const { recording } = await recordCaller(each)
    const [ship, ...adopted] = recording.invocations
    const queue = ship?.parties.find(({ name }) => name === 'queue')
    const close = 0.001
    for (const { start, duration = 0, parties } of adopted) {
      assert.ok(start > (queue?.start ?? Number.NaN) - close)
      for (const party of parties) {
        assert.ok(party.start > start - close)
        assert.ok(party.start + (party.duration ?? 0) < start + duration + close)
      }
    }
  }
})

test('the same recording can be adopted twice, and the one of this side is not changed by it', async () => {
  const others = await recordWorker()
  const before = JSON.stringify(others)
  const { actions, recording } = await recordCaller(others)
  await actions.invokeAction('Ship', 2)

  assert.is(JSON.stringify(others), before)
  assert.is(new Set(recording.invocations.map(({ id }) => id)).size, 6)
  loadRecording(JSON.parse(JSON.stringify(recording)))
})

test('a run that had not ended there is one that still runs', async () => {
  const elsewhere = createActions()
  const theirs = record(elsewhere)
  elsewhere.registerAction('Ship', () => new Promise(() => {}), { name: 'ship' })
  void elsewhere.invokeAction('Ship')

  const { recording } = await recordCaller(theirs.toJSON())

  assert.match(formatTimeline(recording), /core +ship +still running/)
  loadRecording(JSON.parse(JSON.stringify(recording)))
})

test('adopted invocations count for the limit, and of them those that ended first are forgotten first', async () => {
  const { actions, recording } = await recordCaller(await recordWorker(), 4)
  const [first] = recording.invocations
  await actions.invokeAction('Ship', 2)

  assert.equal(
    recording.invocations.map(({ action, depth }) => `${action} ${depth}`),
    ['Ship 0', 'Ship 0', 'Ship 1', 'Mail 2'],
  )
  assert.is(recording.invocations[0], first)
})

test('what comes late is drawn late: the last of it ends when it is adopted', async () => {
  const others = await recordWorker()
  const actions = createActions()
  const recording = record(actions)
  actions.registerAction('Ship', async (_order, ctx) => {
    await new Promise((resolve) => setTimeout(resolve, 40))
    recording.adopt(ctx, others)
  })
  await actions.invokeAction('Ship', 1)

  const [ship, remote] = recording.invocations
  const [core] = ship?.parties ?? []
  assert.ok((remote?.start ?? 0) + (remote?.duration ?? 0) > (core?.start ?? Number.NaN) + 30)
})

test('subscribers are told, and nothing is adopted for an invocation that is not kept', async () => {
  const others = await recordWorker()
  const { recording, ctx } = await recordCaller(others)
  const told: unknown[] = []
  recording.subscribe((invocation) => told.push(invocation?.action))

  recording.adopt(ctx, others)
  recording.adopt({}, others)
  recording.adopt(ctx, { origin: 0, invocations: [] })
  recording.clear()
  recording.adopt(ctx, others)

  assert.equal(told, ['Ship', 'Mail', undefined])
  assert.is(recording.invocations.length, 0)
})

test('what is no recording is refused', async () => {
  const { recording, ctx } = await recordCaller(await recordWorker())

  for (const wrong of [undefined, null, 'recording', {}, { invocations: 1 }]) {
    assert.match(
      String(thrown(() => recording.adopt(ctx, wrong as never))),
      /^TypeError: What is adopted must be what record or loadRecording returns, got /,
    )
  }
})

test.run()
