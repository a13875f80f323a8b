// Opens a channel of Node's diagnostics_channel. No other file knows that module.

/** The part of a channel that is used. */
interface Channel {
  publish(message: unknown): void
  /** Publishes, and calls `run` with what is bound to the channel being current. */
  runStores<T>(message: unknown, run: () => T): T
}

/** The part of a `TracingChannel` that is used. */
export interface TracingChannel {
  readonly hasSubscribers: boolean
  readonly start: Channel
  readonly end: Channel
  readonly asyncStart: Channel
  readonly asyncEnd: Channel
  readonly error: Channel
}

interface Host {
  readonly process?: {
    getBuiltinModule?(id: 'node:diagnostics_channel'): { tracingChannel?(name: string): TracingChannel } | undefined
  }
}

/**
 * Returns the TracingChannel of that name. It asks the platform for the module, so that bundlers do not look for it, and no types of Node
 * are needed.
 *
 * @throws {Error} where there is no such channel.
 */
export function openChannel(name: string): TracingChannel {
  const channel = (globalThis as Host).process?.getBuiltinModule?.('node:diagnostics_channel')?.tracingChannel?.(name)
  if (channel !== undefined) return channel
  throw new Error(
    `Cannot publish on the channel ${name}, because this platform has no node:diagnostics_channel: use Node 20.19 or later`,
  )
}
