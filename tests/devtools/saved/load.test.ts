// How a saved recording is read again, and what is refused: `loadRecording`.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { formatTimeline, loadRecording, type SavedRecording, toTraceEvents } from '../../../source/devtools/index.js'
import { thrown } from '../../support/helpers.js'
import { invocation, party, recordingOf, rowsOf, workAShift } from './recordings.js'

test('load: a loaded recording is the same as the saved recording, and looks the same', async () => {
  const recording = await workAShift()

  const loaded = loadRecording(JSON.parse(JSON.stringify(recording)))

  assert.equal(JSON.parse(JSON.stringify(loaded)), JSON.parse(JSON.stringify(recording)))
  assert.is(formatTimeline(loaded), formatTimeline(recording))
  assert.equal(toTraceEvents(loaded), toTraceEvents(recording))
})

test('load: payloads and results are kept, and fields that no recording has are left out', () => {
  const saved = { ...recordingOf({ payload: { sid: 'WT1' }, result: null }), more: 1 }

  const loaded = loadRecording({ ...saved, invocations: saved.invocations.map((each) => ({ ...each, more: 1 })) })

  assert.equal([loaded.invocations[0]?.payload, loaded.invocations[0]?.result], [{ sid: 'WT1' }, null])
  assert.not('more' in loaded)
  assert.not('more' in (loaded.invocations[0] ?? {}))
  const [without] = loadRecording(recordingOf({})).invocations
  assert.equal(['payload' in (without ?? {}), 'result' in (without ?? {})], [false, false])
})

test('load: every field is kept, and the error names the field that holds a wrong value', () => {
  const full = fullRecording()
  const paths = pathsIn(full)

  const loaded = loadRecording(full)
  const named = paths.map((path) => {
    const error = thrown(() => loadRecording(withTrueAt(path)))
    return /because (\S+) must be .+, got true:/.exec(String(error))?.[1] ?? String(error)
  })

  assert.equal(loaded, full)
  assert.is(paths.at(-1), 'invocations[1].abort.reason')
  assert.equal(named, paths)
})

const two = (fields: object) => ({
  ...recordingOf({}),
  invocations: [invocation({}), invocation({ id: 2, began: 5, ended: 8, ...fields })],
})

for (const [what, saved, complaint] of [
  ['nothing', undefined, 'it must be an object, got undefined'],
  ['a list', [], 'it must be an object, got []'],
  ['a text', '{}', 'it must be an object, got "{}"'],
  [
    'another format',
    { ...recordingOf({}), format: 'entracte-recording/2' },
    'format must be "entracte-recording/1", got "entracte-recording/2"',
  ],
  ['an origin that is no number', { ...recordingOf({}), origin: '0' }, 'origin must be a number from 0 on, got "0"'],
  [
    'an infinite duration',
    recordingOf({ duration: Number.POSITIVE_INFINITY }),
    'invocations[0].duration must be a number from 0 on, got Infinity',
  ],
  ['an origin below zero', { ...recordingOf({}), origin: -1 }, 'origin must be a number from 0 on, got -1'],
  ['invocations that are no list', { ...recordingOf({}), invocations: {} }, 'invocations must be an array, got {}'],
  [
    'an invocation that is no object',
    { ...recordingOf({}), invocations: [null] },
    'invocations[0] must be an object, got null',
  ],
  ['an id that is not whole', recordingOf({ id: 1.5 }), 'invocations[0].id must be a whole number, got 1.5'],
  ['an id that is negative', recordingOf({ id: -1 }), 'invocations[0].id must be a whole number, got -1'],
  [
    'an action without a name',
    recordingOf({ action: undefined as never }),
    'invocations[0].action must be a string, got undefined',
  ],
  [
    'an unknown outcome',
    recordingOf({ outcome: 'finished' as never }),
    'invocations[0].outcome must be "running" or "done" or "failed" or "aborted", got "finished"',
  ],
  [
    'an ended invocation without an end',
    recordingOf({ ended: undefined }),
    'invocations[0].ended must be a whole number, got undefined',
  ],
  [
    'an ended invocation without a duration',
    recordingOf({ duration: undefined }),
    'invocations[0].duration must be a number from 0 on, got undefined',
  ],
  [
    'a running invocation with an end',
    recordingOf({ outcome: 'running' }),
    'invocations[0].ended must be left out while it runs, got 4',
  ],
  [
    'a running invocation with a duration',
    recordingOf({ outcome: 'running', ended: undefined }),
    'invocations[0].duration must be left out while it runs, got 1',
  ],
  [
    'an end before the beginning',
    recordingOf({ began: 4, ended: 4 }),
    'invocations[0].ended must be after invocations[0].began, got 4',
  ],
  [
    'notes that are no texts',
    recordingOf({ notes: ['hello', 1 as never] }),
    'invocations[0].notes[1] must be a string, got 1',
  ],
  [
    'an error without a message',
    recordingOf({ error: {} as never }),
    'invocations[0].error.message must be a string, got undefined',
  ],
  [
    'an abort by what is no party',
    recordingOf({ abort: { by: 'me' as never } }),
    'invocations[0].abort.by must be an object, got "me"',
  ],
  [
    'a party of no kind',
    recordingOf({ parties: [party({ kind: 'listener' as never })] }),
    'invocations[0].parties[0].kind must be "middleware" or "payloadUpdate" or "before" or "replacement" or "core" or "after" or "error", got "listener"',
  ],
  [
    'a party inside a party that is not there',
    recordingOf({ parties: [party({ inside: 1 })] }),
    'invocations[0].parties[0].inside must be the index of a party of the invocation 1, got 1',
  ],
  [
    'a party inside what is no index',
    recordingOf({ parties: [party({ inside: '0' as never })] }),
    'invocations[0].parties[0].inside must be a whole number, got "0"',
  ],
  [
    'a party inside itself',
    recordingOf({ parties: [party({ inside: 0 })] }),
    'invocations[0].parties[0].began must be after the began of what it ran inside, got 2',
  ],
  [
    'a party that began before the party that it ran inside',
    recordingOf({ ended: 6, parties: [party({ inside: 1 }), party({ began: 4, ended: 5 })] }),
    'invocations[0].parties[0].began must be after the began of what it ran inside, got 2',
  ],
  [
    'a party that began with its invocation',
    recordingOf({ parties: [party({ began: 1 })] }),
    'invocations[0].parties[0].began must be after the began of what it ran inside, got 1',
  ],
  [
    'an invocation that began before the party that it ran inside',
    {
      ...recordingOf({}),
      invocations: [
        invocation({ ended: 9, parties: [party({ began: 7, ended: 8 })] }),
        invocation({ id: 2, parent: 1, inside: 0, began: 5, ended: 6 }),
      ],
    },
    'invocations[1].began must be after the began of what it ran inside, got 5',
  ],
  [
    'a place taken twice',
    recordingOf({ parties: [party({ ended: 4 })] }),
    'invocations[0].parties[0].began and invocations[0].parties[0].ended must be places that nothing else has, got 4',
  ],
  [
    'a place taken by a running party',
    recordingOf({ parties: [party({ outcome: 'running', duration: undefined, ended: undefined }), party({})] }),
    'invocations[0].parties[1].began and invocations[0].parties[1].ended must be places that nothing else has, got 2',
  ],
  ['an id taken twice', two({ id: 1 }), 'invocations[1].id must be a number that no other invocation has, got 1'],
  ['invocations in another order', two({ began: 1 }), 'invocations[1].began must be more than 1, got 1'],
  [
    'an invocation inside a party that is not there',
    two({ parent: 1, inside: 0 }),
    'invocations[1].inside must be the index of a party of the invocation 1, got 0',
  ],
] as const) {
  test(`load: refuses ${what}, with a TypeError that says where`, () => {
    const error = thrown(() => loadRecording(saved))

    assert.instance(error, TypeError)
    assert.is(
      (error as Error).message,
      `Cannot load the recording, because ${complaint}: load what JSON.stringify has made of one`,
    )
  })
}

test('load: a time that no date can have is refused, since no viewer could draw it', () => {
  const latest = { ...recordingOf({}), origin: 8.64e15 }
  assert.is(toTraceEvents(loadRecording(latest)).otherData.origin, '+275760-09-13T00:00:00.000Z')

  for (const [wrong, field] of [
    [{ ...recordingOf({}), origin: 8.65e15 }, 'origin'],
    [recordingOf({ start: 1e300 }), 'invocations[0].start'],
    [recordingOf({ duration: 1e300 }), 'invocations[0].duration'],
  ] as const) {
    const error = thrown(() => loadRecording(wrong))
    assert.instance(error, TypeError)
    assert.match(String(error), `because ${field} must be at most 8640000000000000 ms, got `)
  }
})

test('load: an invocation whose parent is gone is accepted', () => {
  const loaded = loadRecording(recordingOf({ parent: 7, inside: 3, depth: 1 }))

  assert.equal(rowsOf(loaded), ['✓ AcceptTask'])
})

test('load: an id that is there twice is refused in a recording of any length', () => {
  const invocations = Array.from({ length: 5_000 }, (_, i) => ({
    id: i === 4_999 ? 0 : i,
    action: 'A',
    depth: 0,
    parties: [],
    skipped: [],
    outcome: 'done',
    start: 0,
    duration: 0,
    began: 2 * i + 1,
    ended: 2 * i + 2,
  }))

  assert.throws(
    () => loadRecording({ format: 'entracte-recording/1', origin: 0, invocations }),
    /invocations\[4999\]\.id/,
  )
})

test.run()

/** Returns a recording with a value in every field. */
function fullRecording(): SavedRecording {
  const named = { kind: 'before', name: 'ask', scope: 'crm' } as const
  const error = { name: 'Error', message: 'no', code: 'E_NO' }
  const parties = [
    party({ kind: 'replacement', scope: 'desk', inside: undefined, error: undefined, notes: undefined }),
    party({ began: 4, ended: 5, outcome: 'failed', scope: 'crm', inside: 0, error, notes: ['C-1'] }),
  ]
  const nested = { id: 2, parent: 1, inside: 1, depth: 1, began: 6, ended: 7 }
  const all = { outcome: 'failed', error, notes: ['C-2'], parties: [], skipped: [named] } as const
  const whole = { ...nested, ...all, abort: { by: named, reason: 'not now' } }
  const none = { parent: undefined, inside: undefined, error: undefined, notes: undefined, abort: undefined }
  const invocations = [invocation({ ...none, ended: 8, parties }), invocation(whole)]
  return { ...recordingOf({}), invocations }
}

/** Returns the path of every field in `value`, such as `invocations[0].id`. */
function pathsIn(value: object, at = ''): string[] {
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .flatMap(([key, inner]) => {
      const path = Array.isArray(value) ? `${at}[${key}]` : at === '' ? key : `${at}.${key}`
      return [path, ...(typeof inner === 'object' ? pathsIn(inner, path) : [])]
    })
}

/** Returns the full recording with `true` in the field at `path`. */
function withTrueAt(path: string): SavedRecording {
  const full = JSON.parse(JSON.stringify(fullRecording()))
  const keys = path.split(/[.[\]]+/).filter(Boolean)
  const last = keys.pop() as string
  const holder = keys.reduce((inner: object, key) => Reflect.get(inner, key), full)
  Reflect.set(holder, last, true)
  return full
}
