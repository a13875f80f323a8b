// Defines the errors of plugins that a caller may want to catch, each with a stable code.

import { ActionError } from '../core/index.js'
import { quote } from '../shared/text.js'

/** Says that a plugin was installed under a name that another plugin has, without `replace: true`. */
export class DuplicatePluginError extends ActionError {
  readonly code = 'PLUGIN_DUPLICATE'

  /** The name of the plugin. */
  readonly plugin: string

  constructor(plugin: string) {
    super(
      '',
      `Cannot install the plugin ${quote(plugin)}, because a plugin of this name is installed: dispose it first, or pass { replace: true }`,
    )
    this.plugin = plugin
  }

  // A getter, since an assignment to `name` fails where `Error.prototype` is frozen. Not the class name, since bundlers change it.
  override get name() {
    return 'DuplicatePluginError'
  }
}

/** Says that loading a plugin, or its set-up, took longer than its option `timeout`. */
export class PluginTimeoutError extends ActionError {
  readonly code = 'PLUGIN_TIMEOUT'

  /** The name of the plugin. */
  readonly plugin: string

  /** The time limit, in milliseconds. */
  readonly timeout: number

  constructor(plugin: string, timeout: number, work: string) {
    super('', `Cannot switch on the plugin ${quote(plugin)}, because ${work} took longer than ${timeout} ms`)
    this.plugin = plugin
    this.timeout = timeout
  }

  override get name() {
    return 'PluginTimeoutError'
  }
}

/** Says that plugins depend on each other, so that none of them can be the first. */
export class PluginCircleError extends ActionError {
  readonly code = 'PLUGIN_CIRCLE'

  /** The name of the plugin. */
  readonly plugin: string

  /** The names of the plugins, each of which depends on the next; the first is the last, too. */
  readonly path: readonly string[]

  constructor(path: readonly string[]) {
    const [plugin = ''] = path
    super(
      '',
      `Cannot switch on the plugin ${quote(plugin)}, because it depends on itself (${path.map(quote).join(' → ')}): leave out one of these dependencies`,
    )
    this.plugin = plugin
    this.path = path
  }

  override get name() {
    return 'PluginCircleError'
  }
}
