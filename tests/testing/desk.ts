// Gives the tests here a desk.

import type { Actions } from '../../source/core/index.js'
import { createTestActions, type TestActions } from '../../source/testing/index.js'
import { rejection } from '../support/helpers.js'

export interface Desk {
  AcceptTask(payload: { sid: string }): string
  SendMessage(payload: { body: string }): { messageSid: string }
  Logout(): void
}

/** Returns a double on which WT1 was accepted, and WT0 was aborted. */
export async function acceptedAndRefused(): Promise<TestActions<Actions<Desk>>> {
  const test = createTestActions<Desk>()
  test.stub('AcceptTask')
  test.actions.addListener('beforeAcceptTask', function askFirst({ sid }, abort) {
    if (sid === 'WT0') abort('not this one')
  })
  await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })
  await rejection(test.actions.invokeAction('AcceptTask', { sid: 'WT0' }))
  return test
}
