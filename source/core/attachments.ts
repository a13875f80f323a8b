// Decides what is attached to one action, and how it is taken off again: in constant time, however much is attached.

import type { AnyFunction } from '../shared/arguments.js'
import { disposable } from '../shared/disposable.js'
import { nameOf } from '../shared/text.js'
import { sourceOf, subscribeWeakly, unsubscribe } from './cuts.js'
import type { Action, Attachment, AttachmentList, Owner, Parts } from './parts.js'
import { nothing } from './promises.js'
import type { PartyKind, Registration, Signal } from './types.js'

/**
 * Returns what undoes one attachment.
 *
 * @param remove Called once, when it is undone. One function for all of a kind: a closure for each costs a fifth more.
 * @param thing What `remove` is called with.
 * @param owner The scope that it was attached through. Disposing the scope undoes it, too.
 * @param signal Undoes it when it fires.
 */
export function createRegistration<T extends object>(
  remove: (thing: T) => void,
  thing: T,
  owner?: Owner,
  signal?: Signal,
): Registration {
  let held: T | undefined = thing
  const undo = () => {
    if (held === undefined) return
    const attached = held
    // A registration that is kept must not keep what was attached.
    held = undefined
    if (owner !== undefined) letGo(owner, undo)
    if (subscriber !== undefined) unsubscribe(sourceOf(signal as Signal), subscriber)
    remove(attached)
  }
  if (owner !== undefined) hold(owner, undo)
  const subscriber = signal && subscribeWeakly(sourceOf(signal), undo)
  return disposable(undo, undo)
}

/** Keeps what undoes something for when the scope is disposed. */
export function hold(owner: Owner, undo: () => void): void {
  if (owner.held.size === 0 && owner.siblings.delete(owner.weak)) owner.siblings.add(owner)
  owner.held.add(undo)
}

/** Drops what undoes something, because it is undone. */
export function letGo(owner: Owner, undo: () => void): void {
  owner.held.delete(undo)
  if (owner.held.size === 0 && owner.siblings.delete(owner) && !owner.disposed) owner.siblings.add(owner.weak)
}

/** Makes an attachment of a function and of what was said about it. By default its name is the function's. */
export function createAttachment(
  given: Pick<Attachment, 'kind' | 'fn'> & Partial<Attachment>,
  action?: Action,
  owner?: Owner,
): Attachment {
  const { kind, fn, event, name = nameOf(fn), order = 0, once = false, timeout } = given
  return {
    kind,
    fn,
    event,
    name,
    scope: owner?.name,
    order,
    _place: 0,
    once,
    timeout,
    owner,
    action,
    undo: nothing,
    older: undefined,
    newer: undefined,
    claimed: false,
    reported: false,
  }
}

/** Adds an attachment to the list of its kind. */
export function addTo(action: Action, attachment: Attachment): void {
  const { kind, fn } = attachment
  const list = action.lists.get(kind) ?? { all: new Set(), newest: new Map() }
  action.lists.set(kind, list)
  const older = list.newest.get(fn)
  attachment.older = older
  if (older !== undefined) older.newer = attachment
  list.newest.set(fn, attachment)
  list.all.add(attachment)
}

/** Takes an attachment off the list of its kind. */
export function takeOff(action: Action, attachment: Attachment): void {
  const { kind, fn, older, newer } = attachment
  const list = action.lists.get(kind) as AttachmentList
  list.all.delete(attachment)
  if (older !== undefined) older.newer = newer
  if (newer !== undefined) newer.older = older
  else if (older !== undefined) list.newest.set(fn, older)
  else list.newest.delete(fn)
  if (list.all.size === 0) action.lists.delete(kind)
}

/** Returns the newest attachment of a function; with an owner, the newest that was attached through that scope. */
export function newestOf(
  action: Action | undefined,
  kind: PartyKind,
  fn: AnyFunction,
  owner: Owner | undefined,
): Attachment | undefined {
  let attachment = action?.lists.get(kind)?.newest.get(fn)
  while (attachment !== undefined && owner !== undefined && attachment.owner !== owner) attachment = attachment.older
  return attachment
}

export function createAction(name: string): Action {
  return { name, registered: undefined, stack: undefined, choices: undefined, lists: new Map() }
}

/** Returns what the stack of an action is made of. */
export function partsOf(action: Action, everyAction: Action): Parts {
  const { payloadUpdate, core, terminal } = action.registered ?? {}
  return {
    middleware: [...inOrder(everyAction, 'middleware'), ...inOrder(action, 'middleware')],
    payloadUpdate,
    before: inOrder(action, 'before'),
    replacements: inOrder(action, 'replacement'),
    core,
    after: terminal ? [] : inOrder(action, 'after'),
    error: inOrder(action, 'error'),
  }
}

/**
 * Returns what is attached of one kind: by `order`, then by its place, which is the time it was attached, unless its scope keeps a place.
 * Of the replacements, the newest is the first.
 */
function inOrder({ lists }: Action, kind: PartyKind): Attachment[] {
  const attached = [...(lists.get(kind)?.all ?? [])]
  const sign = kind === 'replacement' ? -1 : 1
  if (sign < 0) attached.reverse()
  // Not by difference: the difference of two infinities is NaN.
  return attached.sort((a, b) => Number(a.order > b.order) - Number(a.order < b.order) || sign * (a._place - b._place))
}
