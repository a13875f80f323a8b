// Runs an action from a component, and tells how the latest run is.

import { useEffect, useInsertionEffect, useMemo, useState } from 'react'
import type { ActionMap, ActionName, Actions, AnyActions, InvokeOptions } from '../core/index.js'
import { checkKnown, checkName, readObject, refuse } from '../shared/arguments.js'
import { checkMeant } from '../shared/meant.js'
import { checkActions } from '../shared/sources.js'
import { Runs } from './runs.js'
import type { ActionRun, UseActionOptions, UsedAction } from './types.js'

// Fields without a value are left out.
const IDLE = { status: 'idle' } as ActionRun

/**
 * Gives a component an action to run, and shows how its latest run is. When several runs are under way, the latest counts, and how the
 * others end is ignored.
 *
 * @returns The functions `run`, `settle` and `reset`, and what there is to show: `status`, `payload`, `result`, `error`, `reason` and `by`.
 *   `status` is `idle`, `pending`, or as `settleAction` has it: `done`, `failed`, `aborted`, `cancelled` or `timedOut`. An unknown action
 *   is a run that has failed. With other actions or another name, it is `idle` again.
 * @throws {TypeError} while rendering, when `actions` are none, the name is not a string or is empty, or an option is wrong.
 *
 * @example
 * const saving = useAction(actions, 'SaveDocument')
 * return (
 *   <>
 *     <button disabled={saving.status === 'pending'} onClick={() => saving.run({ file })}>Save</button>
 *     {saving.status === 'aborted' && <p>{String(saving.reason)}</p>}
 *   </>
 * )
 */
export function useAction<M extends ActionMap<M> = AnyActions, K extends ActionName<M> = ActionName<M>>(
  actions: Actions<M>,
  name: K,
  options?: UseActionOptions,
): UsedAction<M, K> {
  checkActions(actions, 'useAction')
  checkName(name, 'The name of an action')
  const cancel = readCancel(options)
  const runs = useMemo(() => new Runs(actions as Actions, name), [actions, name])
  const [shown, show] = useState({ runs, run: IDLE })

  // The earliest effect: a run that another effect begins knows the newest option. So no function changes with it.
  useInsertionEffect(() => runs.take(cancel), [runs, cancel])
  useEffect(() => {
    checkMeant(actions as Actions, name)
    return runs.mount()
  }, [actions, name, runs])

  const runner = useMemo(() => {
    // What an earlier action ends with takes the place of no run of another.
    const tell = (run: ActionRun) => show((last) => (runs.isGone && last.runs !== runs ? last : { runs, run }))
    const settle = (payload: unknown, options?: InvokeOptions) =>
      runs.settle(payload, options, (run) => tell({ payload, ...run } as ActionRun))
    return {
      run: (payload: unknown, options?: InvokeOptions) => void settle(payload, options),
      settle,
      reset() {
        runs.forget()
        tell(IDLE)
      },
    }
  }, [runs])

  const now = shown.runs === runs ? shown.run : IDLE
  return useMemo(() => ({ ...now, ...runner }) as unknown as UsedAction<M, K>, [now, runner])
}

/** @throws {TypeError} when there is no such option, or its value is wrong. */
function readCancel(options: unknown): UseActionOptions['cancel'] {
  const given = readObject(options)
  checkKnown(given, ['cancel'])
  const { cancel } = given
  if (cancel === undefined || cancel === 'unmount' || cancel === 'latest') return cancel
  return refuse('The option cancel', '"unmount", "latest", or left out', cancel)
}
