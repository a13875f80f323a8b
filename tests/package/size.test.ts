// Decides that what the README and the page about Flex say of the size is so, and that the size limit would notice if it grew.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { buildPages } from '../support/page-build.js'

/** The page that says the size of each build: the core alone, then with entracte/flex. */
const PAGES = ['README.md', 'docs/migrating-from-flex.md']

const [limit] = JSON.parse(readFileSync('package.json', 'utf8'))['size-limit']
const folder = mkdtempSync(join(tmpdir(), 'entracte-size-'))

const QUOTED = /(\d+\.\d) kB minified and gzipped/g

test.after(() => rmSync(folder, { recursive: true, force: true }))

test('the sizes on the pages, and the limit in package.json, are those of the page build', async () => {
  const size = await sizeOf()
  const withFlex = await sizeOf('source/flex/index.ts')
  if (process.env.UPDATE === '1') writePages([size, withFlex])

  const quoted = PAGES.flatMap((page) => [...readFileSync(page, 'utf8').matchAll(QUOTED)].map(([, kB]) => kB))

  // Rounded; and a hundredth, because one Node's zlib is not quite another's.
  const close = [size, withFlex].map((kB, i) => Math.abs(kB - Number(quoted[i])) < 0.06)
  assert.equal(close, [true, true], `the pages say ${quoted}, and it is ${size}, and ${withFlex} with entracte/flex`)
  assert.is(quoted.length, 2, 'each of the two pages says "N.N kB minified and gzipped" once')
  const most = Number(/^([\d.]+) kB$/.exec(limit.limit)?.[1])
  assert.ok(size <= most, `package.json: the limit is ${limit.limit}, and it is ${size} kB`)
  assert.ok(most - size <= 1, `package.json: a limit of ${limit.limit} holds nothing where it is ${size} kB`)
})

test.run()

/** In kilobytes, of the module for pages. */
async function sizeOf(input?: string): Promise<number> {
  await buildPages(folder, input)
  return gzipSync(readFileSync(join(folder, basename(limit.path))), { level: 9 }).length / 1_000
}

/** Writes the sizes into the pages. */
function writePages(sizes: number[]): void {
  PAGES.forEach((page, i) => {
    const text = readFileSync(page, 'utf8')
    writeFileSync(
      page,
      text.replace(QUOTED, (quote, kB: string) => quote.replace(kB, sizes[i]?.toFixed(1) ?? kB)),
    )
  })
}
