// What a recording looks like as text: `formatTimeline`.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { formatTimeline, record, type TimelineRole } from '../../../source/devtools/index.js'
import { deferred, rejection, thrown } from '../../support/helpers.js'
import { type Desk, openDesk } from '../desk.js'
import { invocation, party, recordingOf, rowsOf } from './recordings.js'

test('format: each run is indented below the run around it, with its duration and its notes', async () => {
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

test('format: says which party aborted, why, and which parties therefore did not run', async () => {
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

test('format: a party that did not run leaves the column of durations empty', () => {
  const skipped = [{ kind: 'core', name: 'accept', scope: 'crm' }] as const
  const parties = [party({ kind: 'before', name: 'ask', outcome: 'failed', error: { message: 'no' } })]

  const text = formatTimeline(recordingOf({ outcome: 'failed', error: { message: 'no' }, skipped, parties }))

  assert.equal(text.split('\n').slice(1), [
    '├✗ before            ask                                         1.0 ms  failed: no',
    '└╌ core              accept                  crm                         did not run',
  ])
})

test('format: all remarks about one run are in one row, with dots between them', () => {
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

test('format: an abort may come from no known party, or from a party without a name', async () => {
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

test('format: a party that aborts because its nested invocation was aborted is shown as the party that aborted', async () => {
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

test('format: a layer that aborts while a party inside it runs is shown as the party that aborted', async () => {
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

test('format: a failure is described where it came from, and the runs around it say that it came from inside', async () => {
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
  test(`format: a failure with another ${what} than the failure inside it is described, too`, () => {
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

test('format: shows which party wraps which, which parties ran side by side, and which failure was recovered from', async () => {
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

test('format: a loaded recording may not know why an invocation failed or was aborted', () => {
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

test('format: says which runs still run, and which party returned before the work that it began', async () => {
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

test('format: all invocations at the top are listed one below the other, and an invocation whose parent is gone is at the top', async () => {
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

test('format: one invocation can be chosen by its id, and is shown with the invocations nested in it', async () => {
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

test('format: throws a RangeError for an invocation that is not in the recording', () => {
  const { recording } = openDesk()

  const error = thrown(() => formatTimeline(recording, { invocation: 7 }))

  assert.instance(error, RangeError)
  assert.is((error as Error).message, 'Cannot format the invocation 7, because it is not in the recording')
})

test('format: throws a TypeError for what is no recording, and for an unknown option', () => {
  const { recording } = openDesk()
  const format = formatTimeline as (...args: unknown[]) => string
  const messageOf = (...args: unknown[]) => {
    const error = thrown(() => format(...args))
    assert.instance(error, TypeError)
    return (error as Error).message
  }

  assert.is(messageOf(undefined), 'formatTimeline takes what record or loadRecording returns, got undefined')
  assert.match(messageOf(createActions()), /^formatTimeline takes what record or loadRecording returns, got \{/)
  assert.is(
    messageOf(recording, { duration: false }),
    'There is no option "duration": did you mean "durations"? The options are invocation, durations, paint',
  )
})

test('format: an empty recording gives an empty text', () => {
  assert.is(formatTimeline(openDesk().recording), '')
})

test('format: every piece of the text is painted by its role, and the columns stay in place', () => {
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

test('format: a stack may be deeper than the call stack of the engine', async () => {
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

test('format: the run that began first comes first, even where the clock is too coarse to tell', () => {
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

test.run()
