// Gives components the actions of the editor, with hooks that know their types.

import { createActionsContext } from 'entracte/react'
import type { Editor } from './actions.js'

export const { ActionsProvider, useAction, useActionListener, useBlocked, usePending, useRunning } =
  createActionsContext<Editor>()
