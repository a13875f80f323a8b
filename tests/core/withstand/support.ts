// Helps several of the files here: many layers, one party of each kind, and promises that must have settled by now.

import { type ActionContext, createActions } from '../../../source/core/index.js'
import { settled } from '../../support/helpers.js'

export const actionsWithoutMap = () => createActions()
export type Untyped = ReturnType<typeof actionsWithoutMap>

/** Waits for `promise`, and fails when `promise` is still pending after everything that is due has run. */
export function byNow<T>(promise: Promise<T>): Promise<T> {
  const tooLate = settled()
    .then(settled)
    .then(() => {
      throw new Error('still pending')
    })
  return Promise.race([promise, tooLate])
}

/** Tells whether `numbers` are 0, 1, 2 … `count` - 1, in this order: `assert.equal` would print a hundred thousand lines. */
export function isCount(numbers: readonly number[], count: number): boolean {
  return numbers.length === count && numbers.every((number, index) => number === index)
}

/** Registers an action with the body `core` inside `count` layers, half middleware and half replacements. */
export function layered(
  actions: Untyped,
  name: string,
  count: number,
  core: (payload: unknown, ctx: ActionContext) => unknown,
): void {
  actions.registerAction(name, core)
  for (let i = 0; i < count; i++) {
    if (i % 2) actions.replaceAction(name, (_payload, original) => original())
    else actions.use(name, (_ctx, next) => next())
  }
}

export type Settle = (value: unknown) => void

/** Makes an action with a party of each kind. Each party notes that it ran, and returns what `given` says for its kind. */
export function everyKind(
  given: Record<string, (value: unknown) => unknown>,
  reports: unknown[] = [],
  failing = false,
) {
  const actions = createActions({ onListenerError: (error) => reports.push(error) })
  const log: string[] = []
  const note = (kind: string, value: unknown) => {
    log.push(kind)
    return given[kind]?.(value) ?? value
  }
  actions.use('PrintLabel', (_ctx, next) => {
    const inside = next()
    return given.middleware ? note('middleware', undefined) : inside
  })
  actions.registerAction(
    'PrintLabel',
    () => {
      if (failing) throw new Error('paper jam')
      return note('core', 'printed')
    },
    { payloadUpdate: (payload: unknown) => note('payloadUpdate', payload) },
  )
  actions.addListener('beforePrintLabel', () => note('before', undefined))
  actions.addListener('beforePrintLabel', () => log.push('second before'))
  actions.replaceAction('PrintLabel', (_payload, original) => {
    const inside = original()
    return given.replacement ? note('replacement', 'replaced') : inside
  })
  actions.addListener('afterPrintLabel', () => note('after', undefined))
  actions.addListener('afterPrintLabel', () => log.push('second after'))
  actions.addListener('errorPrintLabel', () => note('error', undefined))
  actions.addListener('errorPrintLabel', () => log.push('second error'))
  return { actions, log }
}

/** Holds the log at the end, by the kind of the party that failed. */
export const failedAt: Record<string, string[]> = {
  payloadUpdate: ['payloadUpdate', 'error', 'second error'],
  before: ['payloadUpdate', 'before', 'error', 'second error'],
  core: ['payloadUpdate', 'before', 'second before', 'core', 'error', 'second error'],
  replacement: ['payloadUpdate', 'before', 'second before', 'core', 'replacement', 'error', 'second error'],
}
