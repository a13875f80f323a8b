// Gives the tests here fresh actions, and the facts of a FlexError.

import * as assert from 'uvu/assert'
import { createActions, FlexError } from '../../source/flex/index.js'
import { rejection } from '../support/helpers.js'

/** Makes actions with the action X, which logs that it ran, and returns its payload. */
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

/** Returns the message and the content of the FlexError that `promise` rejects with. */
export async function refused(promise: Promise<unknown>): Promise<unknown[]> {
  const error = (await rejection(promise)) as FlexError
  assert.instance(error, FlexError)
  const { description, context, wrappedError } = error.content
  return [error.message, description, context, wrappedError]
}

export function thrower(value: unknown): never {
  throw value
}
