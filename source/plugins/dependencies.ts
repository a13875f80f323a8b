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

/** The plugins that are installed on the same actions. */
export interface Others {
  readonly find: Find
  names(): string[]
  /** Takes off the plugins that depend on the plugin, the newest first. They wait then. */
  takeOffDependents(name: string): void
  /** Lets every plugin go on that can go on now. */
  goOn(): void
  remove(name: string): void
  /** Whether there is a circle of plugins that depend on each other. Only then, each of them looks for it. */
  readonly hasCircle: boolean
  /** Looks for a circle that a plugin closes: when it is known what the plugin depends on, and when it is started. */
  findCircle(plugin: Dependency): void
  /**
   * Lets plugins leave a circle that is gone: when a plugin has a new version, and when it is removed.
   *
   * @param earlier What the plugin has depended on until now.
   */
  leaveCircles(earlier: readonly string[]): void
}

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
