// Only what stack.ts asks of koa-compose 4.2.0, which ships no types. `@types/koa-compose` would drag in the types of
// koa, express and node, and turn `setTimeout` into Node's inside the library.

declare module 'koa-compose' {
  type Next = () => Promise<void>
  type Entry<Context> = (ctx: Context, next: Next) => unknown
  type Composed<Context> = (ctx: Context, next?: Entry<Context>) => Promise<unknown>

  /** Every call of the composed function starts synchronously and returns a native promise. */
  export default function compose<Context>(middleware: readonly Entry<Context>[]): Composed<Context>
}
