// Declares only what stack.ts needs of koa-compose 4.2.0, which has no types of its own. `@types/koa-compose` would add
// the types of koa, express and node. Then `setTimeout` would have Node's type inside the library.

declare module 'koa-compose' {
  type Next = () => Promise<void>
  type Entry<Context> = (ctx: Context, next: Next) => unknown
  /** What the types of Koa need, which the tests of `entracte/http` use. */
  // biome-ignore lint/suspicious/noExplicitAny: as Koa has it
  type Middleware<Context> = (ctx: Context, next: () => Promise<any>) => any
  type Composed<Context> = (ctx: Context, next?: Entry<Context>) => Promise<unknown>

  /** Composes middleware. Each call of the composed function starts synchronously and returns a native promise. */
  export default function compose<Context>(middleware: readonly Entry<Context>[]): Composed<Context>
}
