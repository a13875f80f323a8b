// What the parties of a program do when they are called.

import { setMaxListeners } from 'node:events'
import { type Begin, type Ctx, describe, type Fn, isPayload, type Scene, show, shown } from './nouns.js'
import { isCore, type Program, type Spec } from './programs.js'
import type { World } from './world.js'

/** @param change Lets a party change what is attached. */
export function createParties(program: Program, world: World, change: (verb: string) => void) {
  const { apart, unsure, tangled, undecided, clock, deadlines } = world
  const { begin, watch, labelOf, log, view, isCut, isOverdue, cutter, fresh, count, wait, fire } = world
  return party

  function party(spec: Spec, name: string): Fn {
    const scene = (ctx: Ctx, payload: unknown): Scene => ({
      ...{ spec, name, ctx, payload },
      label: labelOf(ctx),
      until: isCore(spec) ? Number.POSITIVE_INFINITY : clock.now + (spec.timeout ?? Number.POSITIVE_INFINITY),
    })
    const enter = (scene: Scene, begin?: Begin, given = '') => {
      log(scene.label, `${name} ${show(scene.payload)}${given} depth ${scene.ctx.depth}`)
      return act(scene, begin)
    }
    if (name[0] === 'u' || isCore(spec)) return (payload, ctx) => enter(scene(ctx, payload))
    if (spec.kind === 'middleware') return (ctx, next) => enter(scene(ctx, ctx.payload), next)
    if (spec.kind === 'replacement') return (payload, original, ctx) => enter(scene(ctx, payload), original)
    if (spec.kind === 'before') return (payload, abort, ctx) => enter({ ...scene(ctx, payload), abort })
    if (spec.kind === 'after')
      // What middleware has left behind has a result, and middleware has decided on another: no rule says which is handed on inside.
      return (payload, result, ctx) => enter(scene(ctx, payload), undefined, undecided ? '' : ` ${show(result)}`)
    return (payload, error, ctx) =>
      enter(scene(ctx, payload), undefined, ` ${describe(error, unsure)}${blame(ctx, error)}`)
  }

  /** No party is to blame for a time limit; and where several are at work, no rule says which failed first. */
  function blame({ failure }: Ctx, error: unknown): string {
    if (unsure || tangled || (error as { code?: string } | undefined)?.code === 'ACTION_TIMEOUT') return ''
    return ` of ${shown(failure?.by ?? null)}`
  }

  function act(scene: Scene, begin: Begin | undefined): unknown {
    const { shape } = scene.spec
    if (shape === 'sync' && !apart) return actNow(scene, begin)
    const work = actInTime(scene, begin)
    return shape === 'thenable' ? foreign(work) : work
  }

  function actNow(scene: Scene, begin: Begin | undefined): unknown {
    const { first, calls } = scene.spec
    for (const step of first) if (!isSlow(step)) void take(step, scene)
    if (!begin || calls === 'none') return own(scene)
    if (calls.startsWith('dropped')) {
      void Promise.allSettled([begin()])
      // To decide at once would leave behind what goes on in the same step, and what that sees hangs on microtasks.
      return undefined
    }
    if (calls.startsWith('late')) void late(scene, begin)
    else if (calls.startsWith('bare')) void callOn(scene, begin)
    else return begin()
    return own(scene)
  }

  async function actInTime(scene: Scene, begin: Begin | undefined): Promise<unknown> {
    const { first, then, calls, gives, kind } = scene.spec
    const alone = apart && (kind === 'replacement' || kind === 'core')
    if (alone) await take('wait', scene)
    for (const step of first) await take(step, scene)
    if (begin && calls === 'return') return begin()
    const inner = begin && (await callOn(scene, begin))
    if (begin && calls.startsWith('bare') && then.length > 0) await take('wait', scene)
    // Whether a failure comes before it settles must not hang on microtasks.
    if (begin && calls.startsWith('dropped')) await take('wait', scene)
    // While inner parties may still be running, no rule says which party aborts.
    const busy = /bare|late|race|dropped/.test(calls)
    if (begin) for (const step of then) if (!busy || !step.includes('abort')) await take(step, scene)
    if (alone) await take('wait', scene)
    if (begin && gives === 'inner' && calls !== 'none') return inner
    return own(scene)
  }

  /** What a party gives that does not hand on what it was given. */
  function own({ spec, name, label, payload }: Scene): unknown {
    if (name[0] === 'u') return spec.gives === 'value' ? fresh(label) : undefined
    if (isCore(spec) && count(`${label} ${name} fails`) < spec.fails) throw new Error(`${name} of ${label} fails`)
    return spec.gives === 'nothing' ? undefined : `${name}(${show(payload)})`
  }

  async function callOn(scene: Scene, begin: Begin): Promise<unknown> {
    const { spec, name, label, ctx } = scene
    const { calls } = spec
    const tell = (what: string) => log(label, `${name} ${what}`)
    const look = () => (apart || calls === 'race' ? '' : ` ${view(scene)}`)
    const got = (value: unknown) => {
      tell(`got ${show(value)}${look()}`)
      return value
    }
    const caught = (error: unknown) => tell(`caught ${describe(error, unsure)}${look()}`)

    switch (calls) {
      case 'none':
        return undefined
      case 'await':
        return got(await begin())
      case 'own':
        return got(await begin(fresh(label)))
      case 'undefined':
        return got(await begin(undefined))
      case 'bare':
        return void begin()
      case 'bare own':
        return void begin(fresh(label))
      case 'bare then':
        return void begin().then((value) => tell(`then ${show(value)}`))
      case 'bare catch':
        return void begin().catch((error) => tell(`caught at last ${describe(error, unsure)}`))
      case 'bare finally':
        return void begin().finally(() => tell('finally'))
      case 'bare then catch':
        return void begin()
          .then((value) => tell(`then ${show(value)}`))
          .catch((error) => tell(`caught at last ${describe(error, unsure)}`))
      case 'bare throws':
        return void begin().then(() => {
          throw new Error(`${name} of ${label} throws at last`)
        })
      case 'dropped':
        return void Promise.allSettled([begin()])
      case 'dropped own':
        void Promise.allSettled([begin()])
        await wait(scene)
        ctx.result = `${name} decides`
        return undefined
      case 'late':
      case 'late bare':
        return void late(scene, begin)
      case 'finally':
        return begin().finally(() => tell('finally'))
      case 'recover':
      case 'silence':
      case 'fallback':
      case 'swap':
        try {
          return got(await begin())
        } catch (error) {
          caught(error)
        }
        if (calls === 'swap') throw new Error(`${name} of ${label} swaps`)
        if (calls === 'recover' && !undecided) ctx.result = `${name} recovers`
        return calls === 'fallback' ? `${name} falls back` : undefined
      case 'retry':
        for (let i = 0; i < 2; i++) {
          try {
            return got(await begin())
          } catch (error) {
            caught(error)
          }
        }
        return got(await begin())
      case 'again':
        got(await begin())
        return got(await begin(fresh(label)))
      case 'twice':
        got(await begin())
        return begin().catch(caught)
      case 'twice bare':
        got(await begin())
        return void begin()
      case 'all':
        return show(got((await Promise.all([begin(fresh(label)), begin(fresh(label))])).map(show).join(' & ')))
      case 'all settled': {
        const all = await Promise.allSettled([begin(fresh(label)), begin(fresh(label))])
        return got(
          all.map((one) => (one.status === 'fulfilled' ? show(one.value) : describe(one.reason, unsure))).join(' & '),
        )
      }
      case 'bare and again':
        void begin(fresh(label))
        await take('wait', scene)
        return got(await begin())
      case 'race':
        return got(await Promise.race([begin(), wait(scene).then(() => 'raced')]))
      default:
        return undefined
    }
  }

  /** Calls on once the driver says so, which is often after the party has settled. */
  async function late(scene: Scene, begin: Begin): Promise<void> {
    await wait(scene)
    if (scene.spec.calls === 'late bare') return void begin()
    await begin().then(
      (value) => log(scene.label, `${scene.name} late got ${show(value)}`),
      (error) => log(scene.label, `${scene.name} late caught ${describe(error, unsure)}`),
    )
  }

  function take(step: string, scene: Scene): unknown {
    const { name, label, ctx, payload, spec, abort } = scene
    const reason = `${name} aborts`
    if (step === 'tick') return Promise.resolve()
    if (step === 'wait') return wait(scene)
    if (step === 'hang') return new Promise(() => {})
    // No rule says whether the error-listeners of a time limit, which run at the same time, see a change of the payload.
    if (['edit', 'payload'].includes(step) && isOverdue(label)) return undefined
    if (step === 'edit' && isPayload(payload)) return payload.edits.push(name)
    if (step === 'payload') ctx.payload = fresh(label)
    if (step === 'result' && !undecided) ctx.result = `${name} assigns ${count(`${label} ${name} assigns`)}`
    if (step === 'signal') watchSignal(scene)
    if (step === 'read') log(label, `${name} reads ${view(scene)}`)
    if (step === 'throw') throw new Error(`${name} of ${label} throws`)
    if (step === 'fire') return isOverdue(label) ? undefined : fire(label.split('/')[0])
    if (step.includes('abort') && apart && spec.kind === 'replacement') return undefined
    // When other parties have gone on without it, no rule says which party aborts.
    if (step.startsWith('ctx.abort') && clock.now >= scene.until) return undefined
    if (step === 'abort') abort?.(reason)
    if (step === 'ctx.abort') ctx.abort(reason)
    if (step === 'ctx.aborted') ctx.aborted = true
    if (step === 'late abort' && !apart) void wait(scene).then(() => abort?.(`${reason} late`))
    if (['nest', 'catch', 'spawn', 'own', 'limited'].includes(step)) return nest(step, scene)
    // A cut lets several parties go on at once, in no particular order: what all of them see stays as it is.
    return isCut(label) ? undefined : change(step)
  }

  function nest(how: string, { name, label, ctx, spec, until }: Scene): unknown {
    // While error-listeners are told of its time limit, more can be invoked: no rule says in which microtask those invocations end.
    const isOver = clock.now >= Math.min(until, deadlines.get(label) ?? until)
    if (isOver && (spec.kind !== 'error' || clock.now >= until)) return undefined
    if (!isCut(label)) world.invocations += 1
    // After a cut, their number depends on the order in which they go on. Their depth does not.
    if (world.invocations > 12 || label.split('/').length > 12) return undefined
    const n = count(`${label} ${name} nests`)
    const inner = `${label}/${name}.${n}`
    const action = ((program.picks[0] ?? 0) + label.length + n) % 3 === 0 ? 'A' : 'B'
    const timeout = how === 'limited' ? 30 : undefined
    const options = { ...(how === 'own' && cutter(inner)), timeout }
    const nested = begin(inner, action, () => ctx.invokeAction(action, fresh(inner), options), timeout)
    watch(inner, nested)
    if (how === 'nest') return nested
    // What is spawned gets as far as it can before its parent goes on, so that only one of them runs at a time.
    if (how === 'spawn') return wait({ name, label })
    return nested.catch(() => undefined)
  }

  function watchSignal({ ctx: { signal }, label, name }: Scene): void {
    setMaxListeners(0, signal)
    if (signal.aborted) log(label, `${name} sees that the signal has fired`)
    signal.addEventListener('abort', () => log(label, `${name} sees the signal: ${describe(signal.reason, unsure)}`))
  }
}

function isSlow(step: string): boolean {
  return ['wait', 'hang', 'tick', 'nest', 'catch', 'spawn', 'own', 'limited'].includes(step)
}

/** A foreign thenable that settles twice. */
function foreign(work: Promise<unknown>): PromiseLike<unknown> {
  return {
    then(onResolve, onReject) {
      work.then(
        (value) => {
          onResolve?.(value as never)
          onReject?.(new Error('settled twice'))
        },
        (error) => {
          onReject?.(error)
          onResolve?.('settled twice' as never)
        },
      )
      return undefined as never
    },
  }
}
