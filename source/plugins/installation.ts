// Switches one installed plugin on and off: loads it, waits for the plugins that it needs, sets it up, and takes it off.

import { ActionMisuseError, type Scope } from '../core/index.js'
import { disposable } from '../shared/disposable.js'
import { nearest } from '../shared/nearest.js'
import { print, printing, warn } from '../shared/print.js'
import { createStore } from '../shared/store.js'
import { either, quote } from '../shared/text.js'
import { isThenable } from '../shared/thenable.js'
import { weakly } from '../shared/weak.js'
import { circleAt, type Dependency, isMoving, missing, type Others, type Phase } from './dependencies.js'
import { PluginCircleError, PluginTimeoutError } from './errors.js'
import { type AnyPlugin, type Given, readLoaded } from './read.js'
import type { InstalledPlugin, PluginState, Store } from './types.js'

export class Installation implements Dependency {
  readonly name: string
  phase: Phase = 'idle'
  /** What users hold. */
  readonly handle: InstalledPlugin
  readonly #others: Others
  /** Keeps the place of the plugin. Each time that the plugin is set up, it has a new scope inside. */
  readonly #home: Scope
  readonly #store = createStore<PluginState>({ status: 'off' })
  #given!: Given
  /** What was given, or loaded last. */
  #plugin: AnyPlugin | undefined
  #scope: Scope | undefined
  /** Another object after each start and each stop: so what comes of work that was given up is not heard. */
  #attempt: object = {}
  #timer: ReturnType<typeof setTimeout> | undefined
  #unlisten: () => void = () => {}
  #disposed = false
  /** The circle that it has failed in last. */
  #circle: readonly string[] = []
  #callers: ((state: PluginState) => void)[] = []

  constructor(name: string, home: Scope, others: Others) {
    this.name = name
    this.#home = home
    this.#others = others
    const { get, subscribe } = this.#store
    const dispose = () => this.#dispose()
    this.handle = disposable(
      {
        name,
        state: { get, subscribe } as Store<PluginState>,
        on: () => this.#on(),
        off: () => this.#off(),
        dispose,
      },
      dispose,
    )
    home.onDispose(dispose)
  }

  get dependencies(): readonly string[] {
    return this.#plugin?.dependencies ?? []
  }

  /**
   * Takes a plugin, or another version of it. What was on, or should be, is started again.
   *
   * @param wasOn Whether the plugin is switched on where the options do not say so.
   */
  take(given: Given, wasOn = this.phase !== 'idle' || this.#store.get().status === 'failed'): void {
    const { plugin, signal, on = wasOn } = given
    this.#given = given
    this.#know(plugin)
    this.#listenTo(signal)
    if (this.#stop('idle')) {
      if (on && !this.#disposed) this.#start()
      else this.#tell({ status: 'off' })
    }
    this.#others.goOn()
  }

  /** Takes off what is attached, until the plugins that it depends on are on again. */
  takeOff(): void {
    if (this.#scope !== undefined && this.#stop('waiting')) this.#tellWaiting()
  }

  /** Waits again when it has failed in a circle that is gone. It fails again when there is another. */
  leaveCircle(): void {
    if (this.phase !== 'circle') return
    const circle = circleAt(this, this.#others.find)
    if (circle !== undefined && areSame(circle, this.#circle)) return
    this.phase = 'waiting'
    this.#others.findCircle(this)
  }

  /** Sets the plugin up when it has waited, and need not wait any longer. */
  goOn(): void {
    if (this.phase !== 'waiting') return
    const circle = this.#others.hasCircle ? circleAt(this, this.#others.find) : undefined
    if (circle !== undefined) {
      this.#circle = circle
      this.#fail(new PluginCircleError(circle), 'circle')
    } else if (missing(this, this.#others.find).length > 0) this.#tellWaiting()
    else this.#setUp(this.#plugin as AnyPlugin)
  }

  /** Resolves the promises of `on` once nothing more happens by itself. */
  answer(known = new Map<Dependency, boolean>()): void {
    if (this.#callers.length === 0 || isMoving(this, this.#others.find, known)) return
    for (const resolve of this.#callers.splice(0)) resolve(this.#store.get())
  }

  #on(): Promise<PluginState> {
    if (this.#disposed) {
      const why = 'because it has been disposed: install it again'
      throw new ActionMisuseError('', `Cannot switch on the plugin ${quote(this.name)}, ${why}`)
    }
    if (this.phase === 'idle' || this.phase === 'circle') this.#start()
    const state = new Promise<PluginState>((resolve) => this.#callers.push(resolve))
    this.#others.goOn()
    return state
  }

  #off(): void {
    if (this.#stop('idle')) this.#tell({ status: 'off' })
    this.#others.goOn()
  }

  #dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#others.remove(this.name)
    this.#others.leaveCircles(this.dependencies)
    this.#unlisten()
    this.#off()
    this.#home.dispose()
    this.answer()
  }

  #start(): void {
    const { load } = this.#given
    this.#attempt = {}
    this.phase = load === undefined ? 'waiting' : 'loading'
    this.#others.findCircle(this)
    if (load === undefined) return
    this.#run('loading it', load, (loaded) => {
      this.#know(readLoaded(loaded, this.name))
      this.phase = 'waiting'
    })
  }

  #setUp(plugin: AnyPlugin): void {
    let cleanUp: unknown
    const work = () => {
      const scope = this.#home.scope(this.name)
      this.#scope = scope
      // The oldest, so it is called last: the function may be the registration of an `onDispose`, which would take that off.
      scope.onDispose(() => {
        // The plugin may dispose its scope itself.
        if (this.#scope === scope) this.#off()
        return typeof cleanUp === 'function' ? cleanUp() : undefined
      })
      return plugin.setup(scope, this.#given.context)
    }
    const done = (returned: unknown) => {
      cleanUp = returned
      this.phase = 'on'
      this.#tell({ status: 'on' })
    }
    const late = (returned: unknown) => {
      if (typeof returned === 'function') printing(returned as () => unknown)
    }
    this.phase = 'settingUp'
    this.#run('its set-up', work, done, late)
  }

  /** Runs work of this attempt, and then `done`; `late` in its place, when the attempt has ended before the work. */
  #run(
    what: string,
    work: () => unknown,
    done: (value: unknown) => void,
    late: (value: unknown) => void = () => {},
  ): void {
    const attempt = this.#attempt
    this.#tell({ status: 'loading', waitsFor: [] })
    // A subscriber may have ended the attempt.
    if (this.#attempt !== attempt) return
    const { timeout } = this.#given
    const fail = (error: unknown) => {
      if (this.#attempt === attempt) this.#fail(error)
    }
    const succeed = (value: unknown) => {
      if (this.#attempt !== attempt) return late(value)
      clearTimeout(this.#timer)
      try {
        done(value)
      } catch (error) {
        fail(error)
      }
      this.#others.goOn()
    }
    try {
      const value = work()
      if (!isThenable(value)) return void succeed(value)
      new Promise((resolve) => resolve(value)).then(succeed, fail)
      if (timeout === undefined || this.#attempt !== attempt) return
      this.#timer = setTimeout(() => fail(new PluginTimeoutError(this.name, timeout, what)), timeout)
    } catch (error) {
      fail(error)
    }
  }

  /**
   * Ends what goes on, and takes off what is attached; before it, what depends on it. Returns whether this is still so: what is called
   * meanwhile may have switched it.
   */
  #stop(phase: 'idle' | 'circle' | 'waiting'): boolean {
    const attempt = {}
    const scope = this.#scope
    this.#attempt = attempt
    this.#scope = undefined
    this.phase = phase
    clearTimeout(this.#timer)
    this.#others.takeOffDependents(this.name)
    scope?.dispose()
    return this.#attempt === attempt
  }

  #fail(error: unknown, phase: 'idle' | 'circle' = 'idle'): void {
    if (this.#stop(phase)) this.#tell({ status: 'failed', error })
    const { onError = printFailure } = this.#given
    printing(
      () => onError(error, this.name),
      (failure) => {
        print(error)
        print(failure)
      },
    )
    this.#others.goOn()
  }

  #tell(state: PluginState): void {
    const told = this.#store.get()
    // Not as JSON, which is slow: whenever one plugin changes, all that wait come here.
    const isSame =
      state.status === 'loading' && told.status === 'loading'
        ? areSame(state.waitsFor, told.waitsFor)
        : state.status === told.status
    if (state.status === 'failed' || !isSame) this.#store.set(state)
  }

  #tellWaiting(): void {
    this.#tell({ status: 'loading', waitsFor: missing(this, this.#others.find) })
  }

  #listenTo(signal: Given['signal']): void {
    this.#unlisten()
    if (signal?.aborted) this.#dispose()
    else if (signal !== undefined) {
      // A long-lived signal does not keep the plugin.
      const handle = weakly(this.handle)
      const listener = () => handle.deref()?.dispose()
      signal.addEventListener('abort', listener)
      this.#unlisten = () => signal.removeEventListener('abort', listener)
    }
  }

  #know(plugin: AnyPlugin | undefined): void {
    const { dependencies } = this
    this.#plugin = plugin
    this.#others.findCircle(this)
    this.#others.leaveCircles(dependencies)
    // Later, since plugins are installed in any order.
    for (const name of this.dependencies) queueMicrotask(() => this.#checkSpelling(name))
  }

  #checkSpelling(name: string): void {
    if (this.#others.find(name) !== undefined) return
    const others = this.#others.names().filter((other) => other !== this.name)
    const meant = nearest(name, others).map(quote)
    if (meant.length === 0) return
    const needs = `The plugin ${quote(this.name)} depends on the plugin ${quote(name)}`
    warn(`${needs}, which is not installed: did you mean ${either(meant)}?`)
  }
}

function areSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name, index) => name === others[index])
}

function printFailure(error: unknown, plugin: string): void {
  print(`The plugin ${quote(plugin)} has failed:`)
  print(error)
}
