// Decides that every block of the guide opens in the playground: it prints there what its page says, or it is said why it does not run.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readBlocks } from '../../tests/support/pages.js'
import { linkTo, programOf, whyNot } from '../programs.js'
import { type OpenPage, openSite, type Site } from './site.js'

const blocks = readBlocks().map((block) => {
  const program = programOf(block)
  return { ...block, why: whyNot(program), link: linkTo(program) }
})

let site: Promise<Site> | undefined
let playground: Promise<OpenPage> | undefined

test.after(async () => (await site)?.close())

test('only blocks that need Node, a runner of tests or a page of their own do not run', () => {
  const pages = blocks.filter(({ why }) => why !== undefined).map(({ page }) => page)

  assert.equal(pages, [
    ...['docs/servers.md', 'docs/servers.md', 'docs/testing.md', 'docs/testing.md', 'docs/testing.md'],
    ...['docs/timeline.md', 'docs/tracing.md'],
  ])
})

for (const { page: file, line, link, claims, why } of blocks) {
  if (why === undefined) {
    test(`the block in line ${line} of ${file} prints what it says`, async () => {
      const { page, complaints } = await openLink(link)
      await page.locator('p.state').filter({ hasText: 'Ran for' }).waitFor()

      assert.equal(await page.getByRole('log').getByRole('listitem').allTextContents(), claims)
      assert.is(await page.locator('p.need').isHidden(), true)
      assert.equal(complaints, [])
    })
  } else {
    test(`the block in line ${line} of ${file} does not run by itself, and it is said why`, async () => {
      const { page, complaints } = await openLink(link)
      await page.locator('p.state').filter({ hasText: 'Not run' }).waitFor()

      assert.is(await page.locator('p.need').innerText(), why)
      assert.match(why, /: (?:run it|install it)\b.*\.$/)
      assert.equal(await page.getByRole('log').getByRole('listitem').allTextContents(), [])
      assert.equal(complaints, [])
    })
  }
}

test.run()

async function openLink(link: string): Promise<OpenPage> {
  site ??= openSite()
  playground ??= (await site).open('playground.html')
  const open = await playground
  // What the program before has left is no answer.
  await open.page.locator('p.state').evaluate((element) => {
    element.textContent = ''
  })
  await open.page.evaluate(`location.hash = '${link}'`)
  return open
}
