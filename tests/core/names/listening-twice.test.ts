// What happens when the same function listens twice (S13), and which attachment removeListener removes.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'

function noop() {}

for (const kind of ['before', 'after', 'error'] as const) {
  test(`S13: a function added twice to ${kind} runs twice`, async () => {
    const actions = createActions()
    const log: string[] = []
    const listener = () => log.push('listener')
    actions.registerAction('AcceptTask', () => {
      if (kind === 'error') throw new Error('core')
    })
    actions.addListener(`${kind}AcceptTask`, listener)
    actions.addListener(`${kind}AcceptTask`, listener)

    await actions.invokeAction('AcceptTask').catch(noop)

    assert.equal(log, ['listener', 'listener'])
  })

  test(`S13: removeListener removes one listener of ${kind} at a time and returns whether it found one`, async () => {
    const actions = createActions()
    const log: string[] = []
    const listener = () => log.push('listener')
    actions.registerAction('AcceptTask', () => {
      if (kind === 'error') throw new Error('core')
    })
    actions.addListener(`${kind}AcceptTask`, listener)
    actions.addListener(`${kind}AcceptTask`, listener)

    for (const _ of [1, 2, 3]) {
      log.push(String(actions.removeListener(`${kind}AcceptTask`, listener)))
      await actions.invokeAction('AcceptTask').catch(noop)
    }

    assert.equal(log, ['true', 'listener', 'true', 'false'])
  })
}

for (const [what, first, last, left] of [
  ['removeListener removes the newest attachment', undefined, undefined, ['twice', 'between']],
  ['the newest attachment is the last that was added, whatever its order', 1, -1, ['between', 'twice']],
] as const) {
  test(`S13: ${what}`, async () => {
    const actions = createActions()
    const log: string[] = []
    const twice = () => log.push('twice')
    actions.registerAction('AcceptTask', noop)
    actions.addListener('beforeAcceptTask', twice, { order: first })
    actions.addListener('beforeAcceptTask', () => log.push('between'))
    actions.addListener('beforeAcceptTask', twice, { order: last })

    actions.removeListener('beforeAcceptTask', twice)
    await actions.invokeAction('AcceptTask')

    assert.equal(log, left)
  })
}

test('S13: removeListener returns false when the function listens to another event', () => {
  const actions = createActions()
  actions.addListener('beforeAcceptTask', noop)

  const answers = [
    actions.removeListener('afterAcceptTask', noop),
    actions.removeListener('beforeRejectTask', noop),
    actions.removeListener('beforeAcceptTask', () => {}),
    actions.removeListener('beforeAcceptTask', noop),
  ]

  assert.equal(answers, [false, false, false, true])
})

test('S13: removeListener finds a once-listener by the function that was added', async () => {
  const actions = createActions()
  const log: string[] = []
  const listener = () => log.push('listener')
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', listener, { once: true })

  const answer = actions.removeListener('beforeAcceptTask', listener)
  await actions.invokeAction('AcceptTask')

  assert.is(answer, true)
  assert.equal(log, [])
})

test('S13: removeListener returns false once a once-listener has run', async () => {
  const actions = createActions()
  actions.registerAction('AcceptTask', noop)
  actions.addListener('beforeAcceptTask', noop, { once: true })
  await actions.invokeAction('AcceptTask')

  const answer = actions.removeListener('beforeAcceptTask', noop)

  assert.is(answer, false)
})

test('S13: removeListener returns false once the registration has been disposed', () => {
  const actions = createActions()
  const registration = actions.addListener('beforeAcceptTask', noop)
  registration()

  const answer = actions.removeListener('beforeAcceptTask', noop)

  assert.is(answer, false)
})

for (const when of ['before', 'after', 'error'] as const) {
  test(`S13: a listener of ${when} that was removed after invocations no longer runs, and the others do`, async () => {
    const actions = createActions()
    const log: string[] = []
    const listener = () => log.push('removed')
    actions.registerAction('AcceptTask', () => {
      if (when === 'error') throw new Error('core')
    })
    actions.addListener(`${when}AcceptTask`, () => log.push('first'))
    actions.addListener(`${when}AcceptTask`, listener)
    actions.addListener(`${when}AcceptTask`, () => log.push('last'))
    await actions.invokeAction('AcceptTask').catch(noop)

    actions.removeListener(`${when}AcceptTask`, listener)
    await actions.invokeAction('AcceptTask').catch(noop)

    assert.equal(log, ['first', 'removed', 'last', 'first', 'last'])
  })
}

test.run()
