// Waits for a time, and for what may take too long.

/** How long closing waits for a server that is away, in milliseconds. */
export const LONGEST_CLOSING = 2_000

/** Waits for a promise, but no longer than `LONGEST_CLOSING`. */
export async function waitBriefly(promise: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LONGEST_CLOSING)
  })
  await Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

export function delay(duration: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, duration))
}
