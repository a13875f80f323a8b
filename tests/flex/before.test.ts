// Decides what happens before the body runs (rules 3, 4 and 5 of Flex): payload updates, before listeners, cancelling.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/flex/index.js'
import { deferred, printedDuring, rejection, settled } from '../support/helpers.js'
import { openDesk } from './desk.js'

// ── 3, payload updates

test('3: payloadUpdate is not awaited; what it returns is pending and handed on, undefined included', async () => {
  const { actions } = openDesk()
  const seen: unknown[] = []
  actions.registerAction(
    'X',
    (payload) => {
      seen.push(payload, actions.findPendingActions('X').first?.payload)
      return payload
    },
    () => undefined,
  )

  await actions.invokeAction('X', { a: 1 })
  const later = Promise.resolve('later')
  actions.registerAction(
    'X',
    (payload) => seen.push(payload),
    () => later,
  )
  await actions.invokeAction('X', { a: 1 })

  assert.equal(seen, [undefined, undefined, later])
})

test('3: when payloadUpdate throws, that very error is the rejection, and nothing is pending', async () => {
  const { actions, log, note } = openDesk()
  const broken = new RangeError('broken')
  actions.addListener('invocationBegin', note('begin'))
  actions.registerAction(
    'X',
    () => {},
    () => {
      throw broken
    },
  )

  assert.is(await rejection(actions.invokeAction('X', 1)), broken)
  assert.equal(actions.findPendingActions('X'), {})
  assert.equal(log, [])
})

// ── 4, before listeners

test('4: before listeners are all called inside the call, with this undefined, and awaited together', async () => {
  const { actions, log } = openDesk()
  const payload = { a: 1 }
  const [first, second] = [deferred(), deferred()]
  for (const [name, hold] of Object.entries({ first, second })) {
    actions.addListener('beforeX', function (this: unknown, ...args: unknown[]) {
      log.push(`${name} ${this} ${args[0] === payload} ${typeof args[1]} ${args.length}`)
      return hold.promise
    })
  }

  const invocation = actions.invokeAction('X', payload)
  log.push('called')
  second.resolve()
  await settled()
  log.push('second done')
  first.resolve()

  assert.is(await invocation, payload)
  assert.equal(log, [
    'first undefined true function 2',
    'second undefined true function 2',
    'called',
    'second done',
    'body',
  ])
})

test('4: without a before listener the body starts inside the call', () => {
  const { actions, log } = openDesk()

  actions.invokeAction('X')
  log.push('called')

  assert.equal(log, ['body', 'called'])
})

test('4: a before listener that rejects is printed, and the action runs', async () => {
  const { actions, log } = openDesk()
  const broken = new Error('broken')
  actions.addListener('beforeX', async () => {
    throw broken
  })

  const printed = await printedDuring(() => actions.invokeAction('X', 1))

  assert.equal(log, ['body'])
  assert.equal(printed, [[broken]])
})

test('4: when a before listener throws, later listeners are skipped, and an earlier listener is not waited for and aborts too late', async () => {
  const { actions, log, note } = openDesk()
  const hold = deferred()
  actions.addListener('beforeX', async (_payload, abort) => {
    await hold.promise
    abort()
    log.push('aborted')
  })
  actions.addListener('beforeX', () => {
    throw new Error('broken')
  })
  actions.addListener('beforeX', note('later'))

  let result: unknown
  const printed = await printedDuring(async () => {
    result = await actions.invokeAction('X', 1)
  })
  hold.resolve()
  await settled()

  assert.is(result, 1)
  assert.is(printed.length, 1)
  assert.equal(log, ['body', 'aborted'])
})

test('4: a before listener that never settles leaves the action hanging, and its payload pending', async () => {
  const { actions, log } = openDesk()
  actions.addListener('beforeX', () => new Promise(() => {}))

  actions.invokeAction('X', 1)
  await settled()

  assert.equal(log, [])
  assert.equal(actions.findPendingActions('X'), { X: 1, first: { action: 'X', payload: 1 } })
})

// ── 5, cancelling

test('5: a cancelled action rejects with a plain Error, once all listeners have settled and invocationEnd has fired', async () => {
  const { actions, log, note } = openDesk()
  const hold = deferred()
  actions.addListener('invocationEnd', note('end'))
  actions.addListener('afterX', note('after'))
  actions.addListener('beforeX', (_payload, abort) => log.push(`abort ${(abort as (reason: string) => void)('why')}`))
  actions.addListener('beforeX', async () => {
    await hold.promise
    log.push('settled')
  })

  const invocation = rejection(actions.invokeAction('X', 1)).then((error) => {
    log.push('rejected')
    return error
  })
  await settled()
  log.push('waiting')
  hold.resolve()
  const error = (await invocation) as Error

  assert.is(error.message, 'Action X cancelled by before event')
  assert.is(Object.getPrototypeOf(error), Error.prototype)
  assert.not('content' in error)
  assert.equal(log, ['abort undefined', 'waiting', 'settled', 'end', 'rejected'])
})

test('5: an abort that is called from the body does nothing', async () => {
  const { actions, log } = openDesk()
  let late = () => {}
  actions.addListener('beforeX', (_payload, abort) => {
    late = abort
  })
  actions.registerAction('X', () => {
    late()
    log.push('body')
    return 'done'
  })

  assert.is(await actions.invokeAction('X'), 'done')
})

test('5: a cancel that comes after the listeners have settled does nothing, for observers too', async () => {
  const actions = createActions()
  const gate = deferred()
  let late = () => {}
  actions.registerAction('A', async () => {
    await gate.promise
    throw new Error('body')
  })
  actions.addListener('beforeA', (_payload, cancel) => {
    late = cancel
  })
  const ends: unknown[] = []
  actions.observe({ end: (info) => info.kind === 'invocation' && ends.push([info.aborted, 'error' in info]) })
  const running = rejection(actions.invokeAction('A', {}))
  await settled()
  late()
  gate.resolve()
  await running

  assert.equal(ends, [[undefined, true]])
})

test('two invocations log in the same order as in Flex', async () => {
  const { actions, log } = openDesk()
  actions.registerAction('Y', async (payload) => {
    log.push(`Y ${payload}`)
  })
  actions.addListener('beforeX', async () => {})
  actions.addListener('afterY', () => log.push('after Y'))

  const [one, two] = [actions.invokeAction('X', 1), actions.invokeAction('Y', 2)]
  log.push('called')
  one.then(() => log.push('X resolved'))
  two.then(() => log.push('Y resolved'))
  await settled()

  assert.equal(log, ['Y 2', 'called', 'after Y', 'body', 'Y resolved', 'X resolved'])
})

test.run()
