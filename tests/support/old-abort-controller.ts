// Imitates the AbortController of older React Native and jsdom, whose signals have no reason.

class OldSignal extends EventTarget {
  aborted = false
}

class OldAbortController {
  readonly signal = new OldSignal()

  abort(): void {
    if (this.signal.aborted) return
    this.signal.aborted = true
    this.signal.dispatchEvent(new Event('abort'))
  }
}

/** Runs `work` while signals have no reason. */
export async function withoutReasons(work: () => unknown): Promise<void> {
  const { AbortController } = globalThis
  globalThis.AbortController = OldAbortController as never
  try {
    await work()
  } finally {
    globalThis.AbortController = AbortController
  }
}
