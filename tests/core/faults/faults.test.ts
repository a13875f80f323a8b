// What an invocation does when one of its functions misbehaves: every kind of function, every misbehaviour. Each cell of the
// table is performed, and its whole outcome compared; docs/faults.md is written from the same cells, anew with UPDATE=1.

import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { KINDS, NONE } from './kinds.js'
import { doesOf, TITLES, writePage } from './page.js'
import { isOn, onStage, perform, STAGES } from './performance.js'
import { FAULTS } from './table.js'

const PAGE = fileURLToPath(new URL('../../../docs/faults.md', import.meta.url))

for (const fault of FAULTS) {
  for (const kind of KINDS) {
    const cell = fault.cells[kind]
    if (cell === NONE) continue
    test(`${cell.rules}: when ${TITLES[kind]} ${doesOf(fault, kind)}, invokeAction ${cell.run.ends}`, async () => {
      for (const stage of STAGES.filter((each) => isOn(each, kind))) {
        const { outcome, unhandled, uncaught } = await perform(fault, kind, stage)

        assert.equal({ stage, ...outcome }, { stage, ...onStage(cell, kind, stage) })
        assert.equal(unhandled, [])
        assert.equal(uncaught, [])
      }
    })
  }
}

test('docs/faults.md says what the cells say', async () => {
  const page = writePage()
  if (process.env.UPDATE === '1') await writeFile(PAGE, page)

  assert.fixture(page, await readFile(PAGE, 'utf8'), 'run UPDATE=1 npm test -- faults, and read the difference')
})

test.run()
