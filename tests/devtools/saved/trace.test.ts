// What a recording becomes as a trace file: `toTraceEvents`.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  loadRecording,
  type Recorded,
  type RecordedInvocation,
  type RecordedParty,
  type SavedRecording,
  type TraceEvent,
  toTraceEvents,
} from '../../../source/devtools/index.js'
import { deferred } from '../../support/helpers.js'
import { openDesk } from '../desk.js'
import { invocation, party, recordingOf, workAShift } from './recordings.js'

test('trace: each run is a slice with its time in microseconds, inside the slice of the run around it', () => {
  const recorded = recordingOf({
    start: 1.5,
    duration: 3,
    payload: 'WT1',
    skipped: [
      { kind: 'after', name: 'tell', scope: undefined },
      { kind: 'after', name: undefined, scope: undefined },
    ],
    abort: { by: undefined, reason: 'no' },
    parties: [party({ start: 2, duration: 0.0015, scope: 'crm', notes: ['hello'] })],
  })

  const { traceEvents, displayTimeUnit, otherData } = toTraceEvents(recorded)

  assert.equal([displayTimeUnit, otherData], ['ms', { origin: '1970-01-01T00:00:00.000Z' }])
  const about = { pid: 1, tid: 1 }
  const metadata = { ph: 'M', cat: '__metadata', ts: 0 }
  const common = { action: 'AcceptTask', invocation: 1, outcome: 'done' }
  assert.equal(traceEvents, [
    { ...metadata, name: 'process_name', ...about, args: { name: 'entracte' } },
    { ...metadata, ...about, name: 'thread_name', args: { name: 'AcceptTask' } },
    { ...metadata, ...about, name: 'thread_sort_index', args: { sort_index: 1 } },
    {
      ...{ ph: 'B', ...about, name: 'AcceptTask', cat: 'invocation', ts: 1_500 },
      args: {
        kind: 'invocation',
        ...common,
        depth: 0,
        abort: { by: undefined, reason: 'no' },
        skipped: ['tell', 'after'],
        payload: 'WT1',
      },
    },
    {
      ph: 'B',
      ...about,
      name: 'accept',
      cat: 'core',
      ts: 2_000,
      args: { kind: 'core', ...common, scope: 'crm', notes: ['hello'] },
    },
    { ph: 'E', ...about, name: 'accept', cat: 'core', ts: 2_001.5 },
    { ph: 'E', ...about, name: 'AcceptTask', cat: 'invocation', ts: 4_500 },
  ])
})

test('trace: a slice has all that is known of its run, and leaves out what is not known', () => {
  const error = { name: 'Error', message: 'no', code: 'E_NO' }
  const skipped = [{ kind: 'core', name: 'accept', scope: undefined }] as const
  const nested = { id: 2, began: 2, ended: 3, parent: 1, depth: 1 }
  const invocations = [invocation({ result: 'accepted' }), invocation({ ...nested, outcome: 'failed', error, skipped })]

  const begun = slicesOf({ origin: 0, invocations }).filter(({ ph }) => ph === 'B')

  const common = { kind: 'invocation', action: 'AcceptTask' }
  assert.equal(
    begun.map(({ args }) => args),
    [
      { ...common, invocation: 1, outcome: 'done', depth: 0, result: 'accepted' },
      { ...common, invocation: 2, outcome: 'failed', error, parent: 1, depth: 1, skipped: ['accept'] },
    ],
  )
})

test('trace: a party without a name is called by its kind, and a run that has not ended has only a beginning', () => {
  const over = { outcome: 'running', ended: undefined, duration: undefined } as const

  const events = slicesOf(recordingOf({ ...over, parties: [party({ ...over, name: undefined })] }))

  assert.equal(
    events.map(({ ph, name, ts, tid }) => `${ph} ${name} at ${ts} on ${tid}`),
    ['B AcceptTask at 0 on 1', 'B core at 0 on 1'],
  )
})

test('trace: a party that ran beside another party is on another track, even if it has room inside the other party', () => {
  const parties = [party({ name: 'slow', ended: 5 }), party({ name: 'fast', began: 3, ended: 4 })]

  const events = slicesOf(recordingOf({ ended: 6, parties }))

  assert.equal(
    events.map(({ ph, name, tid }) => `${ph} ${name} on ${tid}`),
    [...['B AcceptTask on 1', 'B slow on 1', 'B fast on 2'], ...['E fast on 2', 'E slow on 1', 'E AcceptTask on 1']],
  )
})

test('trace: invocations one after the other share a track; invocations side by side have a track each, named after their action', async () => {
  const { actions, recording } = openDesk()
  const hold = deferred<unknown>()
  await actions.invokeAction('AcceptTask', { sid: 'WT1' })
  actions.addListener('beforeAcceptTask', () => hold.promise)
  const all = [1, 2, 3].map(() => actions.invokeAction('AcceptTask', { sid: 'WT1' }))
  await actions.invokeAction('Logout')
  hold.resolve('')
  await Promise.all(all)
  await actions.invokeAction('AcceptTask', { sid: 'WT1' })

  const events = toTraceEvents(recording).traceEvents

  const names = new Map(events.filter(({ name }) => name === 'thread_name').map(({ tid, args }) => [tid, args?.name]))
  const begun = events.filter(({ ph, cat }) => ph === 'B' && cat === 'invocation')
  assert.equal([...names.values()], ['AcceptTask', 'AcceptTask 2', 'AcceptTask 3', 'Logout'])
  assert.equal(
    begun.map(({ tid }) => names.get(tid)),
    ['AcceptTask', 'AcceptTask', 'AcceptTask 2', 'AcceptTask 3', 'Logout', 'AcceptTask'],
  )
})

test('trace: a nested invocation is inside its parent; where it does not fit, it is on another track, and an arrow leads there', async () => {
  const { actions, recording } = openDesk()
  actions.replaceAction('AcceptTask', async (_payload, original, ctx) => {
    await Promise.all([
      ctx.invokeAction('SendMessage', 'hello'),
      ctx.invokeAction('SendMessage', 'bye'),
      ctx.invokeAction('Logout'),
    ])
    return original()
  })

  await actions.invokeAction('AcceptTask', { sid: 'WT1' })
  const { traceEvents } = toTraceEvents(recording)

  const begun = traceEvents.filter(({ ph, cat }) => ph === 'B' && cat === 'invocation')
  const [outer, first, second, third] = begun
  assert.is(outer?.tid, first?.tid)
  assert.is(new Set([outer?.tid, second?.tid, third?.tid]).size, 3)
  const arrows = traceEvents.filter(({ ph }) => ph === 's' || ph === 'f')
  const ids = [second, third].map((event) => event?.args?.invocation)
  assert.equal(
    arrows.map(({ ph, id, tid, name, cat, bp }) => [ph, id, tid, name, cat, bp]),
    [
      ['s', ids[0], outer?.tid, 'invokes', 'invocation', undefined],
      ['s', ids[1], outer?.tid, 'invokes', 'invocation', undefined],
      ['f', ids[0], second?.tid, 'invokes', 'invocation', 'e'],
      ['f', ids[1], third?.tid, 'invokes', 'invocation', 'e'],
    ],
  )
})

test('trace: a time never goes back, even where a run starts before the end of the run before it', () => {
  const parties = [party({ start: 5, duration: 0 }), party({ began: 5, ended: 6, start: 4, duration: 0 })]

  const events = slicesOf(recordingOf({ start: 4, ended: 7, parties }))

  assert.equal(
    events.map(({ ts }) => ts),
    [4_000, 5_000, 5_000, 5_000, 5_000, 5_000],
  )
})

test('trace: each end has its beginning, and no two slices of a track overlap in part, in a shift with a bit of everything', async () => {
  const recording = await workAShift()

  const open = replay(toTraceEvents(recording).traceEvents)

  assert.equal(open, ['Logout', 'outer', 'never'])
})

for (let seed = 1; seed <= 30; seed++) {
  test(`trace: the same is true in whatever order runs begin and end (${seed})`, () => {
    const recorded = loadRecording(scrambled(seed))

    const open = replay(toTraceEvents(recorded).traceEvents)

    const runs = recorded.invocations.flatMap((each) => [each, ...each.parties])
    assert.is(open.length, runs.filter(({ outcome }) => outcome === 'running').length)
  })
}

test('trace: an empty recording gives a file without slices', () => {
  assert.equal(slicesOf(openDesk().recording), [])
})

test.run()

function slicesOf(recorded: Recorded): TraceEvent[] {
  return toTraceEvents(recorded).traceEvents.filter(({ ph }) => ph !== 'M')
}

/** Reads a trace as Perfetto does, with a stack for each track, and returns the names of the slices that are open at the end. */
function replay(events: readonly TraceEvent[]): string[] {
  const tracks = new Map<number, string[]>()
  const named = new Set<number>()
  const arrows = new Map<number, string>()
  let latest = 0
  for (const { ph, name, ts, tid, id = 0, bp, args } of events) {
    const open = tracks.get(tid) ?? []
    tracks.set(tid, open)
    assert.ok(ts >= latest, `${name} goes back from ${latest} to ${ts}`)
    latest = ts
    if (ph === 'M') {
      if (name === 'thread_name') named.add(tid)
      continue
    }
    assert.ok(named.has(tid), `the track ${tid} has no name`)
    if (ph === 'B') {
      assert.ok(args?.kind)
      open.push(name)
    } else if (ph === 'E') assert.is(open.pop(), name, `${name} ends where something else is open`)
    else if (ph === 's') {
      assert.not(arrows.has(id))
      arrows.set(id, String(open.at(-1)))
    } else {
      assert.is(bp, 'e')
      assert.ok(arrows.delete(id), `the arrow ${id} comes from nowhere`)
      assert.ok(open.length > 0)
    }
  }
  assert.is(arrows.size, 0)
  return [...tracks.values()].flat()
}

/** Makes a recording in which runs begin and end in an order that depends on `seed` only. */
function scrambled(seed: number): SavedRecording {
  let state = seed
  const random = (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
  type Open = { -readonly [K in keyof RecordedInvocation]: RecordedInvocation[K] } & { parties: RecordedParty[] }
  const invocations: Open[] = []
  const open: (RecordedParty | RecordedInvocation)[] = []
  for (let place = 1; place <= 300; place++) {
    const inProgress = invocations.filter((each) => each.outcome === 'running')
    const choice = random(5)
    const running = { outcome: 'running', start: place, duration: undefined, began: place, ended: undefined } as const
    if (choice < 2 && open.length > 0) {
      const [run] = open.splice(random(open.length), 1)
      Object.assign(run ?? {}, { outcome: 'done', ended: place, duration: place - (run?.start ?? 0) })
    } else if (choice < 4 && inProgress.length > 0) {
      const { parties } = inProgress[random(inProgress.length)] as Open
      const inside = parties.length > 0 && random(2) === 0 ? random(parties.length) : undefined
      parties.push({ kind: 'before', name: `party ${place}`, inside, ...running })
      open.push(parties.at(-1) as RecordedParty)
    } else {
      const parent = invocations.length > 0 && random(2) === 0 ? invocations[random(invocations.length)] : undefined
      const inside = parent && parent.parties.length > 0 ? random(parent.parties.length) : undefined
      const action = `Action${random(3)}`
      const nested = { parent: parent?.id, inside, depth: parent === undefined ? 0 : parent.depth + 1 }
      const begun = { id: place, action, name: action, ...nested, ...running, parties: [], skipped: [] }
      invocations.push(begun)
      open.push(begun)
    }
  }
  return { format: 'entracte-recording/1', origin: 0, invocations }
}
