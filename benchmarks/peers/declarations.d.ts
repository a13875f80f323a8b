// Declares only what the adapters and the chart need of their packages. The packages' own types exist only after `npm
// ci` in benchmarks/, and the code base must compile without them. Each use of a package checks what the package really
// does.

declare module 'hookable' {
  export class HookableCore {
    hook(name: string, listener: (payload: never) => unknown): () => void
    removeHook(name: string, listener: (payload: never) => unknown): void
    callHook(name: string, ...args: unknown[]): Promise<unknown> | undefined
  }
  export class Hookable extends HookableCore {
    beforeEach(tell: () => void): () => void
    afterEach(tell: () => void): () => void
  }
}

declare module 'tapable' {
  export class SyncHook<T> {
    constructor(args: string[])
    tap(name: string, listener: (value: T) => unknown): void
    call(value: T): unknown
  }
  export class SyncBailHook<T> extends SyncHook<T> {}
  export class AsyncSeriesHook<T> {
    constructor(args: string[])
    tap(name: string, listener: (value: T) => unknown): void
    tapPromise(name: string, listener: (value: T) => Promise<unknown>): void
    intercept(interceptor: { tap(): void }): void
    promise(value: T): Promise<unknown>
  }
  export class AsyncSeriesBailHook<T> extends AsyncSeriesHook<T> {}
}

declare module '@feathersjs/hooks' {
  export interface HookContext<P> {
    arguments: [P]
    result?: unknown
  }
  export type HookMiddleware<P> = (ctx: HookContext<P>, next: () => Promise<unknown>) => unknown
  type Hook<P> = (ctx: HookContext<P>) => unknown
  export function collect<P>(hooks: { before: Hook<P>[]; after: Hook<P>[] }): HookMiddleware<P>
  export function hooks<P>(
    core: (payload: P) => unknown,
    middleware: HookMiddleware<P>[],
  ): (payload: P) => Promise<unknown>
}

declare module 'before-after-hook' {
  interface Collection {
    <P>(name: string, method: (options: P) => unknown, options: P): Promise<unknown>
    before<P>(name: string, hook: (options: P) => unknown): void
    after<P>(name: string, hook: (result: unknown, options: P) => unknown): void
    wrap<P>(name: string, hook: (method: (options: P) => unknown, options: P) => unknown): void
    remove(name: string, hook: (options: never) => unknown): void
  }
  const Hook: { Collection: new () => Collection }
  export default Hook
}

declare module 'kareem' {
  export default class Kareem {
    static skipWrappedFunction(): unknown
    pre(name: string, hook: (payload: never) => unknown): void
    post(name: string, hook: () => unknown): void
    wrap<P>(name: string, core: (payload: P) => unknown, context: P, args: [P]): Promise<unknown>
  }
}

declare module 'emittery' {
  export default class Emittery {
    on(name: string, listener: (payload: never) => unknown): () => void
    off(name: string, listener: (payload: never) => unknown): void
    emitSerial(name: string, payload: unknown): Promise<void>
  }
}

declare module '@middy/core' {
  // biome-ignore lint/suspicious/noExplicitAny: events are any
  type Event = any
  interface Middy {
    (event: Event): Promise<unknown>
    before(middleware: (request: { event: Event }) => unknown): Middy
    after(middleware: (request: { event: Event }) => unknown): Middy
    handler(handler: (event: Event) => unknown): Middy
  }
  export default function middy(): Middy
}

declare module '@wordpress/hooks' {
  interface Hooks {
    addAction(name: string, namespace: string, listener: (payload: never) => unknown): void
    removeAction(name: string, namespace: string): number
    doActionAsync(name: string, payload: unknown): Promise<void>
  }
  export function createHooks(): Hooks
}

declare module '*/hono/dist/compose.js' {
  type Middleware<C> = (ctx: C, next: () => Promise<unknown>) => unknown
  export function compose<C>(middleware: [[Middleware<C>, unknown], unknown][]): (ctx: C) => Promise<C>
}

declare module 'mobx-state-tree' {
  // biome-ignore lint/suspicious/noExplicitAny: arguments are any
  type Call = { args: any[] }
  type Next = (call: Call, callback?: (result: unknown) => unknown) => void
  type Handler = (call: Call, next: Next, abort: (result: unknown) => void) => void
  interface Model<A> {
    actions<B>(make: () => B): Model<A & B>
    create(): A
  }
  const tree: {
    addMiddleware(node: object, handler: Handler): () => void
    types: { model(properties: object): Model<object> }
  }
  export default tree
}

declare module '@observablehq/plot' {
  type Mark = { readonly mark: unique symbol }
  type Options = Record<string, unknown>
  export function plot(options: Options): Element
  export function gridY(ticks: number[], options: Options): Mark
  export function text(values: number[], options: Options): Mark
  export function ruleY(values: number[], options: Options): Mark
  export function line<T>(data: T[], options: Options): Mark
  export function dot<T>(data: T[], options: Options): Mark
}

declare module 'linkedom' {
  export function parseHTML(html: string): { document: Document }
}
