// What Flex's verbs return is an event emitter, and behaves as Node's own.

import { EventEmitter } from 'node:events'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/flex/index.js'
import { thrown } from '../support/helpers.js'

/** Does to an emitter what emitters can be asked for, and tells what came of it. */
function story(emitter: EventEmitter): unknown[] {
  const log: unknown[] = []
  const functions = new Map<unknown, string>()
  // Node tells now of the function around one that is called once, now of that one itself.
  const nameOf = (arg: unknown) => functions.get(arg) ?? functions.get((arg as { listener?: unknown } | null)?.listener)
  const named = (name: string) => {
    const fn = function (this: unknown, ...args: unknown[]) {
      // Two errors of one class are equal for `assert.equal`, whatever their messages.
      log.push([name, this === emitter, args.map((arg) => nameOf(arg) ?? (arg instanceof Error ? arg.message : arg))])
    }
    functions.set(fn, name)
    return fn
  }
  const [one, two, three, four] = ['one', 'two', 'three', 'four'].map(named) as [Fn, Fn, Fn, Fn]
  const shown = () => log.push(emitter.listeners('event').map((fn) => functions.get(fn)))
  const returned = (what: unknown) => log.push(what === emitter ? 'itself' : what)

  for (const event of ['newListener', 'removeListener']) returned(emitter.on(event, named(event)))
  for (const fn of [one, two, one, three]) returned(emitter.addListener('event', fn))
  returned(emitter.prependListener('event', four))
  returned(emitter.once('event', two))
  returned(emitter.prependOnceListener('event', three))
  shown()
  returned(emitter.removeListener('event', one))
  shown()
  returned(emitter.removeListener('event', two))
  returned(emitter.off('event', named('unknown')))
  shown()
  returned(emitter.emit('event', 1, 2))
  returned(emitter.emit('event', 3))
  shown()
  returned(emitter.emit('nothing'))
  returned(emitter.once('single', one).emit('single', 4))
  returned(emitter.emit('single', 5))
  returned(emitter.on('error', two).emit('error', new Error('told')))
  returned(emitter.listenerCount('event'))
  returned(emitter.rawListeners('event').map((fn) => functions.get(fn)))
  for (const verb of ['on', 'once', 'prependListener', 'prependOnceListener', 'off'] as const) {
    returned((thrown(() => emitter[verb]('event', {} as never)) as Error).constructor.name)
  }
  returned(emitter.eventNames())
  returned(emitter.removeAllListeners('event'))
  returned(emitter.on('last', one).on('last', two).removeAllListeners())
  returned(emitter.eventNames())
  return log
}

type Fn = (...args: unknown[]) => void

test('11: the emitter and Node’s tell the same story', () => {
  const ours = createActions().addListener('first', () => {})
  ours.removeAllListeners()

  assert.equal(story(ours as never), story(new EventEmitter()))
})

test('11: whoever listens for listeners is told of the function that was given, also of one that is called once', () => {
  const emitter = createActions().addListener('first', () => {})
  const log: unknown[] = []
  const [kept, called] = [() => {}, () => {}]
  emitter.on('removeListener', (event, fn) => log.push(['removed', event, fn]))
  emitter.on('newListener', (event, fn) => log.push(['new', event, fn]))

  emitter.once('event', kept)
  emitter.off('event', kept)
  emitter.prependOnceListener('event', called)
  emitter.emit('event')

  assert.equal(log, [
    ['new', 'event', kept],
    ['removed', 'event', kept],
    ['new', 'event', called],
    ['removed', 'event', called],
  ])
})

test('11: the emitter calls a listener that one before it takes off in the same round', () => {
  const actions = createActions()
  const log: number[] = []
  const second = () => log.push(2)
  const emitter = actions.addListener('news', () => {
    log.push(1)
    emitter.off('news', second)
  })
  emitter.on('news', second)
  emitter.emit('news')
  emitter.emit('news')

  assert.equal(log, [1, 2, 1])
})

test.run()
