// Decides which invocations an observer sees (S17): those that start while it is attached.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, type ObservedParty } from '../../../source/core/index.js'
import { deferred, thrown } from '../../support/helpers.js'
import { actionsWithoutMap, type Desk, watched } from './desk.js'

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

test('S17: several observers all see everything, in the order in which they were attached', async () => {
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

test('S14, S17: an observer added twice sees everything twice, and each registration takes it off once', async () => {
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

test('S17: disposing a scope takes off the observers that were attached through it', async () => {
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

test('S17: an observer that is attached while an invocation runs sees later invocations only', async () => {
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

test('S17: an observer sees actions that were invoked before it was attached', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('PrintLabel', () => 'printed', { name: 'print' })
  await actions.invokeAction('PrintLabel', { copies: 1 })
  const log = watched(actions)

  await actions.invokeAction('PrintLabel', { copies: 2 })

  assert.equal(log, ['> invocation PrintLabel', '> core print', '< core print', '< invocation PrintLabel'])
})

test('S17: an observer that is taken off while an invocation runs still sees how that invocation ends', async () => {
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

test.run()
