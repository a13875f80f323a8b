// Decides that the playground shows what programs of React make, that it can be used there, and that nothing of it runs in the page.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Frame, FrameLocator, Page } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readBlocks } from '../../tests/support/pages.js'
import { linkTo, programOf } from '../programs.js'
import { DIST, openSite, type Site } from './site.js'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The first block of docs/react.md, without what it does by itself below its component. */
const block = readBlocks().find(({ page }) => page === 'docs/react.md')
const [[name = '', code = ''] = [], ...others] = block ? programOf(block) : []
const SAVE = linkTo([[name, code.slice(0, code.indexOf('const shown ='))], ...others])

let site: Promise<Site> | undefined
const open = async (...args: Parameters<Site['open']>) => {
  site ??= openSite()
  return (await site).open(...args)
}

test.after(async () => (await site)?.close())

test('a component is shown, and its button and its box work', async () => {
  const { page, complaints, close } = await open(`playground.html${SAVE}`)
  const pane = paneOf(page)

  await pane.getByRole('button', { name: 'Save' }).click()
  await pane.getByText('saved notes.md').waitFor()
  await pane.getByRole('checkbox').click()
  assert.is(await pane.getByRole('checkbox').isChecked(), true)
  await pane.getByRole('button', { name: 'Save' }).click()
  await pane.getByText('spelling: there are typos').waitFor()

  assert.is(await pane.getByText('saved notes.md').count(), 0)
  // The timeline goes on, too.
  await page.locator('entracte-timeline').evaluate(`(timeline) => new Promise((resolve) => {
    setInterval(() => timeline.recording?.invocations.length === 2 && resolve(), 20)
  })`)
  assert.equal(complaints, [])
  await close()
})

test('the pane is used by keyboard, and keeps the focus while it changes', async () => {
  const { page, close } = await open('playground.html')
  const pane = await run(
    page,
    `import { useState } from 'react'
import { createRoot } from 'react-dom/client'

function Names() {
  const [name, setName] = useState('')
  const [names, setNames] = useState<string[]>([])
  return (
    <form onSubmit={(event) => { event.preventDefault(); setNames([...names, name]); setName('') }}>
      {names.map((name) => <p key={name}>{name}</p>)}
      <input aria-label="Name" value={name} onChange={({ target }) => setName(target.value.toUpperCase())} />
      <output>{name.length} letters</output>
    </form>
  )
}
createRoot(document.body).render(<Names />)
`,
  )

  await pane.getByLabel('Name').focus()
  await page.keyboard.type('ada lovelace', { delay: 5 })
  await pane.getByText('12 letters').waitFor()
  assert.is(await pane.getByLabel('Name').inputValue(), 'ADA LOVELACE')
  await page.keyboard.press('Enter')
  await pane.getByText('ADA LOVELACE').waitFor()
  assert.is(await pane.getByLabel('Name').inputValue(), '')
  await page.keyboard.type('bo')
  await page.keyboard.press('Enter')
  await pane.getByText('BO').waitFor()

  assert.equal(await pane.getByRole('paragraph').allInnerTexts(), ['ADA LOVELACE', 'BO'])
  await close()
})

test('every kind of field gives a form its value, and is reset', async () => {
  const { page, close } = await open('playground.html')
  const pane = await run(
    page,
    `import { createRoot } from 'react-dom/client'

createRoot(document.body).render(
  <form action={(form: FormData) => console.log(JSON.stringify([...form]))}>
    <input name="text" aria-label="text" defaultValue="a" required />
    <textarea name="area" aria-label="area" defaultValue="b" />
    <select name="one" aria-label="one" defaultValue="y"><option>x</option><option>y</option><option value="z">last</option></select>
    <label><input type="checkbox" name="box" />box</label>
    <label><input type="radio" name="way" value="l" defaultChecked />left</label>
    <label><input type="radio" name="way" value="r" />right</label>
    <button name="by" value="button">Send</button>
  </form>,
)
`,
  )
  const printed = page.getByRole('log').getByRole('listitem')
  const send = () => pane.getByRole('button', { name: 'Send' }).click()

  await send()
  await printed.nth(0).waitFor()
  await pane.getByLabel('text').fill('A')
  await pane.getByLabel('area').fill('B')
  await pane.getByLabel('one').selectOption('z')
  await pane.getByText('box').click()
  await pane.getByText('right').click()
  await send()
  await printed.nth(1).waitFor()
  await pane.getByLabel('text').and(pane.locator('[value=a]')).waitFor()
  await send()
  await printed.nth(2).waitFor()
  // What the browser itself would not send is not sent.
  await pane.getByLabel('text').fill('')
  await send()
  await pane.locator(':invalid').first().waitFor()

  const first = '[["text","a"],["area","b"],["one","y"],["way","l"],["by","button"]]'
  assert.equal(await printed.allTextContents(), [
    first,
    '[["text","A"],["area","B"],["one","z"],["box","on"],["way","r"],["by","button"]]',
    first,
  ])
  assert.is(await pane.getByLabel('left').isChecked(), true)
  await close()
})

test('a component that renders without end is stopped, and the pane works again', async () => {
  const { page, close } = await open('playground.html')
  const pane = await run(
    page,
    `import { useState } from 'react'
import { createRoot } from 'react-dom/client'

function Trap() {
  const [isOn, setOn] = useState(false)
  while (isOn);
  return <button onClick={() => setOn(true)}>Spring</button>
}
createRoot(document.body).render(<Trap />)
`,
  )

  await pane.getByRole('button', { name: 'Spring' }).click()
  await page.locator('p.state').filter({ hasText: 'Stopped.' }).waitFor()
  assert.match(await page.getByRole('log').innerText(), /did not answer for 4 seconds/)
  assert.is(await pane.locator('main').getAttribute('inert'), '')

  await page.evaluate(`location.hash = '${SAVE}'`)
  await pane.getByRole('button', { name: 'Save' }).click()
  await pane.getByText('saved notes.md').waitFor()
  await close()
})

test('an error of a component is printed', async () => {
  const { page, close } = await open('playground.html')
  await run(
    page,
    `import { createRoot } from 'react-dom/client'

function Broken(): never {
  throw new Error('no cake')
}
createRoot(document.body).render(<Broken />)
`,
  )

  await page.getByRole('log').getByText('Error: no cake').waitFor()
  await close()
})

test('what a program shows runs nothing, loads nothing, and leads nowhere', async () => {
  const { page, close } = await open('playground.html')
  const { address, asked } = await (site as Promise<Site>)
  const evil = `${address}evil`
  const pane = await run(
    page,
    `import { createRoot } from 'react-dom/client'

const evil = '${evil}'
const html = \`<script>parent.postMessage('ran', '*')</script><img src="\${evil}" onerror="parent.postMessage('ran', '*')">
<iframe src="\${evil}" srcdoc="x"></iframe><object data="\${evil}"></object><embed src="\${evil}"><meta http-equiv="refresh" content="0;\${evil}">
<link rel="stylesheet" href="\${evil}"><style>@import "\${evil}"; b { background: url(\${evil}) }</style><b style="background:url(\${evil})">bold</b>
<base href="\${evil}"><form action="\${evil}"><button formaction="\${evil}">Go</button></form><video src="\${evil}" autoplay></video>
<a href="\${evil}" ping="\${evil}">Outside</a> <a href="javascript:parent.postMessage('ran', '*')">Script</a>
<svg><a xlink:href="javascript:parent.postMessage('ran', '*')"><text y="10">Drawn</text></a><image href="\${evil}"/><use href="\${evil}#x"/></svg>\`
createRoot(document.body).render(<div dangerouslySetInnerHTML={{ __html: html }} />)
`,
  )
  await page.evaluate(`addEventListener('message', ({ data }) => { if (data === 'ran') globalThis.ran = true })`)
  await pane.getByText('bold').waitFor()
  const before = page.frames().map((frame) => frame.url())

  for (const name of ['Outside', 'Script', 'Go', 'Drawn']) await pane.getByText(name).click()
  await page.waitForTimeout(500)

  assert.is(await page.evaluate('globalThis.ran'), undefined)
  assert.equal(
    asked.filter((path) => path.includes('evil')),
    [],
  )
  assert.equal(
    page.frames().map((frame) => frame.url()),
    before,
  )
  assert.is(
    await pane.locator('main').locator('script, iframe, object, embed, meta, link, base, [onerror], [src]').count(),
    0,
  )
  await close()
})

test('React is loaded for programs that import it, and for no others', async () => {
  const { page, requests, close } = await open('playground.html')
  const loads = () => requests.filter((request) => /\/(?:react|mcp|tracing|arktype|queue|packages)\.js$/.test(request))
  assert.equal(loads(), [])
  assert.is(await page.locator('iframe').isHidden(), true)

  await page.evaluate(`location.hash = '${SAVE}'`)
  await paneOf(page).getByRole('button', { name: 'Save' }).waitFor()

  assert.equal(
    loads().map((request) => request.replace(/.*\//, '')),
    ['react.js'],
  )
  await close()
})

test('the example of React works', async () => {
  const { page, complaints, close } = await open('playground.html')
  await page.getByRole('combobox', { name: 'Examples' }).selectOption('A component of React')
  const pane = paneOf(page)

  await pane.getByLabel('Text').fill('a long text')
  await pane.getByRole('button', { name: 'Save' }).click()
  await pane.getByText('Not saved: more than 10 characters').waitFor()
  await pane.getByRole('slider').press('ArrowRight')
  await pane.getByText('At most 11 characters').waitFor()
  await pane.getByRole('button', { name: 'Save' }).click()
  await pane.getByText('notes.md: 11 characters').waitFor()

  assert.is(await pane.getByLabel('Text').inputValue(), 'a long text')
  assert.equal(complaints, [])
  await close()
})

test('a component is shown from `file:`, too', async () => {
  const { page, close } = await open(pathToFileURL(join(DIST, 'playground.html')).href + SAVE)

  await paneOf(page).getByRole('button', { name: 'Save' }).click()
  await paneOf(page).getByText('saved notes.md').waitFor()
  await close()
})

test('the compiler knows React', async () => {
  const { page, close } = await open(`playground.html${SAVE}`)
  await page.getByRole('button', { name: /Type help/ }).click()
  await page.locator('p.state').filter({ hasText: 'Names are completed' }).waitFor({ timeout: 60_000 })

  await page.getByRole('textbox', { name: 'The program' }).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type('\nconst wrong: number = <p />')
  await page.locator('.cm-lintRange-error').first().waitFor()

  assert.equal(await page.locator('.cm-lintRange-error').allInnerTexts(), ['wrong'])
  await close()
})

for (const [width, colorScheme] of [
  [360, 'dark'],
  [360, 'light'],
  [1440, 'light'],
  [1440, 'dark'],
] as const) {
  test(`the pane is for everybody at ${width} px, ${colorScheme}`, async () => {
    const { page, complaints, close } = await open(`playground.html${SAVE}`, {
      colorScheme,
      viewport: { width, height: 900 },
    })
    await paneOf(page).getByRole('button', { name: 'Save' }).click()
    await paneOf(page).getByText('saved notes.md').waitFor()
    const frame = page.frames().find((frame) => frame.url().endsWith('run.html')) as Frame

    assert.is(await page.evaluate('document.documentElement.scrollWidth'), width)
    assert.is(await frame.evaluate('document.documentElement.scrollHeight <= innerHeight'), true)
    assert.equal([...(await offences(page)), ...(await offences(frame))], [])
    assert.equal(complaints, [])
    await close()
  })
}

test.run()

function paneOf(page: Page): FrameLocator {
  return page.frameLocator('iframe[title="What the program shows"]')
}

async function run(page: Page, code: string): Promise<FrameLocator> {
  await page.locator('p.state').filter({ hasText: 'Ran for' }).waitFor()
  await page.evaluate(`location.hash = '${linkTo([['main.tsx', code]])}'`)
  return paneOf(page)
}

/** What axe calls serious or critical, each with where it is. */
async function offences(page: Page | Frame): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(`axe.run('html', { resultTypes: ['violations'], iframes: false }).then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => id + ': ' + nodes.slice(0, 5).map(({ target, failureSummary }) => target.join(' ') + ' ' + failureSummary).join(', ')))`)
}
