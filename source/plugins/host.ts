// Holds the plugins that are installed on one set of actions, and lets them go on when another has changed.

import type { Scope } from '../core/index.js'
import { circleAt, type Dependency, type Others } from './dependencies.js'
import { Installation } from './installation.js'

export class PluginHost implements Others {
  /** By name, in the order in which they were installed. */
  readonly #installed = new Map<string, Installation>()
  #isGoing = false
  #again = false
  hasCircle = false

  add(name: string, home: Scope): Installation {
    const installation = new Installation(name, home, this)
    this.#installed.set(name, installation)
    return installation
  }

  remove(name: string): void {
    this.#installed.delete(name)
  }

  readonly find = (name: string): Installation | undefined => this.#installed.get(name)

  names(): string[] {
    return [...this.#installed.keys()]
  }

  takeOffDependents(name: string): void {
    for (const other of [...this.#installed.values()].reverse()) if (other.dependencies.includes(name)) other.takeOff()
  }

  findCircle(plugin: Dependency): void {
    this.hasCircle ||= circleAt(plugin, this.find) !== undefined
  }

  leaveCircles(earlier: readonly string[]): void {
    // A plugin that depends on nothing is in no circle. Without this, 300 plugins installed beside a circle of 300 took a minute.
    if (earlier.length > 0) for (const each of this.#installed.values()) each.leaveCircle()
  }

  goOn(): void {
    this.#again = true
    if (this.#isGoing) return
    this.#isGoing = true
    try {
      // What one of them does may be what another waits for.
      while (this.#again) {
        this.#again = false
        for (const each of [...this.#installed.values()]) each.goOn()
      }
    } finally {
      this.hasCircle = false
      this.#isGoing = false
    }
    const known = new Map<Dependency, boolean>()
    for (const each of [...this.#installed.values()]) each.answer(known)
  }
}
