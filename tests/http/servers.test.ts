// What do clients of the four real servers get?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Actions } from '../../source/core/index.js'
import { trackState } from '../../source/state/index.js'
import { deferred } from '../support/helpers.js'
import { openServers, openShop, post, type RunningServer, type Shop, userOf } from './servers.js'

/** What the servers are asked, one after the other: each test sets the actions up as it needs them. */
let actions: Actions<Shop>
let servers: RunningServer[]
const errors: unknown[] = []

test.before(async () => {
  actions = openShop()
  servers = await openServers(actions, {
    expose: ['Ship', 'Refund', 'Stock', 'Missing' as never],
    state: (request) => ({ user: userOf(request) }),
    statuses: { OUT_OF_STOCK: 409 },
    onError: (error) => errors.push(error),
  })
})

test.before.each(() => {
  errors.length = 0
})

test.after(async () => {
  await Promise.all(servers.map((server) => server.close()))
})

test('a result is JSON, and the body is the payload', async () => {
  for (const server of servers) {
    const response = await post(server, 'Ship', { id: 'o1' })

    assert.is(response.status, 200, server.name)
    assert.is(response.headers.get('content-type'), 'application/json; charset=utf-8', server.name)
    assert.equal(await response.json(), { shipped: 'o1' }, server.name)
  }
})

test('a request without a body has the payload undefined', async () => {
  using _scope = during((scope) =>
    scope.replaceAction('Stock', (payload) => ({ pieces: payload === undefined ? 0 : 1 })),
  )

  for (const server of servers) {
    assert.equal(await (await post(server, 'Stock')).json(), { pieces: 0 }, server.name)
  }
})

test('a result of undefined is 204 without a body', async () => {
  using _scope = during((scope) =>
    scope.replaceAction('Ship', async (_order, original, ctx) => {
      await original()
      ctx.result = undefined
    }),
  )

  for (const server of servers) {
    const response = await post(server, 'Ship', { id: 'o1' })

    assert.is(response.status, 204, server.name)
    assert.is(await response.text(), '', server.name)
  }
})

test('ctx.state has what the option state reads from the request', async () => {
  const users: unknown[] = []
  using _scope = during((scope) => scope.addListener('beforeShip', (_order, _abort, ctx) => users.push(ctx.state.user)))

  for (const server of servers) await post(server, 'Ship', { id: 'o1' }, { headers: { 'x-user': server.name } })

  assert.equal(users, ['koa', 'hono', 'express', 'fastify'])
})

test('an action that is registered and not exposed is the same 404 as a name that nobody knows', async () => {
  for (const server of servers) {
    const answers = await Promise.all(
      ['Secret', 'Nothing', 'Missing', 'constructor', '__proto__'].map(async (name) => {
        const response = await post(server, name, { id: 'o1' })
        assert.match(String(response.headers.get('content-type')), /^application\/problem\+json/, server.name)
        return (await response.text()).replaceAll(name, 'NAME')
      }),
    )

    const [answer = ''] = answers
    assert.equal(answers, Array(5).fill(answer), server.name)
    assert.equal(JSON.parse(answer), {
      ...{ type: 'about:blank', title: 'Not Found', status: 404, code: 'ACTION_UNKNOWN', action: 'NAME' },
      detail: 'There is no action "NAME"',
    })
  }
})

test('an abort is 403 with its reason and the function that aborted', async () => {
  using _scope = during((scope) => {
    scope.addListener('beforeShip', function checkRole(_order, abort) {
      abort({ why: 'not your order' })
    })
  })

  for (const server of servers) {
    const response = await post(server, 'Ship', { id: 'o1' })

    assert.is(response.status, 403, server.name)
    const { reason, by } = (await response.json()) as Record<string, unknown>
    assert.equal(reason, { why: 'not your order' })
    assert.equal(by, { kind: 'before', name: 'checkRole', scope: 'test' })
  }
  assert.equal(errors, [])
})

test('a blocked action is 409, and a slow one 504', async () => {
  const state = trackState(actions)
  const hold = deferred()
  using _scope = during((scope) => scope.replaceAction('Refund', () => hold.promise as never))
  actions.registerAction('Refund', () => ({ refunded: '' }), { override: true, timeout: 5 })

  for (const server of servers) {
    const unblock = state.block('Ship')
    assert.is((await post(server, 'Ship', { id: 'o1' })).status, 409, server.name)
    unblock()
    const late = await post(server, 'Refund', { id: 'o1' })
    assert.is(late.status, 504, server.name)
    const { detail } = (await late.json()) as Record<string, unknown>
    assert.is(detail, 'The action "Refund" took longer than 5 ms')
  }

  hold.resolve()
  state.dispose()
  assert.equal(errors, [], 'slow is not broken')
})

test('an error of a core is 500, says nothing of the error, and goes to onError', async () => {
  const broken = new Error('password of the database: 1234')
  using _scope = during((scope) => scope.replaceAction('Ship', () => Promise.reject(broken)))

  for (const server of servers) {
    const response = await post(server, 'Ship', { id: 'o1' })

    assert.is(response.status, 500, server.name)
    assert.equal(await response.json(), {
      ...{ type: 'about:blank', title: 'Internal Server Error', status: 500, action: 'Ship' },
    })
  }
  assert.equal(errors, [broken, broken, broken, broken])
})

test('an error whose code has a status is told with its message', async () => {
  const sold = Object.assign(new Error('There are 3 left'), { code: 'OUT_OF_STOCK' })
  using _scope = during((scope) => scope.replaceAction('Ship', () => Promise.reject(sold)))

  for (const server of servers) {
    const response = await post(server, 'Ship', { id: 'o1' })

    assert.is(response.status, 409, server.name)
    const { code, detail } = (await response.json()) as Record<string, unknown>
    assert.equal([code, detail], ['OUT_OF_STOCK', 'There are 3 left'])
  }
})

test('a result that JSON cannot hold is 500, and goes to onError', async () => {
  using _scope = during((scope) => scope.replaceAction('Ship', () => ({ big: 1n })))

  for (const server of servers) assert.is((await post(server, 'Ship', { id: 'o1' })).status, 500, server.name)

  assert.is(errors.length, 4)
  for (const error of errors) assert.match(String(error), 'BigInt')
})

test('twenty requests at once get each its own answer', async () => {
  for (const server of servers) {
    const ids = Array.from({ length: 20 }, (_, i) => `o${i}`)
    const answers = await Promise.all(ids.map(async (id) => (await post(server, 'Ship', { id })).json()))

    assert.equal(
      answers,
      ids.map((shipped) => ({ shipped })),
      server.name,
    )
  }
})

test.run()

/** Attaches something for the rest of the test. */
function during(attach: (scope: ReturnType<typeof actions.scope>) => unknown) {
  const scope = actions.scope('test')
  attach(scope)
  return scope
}
