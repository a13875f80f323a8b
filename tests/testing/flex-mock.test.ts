// Decides what createFlexMock gives a plugin in place of the module of Flex.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createFlexMock, createTestActions } from '../../source/testing/index.js'
import { thrown } from '../support/helpers.js'

/** Lists the keys that test runners read of a value which they print or compare, and that loaders read of a module. */
const PROBES = ['then', 'default', 'toJSON', 'asymmetricMatch', 'nodeType', 'tagName', '$$typeof', '_isMockFunction']

const mocking = suite('createFlexMock')

mocking('has the actions, and everything that it is given', () => {
  const { actions } = createTestActions()
  const isChatBasedTask = () => true

  const flex = createFlexMock(actions, { manager: { workerClient: { sid: 'WK1' } }, TaskHelper: { isChatBasedTask } })

  assert.is(flex.Actions, actions)
  assert.is(flex.Manager.getInstance().workerClient.sid, 'WK1')
  assert.is(flex.Manager.getInstance(), flex.Manager.getInstance())
  assert.is(flex.TaskHelper.isChatBasedTask, isChatBasedTask)
})

mocking('says what it lacks, and how to give it', () => {
  const flex = createFlexMock(createTestActions().actions) as {
    TaskHelper?: object
    Manager: { create?: object; getInstance(): { store?: object } }
  }
  const messageOf = (read: () => unknown) => String(thrown(read))

  assert.is(
    messageOf(() => flex.TaskHelper),
    'TypeError: The Flex mock has no TaskHelper: pass it what the plugin needs, as createFlexMock(actions, { TaskHelper })',
  )
  assert.is(
    messageOf(() => flex.Manager.getInstance().store),
    'TypeError: The Flex mock has no manager.store: pass it what the plugin needs, as createFlexMock(actions, { manager: { store } })',
  )
  assert.is(
    messageOf(() => flex.Manager.create),
    'TypeError: The Flex mock has no Manager.create: pass it what the plugin needs, as createFlexMock(actions, { Manager: { create } })',
  )
})

mocking('answers the questions of test runners and loaders', async () => {
  const flex = createFlexMock(createTestActions().actions)

  const loaded = await Promise.resolve(flex)

  assert.is(loaded, flex)
  assert.is((flex as { __esModule?: true }).__esModule, true)
  for (const probe of [...PROBES, '@@iterator']) assert.is((flex as Record<string, unknown>)[probe], undefined)
  assert.equal(Object.keys(flex), ['Actions', 'Manager'])
  assert.is('TaskHelper' in flex, false)
  assert.is(Object.prototype.toString.call(flex), '[object Object]')
  assert.is(typeof flex.hasOwnProperty, 'function')
})

mocking('takes a manager of a class, whose fields are private', () => {
  class Manager {
    #sid = 'WK1'
    get sid() {
      return this.#sid
    }
  }

  const flex = createFlexMock(createTestActions().actions, { manager: new Manager() })

  assert.is(flex.Manager.getInstance().sid, 'WK1')
})

mocking('takes a Manager as it is', () => {
  const Manager = { getInstance: () => ({ sid: 'WK1' }), create: () => {} }

  const flex = createFlexMock(createTestActions().actions, { Manager })

  assert.is(flex.Manager, Manager)
})

mocking('refuses arguments that it cannot use', () => {
  const { actions } = createTestActions()
  const messageOf = (...given: unknown[]) => String(thrown(() => createFlexMock(...(given as [never]))))

  assert.is(messageOf(), 'TypeError: createFlexMock takes actions, got undefined')
  assert.is(messageOf(undefined, null), 'TypeError: createFlexMock takes actions, got undefined')
  assert.is(messageOf(actions, null), 'TypeError: The parts of the Flex mock are an object, got null')
  assert.is(messageOf(actions, { manager: 7 }), 'TypeError: The manager of the Flex mock is an object, got 7')
  assert.is(
    messageOf(actions, { Actions: {} }),
    'TypeError: The Flex mock has the actions that createFlexMock is given first, and no others',
  )
  assert.is(
    messageOf(actions, { Manager: {}, manager: {} }),
    'TypeError: The Flex mock takes a Manager, or the manager that its getInstance returns, and not both',
  )
})

mocking.run()
