// Says what DESIGN.md demands in the plainest code that does it: it awaits everything, fuses nothing and is slow, so that
// random programs have something to compare the library with.

import { Invocation } from './model-invocation.js'
import {
  type AttachOptions,
  type Entry,
  type ErrorInfo,
  type Host,
  type InvokeOptions,
  type Kind,
  named,
  type Owner,
  type Party,
  type Registered,
  type RegisterOptions,
  type Stack,
} from './model-nouns.js'
import { type Fn, failure } from './model-work.js'

interface ModelOptions {
  maxDepth: number
  onListenerError(error: unknown, info: ErrorInfo): void
}

export function createModel({ maxDepth, onListenerError }: ModelOptions): Verbs {
  const registered = new Map<string, Registered>()
  let entries: Entry[] = []

  function attach(
    owner: Owner | undefined,
    kind: Kind,
    action: string | undefined,
    fn: Fn,
    options: AttachOptions = {},
  ): () => void {
    const { name, order = 0, once = false, signal, timeout } = options
    const party = { kind, action, fn, name, scope: owner?.name, order, once, timeout }
    const entry: Entry = { ...party, owner, called: false, reported: false }
    const dispose = () => detach(entry)
    throwIfDisposed(owner, action)
    if (signal?.aborted) return dispose
    entries.push(entry)
    signal?.addEventListener('abort', dispose)
    reportUnsupported(action)
    return dispose
  }

  function throwIfDisposed(owner: Owner | undefined, action = ''): void {
    if (owner?.disposed) throw failure('ACTION_MISUSE', action)
  }

  /** S12: once each, as soon as both the action and the listener are known. */
  function reportUnsupported(action: string | undefined): void {
    if (action === undefined || !registered.get(action)?.terminal) return
    for (const entry of entries.filter((e) => e.kind === 'after' && e.action === action && !e.reported)) {
      entry.reported = true
      const error = failure('ACTION_UNSUPPORTED_EVENT', action)
      onListenerError(error, { ctx: undefined, event: `after${action}`, listener: entry.fn, by: named(entry) })
    }
  }

  /** S14: undoes all that went through it, and through its own scopes. */
  function dispose(owner: Owner): void {
    owner.disposed = true
    entries = entries.filter((e) => e.owner !== owner)
    for (const [action, one] of registered) if (one.owner === owner) registered.delete(action)
    owner.inside.forEach(dispose)
  }

  function detach(entry: Entry): void {
    entries = entries.filter((other) => other !== entry)
  }

  /** S3, S8: by order, then by registration. */
  function attached(kind: Kind, action: string | undefined): Entry[] {
    return entries.filter((e) => e.kind === kind && e.action === action).sort((a, b) => a.order - b.order)
  }

  /** S2: a copy, so that what is attached or removed later does not show. */
  function snapshot(action: string): Stack {
    return {
      middleware: [...attached('middleware', undefined), ...attached('middleware', action)],
      payloadUpdate: [registered.get(action)?.payloadUpdate ?? []].flat(),
      before: attached('before', action),
      // S5: the newest is outermost among equals.
      replacements: attached('replacement', action)
        .reverse()
        .sort((a, b) => a.order - b.order),
      core: [registered.get(action)?.core ?? []].flat(),
      after: registered.get(action)?.terminal ? [] : attached('after', action),
      error: attached('error', action),
    }
  }

  /** @param from The invocation through whose ctx it is invoked. S11: its parent is the nearest one around that still runs, and its depth counts those. */
  function invoke(
    action: string,
    payload: unknown,
    { signal, timeout }: InvokeOptions,
    from?: Invocation,
  ): Promise<unknown> {
    let parent = from
    while (parent?.settled) parent = parent.parent
    return new Promise((resolve, reject) => {
      const limit = timeout ?? registered.get(action)?.core.timeout
      if (!registered.has(action)) throw failure('ACTION_UNKNOWN', action)
      let depth = 0
      for (let around = parent; around; around = around.parent) if (!around.settled) depth += 1
      if (depth > maxDepth) throw failure('ACTION_RECURSION', action)
      if (from?.cut?.early && !from.telling) throw from.cut.error
      // A limit that has run out is no running one, and is not inherited.
      const inherited = (from?.sources ?? []).filter((one) => one.limitOf === undefined || !one.signal.aborted)
      const sources = [...inherited, ...(signal ? [{ signal, limitOf: undefined }] : [])]
      const fired = sources.find((one) => one.signal.aborted)
      if (fired) throw fired.signal.reason
      const host: Host = { invoke, takeOff, onListenerError }
      void new Invocation(host, snapshot(action), action, payload, depth, parent, sources, limit, {
        resolve,
        reject,
      }).run()
    })
  }

  /** S2: no other invocation in flight calls a once-listener. Says whether it may be called. */
  function takeOff(entry: Entry): boolean {
    if (!entry.once) return true
    if (entry.called) return false
    entry.called = true
    detach(entry)
    return true
  }

  return createVerbs(undefined)

  function createVerbs(owner: Owner | undefined): Verbs {
    return {
      registerAction(action, fn, options = {}) {
        const { name, payloadUpdate, override, signal, timeout, terminal = false } = options
        throwIfDisposed(owner, action)
        if (registered.has(action) && !override) throw failure('ACTION_DUPLICATE', action)
        const party = { order: 0, once: false, scope: owner?.name, timeout: undefined }
        const one: Registered = {
          core: { ...party, kind: 'core', name, fn, timeout },
          payloadUpdate: payloadUpdate && {
            ...party,
            kind: 'payloadUpdate',
            name: payloadUpdate.name,
            fn: payloadUpdate,
          },
          terminal,
          owner,
        }
        const dispose = () => void (registered.get(action) === one && registered.delete(action))
        if (signal?.aborted) return dispose
        registered.set(action, one)
        signal?.addEventListener('abort', dispose)
        reportUnsupported(action)
        return dispose
      },
      unregisterAction: (action) => registered.delete(action),
      invokeAction: (action, payload, options = {}) => invoke(action, payload, options),
      addListener(event, fn, options) {
        const [, kind, action] = /^(before|after|error)(.+)$/.exec(event) as unknown as [string, Kind, string]
        return attach(owner, kind, action, fn, options)
      },
      removeListener(event, fn) {
        const those = entries.filter((e) => e.fn === fn && `${e.kind}${e.action}` === event)
        const newest = those.filter((e) => owner === undefined || e.owner === owner).at(-1)
        if (newest) detach(newest)
        return newest !== undefined
      },
      replaceAction: (action, fn, options) => attach(owner, 'replacement', action, fn, options),
      use: (action, fn, options) => attach(owner, 'middleware', action, fn, options),
      explain: (action) =>
        Object.values(snapshot(action))
          .flat()
          .map(({ kind, name, scope, order, once }) => ({ kind, name, scope, order, once })),
      scope(name) {
        throwIfDisposed(owner)
        const inner = { name, inside: [], disposed: false }
        owner?.inside.push(inner)
        return { ...createVerbs(inner), dispose: () => dispose(inner) }
      },
    }
  }
}

/** The part of the API that the random programs use, under the same names. */
interface Verbs {
  registerAction(action: string, fn: Fn, options?: RegisterOptions): () => void
  unregisterAction(action: string): boolean
  invokeAction(action: string, payload: unknown, options?: InvokeOptions): Promise<unknown>
  addListener(event: string, fn: Fn, options?: AttachOptions): () => void
  removeListener(event: string, fn: Fn): boolean
  replaceAction(action: string, fn: Fn, options?: AttachOptions): () => void
  use(action: string | undefined, fn: Fn, options?: AttachOptions): () => void
  explain(action: string): Pick<Party, 'kind' | 'name' | 'scope' | 'order' | 'once'>[]
  scope(name: string): Verbs & { dispose(): void }
}
