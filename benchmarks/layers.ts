// What does a layer cost: middleware beside koa-compose alone with the same functions, replacements beside nested closures?

import compose from 'koa-compose'
import { head, measure, published, row } from './harness.js'

const { createActions } = await published()

interface Ctx {
  payload: number
  result?: unknown
}
type Middleware = (ctx: Ctx, next: () => Promise<unknown>) => unknown

const middleware: Middleware[] = [
  async (_ctx, next) => {
    await next()
  },
  async (ctx, next) => {
    await next()
    ctx.result = (ctx.result as number) + 1
  },
  (_ctx, next) => next(),
]

console.log(head('Middleware: time ÷ koa-compose alone', ['koa-compose', 'entracte']))
for (const n of [1, 10, 100]) {
  const many = Array.from({ length: n }, (_, i) => middleware[i % middleware.length] as Middleware)
  const actions = createActions()
  actions.registerAction('Double', async (payload: number) => payload * 2)
  for (const one of many) actions.use('Double', one as never)
  const core: Middleware = async (ctx) => {
    ctx.result = await (async (payload: number) => payload * 2)(ctx.payload)
  }
  const alone = compose<Ctx>([...many, core] as never)
  const byHand = async () => {
    const ctx: Ctx = { payload: 21 }
    await alone(ctx)
    return ctx.result
  }
  const invoked = () => actions.invokeAction('Double', 21)
  if ((await byHand()) !== (await invoked())) throw new Error('They do not do the same')

  console.log(row(`${n} middleware`, await measure({ 'koa-compose': byHand, entracte: invoked })))
}

console.log(head('Replacements: time ÷ nested closures', ['closures', 'entracte']))
for (const n of [1, 10, 100]) {
  const actions = createActions()
  actions.registerAction('Double', async (payload: number) => payload * 2)
  let nested = async (payload: number) => payload * 2
  for (let i = 0; i < n; i++) {
    const original = nested
    nested = async (payload) => original(payload)
    actions.replaceAction('Double', async (payload: number, original) => original(payload))
  }
  const byHand = () => nested(21)
  const invoked = () => actions.invokeAction('Double', 21)
  if ((await byHand()) !== (await invoked())) throw new Error('They do not do the same')

  console.log(row(`${n} replacements`, await measure({ closures: byHand, entracte: invoked })))
}
