// Does an observer learn which actions there are (S17)?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, type ListenerErrorInfo } from '../../../source/core/index.js'
import { settled } from '../../support/helpers.js'

/** Returns actions, and what an observer of them is told. */
function watched() {
  const reported: { error: unknown; info: ListenerErrorInfo }[] = []
  const actions = createActions({ onListenerError: (error, info) => reported.push({ error, info }) })
  const log: string[] = []
  const stop = actions.observe({
    register: (action) => log.push(`+${action}`),
    unregister: (action) => log.push(`-${action}`),
  })
  return { actions, log, reported, stop }
}

test('S17: an observer is told when an action is registered, and when it is unregistered', () => {
  const { actions, log } = watched()

  const undo = actions.registerAction('Save', () => {})
  actions.registerAction('Open', () => {})
  undo()
  undo()
  actions.unregisterAction('Open')
  actions.unregisterAction('Open')

  assert.equal(log, ['+Save', '+Open', '-Save', '-Open'])
})

test('S17: the action is registered when the observer is told, and not any more when it is told of the end', () => {
  const { actions } = watched()
  const seen: boolean[] = []
  const look = (action: string) => seen.push(actions.hasAction(action))
  actions.observe({ register: look, unregister: look })

  actions.registerAction('Save', () => {})()

  assert.equal(seen, [true, false])
})

test('S17: an override is not told, nor the end of what was overridden', () => {
  const { actions, log } = watched()

  const undo = actions.registerAction('Save', () => {})
  actions.registerAction('Save', () => {}, { override: true })
  undo()

  assert.equal(log, ['+Save'])
})

test('S17: a disposed scope and a signal unregister, too', () => {
  const { actions, log } = watched()
  const scope = actions.scope('plugin')
  const controller = new AbortController()
  scope.registerAction('Save', () => {})
  actions.registerAction('Open', () => {}, { signal: controller.signal })

  scope.dispose()
  controller.abort()

  assert.equal(log, ['+Save', '+Open', '-Save', '-Open'])
})

test('S17: an observer that has been taken off is told nothing', () => {
  const { actions, log, stop } = watched()

  stop()
  actions.registerAction('Save', () => {})()

  assert.equal(log, [])
})

test('S17: an observer that only learns of actions is not shown invocations, and costs them nothing', async () => {
  const { actions } = watched()
  actions.registerAction('Save', () => 'saved')

  assert.is(await actions.invokeAction('Save'), 'saved')
})

test('S17: an observer that throws or rejects is reported, and the action is registered', async () => {
  const { actions, reported } = watched()
  const [thrown, rejected] = [new Error('thrown'), new Error('rejected')]
  const failing = {
    register: () => {
      throw thrown
    },
    unregister: () => Promise.reject(rejected),
  }
  actions.observe(failing)

  const undo = actions.registerAction('Save', () => {})
  assert.ok(actions.hasAction('Save'))
  undo()
  await settled()

  assert.equal(
    reported.map(({ error }) => error),
    [thrown, rejected],
  )
  assert.equal(reported[0]?.info, { ctx: undefined, event: undefined, listener: failing.register, by: null })
})

test.run()
