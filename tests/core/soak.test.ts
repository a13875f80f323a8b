// What a long run leaves behind: nothing. The short version of tools/soak/main.ts.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { growth, type Soaked, soak } from '../../tools/soak/soaking.js'

/** Made by the first test that asks: an error in a hook would be swallowed by uvu. */
let soaked: Promise<Soaked> | undefined
const soakedOnce = () => {
  soaked ??= soak(30_000, 9)
  return soaked
}

test('Withstands: 30 000 invocations with listeners coming and going end in every way', async () => {
  const { outcomes } = await soakedOnce()

  assert.ok(outcomes.fulfilled > 15_000, `${outcomes.fulfilled} fulfilled`)
  assert.ok(outcomes.rejected > 8_000, `${outcomes.rejected} rejected`)
})

test('Withstands: the heap is flat after the warm-up, whatever comes and goes', async () => {
  const grown = growth((await soakedOnce()).samples)
  // What leaks does so each time; what the engine does meanwhile, with code and coverage, ends in a longer run.
  const least = grown < 0.5 ? grown : Math.min(grown, growth((await soak(90_000, 9)).samples))

  // One small object for each invocation would be more.
  assert.ok(least < 0.5, `grew by ${least} MB`)
})

test('Withstands: no timer outlives its invocation, however it has ended', async () => {
  const { samples } = await soakedOnce()

  assert.equal(
    samples.map(({ timers }) => timers),
    samples.map(() => 0),
  )
})

test('Withstands: a signal that outlives everything has no listener left at any moment of rest', async () => {
  const { samples, added, removed } = await soakedOnce()

  assert.ok(added > 0)
  assert.is(removed, added)
  assert.equal(
    samples.map(({ listeners }) => listeners),
    samples.map(() => 0),
  )
})

test('Withstands: listeners and what they closed over, payloads, ctxs and signals can be collected once they are gone', async () => {
  const { watched, kept } = await soakedOnce()

  assert.ok(watched > 1_000, `watched ${watched}`)
  assert.equal(kept, [])
})

test.run()
