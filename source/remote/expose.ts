// Lets a plugin on the other side of a channel take part in actions.

import type { ActionMap, Actions, AnyActions, Registration, Scope } from '../core/index.js'
import { disposable } from '../shared/disposable.js'
import { warn } from '../shared/print.js'
import { report } from '../shared/report.js'
import { checkActions } from '../shared/sources.js'
import { quote } from '../shared/text.js'
import { RemoteClosedError } from './errors.js'
import { isTagged, otherVersion, tagOf, VERSION } from './messages.js'
import { checkPort, listen } from './port.js'
import { readRules } from './rules.js'
import { openSession, type Session } from './session.js'
import type { Exposed, ExposeOptions, Port } from './types.js'

/** The ports that are exposed, and the scopes of their plugins. */
const exposed = new WeakMap<Port, string>()

/**
 * Lets a plugin on the other side of a channel listen, abort, edit and replace, as far as `allow` says. The plugin calls `connect`.
 *
 * The plugin is not trusted. It is under a time limit, it sees only what `share` gives it, and whatever it sends changes nothing for
 * others. When the channel closes, the worker crashes, or the registration is disposed, everything of the plugin is taken off, and
 * everything that waits for it rejects at once with a `RemoteClosedError`. If the host did not end the connection itself, this error also
 * goes to `onListenerError`. A worker of the web tells nobody that it was terminated: dispose the registration then. When a page in a frame
 * is loaded again, it starts anew.
 *
 * @param actions The actions, or a scope of them: disposing the scope ends the connection.
 * @param port The channel. It is not closed.
 * @throws {TypeError | RangeError} when an argument is wrong, an option is not known, or the port is exposed already.
 * @throws {ActionMisuseError} when `actions` is a disposed scope.
 *
 * @example
 * const worker = new Worker('spelling.js', { type: 'module' })
 * const stop = expose(actions, worker, { scope: 'spelling', allow: ['SaveDocument'] })
 * await stop.ready
 */
export function expose<M extends ActionMap<M> = AnyActions>(
  actions: Actions<M>,
  port: Port,
  options: ExposeOptions<M>,
): Exposed {
  checkActions(actions, 'expose')
  checkPort(port)
  const rules = readRules(options, actions as Actions)
  const other = exposed.get(port)
  if (other !== undefined)
    throw new TypeError(`The port is exposed already, to the plugin ${quote(other)}: make a channel for each plugin`)
  exposed.set(port, rules.scope)
  let session: Session | undefined
  let isOver = false
  let resolve!: (error: unknown) => void
  const closed = new Promise<unknown>((onResolve) => {
    resolve = onResolve
  })
  let resolveReady!: () => void
  let rejectReady!: (error: unknown) => void
  const ready = new Promise<void>((onResolve, onReject) => {
    resolveReady = onResolve
    rejectReady = onReject
  })
  // Who does not wait for it must not be told of it.
  ready.catch(() => {})

  /** Tells the other side something that it may not be there for. */
  const tell = (...message: readonly unknown[]): void => {
    try {
      port.postMessage(message)
    } catch {
      // The channel is closed.
    }
  }

  /** A scope for one plugin. When something outside disposes it, the connection ends. */
  const openScope = (): { readonly scope: Scope; readonly keep: Registration } => {
    const scope = (actions as Actions).scope(rules.scope)
    return { scope, keep: scope.onDispose(stop) }
  }
  /** Scopes of plugins that are gone, whose functions fail. */
  const gone: Scope[] = []
  const disposeGone = (): void => {
    for (const each of gone.splice(0)) each.dispose()
  }

  const endSession = (cause: unknown): void => {
    keep()
    if (session !== undefined) {
      tell(session.tag, 'bye')
      session.end(cause)
    }
    session = undefined
    gone.push(scope)
    if (!rules.failsWhenGone) disposeGone()
  }

  const end = (error: unknown): void => {
    if (isOver) return
    isOver = true
    exposed.delete(port)
    stopListening()
    endSession(error)
    rejectReady(new RemoteClosedError('', rules.scope, error))
    resolve(error)
  }

  /** Ends the connection, because something else than the host itself has ended it. */
  const lose = (error: unknown): void => {
    if (isOver) return
    end(error)
    report(actions as Actions, rules.scope, new RemoteClosedError('', rules.scope, error))
  }

  function stop(): void {
    end(undefined)
    disposeGone()
  }
  let { scope, keep } = openScope()

  const greet = (tag: string): void => {
    if (session !== undefined) {
      // It was loaded again.
      endSession(undefined)
      ;({ scope, keep } = openScope())
    }
    session = openSession({
      tag,
      actions: actions as Actions,
      scope,
      rules,
      attached() {
        disposeGone()
        resolveReady()
      },
      post(message) {
        message[0] = tag
        port.postMessage(message)
      },
    })
    tell(tag, 'host', VERSION)
  }

  let second = 0
  let count = 0
  let isTold = false
  const stopListening = listen(port, {
    message(data) {
      const now = Math.floor(performance.now() / 1000)
      if (now !== second) [second, count] = [now, 0]
      if (++count > rules.limits.messages) {
        return lose(
          new RangeError(
            `The plugin ${quote(rules.scope)} sent more than ${rules.limits.messages} messages in a second`,
          ),
        )
      }
      if (!isTagged(data)) return
      const [tag, what, version] = data
      if (what === 'host') {
        if (tag === tagOf('') && !isTold)
          warn(`Both sides of the channel of ${quote(rules.scope)} call expose: the plugin must call connect`)
        isTold = true
      } else if (what === 'plugin') {
        if (version === VERSION && tag !== session?.tag) return greet(tag)
        tell(tag, 'host', VERSION)
        // The plugin ends its side when it reads this: nobody is left to wait for.
        if (session === undefined) lose(otherVersion('plugin', version))
      } else if (session !== undefined && tag === session.tag) {
        if (what === 'bye') lose(undefined)
        else session.receive(data)
      }
    },
    closed: lose,
  })
  // A plugin that was there first says again that it is there.
  tell(tagOf(''), 'host', VERSION)

  return Object.assign(disposable(stop, stop), { ready, closed })
}
