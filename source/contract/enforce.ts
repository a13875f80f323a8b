// Holds actions to a contract: checks payloads and results, and hands on what the schemas give.

import type { Actions } from '../core/index.js'
import { checkKnown, readObject, readSwitch } from '../shared/arguments.js'
import { type Check, type Outcome, toChecker, type ValueCheck } from '../shared/checks.js'
import { markFound } from '../shared/found.js'
import { CONTRACT } from '../shared/own.js'
import { standardOf } from '../shared/schema.js'
import { checkActionsFirst } from '../shared/sources.js'
import { quote } from '../shared/text.js'
import { isThenable } from '../shared/thenable.js'
import { remember } from './changes.js'
import { readContract, suggest } from './contract.js'
import { ActionPayloadError, ActionResultError, UncheckedActionError } from './errors.js'
import { toIssues } from './issues.js'
import type { ContractEntry, EnforceOptions, MapOf, Schema } from './types.js'

/**
 * Holds actions to a contract, and returns the same actions.
 *
 * The payload is checked inside all middleware, and outside the payload update and the before-listeners. So middleware can refuse
 * strangers before their payload is looked at, and every listener, replacement and core receives what the schema gives. Middleware sees
 * the payload of the caller until it calls `next()`. The result is checked after the core and all replacements, before after-listeners
 * and middleware receive it. What middleware and after-listeners assign to `ctx.result` is not checked.
 *
 * A schema that checks synchronously keeps the invocation synchronous. When a function of a schema throws, the invocation fails with that
 * error. `explain` shows the contract as `entracte/contract`. To end the checks, pass a scope and dispose it, or pass a signal.
 *
 * @param actions The actions, or a scope of them. Their cores may be registered before or after.
 * @throws {TypeError} when `actions` are no actions, when `contract` is not made by `contract()`, when an option is wrong, or when another
 *   contract already checks one of the actions, or is strict and refuses it.
 * @throws {ActionMisuseError} when the scope has been disposed.
 *
 * @example
 * interface Desk extends MapOf<typeof desk> {}
 * const actions = enforce(createActions<Desk>(), desk)
 * actions.registerAction('Deploy', ({ to, delay }) => deploy(to, delay))
 * await actions.invokeAction('Deploy', { to: 'production' }) // rejects with an ActionPayloadError when it does not fit
 */
export function enforce<A extends Actions<MapOf<T>>, T extends { readonly entries: object }>(
  actions: A,
  contract: T,
  options?: EnforceOptions,
): A {
  checkActionsFirst(actions, 'enforce')
  const { use, explain } = actions as unknown as Actions
  const entries = readContract(contract, 'enforce takes a contract after the actions')
  const given = readObject(options)
  checkKnown(given, ['recheck', 'strict', 'signal'])
  const recheck = readSwitch(given, 'recheck')
  const strict = readSwitch(given, 'strict')
  for (const [action, { payload, result }] of Object.entries(entries)) {
    if ((payload ?? result) === undefined || !explain(action).some(({ name }) => name === CONTRACT)) continue
    const why = 'or refuses it because it is strict'
    throw new TypeError(`Another contract checks the action ${quote(action)}, ${why}: make one contract with extend`)
  }

  const checker = toChecker((action) => {
    const entry = entries[action]
    if (entry !== undefined) return checkOf(action, entry, recheck)
    if (!strict) return undefined
    const refuse = () => new UncheckedActionError(action, suggest(action, entries))
    return { payload: { validate: () => ({ issues: true }), refuse } }
  })
  // Last in `explain`, as it is innermost.
  use(checker as never, { name: CONTRACT, order: Number.POSITIVE_INFINITY, signal: given.signal as never })
  return actions
}

function checkOf(action: string, { payload, result }: ContractEntry, recheck: boolean): Check | undefined {
  if ((payload ?? result) === undefined) return undefined
  return {
    ...(payload && checksOfPayload(payload, action, recheck)),
    result: result && checkWith(result, action, 'result'),
  }
}

function checkWith(schema: Schema, action: string, what: 'payload' | 'changed payload' | 'result'): ValueCheck {
  const standard = standardOf(schema)
  return {
    validate: (value) => standard.validate(value) as Outcome | PromiseLike<Outcome>,
    refuse(outcome, value) {
      const where = `The schema of the ${what} of ${quote(action)}`
      const { issues } = Object(outcome)
      if (!issues) {
        // Not shown: it may be the value itself.
        const got = outcome === null ? 'null' : typeof outcome
        return new TypeError(`${where} must give { value } or { issues }, or a promise of one, got ${got}`)
      }
      const read = toIssues(issues, value)
      // The error itself is lost. Its text may hold secrets, so it is in no message.
      if (typeof read === 'string') return new Error(`${where} has thrown`, { cause: read })
      if (what === 'result') return new ActionResultError(action, read)
      return markFound(new ActionPayloadError(action, read, what === 'changed payload'))
    },
  }
}

/** Checks the payload, and with `recheck` again before the core, where it has changed. */
function checksOfPayload(schema: Schema, action: string, recheck: boolean): Check {
  const payload = checkWith(schema, action, 'payload')
  if (!recheck) return { payload }
  const core = checkWith(schema, action, 'changed payload')
  const unchanged = new WeakMap<object, (payload: unknown) => boolean>()
  return {
    payload: {
      ...payload,
      validate(value, ctx) {
        const note = (outcome: Outcome): Outcome => {
          unchanged.set(ctx, remember(Object(outcome).value))
          return outcome
        }
        const outcome = payload.validate(value, ctx)
        // Not its own `then`, which may be that of a thenable of any kind.
        return isThenable(outcome) ? Promise.resolve(outcome).then(note) : note(outcome as Outcome)
      },
    },
    core: {
      ...core,
      validate: (value, ctx) => (unchanged.get(ctx)?.(value) ? { value } : core.validate(value, ctx)),
    },
  }
}
