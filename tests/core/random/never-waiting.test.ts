// Random programs (S2): whether what never waits has run when invokeAction returns.

import type fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { check, library, runs } from './check.js'
import { play } from './play.js'
import { type Program, program } from './programs.js'

const neverWaiting: fc.Arbitrary<Program> = program.map(({ specs, picks }) => ({
  specs: specs.map((spec) => ({
    ...spec,
    shape: 'sync',
    calls: ['none', 'bare', 'bare own'].includes(spec.calls) ? spec.calls : 'return',
    first: spec.first.filter((step) => step !== 'late abort'),
  })),
  ops: ['invoke A'],
  picks,
}))

test('S2: what never waits has run when invokeAction returns, the core too', async () => {
  let cores = 0
  const holds = async (program: Program) => {
    let soFar: string[] = []
    const story = await play(program, library, (log) => {
      soFar = log
    })
    const waits = program.specs.some(({ kind, calls }) => kind === 'replacement' && calls !== 'none')
    // Behind an `original` there is something to wait for, and so behind everything that has failed.
    const inside = (log: string[]) =>
      log.filter((line) => (waits ? /^1: [mubrc][\dA-Z]/ : /^1: [mubrca][\dA-Z]/).test(line))
    assert.equal(inside(soFar), inside(story['1'] ?? []))
    if (soFar.some((line) => line.startsWith('1: cA'))) cores += 1
  }

  await check(neverWaiting, Math.ceil(runs / 5), holds)

  assert.ok(cores > runs / 50, `the core has started in ${cores} of them`)
})

test.run()
