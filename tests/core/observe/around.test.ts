// Decides what an observer's around is given, when it is called, and how several of them nest (S17).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, type ObservedParty } from '../../../source/core/index.js'
import { deferred, rejection, settled, thrown } from '../../support/helpers.js'
import { actionsWithoutMap, type Desk } from './desk.js'

test('S17: an observer may have only an around', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  actions.observe({
    around({ kind }, run) {
      log.push(kind)
      return run()
    },
  })

  assert.is(await actions.invokeAction('PrintLabel', { copies: 1 }), 'printed')
  assert.equal(log, ['invocation', 'core'])
})

test('S17: an around that is no function is a TypeError', () => {
  const actions = actionsWithoutMap()

  const error = thrown(() => actions.observe({ start() {}, around: 'run' } as never))

  assert.instance(error, TypeError)
})

test('S17: around stands around the invocation and around every kind of party, in the order in which they run', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  actions.use((_ctx, next) => next(), { name: 'all' })
  actions.use('PrintLabel', (_ctx, next) => next(), { name: 'one' })
  actions.registerAction('PrintLabel', () => 'printed', { name: 'print', payloadUpdate: function fill() {} })
  actions.scope('crm').addListener('beforePrintLabel', () => {}, { name: 'check' })
  actions.replaceAction('PrintLabel', (_payload, original) => original(), { name: 'confirm' })
  actions.addListener('afterPrintLabel', () => {}, { name: 'tell' })
  actions.observe({
    around({ kind, name, scope }, run) {
      log.push([kind, name, scope].join(' ').trim())
      return run()
    },
  })

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.equal(log, [
    'invocation PrintLabel',
    'middleware all',
    'middleware one',
    'payloadUpdate fill',
    'before check crm',
    'replacement confirm',
    'core print',
    'after tell',
  ])
})

test('S17: around is called for error-listeners', async () => {
  const actions = createActions<Desk>()
  const log: string[] = []
  actions.registerAction('PrintLabel', () => {
    throw new Error('paper jam')
  })
  actions.addListener('errorPrintLabel', () => {})
  actions.observe({
    around({ kind }, run) {
      log.push(kind)
      return run()
    },
  })

  await rejection(actions.invokeAction('PrintLabel', { copies: 1 }))

  assert.equal(log, ['invocation', 'core', 'error'])
})

test('S17: around is called as a method, with the info that start is given, and two arguments', async () => {
  const actions = createActions<Desk>()
  class Watcher {
    readonly started: ObservedParty[] = []
    readonly ran: ObservedParty[] = []
    start(info: ObservedParty) {
      this.started.push(info)
    }
    around(...args: [ObservedParty, () => unknown]) {
      assert.is(args.length, 2)
      this.ran.push(args[0])
      return args[1]()
    }
  }
  const watcher = new Watcher()
  let seen: unknown
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    seen = ctx
    return 'printed'
  })
  actions.observe(watcher)

  await actions.invokeAction('PrintLabel', { copies: 1 })

  assert.is(watcher.ran.length, 2)
  for (const [index, info] of watcher.ran.entries()) {
    assert.is(info, watcher.started[index])
    assert.is(info.ctx, seen)
  }
})

test('S17: run returns what the function returns, the very promise included', async () => {
  const actions = createActions()
  const paper = deferred<string>()
  const returned: Record<string, unknown> = {}
  actions.registerAction('Print', () => paper.promise)
  actions.addListener('beforePrint', () => 7)
  actions.observe({
    around({ kind }, run) {
      returned[kind] = run()
      return returned[kind]
    },
  })
  const printing = actions.invokeAction('Print')
  await settled()

  paper.resolve('printed')

  assert.is(await printing, 'printed')
  assert.is(returned.before, 7)
  assert.is(returned.core, paper.promise)
  assert.is(await returned.invocation, 'printed')
})

test('S17: run throws what the function throws', async () => {
  const actions = createActions()
  const failure = new Error('paper jam')
  const caught: unknown[] = []
  actions.registerAction('Print', () => {
    throw failure
  })
  actions.observe({
    around({ kind }, run) {
      if (kind !== 'core') return run()
      try {
        return run()
      } catch (error) {
        caught.push(error)
        throw error
      }
    },
  })

  const error = await rejection(actions.invokeAction('Print'))

  assert.is(error, failure)
  assert.is(caught.length, 1)
  assert.is(caught[0], failure)
})

test('S17: of several observers the first is outermost, and start comes before around', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('Print', () => void log.push('core'))
  for (const which of ['first', 'second']) {
    actions.observe({
      start: ({ kind }) => kind === 'core' && log.push(`${which}: start`),
      around({ kind }, run) {
        if (kind !== 'core') return run()
        log.push(`${which}: in`)
        const returned = run()
        log.push(`${which}: out`)
        return returned
      },
    })
  }

  await actions.invokeAction('Print')

  assert.equal(log.indexOf('first: start') < log.indexOf('first: in'), true)
  assert.equal(log.indexOf('second: start') < log.indexOf('second: in'), true)
  assert.equal(
    log.filter((line) => !line.endsWith('start')),
    ['first: in', 'second: in', 'core', 'second: out', 'first: out'],
  )
})

test('S2, S17: with an around, everything up to the first thing that waits still runs inside the call', () => {
  const actions = createActions()
  const log: string[] = []
  actions.observe({ around: (_info, run) => run() })
  actions.registerAction('Print', () => void log.push('core'))
  actions.addListener('beforePrint', () => void log.push('before'))
  actions.addListener('afterPrint', () => void log.push('after'))

  const printing = actions.invokeAction('Print')

  assert.equal(log.slice(0, 2), ['before', 'core'])
  assert.instance(printing, Promise)
})

test('S17: with an around, a party is called with `this` undefined and its own arguments', async () => {
  const actions = createActions()
  const seen: unknown[] = []
  const payload = { copies: 1 }
  actions.observe({ around: (_info, run) => run() })
  actions.registerAction('Print', function (this: unknown, ...args: unknown[]) {
    seen.push(this, args.length, args[0])
  })

  await actions.invokeAction('Print', payload)

  assert.is(seen[0], undefined)
  assert.is(seen[1], 2)
  assert.is(seen[2], payload)
})

test('S3, S17: with an around, an abort still names the party that aborted', async () => {
  const actions = createActions()
  actions.observe({ around: (_info, run) => run() })
  actions.registerAction('Print', () => {})
  actions.scope('crm').addListener('beforePrint', function check(_payload, abort) {
    abort('closed')
  })

  const outcome = await actions.settleAction('Print')

  assert.is(outcome.status, 'aborted')
  assert.equal(outcome.status === 'aborted' && outcome.by, { kind: 'before', name: 'check', scope: 'crm' })
})

test('S17: an around that is taken off stands around no later invocation, also when its scope is disposed', async () => {
  const actions = createActions()
  const log: string[] = []
  const observer = (who: string) => ({
    around({ kind }: ObservedParty, run: () => unknown) {
      if (kind === 'core') log.push(who)
      return run()
    },
  })
  const plugin = actions.scope('crm')
  actions.registerAction('Print', () => {})
  const stop = actions.observe(observer('registration'))
  plugin.observe(observer('scope'))
  await actions.invokeAction('Print')

  stop()
  plugin.dispose()
  await actions.invokeAction('Print')

  assert.equal(log, ['registration', 'scope'])
})

test('S5, S17: an around that returns what run returned leaves bare work as it is: waited for', async () => {
  const actions = createActions()
  const failure = new Error('paper jam')
  const log: string[] = []
  actions.observe({ around: (_info, run) => run() })
  actions.registerAction('Print', async () => {
    await settled()
    throw failure
  })
  actions.addListener('afterPrint', () => void log.push('after'))
  actions.replaceAction('Print', (payload, original) => {
    original(payload)
  })

  const error = await rejection(actions.invokeAction('Print'))

  assert.is(error, failure)
  assert.equal(log, [])
})

test.run()
