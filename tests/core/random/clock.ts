// Stands in for the platform's timers.

/** Time that goes on only when it is told to, for as long as it is installed. */
export class Clock {
  now = 0
  /** By when they are due. */
  readonly timers = new Map<number, { at: number; run: () => void }>()
  readonly #real = { setTimeout, clearTimeout }
  #started = 0

  install(): void {
    globalThis.setTimeout = ((run: () => void, delay: number) => {
      this.#started += 1
      this.timers.set(this.#started, { at: this.now + delay, run })
      return this.#started
    }) as never
    globalThis.clearTimeout = ((timer: number) => this.timers.delete(timer)) as never
  }

  uninstall(): void {
    Object.assign(globalThis, this.#real)
  }

  /** Whether two timers are due next, at the same time: no rule says which runs first, so the story ends there. */
  get isTied(): boolean {
    const due = Array.from(this.timers.values(), ({ at }) => at).sort((a, b) => a - b)
    return due.length > 1 && due[0] === due[1]
  }

  expire(): void {
    const [next] = [...this.timers].sort(([, a], [, b]) => a.at - b.at)
    if (!next) return
    const [timer, { at, run }] = next
    this.timers.delete(timer)
    this.now = at
    run()
  }
}
