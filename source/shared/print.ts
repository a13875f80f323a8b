// Prints what no function is there to receive: errors and warnings.

/** Prints an error with `console.error`, as Koa does. It never throws, even when `console.error` throws. */
export function print(error: unknown): void {
  try {
    console.error(error)
  } catch {
    // A replaced `console.error` has received the error before it threw.
  }
}

/** Calls a function, which may be async, and prints what it throws or rejects with, or hands it to `failed`. */
export function printing(call: () => unknown, failed: (error: unknown) => void = print): void {
  try {
    Promise.resolve(call()).then(undefined, failed)
  } catch (error) {
    failed(error)
  }
}

/** Prints a warning with `console.warn`. It never throws, also where `console.warn` does. */
export function warn(text: string): void {
  try {
    console.warn(text)
  } catch {
    // As above.
  }
}
