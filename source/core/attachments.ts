// What is attached to one action, and how it comes off again: in constant time, however much is attached.

import type { AnyFunction } from './arguments.js'
import { join, leave, type Source } from './cuts.js'
import { nameOf } from './errors.js'
import { nothing } from './promises.js'
import type { AttachedPart, Parts, Stack } from './stack.js'
import type { PartyKind, Registration } from './types.js'

/** A scope, as the one through whom something was attached. */
export interface Owner {
  readonly name: string
  disposed: boolean
  /** What undoes all that was attached through it. */
  readonly held: Set<() => void>
}

/**
 * Makes the undoing of one attachment.
 *
 * @param remove Called once, when it is undone. One function for all of a kind: a closure each costs a fifth more.
 * @param thing What it is called with.
 * @param owner Through whom it was attached; he can undo it, too.
 * @param source Undoes it when it fires.
 */
export function createRegistration<T extends object>(
  remove: (thing: T) => void,
  thing: T,
  owner?: Owner,
  source?: Source,
): Registration {
  let held: T | undefined = thing
  const undo = () => {
    if (held === undefined) return
    const attached = held
    // Whoever keeps the registration shall not keep what was attached.
    held = undefined
    owner?.held.delete(undo)
    if (source !== undefined) leave(source, undo)
    remove(attached)
  }
  owner?.held.add(undo)
  if (source !== undefined) join(source, undo)
  return disposable(undo, undo)
}

/** Some browsers have no `Symbol.dispose` yet: nothing named "undefined" shall grow there. */
export function disposable<T extends object>(thing: T, undo: () => void): T & { [Symbol.dispose](): void } {
  const able = thing as T & { [Symbol.dispose](): void }
  // Not `defineProperty`, with which attaching takes nearly twice as long.
  if (Symbol.dispose !== undefined) able[Symbol.dispose] = undo
  return able
}

/** One function that is attached somewhere until it is detached. */
export interface Attachment extends AttachedPart {
  readonly owner: Owner | undefined
  /** Where it is attached. */
  readonly site: Action
  /** The attachments of the same function in the same list, before and after this one. */
  older: Attachment | undefined
  newer: Attachment | undefined
  /** Whether it has been reported as one that is never called. */
  reported: boolean
}

/** A function, and what was said about it when it was attached. */
export type Saying = Pick<AttachedPart, 'kind' | 'fn'> &
  Partial<Pick<AttachedPart, 'event' | 'name' | 'order' | 'once' | 'timeout'>>

export function createAttachment(saying: Saying, site: Action, owner: Owner | undefined): Attachment {
  const { kind, fn, event, name = nameOf(fn), order = 0, once = false, timeout } = saying
  return {
    kind,
    fn,
    event,
    name,
    scope: owner?.name,
    order,
    once,
    timeout,
    owner,
    site,
    undo: nothing,
    older: undefined,
    newer: undefined,
    reported: false,
    claimed: false,
  }
}

/** A list of attachments that tells at once which one of a function is the newest. */
export class Attachments {
  readonly all = new Set<Attachment>()
  readonly #newest = new Map<AnyFunction, Attachment>()

  add(attachment: Attachment): void {
    const { fn } = attachment
    const older = this.#newest.get(fn)
    attachment.older = older
    if (older !== undefined) older.newer = attachment
    this.#newest.set(fn, attachment)
    this.all.add(attachment)
  }

  delete(attachment: Attachment): void {
    const { fn, older, newer } = attachment
    this.all.delete(attachment)
    if (older !== undefined) older.newer = newer
    if (newer !== undefined) newer.older = older
    else if (older !== undefined) this.#newest.set(fn, older)
    else this.#newest.delete(fn)
  }

  /** The newest attachment of `fn`; of those that `owner` owns, when one is given. */
  newest(fn: AnyFunction, owner: Owner | undefined): Attachment | undefined {
    let attachment = this.#newest.get(fn)
    while (attachment !== undefined && owner !== undefined && attachment.owner !== owner) attachment = attachment.older
    return attachment
  }
}

/** A core, with what was said when it was registered. */
export interface Registered {
  readonly core: Attachment
  readonly payloadUpdate: Attachment | undefined
  readonly terminal: boolean
}

/** One action, registered or not, with all that is attached to it; or what is attached to all of them. */
export class Action {
  readonly name: string
  registered: Registered | undefined = undefined
  /** What dispatch runs, until something changes. */
  stack: Stack | undefined = undefined
  /** What is attached, by its kind; no list is empty. */
  readonly lists = new Map<PartyKind, Attachments>()

  constructor(name: string) {
    this.name = name
  }

  /** What is attached of one kind: by `order`, then by the time it was attached. */
  attached(kind: PartyKind): Attachment[] {
    // Not by difference: that of two infinities is NaN.
    return [...(this.lists.get(kind)?.all ?? [])].sort((a, b) => Number(a.order > b.order) - Number(a.order < b.order))
  }

  /** What its stack is made of. */
  parts(everywhere: Action): Parts {
    const { payloadUpdate, core, terminal } = this.registered ?? {}
    return {
      middleware: [...everywhere.attached('middleware'), ...this.attached('middleware')],
      payloadUpdate,
      before: this.attached('before'),
      replacements: this.attached('replacement').reverse(),
      core,
      after: terminal ? [] : this.attached('after'),
      error: this.attached('error'),
    }
  }
}
