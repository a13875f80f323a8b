// Says what DESIGN.md demands in the plainest code that does it: it awaits everything, fuses nothing and is slow, so that
// random programs have something to compare the library with.

type Fn = (...args: never[]) => unknown
type Outcome = { ok: true; value?: unknown } | { ok: false; error: unknown }
type Kind = 'middleware' | 'payloadUpdate' | 'before' | 'replacement' | 'core' | 'after' | 'error'

interface Party {
  kind: Kind
  name: string | undefined
  scope: string | undefined
  fn: Fn
  order: number
  once: boolean
  /** S10: how long one call of it may take, or a whole invocation of the action that it is the core of. */
  timeout: number | undefined
}

interface Entry extends Party {
  /** Undefined for middleware around every action. */
  action: string | undefined
  owner: Owner | undefined
  called: boolean
  /** S12: whether it has been reported as one that never runs. */
  reported: boolean
}

interface Registered {
  core: Party
  payloadUpdate: Party | undefined
  terminal: boolean
  owner: Owner | undefined
}

/** S14: a scope, as the one through whom something was attached. */
interface Owner {
  name: string
  inside: Owner[]
  disposed: boolean
}

interface AttachOptions {
  name?: string | undefined
  order?: number | undefined
  once?: boolean | undefined
  signal?: AbortSignal | undefined
  timeout?: number | undefined
}

interface InvokeOptions {
  signal?: AbortSignal | undefined
  timeout?: number | undefined
}

/** What may cut an invocation. The limit of an invocation fires a signal of its own, which those inside inherit. */
interface Source {
  signal: AbortSignal
  limitOf: object | undefined
}

interface RegisterOptions extends AttachOptions {
  payloadUpdate?: Fn | undefined
  override?: boolean | undefined
  terminal?: boolean | undefined
}

interface ModelOptions {
  maxDepth: number
  onListenerError(error: unknown, info: ErrorInfo): void
}

interface ErrorInfo {
  ctx: object | undefined
  event: string | undefined
  listener: unknown
  by: Pick<Party, 'kind' | 'name' | 'scope'> | null
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
  function snapshot(action: string) {
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

  /** @param from The invocation through whose ctx it is invoked. S11: its parent is the nearest one around that still runs. */
  function invoke(action: string, payload: unknown, { signal, timeout }: InvokeOptions, from?: Invocation) {
    let parent = from
    while (parent?.settled) parent = parent.parent
    return new Promise((resolve, reject) => {
      const limit = timeout ?? registered.get(action)?.core.timeout
      if (!registered.has(action)) throw failure('ACTION_UNKNOWN', action)
      const depth = parent ? parent.depth + 1 : 0
      if (depth > maxDepth) throw failure('ACTION_RECURSION', action)
      if (from?.cut?.early && !from.telling) throw from.cut.error
      // A limit that has run out is no running one, and is not inherited.
      const inherited = (from?.sources ?? []).filter((one) => one.limitOf === undefined || !one.signal.aborted)
      const sources = [...inherited, ...(signal ? [{ signal, limitOf: undefined }] : [])]
      const fired = sources.find((one) => one.signal.aborted)
      if (fired) throw fired.signal.reason
      void new Invocation(action, payload, depth, parent, sources, limit, { resolve, reject }).run()
    })
  }

  class Invocation {
    /** What the parties see. */
    readonly ctx: object
    readonly stack: ReturnType<typeof snapshot>
    result: unknown
    /** What has been assigned to `ctx.result`, and by whom: undefined where nothing tells. */
    assigned: { value: unknown; by: Party | undefined }[] = []
    /** The party that executes synchronously: it may be told from all others. */
    executing: Party | undefined
    /** S19: the first failure, and whose it was. */
    blamed: { error: unknown; by: Party } | undefined
    /** The parties at work, the innermost last. */
    running: { party: Party }[] = []
    /** S10: of the limits of single listeners. */
    readonly timers = new Set<ReturnType<typeof setTimeout>>()
    readonly stopTimer: () => void
    aborted: { error: unknown; by: Party | undefined; reason: unknown } | undefined
    recovered = false
    /** S3: the core has started, or cannot start any more. */
    tooLateToAbort = false
    /** S5: the outermost replacement is through, and a core that resolves now changes nothing. */
    decided = false
    /** S5: middleware has decided for itself, and what it has left behind changes nothing. */
    abandoned = false
    /** S6. */
    hasResult = false
    readonly controller = new AbortController()
    cut: { error: unknown; early: boolean; own: boolean } | undefined
    /** S8: calls that came too late, for which nobody waits. */
    misuses: { work: Work; error: unknown; party: Party }[] = []
    /** What the invocation has failed with; something that was raced may still be running. */
    failed: Outcome | undefined
    settled = false
    tellingNow = false

    constructor(
      readonly action: string,
      public payload: unknown,
      readonly depth: number,
      readonly parent: Invocation | undefined,
      public sources: Source[],
      limit: number | undefined,
      readonly promise: { resolve(value: unknown): void; reject(error: unknown): void },
    ) {
      this.stack = snapshot(action)
      this.ctx = this.#context()
      this.stopTimer = limit === undefined ? () => {} : this.#limit(limit)
      for (const { signal, limitOf } of this.sources) {
        signal.addEventListener('abort', () => this.#cut(signal.reason, limitOf === this))
      }
    }

    #limit(timeout: number): () => void {
      const expiry = new AbortController()
      const timer = setTimeout(() => expiry.abort(this.#expired(timeout, this.current)), timeout)
      this.sources = [...this.sources, { signal: expiry.signal, limitOf: this }]
      return () => clearTimeout(timer)
    }

    #expired(timeout: number, party: Party | undefined): Error {
      return failure('ACTION_TIMEOUT', this.action, {
        timeout,
        stage: party && named(party),
      })
    }

    /** The innermost party at work. */
    get current(): Party | undefined {
      return this.running.at(-1)?.party
    }

    async run(): Promise<void> {
      let outcome = await this.#middleware(0)
      const misuse = this.misuses.find(({ work }) => !work.waited)
      if (outcome.ok && misuse) {
        outcome = failed(misuse.error)
        this.blamed = { error: misuse.error, by: misuse.party }
      }
      if (!outcome.ok) {
        this.hasResult = false
        this.failed = outcome
      }
      if (this.cut) return outcome.ok ? undefined : this.#report(outcome.error, this.blamed?.by)
      if (!outcome.ok && (!this.aborted || this.recovered)) await this.#errorListeners(outcome.error)
      this.#settle(outcome)
    }

    #context(): object {
      const self = this
      return {
        action: self.action,
        depth: self.depth,
        get payload() {
          return self.payload
        },
        set payload(payload: unknown) {
          self.payload = payload
        },
        get result() {
          return self.result
        },
        set result(result: unknown) {
          self.result = result
          self.assigned.push({ value: result, by: self.executing })
        },
        get aborted() {
          return self.aborted !== undefined
        },
        set aborted(aborted: boolean) {
          if (aborted) self.#abort(self.executing)
        },
        get abortReason() {
          return self.aborted?.reason
        },
        signal: self.controller.signal,
        abort: (reason?: unknown) => self.#abort(self.executing, reason),
        get failure() {
          return self.failed && self.blamed && { error: self.blamed.error, by: named(self.blamed.by) }
        },
        invokeAction: (action: string, payload: unknown, options: InvokeOptions = {}) =>
          invoke(action, payload, options, self),
      }
    }

    /** S8: outermost first; `next` runs once. */
    async #middleware(i: number): Promise<Outcome> {
      const party = this.stack.middleware[i]
      if (!party) return this.#inside()
      const inside = () => this.#middleware(i + 1)
      const outcome = await this.#layer(party, 1, (next) => call(party.fn, this.ctx, next), inside)
      return outcome.ok ? { ok: true } : outcome
    }

    async #inside(): Promise<Outcome> {
      const outcome = await this.#untilResult()
      this.tooLateToAbort = true
      if (!outcome.ok) return outcome
      if (this.failed) return this.failed
      this.hasResult = true
      for (const entry of this.stack.after) {
        if (!takeOff(entry)) continue
        const done = await this.#call(entry, () => call(entry.fn, this.payload, this.result, this.ctx))
        if (!done.ok) this.#report(done.error, entry)
        const stopped = this.#unlessCut(this.failed ?? { ok: true })
        if (!stopped.ok) return stopped
      }
      return { ok: true }
    }

    async #untilResult(): Promise<Outcome> {
      for (const party of this.stack.payloadUpdate) {
        const updated = await this.#party(party, () => call(party.fn, this.payload, this.ctx))
        if (!updated.ok) return updated
        if (updated.value !== undefined) this.payload = updated.value
      }
      for (const entry of this.stack.before) {
        if (!this.#refusal() && !takeOff(entry)) continue
        const abort = (reason?: unknown) => this.#abort(entry, reason)
        const done = await this.#party(entry, () => call(entry.fn, this.payload, abort, this.ctx))
        if (!done.ok) return done
      }
      const around = [...this.running]
      const outcome = await this.#replacement(0, this.payload)
      // What was raced is left behind.
      this.running = this.running.filter((at) => around.includes(at))
      this.decided = true
      if (outcome.ok && !this.failed && !this.abandoned) this.result = outcome.value
      return outcome
    }

    /** S5: newest first, and behind the last of them the core. */
    async #replacement(i: number, payload: unknown): Promise<Outcome> {
      const party = this.stack.replacements[i]
      if (!party) return this.#core(payload)
      let last: { value: unknown; assignments: number } | undefined
      const outcome = await this.#layer(
        party,
        Number.POSITIVE_INFINITY,
        (original) => call(party.fn, payload, original, this.ctx),
        async (args, tooLate) => {
          const carried = args.length > 0 ? args[0] : payload
          if (!this.decided && !this.abandoned) this.payload = carried
          const inner = await this.#replacement(i + 1, carried)
          if (!inner.ok || tooLate()) return inner
          last = { value: inner.value, assignments: this.assigned.length }
          if (!this.decided && !this.abandoned) this.result = inner.value
          return inner
        },
      )
      if (!outcome.ok) return outcome
      let { value } = outcome
      if (value === undefined)
        value = last?.assignments === this.assigned.length ? last.value : this.assigned.at(-1)?.value
      return { ok: true, value }
    }

    async #core(payload: unknown): Promise<Outcome> {
      const [party] = this.stack.core as [Party]
      return this.#party(party, () => {
        this.tooLateToAbort = true
        return call(party.fn, payload, this.ctx)
      })
    }

    /** S7, S9: one by one, until a cut lets no further party start. */
    async #errorListeners(error: unknown): Promise<void> {
      this.tellingNow = true
      for (const entry of this.stack.error) {
        if (this.cut && !this.cut.own) return
        if (!takeOff(entry)) continue
        const done = await this.#call(entry, () => call(entry.fn, this.payload, error, this.ctx))
        if (!done.ok) this.#tell(done.error, entry)
      }
      this.tellingNow = false
    }

    /** S7: error-listeners that run beside the limit that they tell of may invoke what they like. */
    get telling(): boolean {
      return this.tellingNow && (this.cut === undefined || this.cut.own)
    }

    /** One middleware or replacement: `begin` is its `next` or `original`, and starts `inner` up to `limit` times. */
    async #layer(
      party: Party,
      limit: number,
      run: (begin: (...args: unknown[]) => Work) => unknown,
      inner: (args: unknown[], tooLate: () => boolean) => Promise<Outcome>,
    ): Promise<Outcome> {
      const begun: Work[] = []
      const layer: Layer = { works: [], over: false }
      let ended = false
      let decided = false
      let assignedBefore = 0
      const begin = (...args: unknown[]): Work => {
        const misuse = ended || begun.length >= limit
        const refusal: Outcome | undefined = misuse ? failed(failure('ACTION_MISUSE', this.action)) : this.#refusal()
        assignedBefore = this.assigned.length
        const tooLate = () => decided && work.isLeft
        const done = async () => {
          const outcome = refusal ?? this.#unlessCut(await inner(args, tooLate))
          await null
          if (!outcome.ok) work.failedAt = this.assigned.length
          return outcome
        }
        const work: Work = new Work(done(), layer)
        if (ended) void this.#late(work, party)
        else begun.push(work)
        return work
      }
      const outcome = await this.#party(
        party,
        () => run(begin),
        begun,
        async (own) => {
          ended = true
          const assignedNow = this.assigned.slice(assignedBefore)
          const assigns = begun.length > 0 && assignedNow.some(({ by }) => by === undefined || by === party)
          decided = !own.ok || (party.kind === 'middleware' ? assigns : own.value !== undefined)
          const outcome = await this.#answerFor(layer, own, decided)
          if (decided && party.kind === 'middleware' && layer.works.some((work) => !work.arrived)) this.abandoned = true
          layer.over = true
          return outcome
        },
      )
      const innermost = party.kind === 'middleware' && begun.length === 0
      if (innermost || party === this.stack.replacements[0]) this.tooLateToAbort = true
      if (party.kind === 'middleware' && !outcome.ok) this.hasResult = false
      return outcome
    }

    /**
     * S5: what nobody waits for is waited for. What somebody waits for is left behind when the function has decided for itself; a
     * failure of it that had arrived there before the function settled has been handled.
     */
    async #answerFor({ works }: Layer, own: Outcome, decided: boolean): Promise<Outcome> {
      const arrived = new Set(works.filter((work) => work.arrived))
      for (let i = 0; i < 10; i++) await null
      const left = works.filter((work) => !work.continued && !(work.asked && (decided || arrived.has(work))))
      const wereAsked = left.map(({ waited }) => waited)
      let outcome = own
      for (const [i, work] of left.entries()) {
        const inner = await work.outcome
        if (outcome.ok && !inner.ok && work.waited === wereAsked[i]) outcome = inner
      }
      return outcome
    }

    /** Starts a party, unless nothing may start any more, and says what has become of it under S3 and S9. */
    async #party(
      party: Party,
      run: () => unknown,
      begun: Work[] = [],
      rest = async (own: Outcome) => own,
    ): Promise<Outcome> {
      const refusal = this.#refusal()
      if (refusal) return refusal
      const own = await this.#call(party, run)
      const outcome = await rest(own)
      if (!outcome.ok && this.blamed?.error !== outcome.error) this.blamed = { error: outcome.error, by: party }
      if (this.cut?.early || !this.aborted || this.recovered) return this.#unlessCut(outcome)
      const { error, by } = this.aborted
      if (!outcome.ok && outcome.error !== error) this.#report(outcome.error, party)
      this.recovered =
        party.kind === 'middleware' &&
        party !== by &&
        outcome.ok &&
        begun.some((work) => work.failedAt < this.assigned.length)
      return this.recovered ? outcome : failed(error)
    }

    /** S10: one call, which fails when it takes longer than it may. */
    async #call(party: Party, run: () => unknown): Promise<Outcome> {
      const at = { party }
      this.running.push(at)
      const outcome = await settle(() => {
        const returned = this.#execute(party, run)
        return party.kind === 'core' || party.timeout === undefined ? returned : this.#within(party, returned)
      })
      this.running = this.running.filter((other) => other !== at)
      return outcome
    }

    #execute(party: Party, run: () => unknown): unknown {
      const outer = this.executing
      this.executing = party
      try {
        return run()
      } finally {
        this.executing = outer
      }
    }

    /** Whether listeners still run that keep their limits though the invocation has settled. */
    get goesOn(): boolean {
      return this.telling || (this.cut !== undefined && !this.cut.early)
    }

    #within(party: Party, returned: unknown): unknown {
      if (this.settled && !this.goesOn) return returned
      if (typeof (returned as PromiseLike<unknown> | undefined)?.then !== 'function') return returned
      const timeout = party.timeout as number
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(this.#expired(timeout, party)), timeout)
        this.timers.add(timer)
        void settle(() => returned).then((outcome) => {
          clearTimeout(timer)
          if (outcome.ok) resolve(outcome.value)
          else reject(outcome.error)
        })
      })
    }

    #refusal(): Outcome | undefined {
      if (this.cut?.early) return failed(this.cut.error)
      if (this.aborted) return failed(this.aborted.error)
      return undefined
    }

    #unlessCut(outcome: Outcome): Outcome {
      return this.cut?.early ? failed(this.cut.error) : outcome
    }

    /** S3: an abort that comes too late is told, but for one after another abort, or once the invocation has been cut. */
    #abort(by: Party | undefined, reason?: unknown): void {
      if (this.aborted || this.cut?.early) return
      if (this.tooLateToAbort) {
        this.#tell(failure('ACTION_MISUSE', this.action), by)
        return
      }
      const error = failure('ACTION_ABORTED', this.action, { reason, by: named(by) })
      this.aborted = { error, by, reason }
      this.controller.abort(error)
    }

    /**
     * S9: before there is a result it rejects at once, after that it resolves at once. S7, S10: its own limit, unless it has
     * been aborted before, lets the error-listeners run; when there is a result, who still runs is reported with it.
     */
    #cut(error: unknown, own: boolean): void {
      if (this.settled) return
      const stopped = this.aborted && !this.recovered
      this.cut = { error, early: !this.hasResult, own }
      const { early } = this.cut
      if (early) this.controller.abort(error)
      if (own && !early) this.#tell(error, this.current)
      this.#settle(early ? failed(error) : { ok: true })
      if (own && early && !this.failed && !stopped) void this.#errorListeners(error)
    }

    /** S8: a call that came too late fails the invocation when nobody waits for it, or is told once that has settled. */
    async #late(work: Work, party: Party): Promise<void> {
      for (let i = 0; i < 10; i++) await null
      const outcome = await work.outcome
      if (work.waited || outcome.ok) return
      if (this.settled) this.#tell(outcome.error, party)
      else this.misuses.push({ work, error: outcome.error, party })
    }

    /** What fails because of a cut goes without saying. */
    #report(error: unknown, by?: Party): void {
      if (!this.cut?.early) this.#tell(error, by)
    }

    /** S19: with the party whose failure it is. */
    #tell(error: unknown, by?: Party): void {
      onListenerError(error, { ctx: this.ctx, event: by && eventOf(by, this.action), listener: by?.fn, by: named(by) })
    }

    #settle(outcome: Outcome): void {
      if (this.settled) return
      this.settled = true
      this.stopTimer()
      if (!this.goesOn) for (const timer of this.timers) clearTimeout(timer)
      if (outcome.ok) this.promise.resolve(this.result)
      else this.promise.reject(outcome.error)
      for (const { work, error, party } of this.misuses) {
        if (!work.waited && (outcome.ok || error !== outcome.error)) this.#tell(error, party)
      }
      this.misuses = []
    }
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

/** What a function has started with `next` or `original`, and what has been derived from that. */
interface Layer {
  works: Work[]
  /** Whether the outcome of its call is decided: nobody answers for what is derived from now on. */
  over: boolean
}

/** S5: the work that `next` and `original` hand out, and what `then`, `catch` and `finally` make of it. */
class Work {
  /** Whether it has been handed over: to `await`, or to another promise. */
  asked = false
  /** Other work that has been derived from it, and counts in its place. */
  readonly derived: Work[] = []
  /** Whether its outcome has arrived there. */
  arrived = false
  /** How often `ctx.result` had been assigned when it failed. */
  failedAt = Number.POSITIVE_INFINITY

  constructor(
    readonly outcome: Promise<Outcome>,
    readonly layer: Layer,
  ) {
    layer.works.push(this)
  }

  get continued(): boolean {
    return this.derived.length > 0
  }

  get waited(): boolean {
    return this.asked || this.continued
  }

  /** Whether nobody answers for it once the function has decided for itself. */
  get isLeft(): boolean {
    return this.continued ? this.derived.every((work) => work.isLeft) : this.asked
  }

  then(onResolve?: Fn | null, onReject?: Fn | null): unknown {
    const outcome = this.outcome.then((done) => {
      this.arrived = true
      const handler = done.ok ? onResolve : onReject
      return typeof handler === 'function' ? settle(() => call(handler, done.ok ? done.value : done.error)) : done
    })
    if (!this.layer.over && !(isNative(onResolve) && isNative(onReject))) {
      const derived = new Work(outcome, this.layer)
      this.derived.push(derived)
      return derived
    }
    this.asked = true
    return outcome.then((done) => (done.ok ? done.value : Promise.reject(done.error)))
  }

  catch(onReject?: Fn | null): unknown {
    return this.then(undefined, onReject)
  }

  finally(onFinally: () => unknown): unknown {
    const ended = async (outcome: Outcome) => {
      await onFinally()
      if (!outcome.ok) throw outcome.error
      return outcome.value
    }
    return this.then(
      (value: unknown) => ended({ ok: true, value }),
      (error: unknown) => ended(failed(error)),
    )
  }
}

/** Whether it is the platform that asks, for `await` or for another promise. */
function isNative(handler: unknown): boolean {
  return typeof handler === 'function' && String(handler).includes('[native code]')
}

async function settle(run: () => unknown): Promise<Outcome> {
  try {
    return { ok: true, value: await run() }
  } catch (error) {
    return failed(error)
  }
}

function call(fn: Fn, ...args: unknown[]): unknown {
  return Reflect.apply(fn, undefined, args)
}

function eventOf({ kind }: Party, action: string): string | undefined {
  return ['before', 'after', 'error'].includes(kind) ? `${kind}${action}` : undefined
}

function named(party: Party): Pick<Party, 'kind' | 'name' | 'scope'>
function named(party: Party | undefined): Pick<Party, 'kind' | 'name' | 'scope'> | null
function named(party: Party | undefined) {
  return party === undefined ? null : { kind: party.kind, name: party.name, scope: party.scope }
}

function failed(error: unknown): Outcome {
  return { ok: false, error }
}

function failure(code: string, action: string, facts: object = {}): Error {
  return Object.assign(new Error(code), { code, action }, facts)
}
