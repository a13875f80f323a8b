// The actions of these tests, and the places from which an invocation can start another invocation.

import type { ActionContext, Actions } from '../../../source/core/index.js'

export interface Desk {
  PrintLabel(payload: { copies: number }): string
  SendMail(payload: { to: string }): string
  OpenDrawer(): void
}

type StartFrom = (actions: Actions, nest: (ctx: ActionContext) => Promise<unknown>) => void

/** Calls `nest()` from a party of PrintLabel: one place for each kind of party. */
export const PLACES: readonly (readonly [where: string, startFrom: StartFrom])[] = [
  [
    'middleware for every action',
    (actions, nest) =>
      actions.use(async (ctx, next) => {
        if (ctx.action === 'PrintLabel') await nest(ctx)
        await next()
      }),
  ],
  [
    'middleware for one action',
    (actions, nest) =>
      actions.use('PrintLabel', async (ctx, next) => {
        await nest(ctx)
        await next()
      }),
  ],
  [
    'a payload update',
    (actions, nest) =>
      actions.registerAction('PrintLabel', () => 'printed', {
        payloadUpdate: async (payload: unknown, ctx: ActionContext) => {
          await nest(ctx)
          return payload
        },
        override: true,
      }),
  ],
  [
    'a before-listener',
    (actions, nest) => actions.addListener('beforePrintLabel', (_payload, _abort, ctx) => nest(ctx)),
  ],
  ['a replacement', (actions, nest) => actions.replaceAction('PrintLabel', (_payload, _original, ctx) => nest(ctx))],
  ['a core', (actions, nest) => actions.registerAction('PrintLabel', (_payload, ctx) => nest(ctx), { override: true })],
  [
    'an after-listener',
    (actions, nest) => actions.addListener('afterPrintLabel', (_payload, _result, ctx) => nest(ctx)),
  ],
  [
    'an error-listener',
    (actions, nest) => {
      const jam = () => {
        throw new Error('paper jam')
      }
      actions.registerAction('PrintLabel', jam, { override: true })
      actions.addListener('errorPrintLabel', (_payload, _error, ctx) => nest(ctx))
    },
  ],
]
