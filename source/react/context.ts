// Gives components their actions through a context of React.

import { createContext, createElement, useContext, useMemo } from 'react'
import type { ActionMap, Actions, AnyActions } from '../core/index.js'
import { checkActions } from '../shared/sources.js'
import type { StateSource } from '../state/index.js'
import { useAction } from './action.js'
import { useActionListener, useMiddleware, useReplacement } from './attach.js'
import { useBlocked, usePending, useRunning } from './state.js'
import type { ActionsContext } from './types.js'

/**
 * Makes a Provider, and the hooks with the types of one map, which take the actions of the nearest Provider around them. Call it once, in a
 * module, and export what it returns.
 *
 * @example
 * export const { ActionsProvider, useAction, useActionListener } = createActionsContext<Desk>()
 *
 * // <ActionsProvider actions={actions}><App /></ActionsProvider>, and in a component:
 * const accepting = useAction('AcceptTask')
 */
export function createActionsContext<M extends ActionMap<M> = AnyActions>(): ActionsContext<M> {
  const Provided = createContext<{ actions: Actions<M>; source: StateSource<M> } | undefined>(undefined)

  function useProvided(hook: string) {
    const provided = useContext(Provided)
    if (provided !== undefined) return provided
    throw new TypeError(`${hook} found no actions: put <ActionsProvider actions={…}> around the component`)
  }

  return {
    ActionsProvider({ actions, state, children }) {
      checkActions(actions, 'ActionsProvider')
      const value = useMemo(() => ({ actions, source: state ?? actions }), [actions, state])
      return createElement(Provided.Provider, { value }, children)
    },
    useActions: () => useProvided('useActions').actions,
    useAction: (name, options) => useAction(useProvided('useAction').actions, name, options),
    usePending: (name, match) => usePending(useProvided('usePending').source, name, match),
    useBlocked: (name, match) => useBlocked(useProvided('useBlocked').source, name, match),
    useRunning: (name) => useRunning(useProvided('useRunning').source, name),
    useActionListener: (event, listener, options) =>
      useActionListener(useProvided('useActionListener').actions, event, listener, options),
    useReplacement: (name, replacement, options) =>
      useReplacement(useProvided('useReplacement').actions, name, replacement, options),
    useMiddleware: (...given: unknown[]) =>
      useMiddleware(useProvided('useMiddleware').actions, ...(given as [never, never, never])),
  }
}
