// Options that a verb does not know (S13): a TypeError with the nearest known one, and nothing is done.

import { getEventListeners } from 'node:events'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { rejection, settled, thrown } from '../../support/helpers.js'

type Actions = ReturnType<typeof createActions>

function noop() {}

/** Each verb, the options that it knows, and a slip of the finger with the option that was meant. */
const VERBS: [
  verb: string,
  use: (actions: Actions, options: never) => unknown,
  known: readonly string[],
  slip: string,
  meant: string,
][] = [
  [
    'registerAction',
    (actions, options) => actions.registerAction('Save', noop, options),
    ['name', 'override', 'payloadUpdate', 'signal', 'terminal', 'timeout'],
    'timout',
    'timeout',
  ],
  [
    'addListener (before)',
    (actions, options) => actions.addListener('beforeSave', noop, options),
    ['name', 'once', 'order', 'signal', 'timeout'],
    'onc',
    'once',
  ],
  [
    'addListener (after)',
    (actions, options) => actions.addListener('afterSave', noop, options),
    ['name', 'once', 'order', 'signal', 'timeout'],
    'ordr',
    'order',
  ],
  [
    'addListener (error)',
    (actions, options) => actions.addListener('errorSave', noop, options),
    ['name', 'once', 'order', 'signal', 'timeout'],
    'Signal',
    'signal',
  ],
  [
    'addListener (a list of events)',
    (actions, options) => actions.addListener(['beforeSave', 'afterSave'], noop, options),
    ['name', 'once', 'order', 'signal', 'timeout'],
    'onec',
    'once',
  ],
  [
    'replaceAction',
    (actions, options) => actions.replaceAction('Save', noop, options),
    ['name', 'order', 'signal'],
    'oder',
    'order',
  ],
  [
    'use for every action',
    (actions, options) => actions.use(noop, options),
    ['name', 'order', 'signal'],
    'nmae',
    'name',
  ],
  [
    'use for one action',
    (actions, options) => actions.use('Save', noop, options),
    ['name', 'order', 'signal'],
    'singal',
    'signal',
  ],
  ['scope', (actions, options) => actions.scope('crm', options), ['replace'], 'repalce', 'replace'],
  [
    'createActions',
    (_actions, options) => createActions(options),
    ['maxDepth', 'onListenerError'],
    'onListenersError',
    'onListenerError',
  ],
]

/** Fails unless the message names the option that was given, what was meant, and every known option. */
function assertUnknown(error: unknown, given: string, meant: string | undefined, known: readonly string[]): void {
  assert.instance(error, TypeError)
  const { message } = error as TypeError
  assert.ok(message.startsWith(`There is no option "${given}"`), message)
  assert.is(message.includes('did you mean'), meant !== undefined, message)
  if (meant !== undefined) assert.match(message, `did you mean "${meant}"?`)
  const listed = message.slice(message.lastIndexOf(':'))
  for (const option of known) assert.match(listed, new RegExp(`\\b${option}\\b`))
}

for (const [verb, use, known, slip, meant] of VERBS) {
  test(`S13: ${verb} refuses { ${slip} } and asks whether "${meant}" was meant`, () => {
    const actions = createActions()
    actions.registerAction('Log', noop)

    const error = thrown(() => use(actions, { [slip]: true } as never))

    assertUnknown(error, slip, meant, known)
    assert.equal(actions.explain('Save'), [])
    assert.equal(actions.explain(), [])
    assert.equal(actions.actionNames(), ['Log'])
  })

  test(`S13: ${verb} refuses an option that is near to none, and says which there are`, () => {
    const error = thrown(() => use(createActions(), { idempotencyKey: 1 } as never))

    assertUnknown(error, 'idempotencyKey', undefined, known)
  })

  test(`S13: ${verb} refuses an unknown option beside known ones`, () => {
    const beside = { [known[0] as string]: undefined, [slip]: 1 }

    assertUnknown(
      thrown(() => use(createActions(), beside as never)),
      slip,
      meant,
      known,
    )
  })

  test(`S13: ${verb} takes all the options that it knows`, () => {
    const all = Object.fromEntries(known.map((option) => [option, undefined]))

    for (const options of [all, {}, undefined]) assert.ok(use(createActions(), options as never))
  })
}

/** The verbs that start an invocation, each with what they give for wrong options. */
const STARTING: [verb: string, start: (actions: Actions, options: never) => Promise<unknown>][] = [
  ['invokeAction', (actions, options) => rejection(actions.invokeAction('Save', 1, options))],
  ['invokeAction of a scope', (actions, options) => rejection(actions.scope('crm').invokeAction('Save', 1, options))],
  [
    'settleAction',
    async (actions, options) => {
      const outcome = await actions.settleAction('Save', 1, options)
      assert.is(outcome.status, 'failed')
      assert.is((outcome as { by: unknown }).by, null)
      return (outcome as { error: unknown }).error
    },
  ],
  [
    'ctx.invokeAction',
    async (actions, options) => {
      actions.registerAction('Outer', (_payload, ctx) => rejection(ctx.invokeAction('Save', 1, options)))
      return actions.invokeAction('Outer')
    },
  ],
  [
    'ctx.settleAction',
    async (actions, options) => {
      actions.registerAction('Outer', (_payload, ctx) => ctx.settleAction('Save', 1, options))
      return ((await actions.invokeAction('Outer')) as { error: unknown }).error
    },
  ],
]

for (const [verb, start] of STARTING) {
  for (const [slip, meant] of [
    ['timout', 'timeout'],
    ['sginal', 'signal'],
    ['sate', 'state'],
    ['retries', undefined],
  ] as const) {
    test(`S13: ${verb} refuses { ${slip} }, and nothing runs`, async () => {
      const actions = createActions()
      const log: string[] = []
      actions.registerAction('Save', () => log.push('core'))
      actions.addListener('errorSave', () => log.push('error'))

      const error = await start(actions, { [slip]: 5 } as never)
      await settled()

      assertUnknown(error, slip, meant, ['signal', 'state', 'timeout'])
      assert.equal(log, [])
    })
  }
}

for (const [verb, use, option] of [
  ['registerAction', (actions, options) => actions.registerAction('Save', noop, options), 'once'],
  ['registerAction', (actions, options) => actions.registerAction('Save', noop, options), 'order'],
  ['addListener', (actions, options) => actions.addListener('beforeSave', noop, options), 'override'],
  ['replaceAction', (actions, options) => actions.replaceAction('Save', noop, options), 'once'],
  ['replaceAction', (actions, options) => actions.replaceAction('Save', noop, options), 'timeout'],
  ['use', (actions, options) => actions.use(noop, options), 'timeout'],
  ['use', (actions, options) => actions.use(noop, options), 'once'],
] as [string, (actions: Actions, options: never) => unknown, string][]) {
  test(`S13: ${verb} refuses { ${option} }, an option of other verbs`, () => {
    const actions = createActions()
    const value = { order: 1, timeout: 5 }[option] ?? true

    const error = thrown(() => use(actions, { [option]: value } as never))

    assert.instance(error, TypeError)
    assert.ok((error as TypeError).message.startsWith(`There is no option "${option}"`), (error as TypeError).message)
    assert.equal(actions.explain('Save'), [])
  })
}

for (const [verb, use] of VERBS) {
  test(`S13: ${verb} refuses a signal, a promise or an array in the place of its options`, () => {
    const actions = createActions()
    const { signal } = new AbortController()

    for (const [given, said] of [
      [signal, 'The options must be an object, got a signal: pass { signal }'],
      [Promise.resolve({}), 'The options must be an object, got a promise: await it'],
      [[], 'The options must be an object, got []'],
    ] as const) {
      const error = thrown(() => use(actions, given as never))

      assert.instance(error, TypeError)
      assert.is((error as TypeError).message, said)
    }
    assert.equal(actions.explain('Save'), [])
  })
}

test('S13: a promise of a state is refused, since nothing would be in the state', async () => {
  const actions = createActions()
  actions.registerAction('Save', noop)

  const error = await rejection(actions.invokeAction('Save', 1, { state: Promise.resolve({ user: 'Ada' }) as never }))

  assert.instance(error, TypeError)
  assert.is((error as TypeError).message, 'The option state must be an object, got a promise: await it')
})

test('S13: wrong options of createActions are refused before any action exists', () => {
  const error = thrown(() => createActions({ maxdepth: 5 } as never))

  assertUnknown(error, 'maxdepth', 'maxDepth', ['maxDepth', 'onListenerError'])
})

test('S13: an unknown option leaves no listener on the signal beside it', async () => {
  const { signal } = new AbortController()
  const actions = createActions()
  actions.registerAction('Save', noop)

  thrown(() => actions.addListener('beforeSave', noop, { signal, onc: true } as never))
  await rejection(actions.invokeAction('Save', 1, { signal, timout: 1 } as never))

  assert.is(getEventListeners(signal, 'abort').length, 0)
})

test.run()
