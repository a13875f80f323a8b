// Middleware and replacements: functions around all that is further in.

import type { AnyFunction } from './arguments.js'
import { Call, type Role } from './calls.js'
import { CLOSED, type Context, type Part, RESULT } from './context.js'
import { follow, handled, isLoose, nothing, type Work } from './promises.js'

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

  return layers.map(({ part, run }, place) => {
    const role: Role<MiddlewareCall> = {
      part,
      start({ ctx, next }) {
        ctx._throwIfStopped()
        return run(ctx, next)
      },
      end({ ctx, called }, failed, value) {
        const { _standing: stop, _abortion: abortion, _ending: ending } = ctx
        // What is further in unwinds by itself, perhaps later; where nothing has been started, there is nothing to unwind.
        if (!called) ctx._close()
        if (!failed) {
          if (stop === undefined) return undefined
          // What has never called `next()` has caught it inside, where a stack composed by hand stands.
          const caughtAt = called ? abortion?.unwound[place + 1] : abortion?.assignments
          const recovered =
            stop === abortion &&
            caughtAt !== undefined &&
            caughtAt !== ctx._assignments &&
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
      },
    }

    return (ctx, proceed) => {
      const call = new MiddlewareCall(ctx, role, proceed)
      return mustYield(ctx, place) ? handled(follow(Promise.resolve(), () => call.run())) : call.run()
    }
  })
}

class MiddlewareCall extends Call {
  declare readonly ctx: Context
  readonly next: () => Promise<unknown>

  constructor(ctx: Context, role: Role<MiddlewareCall>, proceed: () => Promise<unknown>) {
    super(ctx, role)
    this.next = () => {
      if (this.ended || this.called) {
        return this.misused(ctx.action, 'next', 'what is inside it runs once, so call next() once')
      }
      this.called = true
      return this.start(proceed)
    }
  }
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
  const coreRole: Role<BodyCall> = {
    part: core.part,
    start({ ctx, payload }) {
      prepare(ctx, payload)
      ctx._close()
      const { run } = core
      return run(payload, ctx)
    },
    end(call, failed, value) {
      throwIfFailed(call, failed, value)
      call.land(value)
      return value
    },
  }
  const roles = layers.map(
    ({ part, run }, index): Role<ReplacementCall> => ({
      part,
      start({ ctx, payload, original }) {
        prepare(ctx, payload)
        return run(payload, original, ctx)
      },
      end(call, failed, value) {
        const { ctx, landed } = call
        if (index === 0) ctx._close()
        throwIfFailed(call, failed, value)
        // What other calls resolved with is none of this one's business; what was assigned is.
        const result =
          value !== undefined ? value : ctx._assignments === landed?.assignments ? landed.value : ctx._assigned
        call.land(result)
        return result
      },
    }),
  )

  const enter = (ctx: Context, payload: unknown, index: number, land: Land): unknown => {
    const role = roles[index]
    if (role === undefined) return new BodyCall(ctx, coreRole, payload, land).run()
    const call = new ReplacementCall(ctx, role, payload, land, (handed, landed) =>
      enter(ctx, handed, index + 1, landed),
    )
    return mustYield(ctx, outside + index) ? handled(follow(Promise.resolve(), () => call.run())) : call.run()
  }
  return (payload, ctx) => enter(ctx, payload, 0, nothing)
}

/** Told of the result of a call, before anybody who waits for it. */
type Land = (value: unknown) => void

/** A call of the core, where it has replacements in front of it. */
class BodyCall extends Call {
  declare readonly ctx: Context
  readonly payload: unknown
  readonly land: Land

  constructor(ctx: Context, role: Role<never>, payload: unknown, land: Land) {
    super(ctx, role)
    this.payload = payload
    this.land = land
  }
}

class ReplacementCall extends BodyCall {
  landed: { readonly value: unknown; readonly assignments: number } | undefined = undefined
  readonly original: (...given: [unknown?]) => Promise<unknown>

  constructor(
    ctx: Context,
    role: Role<ReplacementCall>,
    payload: unknown,
    land: Land,
    enter: (payload: unknown, land: Land) => unknown,
  ) {
    super(ctx, role, payload, land)
    this.original = (...given) => {
      if (this.ended) return this.misused(ctx.action, 'original')
      const work: Work = this.start(() =>
        enter(given.length > 0 ? given[0] : payload, (value) => {
          // Raced, and too late.
          if (this.ended && !isLoose(work)) return
          this.landed = { value, assignments: ctx._assignments }
          if (isInBody(ctx)) ctx._value = value
        }),
      )
      return work
    }
  }
}

function prepare(ctx: Context, payload: unknown): void {
  ctx._throwIfStopped()
  if (isInBody(ctx)) ctx.payload = payload
}

function throwIfFailed({ ctx, part }: BodyCall, failed: boolean, value: unknown): void {
  const stop = ctx._stop
  if (failed || stop !== undefined) throw ctx._failure(failed ? value : stop?.error, part)
}

/** False for work that was raced and comes too late: it shall change nothing for those who go on. */
function isInBody(ctx: Context): boolean {
  return ctx._at === ctx._plan.bodyAt
}

/** Whether a layer has to start in a microtask, because there are so many on the call stack already. */
function mustYield(ctx: Context, place: number): boolean {
  const position = ctx._base + place
  return position > 0 && position % SYNCHRONOUS_LAYERS === 0
}
