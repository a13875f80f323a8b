// What a page that has a timeline can count on: that everybody can use it, and that it leaves the page its frames.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createSite, focusChart, read } from './site.js'

const site = createSite()

test.after(() => site.close())

test('axe finds nothing serious, in either colour scheme and any view', async () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const found: string[] = []

  for (const [colorScheme, width] of [
    ['light', 1440],
    ['dark', 360],
  ] as const) {
    await site.visit({ colorScheme, viewport: { width, height: 900 } }, async (page) => {
      await page.evaluate(axe)
      const look = async (what: string) => {
        await page.evaluate('calm()')
        const { violations } = (await page.evaluate('axe.run()')) as Findings
        for (const { id, impact, nodes } of violations) {
          if (impact !== 'serious' && impact !== 'critical') continue
          found.push(
            `${what}, ${colorScheme}, ${width}: ${id} ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`,
          )
        }
      }
      await look('empty')
      // axe waits for timers of its own.
      await page.evaluate('work().then(() => clock.start())')
      await look('chart')
      await focusChart(page)
      await page.keyboard.press('Enter')
      await look('details')
      await page.evaluate("timeline.view = 'table'")
      await look('table')
      await page.evaluate("timeline.view = 'stack'")
      await look('stack')
    })
  }

  assert.equal(found, [])
})

test('ten thousand invocations leave the page its frames: they are drawn together, in a bounded number of elements', async () => {
  await site.visit({}, async (page) => {
    const { frames, median, worst } = (await page.evaluate('flood(10_000, 100)')) as Record<string, number>
    await page.evaluate("until(() => read('.tally')[0] === '10,000 invocations')")
    const drawings = (await page.evaluate('drawings.count')) as number
    const elements = (await page.evaluate("root.querySelectorAll('*').length")) as number
    await page.evaluate('timeline.fit(); calm()')
    await focusChart(page)
    await page.keyboard.press('End')
    await page.evaluate("timeline.view = 'table'; calm()")
    const rows = (await page.evaluate("root.querySelectorAll('tr').length")) as number

    if (process.env.ENTRACTE_FRAMES)
      console.log(`median ${median} ms, worst ${worst} ms, ${frames} frames, ${drawings} drawings`)
    assert.equal(await read(page, '.tally'), ['10,000 invocations'])
    // Each has 10 beginnings and ends that it is told of.
    assert.ok(drawings < 1_000, `drawn ${drawings} times`)
    assert.ok(elements < 250, `${elements} elements`)
    assert.is(rows, 101)
  })
})

test.run()

interface Findings {
  violations: { id: string; impact: string; nodes: { html: string }[] }[]
}
