// Decides which body and which replacements run, and how their errors are wrapped (rules 6, 7 and 12 of Flex).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FlexError } from '../../source/flex/index.js'
import { deferred, rejection, unhandledDuring } from '../support/helpers.js'
import { openDesk, refused, thrower } from './desk.js'

// ── 6, replacements

test('6: the last replacement runs first, next is the replacement before it, original is the body itself', async () => {
  const { actions, log } = openDesk()
  const body = () => {
    log.push('body')
    return 'made'
  }
  const seen: unknown[] = []
  actions.registerAction('X', body)
  actions.replaceAction('X', (payload, original, next) => {
    log.push('first')
    seen.push(payload, original)
    return next(payload)
  })
  actions.replaceAction('X', async (payload, original, next) => {
    log.push('second')
    return [await next('handed on'), await original(payload)]
  })

  const result = await actions.invokeAction('X', 'given')

  assert.equal(result, ['made', 'made'])
  assert.equal(log, ['second', 'first', 'body', 'body'])
  assert.is(seen[0], 'handed on')
  assert.is(seen[1], body)
})

test('6: without an argument, next and original hand on undefined', async () => {
  const { actions } = openDesk()
  actions.replaceAction('X', async (_payload, original, next) => [await original(), await next()])

  assert.equal(await actions.invokeAction('X', 'given'), [undefined, undefined])
})

test('6: an original that is not awaited loses its result, and its failure is an unhandled rejection', async () => {
  const { actions, log, note } = openDesk()
  const hold = deferred()
  const broken = new Error('broken')
  actions.addListener('afterX', (payload) => log.push(`after ${payload}`))
  actions.addListener('invocationEnd', note('end'))
  actions.registerAction('X', () => hold.promise)
  actions.replaceAction('X', async (_payload, original) => {
    original('other')
  })

  const result = await actions.invokeAction('X', 'given')
  const unhandled = await unhandledDuring(() => hold.reject(broken))

  assert.is(result, undefined)
  assert.equal(log, ['after given', 'end'])
  assert.equal(unhandled, [broken])
})

test('6: a replacement needs no action, stays when the action is registered again, and runs twice when it is added twice', async () => {
  const { actions, log } = openDesk()
  const replacement = (payload: unknown, _original: unknown, next: (payload: unknown) => unknown) => {
    log.push('replaced')
    return next(payload)
  }
  actions.replaceAction('Y', replacement)
  actions.replaceAction('Y', replacement)
  actions.registerAction('Y', () => log.push('old'))
  actions.registerAction('Y', () => log.push('new'))

  await actions.invokeAction('Y')

  assert.equal(log, ['replaced', 'replaced', 'new'])
})

test('6: a replacement that a before listener adds takes part, a body that it registers does not', async () => {
  const { actions } = openDesk()
  actions.addListener('beforeX', () => {
    actions.registerAction('X', () => 'new')
    actions.replaceAction('X', async (payload, original) => `replaced ${await original(payload)}`)
  })

  assert.is(await actions.invokeAction('X', 'old'), 'replaced old')
})

// ── 7, errors

test('7: an error of the body is wrapped, with its message', async () => {
  const { actions, log, note } = openDesk()
  const broken = new RangeError('broken')
  actions.addListener('afterX', note('after'))
  for (const fail of [() => Promise.reject(broken), () => thrower(broken)]) {
    actions.registerAction('X', fail)

    assert.equal(await refused(actions.invokeAction('X')), [
      'broken',
      'Error in action X body: broken',
      'Actions',
      broken,
    ])
  }
  assert.equal(log, [])
})

test('7: an error of a replacement, a string and a value without a message are wrapped; undefined and null become a TypeError', async () => {
  const { actions } = openDesk()
  const wrappings: unknown[] = []
  for (const value of ['text', {}]) {
    actions.registerAction('Y', () => thrower(value))
    wrappings.push((await refused(actions.invokeAction('Y'))).slice(0, 2))
  }
  actions.replaceAction('X', () => thrower(new Error('replaced')))
  wrappings.push((await refused(actions.invokeAction('X'))).slice(0, 2))

  assert.equal(wrappings, [
    ['text', 'Error in action Y body: text'],
    ['', 'Error in action Y body: undefined'],
    ['replaced', 'Error in action X body: replaced'],
  ])
  for (const value of [undefined, null]) {
    actions.registerAction('Y', () => thrower(value))
    assert.instance(await rejection(actions.invokeAction('Y', 1)), TypeError)
    assert.equal(actions.findPendingActions('Y'), {})
  }
})

test('7: an error of Flex passes as it is, a nested cancel is wrapped', async () => {
  const { actions } = openDesk()
  const mine = new FlexError('mine')
  actions.registerAction('Y', () => thrower(mine))
  actions.registerAction('Outer', () => actions.invokeAction('X'))
  actions.addListener('beforeX', (_payload, abort) => abort())

  assert.is(await rejection(actions.invokeAction('Y')), mine)
  assert.equal((await refused(actions.invokeAction('Outer'))).slice(0, 2), [
    'Action X cancelled by before event',
    'Error in action Outer body: Action X cancelled by before event',
  ])
})

test('7: when the body throws, invocationEnd fires inside the call, and later with a replacement', async () => {
  const { actions, log, note } = openDesk()
  actions.addListener('invocationEnd', note('end'))
  actions.registerAction('X', () => thrower(new Error('broken')))

  const first = actions.invokeAction('X')
  log.push('called')
  await rejection(first)
  actions.replaceAction('X', (payload, original) => original(payload))
  const second = actions.invokeAction('X')
  log.push('called')
  await rejection(second)

  assert.equal(log, ['end', 'called', 'called', 'end'])
})

// ── 12, registering

test('12: registering a name again replaces the body, and drops the old payloadUpdate', async () => {
  const { actions } = openDesk()
  actions.registerAction(
    'X',
    (payload) => `old ${payload}`,
    () => 'updated',
  )
  actions.registerAction('X', (payload) => `new ${payload}`)

  assert.is(await actions.invokeAction('X', 'given'), 'new given')
})

test('any name is safe, the empty name too', async () => {
  const { actions } = openDesk()
  for (const name of ['', '__proto__', 'constructor', 'then']) {
    actions.registerAction(name, () => `ran ${name}`)
    assert.is(await actions.invokeAction(name), `ran ${name}`)
    actions.registerAction(name, () => `ran ${name} again`)
    assert.is(await actions.invokeAction(name), `ran ${name} again`)
  }
})

test('an action that is registered without a body does not exist', async () => {
  const { actions } = openDesk()
  actions.registerAction('X', undefined as never)

  assert.is((await refused(actions.invokeAction('X')))[0], 'Action does not exist')
})

test.run()
