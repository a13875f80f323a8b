// Plays a program: the driver invokes, releases, cuts and detaches, one thing at a time.

import { settled } from '../../support/helpers.js'
import { describe, type Fn, type Options, type Story, type Subject, shown } from './nouns.js'
import { createParties } from './parties.js'
import { isCore, type Kind, type Program, type Spec } from './programs.js'
import { createWorld } from './world.js'

/** @param onReturn Is given the log of each invocation when `invokeAction` returns. */
export async function play(
  program: Program,
  make: (options: Options) => Subject,
  onReturn: (log: string[]) => void = () => undefined,
): Promise<Story> {
  const { specs, ops } = program
  const world = createWorld(program)
  const {
    unsure,
    story,
    clock,
    cutters,
    limits,
    begin,
    watch,
    labelOf,
    log,
    cutter,
    fresh,
    count,
    free,
    release,
    fire,
    pick,
  } = world
  const detachers: AbortController[] = []
  const attached: { dispose(): void; spec: Spec; via: Subject; event: string; fn: Fn; name: string }[] = []
  const scopes = new Map<string, ReturnType<Subject['scope']>>()
  const party = createParties(program, world, change)

  const subject = make({
    maxDepth: 2,
    onListenerError: (error, { ctx, event, by }) => {
      const whose = unsure ? '' : `of ${shown(by)}`
      log(ctx ? labelOf(ctx) : 'driver', `reported ${describe(error, unsure)} ${unsure ? '' : event} ${whose}`)
    },
  })
  clock.install()
  try {
    for (const spec of specs) attach(spec)
    for (const op of ops) if (!clock.isTied) await perform(op)
    while (free().length > 0 && !clock.isTied) await perform('release')
    while (clock.timers.size > 0 && !clock.isTied) {
      await perform('expire')
      while (free().length > 0 && !clock.isTied) await perform('release')
    }
  } finally {
    clock.uninstall()
  }
  log('driver', `${world.unsettled} never settle`)
  // Where a cut lets several go on at once, their order is that of microtasks.
  for (const [key, lines] of Object.entries(story)) if (key.endsWith(', cut')) lines.sort()
  return story

  async function perform(op: string): Promise<void> {
    world.now += 1
    try {
      drive(op)
    } catch (error) {
      log('driver', `${op} threw ${describe(error, unsure)}`)
    }
    await settled()
  }

  function drive(op: string): unknown {
    const [verb, action = 'A', how, limit] = op.split(' ')
    if (verb === 'invoke') return invokeTop(action, how === 'with', how === 'within' ? Number(limit) : undefined)
    if (op === 'expire') return expire()
    if (op === 'fire') return fire(pick([...cutters.keys()]))
    if (op === 'fire attached') return pick(detachers)?.abort()
    if (op === 'attach again') return attachAgain(pick(attached.filter(({ spec }) => !isCore(spec))))
    if (op === 'override') return register(pick(specs.filter(isCore)), true)
    if (op === 'explain') return explain()
    if (op === 'release') return release(pick(free()))
    return change(op)
  }

  /** What driver and parties alike may change while things run. */
  function change(verb: string): void {
    if (verb === 'attach') attach(pick(specs.filter((spec) => !isCore(spec))))
    if (verb === 'detach') pick(attached)?.dispose()
    if (verb === 'dispose') disposeScope(pick([...scopes.keys()]))
    if (verb === 'remove') remove(pick(attached.filter(({ event }) => event !== '')))
    if (verb === 'unregister') log('driver', `unregister ${subject.unregisterAction(pick(['A', 'B']) ?? 'A')}`)
    if (verb === 'register') register(pick(specs.filter(isCore)), false)
  }

  /** Lets the limit run out that is the next to. No other timer is to be left than the model has. */
  function expire(): void {
    log('driver', `${clock.timers.size} timers`)
    clock.expire()
  }

  function invokeTop(action: string, signal: boolean, timeout: number | undefined): void {
    world.invocations += 1
    const label = `${world.invocations}`
    const options = { ...(signal && cutter(label)), timeout }
    const invocation = begin(label, action, () => subject.invokeAction(action, fresh(label), options), timeout)
    onReturn([...(story[label] ?? [])])
    watch(label, invocation)
  }

  function explain(): void {
    for (const action of ['A', 'B']) {
      log(
        'driver',
        subject
          .explain(action)
          .map(({ kind, name, scope, once }) => `${kind} ${name} ${scope} ${once}`)
          .join(', '),
      )
    }
  }

  function attach(spec: Spec | undefined): void {
    if (!spec) return
    const name = `${spec.kind[0]}${specs.indexOf(spec)}${'′'.repeat(count(`attach ${specs.indexOf(spec)}`))}`
    if (isCore(spec)) register(spec, false)
    else attachAgain({ spec, name, fn: party(spec, name) })
  }

  function attachAgain(what: { spec: Spec; name: string; fn: Fn } | undefined): void {
    if (!what || !mayGrow(what.spec.kind)) return
    const { spec, name, fn } = what
    const { kind, action, order, once, timeout } = spec
    const controller = new AbortController()
    if (spec.signal) detachers.push(controller)
    const options = { name, ...(spec.signal && { signal: controller.signal }) }
    const event = kind === 'middleware' || kind === 'replacement' ? '' : `${kind}${action}`
    const via = through(spec.scope)
    const dispose =
      kind === 'middleware'
        ? via.use(action === '*' ? undefined : action, fn, { ...options, order })
        : kind === 'replacement'
          ? via.replaceAction(action, fn, { ...options, order })
          : via.addListener(event, fn, { ...options, order, once, timeout })
    attached.push({ dispose, spec, via, event, fn, name })
  }

  /** Replacements that each try again multiply: a few are enough. */
  function mayGrow(kind: Kind): boolean {
    return attached.filter(({ spec }) => spec.kind === kind).length < (kind === 'replacement' ? 4 : 8)
  }

  function remove(what: { via: Subject; event: string; fn: Fn } | undefined): void {
    if (!what) return
    const via = pick([what.via, what.via, subject, through('plugin')]) ?? subject
    log('driver', `remove ${via.removeListener(what.event, what.fn)}`)
  }

  function through(scope: Spec['scope']): Subject {
    if (scope === undefined) return subject
    const found = scopes.get(scope)
    if (found) return found
    const made = (scope === 'part' ? through('plugin') : subject).scope(scope)
    scopes.set(scope, made)
    return made
  }

  /** Sometimes keeps a scope that is disposed, and goes on with it. */
  function disposeScope(scope: string | undefined): void {
    if (scope === undefined) return
    scopes.get(scope)?.dispose()
    if (pick([true, true, false])) scopes.delete(scope)
  }

  function register(spec: Spec | undefined, override: boolean): void {
    if (!spec) return
    const name = `c${spec.action}`
    const update = { ...spec, first: spec.update ?? [], calls: 'none', then: [] }
    const payloadUpdate = spec.update && Object.defineProperty(party(update, `u${spec.action}`), 'name', { value: 'u' })
    const { timeout, terminal } = spec
    const options = { name, override, payloadUpdate, timeout, terminal }
    const via = through(spec.scope)
    const dispose = via.registerAction(spec.action, party(spec, name), options)
    limits.set(spec.action, timeout)
    attached.push({ dispose, spec, via, event: '', fn: party(spec, name), name })
  }
}
