// The orders: three actions that need nobody else, and the books about what the partners do.

import { randomUUID } from 'node:crypto'
import type { Order, Shop } from './contract.js'
import type { ActionContext, Actions } from './entracte.js'

/** An error that the client may read. Koa and `entracte/http` know these fields from `http-errors`. */
class Refusal extends Error {
  readonly expose = true
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export function openOrders(actions: Actions<Shop>): void {
  // Your own service has a database here.
  const orders = new Map<string, Order>()
  const keyOf = (id: string, { state }: Pick<ActionContext, 'state'>) => `${state.session?.tenant} ${id}`

  function find(id: string, ctx: Pick<ActionContext, 'state'>): Order {
    const order = orders.get(keyOf(id, ctx))
    if (!order) throw new Refusal(404, 'There is no such order')
    return order
  }

  function findPlaced(id: string, ctx: Pick<ActionContext, 'state'>): Order {
    const order = find(id, ctx)
    if (order.status !== 'placed') throw new Refusal(409, `The order is ${order.status} already`)
    return order
  }

  actions.registerAction('PlaceOrder', function placeOrder({ article, price }, ctx) {
    const order: Order = { id: randomUUID(), article, price, refunded: 0, status: 'placed' }
    orders.set(keyOf(order.id, ctx), order)
    return order
  })

  actions.registerAction('FindOrder', function findOrder({ id }, ctx) {
    return find(id, ctx)
  })

  actions.registerAction('CancelOrder', async function cancelOrder({ id }, ctx) {
    const order = findPlaced(id, ctx)
    order.status = 'cancelled'
    try {
      const amount = order.price - order.refunded
      if (amount > 0) await ctx.invokeAction('Refund', { id, amount })
    } catch (error) {
      order.status = 'placed'
      throw error
    }
    return order
  })

  // In front of the partners, wherever these are: nothing is shipped or paid back twice, and what fails leaves no trace.
  actions.replaceAction('ShipOrder', async function bookShipment({ id }, original, ctx) {
    const order = findPlaced(id, ctx)
    order.status = 'shipping'
    try {
      const { tracking } = await original()
      Object.assign(order, { status: 'shipped', tracking })
    } catch (error) {
      order.status = 'placed'
      throw error
    }
  })

  actions.replaceAction('Refund', async function bookRefund({ id, amount }, original, ctx) {
    const order = find(id, ctx)
    if (order.refunded + amount > order.price) throw new Refusal(409, 'That is more than was paid')
    order.refunded += amount
    try {
      await original()
    } catch (error) {
      order.refunded -= amount
      throw error
    }
  })
}
