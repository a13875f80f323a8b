// The tables in docs/loads.md are of the results that were written down, and no place was forgotten in them.

import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { TWO_COPIES } from '../../tools/loads/nodes.js'
import { PLACES } from '../../tools/loads/places.js'
import { PAGE, type Row, readResults, withTables } from '../../tools/loads/table.js'

test('the tables in docs/loads.md are those of the results', () => {
  const page = readFileSync(PAGE, 'utf8')

  assert.is(page, withTables(page, readResults()))
})

test('the results are of every way of every place, and without a failure', () => {
  const names = PLACES.flatMap(({ name, ways }) => ways.map((way) => `${name}: ${way.name}`))

  assert.equal(
    readResults().map(({ place, way }) => `${place}: ${way}`),
    names,
  )
  assert.equal(
    readResults().filter(({ failed }) => failed),
    [],
  )
})

test('there is one copy everywhere, but where a part of the program was bundled', () => {
  const others = readResults().filter(({ copies }) => copies === 'two')

  assert.ok(others.length > 0)
  assert.equal(
    others.filter(({ way }) => way !== TWO_COPIES),
    [],
  )
})

test('a place that failed has a cross, and a way that a place does not have has a dash', () => {
  const row = (place: string, way: string): Row => ({ group: 'jest', place: `jest ${place}`, way })
  const page = '<!-- loads: written by UPDATE=1 node --import tsx tools/loads/run.ts -->\n\nold\n<!-- /loads -->\n'

  const rows: Row[] = [row('26', 'node'), { ...row('27', 'node'), failed: true }, row('27', 'jsdom')]

  assert.match(withTables(page, rows), '| jest | 26 | 27 |\n| --- | --- | --- |\n| node | ✓ | ✗ |\n| jsdom | – | ✓ |\n')
})

test.run()
