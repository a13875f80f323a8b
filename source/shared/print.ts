// Prints the errors that no function receives.

/** Prints an error with `console.error`, as Koa does. It never throws, even when `console.error` throws. */
export function print(error: unknown): void {
  try {
    console.error(error)
  } catch {
    // A replaced `console.error` has received the error before it threw.
  }
}
