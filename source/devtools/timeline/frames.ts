// When something is drawn: once a frame, only while it can be seen, and with time left for the page.

/** What a frame is for. */
export interface Work {
  /** Takes in what is new. */
  arrange(): void
  /** Draws what has been taken in. */
  paint(): void
}

/** How many milliseconds a frame may take before the page gets time for itself. */
const LONG = 8
/** How many times as long as such a frame took lies between its beginning and the next one's. */
const SPARED = 4

export class Frames {
  #work: Work
  #going = false
  #seen = true
  #stale = true
  #frame: number | undefined
  #later: ReturnType<typeof setTimeout> | undefined
  #growth: ReturnType<typeof setTimeout> | undefined
  /** From when on new things are taken in again, on the page's clock. */
  #ready = 0

  constructor(work: Work) {
    this.#work = work
  }

  /** Whether it can be seen; until somebody says so, it is thought to be. */
  set seen(seen: boolean) {
    this.#seen = seen
    this.ask()
  }

  start(): void {
    this.#going = true
    this.ask(true)
  }

  stop(): void {
    this.#going = false
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    clearTimeout(this.#growth)
    clearTimeout(this.#later)
    this.#frame = undefined
    this.#later = undefined
  }

  /**
   * Draws with the next frame; several wishes make one drawing.
   *
   * @param stale Whether there is something new to take in. When there is so much of it that it takes long, the page has three
   *   times as long for itself before the next.
   */
  ask(stale = false): void {
    if (stale) this.#stale = true
    if (this.#frame !== undefined || !this.#going || !this.#seen) return
    const wait = stale ? this.#ready - performance.now() : 0
    if (wait > 0) {
      this.#later ??= setTimeout(() => {
        this.#later = undefined
        this.ask()
      }, wait)
      return
    }
    clearTimeout(this.#growth)
    this.#frame = requestAnimationFrame(() => {
      this.#frame = undefined
      const start = performance.now()
      if (this.#stale && start >= this.#ready) this.arrange()
      this.#work.paint()
      if (this.#stale) return this.ask(true)
      const took = performance.now() - start
      this.#ready = took > LONG ? start + took * SPARED : 0
    })
  }

  /** Takes in with the next frame whatever there is, however long the ones before took: somebody has asked to see it. */
  hurry(): void {
    this.#ready = 0
    this.ask(true)
  }

  /** Draws after so many milliseconds, unless it has drawn by then. */
  askIn(milliseconds: number): void {
    clearTimeout(this.#growth)
    this.#growth = setTimeout(() => this.ask(), milliseconds)
  }

  /** Takes in what is new at once. */
  arrange(): void {
    this.#stale = false
    this.#work.arrange()
  }
}
