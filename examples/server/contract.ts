// The five actions of the service: what they take, and what they give.

import { z } from 'zod'
import { contract, type MapOf } from './entracte.js'

const id = z.string().describe('The id of the order')
const cents = z.number().int().positive().describe('Cents')

export const order = z.object({
  id,
  article: z.string(),
  price: cents,
  refunded: z.number(),
  status: z.enum(['placed', 'shipping', 'shipped', 'cancelled']),
  tracking: z.string().optional(),
})
export type Order = z.infer<typeof order>

/** What partners do: the carrier and the bank. It takes its time, and may run on workers. */
export const partners = contract({
  ShipOrder: { payload: z.object({ id, to: z.string().min(1) }), result: z.object({ tracking: z.string() }) },
  Refund: { payload: z.object({ id, amount: cents }), result: z.object({ receipt: z.string() }), destructive: true },
})

export const shop = partners.extend({
  PlaceOrder: { payload: z.object({ article: z.string().min(1), price: cents }), result: order },
  FindOrder: { payload: z.object({ id }), result: order, readOnly: true },
  CancelOrder: { payload: z.object({ id }), result: order, destructive: true },
})

export interface Partners extends MapOf<typeof partners> {}
export interface Shop extends MapOf<typeof shop> {}
