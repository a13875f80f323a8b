// Plays random programs in the library and elsewhere, compares, and says of a failure how it comes back.
//
// A program attaches, invokes, releases, cuts and detaches. Everything that waits waits for the driver. The driver releases one thing
// at a time, and goes on when nothing runs any more. So library and model need to agree on the order of what can be seen, but not on
// the number of microtasks between. Time does not pass until the driver lets the next limit expire.
// The same 3 000 programs by default; ENTRACTE_RUNS for as many others, ENTRACTE_SEED to see a failure again.

import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { type Actions, createActions } from '../../../source/core/index.js'
import { unhandledDuring } from '../../support/helpers.js'
import { createModel } from './model.js'
import type { Options, Story, Subject } from './nouns.js'
import { play } from './play.js'
import { brief, type Program } from './programs.js'

export const runs = Number(process.env.ENTRACTE_RUNS ?? 3_000)

export const library = (options: Options): Subject => adapted(createActions(options))

/** `use` has its two forms in the library. */
export function adapted(actions: Actions): Subject {
  return {
    ...(actions as unknown as Subject),
    use: (name, fn, options) => (name === undefined ? actions.use(fn, options) : actions.use(name, fn, options)),
    scope(name) {
      const scope = actions.scope(name)
      return { ...adapted(scope), dispose: scope.dispose }
    },
  }
}

export async function compare(program: Program): Promise<void> {
  let told: Story = {}
  const unhandled = await unhandledDuring(async () => {
    told = await play(program, library)
  })
  const meant = await play(program, createModel)
  assert.equal(unhandled, [], 'no unhandled rejections')
  const labels = [...new Set([...Object.keys(meant), ...Object.keys(told)])]
  const apart = labels.filter((label) => String(told[label]) !== String(meant[label]))
  const those = (story: Story) => Object.fromEntries(apart.map((label) => [label, story[label]]))
  assert.equal(those(told), those(meant))
}

/** Checks as `fc.assert` does, and tells of a failure so that one can read it and run it again. */
export async function check(
  programs: fc.Arbitrary<Program>,
  numRuns: number,
  holds: (program: Program) => Promise<void>,
): Promise<void> {
  // The same ones each time, so that it is a change that makes them fail; asked for more, others.
  const seed = process.env.ENTRACTE_SEED ?? (process.env.ENTRACTE_RUNS === undefined ? '1' : undefined)
  const details = await fc.check(fc.asyncProperty(programs, holds), { numRuns, ...(seed && { seed: Number(seed) }) })
  if (!details.failed) return
  const [{ specs, ops, picks }] = details.counterexample as [Program]
  const { message, details: difference = '' } = details.errorInstance as assert.Assertion
  throw new Error(
    [
      `ENTRACTE_SEED=${details.seed} after ${details.numRuns} programs: ${message}`,
      ...specs.map((spec, i) => `${i} ${brief(spec)}`),
      `ops: ${ops.join(', ')} · picks: ${picks}`,
      difference,
    ].join('\n    '),
  )
}
