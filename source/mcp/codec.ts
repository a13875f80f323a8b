// Signs the state of questions. Only this file knows `@modelcontextprotocol/server`, and loads it when the first question goes out.

import type { StateCodec } from './types.js'

/** Returns a codec with a key that only this process has: what it signs leads to calls that only this process has. */
export function createCodec(): Promise<StateCodec> {
  // `as string`: the types of the package need those of Node, which this library does without. tsx, which runs the tests, adds a
  // branch to each `import()`.
  /* c8 ignore next */
  const loading: Promise<Server> = import('@modelcontextprotocol/server' as string)
  return loading.then(({ createRequestStateCodec }) =>
    createRequestStateCodec({
      key: crypto.getRandomValues(new Uint8Array(32)),
      // Longer than any timer, since the server that asks decides how long its question waits.
      ttlSeconds: 2 ** 31,
      bind: ({ http }) => http?.authInfo?.clientId ?? '',
    }),
  )
}

/** The part of the package that is used. */
interface Server {
  createRequestStateCodec(options: {
    readonly key: Uint8Array
    readonly ttlSeconds: number
    readonly bind: (ctx: { readonly http?: { readonly authInfo?: { readonly clientId?: string } } }) => string
  }): StateCodec
}
