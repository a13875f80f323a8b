// What do the options of a handler do, and which mistakes do they refuse?

import { createServer, type RequestListener } from 'node:http'
import Router, { type RouterContext } from '@koa/router'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionPayloadError } from '../../source/contract/index.js'
import type { Actions } from '../../source/core/index.js'
import { expressHandler, fastifyHandler, honoHandler, koaHandler } from '../../source/http/index.js'
import { parsed } from '../../source/http/serve.js'
import { printedDuring, thrown } from '../support/helpers.js'
import { listening, openShop, post, type RunningServer, running } from './servers.js'

/** Serves one Koa application while `work` runs. */
async function serving(
  koa: { callback(): RequestListener },
  work: (server: RunningServer) => Promise<unknown>,
): Promise<void> {
  const server = running('koa', await listening(createServer(koa.callback())))
  await work(server).finally(() => server.close())
}

test('Koa: the functions have the types of the router; action, payload and respond decide', async () => {
  const router = new Router()
  router.put(
    '/orders/:id',
    koaHandler(openShop(), {
      expose: ['Ship'],
      action: 'Ship',
      payload: (ctx: RouterContext) => ({ id: String(ctx.params.id) }),
      respond: (result, ctx) => {
        ctx.status = 201
        ctx.body = { result }
      },
    }),
  )

  await serving(new Koa().use(router.routes()), async (server) => {
    const response = await fetch(`${server.url}/orders/o7`, { method: 'PUT' })

    assert.is(response.status, 201)
    assert.equal(await response.json(), { result: { shipped: 'o7' } })
  })
})

test('Koa without a router: action reads the name', async () => {
  const koa = new Koa().use(
    koaHandler(openShop(), { expose: ['Stock'], action: (ctx) => ctx.path.slice('/actions/'.length) }),
  )

  await serving(koa, async (server) => {
    assert.equal(await (await post(server, 'Stock')).json(), { pieces: 3 })
  })
})

test('Hono: runs without a server; respond returns the response, and a body that is no JSON is 400', async () => {
  const app = new Hono<{ Variables: { user: string } }>()
  const actions = openShop()
  app.post('/actions/:action', honoHandler(actions, { expose: ['Ship', 'Stock'] }))
  app.post('/text', honoHandler(actions, { expose: ['Stock'], action: 'Stock', respond: () => new Response('three') }))
  const ask = (path: string, body?: string) =>
    app.request(path, {
      method: 'POST',
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body }),
    })

  const wrong = await ask('/actions/Ship', '{ "id": ')

  assert.is(await (await ask('/text')).text(), 'three')
  assert.equal(await (await ask('/actions/Ship', '{"id":"o1"}')).json(), { shipped: 'o1' })
  assert.is(wrong.status, 400)
  assert.equal(await wrong.json(), {
    ...{ type: 'about:blank', title: 'Bad Request', status: 400, detail: 'The body is not JSON', action: 'Ship' },
  })
})

test('a body that nothing has parsed is an error that says so, and no payload of undefined', async () => {
  const errors: unknown[] = []
  const app = express()
  app.post('/actions/:action', expressHandler(openShop(), { expose: ['Ship'], onError: (error) => errors.push(error) }))
  const server = running('express', await listening(createServer(app)))

  const body = new ReadableStream({ start: (controller) => controller.close() })
  const chunked = { body, duplex: 'half' } as RequestInit
  const answers = [await post(server, 'Ship', { id: 'o1' }), await post(server, 'Ship', undefined, chunked)]
  await server.close()

  assert.equal(
    answers.map(({ status }) => status),
    [500, 500],
  )
  assert.match(String(errors[0]), 'Nothing has parsed the body of the request, of the type "application/json"')
  assert.is(errors.length, 2)
})

test('a request that has no body needs no parser', () => {
  assert.is(parsed(undefined, {}), undefined)
  assert.is(parsed(undefined, { 'content-length': '0' }), undefined)
  // A parser may make an empty object of no body.
  assert.equal(parsed({}, { 'content-length': '0' }), {})
})

test('an error of state is told as an error of an action: 401 here', async () => {
  const log: string[] = []
  const actions = openShop()
  actions.use((ctx) => void log.push(ctx.action))
  const app = new Hono()
  const state = () => {
    throw Object.assign(new Error('Log in first'), { status: 401, expose: true })
  }
  app.post('/actions/:action', honoHandler(actions, { expose: ['Stock'], state }))

  const response = await app.request('/actions/Stock', { method: 'POST' })

  assert.equal(
    [response.status, await response.json()],
    [401, { type: 'about:blank', title: 'Unauthorized', status: 401, detail: 'Log in first', action: 'Stock' }],
  )
  assert.equal(log, [])
})

test('what actions fail with that state, payload or respond invoke is a failure of the server', async () => {
  const reported: unknown[] = []
  const actions = openShop()
  const app = new Hono()
  const state = async () => ({ user: await (actions as Actions).invokeAction('LoadUser', 'a secret') })
  const onError = (error: unknown) => reported.push(error)
  app.post('/actions/:action', honoHandler(actions, { expose: ['Stock'], state, onError }))
  const answer = async () => (await app.request('/actions/Stock', { method: 'POST' })).json()
  const problem = { type: 'about:blank', title: 'Internal Server Error', status: 500, action: 'Stock' }

  assert.equal(await answer(), problem)
  ;(actions as Actions).registerAction('LoadUser', () => {
    throw new ActionPayloadError('LoadUser', [{ message: 'a secret', path: [] }])
  })
  assert.equal(await answer(), problem)
  assert.equal(
    reported.map((error) => (error as { code: string }).code),
    ['ACTION_UNKNOWN', 'ACTION_PAYLOAD'],
  )
})

test('the option timeout is the limit of each invocation, and typeOf the type of each problem', async () => {
  const actions = openShop()
  actions.replaceAction('Stock', () => new Promise(() => {}))
  const app = new Hono()
  app.post(
    '/actions/:action',
    honoHandler(actions, { expose: ['Stock'], timeout: 1, typeOf: (code) => `urn:x:${code}` }),
  )

  const response = await app.request('/actions/Stock', { method: 'POST' })

  assert.equal([response.status, ((await response.json()) as { type: string }).type], [504, 'urn:x:ACTION_TIMEOUT'])
})

test('without onError, what is broken is printed; where onError fails, both are', async () => {
  const broken = new Error('broken')
  const actions = openShop()
  actions.replaceAction('Stock', () => Promise.reject(broken))
  const fails = [
    undefined,
    () => {
      throw new Error('the log is full')
    },
    () => Promise.reject(new Error('the log is full')),
  ]

  const printed = await printedDuring(async () => {
    for (const onError of fails) {
      const app = new Hono()
      app.post('/actions/:action', honoHandler(actions, { expose: ['Stock'], onError }))
      assert.is((await app.request('/actions/Stock', { method: 'POST' })).status, 500)
    }
  })

  assert.is(printed[0]?.[0], broken)
  assert.equal(
    printed.map(([error]) => (error as Error).message),
    ['broken', 'broken', 'the log is full', 'broken', 'the log is full'],
  )
})

test('a body that is not said to be JSON is 415, and runs nothing: browsers send it from any page', async () => {
  const ran: unknown[] = []
  const actions = openShop()
  actions.use((ctx) => void ran.push(ctx.action))
  const options = { expose: ['Ship' as const] }
  const app = new Hono().post('/:action', honoHandler(actions, options))
  const koa = new Koa().use(koaHandler(actions, { ...options, action: 'Ship' }))
  const ask = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{"id":"o1"}' }

  const answers = [await app.request('/Ship', ask)]
  await serving(koa, async ({ url }) => void answers.push(await fetch(url, ask)))

  for (const answer of answers) {
    assert.is(answer.status, 415)
    assert.match((await answer.json()).detail, 'application/json, got "text/plain"')
  }
  assert.equal(ran, [])
})

test('a body that a parser has read, and that is not said to be JSON, is 415, too; the option payload takes it', async () => {
  const ran: unknown[] = []
  const actions = openShop()
  actions.use((ctx) => void ran.push(ctx.payload))
  const form = (id: string) => ({
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `id=${id}`,
  })
  const text = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{"id":"o1"}' }
  const options = { expose: ['Ship' as const], action: 'Ship' as const }

  const koa = new Koa()
  koa.use((ctx, next) => {
    Object.assign(ctx.request, { body: { id: 'o1' } })
    return next()
  })
  koa.use(koaHandler(actions, options))
  const app = express().use(express.urlencoded())
  app.post('/', expressHandler(actions, options))
  app.post('/form', expressHandler(actions, { ...options, payload: (req: express.Request) => req.body }))
  // It reads text/plain by itself.
  const fastify = Fastify()
  fastify.post('/', fastifyHandler(actions, options))
  await fastify.listen({ port: 0, host: '127.0.0.1' })
  const servers = [
    running('koa', await listening(createServer(koa.callback()))),
    running('express', await listening(createServer(app))),
    running('fastify', fastify.server as ReturnType<typeof createServer>),
  ]
  const answers = await Promise.all(servers.map(({ name, url }) => fetch(url, name === 'fastify' ? text : form('o1'))))
  answers.push(await fetch(`${servers[1]?.url}/form`, form('o2')))
  for (const server of servers) await server.close()

  assert.equal(
    answers.map(({ status }) => status),
    [415, 415, 415, 204],
  )
  assert.equal(ran, [{ id: 'o2' }])
})

test('a body without a length, as HTTP/2 allows, must be said to be JSON, too', () => {
  const refused = thrown(() => parsed('id=o1', { 'content-type': 'text/plain' })) as { status?: number }

  assert.is(refused.status, 415)
  assert.is(parsed('o1', { 'content-type': 'application/json' }), 'o1')
})

test('several content types in one are none, and a type that the parser of the server does not read is 415', async () => {
  const errors: unknown[] = []
  const options = { expose: ['Ship' as const], onError: (error: unknown) => errors.push(error) }
  const app = new Hono().post('/:action', honoHandler(openShop(), options))
  const parsing = express().post('/actions/:action', express.json(), expressHandler(openShop(), options))
  const server = running('express', await listening(createServer(parsing)))
  const body = '{"id":"o1"}'
  const headersOf = (type: string) => ({ method: 'POST', headers: { 'content-type': type }, body })

  const answers = [
    await app.request('/Ship', headersOf('text/plain, application/json')),
    await app.request('/Ship', headersOf('text/plain/json')),
    await app.request('/Ship', headersOf('application/vnd.api+json')),
    await fetch(`${server.url}/actions/Ship`, headersOf('application/vnd.api+json')),
  ]
  await server.close()

  assert.equal(
    answers.map(({ status }) => status),
    [415, 415, 200, 415],
  )
  assert.equal(errors, [])
})

test('an action that is exposed, but not registered, is told once', async () => {
  const app = new Hono().post('/:action', honoHandler(openShop(), { expose: ['Stok' as 'Stock'] }))
  const warned: unknown[] = []
  const { warn } = console
  console.warn = (text) => warned.push(text)
  try {
    for (let i = 0; i < 2; i++) assert.is((await app.request('/Stok', { method: 'POST' })).status, 404)
  } finally {
    console.warn = warn
  }
  assert.is(warned.length, 1)
  assert.match(String(warned[0]), /exposed.*"Stok".*"Stock"/)
})

test('a route without the parameter action is an error that says what is missing', async () => {
  const errors: unknown[] = []
  const app = new Hono()
  app.post('/stock', honoHandler(openShop(), { expose: ['Stock'], onError: (error) => errors.push(error) }))

  const response = await app.request('/stock', { method: 'POST' })

  assert.is(response.status, 500)
  assert.match(String(errors[0]), 'The name of the action must be in the parameter "action" of the route')
})

test('mistakes are refused when the handler is made', () => {
  const actions = openShop()
  const mistakes = [
    () => koaHandler({} as never, { expose: [] }),
    () => koaHandler(undefined as never, { expose: [] }),
    () => honoHandler(actions, undefined as never),
    () => expressHandler(actions, { expose: 'Ship' as never }),
    () => fastifyHandler(actions, { expose: ['Ship', ''] as never }),
    () => koaHandler(actions, { expose: ['Ship'], action: 'Stock' }),
    () => koaHandler(actions, { expose: ['Ship'], action: 3 as never }),
    () => koaHandler(actions, { expose: ['Ship'], payload: 'body' as never }),
    () => koaHandler(actions, { expose: ['Ship'], timeout: 0 }),
    () => koaHandler(actions, { expose: ['Ship'], statuses: { ACTION_BLOCKED: 0 } }),
    () => koaHandler(actions, { expose: ['Ship'], respnd: () => {} } as never),
    () => koaHandler(actions, { expose: new Set(['Ship']) } as never),
    () => koaHandler(actions, { expose: { entries: null } } as never),
  ].map((mistake) => thrown(mistake) as Error)

  assert.equal(
    mistakes.map(({ name, message }) => `${name}: ${message}`),
    [
      'TypeError: The first argument must be actions, or a scope of them, got {}',
      'TypeError: The first argument must be actions, or a scope of them, got undefined',
      'TypeError: The option expose must be a list of names, or a contract, got undefined',
      'TypeError: The option expose must be a list of names, or a contract, got "Ship"',
      'TypeError: A name in the option expose must be a non-empty string, got ""',
      'TypeError: The action "Stock" is not in the option expose: add it there',
      'TypeError: The option action must be a non-empty string, got 3',
      'TypeError: The option payload must be a function, got "body"',
      'RangeError: The option timeout must be between 1 and 2147483647 milliseconds, or left out for no limit, got 0',
      'TypeError: The status of ACTION_BLOCKED must be an integer from 400 to 599, got 0',
      'TypeError: There is no option "respnd": did you mean "respond"? The options are expose, action, payload, state, respond, onError, timeout, statuses, typeOf',
      'TypeError: The option expose must be a list of names, or a contract, got an object',
      'TypeError: The option expose must be a list of names, or a contract, got { entries: null }',
    ],
  )
})

test.run()
