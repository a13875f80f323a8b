// The rules that the real Flex Actions have been seen to follow, by their numbers, and what `entracte/flex` adds: observe and explain.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { ObservedParty } from '../../source/core/index.js'
import { record } from '../../source/devtools/index.js'
import * as Flex from '../../source/flex/index.js'
import { deferred, printedDuring, rejection, settled, thrown, unhandledDuring } from '../support/helpers.js'
import { withoutDispose } from '../support/without-dispose.js'

const { createActions, FlexError } = Flex

/** Fresh actions with X, which logs that it ran, and what it did. */
function openDesk() {
  const actions = createActions()
  const log: string[] = []
  const note = (line: string) => () => void log.push(line)
  actions.registerAction('X', (payload) => {
    log.push('body')
    return payload
  })
  return { actions, log, note }
}

/** The message and the content of what a promise rejects with. */
async function refused(promise: Promise<unknown>): Promise<unknown[]> {
  const error = (await rejection(promise)) as Flex.FlexError
  assert.instance(error, FlexError)
  const { description, context, wrappedError } = error.content
  return [error.message, description, context, wrappedError]
}

// ── 1

test('1: an action that nobody has registered is refused, as a rejection', async () => {
  const { actions } = openDesk()

  const error = await refused(actions.invokeAction('Y', {}))

  assert.equal(error, ['Action does not exist', 'Action Y does not exist!', 'Actions', undefined])
})

test('1: a pending one is refused, and a blocked one', async () => {
  const { actions } = openDesk()
  actions.addListener('beforeX', () => deferred().promise)
  actions.blockAction('X', 2)

  actions.invokeAction('X', 1)
  const errors = [await refused(actions.invokeAction('X', 1)), await refused(actions.invokeAction('X', 2))]

  assert.equal(errors, [
    ['Action is pending', 'Action X is pending', 'Actions', undefined],
    ['Action is blocked', 'Action X has been blocked', 'Actions', undefined],
  ])
})

test('1: pending is looked at before blocked, and both look at the payload as it was given', async () => {
  const { actions } = openDesk()
  const updates: unknown[] = []
  actions.registerAction(
    'X',
    () => deferred().promise,
    (payload) => {
      updates.push(payload)
      return `updated ${payload}`
    },
  )
  actions.blockAction('X', 'updated 2')
  actions.blockAction('X', 'updated 1')

  actions.invokeAction('X', 1)
  actions.invokeAction('X', 1)
  actions.invokeAction('X', 2)
  const [message] = await refused(actions.invokeAction('X', 'updated 1'))

  assert.equal(updates, [1, 1, 2])
  assert.is(message, 'Action is pending')
})

test('1: an error of Flex is named Error, and has the rest of what Flex puts there', async () => {
  const { actions } = openDesk()

  const error = (await rejection(actions.invokeAction('Y'))) as Flex.FlexError

  assert.is(error.name, 'Error')
  assert.equal(error.content, {
    description: 'Action Y does not exist!',
    context: 'Actions',
    wrappedError: undefined,
    type: 'app',
    severity: 'normal',
    twilioErrorCode: 45600,
  })
  assert.equal(Object.keys(error.content), [
    ...['description', 'context', 'wrappedError'],
    ...['type', 'severity', 'twilioErrorCode'],
  ])
  assert.equal(new FlexError('mine', { description: 'more', type: 'plugin' } as object).content, {
    ...{ description: 'more', type: 'plugin', severity: 'normal', twilioErrorCode: 45600 },
  })
})

// ── 2

test('2: without a payload, an action is refused while any invocation of it is pending or blocked', async () => {
  const { actions } = openDesk()
  actions.registerAction('Y', () => deferred().promise)

  actions.invokeAction('Y', { a: 1 })
  actions.blockAction('X', { a: 1 })

  assert.is((await refused(actions.invokeAction('Y')))[0], 'Action is pending')
  assert.is((await refused(actions.invokeAction('X')))[0], 'Action is blocked')
})

test('2: every key of the new payload has to be the same in the stored one, and not the other way round', async () => {
  const { actions } = openDesk()
  const task = { sid: 'WT1' }
  actions.blockAction('X', { task, reason: 'lunch' })

  const results: string[] = []
  for (const payload of [
    { task },
    { task, reason: 'tea' },
    { task: { ...task } },
    {},
    { task, reason: 'lunch', more: 1 },
  ]) {
    await actions.invokeAction('X', payload).then(
      () => results.push('ran'),
      (error) => results.push(error.message),
    )
  }

  assert.equal(results, ['Action is blocked', 'ran', 'ran', 'Action is blocked', 'ran'])
})

test('2: blocking without a payload stops only those without one', async () => {
  const { actions, log } = openDesk()

  actions.blockAction('X')
  await actions.invokeAction('X', { a: 1 })
  await rejection(actions.invokeAction('X'))

  assert.equal(log, ['body'])
})

test('2: a function as the payload asks about the stored ones', async () => {
  const { actions } = openDesk()
  const asked: unknown[] = []
  actions.blockAction('X', 7)

  const error = await refused(
    actions.invokeAction('X', (...args: unknown[]) => {
      asked.push(args)
      return true
    }),
  )

  assert.equal(asked, [[7, 'X']])
  assert.is(error[0], 'Action is blocked')
})

test('2: null against a stored object, or keys against a stored null, is a TypeError', async () => {
  const { actions } = openDesk()
  actions.blockAction('X', { a: 1 })

  const one = await rejection(actions.invokeAction('X', null))
  actions.unblockAction('X', {})
  actions.blockAction('X', null)
  const other = await rejection(actions.invokeAction('X', { a: 1 }))

  assert.instance(one, TypeError)
  assert.instance(other, TypeError)
  assert.instance(
    thrown(() => actions.findBlockedActions('X', { a: 1 })),
    TypeError,
  )
})

test('2: a NaN runs, is then said not to have been invoked, and stays pending', async () => {
  const { actions, log, note } = openDesk()
  actions.addListener('invocationEnd', note('end'))

  const error = await refused(actions.invokeAction('X', Number.NaN))

  assert.equal(error, ['Action with payload was not invoked', undefined, 'Actions', undefined])
  assert.equal(log, ['body'])
  assert.equal(actions.findPendingActions('X').first, { action: 'X', payload: Number.NaN })
})

// ── 3

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

// ── 4

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

test('4: one that throws skips the later ones, is not waited for, and loses an abort that comes later', async () => {
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

test('4: one that never settles leaves the action hanging, and its payload pending', async () => {
  const { actions, log } = openDesk()
  actions.addListener('beforeX', () => new Promise(() => {}))

  actions.invokeAction('X', 1)
  await settled()

  assert.equal(log, [])
  assert.equal(actions.findPendingActions('X'), { X: 1, first: { action: 'X', payload: 1 } })
})

// ── 5

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

test('5: an abort that comes late does nothing', async () => {
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

// ── 6

test('6: the last replacement runs first, next is the one before it, original is the body itself', async () => {
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

test('6: replacements outlive a registration, the same one twice runs twice, and none needs an action', async () => {
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

// ── 7

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

test('7: so is one of a replacement, a string, and what has no message; undefined and null are a TypeError', async () => {
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

// ── 8

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

test('8: their failures are only printed, and a throw skips the later ones', async () => {
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

// ── 9

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

test('9: what an event tells of has happened already', async () => {
  const { actions } = openDesk()
  const seen: unknown[] = []
  actions.addListener('actionBlockedChanged', () => seen.push(actions.findBlockedActions('X')))
  actions.addListener('invocationEnd', () => seen.push(actions.findPendingActions('X')))

  actions.blockAction('X', 1)
  actions.unblockAction('X', 1)
  await actions.invokeAction('X', 2)

  assert.equal(seen, [{ X: 1, first: { action: 'X', payload: 1 } }, {}, {}])
})

test('9: a throw at invocationBegin rejects and leaves the payload pending, one at invocationEnd replaces the result', async () => {
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

// ── 10

test('10: find gives the first of each action, and the first of all in the order that was asked for', () => {
  const { actions } = openDesk()
  actions.blockAction('X', 1)
  actions.blockAction('X', { a: 1 })
  actions.blockAction('Y', 2)

  assert.equal(actions.findBlockedActions('Z'), {})
  assert.equal(actions.findBlockedActions([]), {})
  assert.equal(actions.findBlockedActions('X', { a: 1 }), { X: { a: 1 }, first: { action: 'X', payload: { a: 1 } } })
  assert.equal(actions.findBlockedActions(['Y', 'Z', 'X']), { Y: 2, X: 1, first: { action: 'Y', payload: 2 } })
  assert.equal(
    actions.findBlockedActions(['X', 'Y'], (payload: unknown, action: string) => action === 'Y' && payload === 2),
    { Y: 2, first: { action: 'Y', payload: 2 } },
  )
  actions.blockAction('LongName', 3)
  assert.equal(actions.findBlockedActions('LongName'), { LongName: 3, first: { action: 'LongName', payload: 3 } })
})

test('10: an action that is called first takes the place of the first', () => {
  const { actions } = openDesk()
  actions.blockAction('X', 7)
  actions.blockAction('first', 5)

  assert.equal(actions.findBlockedActions(['X', 'first']), { X: 7, first: 5 })
  assert.equal(actions.findBlockedActions(['first', 'X']), { first: 5, X: 7 })
})

// ── 11

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

test('11: what is added or removed meanwhile is not of that round', async () => {
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

test('11: a listener that is no function is a TypeError; symbols are events, and no names of actions', async () => {
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

test('11: the emitter does what Node’s does', () => {
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

test('11: a thousand listeners are no reason for a warning', async () => {
  const { actions } = openDesk()
  let calls = 0
  for (let i = 0; i < 1_000; i++) actions.addListener('beforeX', () => calls++)

  await actions.invokeAction('X')

  assert.is(calls, 1_000)
})

// ── 12

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

// ── 13

test('13: from its own listener, an action with a matching payload is refused, and another runs', async () => {
  const { actions, log } = openDesk()
  const again: unknown[] = []
  const once = async (payload: { a: number }) => {
    actions.removeListener('beforeX', once)
    again.push(await refused(actions.invokeAction('X', payload)))
    again.push(await actions.invokeAction('X', { ...payload, b: 2 }))
  }
  actions.addListener('beforeX', once)

  await actions.invokeAction('X', { a: 1 })

  assert.equal(again, [['Action is pending', 'Action X is pending', 'Actions', undefined], { a: 1, b: 2 }])
  assert.equal(log, ['body', 'body'])
})

test('13: to abort and invoke again with the same payload is refused while the first is settling', async () => {
  const { actions } = openDesk()
  let again: unknown[] = []
  actions.addListener('beforeX', async (payload, abort) => {
    abort()
    again = await refused(actions.invokeAction('X', payload))
  })

  await rejection(actions.invokeAction('X', { a: 1 }))

  assert.is(again[0], 'Action is pending')
})

test('13: a payload that is edited in place matches as it is by then', async () => {
  const { actions } = openDesk()
  const payload = { a: 1 }
  const hold = deferred()
  actions.registerAction('Y', () => hold.promise)

  const first = actions.invokeAction('Y', payload)
  payload.a = 2
  const again = actions.invokeAction('Y', { a: 1 })
  const refusal = await refused(actions.invokeAction('Y', { a: 2 }))
  hold.resolve()
  await Promise.all([first, again])

  assert.is(refusal[0], 'Action is pending')
  assert.equal(actions.findPendingActions('Y'), {})
})

// ── the order of two at once

test('two invocations log in the order in which Flex lets them', async () => {
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

test('any name is safe, the empty one too', async () => {
  const { actions } = openDesk()
  for (const name of ['', '__proto__', 'constructor', 'then']) {
    actions.registerAction(name, () => `ran ${name}`)
    assert.is(await actions.invokeAction(name), `ran ${name}`)
    actions.registerAction(name, () => `ran ${name} again`)
    assert.is(await actions.invokeAction(name), `ran ${name} again`)
  }
})

test('what is registered without a body does not exist', async () => {
  const { actions } = openDesk()
  actions.registerAction('X', undefined as never)

  assert.is((await refused(actions.invokeAction('X')))[0], 'Action does not exist')
})

test('the ready actions are one set, and others are apart', async () => {
  const { actions } = openDesk()
  Flex.Actions.registerAction('OnlyHere', () => 'ready')

  assert.is(await Flex.Actions.invokeAction('OnlyHere'), 'ready')
  await refused(actions.invokeAction('OnlyHere'))
})

// ── observe

/** What observers see, a line each. */
function sightings(actions: Flex.ActionsManager, log: string[]) {
  const started = new Map<ObservedParty, string>()
  return actions.observe({
    start(info) {
      const { ctx, kind, name, scope } = info
      const line = `${kind} ${name}`
      started.set(info, line)
      log.push(`> ${line} of ${ctx.action} ${scope}`)
    },
    end(info) {
      const how = info.aborted ? ' aborted' : 'error' in info ? ` failed ${(info.error as Error)?.message}` : ''
      log.push(`< ${started.get(info)}${how}`)
    },
  })
}

test('observe sees every party and the invocation, and nothing of how they are run', async () => {
  const actions = createActions()
  const log: string[] = []
  const seen: unknown[] = []
  actions.registerAction(
    'X',
    function accept(payload) {
      return `made ${payload}`
    },
    function trim(payload) {
      return payload.trim()
    },
  )
  actions.addListener('beforeX', async function check() {})
  actions.replaceAction('X', async function replace(payload, original) {
    return original(payload)
  })
  actions.addListener('afterX', () => {})
  sightings(actions, log)
  actions.observe({ end: ({ ctx, kind }) => kind === 'invocation' && seen.push(ctx.payload, ctx.result, ctx.depth) })

  const result = await actions.invokeAction('X', ' x ')

  assert.is(result, 'made x')
  assert.equal(log, [
    '> invocation X of X undefined',
    '> payloadUpdate trim of X undefined',
    '< payloadUpdate trim',
    '> before check of X undefined',
    '< before check',
    '> replacement replace of X undefined',
    '> core accept of X undefined',
    '< core accept',
    '< replacement replace',
    '> after undefined of X undefined',
    '< after undefined',
    '< invocation X',
  ])
  assert.equal(seen, ['x', 'made x', 0])
})

test('observe says who cancelled, who failed and what was refused', async () => {
  const { actions } = openDesk()
  const log: string[] = []
  const cancel = function cancel(payload: unknown, abort: () => void) {
    if (payload === 1) abort()
    if (payload === 2) throw new Error('broken')
    if (payload === 3) return Promise.reject(abort())
    return undefined
  }
  actions.addListener('beforeX', cancel)
  actions.registerAction('Y', function fail() {
    throw new RangeError('failed')
  })
  sightings(actions, log)
  actions.blockAction('X', 4)

  await printedDuring(async () => {
    for (const payload of [1, 2, 3, 4]) await actions.invokeAction('X', payload).catch(() => {})
    await rejection(actions.invokeAction('Y', 5))
    await rejection(actions.invokeAction('nowhere'))
  })

  assert.equal(
    log.filter((line) => line.startsWith('<')),
    [
      '< before cancel aborted',
      '< invocation X aborted',
      '< before cancel failed broken',
      '< core undefined',
      '< invocation X',
      '< before cancel aborted',
      '< invocation X aborted',
      '< invocation X failed Action is blocked',
      '< core fail failed failed',
      '< invocation Y failed failed',
    ],
  )
})

test('an observer that throws or rejects is printed, and disturbs nobody', async () => {
  const { actions } = openDesk()
  const broken = new Error('broken')
  actions.observe({
    start: async () => thrower(broken),
    end: () => thrower(broken),
  })

  let result: unknown
  const printed = await printedDuring(async () => {
    result = await actions.invokeAction('X', 1)
  })

  assert.is(result, 1)
  assert.equal(printed, [[broken], [broken], [broken], [broken]])
})

test('observe is undone once, by calling or disposing, and invocations keep the observers that they began with', async () => {
  const { actions } = openDesk()
  const log: string[] = []
  const hold = deferred()
  actions.addListener('beforeX', () => hold.promise)
  const observer = { end: ({ kind }: ObservedParty) => log.push(kind) }

  const stop = actions.observe(observer)
  const other = actions.observe(observer)
  const invocation = actions.invokeAction('X', 1)
  stop()
  stop()
  hold.resolve()
  await invocation
  assert.equal(log, ['before', 'before', 'core', 'core', 'invocation', 'invocation'])

  log.length = 0
  await actions.invokeAction('X', 2)
  assert.equal(log, ['before', 'core', 'invocation'])

  const last: string[] = []
  actions.observe({ end: ({ kind }) => last.push(kind) })
  stop()
  other[Symbol.dispose]()
  log.length = 0
  await actions.invokeAction('X', 3)
  assert.equal([log, last], [[], ['before', 'core', 'invocation']])
})

test('observers are told in the order in which they were added, of an end when it has come, and only of what they ask for', async () => {
  const { actions } = openDesk()
  const log: unknown[] = []
  const hold = deferred()
  actions.addListener('beforeX', () => hold.promise)
  actions.addListener('invocationEnd', () => log.push('invocationEnd'))
  actions.observe({ start: ({ kind }) => log.push(['first', kind]) })
  actions.observe({ end: ({ ctx: _ctx, ...info }) => log.push(info) })
  actions.observe({ start: ({ kind }) => log.push(['last', kind]) })

  const printed = await printedDuring(async () => {
    const invocation = actions.invokeAction('X', 1)
    await settled()
    log.push('held')
    hold.resolve()
    await invocation
    await rejection(actions.invokeAction('X', Number.NaN))
  })

  const started = (kind: string) => [
    ['first', kind],
    ['last', kind],
  ]
  const ended = (kind: string, name: string | undefined) => ({ kind, name, scope: undefined })
  assert.equal(printed, [])
  const through = [ended('before', undefined), ...started('core'), ended('core', undefined)]
  const [failed] = log.splice(-1) as [ObservedParty]
  assert.equal(log, [
    ...[...started('invocation'), ...started('before'), 'held', ...through, 'invocationEnd', ended('invocation', 'X')],
    ...[...started('invocation'), ...started('before'), ...through],
  ])
  assert.equal([failed.kind, (failed.error as Error).message], ['invocation', 'Action with payload was not invoked'])
})

test('where there is no Symbol.dispose yet, nothing named "undefined" grows on what observe returns', async () => {
  const { createActions: old } = await withoutDispose<typeof Flex>('flex/index')

  const undo = old().observe({ end() {} })

  assert.not(Reflect.ownKeys(undo).includes('undefined'))
})

test('what is no observer is a TypeError, as the core says it', () => {
  const { actions } = openDesk()

  const error = thrown(() => actions.observe({})) as Error

  assert.instance(error, TypeError)
  assert.is(error.message, 'An observer must have a function start, or a function end, or both')
})

test('through ctx, an observer can invoke the same actions', async () => {
  const { actions, log } = openDesk()
  actions.registerAction('Y', () => {})
  actions.observe({
    end: ({ ctx, kind }) => kind === 'invocation' && ctx.action === 'Y' && ctx.invokeAction('X', 1),
  })

  await actions.invokeAction('Y')
  await settled()

  assert.equal(log, ['body'])
})

test('a recording of entracte/devtools shows them as those of the core', async () => {
  const { actions } = openDesk()
  const recording = record(actions)
  actions.addListener('beforeX', function cancel(payload, abort) {
    if (payload === 2) abort()
  })

  await actions.invokeAction('X', 1)
  await rejection(actions.invokeAction('X', 2))
  recording.stop()

  assert.equal(
    recording.invocations.map(({ outcome, parties, skipped }) => [
      outcome,
      parties.map(({ kind, name, outcome }) => `${kind} ${name} ${outcome}`),
      skipped.map(({ kind }) => kind),
    ]),
    [
      ['done', ['before cancel done', 'core undefined done'], []],
      ['aborted', ['before cancel aborted'], ['core']],
    ],
  )
})

// ── explain

test('explain shows what an action is made of, in the order in which it runs', () => {
  const actions = createActions()
  actions.registerAction(
    'X',
    function accept() {},
    function trim() {},
  )
  actions.addListener('beforeX', function check() {})
  actions.replaceAction('X', function older() {})
  actions.replaceAction('X', function newer() {})
  actions.addListener(
    'afterX',
    Object.defineProperty(() => {}, 'name', { value: 7 }),
  )

  const shown = actions.explain('X')

  assert.equal(
    shown.map(({ kind, name }) => `${kind} ${name}`),
    ['payloadUpdate trim', 'before check', 'replacement newer', 'replacement older', 'core accept', 'after undefined'],
  )
  assert.equal(shown[0], { kind: 'payloadUpdate', name: 'trim', scope: undefined, order: 0, once: false })
  assert.equal(actions.explain('Y'), [])
  assert.instance(
    thrown(() => actions.explain('')),
    TypeError,
  )
})

// ── what plugins write

/** A plugin's own names of events and actions, as templates for plugins have them. */
enum ActionEvent {
  before = 'before',
  after = 'after',
}
enum ActionNames {
  AcceptTask = 'AcceptTask',
  HangupCall = 'HangupCall',
}

test('hooks that are written for Flex run as they are, with the import changed', async () => {
  const { createActions: _, ...flex } = Flex
  const fresh = createActions()
  const log: string[] = []
  const hooks = {
    // A name that is built, a payload that is edited, and another action that nobody waits for.
    announce(flex: typeof Flex, manager: { log(line: string): void }) {
      flex.Actions.addListener(`${ActionEvent.before}${ActionNames.AcceptTask}`, async (payload) => {
        payload.eventType = ActionNames.AcceptTask
        flex.Actions.invokeAction('Announce', payload)
        manager.log('announced')
      })
    },
    // Abort, and something else in its place.
    redirect(flex: typeof Flex) {
      flex.Actions.addListener('beforeHangupCall', async (payload, abortFunction) => {
        if (!payload.task.conference) return
        abortFunction()
        await flex.Actions.invokeAction('KickParticipant', { sid: payload.task.sid })
      })
    },
    // A replacement that returns nothing and does not wait.
    record(flex: typeof Flex) {
      flex.Actions.replaceAction('AcceptTask', (payload, original) => {
        payload.conferenceOptions = { record: true }
        original(payload)
      })
    },
    // Functions with the documented types.
    typed(flex: typeof Flex) {
      const action: Flex.ActionFunction = (payload) => Promise.resolve(payload)
      const update: Flex.PayloadUpdateFunction = (payload) => ({ ...payload, updated: true })
      const replacement: Flex.ReplacedActionFunction = async (payload, original, next) =>
        next ? next(payload) : original(payload)
      const listener = (payload: Flex.ActionPayload, cancel: Flex.ActionCancelFunction) => payload.stop && cancel()
      flex.Actions.registerAction('Custom', action, update)
      flex.Actions.replaceAction('Custom', replacement)
      flex.Actions.addListener('beforeCustom', listener)
    },
  }
  const host = { ...flex, createActions, Actions: fresh } as typeof Flex
  for (const name of ['AcceptTask', 'HangupCall', 'Announce', 'KickParticipant']) {
    fresh.registerAction(name, async (payload) => log.push(`${name} ${JSON.stringify(payload)}`))
  }

  hooks.announce(host, { log: (line) => log.push(line) })
  hooks.redirect(host)
  hooks.record(host)
  hooks.typed(host)
  await fresh.invokeAction('AcceptTask', { sid: 'WT1' })
  const error = await rejection(fresh.invokeAction('HangupCall', { task: { sid: 'WT1', conference: {} } }))
  const custom = await fresh.invokeAction('Custom', { a: 1 })

  assert.equal(log, [
    'Announce {"sid":"WT1","eventType":"AcceptTask"}',
    'announced',
    'AcceptTask {"sid":"WT1","eventType":"AcceptTask","conferenceOptions":{"record":true}}',
    'KickParticipant {"sid":"WT1"}',
  ])
  assert.is((error as Error).message, 'Action HangupCall cancelled by before event')
  assert.equal(custom, { a: 1, updated: true })
})

test('observers of flex each have infos of their own', async () => {
  const actions = createActions()
  const infos: object[][] = [[], []]
  actions.registerAction('A', async () => {})
  for (const list of infos) actions.observe({ start: (info) => list.push(info) })
  await actions.invokeAction('A', {})
  const [ours = [], theirs = []] = infos

  assert.is(ours.length, theirs.length)
  for (const [i, info] of ours.entries()) assert.is.not(info, theirs[i])
})

test('3: a cancel that comes once the listeners have settled does nothing, for observers too', async () => {
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

function thrower(value: unknown): never {
  throw value
}

test.run()
