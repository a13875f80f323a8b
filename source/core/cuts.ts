// What can cut an invocation from outside: signals and time limits.

/** Told when a source fires: an invocation that is then cut, or an attachment that then goes. */
export type Target = (reason: unknown, source: Source) => void

/** Where cuts come from; it fires at most once. */
export interface Source {
  readonly targets: Set<Target>
  /** Undefined for a time limit. */
  readonly signal: AbortSignal | undefined
  /** Listens to the signal while there are targets. */
  readonly listener: () => void
}

export function createSource(signal?: AbortSignal): Source {
  const source: Source = {
    targets: new Set(),
    signal,
    listener: () => fire(source, signal?.reason),
  }
  return source
}

export function fire(source: Source, reason: unknown): void {
  for (const target of source.targets) target(reason, source)
}

export function join({ targets, signal, listener }: Source, target: Target): void {
  if (targets.size === 0) signal?.addEventListener('abort', listener)
  targets.add(target)
}

export function leave({ targets, signal, listener }: Source, target: Target): void {
  if (targets.delete(target) && targets.size === 0) signal?.removeEventListener('abort', listener)
}

/**
 * Gives the one source of each signal, with one listener on it however many targets there are: a signal that outlives a
 * million invocations does not grow, and leaving takes no search through its listeners. (`AbortSignal.any` leaks on such
 * signals.)
 */
export function createSources(): (signal: AbortSignal) => Source {
  const sources = new WeakMap<AbortSignal, Source>()
  return (signal) => {
    const source = sources.get(signal) ?? createSource(signal)
    sources.set(signal, source)
    return source
  }
}
