// Prints the errors that no function is there to receive.

/** Prints an error with `console.error`, as Koa does. It never throws, also where `console.error` does. */
export function print(error: unknown): void {
  try {
    console.error(error)
  } catch {
    // A replaced `console.error` has seen the error before it threw.
  }
}
