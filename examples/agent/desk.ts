// The actions of a desk that sells tea: what they take and give, and what they do.

import { z } from 'zod'
import { type Actions, contract, createActions, enforce, type MapOf } from './entracte.js'

export const desk = contract({
  FindOrder: {
    payload: z.object({ order: z.string().describe('The number of the order') }),
    result: z.object({ order: z.string(), paid: z.number() }),
    title: 'Find an order',
    description: 'Finds an order, and says what the customer has paid in euros.',
    readOnly: true,
  },
  Refund: {
    payload: z.object({ order: z.string(), amount: z.number().positive().describe('Euros') }),
    result: z.object({ order: z.string(), refunded: z.number() }),
    title: 'Refund money',
    description: 'Pays money back to the customer of an order.',
    destructive: true,
    idempotent: false,
  },
})

export interface Desk extends MapOf<typeof desk> {}

export interface Order {
  paid: number
  /** Nobody outside sees it: the contract does not know it. */
  card: string
}

/** Opens a desk with two orders. */
export function openDesk(): { actions: Actions<Desk>; orders: Map<string, Order> } {
  const orders = new Map([
    ['A1', { paid: 80, card: '4000 0000 0000 0002' }],
    ['A2', { paid: 250, card: '4000 0000 0000 0010' }],
  ])
  const actions = enforce(createActions<Desk>(), desk)
  const find = (order: string): Order => {
    const found = orders.get(order)
    if (found === undefined) throw new Error(`no row for ${order} in table orders`)
    return found
  }
  actions.registerAction('FindOrder', ({ order }) => ({ order, ...find(order) }))
  actions.registerAction('Refund', ({ order, amount }) => {
    find(order).paid -= amount
    return { order, refunded: amount }
  })
  return { actions, orders }
}
