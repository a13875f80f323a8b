// Finds out whether timers have been faked: then they never run, unless the test that has faked them makes them run.

/** How many turns of the event loop a timer of 0 ms may need. They take about a second (100 000 take 450 ms on Node 20.20). */
const MOST_TURNS = 200_000

/** Counts the turns of the event loop. Tools that fake timers leave it alone. Some test environments have none, such as jsdom. */
const { MessageChannel, navigator } = globalThis

/** In workerd a timer runs only when nothing else is due, so turns tell nothing of it. */
const isWorkerd = Reflect.get(Object(navigator), 'userAgent') === 'Cloudflare-Workers'

/** Tells whether timers run. */
export interface TimerWatch {
  /** Resolves when it is clear that timers do not run. Otherwise it never settles. */
  readonly stopped: Promise<void>
  /** Leaves no timer and no port open. */
  release(): void
}

/** Watches whether a timer of 0 ms runs. */
export function watchTimers(startTimer: typeof setTimeout, stopTimer: typeof clearTimeout): TimerWatch {
  if (MessageChannel === undefined || isWorkerd) {
    // How jest, vitest and sinon mark the timers that they fake.
    const isMarked = 'clock' in startTimer || '_isMockFunction' in startTimer
    return { stopped: isMarked ? Promise.resolve() : new Promise(() => {}), release() {} }
  }
  const { port1, port2 } = new MessageChannel()
  const release = () => {
    stopTimer(timer)
    port1.close()
  }
  const timer = startTimer(release, 0)
  const stopped = new Promise<void>((resolve) => {
    let turns = 0
    port1.onmessage = () => {
      turns++
      if (turns === MOST_TURNS) resolve()
      else port2.postMessage(undefined)
    }
    port2.postMessage(undefined)
  })
  return { stopped, release }
}
