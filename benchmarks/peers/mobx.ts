// mobx-state-tree: middleware around the actions of a model. It is not made to wait for its listeners.

import tree from 'mobx-state-tree'
import type { Contestant, Dispatch, Listener } from '../work.js'

const { addMiddleware, types } = tree

export const middleware: Contestant = {
  name: 'mobx-state-tree',
  from: 'mobx-state-tree',
  awaits: false,
  upTo: 1000,
  build({ core, before, after }) {
    const { node, dispatch } = model(core)
    for (const listener of before) {
      addMiddleware(node, (call, next) => {
        listener(call.args[0])
        next(call)
      })
    }
    // On the way out, the outermost middleware runs last.
    for (const listener of after.toReversed()) {
      addMiddleware(node, (call, next) =>
        next(call, (result) => {
          listener(call.args[0])
          return result
        }),
      )
    }
    return dispatch
  },
  aborting(core) {
    const { node, dispatch } = model(core)
    addMiddleware(node, (_call, _next, abort) => abort(undefined))
    return dispatch
  },
  replacing(core, replacement) {
    const { node, dispatch } = model(core)
    addMiddleware(node, (call, next) => {
      next(call, (result) => replacement(call.args[0], () => result))
    })
    return dispatch
  },
}

function model(core: Listener): { node: object; dispatch: Dispatch } {
  const node = types
    .model({})
    .actions(() => ({ work: core }))
    .create()
  return { node, dispatch: (payload) => node.work(payload) }
}
