// Reads what callers hand to installPlugin, and what a loader gives.

import type { ActionMap, Signal } from '../core/index.js'
import {
  type AnyFunction,
  checkFunction,
  checkKnown,
  checkName,
  checkSignal,
  checkTimeout,
  readObject,
  readSwitch,
  refuse,
} from '../shared/arguments.js'
import { nearest } from '../shared/nearest.js'
import { quote, show } from '../shared/text.js'
import { isThenable } from '../shared/thenable.js'
import type { InstallOptions, Plugin } from './types.js'

export type AnyPlugin = Plugin<ActionMap<unknown>, unknown>

/** What a plugin is installed with: the plugin, or the function that loads it. */
export interface Given {
  readonly name: string
  readonly plugin: AnyPlugin | undefined
  readonly load: (() => unknown) | undefined
  readonly context: unknown
  readonly on: boolean | undefined
  readonly timeout: number | undefined
  readonly replace: boolean | undefined
  readonly signal: Signal | undefined
  readonly onError: InstallOptions['onError']
}

const OPTIONS: readonly string[] = ['name', 'context', 'on', 'timeout', 'replace', 'signal', 'onError']

/**
 * Reads the arguments of `installPlugin`. Nothing is installed when an argument is refused.
 *
 * @throws {TypeError} when an argument is wrong, or when a plugin that is loaded by a function has no name.
 * @throws {RangeError} when `timeout` does not fit the platform's timer.
 */
export function readGiven(source: unknown, givenOptions: unknown): Given {
  const options = readObject(givenOptions)
  checkKnown(options, OPTIONS)
  const { name, context, on, timeout, replace, signal, onError } = options
  if (name !== undefined) checkName(name, 'The option name')
  for (const option of ['on', 'replace']) readSwitch(options, option)
  if (timeout !== undefined) checkTimeout(timeout)
  if (signal !== undefined) checkSignal(signal)
  if (onError !== undefined) checkFunction(onError, 'The option onError')
  const rest = { context, on, timeout, replace, signal, onError } as Omit<Given, 'name' | 'plugin' | 'load'>
  if (typeof source === 'function') {
    checkFunction(source, 'The function that loads a plugin')
    if (source.length > 0) {
      const remedy = 'if it is a set-up, pass { name, setup } in its place'
      throw new TypeError(
        `The function that loads a plugin is called without arguments, but this one takes some: ${remedy}`,
      )
    }
    if (name !== undefined) return { ...rest, name, plugin: undefined, load: source as AnyFunction as () => unknown }
    throw new TypeError('A plugin that is loaded by a function needs the option name: it is known before it is loaded')
  }
  const expected = 'installPlugin takes a plugin { name, setup }, or a function that loads one'
  if (isThenable(source)) {
    throw new TypeError(`${expected}, got a promise: write () => import(…) in its place, and the option name`)
  }
  if (!isPlugin(source) && isPlugin(Object(source).default)) {
    throw new TypeError(`${expected}, got a module: pass its default export, as module.default`)
  }
  const plugin = checkPlugin(source, expected)
  return { ...rest, name: name ?? plugin.name, plugin, load: undefined }
}

/**
 * Returns the plugin that a loader gave: by itself, or as the default export of a module.
 *
 * @throws {TypeError} when it is no plugin.
 */
export function readLoaded(loaded: unknown, name: string): AnyPlugin {
  let plugin = loaded
  // Where a module in CommonJS is imported, its exports are the default export, and may have a default export themselves.
  for (let depth = 0; depth < 2 && !isPlugin(plugin) && Object(plugin).default !== undefined; depth++) {
    plugin = Object(plugin).default
  }
  return checkPlugin(
    plugin,
    `The function that loads the plugin ${quote(name)} must give a plugin { name, setup }, or a module whose default export is a plugin`,
  )
}

/** Returns whether a field is meant to be `dependencies`. A plugin may have more fields: all others are its own. */
function isLikeDependencies(field: string): boolean {
  return /^depend/i.test(field) || nearest(field, ['dependencies']).length > 0
}

function isPlugin(value: unknown): boolean {
  return typeof Object(value).setup === 'function'
}

/** @param expected The beginning of the message when `value` is no plugin. */
function checkPlugin(value: unknown, expected: string): AnyPlugin {
  if (!isPlugin(value)) throw new TypeError(`${expected}, got ${show(value)}`)
  const { name, setup, dependencies } = value as { name: unknown; setup: unknown; dependencies?: unknown }
  checkName(name, 'The name of a plugin')
  checkFunction(setup, 'The setup of the plugin', name)
  if (dependencies === undefined) {
    const misspelt = Object.keys(value as object)
      .filter((field) => field !== 'dependencies')
      .find(isLikeDependencies)
    if (misspelt === undefined) return value as AnyPlugin
    const remedy = 'did you mean "dependencies"? With dependencies, a plugin may have both'
    throw new TypeError(`There is no field ${quote(misspelt)} of the plugin ${quote(name)}: ${remedy}`)
  }
  if (!Array.isArray(dependencies)) refuse(`The dependencies of the plugin ${quote(name)}`, 'an array', dependencies)
  for (const dependency of dependencies) checkName(dependency, `A dependency of the plugin ${quote(name)}`)
  return value as AnyPlugin
}
