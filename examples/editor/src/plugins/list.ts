// Decides which plugins there are. Their code is loaded when they are switched on.

import type { Actions } from 'entracte'
import { type InstalledPlugin, installPlugin, type LoadedPlugin, type PluginLoader } from 'entracte/plugins'
import type { Editor } from '../actions.js'
import type { Needs } from './needs.js'

export interface Listed {
  readonly name: string
  readonly title: string
  readonly about: string
  readonly load: PluginLoader<Editor, Needs>
  /** True for a plugin that is broken, so that you see what the editor does then. It is off at the beginning. */
  readonly broken?: boolean
}

export const PLUGINS: readonly Listed[] = [
  {
    name: 'spelling',
    title: 'Spelling',
    about: 'Marks misspelt words, and asks before it lets you save them.',
    load: () => import('./spelling.js'),
  },
  {
    name: 'autosave',
    title: 'Autosave',
    about: 'Saves when you pause, and tries again when that fails.',
    load: () => import('./autosave.js'),
  },
  {
    name: 'words',
    title: 'Word count',
    about: 'Counts the words while you write.',
    load: () => import('./words.js'),
  },
  {
    name: 'publish',
    title: 'Publish',
    about: 'Throws after each save. The document is saved all the same.',
    load: () => import('./publish.js'),
    broken: true,
  },
  {
    name: 'sync',
    title: 'Synchronize',
    about: 'Fails when it is switched on. The others go on.',
    load: () => import('./sync.js'),
    broken: true,
  },
]

/** Installs every plugin, and switches on those that are not broken. */
export function installPlugins(actions: Actions<Editor>, needsOf: (name: string) => Needs): InstalledPlugin[] {
  const install = ({ name, broken }: Listed, load: Listed['load'], replace = false) =>
    installPlugin(actions, load, {
      name,
      replace,
      context: needsOf(name),
      timeout: 10_000,
      // The switch of the plugin shows the error.
      onError: () => {},
      ...(!replace && { on: broken !== true }),
    })

  // In development: a changed plugin takes the place of its earlier version, and its switch stays as it is.
  import.meta.hot?.accept(['./spelling.js', './autosave.js', './words.js', './publish.js', './sync.js'], (modules) => {
    for (const [index, plugin] of PLUGINS.entries()) {
      const module = modules[index] as LoadedPlugin<Editor, Needs> | undefined
      if (module !== undefined) install(plugin, () => module, true)
    }
  })
  return PLUGINS.map((plugin) => install(plugin, plugin.load))
}
