// A shop with one server: actions that are traced, and plugins that listen.
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { type Actions, createActions, traceActions } from './entracte.js'

// The instrumentation sees what is loaded after it, by `require`.
const http: typeof import('node:http') = createRequire(import.meta.url)('node:http')

interface Order {
  article: string
  card: string
}

interface Shop {
  PlaceOrder(order: Order): string
  SendMail(text: string): void
}

/** Opens the shop. */
export async function openShop(): Promise<{ order(order: Order): Promise<string>; close(): Promise<unknown> }> {
  const actions = createActions<Shop>()
  traceActions(actions as Actions, { parties: true })
  const server = http.createServer((request, response) => void answer(actions, request, response))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const at = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`

  actions.registerAction('SendMail', async function sendMail() {
    await null
  })
  actions.registerAction('PlaceOrder', async function placeOrder({ article, card }, ctx) {
    if (card === 'expired') throw Object.assign(new Error('The card has expired'), { code: 'E_CARD' })
    await ctx.invokeAction('SendMail', `You have ordered ${article}`)
    return `ordered ${article}`
  })
  actions.scope('stock').addListener('beforePlaceOrder', async function checkStock() {
    await send('GET', at('/stock'))
  })
  actions.scope('fraud').addListener('beforePlaceOrder', function checkCard({ card }, abort) {
    if (card === 'stolen') abort('the card was stolen')
  })

  return {
    order: (order) => send('POST', at('/orders'), order),
    close: () => new Promise((closed) => (server as Server).close(closed)),
  }
}

async function answer(actions: Actions<Shop>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/stock') return void response.end('7')
  const outcome = await actions.settleAction('PlaceOrder', (await json(request)) as Order)
  response.end(outcome.status === 'done' ? outcome.result : outcome.status)
}

function send(method: string, url: string, body?: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, agent: false }, async (response) => {
      let text = ''
      for await (const chunk of response) text += chunk
      resolve(text)
    })
    request.on('error', reject).end(body && JSON.stringify(body))
  })
}
