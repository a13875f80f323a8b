// Decides when the element draws: at most once a frame, only while it can be seen, and with time left for the page.

/** The work of a frame. */
export interface Work {
  /** Reads the recording, and arranges the bars. */
  arrange(): void
  /** Draws the arranged bars. */
  paint(): void
}

/** The longest time in milliseconds that a frame takes without a break for the page after it. */
const LONG = 8
/** The time from the beginning of a longer frame to the beginning of the next one, as a multiple of the time that the frame took. */
const SPARED = 4

/** Schedules frames. `stale` means that there is something new to arrange. */
export class Frames {
  #work: Work
  #going = false
  #seen = true
  #stale = true
  #frame: number | undefined
  #later: ReturnType<typeof setTimeout> | undefined
  #growth: ReturnType<typeof setTimeout> | undefined
  /** The time on the page's clock from which `arrange` may be called again. */
  #ready = 0

  constructor(work: Work) {
    this.#work = work
  }

  /** Sets whether the element can be seen. Default true. */
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
   * Draws in the next frame. Several calls before that frame draw once.
   *
   * @param stale Whether there is something new to arrange. After a frame that took long, the page gets three times as long for itself
   *   before new things are arranged.
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

  /** Arranges and draws in the next frame, however long the frames before took: for changes that the user has asked for. */
  hurry(): void {
    this.#ready = 0
    this.ask(true)
  }

  /** Draws after so many milliseconds, unless another frame is drawn before. */
  askIn(milliseconds: number): void {
    clearTimeout(this.#growth)
    this.#growth = setTimeout(() => this.ask(), milliseconds)
  }

  /** Arranges at once. */
  arrange(): void {
    this.#stale = false
    this.#work.arrange()
  }
}
