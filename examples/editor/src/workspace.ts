// Connects the parts of the editor that are not React: documents, text, actions, plugins, questions, what happened.

import type { Actions } from 'entracte'
import type { InstalledPlugin } from 'entracte/plugins'
import { type TrackedState, trackState } from 'entracte/state'
import { createEditorActions, type Editor } from './actions.js'
import { type Activity, createActivity } from './activity.js'
import { type Asking, createAsking } from './asking.js'
import { FIRST, FIRST_FILE } from './first.js'
import { installPlugins } from './plugins/list.js'
import { createStorage, type DocumentStorage } from './storage.js'
import { createValue, type Value } from './value.js'
import { createWriting, type Writing } from './writing.js'

export interface Workspace {
  readonly actions: Actions<Editor>
  /** Knows what is pending and what is blocked. */
  readonly state: TrackedState<Editor>
  readonly storage: DocumentStorage
  readonly writing: Writing
  readonly asking: Asking
  readonly activity: Activity
  readonly plugins: readonly InstalledPlugin[]
  /** What plugins show in the status bar, by the name of the plugin. */
  readonly shown: Value<Readonly<Record<string, string>>>
}

export function openWorkspace(): Workspace {
  const storage = createStorage({ keeper: localStorage, first: FIRST, delay: 300 })
  const writing = createWriting({ file: FIRST_FILE, text: storage.stored.get()[FIRST_FILE] ?? '' })
  const asking = createAsking()
  const activity = createActivity()
  const shown: Workspace['shown'] = createValue({})
  const actions = createEditorActions({ storage, show: writing.open, onListenerError: activity.noteListenerError })
  const state = trackState(actions)
  activity.watch(actions)

  // Blocked, the action refuses everybody: the button, the keyboard, and plugins.
  let unblock = () => {}
  writing.readOnly.subscribe((readOnly) => {
    unblock()
    unblock = readOnly ? state.block('SaveDocument') : () => {}
  })

  const { document, extend, select } = writing
  const isUnsaved = () => document.get().text !== (storage.stored.get()[document.get().file] ?? '')
  const plugins = installPlugins(actions, (name) => ({
    document,
    isUnsaved,
    ask: asking.ask,
    show: (text) => shown.set({ ...shown.get(), [name]: text }),
    extend,
    select,
  }))
  return { actions, state, storage, writing, asking, activity, plugins, shown }
}
