// Defines the types of `entracte/http`.

import type { ActionMap, ActionName, AnyActions, Party } from '../core/index.js'

/** Describes what went wrong, as RFC 9457 does: the body of an answer of the type `application/problem+json`. */
export interface Problem {
  /** A URI that names the kind of problem. `about:blank` says that the status and `code` tell everything. */
  readonly type: string
  /** The words of the HTTP status. */
  readonly title: string
  /** The HTTP status, 400 to 599. */
  readonly status: number
  /** Says what happened, for people. Left out for errors that clients must not read. */
  readonly detail?: string
  /** The code of an error of entracte, such as `ACTION_ABORTED`. It never changes. */
  readonly code?: string
  /** The name of the action. */
  readonly action?: string
  /** The reason of an abort, as JSON can hold it. An error is its message. */
  readonly reason?: unknown
  /** The party that aborted; null when the party is unknown. */
  readonly by?: Party | null
  /** What is wrong with a payload: an entry for each field. */
  readonly issues?: readonly ProblemIssue[]
}

/** Says what is wrong with one field of a payload. */
export interface ProblemIssue {
  /** Says what is wrong, for people. */
  readonly message: string
  /** The keys that lead to the field. Empty for the payload itself. */
  readonly path: readonly (string | number)[]
}

/** The options of `toProblem`. */
export interface ProblemOptions {
  /**
   * The action that the client asked for. The wrong payload of *another* action, which its functions have invoked, is then a fault of the
   * server. Default: the action of the error.
   */
  action?: string | undefined
  /**
   * The status of codes: of entracte's, where it is not the default, and of your own errors, whose message clients may then read.
   * `{ ACTION_BLOCKED: 503, OUT_OF_STOCK: 409 }`
   */
  statuses?: Readonly<Record<string, number>> | undefined
  /** Returns `type` for a code; the code is undefined for an error that is none of entracte. Default: `about:blank`. */
  typeOf?: ((code: string | undefined) => string) | undefined
}

/**
 * What may be invoked from outside: a list of names, or a contract of `entracte/contract`, whose actions may all be invoked. The contract must
 * be enforced. Nothing else is answered: for every other name, the answer is the same 404, whether the action is registered or not.
 */
export type Exposed<M extends ActionMap<M> = AnyActions> =
  | readonly ActionName<M>[]
  | {
      /**
       * One entry for each action of the contract. An action whose entry has no `payload` receives undefined, and the answer of one whose
       * entry has no `result` is empty.
       */
      readonly entries: { readonly [K in ActionName<M>]?: unknown }
    }

/**
 * The options of a handler.
 *
 * `Args` is what the framework calls a handler with: `[ctx]` in Koa, `[c]` in Hono, `[req, res]` in Express, `[request, reply]` in
 * Fastify. Each function here receives the same.
 */
export interface HandlerOptions<M extends ActionMap<M>, Args extends readonly unknown[]>
  extends Omit<ProblemOptions, 'action'> {
  /** What clients may invoke. There is no default: a client never reaches an action that is not named here. */
  expose: Exposed<M>
  /** The name of the action, or a function that reads it from the request. Default: the parameter `action` of the route. */
  action?: ActionName<M> | ((...args: Args) => string) | undefined
  /**
   * Reads the payload from the request. Default: the body, as the parser of the framework gives it; one whose content type is not JSON is
   * answered 415.
   */
  payload?: ((...args: Args) => unknown) | undefined
  /** Returns what `ctx.state` begins with, such as the user of the request. Default: nothing. */
  state?: ((...args: Args) => object | undefined | Promise<object | undefined>) | undefined
  /** The time limit of each invocation, in milliseconds. Default: the limit of the action. */
  timeout?: number | undefined
  /**
   * Answers a request whose action has a result. In Hono, it returns a `Response`; in Fastify, what it returns is sent, unless it has sent
   * something. Koa and Express ignore what it returns. Default: the result as JSON, and 204 for undefined.
   */
  respond?: ((result: unknown, ...args: Args) => unknown) | undefined
  /** Receives what the client is told as a status of 500 and more, except 504. Default: `console.error`, as Koa does. */
  onError?: ((error: unknown, ...args: Args) => unknown) | undefined
}

/** The part of the `ctx` of Koa that is used. */
export interface KoaContext {
  /** The parameters of the route, which a router adds. */
  // biome-ignore lint/suspicious/noExplicitAny: routers and parsers give these fields types of their own
  readonly params?: any
  /** The request; its `body` is what a parser adds. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly request: any
  /** The response of Node. */
  readonly res: ServerResponseLike
  /** The status of the answer. */
  status: number
  /** The body of the answer. */
  body: unknown
  /** Sets a header of the answer. */
  set(name: string, value: string): void
}

/** The part of the context of Hono that is used. */
export interface HonoContext {
  /** The request. */
  readonly req: HonoRequest
}

/** The part of the request of Hono that is used. */
export interface HonoRequest {
  /** The request of the platform, with its signal and its headers. */
  readonly raw: Pick<Request, 'signal' | 'headers'>
  /** Reads a parameter of the route. */
  // biome-ignore lint/suspicious/noExplicitAny: Hono has an overload for each route
  param(name: any): any
  /** Reads the body. */
  text(): Promise<string>
}

/** The part of the request of Express that is used. */
export interface ExpressRequest {
  /** The parameters of the route. */
  // biome-ignore lint/suspicious/noExplicitAny: routes give the parameters types of their own
  readonly params: any
  /** What a parser adds. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly body?: any
  /** The headers, in lower case. */
  readonly headers: HeadersLike
}

/** The part of the response of Express that is used. */
export interface ExpressResponse extends ServerResponseLike {
  /** Sets the status of the answer. */
  status(status: number): unknown
  /** Sets a header of the answer. */
  setHeader(name: string, value: string): unknown
  /** Sends the answer. */
  end(body?: string): unknown
}

/** The part of the request of Fastify that is used. */
export interface FastifyRequest {
  /** The parameters of the route. */
  readonly params: unknown
  /** The body, as Fastify has parsed it. */
  readonly body: unknown
  /** The headers, in lower case. */
  readonly headers: HeadersLike
}

/** The part of the reply of Fastify that is used. */
export interface FastifyReply {
  /** The response of Node. */
  readonly raw: ServerResponseLike
  /** Sets the status of the answer. */
  code(status: number): unknown
  /** Sets a header of the answer. */
  header(name: string, value: string): unknown
  /** Sends the answer. */
  send(body?: unknown): unknown
}

/** The part of a `ServerResponse` of Node that is used. */
export interface ServerResponseLike {
  /** Whether all of the answer has been handed to the system. */
  readonly writableFinished: boolean
  /** Whether an answer has begun. */
  readonly headersSent: boolean
  /** Whether the answer has been written to its end. */
  readonly writableEnded: boolean
  /** Whether the connection is gone. */
  readonly destroyed: boolean
  /** Tells of the end of the connection. */
  once(event: 'close', listener: () => void): unknown
  /** Breaks the connection off. */
  destroy(): unknown
}

/** The part of the headers of Node that is used. */
export interface HeadersLike {
  readonly [name: string]: string | readonly string[] | undefined
}
