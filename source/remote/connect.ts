// Gives a plugin the verbs of actions that are on the other side of a channel.

import { type ActionMap, ActionMisuseError, type AnyActions, type Registration } from '../core/index.js'
import { checkFunction, checkName, refuse } from '../shared/arguments.js'
import { disposable } from '../shared/disposable.js'
import { parseEvent } from '../shared/events.js'
import { quote, show } from '../shared/text.js'
import { type Attached, Call, layerOf } from './call.js'
import { RemoteClosedError } from './errors.js'
import { fromSent, toSent } from './failures.js'
import { createInvoking } from './invoking.js'
import { type Answer, type Asked, type Attaching, isTagged, otherVersion, tagOf, VERSION } from './messages.js'
import { readOptions } from './options.js'
import { checkPort, listen } from './port.js'
import { createRpc } from './rpc.js'
import type { Port, RemoteActions, RemoteVerb } from './types.js'

type AnyFunction = (...args: unknown[]) => unknown

/** Something that the plugin has attached. */
interface Held {
  readonly verb: RemoteVerb
  readonly action: string
  readonly fn: unknown
  undo(): void
}

/** The attachments of one scope, or of the connection. */
interface Place {
  readonly names: readonly string[]
  /** The newest last. */
  readonly held: Set<Held>
  readonly around: Place | undefined
  isDisposed: boolean
}

/**
 * Connects a plugin with the host on the other side of a channel, which calls `expose`. Returns the verbs of the host's actions. Either side
 * may be there first.
 *
 * What the host allows decides the host. Payloads are copies; the edits of a listener are made in the host, too. What cannot be cloned is an
 * `UncloneableError`.
 *
 * @param port The channel: `self` in a worker, `parentPort` in a worker of Node, `windowPort(window.parent, …)` in a frame.
 * @throws {TypeError} when `port` is not a channel, or when there is a second argument.
 *
 * @example
 * const desk = connect<Desk>(self)
 * await desk.addListener('beforeAcceptTask', (task, abort) => {
 *   if (task.minutes > 60) abort('This is too long for today')
 * })
 */
export function connect<M extends ActionMap<M> = AnyActions>(port: Port | null): RemoteActions<M>
export function connect<M extends ActionMap<M>>(port: Port | null, options?: unknown): RemoteActions<M> {
  checkPort(port)
  if (options !== undefined)
    throw new TypeError(`connect has no options, got ${show(options)}: pass options to the verbs that it returns`)
  const session = Math.random().toString(36).slice(2, 12)
  const attached = new Map<number, Attached>()
  const calls = new Map<number, Call>()
  let attachments = 0
  let isOver = false
  let isReady = false
  let cause: unknown
  let resolve!: (error: unknown) => void
  const closed = new Promise<unknown>((onResolve) => {
    resolve = onResolve
  })
  let open!: () => void
  const ready = new Promise<void>((onResolve) => {
    open = onResolve
  })

  const tag = tagOf(session)
  const place: Place = { names: [], held: new Set(), around: undefined, isDisposed: false }

  const end = (error: unknown): void => {
    if (isOver) return
    isOver = true
    cause = error
    stop()
    open()
    rpc.close(() => new RemoteClosedError('', '', error))
    for (const call of calls.values()) {
      call.skip()
      call.fire(new RemoteClosedError(call.ctx.action, '', error))
    }
    calls.clear()
    attached.clear()
    // A signal may outlive the connection.
    for (const { undo } of place.held) undo()
    resolve(error)
  }

  const run = async (...asked: Asked): Promise<void> => {
    const call = new Call(link, asked)
    calls.set(call.id, call)
    const outcomes = await call.run()
    calls.delete(call.id)
    await rpc
      .send('ran', [call.id, outcomes])
      .catch((error) => rpc.notify('ran', [call.id, undefined, toSent(error, true)]))
  }

  const rpc = createRpc(
    {
      run,
      skip: (id: number) => calls.get(id)?.skip(),
      fire: (id: number, reason: unknown) => calls.get(id)?.fire(fromSent(reason)),
    },
    (message) => {
      message[0] = tag
      port.postMessage(message)
    },
  )

  const ask = async (method: string, ...args: unknown[]): Promise<unknown> => {
    if (isOver) throw new RemoteClosedError('', '', cause)
    const answer = (await rpc.call(method, args)) as Answer
    if ('failed' in answer) throw fromSent(answer.failed)
    return answer.value
  }

  const { invoke, settle } = createInvoking({
    ready,
    isReady: () => isReady,
    ask,
    notify: (method, args) => rpc.notify(method, args),
  })
  const link = {
    attached,
    ask,
    notify: (method: string, ...args: unknown[]) => rpc.notify(method, args),
    invoke,
    settle,
  }

  // ---- Attaching

  const attach = async (
    place: Place,
    verb: RemoteVerb,
    action: string,
    fn: AnyFunction,
    options: Attaching & { readonly signal?: AbortSignal | undefined },
  ): Promise<Held | undefined> => {
    if (place.isDisposed) {
      const scope = quote(place.names.join('/'))
      throw new ActionMisuseError(
        action,
        `Cannot attach anything through the scope ${scope}, because it has been disposed`,
      )
    }
    const { signal, ...asked } = options
    if (signal?.aborted) return undefined
    const id = ++attachments
    const held: Held = {
      verb,
      action,
      fn,
      undo() {
        for (let each: Place | undefined = place; each !== undefined; each = each.around) each.held.delete(held)
        signal?.removeEventListener('abort', held.undo)
        if (attached.delete(id)) rpc.notify('detach', [id])
      },
    }
    const forget = () => {
      attached.delete(id)
      held.undo()
    }
    attached.set(id, { verb, fn, forget: options.once === true ? forget : undefined, runLayer: layerOf(verb, fn) })
    for (let each: Place | undefined = place; each !== undefined; each = each.around) each.held.add(held)
    signal?.addEventListener('abort', held.undo)
    try {
      if (!isReady) await ready
      // It was removed before the host was there.
      if (!isOver && !attached.has(id)) return undefined
      await ask('attach', id, asked)
      return held
    } catch (error) {
      held.undo()
      throw error
    }
  }

  const registration = (all: readonly (Held | undefined)[]): Registration => {
    const undo = () => {
      for (const held of all) held?.undo()
    }
    return disposable(undo, undo)
  }

  const verbsOf = (place: Place) => ({
    async addListener(given: unknown, listener: unknown, options?: unknown): Promise<Registration> {
      const events: readonly unknown[] = Array.isArray(given) ? given : [given]
      if (events.length === 0) refuse('The events to listen to', 'at least one', given)
      const parsed = events.map(parseEvent)
      checkFunction(listener, 'The listener for', given)
      const asked = readOptions(options, ['once'], listener)
      const all = parsed.map(([verb, action]) =>
        attach(place, verb, action, listener as AnyFunction, { ...asked, verb, action, scopes: place.names }),
      )
      const settled = await Promise.allSettled(all)
      const failed = settled.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined
      const made = registration(settled.map((each) => (each.status === 'fulfilled' ? each.value : undefined)))
      if (failed === undefined) return made
      made()
      throw failed.reason
    },

    removeListener(event: unknown, listener: unknown): boolean {
      const [verb, action] = parseEvent(event)
      checkFunction(listener, 'The listener for', event)
      const newest = [...place.held]
        .reverse()
        .find((held) => held.verb === verb && held.action === action && held.fn === listener)
      newest?.undo()
      return newest !== undefined
    },

    async replaceAction(action: unknown, replacement: unknown, options?: unknown): Promise<Registration> {
      checkName(action, 'The name of an action')
      checkFunction(replacement, 'The replacement of the action', action)
      const asked = { ...readOptions(options, [], replacement), verb: 'replace' as const, action, scopes: place.names }
      return registration([await attach(place, 'replace', action, replacement as AnyFunction, asked)])
    },

    async use(action: unknown, middleware: unknown, options?: unknown): Promise<Registration> {
      if (typeof action === 'function') {
        throw new TypeError('use takes the name of an action here: middleware for every action cannot be remote')
      }
      checkName(action, 'The name of an action')
      checkFunction(middleware, 'The middleware of the action', action)
      const asked = { ...readOptions(options, [], middleware), verb: 'use' as const, action, scopes: place.names }
      return registration([await attach(place, 'use', action, middleware as AnyFunction, asked)])
    },

    invokeAction: (...args: unknown[]) => invoke(0, args),
    settleAction: (...args: unknown[]) => settle(0, args),

    scope(name: unknown) {
      checkName(name, 'The name of a scope')
      const inner: Place = {
        names: [...place.names, name],
        held: new Set(),
        around: place,
        isDisposed: place.isDisposed,
      }
      const dispose = () => {
        inner.isDisposed = true
        for (const { undo } of [...inner.held].reverse()) undo()
      }
      return disposable({ ...verbsOf(inner), dispose }, dispose)
    },
  })

  const stop = listen(port, {
    message(data) {
      if (!isTagged(data)) return
      const [to, what, version] = data
      if (what === 'host') {
        if (version !== VERSION) end(otherVersion('host', version))
        else if (to === tag) {
          isReady = true
          open()
        } else if (!isReady) port.postMessage([tag, 'plugin', VERSION])
      } else if (to === tag) {
        if (what === 'bye') end(undefined)
        else rpc.receive(data)
      }
    },
    closed: end,
  })
  port.postMessage([tag, 'plugin', VERSION])

  const dispose = () => {
    if (isOver) return
    try {
      port.postMessage([tag, 'bye'])
    } finally {
      end(undefined)
    }
  }
  return disposable({ ...verbsOf(place), dispose, closed }, dispose) as unknown as RemoteActions<M>
}
