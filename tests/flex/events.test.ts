// Decides which events are emitted, when, and with what (rules 8, 9 and 11 of Flex), and what the emitter does.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { deferred, printedDuring, rejection, settled, thrown } from '../support/helpers.js'
import { openDesk, thrower } from './desk.js'

// ── 8, after listeners

test('8: after listeners get the payload alone, all at once, and are awaited; the invocation is still pending', async () => {
  const { actions, log } = openDesk()
  const hold = deferred()
  actions.addListener('afterX', async (...args: unknown[]) => {
    log.push(`first ${args.length}`)
    await hold.promise
    log.push('first done')
  })
  actions.addListener('afterX', () => log.push(`second ${actions.findPendingActions('X').first?.payload}`))

  const invocation = actions.invokeAction('X', 'given').then(() => log.push('resolved'))
  await settled()
  hold.resolve()
  await invocation

  assert.equal(log, ['body', 'first 1', 'second given', 'first done', 'resolved'])
})

test('8: failures of after listeners are only printed, and a throw skips the later listeners', async () => {
  const { actions, log, note } = openDesk()
  const broken = new Error('broken')
  const late = new Error('late')
  actions.addListener('afterX', async () => thrower(late))
  actions.addListener('afterX', () => thrower(broken))
  actions.addListener('afterX', note('later'))

  let result: unknown
  const printed = await printedDuring(async () => {
    result = await actions.invokeAction('X', 1)
  })

  assert.is(result, 1)
  assert.equal(log, ['body'])
  assert.equal(printed.flat(), [broken, late])
})

// ── 9, other events

test('9: invocationBegin and invocationEnd have no arguments, are not awaited, and never fire for what is refused', async () => {
  const { actions, log } = openDesk()
  for (const event of ['invocationBegin', 'invocationEnd']) {
    actions.addListener(event, (...args: unknown[]) => {
      log.push(`${event} ${args.length}`)
      return new Promise(() => {})
    })
  }
  actions.blockAction('X', 2)

  await actions.invokeAction('X', 1)
  await rejection(actions.invokeAction('X', 2))
  await rejection(actions.invokeAction('Y', 2))

  assert.equal(log, ['invocationBegin 0', 'body', 'invocationEnd 0'])
})

test('9: actionBlockedChanged fires on every block, and on unblock if something was removed', () => {
  const { actions } = openDesk()
  const seen: unknown[] = []
  actions.addListener('actionBlockedChanged', (...args) => seen.push(args))

  actions.blockAction('X', { a: 1 })
  actions.blockAction('X', { a: 1 })
  actions.unblockAction('X', { b: 1 })
  actions.unblockAction('X', { a: 1 })
  actions.unblockAction('X', { a: 1 })
  actions.blockAction('X', { c: 1 })
  actions.unblockAction('X', { c: 1 })

  assert.equal(seen, [
    [true, 'X', { a: 1 }],
    [true, 'X', { a: 1 }],
    [false, 'X', { a: 1 }],
    [true, 'X', { c: 1 }],
    [false, 'X', { c: 1 }],
  ])
})

test('9: an event is emitted after the change that it is about', async () => {
  const { actions } = openDesk()
  const seen: unknown[] = []
  actions.addListener('actionBlockedChanged', () => seen.push(actions.findBlockedActions('X')))
  actions.addListener('invocationEnd', () => seen.push(actions.findPendingActions('X')))

  actions.blockAction('X', 1)
  actions.unblockAction('X', 1)
  await actions.invokeAction('X', 2)

  assert.equal(seen, [{ X: 1, first: { action: 'X', payload: 1 } }, {}, {}])
})

test('9: a throw at invocationBegin rejects and leaves the payload pending, a throw at invocationEnd replaces the result', async () => {
  const { actions, log } = openDesk()
  const broken = new Error('broken')
  const listener = () => thrower(broken)

  actions.addListener('invocationBegin', listener)
  const atBegin = await rejection(actions.invokeAction('X', 1))
  actions.removeListener('invocationBegin', listener)
  actions.addListener('invocationEnd', listener)
  const atEnd = await rejection(actions.invokeAction('X', 2))

  assert.equal([atBegin, atEnd], [broken, broken])
  assert.equal(log, ['body'])
  assert.equal(actions.findPendingActions('X'), { X: 1, first: { action: 'X', payload: 1 } })
})

test('9: a running invocation does not notice a block', async () => {
  const { actions } = openDesk()
  const hold = deferred()
  actions.addListener('beforeX', () => hold.promise)

  const invocation = actions.invokeAction('X', 1)
  actions.blockAction('X', 1)
  hold.resolve()

  assert.is(await invocation, 1)
})

// ── 11, the emitter

test('11: addListener, on and removeListener return the emitter behind the actions', () => {
  const { actions, log, note } = openDesk()
  const warn = console.warn
  const warned: unknown[] = []
  console.warn = (...args: unknown[]) => void warned.push(args)
  try {
    const emitter = actions.addListener('beforeX', note('before'))

    assert.is(actions.on('beforeX', note('on')), emitter)
    assert.is(
      actions.removeListener('beforeX', () => {}),
      emitter,
    )
    assert.is(emitter.addListener('other', note('other')), emitter)
    assert.not('invokeAction' in emitter)
    assert.is(emitter.emit('beforeX'), true)
    assert.is(emitter.emit('nothing'), false)
  } finally {
    console.warn = warn
  }
  assert.equal(log, ['before', 'on'])
  assert.equal(warned, [['Actions.on is deprecated: use Actions.addListener instead']])
})

test('11: the same function twice is called twice, and removal takes the newest off', async () => {
  const { actions, log, note } = openDesk()
  const twice = note('twice')
  actions.addListener('beforeX', twice)
  actions.addListener('beforeX', note('once'))
  actions.addListener('beforeX', twice)

  actions.removeListener('beforeX', twice)
  await actions.invokeAction('X')

  assert.equal(log, ['twice', 'once', 'body'])
})

test('11: a listener that is added or removed during an event takes effect with the next event', async () => {
  const { actions, log, note } = openDesk()
  const second = note('second')
  actions.addListener('beforeX', () => {
    actions.removeListener('beforeX', second)
    actions.addListener('beforeX', note('third'))
  })
  actions.addListener('beforeX', second)

  await actions.invokeAction('X')

  assert.equal(log, ['second', 'body'])
})

test('11: a listener that is no function is a TypeError; symbols are names of events, but not of actions', async () => {
  const { actions, log, note } = openDesk()
  const event = Symbol('event')

  for (const verb of ['addListener', 'removeListener'] as const) {
    const error = thrown(() => actions[verb]('beforeX', 7 as never)) as Error
    assert.instance(error, TypeError)
    assert.is(error.message, 'The "listener" argument must be of type Function. Received type number')
  }
  actions.addListener(event, note('symbol')).emit(event)
  actions.registerAction(event as never, note('never'))

  assert.equal(log, ['symbol'])
  assert.instance(await rejection(actions.invokeAction(event as never)), TypeError)
})

test('11: once on the emitter is called every time, by actions, and once by emit', async () => {
  const { actions, log, note } = openDesk()
  const emitter = actions.addListener('afterX', () => {}).once('beforeX', note('once'))
  emitter.prependOnceListener('beforeX', note('first'))

  await actions.invokeAction('X')
  await actions.invokeAction('X')
  emitter.emit('beforeX')
  await actions.invokeAction('X')

  assert.equal(log, ['first', 'once', 'body', 'first', 'once', 'body', 'first', 'once', 'body'])
  assert.is(emitter.listenerCount('beforeX'), 0)
})

test('11: the emitter does what the emitter of Node does', () => {
  const { actions, log, note } = openDesk()
  const [one, two, three] = [note('one'), note('two'), note('three')]
  const emitter = actions.addListener('event', one)
  emitter.on('event', two).prependListener('event', three).once('event', one)

  assert.equal(emitter.listeners('event'), [three, one, two, one])
  assert.is(emitter.rawListeners('event').length, 4)
  assert.equal(emitter.eventNames(), ['event'])
  assert.is(emitter.off('event', one).listenerCount('event'), 3)
  assert.equal([emitter.getMaxListeners(), emitter.setMaxListeners(5).getMaxListeners()], [0, 5])
  emitter.on('newListener', (event) => log.push(`new ${String(event)}`))
  emitter.on('removeListener', (event) => log.push(`removed ${String(event)}`))
  emitter.removeAllListeners('event')
  emitter.once('event', one)
  emitter.removeAllListeners()
  assert.equal(log, [
    'new removeListener',
    'removed event',
    'removed event',
    'removed event',
    'new event',
    'removed newListener',
    'removed event',
  ])
  assert.equal(emitter.eventNames(), [])
  const broken = new Error('broken')
  assert.is(
    thrown(() => emitter.emit('error', broken)),
    broken,
  )
})

test('11: a thousand listeners for one event all run', async () => {
  const { actions } = openDesk()
  let calls = 0
  for (let i = 0; i < 1_000; i++) actions.addListener('beforeX', () => calls++)

  await actions.invokeAction('X')

  assert.is(calls, 1_000)
})

test.run()
