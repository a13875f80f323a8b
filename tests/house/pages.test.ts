// Decides that every block of code on the pages is one that the tests run, and that every link on them leads somewhere.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ROOT } from '../support/page-home.js'
import { linksOf, PAGES, readBlocks, slugsOf, textOf } from '../support/pages.js'

const blocks = readBlocks()

test('there are blocks on the README and on the pages that explain how to use it', () => {
  const pages = new Set(blocks.map(({ page }) => page))

  assert.ok(pages.has('README.md'))
  assert.ok(pages.size > 8, [...pages].join(', '))
})

for (const page of PAGES) {
  test(`finds every block of ${page} that says it is TypeScript`, () => {
    const fences = textOf(page)
      .split('\n')
      .filter((line) => /^\s*(?:```|~~~)+\s*(?:[cm]?ts|tsx|typescript|[cm]?js|jsx|javascript)\b/i.test(line))

    const found = blocks.filter((block) => block.page === page)
    assert.is(found.length, fences.length, 'fence each as ```ts or ```tsx, at the beginning of the line')
  })

  test(`${page} links only to files and headings that there are`, () => {
    const missing = linksOf(page).filter(
      ({ path, hash }) =>
        !existsSync(join(ROOT, path)) || (hash !== '' && path.endsWith('.md') && !slugsOf(path).includes(hash)),
    )

    assert.equal(
      missing.map(({ link }) => link),
      [],
    )
  })
}

test('only docs/testing.md has blocks for runners that tests/package/pages.ts installs', () => {
  const pages = blocks.filter(({ runner }) => runner !== undefined && runner !== 'node:test').map(({ page }) => page)

  assert.equal([...new Set(pages)], ['docs/testing.md'])
})

test.run()
