// Decides that createFlexMock takes any manager: one with private members, a Map, one that is frozen, one of spies (S21).

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createFlexMock, createTestActions } from '../../source/testing/index.js'
import { thrown } from '../support/helpers.js'

const managing = suite('the manager of createFlexMock')

class Manager {
  #status = 'Available'
  readonly workerClient = { sid: 'WK1' }
  get status() {
    return this.#status
  }
  set status(status: string) {
    this.#status = status
  }
  change(status: string) {
    this.#status = status
    return this
  }
  async read() {
    return this.#status
  }
}

const instanceOf = <T extends object>(manager: T) =>
  createFlexMock(createTestActions().actions, { manager }).Manager.getInstance() as T

managing('getters, setters and methods reach private members', async () => {
  const real = new Manager()
  const manager = instanceOf(real)

  manager.change('Break')
  const changed = manager.status
  manager.status = 'Lunch'

  assert.is(changed, 'Break')
  assert.is(manager.status, 'Lunch')
  assert.is(await manager.read(), 'Lunch')
  assert.is(real.status, 'Lunch')
})

managing('private members that are inherited are reached, too', () => {
  class Special extends Manager {
    #level = 7
    level() {
      return `${this.status} ${this.#level}`
    }
  }

  assert.is(instanceOf(new Special()).level(), 'Available 7')
})

managing(
  'a method is the same function each time, can be called on another object, and returns the mock for the manager',
  () => {
    const manager = instanceOf(new Manager())
    const other = new Manager()

    const { change } = manager
    change.call(other, 'Lunch')

    assert.is(manager.change, change)
    assert.is(other.status, 'Lunch')
    assert.is(manager.status, 'Available')
    assert.is(manager.change('Break'), manager)
  },
)

managing('a Map can be used as a manager', () => {
  const manager = instanceOf(new Map<string, unknown>([['sid', 'WK1']]))

  manager.set('status', 'Break')

  assert.is(manager.get('sid'), 'WK1')
  assert.is(manager.size, 2)
  assert.equal([...manager.keys()], ['sid', 'status'])
  assert.equal(
    [...manager],
    [
      ['sid', 'WK1'],
      ['status', 'Break'],
    ],
  )
})

managing('a manager that is frozen can be read, and its methods called', () => {
  const manager = instanceOf(Object.freeze({ sid: 'WK1', read: () => 'read', nested: Object.freeze({ a: 1 }) }))

  assert.is(manager.sid, 'WK1')
  assert.is(manager.read(), 'read')
  assert.equal(manager.nested, { a: 1 })
})

managing('a spy is still the spy that it was', () => {
  const calls: unknown[] = []
  const spy = Object.assign((status: string) => calls.push(status), { mock: { calls }, _isMockFunction: true })
  const manager = instanceOf({ setStatus: spy })

  manager.setStatus('Break')

  assert.equal(manager.setStatus.mock.calls, ['Break'])
  assert.is(manager.setStatus._isMockFunction, true)
  assert.is(manager.setStatus, manager.setStatus)
})

managing('a spy may be put in the place of a method', () => {
  const real = new Manager()
  const manager = instanceOf(real)
  const spy = async () => 'spied'

  manager.read = spy

  assert.is(real.read, spy)
  return manager.read().then((status) => assert.is(status, 'spied'))
})

managing('a class among the members can be made and extended', () => {
  class Client {
    static readonly version = 2
    readonly sid = 'CL1'
  }
  const manager = instanceOf({ Client })

  assert.is(new manager.Client().sid, 'CL1')
  assert.instance(new manager.Client(), Client)
  assert.is(manager.Client.version, 2)
})

managing('what the manager lacks is an error, whatever the manager is', () => {
  for (const real of [new Manager(), new Map(), Object.freeze({})]) {
    const manager = instanceOf(real) as { store?: object }

    assert.is(
      String(thrown(() => manager.store)),
      'TypeError: The Flex mock has no manager.store: pass it what the plugin needs, as createFlexMock(actions, { manager: { store } })',
    )
  }
})

managing('what is asked of the manager as an object is answered', () => {
  const manager = instanceOf(new Manager())

  assert.instance(manager, Manager)
  assert.equal(Object.keys(manager), ['workerClient'])
  assert.is('status' in manager, true)
  assert.is('store' in manager, false)
})

managing.run()
