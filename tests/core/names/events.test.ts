// What may be the name of an event (S13): before, after or error, followed by the name of the action.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { rejection, thrown } from '../../support/helpers.js'
import { notNames, show } from './values.js'

function noop() {}

test('S13: the events of an action are before, after and error with its name', async () => {
  const actions = createActions()
  const log: string[] = []
  actions.registerAction('AcceptTask', (payload) => {
    if (payload === 'fail') throw new Error('core')
  })
  actions.addListener('beforeAcceptTask', () => log.push('before'))
  actions.addListener('afterAcceptTask', () => log.push('after'))
  actions.addListener('errorAcceptTask', () => log.push('error'))

  await actions.invokeAction('AcceptTask', 'succeed')
  await rejection(actions.invokeAction('AcceptTask', 'fail'))

  assert.equal(log, ['before', 'after', 'before', 'error'])
})

test('S13: an event belongs to the action of exactly that name', async () => {
  const actions = createActions()
  const log: string[] = []
  for (const name of ['Task', 'AcceptTask', 'beforeTask', 'task']) actions.registerAction(name, noop)
  actions.addListener('beforeTask', () => log.push('of Task'))
  actions.addListener('beforebeforeTask', () => log.push('of beforeTask'))
  actions.addListener('beforetask', () => log.push('of task'))

  for (const name of ['AcceptTask', 'Task', 'beforeTask', 'task']) await actions.invokeAction(name)

  assert.equal(log, ['of Task', 'of beforeTask', 'of task'])
})

const notEvents = [
  '',
  'AcceptTask',
  'before',
  'after',
  'error',
  'BeforeAcceptTask',
  'onAcceptTask',
  'duringAcceptTask',
  ' beforeAcceptTask',
  'invocationBegin',
]

for (const event of notEvents) {
  test(`S13: addListener throws a TypeError on ${JSON.stringify(event)} and says which events there are`, () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop)

    const error = thrown(() => actions.addListener(event as never, noop))

    assert.instance(error, TypeError)
    assert.match((error as TypeError).message, /before/)
    assert.match((error as TypeError).message, /after/)
    assert.match((error as TypeError).message, /error/)
    assert.ok((error as TypeError).message.includes(event))
  })

  test(`S13: removeListener throws a TypeError on ${JSON.stringify(event)}`, () => {
    const actions = createActions()
    actions.registerAction('AcceptTask', noop)

    const error = thrown(() => actions.removeListener(event as never, noop))

    assert.instance(error, TypeError)
  })
}

for (const [value, shown] of notNames.slice(1, -1)) {
  test(`S13: addListener throws a TypeError that shows ${show(value)} as an event`, () => {
    const actions = createActions()

    const error = thrown(() => actions.addListener(value as never, noop))

    assert.instance(error, TypeError)
    assert.match((error as TypeError).message, shown)
  })
}

test.run()
