// Decides that an observer's around can make an async context current for all that a party does (S17).

import { AsyncLocalStorage } from 'node:async_hooks'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, type ObservedParty } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'

/** Where the code is that asks: the parties around it, outermost first, as in `invocation Print > core print`. */
const place = new AsyncLocalStorage<string>()
const here = () => place.getStore() ?? 'nowhere'

/** Actions on which every party runs in a context that is called after the party, inside that of what is around it. */
function placedActions(onListenerError: () => void = () => {}) {
  const actions = createActions({ onListenerError })
  actions.observe({
    around({ kind, name }: ObservedParty, run: () => unknown) {
      const outer = place.getStore()
      return place.run(`${outer === undefined ? '' : `${outer} > `}${kind} ${name}`, run)
    },
  })
  return actions
}

/** Every kind of party, each of which notes where it is before and after it has waited. */
function everyKindOn(actions: ReturnType<typeof placedActions>, failing = false) {
  const log: string[] = []
  const note = async (who: string) => {
    log.push(`${who}: ${here()}`)
    await settled()
    log.push(`${who}, later: ${here()}`)
  }
  const around = (who: string) => async (_ctx: unknown, next: () => Promise<void>) => {
    await note(who)
    await next()
    log.push(`${who}, at the end: ${here()}`)
  }
  actions.use(around('use'), { name: 'all' })
  actions.use('Print', around('use one'), { name: 'one' })
  actions.registerAction(
    'Print',
    async () => {
      await note('core')
      if (failing) throw new Error('paper jam')
      return 'printed'
    },
    {
      name: 'print',
      payloadUpdate: async function fill() {
        await note('payloadUpdate')
      },
    },
  )
  actions.addListener('beforePrint', () => note('before'), { name: 'check' })
  actions.addListener('beforePrint', () => note('once'), { name: 'first', once: true })
  actions.addListener('beforePrint', () => note('limited'), { name: 'limited', timeout: 5_000 })
  actions.replaceAction(
    'Print',
    async (_payload, original) => {
      await note('replacement')
      await original()
      log.push(`replacement, at the end: ${here()}`)
    },
    { name: 'confirm' },
  )
  actions.addListener('afterPrint', () => note('after'), { name: 'tell' })
  actions.addListener('errorPrint', () => note('error'), { name: 'complain' })
  return log
}

const ALL = 'invocation Print > middleware all'
const ONE = `${ALL} > middleware one`
const BEFORE_THE_CORE = [
  `use: ${ALL}`,
  `use, later: ${ALL}`,
  `use one: ${ONE}`,
  `use one, later: ${ONE}`,
  `payloadUpdate: ${ONE} > payloadUpdate fill`,
  `payloadUpdate, later: ${ONE} > payloadUpdate fill`,
  `before: ${ONE} > before check`,
  `before, later: ${ONE} > before check`,
  `once: ${ONE} > before first`,
  `once, later: ${ONE} > before first`,
  `limited: ${ONE} > before limited`,
  `limited, later: ${ONE} > before limited`,
  `replacement: ${ONE} > replacement confirm`,
  `replacement, later: ${ONE} > replacement confirm`,
  `core: ${ONE} > replacement confirm > core print`,
  `core, later: ${ONE} > replacement confirm > core print`,
]

test('S17: every kind of party runs in the context that around makes, also after it has waited, inside that of the layers around it', async () => {
  const actions = placedActions()
  const log = everyKindOn(actions)

  await actions.invokeAction('Print')

  assert.equal(log, [
    ...BEFORE_THE_CORE,
    `replacement, at the end: ${ONE} > replacement confirm`,
    `after: ${ONE} > after tell`,
    `after, later: ${ONE} > after tell`,
    `use one, at the end: ${ONE}`,
    `use, at the end: ${ALL}`,
  ])
})

test('S17: error-listeners run in the context that around makes, inside that of the invocation', async () => {
  const actions = placedActions()
  const log = everyKindOn(actions, true)

  await rejection(actions.invokeAction('Print'))

  assert.equal(log, [
    ...BEFORE_THE_CORE,
    'error: invocation Print > error complain',
    'error, later: invocation Print > error complain',
  ])
})

test('S17: error-listeners run inside the context of the invocation, whether it failed at once, later, or by its time limit', async () => {
  const actions = placedActions()
  const log: string[] = []
  const hold = deferred()
  const cores = {
    AtOnce: () => {
      throw new Error('paper jam')
    },
    Later: () => settled().then(() => Promise.reject(new Error('paper jam'))),
    ByLimit: () => hold.promise,
  }
  for (const [name, core] of Object.entries(cores)) {
    actions.registerAction(name, core, { timeout: 5 })
    actions.addListener(`error${name}`, () => void log.push(here()), { name: 'complain' })
  }

  for (const name of Object.keys(cores)) await rejection(actions.invokeAction(name))
  hold.resolve()

  assert.equal(log, [
    'invocation AtOnce > error complain',
    'invocation Later > error complain',
    'invocation ByLimit > error complain',
  ])
})

test('S17: parties that do not wait run in the context that around makes', async () => {
  const actions = placedActions()
  const log: string[] = []
  const note = (who: string) => void log.push(`${who}: ${here()}`)
  actions.registerAction('Print', () => note('core'), { name: 'print' })
  actions.addListener('beforePrint', () => note('before'), { name: 'check' })
  actions.addListener('beforePrint', () => note('before'), { name: 'recheck' })
  actions.addListener('afterPrint', () => note('after'), { name: 'tell' })

  const printing = actions.invokeAction('Print')
  log.push(`caller: ${here()}`)
  await printing

  assert.equal(log, [
    'before: invocation Print > before check',
    'before: invocation Print > before recheck',
    'core: invocation Print > core print',
    'after: invocation Print > after tell',
    'caller: nowhere',
  ])
})

test('S17: the context of a nested invocation lies inside that of the party that invoked', async () => {
  const actions = placedActions()
  const log: string[] = []
  actions.registerAction('Mail', () => void log.push(here()), { name: 'mail' })
  actions.registerAction(
    'Print',
    async (_payload, ctx) => {
      await settled()
      await ctx.invokeAction('Mail')
      log.push(here())
    },
    { name: 'print' },
  )

  await actions.invokeAction('Print')

  assert.equal(log, ['invocation Print > core print > invocation Mail > core mail', 'invocation Print > core print'])
})

test('S17: the caller of invokeAction goes on in its own context', async () => {
  const actions = placedActions()
  actions.registerAction('Print', () => settled())

  const seen = await place.run('the caller', async () => {
    await actions.invokeAction('Print')
    return here()
  })

  assert.is(seen, 'the caller')
})

test('S17: what runs next has its own context, whoever settles what the party before it has waited for', async () => {
  const actions = placedActions()
  const log: string[] = []
  const paper = deferred()
  let call: (() => void) | undefined
  const foreign = {
    then(resolve: () => void) {
      call = resolve
    },
  }
  actions.registerAction('Print', () => void log.push(here()), { name: 'print' })
  actions.addListener('beforePrint', () => paper.promise, { name: 'check' })
  actions.addListener('beforePrint', () => foreign, { name: 'foreign' })
  actions.addListener('afterPrint', () => void log.push(here()), { name: 'tell' })

  const printing = place.run('the caller', () => actions.invokeAction('Print'))
  place.run('the paper tray', () => paper.resolve())
  await settled()
  place.run('a stranger', () => call?.())
  await printing

  assert.equal(log, ['the caller > invocation Print > core print', 'the caller > invocation Print > after tell'])
})

test('S17: invocations side by side never see each other’s context', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.observe({
    around({ ctx, kind }, run) {
      return kind === 'invocation' ? place.run(String(ctx.payload), run) : run()
    },
  })
  actions.registerAction('Print', async (payload) => {
    await settled()
    log.push(`core ${payload} in ${here()}`)
  })
  actions.addListener('beforePrint', async () => settled())
  actions.addListener('afterPrint', (payload) => void log.push(`after ${payload} in ${here()}`))

  await Promise.all(['one', 'two', 'three'].map((payload) => actions.invokeAction('Print', payload)))

  assert.equal(
    log.filter((line) => !/^(core|after) (\w+) in \2$/.test(line)),
    [],
  )
  assert.is(log.length, 6)
})

test('S17: retries and calls of original side by side run in the context of the replacement that calls', async () => {
  const actions = placedActions()
  const log: string[] = []
  let failures = 1
  actions.registerAction(
    'Print',
    async () => {
      await settled()
      log.push(here())
      if (failures-- > 0) throw new Error('paper jam')
    },
    { name: 'print' },
  )
  actions.replaceAction(
    'Print',
    async (_payload, original) => {
      await original().catch(() => original())
      await Promise.all([original(), original()])
    },
    { name: 'retry' },
  )

  await actions.invokeAction('Print')

  assert.equal(log, Array(4).fill('invocation Print > replacement retry > core print'))
})

test('S17, S20: settleAction runs the invocation in the context that around makes', async () => {
  const actions = placedActions()
  actions.registerAction(
    'Print',
    async () => {
      await settled()
      return here()
    },
    { name: 'print' },
  )

  assert.equal(await actions.settleAction('Print'), { status: 'done', result: 'invocation Print > core print' })
})

test.run()
