// What does the option respond do, and what of an answer that it breaks?

import { createServer, type ServerResponse } from 'node:http'
import Router from '@koa/router'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { expressHandler, fastifyHandler, honoHandler, koaHandler } from '../../source/http/index.js'
import { listening, openShop, post, running } from './servers.js'

test('Express and Fastify: respond answers itself', async () => {
  const app = express()
  app.post(
    '/actions/:action',
    expressHandler(openShop(), {
      expose: ['Stock'],
      respond: (_result, req, res: express.Response) => res.status(202).send(req.params.action),
    }),
  )
  const fastify = Fastify()
  fastify.post(
    '/actions/:action',
    fastifyHandler(openShop(), {
      expose: ['Stock'],
      respond: (_result, _request, reply) => reply.code(202).send('Stock'),
    }),
  )
  await fastify.listen({ port: 0, host: '127.0.0.1' })
  const servers = [
    running('express', await listening(createServer(app))),
    running('fastify', fastify.server as ReturnType<typeof createServer>),
  ]

  for (const server of servers) {
    const response = await post(server, 'Stock')
    assert.equal([response.status, await response.text()], [202, 'Stock'], server.name)
    await server.close()
  }
})

test('Hono: a respond that returns no Response is an error, and not an empty answer', async () => {
  const errors: Error[] = []
  const app = new Hono()
  app.onError((error, c) => {
    errors.push(error)
    return c.text('', 500)
  })
  const returned = [
    undefined,
    null,
    5,
    'three',
    {},
    { status: 200 },
    { status: 200, text: 'three' },
    { text: () => '' },
  ]
  app.post('/:i', (c) => {
    const respond = () => returned[Number(c.req.param('i'))]
    return honoHandler(openShop(), { expose: ['Stock'], action: 'Stock', respond })(c)
  })

  for (const i of returned.keys()) assert.is((await app.request(`/${i}`, { method: 'POST' })).status, 500, String(i))
  assert.equal(
    errors.map(({ message }) => message.replace('What the option respond returns must be a Response, got ', '')),
    [
      'undefined',
      'null',
      '5',
      '"three"',
      '{}',
      '{ status: 200 }',
      '{ status: 200, text: "three" }',
      '{ text: a function }',
    ],
  )
})

test('Hono: a Response of a polyfill, or of another realm, goes through as it is', async () => {
  // No instance of the Response of this realm, and without a tag.
  const foreign = { status: 201, ok: true, headers: new Headers(), body: null, text: async () => 'three' }
  const respond = () => foreign
  const handler = honoHandler(openShop(), { expose: ['Stock'], action: 'Stock', respond })
  const raw = new Request('http://localhost')

  assert.is(await handler({ req: { raw, param: () => '', text: async () => '' } }), foreign)
})

test('Koa and Express: a respond that fails after it has begun an answer goes to onError, and ends that answer', async () => {
  const errors: unknown[] = []
  const framework: unknown[] = []
  const told = new Error('after the answer began')
  const options = (begin: (res: ServerResponse) => void) => ({
    expose: ['Stock' as const],
    action: 'Stock' as const,
    onError: (error: unknown) => errors.push(error),
    respond(_result: unknown, ...[one, two]: readonly unknown[]) {
      // Koa has one argument, and leaves the response alone then.
      if (two === undefined) Object.assign(one as object, { respond: false })
      begin((two ?? (one as { res: unknown }).res) as ServerResponse)
      throw told
    },
  })
  const part = options((res) => res.write('part'))
  const whole = options((res) => res.end('whole'))
  const router = new Router()
  for (const [path, each] of [['/part', part] as const, ['/whole', whole] as const])
    router.post(path, koaHandler(openShop(), each))
  const koa = new Koa().use(router.routes())
  koa.on('error', (error) => framework.push(error))
  const app = express()
  for (const [path, each] of [['/part', part] as const, ['/whole', whole] as const])
    app.post(path, expressHandler(openShop(), each))
  app.use(((error, _req, _res, next) => next(framework.push(error))) as express.ErrorRequestHandler)
  const servers = [
    running('koa', await listening(createServer(koa.callback()))),
    running('express', await listening(createServer(app))),
  ]

  for (const { name, url } of servers) {
    assert.is(await (await fetch(`${url}/whole`, { method: 'POST' })).text(), 'whole', name)
    const broken = await fetch(`${url}/part`, { method: 'POST', signal: AbortSignal.timeout(2_000) })
      .then((response) => response.text())
      .catch(({ name }) => name)
    assert.is(broken, 'TypeError', name)
  }
  for (const server of servers) await server.close()

  assert.equal(errors, [told, told, told, told])
  assert.equal(framework, [])
})

test.run()
