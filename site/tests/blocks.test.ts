// Decides that every block of the guide that the playground offers prints there what its page says.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readBlocks } from '../../tests/support/pages.js'
import { linkTo, programOf } from '../programs.js'
import { type OpenPage, openSite, type Site } from './site.js'

const blocks = readBlocks().flatMap((block) => {
  const program = programOf(block)
  return program ? [{ ...block, link: linkTo(program) }] : []
})

let site: Promise<Site> | undefined
let playground: Promise<OpenPage> | undefined

test.after(async () => (await site)?.close())

test('most blocks are offered; the others need Node, a document or a package', () => {
  const all = readBlocks()

  assert.ok(blocks.length > all.length * 0.7, `${blocks.length} of ${all.length}`)
})

for (const { page: file, line, link, claims } of blocks) {
  test(`the block in line ${line} of ${file} prints what it says`, async () => {
    site ??= openSite()
    playground ??= (await site).open('playground.html')
    const { page, complaints } = await playground

    // What the program before has left is no answer.
    await page.locator('p.state').evaluate((element) => {
      element.textContent = ''
    })
    await page.evaluate(`location.hash = '${link}'`)
    await page.locator('p.state').filter({ hasText: 'Ran for' }).waitFor()

    assert.equal(await page.getByRole('log').getByRole('listitem').allTextContents(), claims)
    assert.equal(complaints, [])
  })
}

test.run()
