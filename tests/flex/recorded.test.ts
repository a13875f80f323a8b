// Holds `entracte/flex` to what the real Flex UI has done with fifty random programs, which tests/flex/recorded.jsonl remembers.
//
// `tools/real-flex/run.ts` runs thousands against the real one itself, and writes these down when UPDATE is set.

import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/flex/index.js'
import { printedDuring } from '../support/helpers.js'
import { type FlexLike, type Program, traceOf } from './programs.js'

const recorded = readFileSync(new URL('recorded.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { program: Program; trace: string[] })

test('Flex: does what the real one has been recorded to do, microtask by microtask', async () => {
  const differing: unknown[] = []

  await printedDuring(async () => {
    for (const { program, trace } of recorded) {
      const ours = await traceOf(createActions() as FlexLike, program)
      if (JSON.stringify(ours) !== JSON.stringify(trace)) differing.push({ program, trace, ours })
    }
  })

  assert.is(recorded.length, 50)
  assert.equal(differing, [])
})

test.run()
