// Exports what users import from `entracte/react`.

export { useAction } from './action.js'
export { useActionListener, useMiddleware, useReplacement } from './attach.js'
export { createActionsContext } from './context.js'
export { useBlocked, usePending, useRunning } from './state.js'
export type * from './types.js'
