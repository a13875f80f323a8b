// Registrations and scopes (S14): what undoing an attachment takes away, and what it leaves alone.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, ActionMisuseError, createActions, UnknownActionError } from '../../source/core/index.js'
import { collectGarbage, deferred, rejection, settled, thrown } from '../support/helpers.js'

type Actions = ReturnType<typeof createActions>

function noop() {}

/** Every way to attach something that writes itself down, once for each kind of party. */
const verbs: [what: string, attach: (actions: Actions, log: string[]) => ReturnType<Actions['use']>][] = [
  [
    'registerAction',
    (actions, log) =>
      actions.registerAction('AcceptTask', () => {
        log.push('core')
      }),
  ],
  ['addListener (before)', (actions, log) => actions.addListener('beforeAcceptTask', () => log.push('before'))],
  ['addListener (after)', (actions, log) => actions.addListener('afterAcceptTask', () => log.push('after'))],
  ['addListener (error)', (actions, log) => actions.addListener('errorAcceptTask', () => log.push('error'))],
  [
    'replaceAction',
    (actions, log) =>
      actions.replaceAction('AcceptTask', (payload, original) => {
        log.push('replacement')
        return original(payload)
      }),
  ],
  [
    'use for every action',
    (actions, log) =>
      actions.use(async (_ctx, next) => {
        log.push('use')
        await next()
      }),
  ],
  [
    'use for one action',
    (actions, log) =>
      actions.use('AcceptTask', async (_ctx, next) => {
        log.push('use AcceptTask')
        await next()
      }),
  ],
  ['observe', (actions, log) => actions.observe({ start: () => log.push('observed') })],
]

/** One invocation that succeeds and one that fails, so that whatever is attached has had its turn. */
async function exercise(actions: Actions) {
  const core = actions.hasAction('AcceptTask') ? undefined : actions.registerAction('AcceptTask', noop)
  await actions.invokeAction('AcceptTask')
  const failing = actions.use('AcceptTask', () => {
    throw new Error('exercise')
  })
  await rejection(actions.invokeAction('AcceptTask'))
  failing()
  core?.()
}

// S14: registrations

for (const [what, attach] of verbs) {
  test(`S14: ${what} attaches something that runs`, async () => {
    const actions = createActions()
    const log: string[] = []
    attach(actions, log)

    await exercise(actions)

    assert.ok(log.length > 0)
  })

  test(`S14: calling the registration of ${what} removes it`, async () => {
    const actions = createActions()
    const log: string[] = []
    const registration = attach(actions, log)

    registration()
    await exercise(actions)

    assert.equal(log, [])
  })

  test(`S14: Symbol.dispose of the registration of ${what} removes it`, async () => {
    const actions = createActions()
    const log: string[] = []
    const registration = attach(actions, log)

    registration[Symbol.dispose]()
    await exercise(actions)

    assert.equal(log, [])
  })

  test(`S14: using the registration of ${what} removes it at the end of the block`, async () => {
    const actions = createActions()
    const log: string[] = []
    {
      using registration = attach(actions, log)
      assert.type(registration, 'function')
    }

    await exercise(actions)

    assert.equal(log, [])
  })

  test(`S14: the registration of ${what} works detached, and with arguments that mean nothing`, async () => {
    const actions = createActions()
    const log: string[] = []
    const { [Symbol.dispose]: dispose } = attach(actions, log)

    ;(dispose as (...args: unknown[]) => unknown).call(undefined, 'event', 42)
    await exercise(actions)

    assert.equal(log, [])
  })

  test(`S14: the registration of ${what} does nothing the second time`, async () => {
    const actions = createActions()
    const log: string[] = []
    const registration = attach(actions, log)
    registration()
    attach(actions, log)
    await exercise(actions)
    const before = log.splice(0)

    const answers = [registration(), registration[Symbol.dispose]()]
    await exercise(actions)

    assert.equal(answers, [undefined, undefined])
    assert.equal(log, before)
  })
}

for (const [kind, attach] of [
  [
    'before',
    (actions: Actions, fn: () => unknown, name: string) => actions.addListener('beforeAcceptTask', fn, { name }),
  ],
  [
    'after',
    (actions: Actions, fn: () => unknown, name: string) => actions.addListener('afterAcceptTask', fn, { name }),
  ],
  [
    'error',
    (actions: Actions, fn: () => unknown, name: string) => actions.addListener('errorAcceptTask', fn, { name }),
  ],
  [
    'replacement',
    (actions: Actions, fn: () => unknown, name: string) => actions.replaceAction('AcceptTask', fn, { name }),
  ],
  ['middleware', (actions: Actions, fn: () => unknown, name: string) => actions.use('AcceptTask', fn, { name })],
] as const) {
  test(`S14: a registration removes exactly its own attachment of a function attached three times (${kind})`, () => {
    const actions = createActions()
    const [, second] = ['first', 'second', 'third'].map((name) => attach(actions, noop, name))

    second?.()
    second?.()

    const names = actions.explain('AcceptTask').map((party) => party.name)
    assert.equal(new Set(names), new Set(['first', 'third']))
    assert.is(names.length, 2)
  })
}

test('S14: a registration of a listener that was removed leaves the same function added since alone', async () => {
  const actions = createActions()
  const log: string[] = []
  const listener = () => log.push('listener')
  actions.registerAction('AcceptTask', noop)
  const registration = actions.addListener('beforeAcceptTask', listener)
  actions.removeListener('beforeAcceptTask', listener)
  actions.addListener('beforeAcceptTask', listener)

  registration()
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['listener'])
})

test('S14: a listener may undo its own attachment while it is called', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  const registration = actions.addListener('beforeAcceptTask', () => {
    log.push('self')
    registration()
  })
  actions.addListener('beforeAcceptTask', () => log.push('next'))

  await actions.invokeAction('AcceptTask')
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['self', 'next', 'core', 'next', 'core'])
})

// S14: a scope is the same API over the same actions

test('S14: what is registered through a scope can be invoked from everywhere', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  plugin.registerAction('AcceptTask', (payload) => `accepted ${payload}`)

  const results = [
    await actions.invokeAction('AcceptTask', 1),
    await plugin.invokeAction('AcceptTask', 2),
    await actions.scope('other').invokeAction('AcceptTask', 3),
  ]

  assert.equal(results, ['accepted 1', 'accepted 2', 'accepted 3'])
})

test('S14: a scope shows the same actions', () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  actions.registerAction('AcceptTask', noop)
  plugin.registerAction('HangUp', noop)

  assert.equal(plugin.actionNames(), actions.actionNames())
  assert.equal([plugin.hasAction('AcceptTask'), actions.hasAction('HangUp')], [true, true])
  assert.equal(plugin.explain('AcceptTask'), actions.explain('AcceptTask'))
})

test('S14: what is attached through a scope runs among the rest, in the order of attaching', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', () => log.push('first'))
  plugin.addListener('beforeAcceptTask', () => log.push('second'))
  actions.addListener('beforeAcceptTask', () => log.push('third'))
  plugin.addListener('beforeAcceptTask', () => log.push('zeroth'), { order: -1 })

  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['zeroth', 'first', 'second', 'third'])
})

for (const [what, attach] of verbs) {
  test(`S14: what went through a scope by ${what} runs, and dispose() undoes it`, async () => {
    const actions = createActions()
    const plugin = actions.scope('crm-plugin')
    const log: string[] = []
    attach(plugin, log)

    await exercise(actions)
    const before = log.splice(0)
    plugin.dispose()
    await exercise(actions)

    assert.ok(before.length > 0)
    assert.equal(log, [])
  })

  test(`S14: dispose() leaves what went by ${what} not through the scope`, async () => {
    const actions = createActions()
    const log: string[] = []
    const plugin = actions.scope('crm-plugin')
    plugin.addListener('beforeHangUp', noop)
    attach(actions, log)
    await exercise(actions)
    const before = log.splice(0)

    plugin.dispose()
    await exercise(actions)

    assert.equal(log, before)
  })

  test(`S14: attaching by ${what} to a disposed scope throws and attaches nothing`, async () => {
    const actions = createActions()
    const log: string[] = []
    const plugin = actions.scope('crm-plugin')
    plugin.dispose()

    const error = thrown(() => attach(plugin, log))
    await exercise(actions)

    assert.instance(error, Error)
    assert.equal(log, [])
  })

  test(`S14: attaching by ${what} to a scope of a disposed scope throws and attaches nothing`, async () => {
    const actions = createActions()
    const log: string[] = []
    const plugin = actions.scope('crm-plugin')
    const part = plugin.scope('part')
    plugin.dispose()

    const errors = [thrown(() => attach(part, log)), thrown(() => attach(plugin.scope('late'), log))]
    await exercise(actions)

    for (const error of errors) assert.instance(error, Error)
    assert.equal(log, [])
  })
}

test('S14: attaching to a disposed scope throws, also with a signal that is aborted already', () => {
  const plugin = createActions().scope('crm-plugin')
  plugin.dispose()
  const options = { signal: AbortSignal.abort() }

  const errors = [
    thrown(() => plugin.registerAction('AcceptTask', noop, options)),
    thrown(() => plugin.addListener('beforeAcceptTask', noop, options)),
    thrown(() => plugin.replaceAction('AcceptTask', noop, options)),
    thrown(() => plugin.use(noop, options)),
  ]

  for (const error of errors) assert.instance(error, ActionMisuseError)
})

test('S14: the error about a disposed scope shows its name', () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  plugin.dispose()

  const error = thrown(() => plugin.addListener('beforeAcceptTask', noop))

  assert.match((error as Error).message, /crm-plugin/)
})

test('S14: a disposed scope still invokes, looks, and has nothing of its own to take off', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  actions.registerAction('AcceptTask', () => 'accepted')
  actions.addListener('beforeAcceptTask', noop)
  plugin.dispose()

  assert.is(plugin.removeListener('beforeAcceptTask', noop), false)
  assert.equal(plugin.explain('AcceptTask'), actions.explain('AcceptTask'))
  assert.is(await plugin.invokeAction('AcceptTask'), 'accepted')
})

test('S14: an override belongs to the scope through which it was made, whoever had registered the action', async () => {
  const actions = createActions()
  const [first, second] = [actions.scope('first'), actions.scope('second')]
  first.registerAction('AcceptTask', () => 'first')

  second.registerAction('AcceptTask', () => 'second', { override: true })
  const shown = actions.explain('AcceptTask').map(({ kind, scope }) => `${kind} ${scope}`)
  first.dispose()
  const result = await actions.invokeAction('AcceptTask')
  second.dispose()

  assert.equal(shown, ['core second'])
  assert.is(result, 'second')
  assert.is(actions.hasAction('AcceptTask'), false)
})

test('S14: Symbol.dispose of a scope undoes all that went through it', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const log: string[] = []
  for (const [, attach] of verbs) attach(plugin, log)

  plugin[Symbol.dispose]()
  await exercise(actions)

  assert.equal(log, [])
})

test('S14: using a scope undoes all that went through it at the end of the block', async () => {
  const actions = createActions()
  const log: string[] = []
  {
    using plugin = actions.scope('crm-plugin')
    for (const [, attach] of verbs) attach(plugin, log)
  }

  await exercise(actions)

  assert.equal(log, [])
})

test('S14: dispose() undoes what went through the scopes of the scope, at any depth', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const log: string[] = []
  for (const [, attach] of verbs) attach(plugin.scope('part').scope('part of the part'), log)

  plugin.dispose()
  await exercise(actions)

  assert.equal(log, [])
})

test('S14: disposing an inner scope leaves the outer one alone', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const part = plugin.scope('part')
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  plugin.addListener('beforeAcceptTask', () => log.push('outer'))
  part.addListener('beforeAcceptTask', () => log.push('inner'))

  part.dispose()
  plugin.addListener('beforeAcceptTask', () => log.push('outer, later'))
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['outer', 'outer, later'])
})

test('S14: disposing one of two scopes of the same name leaves the other alone', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  const scopes = [1, 2].map((number) => {
    const plugin = actions.scope('crm-plugin')
    plugin.addListener('beforeAcceptTask', () => log.push(`scope ${number}`))
    return plugin
  })

  scopes[0]?.dispose()
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['scope 2'])
})

test('S14: disposing a scope a second time does nothing', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const log: string[] = []
  const listener = () => log.push('listener')
  actions.registerAction('AcceptTask', noop)
  plugin.addListener('beforeAcceptTask', listener)
  plugin.dispose()
  actions.addListener('beforeAcceptTask', listener)

  plugin.dispose()
  plugin[Symbol.dispose]()
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['listener'])
})

test('S14: disposing a scope after its registrations takes nothing else away', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const log: string[] = []
  const listener = () => log.push('listener')
  actions.registerAction('AcceptTask', noop)
  const registration = plugin.addListener('beforeAcceptTask', listener)
  registration()
  actions.addListener('beforeAcceptTask', listener)

  plugin.dispose()
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['listener'])
})

test('S14: a registration of a disposed scope does nothing', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const log: string[] = []
  const listener = () => log.push('listener')
  actions.registerAction('AcceptTask', noop)
  const registration = plugin.addListener('beforeAcceptTask', listener)
  plugin.dispose()
  actions.addListener('beforeAcceptTask', listener)

  registration()
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['listener'])
})

test('S14: disposing a scope frees the names of its actions', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  plugin.registerAction('AcceptTask', () => 'plugin')
  plugin.dispose()

  const error = await rejection(actions.invokeAction('AcceptTask'))
  actions.registerAction('AcceptTask', () => 'application')

  assert.instance(error, UnknownActionError)
  assert.is(await actions.invokeAction('AcceptTask'), 'application')
})

test('S14: disposing a scope that overrode an action restores nothing', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  actions.registerAction('AcceptTask', () => 'application')
  plugin.registerAction('AcceptTask', () => 'plugin', { override: true })

  plugin.dispose()
  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.instance(error, UnknownActionError)
})

test('S14: disposing a scope whose action was overridden leaves the override alone', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  plugin.registerAction('AcceptTask', () => 'plugin')
  actions.registerAction('AcceptTask', () => 'application', { override: true })

  plugin.dispose()

  assert.is(await actions.invokeAction('AcceptTask'), 'application')
})

test('S14: disposing a scope puts back what its replacements stood in front of', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  actions.registerAction('AcceptTask', () => 'core')
  plugin.replaceAction('AcceptTask', () => 'plugin')
  actions.replaceAction('AcceptTask', async (payload, original) => `wrapped ${await original(payload)}`)

  const before = await actions.invokeAction('AcceptTask')
  plugin.dispose()
  const after = await actions.invokeAction('AcceptTask')

  assert.equal([before, after], ['wrapped plugin', 'wrapped core'])
})

// S14: removeListener through a scope

test('S14: removeListener through a scope takes off only its own', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const log: string[] = []
  const listener = () => log.push('listener')
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', listener)
  actions.scope('crm-plugin').addListener('beforeAcceptTask', listener)

  const answer = plugin.removeListener('beforeAcceptTask', listener)
  await actions.invokeAction('AcceptTask')

  assert.is(answer, false)
  assert.equal(log, ['listener', 'listener'])
})

test('S14: removeListener through a scope takes its own off even when others added the same function later', () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  plugin.addListener('beforeAcceptTask', noop, { name: 'own, older' })
  plugin.addListener('beforeAcceptTask', noop, { name: 'own, newer' })
  actions.addListener('beforeAcceptTask', noop, { name: 'application' })

  const answers = [1, 2, 3].map(() => [
    plugin.removeListener('beforeAcceptTask', noop),
    actions.explain('AcceptTask').map((party) => party.name),
  ])

  assert.equal(answers, [
    [true, ['own, older', 'application']],
    [true, ['application']],
    [false, ['application']],
  ])
})

test('S13: removeListener of the actions themselves takes off the newest one, whichever scope it came through', async () => {
  const actions = createActions()
  actions.addListener('beforeAcceptTask', noop)
  actions.scope('crm-plugin').addListener('beforeAcceptTask', noop)

  const answer = actions.removeListener('beforeAcceptTask', noop)

  assert.is(answer, true)
  assert.equal(
    actions.explain('AcceptTask').map(({ kind, scope }) => [kind, scope]),
    [['before', undefined]],
  )
})

// S14: explain and errors show the name

test('S14: unregisterAction through a scope removes the action, whoever has registered it', () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.scope('desk-plugin').registerAction('RejectTask', noop)
  const plugin = actions.scope('crm-plugin')

  const removed = [plugin.unregisterAction('AcceptTask'), plugin.unregisterAction('RejectTask')]

  assert.equal(removed, [true, true])
  assert.equal(actions.actionNames(), [])
})

test('S14: explain shows the name of the scope itself, however many it stands in', () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  plugin.scope('popup').addListener('beforeAcceptTask', noop)
  plugin.scope('popup').scope('close-button').addListener('beforeAcceptTask', noop)

  const scopes = actions.explain('AcceptTask').map(({ scope }) => scope)

  assert.equal(scopes, ['popup', 'close-button'])
})

test('S14: explain shows the name of the scope', () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  plugin.registerAction('AcceptTask', noop, noop)
  plugin.use(noop)
  plugin.use('AcceptTask', noop)
  plugin.addListener('beforeAcceptTask', noop)
  plugin.addListener('afterAcceptTask', noop)
  plugin.addListener('errorAcceptTask', noop)
  plugin.replaceAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', noop)

  const scopes = actions.explain('AcceptTask').map((party) => [party.kind, party.scope])

  assert.equal(scopes, [
    ['middleware', 'crm-plugin'],
    ['middleware', 'crm-plugin'],
    ['payloadUpdate', 'crm-plugin'],
    ['before', 'crm-plugin'],
    ['before', undefined],
    ['replacement', 'crm-plugin'],
    ['core', 'crm-plugin'],
    ['after', 'crm-plugin'],
    ['error', 'crm-plugin'],
  ])
})

for (const [what, attach] of [
  [
    'a listener',
    (plugin: Actions) => plugin.addListener('beforeAcceptTask', (_payload, abort) => abort('no'), { name: 'check' }),
  ],
  ['middleware', (plugin: Actions) => plugin.use('AcceptTask', (ctx) => ctx.abort('no'), { name: 'check' })],
  [
    'a replacement',
    (plugin: Actions) =>
      plugin.replaceAction('AcceptTask', (_payload, _original, ctx) => ctx.abort('no'), { name: 'check' }),
  ],
] as const) {
  test(`S14: an abort by ${what} of a scope shows the name of the scope`, async () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop)
    attach(actions.scope('crm-plugin'))

    const error = (await rejection(actions.invokeAction('AcceptTask'))) as ActionAbortedError

    assert.instance(error, ActionAbortedError)
    assert.is(error.by?.name, 'check')
    assert.is(error.by?.scope, 'crm-plugin')
  })
}

// S14: invocations in flight

test('S14: what a disposed scope attached still runs in an invocation already in flight', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const log: string[] = []
  const hold = deferred()
  plugin.registerAction('AcceptTask', () => {
    log.push('core')
  })
  actions.addListener('beforeAcceptTask', () => hold.promise, { order: -1 })
  for (const [what, attach] of verbs) {
    if (what !== 'registerAction' && what !== 'observe') attach(plugin, log)
  }

  const promise = actions.invokeAction('AcceptTask')
  plugin.dispose()
  await settled()
  hold.resolve()
  await promise

  assert.equal(log, ['use', 'use AcceptTask', 'before', 'replacement', 'core', 'after'])
})

test('S14: a listener may dispose its own scope', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  plugin.addListener('beforeAcceptTask', () => {
    log.push('disposes')
    plugin.dispose()
  })
  plugin.addListener('beforeAcceptTask', () => log.push('second'))
  plugin.addListener('afterAcceptTask', () => log.push('after'))

  await actions.invokeAction('AcceptTask')
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['disposes', 'second', 'core', 'after', 'core'])
})

test('S14: a once-listener of a scope that has run is gone when the scope is disposed', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const log: string[] = []
  const listener = () => log.push('listener')
  actions.registerAction('AcceptTask', noop)
  plugin.addListener('beforeAcceptTask', listener, { once: true })
  await actions.invokeAction('AcceptTask')
  actions.addListener('beforeAcceptTask', listener)

  plugin.dispose()
  await actions.invokeAction('AcceptTask')

  assert.equal(log, ['listener', 'listener'])
})

// S14: detached

for (const [what, get] of [
  ['the actions', (actions: Actions): Actions => actions],
  ['a scope', (actions: Actions): Actions => actions.scope('crm-plugin')],
] as const) {
  test(`S14: the verbs of ${what} work detached`, async () => {
    const log: string[] = []
    const {
      registerAction,
      unregisterAction,
      invokeAction,
      addListener,
      removeListener,
      replaceAction,
      use,
      hasAction,
      actionNames,
      explain,
      observe,
      scope,
    } = get(createActions())
    const listener = () => log.push('listener')
    registerAction('AcceptTask', () => log.push('core'))
    addListener('beforeAcceptTask', () => log.push('before'))
    addListener('beforeAcceptTask', listener)
    replaceAction('AcceptTask', (payload, original) => {
      log.push('replacement')
      return original(payload)
    })
    use(async (_ctx, next) => {
      log.push('use')
      await next()
    })
    observe({ end: (info) => info.kind === 'invocation' && log.push('observed') })
    scope('part').addListener('afterAcceptTask', () => log.push('part'))

    const removed = removeListener('beforeAcceptTask', listener)
    await invokeAction('AcceptTask')
    const shown = [hasAction('AcceptTask'), actionNames(), explain('AcceptTask').length]
    const unregistered = unregisterAction('AcceptTask')

    assert.equal(log, ['use', 'before', 'replacement', 'core', 'part', 'observed'])
    assert.equal([removed, unregistered], [true, true])
    assert.equal(shown, [true, ['AcceptTask'], 5])
  })
}

test('S14: dispose of a scope works detached', async () => {
  const actions = createActions()
  const plugin = actions.scope('crm-plugin')
  const log: string[] = []
  actions.registerAction('AcceptTask', noop)
  plugin.addListener('beforeAcceptTask', () => log.push('before'))
  const { dispose } = plugin

  dispose()
  await actions.invokeAction('AcceptTask')

  assert.equal(log, [])
})

test('S14: what a disposed scope attached to every action is let go of by actions that nobody invokes any more', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  const plugin = actions.scope('crm-plugin')
  const gone = await (async () => {
    const middleware = (_ctx: unknown, next: () => Promise<void>) => next()
    plugin.use(middleware)
    await actions.invokeAction('AcceptTask')
    return new WeakRef(middleware)
  })()

  plugin.dispose()
  await settled()
  collectGarbage()

  assert.is(gone.deref(), undefined)
})

test('S14: a registration that is kept keeps none of the later attachments of the same function', () => {
  const actions = createActions()
  const kept = actions.addListener('beforeAcceptTask', noop)
  collectGarbage()
  const before = process.memoryUsage().heapUsed

  let last = kept
  for (let i = 0; i < 100_000; i++) {
    const next = actions.addListener('beforeAcceptTask', noop)
    last()
    last = next
  }
  last()
  collectGarbage()

  const grown = process.memoryUsage().heapUsed - before
  kept()
  assert.ok(grown < 5_000_000, `the heap has grown by ${grown} bytes`)
})

test('S16: the error about observing through a disposed scope is about no action', () => {
  const scope = createActions().scope('crm-plugin')
  scope.dispose()

  assert.is((thrown(() => scope.observe({ end: noop })) as { action?: string }).action, '')
})

test('S14: a scope that lives on keeps neither the registrations nor the scopes that are gone', async () => {
  const scope = createActions().scope('crm-plugin')
  const gone = await (async () => {
    const { signal } = new AbortController()
    const registration = scope.addListener('beforeAcceptTask', noop)
    const signalled = scope.addListener('beforeAcceptTask', noop, { signal })
    const inner = scope.scope('inner')
    registration()
    signalled()
    inner.dispose()
    return [registration, signalled, inner.dispose].map((undo) => new WeakRef(undo))
  })()

  await settled()
  collectGarbage()

  assert.equal(
    gone.map((ref) => ref.deref()),
    [undefined, undefined, undefined],
  )
  scope.dispose()
})

test('S14: a listener that is gone can be collected while others listen to the same event', async () => {
  const actions = createActions()
  actions.addListener('beforeAcceptTask', noop)
  const gone = await (async () => {
    const listener = () => {}
    actions.addListener('beforeAcceptTask', listener)()
    return new WeakRef(listener)
  })()

  await settled()
  collectGarbage()

  assert.is(gone.deref(), undefined)
  assert.is(actions.explain('AcceptTask').length, 1)
})

for (const first of [0, 1, 2]) {
  test(`S13: of three additions of one function, with number ${first} undone, removeListener finds the two that are left`, () => {
    const actions = createActions()
    const registrations = [0, 1, 2].map((order) => actions.addListener('beforeAcceptTask', noop, { order }))
    const orders = () => actions.explain('AcceptTask').map(({ order }) => order)
    const left = [0, 1, 2].filter((order) => order !== first)

    registrations[first]?.()
    const seen = [orders()]
    const removed = [1, 2, 3].map(() => {
      const found = actions.removeListener('beforeAcceptTask', noop)
      seen.push(orders())
      return found
    })

    assert.equal(seen, [left, left.slice(0, 1), [], []])
    assert.equal(removed, [true, true, false])
  })
}

test('S14: a scope does not hold on to an observer that has been taken off', async () => {
  const scope = createActions().scope('plugin')
  const gone = (() => {
    const stop = scope.observe({ start() {} })
    stop()
    return new WeakRef(stop)
  })()
  await settled()
  collectGarbage()
  assert.is(gone.deref(), undefined)
  scope.dispose()
})

test.run()
