// Who failed: in onListenerError's info, in ctx.failure, in errors, and in what observers see.

import { expectTypeOf } from 'expect-type'
import { createActions, type DuplicateActionError } from '../../../source/core/index.js'
import type { Party } from '../../../source/core/types.js'
import { actions, type Desk, log } from './desk.js'

createActions<Desk>({
  onListenerError(_error, { by }) {
    expectTypeOf(by).toEqualTypeOf<Party | null>()
  },
})

actions.addListener('errorAcceptTask', (_payload, _error, ctx) => {
  expectTypeOf(ctx.failure?.error).toEqualTypeOf<unknown>()
  expectTypeOf(ctx.failure?.by).toEqualTypeOf<Party | null | undefined>()
  // @ts-expect-error there may be no failure
  log.push(ctx.failure.by)
  // @ts-expect-error what failed has failed
  ctx.failure = undefined
})

declare const duplicate: DuplicateActionError
expectTypeOf(duplicate.by).toExtend<Party | null>()
log.push(duplicate.by?.name, duplicate.by?.scope)

actions.observe({
  end(info) {
    expectTypeOf(info.by).toExtend<Party | null | undefined>()
    log.push(info.reason)
  },
  around(info, run) {
    log.push(info.kind)
    return run()
  },
})
actions.observe({ around: (_info, run) => run() })

actions.use((ctx, next) => {
  // @ts-expect-error what the library says of an invocation cannot be overwritten
  ctx.id = 7
  // @ts-expect-error what the library says of an invocation cannot be overwritten
  ctx.action = 'Other'
  // @ts-expect-error what the library says of an invocation cannot be overwritten
  ctx.depth = 0
  // @ts-expect-error what the library says of an invocation cannot be overwritten
  ctx.parent = undefined
  return next()
})

// @ts-expect-error around is handed a function
actions.observe({ around: (_info, run: string) => log.push(run) })
