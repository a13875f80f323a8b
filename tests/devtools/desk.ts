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

/** A desk on which every action does what `cores` say, and a recording of it. */
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

/** Something else that can be observed as actions can, and a recording of it. */
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

/** The sids of what is kept. */
export function keptBy(recording: Recording): unknown[] {
  return recording.invocations.map(({ payload }) => (payload as Task).sid)
}

/** The one invocation that was recorded, or the one with that place among them. */
export function at(recording: Recording, index = 0): RecordedInvocation {
  const invocation = recording.invocations[index]
  assert.ok(invocation, `there is no invocation ${index}`)
  return invocation
}

/** An object that throws whatever one does with it. */
export function unreadable(): object {
  const no = () => {
    throw new Error('hands off')
  }
  return new Proxy({}, { get: no, has: no, ownKeys: no, getPrototypeOf: no, getOwnPropertyDescriptor: no })
}
