// Idempotency: who sends a request again, with the same key, changes nothing and has the answer of the first.

import type { Shop } from './contract.js'
import type { PluginOf } from './entracte.js'

interface First {
  /** The action and the payload, to tell another request with the same key. */
  readonly asked: string
  /** The answer; undefined when the request has ended without one. */
  readonly answer: Promise<{ readonly result: unknown } | { readonly error: unknown } | undefined>
}

/** How long answers are kept, in milliseconds. */
const KEPT = 3_600_000

export const once: PluginOf<Shop> = (actions) => {
  const firsts = new Map<string, First>()

  actions.use(
    async function answerOnce(ctx, next) {
      const { session, idempotencyKey } = ctx.state
      if (ctx.parent || idempotencyKey === undefined) return next()
      const key = `${session?.tenant} ${idempotencyKey}`
      const asked = JSON.stringify([ctx.action, ctx.payload])

      for (let first = firsts.get(key); first; first = firsts.get(key)) {
        if (first.asked !== asked) return ctx.abort({ status: 422, why: 'this key belongs to another request' })
        const answer = await first.answer
        if (answer === undefined) continue
        if ('error' in answer) throw answer.error
        ctx.result = answer.result as typeof ctx.result
        return
      }

      const running = next()
      const answer = running.then(
        () => ({ result: ctx.result }),
        (error: unknown) => {
          // The client has left, somebody has refused, or the queue was away: nothing was done, and the key is free again.
          if (!ctx.signal.aborted && !String(Object(error).code).startsWith('ACTION_')) return { error }
          firsts.delete(key)
          return undefined
        },
      )
      firsts.set(key, { asked, answer })
      setTimeout(() => firsts.delete(key), KEPT).unref()
      await running
    },
    // Inside the authorisation, and outside the limits: an answer that is there already costs nothing.
    { order: -900 },
  )
}
