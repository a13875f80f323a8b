// Defines what the programs of the page "Coming from Flex" are given: the verbs that both have.

export interface Both {
  registerAction(name: string, core: (payload: Payload) => unknown): unknown
  addListener(event: string, listener: (payload: Payload, abort: (reason?: string) => void) => unknown): unknown
  replaceAction(
    name: string,
    replacement: (payload: Payload, original: (payload?: Payload) => unknown) => unknown,
  ): unknown
  invokeAction(name: string, payload?: Payload): Promise<unknown>
}

export interface Payload {
  sid?: string
  body?: string
}

/** A program for both. What it prints is shown. */
export type Run = (actions: Both, log: (...values: unknown[]) => void) => Promise<void>
