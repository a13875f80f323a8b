// Defines the types of `entracte/plugins`.

import type { ActionMap, AnyActions, Registration, Scope, Signal } from '../core/index.js'

/**
 * Describes a plugin: what a plugin package exports. It may have more fields, such as a title for a list of plugins. Only a field that looks
 * like a misspelt `dependencies`, such as `dependsOn`, is refused where there is no `dependencies`.
 *
 * `M` has the actions that the plugin needs; the application may have more. `Needs` is what it needs besides the actions: the host passes
 * it as the option `context`. Without `Needs`, the plugin is given no context.
 *
 * @example
 * export const spelling: Plugin<Pick<Editor, 'SaveDocument'>, { ask(question: string): Promise<boolean> }> = {
 *   name: 'spelling',
 *   setup(scope, { ask }) {
 *     scope.addListener('beforeSaveDocument', async ({ text }, abort) => {
 *       if (text.includes('teh') && !(await ask('Save with a misspelt word?'))) abort('a word is misspelt')
 *     })
 *   },
 * }
 */
export interface Plugin<M extends ActionMap<M> = AnyActions, Needs = undefined> {
  /** The name of the plugin, and of its scope: errors, `explain` and other plugins name it. */
  readonly name: string
  /**
   * The names of plugins that must be on while this plugin is on. It is set up after they are on, in whichever order the plugins are
   * installed, and it is taken off before one of them is switched off. Default: none.
   */
  readonly dependencies?: readonly string[] | undefined
  /**
   * Attaches everything that the plugin does, through `scope`. It may return a promise: the plugin is on when the promise resolves.
   *
   * A function that it returns, or resolves with, is called when the plugin is switched off, after everything that is attached is gone. When
   * the plugin has been switched off before the set-up has ended, it is called at once. Every other value is ignored.
   *
   * It is called each time that the plugin is switched on, with a new scope. When it throws, rejects, or takes too long, everything that
   * it has attached is taken off. A set-up that waits should give up when `scope.signal` fires: then it was switched off meanwhile.
   */
  readonly setup: (scope: Scope<M>, context: Needs) => unknown
}

/** What a loader of a plugin may give: the plugin, or a module whose default export is the plugin, as `import()` gives it. */
export type LoadedPlugin<M extends ActionMap<M> = AnyActions, Needs = undefined> =
  | Plugin<M, Needs>
  | {
      /** The plugin. */
      readonly default: Plugin<M, Needs>
    }

/**
 * Loads a plugin when it is switched on. It takes no parameters. It is called each time; `import()` loads a module only once.
 *
 * @example
 * installPlugin(actions, () => import('./spelling.js'), { name: 'spelling' })
 */
export type PluginLoader<M extends ActionMap<M> = AnyActions, Needs = undefined> = () =>
  | LoadedPlugin<M, Needs>
  | PromiseLike<LoadedPlugin<M, Needs>>

/** The options of `installPlugin`. */
export interface InstallOptions {
  /** The name under which the plugin is installed. Default: the plugin's own name. A plugin that is loaded by a function needs it. */
  name?: string | undefined
  /** Whether the plugin is switched on at once. Default true; with `replace`, whether the earlier version was switched on. */
  on?: boolean | undefined
  /**
   * How long loading may take, and how long the set-up may take, in milliseconds: 1 to 2_147_483_647. Default: no limit. A plugin that
   * takes longer has failed, with a `PluginTimeoutError`. Waiting for other plugins does not count.
   */
  timeout?: number | undefined
  /** Puts the plugin in place of an installed plugin of the same name, for modules that are loaded again. Default false. */
  replace?: boolean | undefined
  /** Disposes the plugin when the signal fires. A signal that has fired already installs nothing, and replaces nothing. */
  signal?: Signal | undefined
  /**
   * Receives the error when the plugin could not be loaded or set up. Default: prints the error and the name of the plugin with
   * `console.error`. What it returns is ignored. If it throws or rejects, both errors are printed.
   */
  onError?: ((error: unknown, plugin: string) => unknown) | undefined
}

/**
 * Says whether a plugin is on. Read `status` first: it decides which fields exist. Each change gives a new object.
 *
 * - `off`: it is switched off.
 * - `loading`: it is switched on, and will be on: its code is loaded, its set-up runs, or it waits for other plugins.
 * - `on`: its set-up has ended.
 * - `failed`: it is switched on, but could not be loaded or set up. Nothing of it is attached.
 */
export type PluginState = OffState | LoadingState | OnState | FailedState

/** The state of a plugin that is switched off. */
export interface OffState {
  /** Says that the plugin is switched off. */
  readonly status: 'off'
}

/** The state of a plugin that is switched on, and is not ready. */
export interface LoadingState {
  /** Says that the plugin is loaded, is set up, or waits for other plugins. */
  readonly status: 'loading'
  /** The names of the plugins that it waits for; empty while it waits for none. */
  readonly waitsFor: readonly string[]
}

/** The state of a plugin that is ready. */
export interface OnState {
  /** Says that the plugin has been set up. */
  readonly status: 'on'
}

/** The state of a plugin that could not be loaded or set up. */
export interface FailedState {
  /** Says that the plugin could not be loaded or set up. */
  readonly status: 'failed'
  /** The error: what its set-up or its loader threw, a `PluginTimeoutError`, or a `PluginCircleError`. */
  readonly error: unknown
}

/** A value that changes, in the form that user interfaces subscribe to. The two functions work detached. */
export interface Store<T> {
  /** Returns the value: the same object until something changes. */
  get(): T
  /**
   * Calls the listener at once, and after each change, with the value. Returns what ends the subscription. An error of the listener is
   * printed.
   *
   * @throws {TypeError} when `listener` is not a function.
   */
  subscribe(listener: (value: T) => unknown): Registration
}

/** A plugin that is installed: it can be switched on and off. The functions work detached. */
export interface InstalledPlugin {
  /** The name under which it is installed. */
  readonly name: string

  /**
   * Says whether the plugin is on, as a store.
   *
   * @example
   * spelling.state.subscribe(({ status }) => {
   *   checkbox.checked = status !== 'off'
   * })
   */
  readonly state: Store<PluginState>

  /**
   * Switches the plugin on, and tries again when it has failed. Does nothing when it is on already, or loading.
   *
   * A plugin that does not wait is on when this function returns. The promise resolves with the state when the plugin is on, has failed, or
   * is switched off again. It resolves with `loading` when the plugin waits for another plugin that is neither on nor loading. It never
   * rejects.
   *
   * @throws {ActionMisuseError} when the plugin has been disposed.
   *
   * @example
   * const state = await spelling.on()
   * if (state.status === 'failed') show(state.error)
   */
  on(): Promise<PluginState>

  /**
   * Switches the plugin off: disposes its scope, so that everything that it has attached is gone when this function returns. Plugins that
   * depend on it are taken off before it, and wait until it is on again.
   */
  off(): void

  /** Switches the plugin off for good, and frees its name. */
  dispose(): void
  [Symbol.dispose](): void
}
