// What a recording becomes: text (`formatTimeline`), JSON that is read again (`loadRecording`), and a trace file (`toTraceEvents`).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import {
  formatTimeline,
  loadRecording,
  type Recorded,
  type RecordedInvocation,
  type RecordedParty,
  record,
  type SavedRecording,
  type TimelineRole,
  type TraceEvent,
  toTraceEvents,
} from '../../source/devtools/index.js'
import { deferred, rejection, settled, thrown } from '../support/helpers.js'

interface Desk {
  AcceptTask(payload: { sid: string }): string
  SendMessage(payload: string): void
  Logout(): void
}

/** A desk on which every action is done at once, and a recording of it. */
function openDesk() {
  const actions = createActions<Desk>({ onListenerError: () => {} })
  actions.registerAction('AcceptTask', ({ sid }) => `accepted ${sid}`, { name: 'accept' })
  actions.registerAction('SendMessage', () => {}, { name: 'send' })
  actions.registerAction('Logout', () => {}, { name: 'logOut' })
  return { actions, recording: record(actions) }
}

/** The rows, without durations and with single blanks. */
function rowsOf(recorded: Recorded, invocation?: number): string[] {
  const text = formatTimeline(recorded, { durations: false, invocation })
  return text.split('\n').map((row) => row.trim().replaceAll(/ {2,}/g, ' '))
}

/** A shift with a bit of everything in it: nesting, failures, an abort, work side by side, work that was left, and some that never ends. */
async function workAShift() {
  const { actions, recording } = openDesk()
  const left = deferred<string>()
  const busy = deferred()
  actions.use((_ctx, next) => next(), { name: 'outer' })
  actions.registerAction(
    'SendMessage',
    (body) => (body === 'engaged' ? Promise.reject(new Error('engaged')) : busy.promise),
    {
      name: 'send',
      override: true,
    },
  )
  actions.scope('ask-first').addListener(
    'beforeAcceptTask',
    ({ sid }, abort) => {
      if (sid === 'WT2') abort('the agent said no')
    },
    { name: 'ask' },
  )
  actions.scope('crm').replaceAction(
    'AcceptTask',
    async (payload, original, ctx) => {
      await Promise.allSettled([ctx.invokeAction('SendMessage', 'engaged'), ctx.invokeAction('SendMessage', 'hello')])
      void original({ sid: `${payload.sid}, again` })
      return original()
    },
    { name: 'look' },
  )
  actions.addListener(
    'afterAcceptTask',
    (_payload, _result, ctx) => {
      recording.note(ctx, 'accepted')
      void ctx.invokeAction('Logout')
    },
    { name: 'tell' },
  )
  actions.addListener('beforeLogout', () => left.promise, { name: 'wait' })

  const all = ['WT1', 'WT2', 'WT3'].map((sid) => actions.invokeAction('AcceptTask', { sid }).catch(() => {}))
  busy.resolve()
  await Promise.all(all)
  left.resolve('')
  await settled()
  actions.registerAction('Logout', () => new Promise(() => {}), { name: 'never', override: true })
  void actions.invokeAction('Logout')
  await settled()
  return recording
}

// ── text

test('format: what ran inside something stands indented below it, with how long it took and what it had to say', async () => {
  const { actions, recording } = openDesk()
  actions.use(async (_ctx, next) => next(), { name: 'outer' })
  actions.scope('crm').replaceAction(
    'AcceptTask',
    async (_payload, original, ctx) => {
      recording.note(ctx, 'C-1')
      await ctx.invokeAction('SendMessage', 'hello')
      return original()
    },
    { name: 'look' },
  )
  actions.addListener('afterAcceptTask', () => {}, { name: 'aVeryLongNameOfAListener' })

  await actions.invokeAction('AcceptTask', { sid: 'WT1' })
  const text = formatTimeline(recording).replaceAll(/ +\d+\.\d ms/g, ' 0.0 ms')

  assert.equal(text.split('\n'), [
    '✓ AcceptTask 0.0 ms',
    '└─ middleware        outer 0.0 ms',
    '   ├─ replacement    look                    crm 0.0 ms  C-1',
    '   │  ├✓ SendMessage 0.0 ms',
    '   │  │  └─ middleware outer 0.0 ms',
    '   │  │     └─ core  send 0.0 ms',
    '   │  └─ core        accept 0.0 ms',
    '   └─ after          aVeryLongNameOfAListener 0.0 ms',
  ])
})

test('format: says who aborted, why, and what therefore did not run', async () => {
  const { actions, recording } = openDesk()
  actions.use(async (_ctx, next) => next(), { name: 'outer' })
  actions
    .scope('ask-first')
    .addListener('beforeAcceptTask', (_payload, abort) => abort('the agent said no'), { name: 'ask' })
  actions.addListener('afterAcceptTask', () => {})

  await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))

  assert.equal(formatTimeline(recording, { durations: false }).split('\n'), [
    '⊘ AcceptTask                                                 aborted by ask of ask-first: the agent said no',
    '├⊘ middleware        outer                                   passed the abort on',
    '│  └⊘ before         ask                     ask-first       aborted',
    '├╌ core              accept                                  did not run',
    '└╌ after             (anonymous)                             did not run',
  ])
})

test('format: what did not run leaves the column of durations empty', () => {
  const skipped = [{ kind: 'core', name: 'accept', scope: 'crm' }] as const
  const parties = [party({ kind: 'before', name: 'ask', outcome: 'failed', error: { message: 'no' } })]

  const text = formatTimeline(recordingOf({ outcome: 'failed', error: { message: 'no' }, skipped, parties }))

  assert.equal(text.split('\n').slice(1), [
    '├✗ before            ask                                         1.0 ms  failed: no',
    '└╌ core              accept                  crm                         did not run',
  ])
})

test('format: all that there is to say about one run stands in one row, with dots in between', () => {
  const parties = [
    party({ ended: 5 }),
    party({ began: 3, ended: 6, outcome: 'failed', error: { message: 'no' }, notes: ['C-1', 'C-2'] }),
    party({ began: 4, ended: 7, inside: 1 }),
  ]

  const rows = rowsOf(recordingOf({ ended: 8, parties }))

  assert.equal(rows, [
    '✓ AcceptTask',
    '├─ core accept',
    '└✗ core accept C-1 · C-2 · failed: no · began while the one above still ran · returned without waiting',
    '└─ core accept',
  ])
})

test('format: an abort of which nobody knows whose it was, or by somebody without a name', async () => {
  const { actions, recording } = openDesk()
  const stop = actions.observe({ start: ({ ctx }) => ctx.abort() })
  await rejection(actions.invokeAction('Logout'))
  stop()
  actions.addListener('beforeLogout', (_payload, abort) => abort())

  await rejection(actions.invokeAction('Logout'))

  assert.equal(
    rowsOf(recording).filter((row) => row.startsWith('⊘')),
    ['⊘ Logout aborted', '⊘ Logout aborted by before'],
  )
})

test('format: a party that aborts because a nested invocation was aborted does so itself', async () => {
  const { actions, recording } = openDesk()
  actions.addListener('beforeLogout', (_payload, abort) => abort('not yet'), { name: 'stay' })
  actions.addListener('beforeAcceptTask', (_payload, abort, ctx) => ctx.invokeAction('Logout').catch(() => abort()), {
    name: 'leave',
  })

  await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))

  assert.equal(rowsOf(recording), [
    '⊘ AcceptTask aborted by leave',
    '├⊘ before leave aborted',
    '│ └⊘ Logout aborted by stay: not yet',
    '│ ├⊘ before stay aborted',
    '│ └╌ core logOut did not run',
    '└╌ core accept did not run',
  ])
})

test('format: a layer that aborts while something inside it does its work does so itself', async () => {
  const { actions, recording } = openDesk()
  const hold = deferred()
  actions.addListener('beforeLogout', () => hold.promise, { name: 'ask' })
  actions.use(
    (ctx, next) => {
      const rest = next()
      ctx.abort('the shift is over')
      hold.resolve()
      return rest
    },
    { name: 'hurry' },
  )

  await rejection(actions.invokeAction('Logout'))

  assert.equal(rowsOf(recording), [
    '⊘ Logout aborted by hurry: the shift is over',
    '├⊘ middleware hurry aborted',
    '│ └─ before ask',
    '└╌ core logOut did not run',
  ])
})

test('format: a failure is told where it came from, and elsewhere that it came from inside', async () => {
  const { actions, recording } = openDesk()
  actions.addListener('beforeSendMessage', () => Promise.reject(new Error('engaged')), { name: 'dial' })
  actions.replaceAction(
    'AcceptTask',
    async (_payload, _original, ctx) => {
      await ctx.invokeAction('SendMessage', 'hello')
    },
    { name: 'greet' },
  )

  await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))

  assert.equal(rowsOf(recording), [
    '✗ AcceptTask failed with what ran inside it',
    '├✗ replacement greet failed with what ran inside it',
    '│ └✗ SendMessage failed with what ran inside it',
    '│ ├✗ before dial failed: engaged',
    '│ └╌ core send did not run',
    '└╌ core accept did not run',
  ])
})

for (const [what, inner, outer] of [
  ['message', { name: 'Error', message: 'engaged', code: 'E1' }, { name: 'Error', message: 'no', code: 'E1' }],
  ['name', { name: 'Error', message: 'no', code: 'E1' }, { name: 'TypeError', message: 'no', code: 'E1' }],
  ['code', { name: 'Error', message: 'no', code: 'E1' }, { name: 'Error', message: 'no', code: 'E2' }],
] as const) {
  test(`format: a failure of another ${what} than the one inside it is its own`, () => {
    const parties = [
      party({ kind: 'replacement', name: 'look', ended: 5, outcome: 'failed', error: outer }),
      party({ began: 3, ended: 4, inside: 0, outcome: 'failed', error: inner }),
    ]

    const rows = rowsOf(recordingOf({ ended: 6, outcome: 'failed', error: outer, parties }))

    assert.equal(rows, [
      '✗ AcceptTask failed with what ran inside it',
      '└✗ replacement look failed: no',
      `└✗ core accept failed: ${inner.message}`,
    ])
  })
}

test('format: shows what wraps what, what ran side by side, and what failed and was recovered from', async () => {
  const actions = createActions<{ Ping(): string }>()
  const recording = record(actions)
  const held = [deferred<string>(), deferred<string>()] as const
  const cores = held.values()
  actions.registerAction('Ping', () => cores.next().value?.promise ?? '', { name: 'ping' })
  actions.use(async (_ctx, next) => next(), { name: 'outer' })
  actions.replaceAction('Ping', (_payload, original) => Promise.any([original(), original()]), { name: 'either' })

  const result = actions.invokeAction('Ping')
  held[0].reject(new Error('no pong'))
  held[1].resolve('pong')

  assert.is(await result, 'pong')
  assert.equal(rowsOf(recording), [
    '✓ Ping',
    '└─ middleware outer',
    '└─ replacement either',
    '├✗ core ping failed: no pong',
    '└─ core ping began while the one above still ran',
  ])
})

test('format: what was loaded may not say why it failed or was aborted', () => {
  const failed = recordingOf({ outcome: 'failed', parties: [party({})] })
  const twice = recordingOf({ outcome: 'failed', parties: [party({ outcome: 'failed' })] })
  const aborted = recordingOf({ outcome: 'aborted' })

  const texts = [failed, twice, aborted].map((recorded) => rowsOf(recorded))

  assert.equal(texts, [
    ['✗ AcceptTask failed:', '└─ core accept'],
    ['✗ AcceptTask failed with what ran inside it', '└✗ core accept failed:'],
    ['⊘ AcceptTask aborted'],
  ])
})

test('format: says what still runs, and what has returned before the work that it began', async () => {
  const { actions, recording } = openDesk()
  const hold = deferred<string>()
  actions.registerAction('AcceptTask', () => hold.promise, { name: 'accept', override: true })
  actions.replaceAction('AcceptTask', (_payload, original) => void original(), { name: 'dropIt' })

  const running = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  const [ofAction, ofReplacement, ofCore] = formatTimeline(recording).split('\n')
  hold.resolve('')
  await running

  assert.equal(ofAction, `… AcceptTask${' '.repeat(61)}still running`)
  assert.match(String(ofReplacement), /^└─ replacement .* ms {2}returned without waiting$/)
  assert.equal(ofCore, `   └… core           accept${' '.repeat(46)}still running`)
  assert.equal(rowsOf(recording), ['✓ AcceptTask', '└─ replacement dropIt returned without waiting', '└─ core accept'])
})

test('format: all that is at the top stands one below the other, and an invocation whose parent is gone is at the top', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('Logout', () => {}, { name: 'logOut' })
  actions.registerAction('SendMessage', (_body, ctx) => ctx.invokeAction('Logout'), { name: 'send' })
  const recording = record(actions, { limit: 2 })
  const hold = deferred<unknown>()
  actions.addListener('beforeLogout', () => hold.promise)

  await rejection(actions.invokeAction('Logout', undefined, { signal: AbortSignal.abort('closed') }))
  const running = actions.invokeAction('SendMessage', 'hello')
  const both = rowsOf(recording)
  const another = actions.invokeAction('Logout')
  hold.resolve('')
  await Promise.all([running, another])

  assert.equal(both, [
    '… SendMessage still running',
    '└… core send still running',
    '└… Logout still running',
    '└… before (anonymous) still running',
  ])
  assert.equal(rowsOf(recording), [
    '✓ Logout',
    '├─ before (anonymous)',
    '└─ core logOut',
    '✓ Logout',
    '├─ before (anonymous)',
    '└─ core logOut',
  ])
})

test('format: one invocation can be asked for by its id, and comes with what is nested in it', async () => {
  const { actions, recording } = openDesk()
  actions.replaceAction('AcceptTask', async (_payload, original, ctx) => {
    await ctx.invokeAction('SendMessage', 'hello')
    return original()
  })
  await actions.invokeAction('Logout')
  await actions.invokeAction('AcceptTask', { sid: 'WT1' })
  await actions.invokeAction('Logout')
  const [, outer, inner] = recording.invocations

  const texts = [rowsOf(recording, outer?.id), rowsOf(recording, inner?.id)]

  assert.equal(texts, [
    ['✓ AcceptTask', '└─ replacement (anonymous)', '├✓ SendMessage', '│ └─ core send', '└─ core accept'],
    ['✓ SendMessage', '└─ core send'],
  ])
})

test('format: an invocation that is not in the recording is a RangeError', () => {
  const { recording } = openDesk()

  const error = thrown(() => formatTimeline(recording, { invocation: 7 }))

  assert.instance(error, RangeError)
  assert.is((error as Error).message, 'Cannot format the invocation 7, because it is not in the recording')
})

test('format: of nothing there is nothing to tell', () => {
  assert.is(formatTimeline(openDesk().recording), '')
})

test('format: every piece of the text is painted by what it is, and the columns stay where they are', () => {
  const skipped = [{ kind: 'after', name: 'tell', scope: 'crm' }] as const
  const parties = [
    party({ scope: 'desk', notes: ['hello', 'bye'] }),
    party({ outcome: 'failed', error: { message: 'no' } }),
  ]
  const recorded = recordingOf({ outcome: 'aborted', skipped, parties })
  const pieces: string[] = []
  const paint = (role: TimelineRole, text: string) => {
    pieces.push(`${role}: ${text.trim()}`)
    return `<${text}>`
  }

  const painted = formatTimeline(recorded, { paint })

  assert.equal(painted.replaceAll(/[<>]/g, ''), formatTimeline(recorded))
  assert.equal(pieces, [
    ...['aborted: ⊘', 'tree: ', 'invocation: AcceptTask', 'duration: 1.0 ms', 'aborted: aborted'],
    ...['tree: ├', 'tree: ─', 'tree: ', 'core: core', 'name: accept', 'scope: desk', 'duration: 1.0 ms'],
    ...['note: hello', 'note: bye'],
    ...['tree: ├', 'failed: ✗', 'tree: ', 'core: core', 'name: accept', 'duration: 1.0 ms', 'failed: failed: no'],
    'running: began while the one above still ran',
    ...['tree: └╌', 'skipped: after', 'skipped: tell', 'skipped: crm', 'skipped: did not run'],
  ])
})

test('format: a stack may be deeper than the engine could call itself', async () => {
  const depth = 3_000
  const parties = Array.from({ length: depth }, (_, index) =>
    party({ inside: index - 1, began: index + 2, ended: 3 * depth - index }),
  )
  const recorded = { origin: 0, invocations: [invocation({ ended: 4 * depth, parties })] }

  const text = formatTimeline(recorded, { paint: (role, text) => (role === 'tree' ? '' : text) })

  assert.is(text.split('\n').length, depth + 1)
})

test('format: an invocation may have more parties than a function can have arguments', () => {
  const count = 150_000
  const parties = Array.from({ length: count }, (_, index) => party({ began: 2 * index + 2, ended: 2 * index + 3 }))
  const recorded = { origin: 0, invocations: [invocation({ ended: 2 * count + 2, parties })] }

  const text = formatTimeline(recorded, { durations: false })

  assert.is(text.split('\n').length, count + 1)
})

// ── saved and loaded

test('load: what was saved is what is loaded, and looks the same', async () => {
  const recording = await workAShift()

  const loaded = loadRecording(JSON.parse(JSON.stringify(recording)))

  assert.equal(JSON.parse(JSON.stringify(loaded)), JSON.parse(JSON.stringify(recording)))
  assert.is(formatTimeline(loaded), formatTimeline(recording))
  assert.equal(toTraceEvents(loaded), toTraceEvents(recording))
})

test('load: payloads and results are there when they were, and fields that no recording has are left out', () => {
  const saved = { ...recordingOf({ payload: { sid: 'WT1' }, result: null }), more: 1 }

  const loaded = loadRecording({ ...saved, invocations: saved.invocations.map((each) => ({ ...each, more: 1 })) })

  assert.equal([loaded.invocations[0]?.payload, loaded.invocations[0]?.result], [{ sid: 'WT1' }, null])
  assert.not('more' in loaded)
  assert.not('more' in (loaded.invocations[0] ?? {}))
  const [without] = loadRecording(recordingOf({})).invocations
  assert.equal(['payload' in (without ?? {}), 'result' in (without ?? {})], [false, false])
})

test('load: every field is kept, and whichever holds something else, the complaint names it', () => {
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
  ['a list', [], 'it must be an object, got an object'],
  ['a text', '{}', 'it must be an object, got "{}"'],
  [
    'another format',
    { ...recordingOf({}), format: 'entracte-recording/2' },
    'format must be "entracte-recording/1", got "entracte-recording/2"',
  ],
  ['an origin that is no number', { ...recordingOf({}), origin: '0' }, 'origin must be a number from 0 on, got "0"'],
  [
    'a duration without end',
    recordingOf({ duration: Number.POSITIVE_INFINITY }),
    'invocations[0].duration must be a number from 0 on, got Infinity',
  ],
  ['an origin before all time', { ...recordingOf({}), origin: -1 }, 'origin must be a number from 0 on, got -1'],
  [
    'invocations that are no list',
    { ...recordingOf({}), invocations: {} },
    'invocations must be an array, got an object',
  ],
  [
    'an invocation that is none',
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
    'what has ended without an end',
    recordingOf({ ended: undefined }),
    'invocations[0].ended must be a whole number, got undefined',
  ],
  [
    'what has ended without a duration',
    recordingOf({ duration: undefined }),
    'invocations[0].duration must be a number from 0 on, got undefined',
  ],
  [
    'what runs and has ended',
    recordingOf({ outcome: 'running' }),
    'invocations[0].ended must be left out while it runs, got 4',
  ],
  [
    'what runs and has a duration',
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
    'an abort by nobody',
    recordingOf({ abort: { by: 'me' as never } }),
    'invocations[0].abort.by must be an object, got "me"',
  ],
  [
    'a party of no kind',
    recordingOf({ parties: [party({ kind: 'listener' as never })] }),
    'invocations[0].parties[0].kind must be "middleware" or "payloadUpdate" or "before" or "replacement" or "core" or "after" or "error", got "listener"',
  ],
  [
    'a party inside of one that is not there',
    recordingOf({ parties: [party({ inside: 1 })] }),
    'invocations[0].parties[0].inside must be the index of a party of the invocation 1, got 1',
  ],
  [
    'a party inside of what is no index',
    recordingOf({ parties: [party({ inside: '0' as never })] }),
    'invocations[0].parties[0].inside must be a whole number, got "0"',
  ],
  [
    'a party inside of itself',
    recordingOf({ parties: [party({ inside: 0 })] }),
    'invocations[0].parties[0].began must be after the began of what it ran inside, got 2',
  ],
  [
    'a party that began before the one that it ran inside',
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
    'a place taken by what still runs',
    recordingOf({ parties: [party({ outcome: 'running', duration: undefined, ended: undefined }), party({})] }),
    'invocations[0].parties[1].began and invocations[0].parties[1].ended must be places that nothing else has, got 2',
  ],
  ['an id taken twice', two({ id: 1 }), 'invocations[1].id must be a number that no other invocation has, got 1'],
  ['invocations in another order', two({ began: 1 }), 'invocations[1].began must be more than 1, got 1'],
  [
    'an invocation inside of a party that is not there',
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

test('load: an invocation whose parent is gone is no mistake', () => {
  const loaded = loadRecording(recordingOf({ parent: 7, inside: 3, depth: 1 }))

  assert.equal(rowsOf(loaded), ['✓ AcceptTask'])
})

// ── a trace file

test('trace: each run is a slice with its time in microseconds, inside what it ran inside', () => {
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

test('trace: a slice tells what is known of its run, and leaves out what is not', () => {
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

test('trace: what has no name is called by its kind, and what has not ended has a beginning only', () => {
  const over = { outcome: 'running', ended: undefined, duration: undefined } as const

  const events = slicesOf(recordingOf({ ...over, parties: [party({ ...over, name: undefined })] }))

  assert.equal(
    events.map(({ ph, name, ts, tid }) => `${ph} ${name} at ${ts} on ${tid}`),
    ['B AcceptTask at 0 on 1', 'B core at 0 on 1'],
  )
})

test('trace: what ran beside something is on another track, even where it would have room inside that', () => {
  const parties = [party({ name: 'slow', ended: 5 }), party({ name: 'fast', began: 3, ended: 4 })]

  const events = slicesOf(recordingOf({ ended: 6, parties }))

  assert.equal(
    events.map(({ ph, name, tid }) => `${ph} ${name} on ${tid}`),
    [...['B AcceptTask on 1', 'B slow on 1', 'B fast on 2'], ...['E fast on 2', 'E slow on 1', 'E AcceptTask on 1']],
  )
})

test('trace: invocations one after the other share a track, those side by side have one each, named after their action', async () => {
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

test('trace: a nested invocation lies in its parent; one that cannot is on another track, and an arrow leads there', async () => {
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

test('trace: a time never goes back, not even where the sum of two is a little less than the next', () => {
  const parties = [party({ start: 5, duration: 0 }), party({ began: 5, ended: 6, start: 4, duration: 0 })]

  const events = slicesOf(recordingOf({ start: 4, ended: 7, parties }))

  assert.equal(
    events.map(({ ts }) => ts),
    [4_000, 5_000, 5_000, 5_000, 5_000, 5_000],
  )
})

test('trace: of a shift with a bit of everything, each end has its beginning, and no two slices of a track overlap in part', async () => {
  const recording = await workAShift()

  const open = replay(toTraceEvents(recording).traceEvents)

  assert.equal(open, ['Logout', 'outer', 'never'])
})

for (let seed = 1; seed <= 30; seed++) {
  test(`trace: the same holds for whatever order things begin and end in (${seed})`, () => {
    const recorded = loadRecording(scrambled(seed))

    const open = replay(toTraceEvents(recorded).traceEvents)

    const runs = recorded.invocations.flatMap((each) => [each, ...each.parties])
    assert.is(open.length, runs.filter(({ outcome }) => outcome === 'running').length)
  })
}

test('trace: of nothing there is a file without slices', () => {
  assert.equal(slicesOf(openDesk().recording), [])
})

test('what began first stands first, where the clock is too coarse to tell', () => {
  const run = (id: number, began: number, ended: number, start: number) => ({
    id,
    action: `A${id}`,
    name: `A${id}`,
    depth: 0,
    parties: [],
    skipped: [],
    outcome: 'done' as const,
    start,
    duration: 0,
    began,
    ended,
  })
  const invocations = [run(1, 1, 4, 5), run(2, 2, 3, 4)]
  const text = formatTimeline({ origin: 0, invocations }, { durations: false })

  assert.equal(text.match(/A\d/g), ['A1', 'A2'])
})

test('of a recording of any length, an id that is there twice is refused', () => {
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

function party(fields: Partial<RecordedParty>): RecordedParty {
  return { kind: 'core', name: 'accept', outcome: 'done', start: 0, duration: 1, began: 2, ended: 3, ...fields }
}

function invocation(fields: Partial<RecordedInvocation>): RecordedInvocation {
  const [id, action, depth] = [1, 'AcceptTask', 0]
  const run = { name: action, outcome: 'done', start: 0, duration: 1, began: 1, ended: 4 } as const
  return { id, action, depth, ...run, parties: [], skipped: [], ...fields }
}

function recordingOf(fields: Partial<RecordedInvocation>): SavedRecording {
  return { format: 'entracte-recording/1', origin: 0, invocations: [invocation(fields)] }
}

/** A recording with something in every field. */
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

/** Where something stands in it, as `invocations[0].id`. */
function pathsIn(value: object, at = ''): string[] {
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .flatMap(([key, inner]) => {
      const path = Array.isArray(value) ? `${at}[${key}]` : at === '' ? key : `${at}.${key}`
      return [path, ...(typeof inner === 'object' ? pathsIn(inner, path) : [])]
    })
}

/** A recording with something in every field, and `true` in one. */
function withTrueAt(path: string): SavedRecording {
  const full = JSON.parse(JSON.stringify(fullRecording()))
  const keys = path.split(/[.[\]]+/).filter(Boolean)
  const last = keys.pop() as string
  const holder = keys.reduce((inner: object, key) => Reflect.get(inner, key), full)
  Reflect.set(holder, last, true)
  return full
}

function slicesOf(recorded: Recorded): TraceEvent[] {
  return toTraceEvents(recorded).traceEvents.filter(({ ph }) => ph !== 'M')
}

/** Reads a trace as Perfetto does, a stack for each track, and gives the names of what is open at the end. */
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

/** A recording in which things begin and end in an order that follows from `seed` alone. */
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
