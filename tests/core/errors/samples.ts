// Each error of the library, and how to provoke it.

import compose from 'koa-compose'
import * as assert from 'uvu/assert'
import {
  ActionAbortedError,
  type ActionError,
  ActionMisuseError,
  ActionRecursionError,
  ActionTimeoutError,
  before,
  createActions,
  DuplicateActionError,
  replacement,
  UnknownActionError,
  UnsupportedEventError,
} from '../../../source/core/index.js'
import { deferred, rejection, settled, thrown } from '../../support/helpers.js'

export const actionsWithoutMap = () => createActions()
export type Untyped = ReturnType<typeof actionsWithoutMap>

/** Returns actions with one action, which prints. */
export function printer(): Untyped {
  const actions = actionsWithoutMap()
  actions.registerAction('PrintLabel', () => 'printed')
  return actions
}

/** Returns the only error that onListenerError receives while `work` uses the actions. */
async function reported(work: (actions: Untyped) => unknown): Promise<unknown> {
  const reports: unknown[] = []
  await work(createActions({ onListenerError: (error) => reports.push(error) }))
  await settled()
  assert.is(reports.length, 1)
  return reports[0]
}

interface Sample {
  what: string
  type: new (...args: never[]) => ActionError
  name: string
  code: string
  action: string
  message: string
  provoke: () => unknown
}

const unknown = { type: UnknownActionError, name: 'UnknownActionError', code: 'ACTION_UNKNOWN' }
const duplicate = { type: DuplicateActionError, name: 'DuplicateActionError', code: 'ACTION_DUPLICATE' }
const aborted = { type: ActionAbortedError, name: 'ActionAbortedError', code: 'ACTION_ABORTED' }
const timeout = { type: ActionTimeoutError, name: 'ActionTimeoutError', code: 'ACTION_TIMEOUT' }
const recursion = { type: ActionRecursionError, name: 'ActionRecursionError', code: 'ACTION_RECURSION' }
const misuse = { type: ActionMisuseError, name: 'ActionMisuseError', code: 'ACTION_MISUSE' }
const unsupported = { type: UnsupportedEventError, name: 'UnsupportedEventError', code: 'ACTION_UNSUPPORTED_EVENT' }

export const samples: Sample[] = [
  {
    ...unknown,
    what: 'an unknown name that is close to a registered one',
    action: 'PrintLabl',
    message: 'Cannot invoke the action "PrintLabl", because no such action is registered: did you mean "PrintLabel"?',
    provoke: () => rejection(printer().invokeAction('PrintLabl')),
  },
  {
    ...unknown,
    what: 'an unknown name that is close to two registered names',
    action: 'PrintLabel',
    message:
      'Cannot invoke the action "PrintLabel", because no such action is registered: did you mean "PrintLabels" or "PrintTable"?',
    provoke: () => {
      const actions = actionsWithoutMap()
      actions.registerAction('PrintTable', () => {})
      actions.registerAction('PrintLabels', () => {})
      return rejection(actions.invokeAction('PrintLabel'))
    },
  },
  {
    ...unknown,
    what: 'an unknown name that is close to no registered name',
    action: 'Logout',
    message: 'Cannot invoke the action "Logout", because no such action is registered: register it before invoking it',
    provoke: () => rejection(printer().invokeAction('Logout')),
  },
  {
    ...duplicate,
    what: 'a name registered twice',
    action: 'PrintLabel',
    message:
      'Cannot register the action "PrintLabel", because it is registered already: pass { override: true } to put another core in its place',
    provoke: () => thrown(() => printer().registerAction('PrintLabel', () => 'again')),
  },
  {
    ...aborted,
    what: 'an abort with a reason, by a listener with a name and a scope',
    action: 'PrintLabel',
    message:
      'The action "PrintLabel" was aborted by the before-listener "checkPaper" of the scope "stock": "out of paper"',
    provoke: () => {
      const actions = printer()
      actions
        .scope('stock')
        .addListener('beforePrintLabel', (_payload, abort) => abort('out of paper'), { name: 'checkPaper' })
      return rejection(actions.invokeAction('PrintLabel'))
    },
  },
  {
    ...aborted,
    what: 'an abort without a reason, by a listener without a name',
    action: 'PrintLabel',
    message: 'The action "PrintLabel" was aborted by the before-listener',
    provoke: () => {
      const actions = printer()
      actions.addListener('beforePrintLabel', (_payload, abort) => abort())
      return rejection(actions.invokeAction('PrintLabel'))
    },
  },
  {
    ...aborted,
    what: 'an abort with an error as its reason, by middleware',
    action: 'PrintLabel',
    message: 'The action "PrintLabel" was aborted by the middleware "gate": "the office is closed"',
    provoke: () => {
      const actions = printer()
      actions.use((ctx) => ctx.abort(new Error('the office is closed')), { name: 'gate' })
      return rejection(actions.invokeAction('PrintLabel'))
    },
  },
  {
    ...aborted,
    what: 'an abort by a replacement',
    action: 'PrintLabel',
    message: 'The action "PrintLabel" was aborted by the replacement "confirm": 404',
    provoke: () => {
      const actions = printer()
      actions.replaceAction('PrintLabel', (_payload, _original, ctx) => ctx.abort(404), { name: 'confirm' })
      return rejection(actions.invokeAction('PrintLabel'))
    },
  },
  {
    ...aborted,
    what: 'an abort in a stack composed by hand, whose ctx has no action',
    action: '',
    message: 'The action was aborted by the before-listener "checkPaper": "out of paper"',
    provoke: () => {
      const checkPaper = (_payload: unknown, abort: (reason: string) => void) => abort('out of paper')
      return rejection(compose([before(checkPaper)])({ payload: {} }))
    },
  },
  {
    ...timeout,
    what: 'a core that is too slow',
    action: 'PrintLabel',
    message: 'The action "PrintLabel" ran out of its time limit of 5 ms, while the core "print" was still running',
    provoke: () => {
      const actions = actionsWithoutMap()
      actions.registerAction('PrintLabel', () => deferred().promise, { name: 'print', timeout: 5 })
      return rejection(actions.invokeAction('PrintLabel'))
    },
  },
  {
    ...timeout,
    what: 'a payload update that is too slow',
    action: 'PrintLabel',
    message:
      'The action "PrintLabel" ran out of its time limit of 5 ms, while the payload update "fillIn" was still running',
    provoke: () => {
      const actions = actionsWithoutMap()
      const fillIn = () => deferred().promise
      actions.registerAction('PrintLabel', () => {}, { payloadUpdate: fillIn, timeout: 5 })
      return rejection(actions.invokeAction('PrintLabel'))
    },
  },
  {
    ...timeout,
    what: 'a listener that is slower than its own limit',
    action: 'PrintLabel',
    message:
      'The before-listener "checkPaper" of the scope "stock" of the action "PrintLabel" ran out of its time limit of 5 ms',
    provoke: () => {
      const actions = printer()
      actions
        .scope('stock')
        .addListener('beforePrintLabel', () => deferred().promise, { name: 'checkPaper', timeout: 5 })
      return rejection(actions.invokeAction('PrintLabel'))
    },
  },
  {
    ...recursion,
    what: 'actions that invoke one another in a circle',
    action: 'A',
    message: 'Cannot invoke the action "A" at a depth of 2, because maxDepth is 1: look for a circle in A → B → A',
    provoke: () => {
      const actions = createActions({ maxDepth: 1 })
      actions.registerAction('A', (_payload, ctx) => ctx.invokeAction('B'))
      actions.registerAction('B', (_payload, ctx) => ctx.invokeAction('A'))
      return rejection(actions.invokeAction('A'))
    },
  },
  {
    ...recursion,
    what: 'a deep circle',
    action: 'B',
    message:
      'Cannot invoke the action "B" at a depth of 101, because maxDepth is 100: look for a circle in A → B → A → B → … → A → B → A → B',
    provoke: () => {
      const actions = actionsWithoutMap()
      actions.registerAction('A', (_payload, ctx) => ctx.invokeAction('B'))
      actions.registerAction('B', (_payload, ctx) => ctx.invokeAction('A'))
      return rejection(actions.invokeAction('A'))
    },
  },
  {
    ...misuse,
    what: 'a second next()',
    action: 'PrintLabel',
    message:
      'The middleware "audit" of the action "PrintLabel" called next() a second time: what is inside it runs once, so call next() once',
    provoke: () => {
      const actions = printer()
      const audit = async (_ctx: unknown, next: () => Promise<void>) => {
        await next()
        await next()
      }
      actions.use(audit)
      return rejection(actions.invokeAction('PrintLabel'))
    },
  },
  {
    ...misuse,
    what: 'a next() that comes too late',
    action: 'PrintLabel',
    message:
      'The middleware "audit" of the action "PrintLabel" called next() after it had settled: wait for next() before you return',
    provoke: async () => {
      const actions = printer()
      let late: (() => Promise<void>) | undefined
      actions.use(
        (_ctx, next) => {
          late = next
        },
        { name: 'audit' },
      )
      await actions.invokeAction('PrintLabel')
      return rejection(late?.() as Promise<void>)
    },
  },
  {
    ...misuse,
    what: 'an original() that comes too late',
    action: 'PrintLabel',
    message:
      'The replacement "confirm" of the scope "stock" of the action "PrintLabel" called original() after it had settled: wait for original() before you return',
    provoke: async () => {
      const actions = printer()
      let late: (() => Promise<unknown>) | undefined
      actions.scope('stock').replaceAction(
        'PrintLabel',
        (_payload, original) => {
          late = original
        },
        { name: 'confirm' },
      )
      await actions.invokeAction('PrintLabel')
      return rejection(late?.() as Promise<unknown>)
    },
  },
  {
    ...misuse,
    what: 'a late next() that is not awaited',
    action: 'PrintLabel',
    message:
      'The middleware "audit" of the action "PrintLabel" called next() after it had settled: wait for next() before you return',
    provoke: () =>
      reported(async (actions) => {
        let late: (() => unknown) | undefined
        actions.registerAction('PrintLabel', () => 'printed')
        actions.use(
          (_ctx, next) => {
            late = next
          },
          { name: 'audit' },
        )
        await actions.invokeAction('PrintLabel')
        late?.()
      }),
  },
  {
    ...misuse,
    what: 'a second original() in a stack composed by hand',
    action: 'PrintLabel',
    message:
      'The replacement "retry" of the action "PrintLabel" called original() a second time: in a stack composed by hand, next runs once',
    provoke: () => {
      const retry = async (_payload: unknown, original: () => Promise<unknown>) => {
        await original()
        await original()
      }
      return rejection(compose([replacement(retry)])({ action: 'PrintLabel', payload: {} }))
    },
  },
  {
    ...duplicate,
    what: 'a name registered twice, whose core has a name and a scope',
    action: 'PrintLabel',
    message:
      'Cannot register the action "PrintLabel", because it is registered already, with the core "print" of the scope "stock": pass { override: true } to put another core in its place',
    provoke: () => {
      const actions = actionsWithoutMap()
      actions.scope('stock').registerAction('PrintLabel', function print() {})
      return thrown(() => actions.registerAction('PrintLabel', () => 'again'))
    },
  },
  {
    ...aborted,
    what: 'an abort with an object as its reason',
    action: 'PrintLabel',
    message: 'The action "PrintLabel" was aborted by the before-listener "checkPaper": { why: "out of paper" }',
    provoke: () => {
      const actions = printer()
      const listener = (_payload: unknown, abort: (reason: unknown) => void) => abort({ why: 'out of paper' })
      actions.addListener('beforePrintLabel', listener, { name: 'checkPaper' })
      return rejection(actions.invokeAction('PrintLabel'))
    },
  },
  {
    ...misuse,
    what: 'a disposed scope that is asked to call a function when it is disposed',
    action: '',
    message:
      'Cannot attach anything through the scope "stock", because it has been disposed: check its signal first, or make a new scope',
    provoke: () => {
      const scope = printer().scope('stock')
      scope.dispose()
      return thrown(() => scope.onDispose(() => {}))
    },
  },
  {
    ...misuse,
    what: 'a disposed scope that is asked to listen',
    action: 'PrintLabel',
    message:
      'Cannot attach anything through the scope "stock", because it has been disposed: check its signal first, or make a new scope',
    provoke: () => {
      const scope = printer().scope('stock')
      scope.dispose()
      return thrown(() => scope.addListener('beforePrintLabel', () => {}))
    },
  },
  {
    ...unsupported,
    what: 'an after-listener of a terminal action',
    action: 'Logout',
    message:
      'Nothing will call the after-listener "goodbye" of the scope "crm" of the action "Logout", because the action is terminal: listen to "beforeLogout" instead',
    provoke: () =>
      reported((actions) => {
        actions.registerAction('Logout', () => {}, { terminal: true })
        actions.scope('crm').addListener('afterLogout', () => {}, { name: 'goodbye' })
      }),
  },
]

export const loop: unknown[] = []
loop.push(loop)
