// Rule S11: invocations that know their parent, how deep they may go, and how they keep out of one another's way.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionAbortedError, type ActionContext, ActionRecursionError, createActions } from '../../source/core/index.js'
import { deferred, rejection, settled } from '../support/helpers.js'

interface Desk {
  PrintLabel(payload: { copies: number }): string
  SendMail(payload: { to: string }): string
  OpenDrawer(): void
}

const actionsWithoutMap = () => createActions()
type Untyped = ReturnType<typeof actionsWithoutMap>

// ── parent and depth

test('S11: an invocation at the top has no parent and a depth of 0', async () => {
  const actions = createActions<Desk>()
  let seen: unknown
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    seen = { parent: ctx.parent, depth: ctx.depth }
    return 'printed'
  })

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(seen, { parent: undefined, depth: 0 })
})

/** Each starts `nest()` from one kind of party of PrintLabel. */
const startingPlaces: [string, (actions: Untyped, nest: (ctx: ActionContext) => Promise<unknown>) => void][] = [
  [
    'middleware for every action',
    (actions, nest) =>
      actions.use(async (ctx, next) => {
        if (ctx.action === 'PrintLabel') await nest(ctx)
        await next()
      }),
  ],
  [
    'middleware for one action',
    (actions, nest) =>
      actions.use('PrintLabel', async (ctx, next) => {
        await nest(ctx)
        await next()
      }),
  ],
  [
    'a payload update',
    (actions, nest) =>
      actions.registerAction('PrintLabel', () => 'printed', {
        payloadUpdate: async (payload: unknown, ctx: ActionContext) => {
          await nest(ctx)
          return payload
        },
        override: true,
      }),
  ],
  [
    'a before-listener',
    (actions, nest) => actions.addListener('beforePrintLabel', (_payload, _abort, ctx) => nest(ctx)),
  ],
  ['a replacement', (actions, nest) => actions.replaceAction('PrintLabel', (_payload, _original, ctx) => nest(ctx))],
  ['a core', (actions, nest) => actions.registerAction('PrintLabel', (_payload, ctx) => nest(ctx), { override: true })],
  [
    'an after-listener',
    (actions, nest) => actions.addListener('afterPrintLabel', (_payload, _result, ctx) => nest(ctx)),
  ],
  [
    'an error-listener',
    (actions, nest) => {
      const jam = () => {
        throw new Error('paper jam')
      }
      actions.registerAction('PrintLabel', jam, { override: true })
      actions.addListener('errorPrintLabel', (_payload, _error, ctx) => nest(ctx))
    },
  ],
]

for (const [where, startFrom] of startingPlaces) {
  test(`S11: ctx.invokeAction called from ${where} makes that invocation the parent`, async () => {
    const actions = actionsWithoutMap()
    let parent: unknown
    let seen: { parent: unknown; depth: number } | undefined
    actions.registerAction('PrintLabel', () => 'printed')
    actions.registerAction('SendMail', (_payload, ctx) => {
      seen = { parent: ctx.parent, depth: ctx.depth }
    })
    startFrom(actions, (ctx) => {
      parent = ctx
      return ctx.invokeAction('SendMail', { to: 'anna' })
    })

    await actions.invokeAction('PrintLabel', {}).catch(() => {})

    assert.ok(parent)
    assert.is(seen?.parent, parent)
    assert.is(seen?.depth, 1)
  })
}

test('S11: depth grows by one with every level', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    log.push(`PrintLabel ${ctx.depth}`)
    return ctx.invokeAction('SendMail', { to: 'anna' })
  })
  actions.registerAction('SendMail', async (_payload, ctx) => {
    log.push(`SendMail ${ctx.depth}`)
    await ctx.invokeAction('OpenDrawer')
    return 'sent'
  })
  actions.registerAction('OpenDrawer', (_payload, ctx) => {
    log.push(`OpenDrawer ${ctx.depth}, from ${ctx.parent?.action}, from ${ctx.parent?.parent?.action}`)
  })

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, ['PrintLabel 0', 'SendMail 1', 'OpenDrawer 2, from SendMail, from PrintLabel'])
})

test('S11: all parties of a nested invocation see the same parent', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const note = (who: string, ctx: { parent?: { action: string } | undefined }) =>
    log.push(`${who} of ${ctx.parent?.action}`)
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }))
  actions.use('SendMail', async (ctx, next) => {
    note('middleware', ctx)
    await next()
  })
  actions.registerAction('SendMail', (_payload, ctx) => {
    note('core', ctx)
    return 'sent'
  })
  actions.addListener('beforeSendMail', (_payload, _abort, ctx) => note('before', ctx))
  actions.addListener('afterSendMail', (_payload, _result, ctx) => note('after', ctx))

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, ['middleware of PrintLabel', 'before of PrintLabel', 'core of PrintLabel', 'after of PrintLabel'])
})

test('S11: ctx.invokeAction works detached, and still knows its parent', async () => {
  const actions = createActions()
  let parent: unknown
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    const { invokeAction } = ctx
    return [ctx, await invokeAction('SendMail')]
  })
  actions.registerAction('SendMail', (_payload, ctx) => {
    parent = ctx.parent
    return 'sent'
  })

  const [ctx, result] = await actions.invokeAction('PrintLabel')

  assert.is(parent, ctx)
  assert.is(result, 'sent')
})

test('S11: a nested invocation hands over its payload and hands back its result', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }))
  actions.registerAction('SendMail', (payload) => `sent to ${payload.to}`)

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'sent to anna')
})

test('S11: what a nested invocation fails with reaches its parent untouched', async () => {
  const actions = createActions<Desk>()
  const failure = new Error('no such person')
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }))
  actions.registerAction('SendMail', () => {
    throw failure
  })

  assert.is(await rejection(actions.invokeAction('PrintLabel', { copies: 1 })), failure)
})

test('S11: a nested abort that the parent lets through is the failure of the parent, told to its error-listeners', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }))
  actions.registerAction('SendMail', () => 'sent')
  actions.addListener('beforeSendMail', (_payload, abort) => abort('not now'))
  actions.addListener('errorPrintLabel', (_payload, error, ctx) => seen.push(error, ctx.aborted))

  const error = (await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))) as ActionAbortedError

  assert.instance(error, ActionAbortedError)
  assert.is(error.action, 'SendMail')
  assert.is(seen.length, 2)
  assert.is(seen[0], error)
  assert.is(seen[1], false)
})

test('S11: a nested invocation is a whole one: its own middleware and listeners run inside its parent', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    log.push('print starts')
    await ctx.invokeAction('SendMail', { to: 'anna' })
    log.push('print ends')
    return 'printed'
  })
  actions.registerAction('SendMail', () => {
    log.push('send')
    return 'sent'
  })
  actions.use(async (ctx, next) => {
    log.push(`> ${ctx.action}`)
    await next()
    log.push(`< ${ctx.action}`)
  })
  actions.addListener('beforeSendMail', () => log.push('beforeSendMail'))
  actions.addListener('afterSendMail', () => log.push('afterSendMail'))

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, [
    '> PrintLabel',
    'print starts',
    '> SendMail',
    'beforeSendMail',
    'send',
    'afterSendMail',
    '< SendMail',
    'print ends',
    '< PrintLabel',
  ])
})

test('S11: a nested invocation has a state and an id of its own', async () => {
  const actions = createActions<Desk>()
  let seen: { state: unknown; id: unknown } | undefined
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    ctx.state.user = 'anna'
    await ctx.invokeAction('OpenDrawer')
    assert.equal(Object.keys(ctx.state), ['user'])
    return String(ctx.id)
  })
  actions.registerAction('OpenDrawer', (_payload, ctx) => {
    seen = { state: Object.keys(ctx.state), id: String(ctx.id) }
    ctx.state.key = 'brass'
  })

  const id = await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(seen?.state, [])
  assert.is.not(seen?.id, id)
})

test('S11: a ctx that was kept still is the parent of what it invokes once its own invocation is over', async () => {
  const actions = createActions<Desk>()
  let parent: ActionContext | undefined
  let seen: unknown
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    parent = ctx
    return 'printed'
  })
  actions.registerAction('OpenDrawer', (_payload, ctx) => {
    seen = ctx.parent
  })
  await actions.invokeAction('PrintLabel', { copies: 1 })

  await parent?.invokeAction('OpenDrawer')

  assert.ok(parent)
  assert.is(seen, parent)
})

test('S11: ctx.invokeAction rejects an unknown name, and never throws', async () => {
  const actions = actionsWithoutMap()
  const log: string[] = []
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    const nested = ctx.invokeAction('SendMial', {})
    log.push('not thrown')
    return (await rejection(nested)) as Error
  })

  const error = await actions.invokeAction('PrintLabel', {})

  assert.is(error.name, 'UnknownActionError')
  assert.equal(log, ['not thrown'])
})

test('S11: actions.invokeAction called from a listener is a new top', async () => {
  const actions = createActions<Desk>()
  let seen: unknown
  actions.registerAction('PrintLabel', () => 'printed')
  actions.registerAction('OpenDrawer', (_payload, ctx) => {
    seen = { parent: ctx.parent, depth: ctx.depth }
  })
  actions.addListener('beforePrintLabel', () => actions.invokeAction('OpenDrawer'))

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(seen, { parent: undefined, depth: 0 })
})

test('S11: invokeAction of a scope called from a listener is a new top', async () => {
  const actions = createActions<Desk>()
  const plugin = actions.scope('crm-plugin')
  let seen: unknown
  actions.registerAction('PrintLabel', () => 'printed')
  actions.registerAction('OpenDrawer', (_payload, ctx) => {
    seen = { parent: ctx.parent, depth: ctx.depth }
  })
  plugin.addListener('beforePrintLabel', () => plugin.invokeAction('OpenDrawer'))

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(seen, { parent: undefined, depth: 0 })
})

test('S11: actions.invokeAction from a listener does not count towards maxDepth', async () => {
  const actions = createActions<Desk>({ maxDepth: 0 })
  actions.registerAction('PrintLabel', () => actions.invokeAction('SendMail', { to: 'anna' }))
  actions.registerAction('SendMail', () => 'sent')

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'sent')
})

// ── maxDepth

/** An action that invokes itself until it is refused; gives the depths that were reached and the error. */
async function dive(actions: Untyped, name = 'Dive'): Promise<{ depths: number[]; error: ActionRecursionError }> {
  const depths: number[] = []
  actions.registerAction(name, (_payload, ctx) => {
    depths.push(ctx.depth)
    return ctx.invokeAction(name)
  })
  return { error: (await rejection(actions.invokeAction(name))) as ActionRecursionError, depths }
}

test('S11: a depth of 100 is the deepest by default', async () => {
  const { depths, error } = await dive(actionsWithoutMap())

  assert.instance(error, ActionRecursionError)
  assert.is(depths.length, 101)
  assert.is(depths.at(-1), 100)
})

test('S11: maxDepth sets the deepest depth', async () => {
  const { depths, error } = await dive(createActions({ maxDepth: 2 }))

  assert.instance(error, ActionRecursionError)
  assert.equal(depths, [0, 1, 2])
})

test('S11: maxDepth 0 lets nothing nest', async () => {
  const { depths, error } = await dive(createActions({ maxDepth: 0 }))

  assert.instance(error, ActionRecursionError)
  assert.equal(depths, [0])
})

test('S11: maxDepth may be larger than the default', async () => {
  const { depths } = await dive(createActions({ maxDepth: 150 }))

  assert.is(depths.length, 151)
})

test('S11: a maxDepth of Infinity lets everything nest', async () => {
  const actions = createActions({ maxDepth: Number.POSITIVE_INFINITY })
  actions.registerAction('Count', (left, ctx) => (left === 0 ? ctx.depth : ctx.invokeAction('Count', left - 1)))

  const depth = await actions.invokeAction('Count', 1_000)

  assert.is(depth, 1_000)
})

test('S11: an ActionRecursionError names the action that was refused', async () => {
  const actions = createActions<Desk>({ maxDepth: 0 })
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }))
  actions.registerAction('SendMail', () => 'sent')

  const error = (await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))) as ActionRecursionError

  assert.instance(error, ActionRecursionError)
  assert.is(error.action, 'SendMail')
  assert.is(error.code, 'ACTION_RECURSION')
})

test('S11: the message of an ActionRecursionError shows the path', async () => {
  const actions = createActions({ maxDepth: 1 })
  actions.registerAction('A', (_payload, ctx) => ctx.invokeAction('B'))
  actions.registerAction('B', (_payload, ctx) => ctx.invokeAction('A'))

  const error = (await rejection(actions.invokeAction('A'))) as ActionRecursionError

  assert.instance(error, ActionRecursionError)
  assert.ok(error.message.includes('A → B → A'), error.message)
})

test('S11: the path of a deep recursion is elided in its middle', async () => {
  const actions = createActions()
  actions.registerAction('Start', (_payload, ctx) => ctx.invokeAction('Ping'))
  actions.registerAction('Ping', (_payload, ctx) => ctx.invokeAction('Pong'))
  actions.registerAction('Pong', (_payload, ctx) => ctx.invokeAction('Ping'))

  const error = (await rejection(actions.invokeAction('Start'))) as ActionRecursionError

  assert.instance(error, ActionRecursionError)
  assert.ok(error.message.includes('Start → Ping → Pong'), error.message)
  assert.ok(error.message.includes('→ … →'), error.message)
  assert.ok(/(Ping → Pong|Pong → Ping)$/.test(error.message), error.message)
  assert.ok(error.message.length < 300, error.message)
})

test('S11: nothing runs of an invocation that is nested too deep, its error-listeners neither', async () => {
  const actions = createActions<Desk>({ maxDepth: 0 })
  const log: string[] = []
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    log.push('PrintLabel')
    return ctx.invokeAction('SendMail', { to: 'anna' })
  })
  actions.registerAction('SendMail', () => {
    log.push('SendMail')
    return 'sent'
  })
  actions.use((ctx, next) => {
    log.push(`use ${ctx.action}`)
    return next()
  })
  actions.addListener('beforeSendMail', () => log.push('beforeSendMail'))
  actions.addListener('errorSendMail', () => log.push('errorSendMail'))
  actions.addListener('errorPrintLabel', () => log.push('errorPrintLabel'))

  const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.instance(error, ActionRecursionError)
  assert.equal(log, ['use PrintLabel', 'PrintLabel', 'errorPrintLabel'])
})

test('S11: a refusal for depth may be handled by the one who invoked', async () => {
  const actions = createActions<Desk>({ maxDepth: 0 })
  actions.registerAction('PrintLabel', (_payload, ctx) =>
    ctx.invokeAction('SendMail', { to: 'anna' }).catch(() => 'printed only'),
  )
  actions.registerAction('SendMail', () => 'sent')

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'printed only')
})

test('S11: invocations one after the other do not add to the depth', async () => {
  const actions = createActions<Desk>({ maxDepth: 1 })
  const depths: number[] = []
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    for (let i = 0; i < 5; i++) await ctx.invokeAction('OpenDrawer')
    return 'printed'
  })
  actions.registerAction('OpenDrawer', (_payload, ctx) => {
    depths.push(ctx.depth)
  })

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(depths, [1, 1, 1, 1, 1])
})

// ── side by side

test('S11: invocations of one action side by side never see each other', async () => {
  const actions = createActions<Desk>()
  const count = 100
  const gates = Array.from({ length: count }, () => deferred())
  actions.addListener('beforePrintLabel', async (payload, _abort, ctx) => {
    ctx.state.copies = payload.copies
    ctx.payload = { copies: payload.copies + 1000 }
    await gates[payload.copies]?.promise
  })
  actions.registerAction('PrintLabel', async (payload, ctx) => {
    await settled()
    return `${payload.copies} ${ctx.state.copies}`
  })
  actions.addListener('afterPrintLabel', async (payload, result, ctx) => {
    ctx.result = `${result} ${payload.copies}`
  })

  const running = gates.map((_gate, copies) => actions.invokeAction('PrintLabel', { copies }))
  for (const gate of [...gates].reverse()) gate.resolve()
  const results = await Promise.all(running)

  assert.equal(
    results,
    gates.map((_gate, copies) => `${copies + 1000} ${copies} ${copies + 1000}`),
  )
})

test('S11: every invocation has a ctx and an id of its own', async () => {
  const actions = createActions<Desk>()
  const contexts = new Set<unknown>()
  const ids = new Set<unknown>()
  const paper = deferred<string>()
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    contexts.add(ctx)
    ids.add(ctx.id)
    return paper.promise
  })

  const running = Array.from({ length: 100 }, () => actions.invokeAction('PrintLabel', { copies: 1 }))
  paper.resolve('printed')
  await Promise.all(running)

  assert.is(contexts.size, 100)
  assert.is(ids.size, 100)
})

test('S11: an abort of one invocation does not touch another of the same action', async () => {
  const actions = createActions<Desk>()
  const answer = deferred()
  actions.registerAction('PrintLabel', (payload) => `printed ${payload.copies}`)
  actions.addListener('beforePrintLabel', async (payload, abort) => {
    if (payload.copies === 2) abort('too many')
    await answer.promise
  })
  const one = actions.invokeAction('PrintLabel', { copies: 1 })
  const two = actions.invokeAction('PrintLabel', { copies: 2 })

  answer.resolve()

  assert.instance(await rejection(two), ActionAbortedError)
  assert.is(await one, 'printed 1')
})

test('S11: nested invocations side by side all have the same parent and their own results', async () => {
  const actions = createActions<Desk>()
  const sending = deferred()
  const parents = new Set<unknown>()
  actions.registerAction('PrintLabel', async (_payload, ctx) => {
    const mails = ['anna', 'ben', 'cleo'].map((to) => ctx.invokeAction('SendMail', { to }))
    sending.resolve()
    return (await Promise.all(mails)).join(', ')
  })
  actions.registerAction('SendMail', async (payload, ctx) => {
    parents.add(ctx.parent)
    await sending.promise
    return `${payload.to} ${ctx.depth}`
  })

  const result = await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.is(result, 'anna 1, ben 1, cleo 1')
  assert.is(parents.size, 1)
})

test('S9, S11: a nested invocation that starts in a microtask, for its depth, minds a cut that comes before it', async () => {
  const actions = createActions({ maxDepth: 500 })
  const controller = new AbortController()
  const log: number[] = []
  actions.registerAction('Dive', (n: number, ctx) => {
    log.push(n)
    return n < 200 ? ctx.invokeAction('Dive', n + 1) : new Promise(() => {})
  })

  const failure = rejection(actions.invokeAction('Dive', 0, { signal: controller.signal }))
  controller.abort('cut')

  assert.is(await failure, 'cut')
  assert.is(log.includes(199), true)
  await settled()
  assert.is(log.includes(200), false)
})

test('S11: a depth over a maxDepth that is no whole number rejects', async () => {
  const actions = createActions({ maxDepth: 1.5 })
  const depths: number[] = []
  actions.registerAction('Dive', (_payload, ctx) => {
    depths.push(ctx.depth)
    return ctx.invokeAction('Dive')
  })

  const error = await rejection(actions.invokeAction('Dive'))

  assert.instance(error, ActionRecursionError)
  assert.equal(depths, [0, 1])
})

test('S11: with a maxDepth of 20 000, a circle rejects with an ActionRecursionError', async () => {
  const actions = createActions({ maxDepth: 20_000 })
  actions.registerAction('A', async (_payload, ctx) => {
    await undefined
    return ctx.invokeAction('A')
  })

  assert.is(((await rejection(actions.invokeAction('A'))) as { code?: string }).code, 'ACTION_RECURSION')
})

test.run()
