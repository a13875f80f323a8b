// Decides that the spans of any program are the tree that the timeline shows, with and without a context that is kept.

import { context } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionContext, type Actions, createActions } from '../../source/core/index.js'
import { type Recorded, record } from '../../source/devtools/index.js'
import { traceActions } from '../../source/otel/index.js'
import { settled } from '../support/helpers.js'
import { startSdk, takeTree } from './traced.js'

startSdk({ keepsContext: false })

/** What a party of a program does: it may wait, then invoke inner actions one by one or side by side, then fail or abort. */
interface Doing {
  readonly waits: boolean
  readonly invokes: readonly number[]
  readonly together: boolean
  readonly ends: 'well' | 'failing' | 'aborting'
}

/** An action of a program, with what each of its parties does. It invokes only actions that come after it. */
interface Program {
  readonly middleware: readonly Doing[]
  readonly before: readonly Doing[]
  readonly replacements: readonly Doing[]
  readonly core: Doing
  readonly after: readonly Doing[]
  readonly error: readonly Doing[]
}

const doing: fc.Arbitrary<Doing> = fc.record({
  waits: fc.boolean(),
  invokes: fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 2 }),
  together: fc.boolean(),
  ends: fc.constantFrom('well', 'well', 'well', 'failing', 'aborting'),
})
const some = fc.array(doing, { maxLength: 2 })
const programs: fc.Arbitrary<Program[]> = fc.array(
  fc.record({ middleware: some, before: some, replacements: some, core: doing, after: some, error: some }),
  { minLength: 1, maxLength: 3 },
)

function install(actions: Actions, programs: readonly Program[]): void {
  programs.forEach((program, index) => {
    const action = `A${index}`
    const act = async ({ waits, invokes, together, ends }: Doing, ctx: ActionContext) => {
      if (waits) await settled()
      const names = invokes.map((step) => `A${index + step}`).filter((name) => actions.hasAction(name))
      const invoke = (name: string) => ctx.invokeAction(name).catch(() => {})
      if (together) await Promise.all(names.map(invoke))
      else for (const name of names) await invoke(name)
      if (ends === 'failing') throw new Error('jam')
      if (ends === 'aborting') ctx.abort('closed')
    }
    program.middleware.forEach((each, i) => {
      actions.use(action, (ctx, next) => act(each, ctx).then(next), { name: `m${i}` })
    })
    program.before.forEach((each, i) => {
      actions.addListener(`before${action}`, (_payload, _abort, ctx) => act(each, ctx), { name: `b${i}` })
    })
    program.replacements.forEach((each, i) => {
      actions.replaceAction(action, (_payload, original, ctx) => act(each, ctx).then(() => original()), {
        name: `r${i}`,
      })
    })
    actions.registerAction(action, (_payload, ctx) => act(program.core, ctx), { name: 'core' })
    program.after.forEach((each, i) => {
      actions.addListener(`after${action}`, (_payload, _result, ctx) => act(each, ctx), { name: `a${i}` })
    })
    program.error.forEach((each, i) => {
      actions.addListener(`error${action}`, (_payload, _error, ctx) => act(each, ctx), { name: `e${i}` })
    })
  })
}

/** Returns the tree that a timeline draws, with the names of the spans. */
function timelineOf({ invocations }: Recorded): string[] {
  const below = (parent: number | undefined, inside: number | undefined, indent: string): string[] => {
    const nested = invocations
      .filter((each) => each.parent === parent && (parent === undefined || each.inside === inside))
      .map((each) => ({
        began: each.began,
        lines: () => [`${indent}action ${each.action}`, ...below(each.id, undefined, `${indent}  `)],
      }))
    const parties = (invocations.find(({ id }) => id === parent)?.parties ?? [])
      .map((party, index) => ({
        inside: party.inside,
        began: party.began,
        lines: () => [`${indent}${party.kind} ${party.name}`, ...below(parent, index, `${indent}  `)],
      }))
      .filter((party) => party.inside === inside)
    return [...nested, ...parties].sort((one, other) => one.began - other.began).flatMap(({ lines }) => lines())
  }
  return below(undefined, undefined, '')
}

for (const keepsContext of [false, true]) {
  test(`the spans of any program are the tree of its timeline, with ${keepsContext ? '' : 'no '}AsyncLocalStorage`, async () => {
    context.disable()
    if (keepsContext) context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    const property = fc.asyncProperty(programs, async (program) => {
      const actions = createActions({ onListenerError: () => {} })
      const recording = record(actions)
      traceActions(actions, { parties: true, meter: false })
      install(actions, program)

      await Promise.all([actions.settleAction('A0'), actions.settleAction('A0')])
      await settled()

      assert.is(takeTree().join('\n'), timelineOf(recording).join('\n'))
    })
    await fc.assert(property, { numRuns: 100 })
  })
}

test.run()
