// Decides that what the README says of the size is so, and that the size limit would notice if it grew.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { buildPages } from '../support/page-build.js'

const [limit] = JSON.parse(readFileSync('package.json', 'utf8'))['size-limit']
const folder = mkdtempSync(join(tmpdir(), 'entracte-size-'))

test.after(() => rmSync(folder, { recursive: true, force: true }))

test('the sizes in the README, and the limit in package.json, are those of the page build', async () => {
  const quoted = [...readFileSync('README.md', 'utf8').matchAll(/(\d+\.\d) kB minified and gzipped/g)].map(
    ([, kB]) => kB,
  )

  const size = await sizeOf()
  const withFlex = await sizeOf('source/flex/index.ts')

  // Rounded; and a hundredth, because one Node's zlib is not quite another's.
  const close = [size, withFlex].map((kB, i) => Math.abs(kB - Number(quoted[i])) < 0.06)
  assert.equal(close, [true, true], `README.md says ${quoted}, and it is ${size}, and ${withFlex} with entracte/flex`)
  assert.is(quoted.length, 2, 'the README says "N.N kB minified and gzipped" of the core, then of entracte/flex')
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
