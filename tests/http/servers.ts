// Serves the same actions with four real servers, over loopback.

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type HttpBindings, serve } from '@hono/node-server'
import Router from '@koa/router'
import express from 'express'
import Fastify from 'fastify'
import { type Context, Hono } from 'hono'
import Koa from 'koa'
import { type Actions, createActions } from '../../source/core/index.js'
import {
  expressHandler,
  fastifyHandler,
  type HandlerOptions,
  honoHandler,
  koaHandler,
} from '../../source/http/index.js'

export interface Order {
  id: string
  weight?: number
}

export interface Shop {
  Ship(order: Order): unknown
  Refund(order: Order): { refunded: string }
  Stock(): { pieces: number }
  Secret(): string
}

/** The options of a handler of every framework: their functions take what the framework gives. */
export type AnyOptions = HandlerOptions<Shop, readonly unknown[]>

export interface RunningServer {
  readonly name: string
  readonly url: string
  close(): Promise<void>
}

/** Makes a shop whose every action works. */
export function openShop(): Actions<Shop> {
  const actions = createActions<Shop>()
  actions.registerAction('Ship', ({ id }) => ({ shipped: id }))
  actions.registerAction('Refund', ({ id }) => ({ refunded: id }))
  actions.registerAction('Stock', () => ({ pieces: 3 }))
  actions.registerAction('Secret', () => 'secret')
  return actions
}

/** Reads the header `x-user` of a request, whatever the framework. */
export function userOf(request: unknown): string | undefined {
  const { req, headers } = request as { req?: { header?(name: string): string; headers?: object }; headers?: object }
  const all = { ...(headers ?? req?.headers) } as Record<string, string>
  return all['x-user'] ?? (typeof req?.header === 'function' ? req.header('x-user') : undefined)
}

/** Opens the four servers, each with `POST /actions/:action`. */
export async function openServers(actions: Actions<Shop>, options: AnyOptions): Promise<RunningServer[]> {
  const koa = new Koa()
  const router = new Router()
  // The smallest parser: the tests need no more of one.
  koa.use(async (ctx, next) => {
    const chunks: Buffer[] = []
    for await (const chunk of ctx.req) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    Object.assign(ctx.request, { body: text === '' ? undefined : JSON.parse(text) })
    await next()
  })
  router.post('/actions/:action', koaHandler(actions, options))
  koa.use(router.routes())

  const hono = new Hono<{ Bindings: HttpBindings }>()
  hono.post('/actions/:action', honoHandler<Shop, Context>(actions, options))

  const fastify = Fastify()
  fastify.post('/actions/:action', fastifyHandler(actions, options))
  await fastify.listen({ port: 0, host: '127.0.0.1' })

  const app = express()
  app.post('/actions/:action', express.json(), expressHandler(actions, options))

  const honoServer = await new Promise<Server>((resolve) => {
    const server = serve({ fetch: hono.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(server as Server))
  })
  return [
    running('koa', await listening(createServer(koa.callback()))),
    running('hono', honoServer),
    running('express', await listening(createServer(app))),
    running('fastify', fastify.server as Server),
  ]
}

export function post(server: RunningServer, name: string, body?: unknown, init: RequestInit = {}): Promise<Response> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const headers = { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...init.headers }
  return fetch(`${server.url}/actions/${name}`, { method: 'POST', ...sent, ...init, headers })
}

export async function listening(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

export function running(name: string, server: Server): RunningServer {
  const { port } = server.address() as AddressInfo
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
