// What does a handler answer where a contract says what clients may invoke?

import { Hono } from 'hono'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as z from 'zod'
import { ActionPayloadError, contract, enforce, type MapOf } from '../../source/contract/index.js'
import { createActions } from '../../source/core/index.js'
import { honoHandler } from '../../source/http/index.js'

const desk = contract({
  Ship: { payload: z.object({ lines: z.array(z.object({ count: z.number().int() })) }), result: z.number() },
  Report: { result: z.string() },
})

const JSON_TYPE = { 'content-type': 'application/json' }

/** Returns what a client gets that posts `body` as the payload of an action. */
async function answerTo(action: string, body: unknown): Promise<[status: number, body: unknown]> {
  const actions = enforce(createActions<MapOf<typeof desk> & { Secret(): void }>(), desk)
  actions.registerAction('Ship', ({ lines }) => lines.length)
  actions.registerAction('Report', () => 7 as never)
  actions.registerAction('Secret', () => {})
  const app = new Hono().post('/:action', honoHandler(actions, { expose: desk, onError: () => {} }))
  const response = await app.request(`/${action}`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) })
  return [response.status, await response.json()]
}

test('an action of the contract is invoked', async () => {
  assert.equal(await answerTo('Ship', { lines: [{ count: 1 }] }), [200, 1])
})

test('what is not in the contract is unknown, also what a contract itself has', async () => {
  for (const name of ['Secret', 'entries', 'extend', 'pick']) {
    const [status, body] = await answerTo(name, {})

    assert.is(status, 404, name)
    assert.is((body as { code: string }).code, 'ACTION_UNKNOWN')
  }
})

test('a payload that does not fit is a 422 with its issues', async () => {
  const [status, body] = await answerTo('Ship', { lines: [{ count: 1 }, { count: 'two' }] })
  const { code, action, issues } = body as { code: string; action: string; issues: { path: unknown }[] }

  assert.is(status, 422)
  assert.equal([code, action], ['ACTION_PAYLOAD', 'Ship'])
  assert.equal(
    issues.map(({ path }) => path),
    [['lines', 1, 'count']],
  )
})

test('the wrong payload with which an action invokes itself is a failure of the server, and shows no issues', async () => {
  const actions = enforce(createActions<MapOf<typeof desk>>(), desk)
  actions.registerAction('Ship', ({ lines }, ctx) => {
    if (lines.length > 1) throw new ActionPayloadError('Ship', [{ message: 'one line only', path: ['lines'] }])
    return ctx.invokeAction('Ship', { secret: lines } as never)
  })
  const app = new Hono().post('/:action', honoHandler(actions, { expose: desk, onError: () => {} }))
  const answer = async (...counts: number[]) => {
    const body = JSON.stringify({ lines: counts.map((count) => ({ count })) })
    return (await app.request('/Ship', { method: 'POST', headers: JSON_TYPE, body })).json()
  }

  assert.equal(await answer(1), { type: 'about:blank', title: 'Internal Server Error', status: 500, action: 'Ship' })
  assert.equal(
    (await answer(1, 2)).issues,
    [{ message: 'one line only', path: ['lines'] }],
    'what a core itself throws',
  )
})

test('a result that does not fit is a failure of the server, without its message', async () => {
  const [status, body] = await answerTo('Report', undefined)

  assert.is(status, 500)
  assert.not.match(JSON.stringify(body), /string|issues/)
})

test('an action whose entry has no payload receives undefined, and without a result the answer is empty', async () => {
  const bare = contract({ Logout: {} })
  const actions = createActions<MapOf<typeof bare>>()
  const seen: unknown[] = []
  actions.registerAction('Logout', ((payload: unknown) => {
    seen.push(payload)
    return { inside: 'secret' }
  }) as never)
  const app = new Hono().post('/:action', honoHandler(actions, { expose: bare }))

  const response = await app.request('/Logout', { method: 'POST', headers: JSON_TYPE, body: '{"any":"thing"}' })

  assert.equal([response.status, await response.text(), seen], [204, '', [undefined]])
})

test('a contract that nothing enforces is refused when the handler is made', () => {
  const actions = createActions<MapOf<typeof desk>>()

  assert.throws(
    () => honoHandler(actions, { expose: desk }),
    (error: unknown) =>
      error instanceof TypeError &&
      error.message ===
        'No contract checks the action "Ship" yet: call enforce(actions, contract) before the handler is made',
  )
  assert.not.throws(() => honoHandler(enforce(actions, desk), { expose: desk }))
})

test.run()
