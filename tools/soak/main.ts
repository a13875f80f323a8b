// Runs the long soak: a million invocations. It prints a line for each sample of what the invocations have left behind.
//
//   node --import tsx tools/soak/main.ts [how many invocations]

import { growth, soak } from './soaking.js'

/**
 * The growth of the heap that is allowed after the warm-up, in megabytes: less than three bytes for each invocation.
 */
const FLAT = 2

const invocations = Number(process.argv[2] ?? 1_000_000)
const begin = performance.now()

console.log('invocations   heap (MB)   timers   listeners on the signal')
const { samples, outcomes, added, removed, watched, kept } = await soak(invocations, 20, (sample) => {
  const cells = [sample.invocations.toLocaleString('en').padStart(11), sample.heap.toFixed(2).padStart(9)]
  console.log([...cells, String(sample.timers).padStart(6), String(sample.listeners).padStart(6)].join('   '))
})

const grown = growth(samples)
const wrong = [
  grown > FLAT && `the heap has grown by ${grown.toFixed(2)} MB`,
  samples.some(({ timers }) => timers > 0) && 'a timer is left',
  (samples.some(({ listeners }) => listeners > 0) || added !== removed) && 'a listener is left on the signal',
  kept.length > 0 && `what should be gone is still there: ${[...new Set(kept)].join(', ')}`,
].filter(Boolean)
const seconds = Math.round((performance.now() - begin) / 1_000)
console.log(
  `${outcomes.fulfilled} fulfilled, ${outcomes.rejected} rejected, in ${seconds} s; heap ${grown.toFixed(2)} MB`,
)
console.log(
  `${added} listeners put on the signal, ${removed} taken off; ${kept.length} of ${watched} watched objects left`,
)
for (const complaint of wrong) console.log(`✗ ${complaint}`)
process.exitCode = wrong.length === 0 ? 0 : 1
