// What is attached to one action, and how it comes off again: in constant time, however much is attached.

import type { AnyFunction } from './context.js'
import type { Source, Target } from './cuts.js'
import { nameOf } from './errors.js'
import type { AttachedPart, Parts, Stack } from './stack.js'
import type { PartyKind } from './types.js'

/** Anything that a registration can undo. */
export interface Detachable {
  /** Undoes it; a second time does nothing. */
  detach(): void
}

/** Where an attachment stands. */
export interface Site {
  add(attachment: Attachment): void
  remove(attachment: Attachment): void
}

/** What was said about a function when it was attached. */
export interface Saying {
  readonly kind: PartyKind
  readonly fn: AnyFunction
  readonly event?: string | undefined
  readonly name?: string | undefined
  readonly order?: number | undefined
  readonly once?: boolean | undefined
  readonly timeout?: number | undefined
}

/** One function that is attached somewhere until it is detached. */
export class Attachment implements AttachedPart, Detachable, Target {
  readonly kind: PartyKind
  readonly fn: AnyFunction
  readonly event: string | undefined
  readonly name: string | undefined
  readonly scope: string | undefined
  readonly order: number
  readonly once: boolean
  readonly timeout: number | undefined
  /** The attachments of the same function in the same list, before and after this one. */
  older: Attachment | undefined = undefined
  newer: Attachment | undefined = undefined
  readonly owner: Owner
  /** Whether it has been reported as one that is never called. */
  reported = false
  #site: Site | undefined
  #signal: Source | undefined = undefined
  #claimed = false

  constructor(saying: Saying, site: Site, owner: Owner) {
    this.kind = saying.kind
    this.fn = saying.fn
    this.event = saying.event
    this.name = saying.name ?? nameOf(saying.fn)
    this.scope = owner.name
    this.order = saying.order ?? 0
    this.once = saying.once ?? false
    this.timeout = saying.timeout
    this.owner = owner
    this.#site = site
  }

  /** @param signal Detaches it when it fires. */
  attach(signal: Source | undefined): void {
    this.#site?.add(this)
    this.owner.add(this)
    this.#signal = signal
    signal?.add(this)
  }

  detach(): void {
    const site = this.#site
    if (site === undefined) return
    this.#site = undefined
    this.#signal?.delete(this)
    this.owner.delete(this)
    site.remove(this)
  }

  cut(): void {
    this.detach()
  }

  claim(): boolean {
    if (this.#claimed) return false
    this.#claimed = true
    this.detach()
    return true
  }
}

/** Through whom something was attached: a scope, or nobody in particular. */
export interface Owner {
  /** The scope's name. */
  readonly name: string | undefined
  readonly disposed: boolean
  add(thing: Detachable): void
  delete(thing: Detachable): void
}

/** A list of attachments that tells at once which one of a function is the newest. */
export class Attachments {
  readonly #all = new Set<Attachment>()
  readonly #newest = new Map<AnyFunction, Attachment>()

  get size(): number {
    return this.#all.size
  }

  add(attachment: Attachment): void {
    this.#all.add(attachment)
    const older = this.#newest.get(attachment.fn)
    this.#newest.set(attachment.fn, attachment)
    attachment.older = older
    if (older !== undefined) older.newer = attachment
  }

  delete(attachment: Attachment): void {
    const { fn, older, newer } = attachment
    this.#all.delete(attachment)
    if (older !== undefined) older.newer = newer
    if (newer !== undefined) newer.older = older
    else if (older !== undefined) this.#newest.set(fn, older)
    else this.#newest.delete(fn)
    // Whoever keeps it, or its registration, shall not keep its neighbours.
    attachment.older = undefined
    attachment.newer = undefined
  }

  /** The newest attachment of `fn`; of those that `owner` owns, when one is given. */
  newest(fn: AnyFunction, owner: Owner | undefined): Attachment | undefined {
    let attachment = this.#newest.get(fn)
    while (attachment !== undefined && owner !== undefined && attachment.owner !== owner) attachment = attachment.older
    return attachment
  }

  /** By `order`, then by the time they were attached. */
  inOrder(): Attachment[] {
    const all = [...this.#all]
    return all.some(({ order }) => order !== 0) ? all.sort((a, b) => compare(a.order, b.order)) : all
  }
}

/** A core, with what was said when it was registered. */
export interface Registered {
  readonly core: Attachment
  readonly payloadUpdate: AttachedPart | undefined
  readonly timeout: number | undefined
  readonly terminal: boolean
}

/** One action, registered or not, with all that is attached to it. */
export class Action implements Site {
  readonly name: string
  registered: Registered | undefined = undefined
  /** What dispatch runs, until something changes. */
  stack: Stack | undefined = undefined
  readonly #lists = new Map<PartyKind, Attachments>()
  readonly #emptied: (action: Action) => void

  /** @param emptied Called when nothing is left of it. */
  constructor(name: string, emptied: (action: Action) => void) {
    this.name = name
    this.#emptied = emptied
  }

  add(attachment: Attachment): void {
    this.stack = undefined
    if (attachment.kind === 'core') return
    let list = this.#lists.get(attachment.kind)
    if (list === undefined) {
      list = new Attachments()
      this.#lists.set(attachment.kind, list)
    }
    list.add(attachment)
  }

  remove(attachment: Attachment): void {
    this.stack = undefined
    const list = this.#lists.get(attachment.kind)
    list?.delete(attachment)
    if (list?.size === 0) this.#lists.delete(attachment.kind)
    if (this.registered?.core === attachment) this.registered = undefined
    if (this.registered === undefined && this.#lists.size === 0) this.#emptied(this)
  }

  list(kind: PartyKind): Attachments | undefined {
    return this.#lists.get(kind)
  }

  /** What its stack is made of. */
  parts(everywhere: readonly Attachment[]): Parts {
    const attached = (kind: PartyKind) => this.#lists.get(kind)?.inOrder() ?? []
    return {
      middleware: [...everywhere, ...attached('middleware')],
      payloadUpdate: this.registered?.payloadUpdate,
      before: attached('before'),
      replacements: attached('replacement').reverse(),
      core: this.registered?.core,
      after: this.registered?.terminal ? [] : attached('after'),
      error: attached('error'),
    }
  }
}

/** Not by difference: that of two infinities is NaN. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}
