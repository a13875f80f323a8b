// Rule S17: observers see every party, and the invocation itself, start and end, and change nothing.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  ActionAbortedError,
  createActions,
  type ListenerErrorInfo,
  type ObservedParty,
} from '../../source/core/index.js'
import { deferred, printedDuring, rejection, settled, thrown, unhandledDuring } from '../support/helpers.js'

interface Desk {
  PrintLabel(payload: { copies: number }): string
  SendMail(payload: { to: string }): string
}

const actionsWithoutMap = () => createActions()
type Untyped = ReturnType<typeof actionsWithoutMap>

/** Observes `actions` and gives a log of `> kind name` and `< kind name`, with how it ended where that was not well. */
function watched(actions: Pick<Untyped, 'observe'>): string[] {
  const log: string[] = []
  actions.observe({
    start: (info: ObservedParty) => log.push(`> ${info.kind} ${info.name}`),
    end: (info: ObservedParty) => {
      const how =
        ('error' in info ? ` error: ${(info.error as Error)?.message}` : '') + (info.aborted ? ' aborted' : '')
      log.push(`< ${info.kind} ${info.name}${how}`)
    },
  })
  return log
}

// ── what is seen

test('S17: an observer sees the invocation and every kind of party start and end, in the order in which they do', async () => {
  const actions = createActions<Desk>()
  actions.use(async (_ctx, next) => next(), { name: 'forAll' })
  actions.use('PrintLabel', async (_ctx, next) => next(), { name: 'forOne' })
  actions.registerAction('PrintLabel', async () => 'printed', {
    name: 'print',
    payloadUpdate: async function fillIn() {},
  })
  actions.addListener('beforePrintLabel', async () => {}, { name: 'first' })
  actions.addListener('beforePrintLabel', () => {}, { name: 'second' })
  actions.replaceAction('PrintLabel', async (_payload, original) => original(), { name: 'older' })
  actions.replaceAction('PrintLabel', async (_payload, original) => original(), { name: 'newer' })
  actions.addListener('afterPrintLabel', async () => {}, { name: 'tell' })
  actions.addListener('errorPrintLabel', () => {}, { name: 'complain' })
  const log = watched(actions)

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, [
    '> invocation PrintLabel',
    '> middleware forAll',
    '> middleware forOne',
    '> payloadUpdate fillIn',
    '< payloadUpdate fillIn',
    '> before first',
    '< before first',
    '> before second',
    '< before second',
    '> replacement newer',
    '> replacement older',
    '> core print',
    '< core print',
    '< replacement older',
    '< replacement newer',
    '> after tell',
    '< after tell',
    '< middleware forOne',
    '< middleware forAll',
    '< invocation PrintLabel',
  ])
})

test('S17: an observer sees the same of parties that are wholly synchronous', async () => {
  const actions = createActions<Desk>()
  actions.use((_ctx, next) => next(), { name: 'forAll' })
  actions.registerAction('PrintLabel', () => 'printed', { name: 'print' })
  actions.addListener('beforePrintLabel', () => {}, { name: 'check' })
  actions.replaceAction('PrintLabel', (_payload, original) => original(), { name: 'confirm' })
  actions.addListener('afterPrintLabel', () => {}, { name: 'tell' })
  const log = watched(actions)

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, [
    '> invocation PrintLabel',
    '> middleware forAll',
    '> before check',
    '< before check',
    '> replacement confirm',
    '> core print',
    '< core print',
    '< replacement confirm',
    '> after tell',
    '< after tell',
    '< middleware forAll',
    '< invocation PrintLabel',
  ])
})

test('S17: a party ends when it has settled, not when it has returned', async () => {
  const actions = createActions<Desk>()
  const paper = deferred<string>()
  actions.registerAction('PrintLabel', () => paper.promise, { name: 'print' })
  const log = watched(actions)
  const running = actions.invokeAction('PrintLabel', { copies: 1 })
  await settled()

  log.push('paper arrives')
  paper.resolve('printed')
  await running

  assert.equal(log, [
    '> invocation PrintLabel',
    '> core print',
    'paper arrives',
    '< core print',
    '< invocation PrintLabel',
  ])
})

test('S17: info carries the ctx of the invocation, the kind, the name and the scope', async () => {
  const actions = createActions<Desk>()
  const infos: ObservedParty[] = []
  let seen: unknown
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    seen = ctx
    return 'printed'
  })
  actions.scope('stock').addListener('beforePrintLabel', () => {}, { name: 'check' })
  actions.observe({ start: (info: ObservedParty) => infos.push({ ...info }) })

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(
    infos.map(({ kind, name, scope }) => ({ kind, name, scope })),
    [
      { kind: 'invocation', name: 'PrintLabel', scope: undefined },
      { kind: 'before', name: 'check', scope: 'stock' },
      { kind: 'core', name: undefined, scope: undefined },
    ],
  )
  assert.ok(seen)
  assert.ok(infos.every((info) => info.ctx === seen))
})

test('S17: at the start info says neither error nor aborted', async () => {
  const actions = createActions<Desk>()
  const keys: string[][] = []
  actions.registerAction('PrintLabel', () => {
    throw new Error('paper jam')
  })
  actions.observe({ start: (info: ObservedParty) => keys.push(Object.keys(info).sort()) })

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.equal(keys, [
    ['ctx', 'kind', 'name', 'scope'],
    ['ctx', 'kind', 'name', 'scope'],
  ])
})

test('S17: one info object is handed to start and to end, so that it can be the key of a WeakMap', async () => {
  const actions = createActions<Desk>()
  const spans = new WeakMap<object, string>()
  const log: (string | undefined)[] = []
  actions.registerAction('PrintLabel', async () => 'printed', { name: 'print' })
  actions.addListener('beforePrintLabel', () => {}, { name: 'check' })
  actions.observe({
    start: (info) => void spans.set(info, `${info.kind} ${info.name}`),
    end: (info) => void log.push(spans.get(info)),
  })

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, ['before check', 'core print', 'invocation PrintLabel'])
})

test('S17: every call of a core by a replacement is a start and an end of its own', async () => {
  const actions = createActions<Desk>()
  const infos = new Set<unknown>()
  let calls = 0
  const print = () => {
    if (calls++ === 0) throw new Error('paper jam')
    return 'printed'
  }
  const retry = async (_payload: unknown, original: () => Promise<string>) => original().catch(() => original())
  actions.registerAction('PrintLabel', print)
  actions.replaceAction('PrintLabel', retry)
  const log = watched(actions)
  actions.observe({ start: (info) => infos.add(info) })

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, [
    '> invocation PrintLabel',
    '> replacement retry',
    '> core print',
    '< core print error: paper jam',
    '> core print',
    '< core print',
    '< replacement retry',
    '< invocation PrintLabel',
  ])
  assert.is(infos.size, 4)
})

test('S10, S17: a listener slower than its limit ends then, with the error of the limit', async () => {
  const actions = createActions<Desk>()
  const log = watched(actions)
  actions.registerAction('PrintLabel', () => 'printed', { name: 'print' })
  actions.addListener('beforePrintLabel', () => deferred().promise, { name: 'ask', timeout: 5 })

  const error = (await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))) as Error

  assert.equal(log, [
    '> invocation PrintLabel',
    '> before ask',
    `< before ask error: ${error.message}`,
    `< invocation PrintLabel error: ${error.message}`,
  ])
})

test('S2, S17: a once-listener that another invocation has called is not observed', async () => {
  const actions = createActions<Desk>()
  const hold = deferred()
  const seen: string[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', () => hold.promise)
  actions.addListener('beforePrintLabel', () => {}, { name: 'greet', once: true })
  actions.observe({ start: ({ name }) => name === 'greet' && seen.push(name) })

  const running = [actions.invokeAction('PrintLabel', { copies: 1 }), actions.invokeAction('PrintLabel', { copies: 2 })]
  hold.resolve()
  await Promise.all(running)

  assert.equal(seen, ['greet'])
})

test('S17: a once-listener is observed when it runs', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed', { name: 'print' })
  actions.addListener('beforePrintLabel', () => {}, { name: 'greet', once: true })
  const log = watched(actions)

  await actions.invokeAction('PrintLabel', { copies: 1 })
  await actions.invokeAction('PrintLabel', { copies: 2 })

  assert.equal(log, [
    '> invocation PrintLabel',
    '> before greet',
    '< before greet',
    '> core print',
    '< core print',
    '< invocation PrintLabel',
    '> invocation PrintLabel',
    '> core print',
    '< core print',
    '< invocation PrintLabel',
  ])
})

test('S17: a nested invocation is observed inside its parent, with its own ctx', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }), {
    name: 'print',
  })
  actions.registerAction('SendMail', () => 'sent', { name: 'send' })
  const log: string[] = []
  actions.observe({
    start: ({ ctx, kind, name }: ObservedParty) => log.push(`> ${ctx.action}, depth ${ctx.depth}: ${kind} ${name}`),
    end: ({ ctx, kind, name }: ObservedParty) => log.push(`< ${ctx.action}, depth ${ctx.depth}: ${kind} ${name}`),
  })

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, [
    '> PrintLabel, depth 0: invocation PrintLabel',
    '> PrintLabel, depth 0: core print',
    '> SendMail, depth 1: invocation SendMail',
    '> SendMail, depth 1: core send',
    '< SendMail, depth 1: core send',
    '< SendMail, depth 1: invocation SendMail',
    '< PrintLabel, depth 0: core print',
    '< PrintLabel, depth 0: invocation PrintLabel',
  ])
})

test('S17: parties that do not run are not observed', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', () => {}, { name: 'check' })
  actions.use('PrintLabel', () => {}, { name: 'short' })
  const log = watched(actions)

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, ['> invocation PrintLabel', '> middleware short', '< middleware short', '< invocation PrintLabel'])
})

// ── how things end

test('S17: a failure is seen as error on every party that it passes, then on the invocation, after the error-listeners', async () => {
  const actions = createActions<Desk>()
  const failure = new Error('paper jam')
  const print = () => {
    throw failure
  }
  actions.registerAction('PrintLabel', print)
  actions.use((_ctx, next) => next(), { name: 'forAll' })
  actions.replaceAction('PrintLabel', (_payload, original) => original(), { name: 'confirm' })
  actions.addListener('beforePrintLabel', () => {}, { name: 'check' })
  actions.addListener('errorPrintLabel', async () => {}, { name: 'complain' })
  const log = watched(actions)

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.equal(log, [
    '> invocation PrintLabel',
    '> middleware forAll',
    '> before check',
    '< before check',
    '> replacement confirm',
    '> core print',
    '< core print error: paper jam',
    '< replacement confirm error: paper jam',
    '< middleware forAll error: paper jam',
    '> error complain',
    '< error complain',
    '< invocation PrintLabel error: paper jam',
  ])
})

test('S17: error is the very error that the party failed with', async () => {
  const actions = createActions<Desk>()
  const failure = new Error('paper jam')
  const errors: unknown[] = []
  actions.registerAction('PrintLabel', async () => {
    throw failure
  })
  actions.observe({ end: (info) => errors.push(info.error) })

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.is(errors.length, 2)
  assert.is(errors[0], failure)
  assert.is(errors[1], failure)
})

test('S17: a party that throws undefined has an error of undefined, which a party that ends well has not', async () => {
  const actions = createActions<Desk>()
  const ends: { kind: string; failed: boolean }[] = []
  actions.registerAction('PrintLabel', () => {
    throw undefined
  })
  actions.addListener('beforePrintLabel', () => {})
  actions.observe({ end: (info) => ends.push({ kind: info.kind, failed: 'error' in info }) })

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.equal(ends, [
    { kind: 'before', failed: false },
    { kind: 'core', failed: true },
    { kind: 'invocation', failed: true },
  ])
})

test('S17: a failure that middleware recovers from ends at that middleware', async () => {
  const actions = createActions<Desk>()
  const print = () => {
    throw new Error('paper jam')
  }
  const recover = async (_ctx: unknown, next: () => Promise<void>) => next().catch(() => {})
  actions.registerAction('PrintLabel', print)
  actions.use(recover)
  const log = watched(actions)

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, [
    '> invocation PrintLabel',
    '> middleware recover',
    '> core print',
    '< core print error: paper jam',
    '< middleware recover',
    '< invocation PrintLabel',
  ])
})

test('S17: an after-listener that fails has an error, its invocation has none', async () => {
  const actions = createActions<Desk>({ onListenerError: () => {} })
  actions.registerAction('PrintLabel', () => 'printed', { name: 'print' })
  actions.addListener(
    'afterPrintLabel',
    () => {
      throw new Error('the mail server is down')
    },
    { name: 'tell' },
  )
  const log = watched(actions)

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, [
    '> invocation PrintLabel',
    '> core print',
    '< core print',
    '> after tell',
    '< after tell error: the mail server is down',
    '< invocation PrintLabel',
  ])
})

test('S17: an abort is seen as aborted on who aborted, on who passed it on, and on the invocation', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use((_ctx, next) => next(), { name: 'forAll' })
  actions.addListener('beforePrintLabel', () => {}, { name: 'first' })
  actions.addListener('beforePrintLabel', (_payload, abort) => abort('out of paper'), { name: 'check' })
  const log = watched(actions)

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.equal(log, [
    '> invocation PrintLabel',
    '> middleware forAll',
    '> before first',
    '< before first',
    '> before check',
    '< before check aborted',
    '< middleware forAll aborted',
    '< invocation PrintLabel aborted',
  ])
})

test('S17: what has aborted says aborted: true and no error', async () => {
  const actions = createActions<Desk>()
  const ends: ObservedParty[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use((_ctx, next) => next())
  actions.addListener('beforePrintLabel', (_payload, abort) => abort('out of paper'))
  actions.observe({ end: (info) => ends.push(info) })

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.equal(
    ends.map((info) => ({ kind: info.kind, aborted: info.aborted, failed: 'error' in info })),
    [
      { kind: 'before', aborted: true, failed: false },
      { kind: 'middleware', aborted: true, failed: false },
      { kind: 'invocation', aborted: true, failed: false },
    ],
  )
})

test('S17: middleware that aborts and returns is seen as aborted', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use((ctx) => ctx.abort('closed'), { name: 'gate' })
  const log = watched(actions)

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.equal(log, [
    '> invocation PrintLabel',
    '> middleware gate',
    '< middleware gate aborted',
    '< invocation PrintLabel aborted',
  ])
})

test('S17: a replacement that aborts is seen as aborted', async () => {
  const actions = createActions<Desk>()
  const refuse = (_payload: unknown, _original: unknown, ctx: { abort(reason: string): void }) => ctx.abort('closed')
  actions.registerAction('PrintLabel', () => 'printed')
  actions.replaceAction('PrintLabel', refuse as never)
  const log = watched(actions)

  const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.instance(error, ActionAbortedError)
  assert.equal(log, [
    '> invocation PrintLabel',
    '> replacement refuse',
    '< replacement refuse aborted',
    '< invocation PrintLabel aborted',
  ])
})

test('S17: an abort that middleware recovers from ends at that middleware', async () => {
  const actions = createActions<Desk>()
  const recover = async (ctx: { result: unknown }, next: () => Promise<void>) => {
    await next().catch(() => {
      ctx.result = 'printed elsewhere'
    })
  }
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(recover)
  actions.addListener('beforePrintLabel', (_payload, abort) => abort(), { name: 'check' })
  const log = watched(actions)

  const result = await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.is(result, 'printed elsewhere')
  assert.equal(log, [
    '> invocation PrintLabel',
    '> middleware recover',
    '> before check',
    '< before check aborted',
    '< middleware recover',
    '< invocation PrintLabel',
  ])
})

test('S17: a nested abort that the parent lets through is an error there, not an abort of its own', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }), {
    name: 'print',
  })
  actions.registerAction('SendMail', () => 'sent')
  actions.addListener('beforeSendMail', (_payload, abort) => abort('not now'), { name: 'check' })
  const ends: string[] = []
  actions.observe({
    end: (info) =>
      ends.push(`${info.kind} ${info.name}${info.aborted ? ' aborted' : ''}${'error' in info ? ' error' : ''}`),
  })

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.equal(ends, [
    'before check aborted',
    'invocation SendMail aborted',
    'core print error',
    'invocation PrintLabel error',
  ])
})

test('S17: a cut is seen as error on the invocation when it rejects, and on a pending party when that settles', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const paper = deferred<string>()
  actions.registerAction('PrintLabel', () => paper.promise, { name: 'print' })
  const log = watched(actions)
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })

  cut.abort(new Error('the window was closed'))
  await rejection(running)
  log.push('rejected')
  paper.resolve('printed')
  await settled()

  assert.equal(log, [
    '> invocation PrintLabel',
    '> core print',
    '< invocation PrintLabel error: the window was closed',
    'rejected',
    '< core print',
  ])
})

test('S17: a cut after the result leaves the invocation without an error', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const mail = deferred()
  actions.registerAction('PrintLabel', () => 'printed', { name: 'print' })
  actions.addListener('afterPrintLabel', () => mail.promise, { name: 'tell' })
  const log = watched(actions)
  const running = actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal })
  await settled()

  cut.abort(new Error('the window was closed'))
  await running
  mail.resolve()
  await settled()

  assert.equal(
    log.filter((line) => line.startsWith('< invocation')),
    ['< invocation PrintLabel'],
  )
  assert.ok(log.includes('< after tell'))
})

test('S17: an invocation ends once, however often and late its parties do', async () => {
  const actions = createActions<Desk>({ onListenerError: () => {} })
  const mail = deferred()
  actions.registerAction('PrintLabel', () => deferred<string>().promise, { name: 'print' })
  actions.addListener('errorPrintLabel', () => mail.promise, { name: 'complain' })
  const log = watched(actions)

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { timeout: 5 }))
  await settled()
  mail.resolve()
  await settled()

  assert.is(log.filter((line) => line.startsWith('< invocation')).length, 1)
  assert.ok(log.includes('< error complain'))
})

// ── what is not observed

const refusals: [string, (actions: Untyped) => Promise<unknown>][] = [
  ['an unknown name', (actions) => actions.invokeAction('PrintLabl', {})],
  ['a signal aborted already', (actions) => actions.invokeAction('PrintLabel', {}, { signal: AbortSignal.abort() })],
  ['a bad time limit', (actions) => actions.invokeAction('PrintLabel', {}, { timeout: -1 })],
  ['a name that is none', (actions) => actions.invokeAction(42 as never, {})],
]

for (const [why, invoke] of refusals) {
  test(`S17: an invocation refused for ${why} is not observed`, async () => {
    const actions = actionsWithoutMap()
    actions.registerAction('PrintLabel', () => 'printed')
    const log = watched(actions)

    await rejection(invoke(actions))

    assert.equal(log, [])
  })
}

test('S17: an invocation refused for its depth is not observed', async () => {
  const actions = createActions<Desk>({ maxDepth: 0 })
  const log: string[] = []
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('SendMail', { to: 'anna' }))
  actions.registerAction('SendMail', () => 'sent')
  actions.observe({ start: (info) => log.push(info.ctx.action) })

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.equal(log, ['PrintLabel', 'PrintLabel'])
})

// ── attaching and detaching

test('S17: an observer may have only a start', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  actions.observe({ start: ({ kind }) => log.push(kind) })

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'printed')
  assert.equal(log, ['invocation', 'core'])
})

test('S17: an observer may have only an end', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  actions.observe({ end: ({ kind }) => log.push(kind) })

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'printed')
  assert.equal(log, ['core', 'invocation'])
})

test('S17: several observers all see everything, in the order in which they came', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  for (const which of ['first', 'second']) {
    actions.observe({
      start: ({ kind }) => log.push(`${which}: > ${kind}`),
      end: ({ kind }) => log.push(`${which}: < ${kind}`),
    })
  }

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, [
    'first: > invocation',
    'second: > invocation',
    'first: > core',
    'second: > core',
    'first: < core',
    'second: < core',
    'first: < invocation',
    'second: < invocation',
  ])
})

test('S17: the functions of an observer are called as its methods', async () => {
  const actions = createActions<Desk>()
  class Counter {
    started = 0
    ended = 0
    start() {
      this.started++
    }
    end() {
      this.ended++
    }
  }
  const counter = new Counter()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.observe(counter)

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal([counter.started, counter.ended], [2, 2])
})

test('S17: info carries the ctx of the invocation, also where the payload is the ctx of another', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', (_payload, ctx) => ctx.invokeAction('WriteLog', ctx))
  actions.registerAction('WriteLog', () => 'written')
  actions.addListener('beforeWriteLog', () => {})
  actions.addListener('afterWriteLog', () => {})
  actions.observe({ start: ({ ctx, kind }) => seen.push([ctx.action, kind]) })

  await actions.invokeAction('PrintLabel')

  assert.equal(seen, [
    ['PrintLabel', 'invocation'],
    ['PrintLabel', 'core'],
    ['WriteLog', 'invocation'],
    ['WriteLog', 'before'],
    ['WriteLog', 'core'],
    ['WriteLog', 'after'],
  ])
})

test('S17: an abort that middleware recovers from ends at it, though both are called the same', async () => {
  const actions = createActions<Desk>()
  const log = watched(actions)
  actions.registerAction('PrintLabel', () => 'printed')
  actions.use(
    async (ctx, next) => {
      await next().catch(() => {
        ctx.result = 'written by hand'
      })
    },
    { name: 'guard' },
  )
  actions.use('PrintLabel', (ctx) => ctx.abort('out of paper'), { name: 'guard' })

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, [
    '> invocation PrintLabel',
    '> middleware guard',
    '> middleware guard',
    '< middleware guard aborted',
    '< middleware guard',
    '< invocation PrintLabel',
  ])
})

test('S17: an observer sees actions and parties that are attached after it', async () => {
  const actions = createActions<Desk>()
  const log = watched(actions)
  actions.registerAction('PrintLabel', () => 'printed', { name: 'print' })
  await actions.invokeAction('PrintLabel', { copies: 1 })
  log.length = 0

  actions.addListener('beforePrintLabel', () => {}, { name: 'check' })
  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, [
    '> invocation PrintLabel',
    '> before check',
    '< before check',
    '> core print',
    '< core print',
    '< invocation PrintLabel',
  ])
})

test('S14, S17: an observer added twice sees everything twice, and each registration takes one of them off', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  const observer = { start: ({ kind }: ObservedParty) => log.push(kind) }
  actions.registerAction('PrintLabel', () => 'printed')
  const stop = actions.observe(observer)
  actions.observe(observer)
  await actions.invokeAction('PrintLabel', { copies: 1 })

  stop()
  stop()
  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, ['invocation', 'invocation', 'core', 'core', 'invocation', 'core'])
})

test('S17: disposing the registration of observe ends the observing, and so does `using`', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  const called = actions.observe({ start: ({ kind }) => log.push(`called: ${kind}`) })
  const used = actions.observe({ start: ({ kind }) => log.push(`used: ${kind}`) })
  await actions.invokeAction('PrintLabel', { copies: 1 })
  const before = log.length

  called()
  used[Symbol.dispose]()
  await actions.invokeAction('PrintLabel', { copies: 2 })

  assert.is(before, 4)
  assert.is(log.length, 4)
})

test('S17: disposing a scope takes the observers off that came through it', async () => {
  const actions = createActions<Desk>()
  const plugin = actions.scope('crm-plugin')
  actions.registerAction('PrintLabel', () => 'printed')
  const log = watched(plugin as never)
  await actions.invokeAction('PrintLabel', { copies: 1 })
  const before = log.length

  plugin.dispose()
  await actions.invokeAction('PrintLabel', { copies: 2 })

  assert.is(before, 4)
  assert.is(log.length, 4)
})

test('S17: an observer that comes while an invocation runs sees later ones only', async () => {
  const actions = createActions<Desk>()
  const answer = deferred()
  actions.registerAction('PrintLabel', () => 'printed', { name: 'print' })
  actions.addListener('beforePrintLabel', () => answer.promise, { once: true })
  const running = actions.invokeAction('PrintLabel', { copies: 1 })
  const log = watched(actions)

  answer.resolve()
  await running
  const ofTheFirst = [...log]
  await actions.invokeAction('PrintLabel', { copies: 2 })

  assert.equal(ofTheFirst, [])
  assert.equal(log, ['> invocation PrintLabel', '> core print', '< core print', '< invocation PrintLabel'])
})

test('S17: an observer sees actions that were invoked before it came', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed', { name: 'print' })
  await actions.invokeAction('PrintLabel', { copies: 1 })
  const log = watched(actions)

  await actions.invokeAction('PrintLabel', { copies: 2 })

  assert.equal(log, ['> invocation PrintLabel', '> core print', '< core print', '< invocation PrintLabel'])
})

test('S17: an observer that goes while an invocation runs still sees how that one ends', async () => {
  const actions = createActions<Desk>()
  const paper = deferred<string>()
  const log: string[] = []
  actions.registerAction('PrintLabel', () => paper.promise)
  const registration = actions.observe({
    start: ({ kind }) => log.push(`> ${kind}`),
    end: ({ kind }) => log.push(`< ${kind}`),
  })
  const running = actions.invokeAction('PrintLabel', { copies: 1 })

  registration()
  paper.resolve('printed')
  await running

  assert.equal(log, ['> invocation', '> core', '< core', '< invocation'])
})

const noObservers: [string, unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['text', 'start'],
  ['a start that is no function', { start: 'now' }],
  ['an end that is no function', { end: 1 }],
]

for (const [what, observer] of noObservers) {
  test(`S17: observe called with ${what} is a TypeError`, () => {
    const actions = actionsWithoutMap()

    assert.instance(
      thrown(() => actions.observe(observer as never)),
      TypeError,
    )
  })
}

// ── observers change nothing

test('S17: everything up to the first thing that waits still runs inside the call while somebody observes', () => {
  const actions = createActions<Desk>()
  const log = watched(actions)
  actions.registerAction('PrintLabel', () => 'printed', { name: 'print' })
  actions.addListener('beforePrintLabel', () => {}, { name: 'check' })

  actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log.slice(0, 5), [
    '> invocation PrintLabel',
    '> before check',
    '< before check',
    '> core print',
    '< core print',
  ])
})

test('S17: what observers return is not waited for', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.observe({ start: () => deferred().promise, end: () => deferred().promise })

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'printed')
})

test('S17: an observed party is called with `this` undefined, and with its own arguments', async () => {
  const actions = createActions<Desk>()
  const seen: unknown[] = []
  actions.registerAction('PrintLabel', function (this: unknown, ...args: unknown[]) {
    seen.push(this, args.length, args[0])
    return 'printed'
  })
  const payload = { copies: 1 }
  watched(actions)

  await actions.invokeAction('PrintLabel', payload)

  assert.is(seen[0], undefined)
  assert.is(seen[1], 2)
  assert.is(seen[2], payload)
})

test('S17: a replacement may leave its original() unwaited while somebody observes', async () => {
  const actions = createActions<Desk>()
  const paper = deferred<string>()
  actions.registerAction('PrintLabel', () => paper.promise, { name: 'print' })
  actions.replaceAction(
    'PrintLabel',
    (payload, original) => {
      original(payload)
    },
    { name: 'confirm' },
  )
  actions.addListener('afterPrintLabel', () => {}, { name: 'tell' })
  const log = watched(actions)
  const running = actions.invokeAction('PrintLabel', { copies: 1 })
  await settled()
  const early = log.includes('> after tell')

  paper.resolve('printed')

  assert.is(await running, 'printed')
  assert.is(early, false)
  assert.ok(log.includes('> after tell'))
})

for (const when of ['start', 'end'] as const) {
  test(`S17: an observer whose ${when} throws goes to onListenerError, and nothing else changes`, async () => {
    const reports: { error: unknown; info: ListenerErrorInfo }[] = []
    const actions = createActions<Desk>({ onListenerError: (error, info) => reports.push({ error, info }) })
    const failure = new Error('the tracer is broken')
    const broken = () => {
      throw failure
    }
    let seen: unknown
    actions.registerAction('PrintLabel', (_payload, ctx) => {
      seen = ctx
      return 'printed'
    })
    actions.observe({ [when]: broken })

    const result = await actions.invokeAction('PrintLabel', { copies: 1 })
    await settled()

    assert.is(result, 'printed')
    assert.is(reports.length, 2)
    for (const { error, info } of reports) {
      assert.is(error, failure)
      assert.equal(Object.keys(info).sort(), ['ctx', 'event', 'listener'])
      assert.is(info.ctx, seen)
      assert.is(info.event, undefined)
      assert.is(info.listener, broken)
    }
  })

  test(`S17: an observer whose ${when} rejects goes to onListenerError, and leaves no unhandled rejection`, async () => {
    const reports: unknown[] = []
    const actions = createActions<Desk>({ onListenerError: (error) => reports.push(error) })
    const failure = new Error('the tracer is broken')
    actions.registerAction('PrintLabel', () => 'printed')
    actions.observe({
      [when]: async () => {
        throw failure
      },
    })
    let result: unknown

    const unhandled = await unhandledDuring(async () => {
      result = await actions.invokeAction('PrintLabel', { copies: 1 })
    })

    assert.is(result, 'printed')
    assert.equal(unhandled, [])
    assert.is(reports.length, 2)
    assert.ok(reports.every((error) => error === failure))
  })

  test(`S17: an observer whose ${when} throws does not keep another one from seeing everything`, async () => {
    const actions = createActions<Desk>({ onListenerError: () => {} })
    actions.registerAction('PrintLabel', () => 'printed', { name: 'print' })
    actions.observe({
      [when]: () => {
        throw new Error('the tracer is broken')
      },
    })
    const log = watched(actions)

    await actions.invokeAction('PrintLabel', { copies: 1 })

    assert.equal(log, ['> invocation PrintLabel', '> core print', '< core print', '< invocation PrintLabel'])
  })
}

test('S17: an observer that throws does not change which error the invocation rejects with', async () => {
  const actions = createActions<Desk>({ onListenerError: () => {} })
  const failure = new Error('paper jam')
  const broken = () => {
    throw new Error('the tracer is broken')
  }
  actions.registerAction('PrintLabel', () => {
    throw failure
  })
  actions.observe({ start: broken, end: broken })

  assert.is(await rejection(actions.invokeAction('PrintLabel', { copies: 1 })), failure)
})

test('S17: without onListenerError what an observer throws is printed', async () => {
  const actions = createActions<Desk>()
  const failure = new Error('the tracer is broken')
  actions.registerAction('PrintLabel', () => 'printed')
  actions.observe({
    start: ({ kind }) => {
      if (kind === 'core') throw failure
    },
  })

  const printed = await printedDuring(() => actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.is(printed.length, 1)
  assert.ok(printed[0]?.includes(failure))
})

test('S3, S17: an abort before any party has started is by nobody, and no middleware can take it back', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.use(async (ctx, next) => {
    await next().catch(() => {})
    ctx.result = 'instead'
  })
  actions.observe({
    start({ ctx, kind }) {
      if (kind === 'invocation') ctx.abort('not today')
    },
  })

  const error = await rejection(actions.invokeAction('AcceptTask'))

  assert.instance(error, ActionAbortedError)
  assert.is((error as ActionAbortedError).by, null)
  assert.equal(log, [])
})

for (const [what, spoil] of [
  ['freezes its info', (info: object) => void Object.freeze(info)],
  ['empties its info', (info: object) => void Object.assign(info, { ctx: undefined, kind: undefined })],
] as const) {
  test(`S17: an observer that ${what} changes nothing for the invocation or for other observers`, async () => {
    const actions = createActions({ onListenerError() {} })
    const failure = new Error('core')
    const seen: unknown[] = []
    actions.registerAction('Fail', () => {
      throw failure
    })
    actions.observe({ start: spoil })
    actions.observe({ end: ({ kind, ctx, error }) => seen.push([kind, ctx.action, error]) })

    const error = await rejection(actions.invokeAction('Fail'))

    assert.is(error, failure)
    assert.equal(seen, [
      ['core', 'Fail', failure],
      ['invocation', 'Fail', failure],
    ])
  })

  test(`S9, S17: an observer that ${what} loses no cut, neither of its invocation nor of another one`, async () => {
    const actions = createActions({ onListenerError() {} })
    const controller = new AbortController()
    actions.registerAction('Hang', () => new Promise(() => {}))
    const observing = actions.observe({ start: spoil })
    const first = rejection(actions.invokeAction('Hang', undefined, { signal: controller.signal }))
    observing()
    const second = rejection(actions.invokeAction('Hang', undefined, { signal: controller.signal }))

    controller.abort('cut')

    assert.equal(await Promise.all([first, second]), ['cut', 'cut'])
  })
}

test('S17: an observer sees the end of an invocation that it has cut at its start', async () => {
  const actions = createActions()
  const controller = new AbortController()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', () => log.push('core'))
  actions.observe({
    start({ kind }) {
      log.push(`start ${kind}`)
      if (kind === 'invocation') controller.abort('cut')
    },
    end: ({ kind, error }) => log.push([`end ${kind}`, error]),
  })

  await rejection(actions.invokeAction('AcceptTask', undefined, { signal: controller.signal }))

  assert.equal(log, ['start invocation', ['end invocation', 'cut']])
})

test('S9, S17: an observer that is told of the end of an invocation can no longer cut it', async () => {
  const actions = createActions<Desk>()
  const cut = new AbortController()
  const failure = new Error('out of paper')
  let signal: AbortSignal | undefined
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    signal = ctx.signal
    throw failure
  })
  actions.observe({
    end({ kind }) {
      if (kind === 'invocation') cut.abort()
    },
  })

  const error = await rejection(actions.invokeAction('PrintLabel', { copies: 1 }, { signal: cut.signal }))

  assert.is(error, failure)
  assert.is(signal?.aborted, false)
})

test('S9, S17: an observer cannot abort what has just been cut', async () => {
  const actions = createActions()
  const controller = new AbortController()
  let signal: AbortSignal | undefined
  actions.registerAction('Hang', (_payload, ctx) => {
    signal = ctx.signal
    return new Promise(() => {})
  })
  actions.addListener('beforeHang', () => new Promise(() => {}))
  actions.observe({ end: ({ ctx }) => ctx.abort('too late') })
  actions.use((ctx, next) => {
    signal = ctx.signal
    return next()
  })

  const failure = rejection(actions.invokeAction('Hang', undefined, { signal: controller.signal }))
  controller.abort('cut')

  assert.is(await failure, 'cut')
  assert.is(signal?.reason, 'cut')
})

test('S17: an invocation that an observer has aborted, and then cut, ends with the cut', async () => {
  const actions = createActions()
  const cut = new AbortController()
  const seen: unknown[] = []
  actions.registerAction('X', () => 'done')
  actions.observe({
    start({ ctx, kind }) {
      if (kind !== 'invocation') return
      ctx.abort('closed')
      cut.abort('cut')
    },
    end: ({ kind, error, aborted }) => seen.push([kind, error, aborted]),
  })

  const error = await rejection(actions.invokeAction('X', 1, { signal: cut.signal }))

  assert.is(error, 'cut')
  assert.equal(seen, [['invocation', 'cut', undefined]])
})

test.run()
