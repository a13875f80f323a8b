// The table of runtimes in docs/runtimes.md is of the results that were written down, and no test file was forgotten in them.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { buildSuite, ONLY_NODE, portableFiles } from '../../tools/runtimes/build.js'
import { RUNTIMES } from '../../tools/runtimes/runtimes.js'
import { PAGE, readResults, withTable } from '../../tools/runtimes/table.js'

test('the table of runtimes in docs/runtimes.md is that of the results', () => {
  const page = readFileSync(PAGE, 'utf8')

  assert.is(page, withTable(page, readResults()))
})

test('the results are of every runtime, and without a failure', () => {
  const results = readResults()

  assert.equal(
    results.map(({ runtime }) => runtime),
    RUNTIMES.map(({ name }) => name),
  )
  assert.equal(
    results.filter(({ failed }) => failed > 0),
    [],
  )
})

test('every test file that runs in Node only is there', () => {
  const gone = Object.keys(ONLY_NODE).filter((name) => !existsSync(`tests/${name}.test.ts`))

  assert.equal(gone, [])
})

test('every other test file imports nothing that only Node has', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'entracte-runtimes-'))
  try {
    const written = await buildSuite(folder, 'modules')

    assert.equal(
      written.filter((name) => name.endsWith('.test.ts.js')),
      portableFiles().map((path) => `${path.replaceAll('/', '-')}.js`),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test.run()
