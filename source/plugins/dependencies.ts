// Decides what plugins that depend on each other wait for.

/** Where a plugin is on its way from off to on. */
export type Phase = 'idle' | 'loading' | 'waiting' | 'settingUp' | 'on'

/** A plugin, as those that depend on it see it. */
export interface Dependency {
  readonly name: string
  /** The names of the plugins that it depends on; empty until it is loaded. */
  readonly dependencies: readonly string[]
  readonly phase: Phase
}

/** Returns the plugin that is installed under the name, if there is one. */
export type Find = (name: string) => Dependency | undefined

/** Returns the names of the plugins that a plugin depends on and that are not on. */
export function missing({ dependencies }: Dependency, find: Find): string[] {
  return dependencies.filter((name) => find(name)?.phase !== 'on')
}

/**
 * Returns whether a plugin will be on, or fail, when nobody does anything.
 *
 * @param seen The plugins that were asked already. One that will not be on has ended the search.
 */
export function isMoving(plugin: Dependency | undefined, find: Find, seen = new Set<Dependency>()): boolean {
  if (plugin?.phase !== 'waiting') return plugin?.phase === 'loading' || plugin?.phase === 'settingUp'
  if (seen.has(plugin)) return true
  seen.add(plugin)
  return missing(plugin, find).every((name) => isMoving(find(name), find, seen))
}

/** Returns a way along dependencies from a plugin back to itself, if there is one: the first name is the last, too. */
export function circleAt(plugin: Dependency, find: Find): string[] | undefined {
  const seen = new Set<string>()
  const follow = (path: readonly string[], { dependencies }: Dependency): string[] | undefined => {
    for (const name of dependencies) {
      if (name === plugin.name) return [...path, name]
      const next = seen.has(name) ? undefined : find(name)
      seen.add(name)
      const circle = next && follow([...path, name], next)
      if (circle !== undefined) return circle
    }
    return undefined
  }
  return follow([plugin.name], plugin)
}
