// Decides that what the README says of the size is so, and that the size limit would notice if it grew.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { buildPages } from './pages.js'

const [limit] = JSON.parse(readFileSync('package.json', 'utf8'))['size-limit']
const folder = mkdtempSync(join(tmpdir(), 'entracte-size-'))

test.after(() => rmSync(folder, { recursive: true, force: true }))

test('the size in the README, and the limit in package.json, are those of the page build', async () => {
  const quoted = [...readFileSync('README.md', 'utf8').matchAll(/(\d+\.\d) kB minified and gzipped/g)]
  await buildPages(folder)

  const size = gzipSync(readFileSync(join(folder, basename(limit.path))), { level: 9 }).length / 1_000

  assert.is(quoted.length, 1, 'the README says "N.N kB minified and gzipped" once')
  // Rounded; and a hundredth, because one Node's zlib is not quite another's.
  assert.ok(Math.abs(size - Number(quoted[0]?.[1])) < 0.06, `README.md: it is ${size.toFixed(1)} kB (${size})`)
  const most = Number(/^([\d.]+) kB$/.exec(limit.limit)?.[1])
  assert.ok(size <= most, `package.json: the limit is ${limit.limit}, and it is ${size} kB`)
  assert.ok(most - size <= 1, `package.json: a limit of ${limit.limit} holds nothing where it is ${size} kB`)
})

test.run()
