// Runs random programs against the real Flex UI and against `entracte/flex`, and compares what users can observe, line
// by line.
//
//   node --import tsx tools/real-flex/run.ts
//
// ENTRACTE_RUNS is the number of programs, 2 000 by default. ENTRACTE_SEED repeats a failed run. UPDATE=1 writes the
// behaviour of the real Flex UI in some programs to recorded.jsonl, and `npm test` compares with that file.

import { writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { createActions } from '../../source/flex/index.js'
import { type FlexLike, programs, traceOf } from '../../tests/flex/programs.js'
import { installReal, loadReal } from './real.js'

const print = (line: string) => void process.stdout.write(`${line}\n`)
const runs = Number(process.env.ENTRACTE_RUNS ?? 2_000)
const seed = Number(process.env.ENTRACTE_SEED ?? Date.now() % 2 ** 31)
const recording = new URL('../../tests/flex/recorded.jsonl', import.meta.url)

installReal()
const createReal = loadReal()
const createOurs = () => createActions() as FlexLike

print(`${runs} programs, ENTRACTE_SEED=${seed}`)
const details = await fc.check(
  fc.asyncProperty(programs, async (program) => {
    const difference = firstDifference(await traceOf(createReal(), program), await traceOf(createOurs(), program))
    if (difference !== undefined) throw new Error(difference)
  }),
  { numRuns: runs, seed, endOnFailure: false },
)
if (details.failed) {
  print(`They differ after ${details.numRuns} programs: ${(details.errorInstance as Error)?.message}`)
  print(JSON.stringify(details.counterexample, null, 1))
} else {
  print(`${details.numRuns} passed, 0 failed`)
  if (process.env.UPDATE) await record()
}
process.exit(details.failed ? 1 : 0)

/** Returns the first line that differs, with the lines before it. */
function firstDifference(real: readonly string[], ours: readonly string[]): string | undefined {
  const place = real.findIndex((line, i) => line !== ours[i])
  if (place < 0 && real.length === ours.length) return undefined
  const at = place < 0 ? real.length : place
  return [...real.slice(0, at), `real: ${real[at]}`, `ours: ${ours[at]}`].join('\n  ')
}

async function record(): Promise<void> {
  const recorded: string[] = []
  for (const program of fc.sample(programs, { numRuns: 1_000, seed })) {
    const trace = await traceOf(createReal(), program)
    if (trace.length > 30 && trace.length < 90) recorded.push(JSON.stringify({ program, trace }))
  }
  writeFileSync(recording, `${recorded.slice(0, 50).join('\n')}\n`)
}
