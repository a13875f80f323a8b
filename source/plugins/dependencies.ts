// Decides what plugins that depend on each other wait for.

/** Where a plugin is on its way from off to on. In a `circle`, it has failed until the circle is gone. */
export type Phase = 'idle' | 'circle' | 'loading' | 'waiting' | 'settingUp' | 'on'

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
 * @param known What is known already of other plugins, at the same moment. So each plugin is asked once, however many ask.
 */
export function isMoving(plugin: Dependency | undefined, find: Find, known: Map<Dependency, boolean>): boolean {
  if (plugin?.phase !== 'waiting') return plugin?.phase === 'loading' || plugin?.phase === 'settingUp'
  if (!known.has(plugin)) {
    known.set(plugin, true)
    known.set(
      plugin,
      missing(plugin, find).every((name) => isMoving(find(name), find, known)),
    )
  }
  return known.get(plugin) as boolean
}

/** Returns a way along dependencies from a plugin back to itself, if there is one: the first name is the last, too. */
export function circleAt(plugin: Dependency, find: Find): string[] | undefined {
  const seen = new Set<string>()
  /** Returns the way from behind a plugin. It is put together on the way back: a copy at each step is slow in long chains. */
  const follow = ({ dependencies }: Dependency): string[] | undefined => {
    for (const name of dependencies) {
      if (name === plugin.name) return [name]
      const next = seen.has(name) ? undefined : find(name)
      seen.add(name)
      const way = next && follow(next)
      if (way !== undefined) return [name, ...way]
    }
    return undefined
  }
  const way = follow(plugin)
  return way && [plugin.name, ...way]
}
