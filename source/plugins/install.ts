// Installs plugins: what users call.

import type { ActionMap, Actions } from '../core/index.js'
import { checkActions } from '../shared/sources.js'
import { DuplicatePluginError } from './errors.js'
import { PluginHost } from './host.js'
import { readGiven } from './read.js'
import type { InstalledPlugin, InstallOptions, Plugin, PluginLoader } from './types.js'

/** By the verb `scope`: also where a store of the application holds the actions in a proxy, it is the same function. */
const HOSTS = new WeakMap<object, PluginHost>()

/**
 * Installs a plugin: gives it a scope of its own, sets it up, and returns what switches it off and on.
 *
 * A plugin that does not wait is on when this function returns. When the set-up throws, rejects or takes too long, everything that it has
 * attached is taken off, the state is `failed`, and `onError` receives the error. The other plugins still work.
 *
 * A plugin has its place from this call on, and keeps it when it attaches something later. So among functions of the same `order`, neither
 * loading slowly nor switching off and on changes the order.
 *
 * Plugins find the plugins that they depend on by name, among those that are installed on the same actions, or on the same scope.
 *
 * @param actions The actions, or a scope of them. When the scope is disposed, so is the plugin.
 * @param plugin The plugin, or a function that loads it when it is switched on.
 * @throws {TypeError} when an argument is wrong; nothing is installed.
 * @throws {RangeError} when `timeout` is out of range; nothing is installed.
 * @throws {DuplicatePluginError} when a plugin of this name is installed on these actions, unless `replace` is true.
 * @throws {ActionMisuseError} when `actions` is a scope that has been disposed.
 *
 * @example
 * const spelling = installPlugin(actions, {
 *   name: 'spelling',
 *   setup(scope) {
 *     scope.addListener('beforeSaveDocument', ({ text }, abort) => {
 *       if (text.includes('teh')) abort('a word is misspelt')
 *     })
 *   },
 * })
 * spelling.off()
 */
export function installPlugin<M extends ActionMap<M>>(
  actions: Actions<M>,
  plugin: Plugin<M>,
  options?: InstallOptions & { context?: undefined },
): InstalledPlugin
/** @param options The options, and the context that is passed to `setup`. */
export function installPlugin<M extends ActionMap<M>, Needs>(
  actions: Actions<M>,
  plugin: Plugin<M, Needs>,
  options: InstallOptions & { context: Needs },
): InstalledPlugin
/** @param options The options, with the name under which the plugin is known before it is loaded. */
export function installPlugin<M extends ActionMap<M>, Needs = undefined>(
  actions: Actions<M>,
  load: PluginLoader<M, Needs>,
  options: InstallOptions & { name: string } & ([undefined] extends [Needs] ? { context?: Needs } : { context: Needs }),
): InstalledPlugin
export function installPlugin(actions: Actions, source: unknown, options?: unknown): InstalledPlugin {
  checkActions(actions, 'installPlugin')
  const given = readGiven(source, options)
  const host = HOSTS.get(actions.scope) ?? new PluginHost()
  const earlier = host.find(given.name)
  if (earlier !== undefined && !given.replace) throw new DuplicatePluginError(given.name)
  if (earlier !== undefined && given.signal?.aborted) return earlier.handle
  const installation = earlier ?? host.add(given.name, actions.scope(given.name, { keepPlace: true }))
  HOSTS.set(actions.scope, host)
  installation.take(given, earlier === undefined ? true : undefined)
  return installation.handle
}
