// What the tests of S5 "Waited for" share: the places where a function can start work, and what is told of one invocation.

import compose from 'koa-compose'
import { after, createActions, replacement } from '../../../source/core/index.js'
import { deferred, settled, unhandledDuring } from '../../support/helpers.js'

/** A function that starts work with `begin`, which is its `next` or its `original`. */
export type Party = (begin: () => Promise<unknown>, ctx: { result?: unknown }) => unknown

/** What the cores fail with. */
export const FAILURE = new Error('the core')

export interface Place {
  readonly name: string
  /** Whether what the function returns is a result. In middleware it is `ctx.result`. */
  readonly returns: boolean
  /** Whether the after-listeners are inside it. Then they are a part of the work, and do not run when what is inside has failed. */
  readonly aroundAfter: boolean
  /** Invokes an action with the function in this place. */
  invoke(party: Party, core: () => unknown, log: string[], reports: unknown[]): Promise<unknown>
}

export const PLACES: readonly Place[] = [
  {
    name: 'a replacement',
    returns: true,
    aroundAfter: false,
    invoke(party, core, log, reports) {
      const actions = listening(core, log, reports)
      actions.replaceAction('Save', (payload, original, ctx) => party(() => original(payload), ctx))
      return actions.invokeAction('Save')
    },
  },
  {
    name: 'middleware',
    returns: false,
    aroundAfter: true,
    invoke(party, core, log, reports) {
      const actions = listening(core, log, reports)
      actions.use('Save', (ctx, next) => party(next, ctx))
      return actions.invokeAction('Save')
    },
  },
  {
    name: 'a lifted replacement',
    returns: true,
    aroundAfter: true,
    invoke(party, core, log, reports) {
      const actions = listening(core, log, reports)
      actions.use('Save', compose([replacement((payload, original, ctx) => party(() => original(payload), ctx))]))
      return actions.invokeAction('Save')
    },
  },
  {
    name: 'a lifted replacement in a stack composed by hand',
    returns: true,
    aroundAfter: false,
    async invoke(party, core, log) {
      const ctx = { payload: undefined, result: undefined as unknown }
      const lifted = replacement<undefined, unknown, typeof ctx>((_payload, original) => party(() => original(), ctx))
      const stack = compose<typeof ctx>([
        after<undefined, unknown, typeof ctx>(() => void log.push('after')),
        lifted,
        async () => {
          ctx.result = await core()
        },
      ])
      await stack(ctx)
      return ctx.result
    },
  },
]

function listening(core: () => unknown, log: string[], reports: unknown[]) {
  const actions = createActions({ onListenerError: (error) => reports.push(error) })
  actions.registerAction('Save', core)
  actions.addListener('afterSave', () => log.push('after'))
  return actions
}

/** What the cores do; `hold` is settled by the test, a moment after everything that is due has run. */
export type Core = (hold: Promise<void>, log: string[]) => unknown

/** The cores that fail, and whether they do so before the test lets go. */
export const FAILING: readonly (readonly [when: string, early: boolean, core: Core])[] = [
  [
    'synchronously',
    true,
    () => {
      throw FAILURE
    },
  ],
  [
    'asynchronously',
    true,
    async () => {
      await null
      throw FAILURE
    },
  ],
  [
    'late',
    false,
    async (hold) => {
      await hold
      throw FAILURE
    },
  ],
]

export const succeedsLate: Core = async (hold, log) => {
  await hold
  log.push('core')
  return 'core'
}

export const neverSettles: Core = () => new Promise(() => {})

export interface Told {
  /** What happened, in order: `released` is the moment in which the test let the core go on. */
  readonly log: readonly string[]
  /** What went to onListenerError. */
  readonly reports: readonly unknown[]
  /** The unhandled rejections. */
  readonly unhandled: readonly unknown[]
}

/** Runs one invocation, and gives what can be seen of it. */
export async function tell(place: Place, party: Party, core: Core): Promise<Told> {
  const log: string[] = []
  const reports: unknown[] = []
  const hold = deferred()
  const unhandled = await unhandledDuring(async () => {
    place
      .invoke(party, () => core(hold.promise, log), log, reports)
      .then(
        (value) => log.push(`resolved with ${value}`),
        (error) => log.push(`rejected with ${error === FAILURE ? 'it' : error}`),
      )
    await settled()
    await settled()
    log.push('released')
    hold.resolve()
    for (let i = 0; i < 4; i++) await settled()
  })
  return { log, reports, unhandled }
}

/** The same function as a synchronous and as an async one. */
export const SHAPES: readonly (readonly [name: string, shape: (party: Party) => Party])[] = [
  ['synchronous', (party) => (begin, ctx) => party(begin, ctx)],
  ['async', (party) => async (begin, ctx) => party(begin, ctx)],
]

/** The log of an invocation that fails with the failure of its core, and nothing else happens. */
export function failing(early: boolean): string[] {
  return early ? ['rejected with it', 'released'] : ['released', 'rejected with it']
}
