// Middleware and replacements: functions around all that is further in.

import type { AnyFunction } from './arguments.js'
import { Call, type Ended } from './calls.js'
import { CLOSED, type Context, type Part, RESULT } from './context.js'
import { follow, isLoose, nothing, type Work } from './promises.js'

/** How many layers start synchronously, one in the other, before the next one starts in a microtask and the call stack is free again. */
const SYNCHRONOUS_LAYERS = 200

/** A function of a stack: `part` is what it is to the user, `run` is its function with whatever watches over it around it. */
export interface Layer<F = AnyFunction> {
  readonly part: Part
  readonly run: F
}

export type MiddlewareRun = (ctx: Context, next: () => Promise<unknown>) => unknown
export type ReplacementRun = (
  payload: unknown,
  original: (...given: [unknown?]) => Promise<unknown>,
  ctx: Context,
) => unknown
export type CoreRun = (payload: unknown, ctx: Context) => unknown

/**
 * The koa-compose entries of middleware.
 *
 * @param layers Outermost first.
 */
export function enterMiddleware(layers: readonly Layer<MiddlewareRun>[]): MiddlewareRun[] {
  const places = new Map(layers.map(({ part }, place) => [part as Part | undefined, place]))

  return layers.map(({ part, run }, place) => (ctx, proceed) => {
    let called = false
    const next = (): Promise<unknown> => {
      if (call.ended || called) {
        return call.misused(ctx.action, 'next', 'what is inside it runs once, so call next() once')
      }
      called = true
      return call.start(proceed)
    }
    const end: Ended = (failed, value) => {
      const { _standing: stop, _abortion: abortion, _ending: ending } = ctx
      // What is further in unwinds by itself, perhaps later; where nothing has been started, there is nothing to unwind.
      if (!called) ctx._close()
      if (!failed) {
        if (stop === undefined) return undefined
        const recovered =
          stop === abortion &&
          // What has never called `next()` has caught it inside, where a stack composed by hand stands.
          (!called || abortion.unwound === place + 1) &&
          abortion.assignments !== ctx._assignments &&
          (places.get(abortion.part) ?? Number.POSITIVE_INFINITY) > place
        if (recovered) {
          abortion.recovered = true
          return undefined
        }
      }
      const error = failed ? value : stop?.error
      if (ctx._phase === RESULT) ctx._phase = CLOSED
      if (ending !== undefined && ending.blamed?.error !== error) ending.blamed = { error, part }
      throw ctx._failure(error, part, place)
    }

    const call = new Call(ctx, part)
    return later(ctx, place, () => {
      ctx._throwIfStopped(place)
      return call.run(() => run(ctx, next), end)
    })
  })
}

/**
 * The replacements in front of a core, as one function that stands for both.
 *
 * `original` may start what is behind it any number of times, which koa-compose's `next` may not; so replacements call one
 * another directly.
 *
 * @param layers Outermost first.
 * @param outside How many layers stand around them.
 */
export function withReplacements(
  layers: readonly Layer<ReplacementRun>[],
  core: Layer<CoreRun>,
  outside: number,
): CoreRun {
  /** @param land Told of the result, before anybody who waits for it. */
  const enter = (ctx: Context, payload: unknown, index: number, land: (value: unknown) => void): unknown => {
    const layer = layers[index]
    const { part } = layer ?? core
    const run = layer?.run
    const runCore = core.run
    const call = new Call(ctx, part)
    let landed: { readonly value: unknown; readonly assignments: number } | undefined

    const original = (...given: [unknown?]): Promise<unknown> => {
      if (call.ended) return call.misused(ctx.action, 'original')
      const work: Work = call.start(() =>
        enter(ctx, given.length > 0 ? given[0] : payload, index + 1, (value) => {
          // Raced, and too late.
          if (call.ended && !isLoose(work)) return
          landed = { value, assignments: ctx._assignments }
          if (isInBody(ctx)) ctx._value = value
        }),
      )
      return work
    }
    const end: Ended = (failed, value) => {
      if (index === 0) ctx._close()
      const stop = ctx._stop
      if (failed || stop !== undefined) throw ctx._failure(failed ? value : stop?.error, part)
      let result = value
      // What other calls resolved with is none of this one's business; what was assigned is.
      if (layer !== undefined && value === undefined) {
        result = ctx._assignments === landed?.assignments ? landed.value : ctx._assigned
      }
      land(result)
      return result
    }

    const start = () => {
      ctx._throwIfStopped()
      if (isInBody(ctx)) ctx.payload = payload
      if (run === undefined) ctx._close()
      return call.run(() => (run === undefined ? runCore(payload, ctx) : run(payload, original, ctx)), end)
    }
    return layer === undefined ? start() : later(ctx, outside + index, start)
  }
  return (payload, ctx) => enter(ctx, payload, 0, nothing)
}

/** False for work that was raced and comes too late: it shall change nothing for those who go on. */
function isInBody(ctx: Context): boolean {
  return ctx._at === ctx._plan.bodyAt
}

/** Starts a layer, in a microtask when there are too many on the call stack. */
function later(ctx: Context, place: number, start: () => unknown): unknown {
  const position = ctx._base + place
  return position > 0 && position % SYNCHRONOUS_LAYERS === 0 ? follow(Promise.resolve(), start) : start()
}
