// What the tests of plugins share: actions, plugins that listen, and what can be seen of them.

import { createActions, type Scope } from '../../source/core/index.js'
import type { InstalledPlugin, Plugin, PluginState } from '../../source/plugins/index.js'

export interface Editor {
  SaveDocument(payload: { file: string }): string
  Search(word: string): string[]
}

export function openEditor(options?: Parameters<typeof createActions>[0]) {
  const actions = createActions<Editor>(options)
  actions.registerAction('SaveDocument', ({ file }) => `saved ${file}`)
  return actions
}

/** Returns a plugin that listens before SaveDocument under its own name, and then does `more`. */
export function listening(
  name: string,
  more: (scope: Scope<Editor>) => unknown = () => {},
  dependencies?: string[],
): Plugin<Editor> {
  return {
    name,
    dependencies,
    setup(scope) {
      scope.addListener('beforeSaveDocument', () => {}, { name })
      return more(scope)
    },
  }
}

/** Returns the names of what listens before SaveDocument, in the order in which it runs. */
export function listeners(actions: Pick<ReturnType<typeof openEditor>, 'explain'>): unknown[] {
  return actions
    .explain('SaveDocument')
    .filter(({ kind }) => kind === 'before')
    .map(({ name }) => name)
}

/** Returns a log of the states that the plugin goes through, in short: `loading`, or `loading (a, b)` while it waits. */
export function watched({ state }: InstalledPlugin): string[] {
  const log: string[] = []
  state.subscribe((now) => log.push(inShort(now)))
  return log
}

export function inShort(state: PluginState): string {
  return state.status === 'loading' && state.waitsFor.length > 0
    ? `loading (${state.waitsFor.join(', ')})`
    : state.status
}

/** An option that hears of failures, so that they are not printed. */
export function hearing(): { onError(error: unknown, plugin: string): void; heard: [unknown, string][] } {
  const heard: [unknown, string][] = []
  return { heard, onError: (error, plugin) => void heard.push([error, plugin]) }
}
