// What does a client of the order service get?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { deferred } from '../support/helpers.js'
import { openHere, place } from './orders.js'

let here: Awaited<ReturnType<typeof openHere>>

test.before(async () => {
  here = await openHere()
})

test.before.each(() => void here.audit())

test.after(() => here.close())

test('an order is placed, shipped, paid back and found; the audit log has a line for each', async () => {
  const { ask } = here
  const id = await place(ask, 'acme-clerk')

  assert.equal(await ask('acme-clerk', 'ShipOrder', { id, to: 'Ada' }), {
    status: 200,
    body: { tracking: `track-${id}` },
  })
  assert.is((await ask('acme-manager', 'Refund', { id, amount: 500 })).body.receipt, `paid 500 back for ${id}`)
  const { body } = await ask('acme-clerk', 'FindOrder', { id })

  assert.equal(body, { id, article: 'tea', price: 5_000, refunded: 500, status: 'shipped', tracking: `track-${id}` })
  assert.equal(
    here.audit().map(({ tenant, name, action, outcome }) => `${tenant} ${name} ${action} ${outcome}`),
    ['acme ada PlaceOrder done', 'acme ada ShipOrder done', 'acme max Refund done', 'acme ada FindOrder done'],
  )
})

test('who cancels an order gets the money back, by an action inside', async () => {
  const { ask } = here
  const id = await place(ask, 'acme-manager')
  await ask('acme-manager', 'Refund', { id, amount: 1_000 })
  here.audit()

  const { body } = await ask('acme-manager', 'CancelOrder', { id })

  assert.equal([body.status, body.refunded], ['cancelled', 5_000])
  assert.equal(
    here.audit().map(({ action, outcome }) => `${action} ${outcome}`),
    ['Refund done', 'CancelOrder done'],
  )
})

test('a stranger is refused before a schema works for him, and a clerk may not pay back', async () => {
  const stranger = await here.ask('nobody', 'Refund', { amount: 'all' })
  const clerk = await here.ask('acme-clerk', 'Refund', { id: 'x', amount: 1 })

  assert.equal([stranger.status, stranger.body.reason.why], [401, 'send a token'])
  assert.equal([clerk.status, clerk.body.reason.why, clerk.body.by.scope], [403, 'not for a clerk', 'authorise'])
})

test('the rules of a tenant hold for that tenant only, and go with its scope', async () => {
  const { ask } = here
  const mine = await place(ask, 'acme-manager')
  const theirs = await place(ask, 'bloom-manager')

  const refused = await ask('bloom-manager', 'Refund', { id: theirs, amount: 2_001 })
  const allowed = await ask('acme-manager', 'Refund', { id: mine, amount: 2_001 })
  const foreign = await ask('bloom-manager', 'FindOrder', { id: mine })

  assert.equal([refused.status, refused.body.reason.why, refused.body.by.scope], [403, 'at most 2000 cents', 'bloom'])
  assert.is(allowed.status, 200)
  assert.equal([foreign.status, foreign.body.detail], [404, 'There is no such order'])
})

test('a tenant has only so many requests at once, and the others have theirs', async () => {
  const { ask, service } = here
  const ids = await Promise.all(Array.from({ length: 5 }, () => place(ask, 'bloom-manager')))
  const id = await place(ask, 'acme-manager')
  const hold = deferred()
  using test = service.actions.scope('test')
  test.addListener('beforeRefund', () => hold.promise)

  const held = ids.map((id) => ask('bloom-manager', 'Refund', { id, amount: 1 }))
  while (service.state.running('Refund').length < 5) await new Promise((resolve) => setTimeout(resolve, 1))
  const sixth = await ask('bloom-manager', 'FindOrder', { id: ids[0] })
  const other = await ask('acme-manager', 'FindOrder', { id })
  hold.resolve()

  assert.equal([sixth.status, sixth.body.reason.why], [429, 'at most 5 requests at once'])
  assert.is(other.status, 200)
  assert.equal(
    (await Promise.all(held)).map(({ status }) => status),
    [200, 200, 200, 200, 200],
  )
})

test('the same key runs an action once, also while the first still runs; another request with it is refused', async () => {
  const { ask } = here
  const id = await place(ask, 'acme-manager')
  const refund = () => ask('acme-manager', 'Refund', { id, amount: 100 }, { key: 'k1' })

  const [first, second] = await Promise.all([refund(), refund()])
  const third = await refund()
  const other = await ask('acme-manager', 'Refund', { id, amount: 200 }, { key: 'k1' })
  const { body } = await ask('acme-manager', 'FindOrder', { id })

  assert.is(first.status, 200)
  assert.equal([second, third], [first, first])
  assert.equal([other.status, other.body.reason.why], [422, 'this key belongs to another request'])
  assert.is(body.refunded, 100)
})

test('a failure is an answer, too; after a client that left, the key runs again', async () => {
  const { ask, service } = here
  const id = await place(ask, 'acme-manager')
  const tooMuch = () => ask('acme-manager', 'Refund', { id, amount: 9_000 }, { key: 'k2' })
  assert.equal((await tooMuch()).status, 409)
  assert.equal(await tooMuch(), await tooMuch())

  const left = new AbortController()
  const cut = ask('acme-manager', 'Refund', { id, amount: 100 }, { key: 'k3', signal: left.signal }).catch(() => 'left')
  while (!service.state.pending('Refund')) await new Promise((resolve) => setTimeout(resolve, 1))
  left.abort()
  assert.is(await cut, 'left')

  assert.is((await ask('acme-manager', 'Refund', { id, amount: 100 }, { key: 'k3' })).status, 200)
  assert.is((await ask('acme-manager', 'FindOrder', { id })).body.refunded, 100)
})

test('nothing is shipped twice, and nothing that was cancelled', async () => {
  const { ask } = here
  const id = await place(ask, 'acme-manager')
  const both = await Promise.all([1, 2].map(() => ask('acme-manager', 'ShipOrder', { id, to: 'Ada' })))
  const cancelled = await ask('acme-manager', 'CancelOrder', { id })

  assert.equal(both.map(({ status }) => status).sort(), [200, 409])
  assert.equal([cancelled.status, cancelled.body.detail], [409, 'The order is shipped already'])
})

test('what is wrong with a request is told as a problem', async () => {
  const payload = await here.ask('acme-clerk', 'PlaceOrder', { article: '', price: -1 })
  const json = await here.ask('acme-clerk', 'PlaceOrder', '{"article"')
  const unknown = await here.ask('acme-clerk', 'DropTables', {})

  assert.is(payload.status, 422)
  assert.equal(
    payload.body.issues.map(({ path }: { path: string[] }) => path.join()),
    ['article', 'price'],
  )
  assert.equal([json.status, json.body.title], [400, 'Bad Request'])
  assert.is(unknown.status, 404)
})

test.run()
