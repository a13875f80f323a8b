// Says what DESIGN.md demands of one invocation: what runs when, and how it ends.

import { createCtx } from './model-context.js'
import { eventOf, type Host, named, type Party, type Source, type Stack } from './model-nouns.js'
import { answerFor, call, failed, failure, type Layer, type Outcome, settle, Work } from './model-work.js'

export class Invocation {
  /** What the parties see. */
  readonly ctx: object
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
  /** S8: calls that came too late, and that no code waits for. */
  misuses: { work: Work; error: unknown; party: Party }[] = []
  /** What the invocation has failed with; something that was raced may still be running. */
  failed: Outcome | undefined
  settled = false
  tellingNow = false

  constructor(
    readonly host: Host,
    readonly stack: Stack,
    readonly action: string,
    public payload: unknown,
    readonly depth: number,
    readonly parent: Invocation | undefined,
    public sources: Source[],
    limit: number | undefined,
    readonly promise: { resolve(value: unknown): void; reject(error: unknown): void },
  ) {
    this.ctx = createCtx(this)
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
    // S9: a cut has resolved the invocation already, and its after-listeners go on.
    if (!outcome.ok && !(this.cut && !this.cut.early)) {
      this.hasResult = false
      this.failed = outcome
    }
    if (this.cut) return outcome.ok ? undefined : this.#report(outcome.error, this.blamed?.by)
    if (!outcome.ok && (!this.aborted || this.recovered)) await this.#errorListeners(outcome.error)
    this.#settle(outcome)
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
      if (!this.host.takeOff(entry)) continue
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
      if (!this.#refusal() && !this.host.takeOff(entry)) continue
      const abort = (reason?: unknown) => this.abort(entry, reason)
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
        if (!this.decided) this.payload = carried
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
      if (!this.host.takeOff(entry)) continue
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
      // What nobody is known to have assigned is of the middleware that goes on after it.
      const last = this.assigned.at(-1)
      if (party.kind === 'middleware' && !misuse && last !== undefined) last.by ??= party
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
        // The last assignment is the result. Those before it decide nothing.
        const [last] = assignedNow.slice(-1)
        const assigns = begun.length > 0 && last !== undefined && (last.by === undefined || last.by === party)
        decided = !own.ok || (party.kind === 'middleware' ? assigns : own.value !== undefined)
        const outcome = await answerFor(layer, own, decided)
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
  abort(by: Party | undefined, reason?: unknown): void {
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

  /** S8: a call that came too late fails the invocation when no code waits for the call, or is told once the invocation has settled. */
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
    this.host.onListenerError(error, {
      ctx: this.ctx,
      event: by && eventOf(by, this.action),
      listener: by?.fn,
      by: named(by),
    })
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
