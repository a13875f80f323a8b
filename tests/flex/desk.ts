// Fresh actions of Flex with one action X, and what their tests ask of a failure.

import * as assert from 'uvu/assert'
import { createActions, FlexError } from '../../source/flex/index.js'
import { rejection } from '../support/helpers.js'

/** Fresh actions with X, which logs that it ran, and what it did. */
export function openDesk() {
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
export async function refused(promise: Promise<unknown>): Promise<unknown[]> {
  const error = (await rejection(promise)) as FlexError
  assert.instance(error, FlexError)
  const { description, context, wrappedError } = error.content
  return [error.message, description, context, wrappedError]
}

export function thrower(value: unknown): never {
  throw value
}
