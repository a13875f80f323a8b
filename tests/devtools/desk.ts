// The desk whose invocations the tests of recordings record.

import * as assert from 'uvu/assert'
import { createActions, type ListenerErrorInfo, type Observer, type Party } from '../../source/core/index.js'
import { type RecordedInvocation, type Recording, type RecordOptions, record } from '../../source/devtools/index.js'

export interface Task {
  sid: string
}

export interface Desk {
  AcceptTask(payload: Task): string
  SendMessage(payload: unknown): unknown
  Logout(): void
}

/** Opens a desk with three actions, and a recording of it. `reported` has the errors of listeners. */
export function openDesk(options?: RecordOptions) {
  const reported: unknown[] = []
  const actions = createActions<Desk>({
    onListenerError: (error: unknown, _info: ListenerErrorInfo) => reported.push(error),
  })
  actions.registerAction('AcceptTask', ({ sid }) => `accepted ${sid}`, { name: 'accept' })
  actions.registerAction('SendMessage', (payload) => payload, { name: 'send' })
  actions.registerAction('Logout', () => {}, { name: 'logOut' })
  return { actions, reported, recording: record(actions, options) }
}

/** Makes a recording of an object that is not from `createActions`, and returns its observer. */
export function openTheirs(planned: readonly Party[] = []) {
  const observers: Observer[] = []
  const recording = record({
    observe(observer) {
      observers.push(observer)
      return Object.assign(() => {}, { [Symbol.dispose]() {} })
    },
    explain: () => planned,
  })
  return { observer: observers[0] as Observer, recording }
}

/** Returns the sids of the invocations that are kept. */
export function keptBy(recording: Recording): unknown[] {
  return recording.invocations.map(({ payload }) => (payload as Task).sid)
}

/** Returns the invocation at that index, by default the first. */
export function at(recording: Recording, index = 0): RecordedInvocation {
  const invocation = recording.invocations[index]
  assert.ok(invocation, `there is no invocation ${index}`)
  return invocation
}

/** Returns an object that throws at every access. */
export function unreadable(): object {
  const no = () => {
    throw new Error('hands off')
  }
  return new Proxy({}, { get: no, has: no, ownKeys: no, getPrototypeOf: no, getOwnPropertyDescriptor: no })
}
