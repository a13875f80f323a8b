// Decides that what the README says of the size of the page is so. UPDATE=1 writes it.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { EXAMPLE, run } from './page.js'

const README = join(EXAMPLE, 'README.md')
const TABLE = /(?<=<!-- size -->\n).*?(?=<!-- \/size -->)/s

test('the README says what the page weighs, with entracte and without', async () => {
  const table = `\n${await run('size.mjs')}\n`
  const page = readFileSync(README, 'utf8')
  if (process.env.UPDATE === '1')
    writeFileSync(
      README,
      page.replace(TABLE, () => table),
    )

  const said = figuresIn(TABLE.exec(readFileSync(README, 'utf8'))?.[0] ?? '')
  const measured = figuresIn(table)

  assert.is(measured.length, 3)
  // Another version of zlib compresses a little better or worse.
  const close = said.map((figure, index) => Math.abs(figure - (measured[index] ?? 0)) <= 0.5)
  assert.equal(close, [true, true, true], `the README says ${said}, and it is ${measured}`)
})

test.run()

function figuresIn(table: string): number[] {
  return [...table.matchAll(/(\d+\.\d) \|$/gm)].map(([, figure]) => Number(figure))
}
