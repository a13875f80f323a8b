// The desk that the tests serve to agents.

import { z } from 'zod'
import { contract, enforce, type MapOf } from '../../source/contract/index.js'
import { type ActionsOptions, createActions } from '../../source/core/index.js'

export const desk = contract({
  Refund: {
    payload: z.object({ amount: z.coerce.number().max(1_000), note: z.string().default('none') }),
    result: z.object({ refunded: z.number(), note: z.string() }),
    title: 'Refund money',
    description: 'Pays money back to the customer.',
    destructive: true,
    idempotent: false,
  },
  Search: {
    payload: z.string().optional(),
    result: z.array(z.string()),
    description: 'Finds tasks.',
    readOnly: true,
  },
  Close: { description: 'Closes the desk.' },
})

export interface Desk extends MapOf<typeof desk> {}

/** Returns the desk's actions, with what went to `onListenerError`. */
export function openDesk(options?: ActionsOptions) {
  const reported: { error: unknown; action: string | undefined }[] = []
  const actions = enforce(
    createActions<Desk>({
      onListenerError: (error, { ctx }) => reported.push({ error, action: ctx?.action }),
      ...options,
    }),
    desk,
  )
  actions.registerAction('Refund', ({ amount, note }) => ({ refunded: amount, note, secret: 'hidden' }))
  actions.registerAction('Search', (text) => [`found ${text}`])
  actions.registerAction('Close', () => 'a result that the contract does not know')
  return { actions, reported }
}
