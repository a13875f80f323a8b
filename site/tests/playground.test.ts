// Decides what the playground does with programs that are broken or hostile, and that they cannot leave the page.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { linkTo } from '../programs.js'
import { type OpenPage, openSite, type Site } from './site.js'

let site: Promise<Site> | undefined
let playground: Promise<OpenPage> | undefined

test.after(async () => (await site)?.close())

test('a program that fails says where', async () => {
  const { lines } = await run('const a = 1\nfunction fail() {\n  throw new TypeError("no cake")\n}\nfail()\n')

  assert.is(lines[0], 'Uncaught TypeError: no cake')
  assert.match(lines[1] ?? '', /at fail \(main\.ts:3:\d+\)/)
})

test('a program that cannot be read says where', async () => {
  const { lines, state } = await run('const a = \n\nconst = 2\n')

  assert.match(lines.join('\n'), /SyntaxError: main\.ts: .*\(3:1\)/)
  assert.is(state, 'The program could not be read.')
})

test('what only the browser refuses is said, too', async () => {
  const { lines } = await run('let a = 1\nlet a = 2\n')

  assert.match(lines.join('\n'), /already been declared.*line 2 of main\.ts/)
})

test('what only the browser refuses in another file is said once, with the name of the file', async () => {
  const { page } = await open()
  const files = [
    ['main.ts', "import { x } from './other.js'\nconsole.log(x)\n"],
    ['other.ts', 'export const x = await 5\n'],
  ] as const
  await page.evaluate(`location.hash = '${linkTo(files)}'`)
  await page.locator('p.state').filter({ hasText: 'Stopped' }).waitFor()

  const lines = await page.getByRole('log').getByRole('listitem').allTextContents()
  assert.is(lines.length, 1, lines.join('\n'))
  assert.match(lines[0] ?? '', /could not run: SyntaxError: await is only valid .*\(other\.ts\)$/)
})

test('what a program needs that is not here is said before it runs, and is named when it runs all the same', async () => {
  const { page } = await open()
  const need = page.locator('p.need')
  const lines = page.getByRole('log').getByRole('listitem')
  await page.evaluate(
    `location.hash = '${linkTo([['main.ts', "import { readFile } from 'node:fs'\nreadFile('x')\n"]])}'`,
  )
  await page.locator('p.state').filter({ hasText: 'Not run.' }).waitFor()

  assert.is(
    await need.innerText(),
    'This program needs “node:fs”, which no browser has: run it in Node, with “npx tsx main.ts”.',
  )
  assert.is(await lines.count(), 0)
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await lines.filter({ hasText: 'There is no module "node:fs" here' }).waitFor()

  await page.getByRole('textbox', { name: 'The program' }).click()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('console.log(1)')
  await need.waitFor({ state: 'hidden' })
})

test('a rejection that nobody handles is shown', async () => {
  const { page } = await open()
  await run("Promise.reject(new Error('forgotten'))\n")

  // The browser tells of it when the program is over.
  await page.getByRole('log').getByText('Unhandled rejection: Error: forgotten').waitFor()
})

test('an endless loop is stopped, and the page stays usable', async () => {
  const { lines, state } = await run('console.log("long before")\nconsole.log("before")\nfor (;;);\n', 'Stopped')

  assert.equal(lines.slice(0, 2), ['long before', 'before'])
  assert.match(lines[2] ?? '', /did not answer for 4 seconds/)
  assert.is(state, 'Stopped.')
  assert.equal((await run('console.log("alive")')).lines, ['alive'])
})

test('an endless loop of microtasks is stopped', async () => {
  const { lines } = await run('for (;;) await null\n', 'Stopped')

  assert.match(lines.at(-1) ?? '', /did not answer/)
})

test('a program that prints without end is cut, and stopped', async () => {
  const { lines } = await run('for (let i = 0; ; i++) console.log(i, "x".repeat(100_000))\n', 'Stopped')

  assert.ok(lines.length < 1_100)
  assert.match(lines.join('\n'), /prints more than is shown/)
})

test('a program that runs on can be stopped by hand', async () => {
  const { page } = await open()
  await run('let i = 0\nsetInterval(() => console.log("tick", i++), 20)\n')
  await page.getByRole('log').getByText('tick 5').waitFor()

  await page.getByRole('button', { name: 'Stop' }).click()
  const count = await page.getByRole('log').getByRole('listitem').count()
  await page.waitForTimeout(300)

  assert.is(await page.getByRole('log').getByRole('listitem').count(), count)
})

test('what an earlier program still says is not shown', async () => {
  const { page, close } = await (await (site as Promise<Site>)).open('playground.html')
  let load = () => {}
  const held = new Promise<void>((resolve) => {
    load = resolve
  })
  await page.route('**/packages.js', async (route) => {
    await held
    await route.continue()
  })
  const go = (code: string) => page.evaluate(`location.hash = '${linkTo([['main.ts', code]])}'`)
  const log = page.getByRole('log')
  await go('setInterval(() => console.log("first"), 5)\n')
  await log.getByText('first').first().waitFor()

  await go("import { z } from 'zod'\nconsole.log('second', typeof z)\n")
  await page.waitForTimeout(300)
  assert.is(await log.innerText(), '')
  await go('console.log("third")\n')
  await log.getByText('third').waitFor()
  load()
  await page.waitForTimeout(500)

  assert.is(await log.innerText(), 'third')
  await close()
})

test('a program has no way to the network, to the page or to what the browser has stored', async () => {
  const { address, asked } = await (site as Promise<Site>)
  const before = asked.length

  const { lines } = await run(`const tried = async (name: string, work: () => unknown) => {
  try {
    await work()
    console.log(name, 'worked')
  } catch (error) {
    console.log(name, 'failed')
  }
}
await tried('fetch', () => fetch('${address}fetched', { mode: 'no-cors' }))
await tried('socket', () => new Promise((resolve, reject) => {
  const socket = new WebSocket('${address.replace('http', 'ws')}socket')
  socket.onopen = resolve
  socket.onerror = reject
}))
await tried('events', () => new Promise((resolve, reject) => {
  const source = new EventSource('${address}events')
  source.onopen = resolve
  source.onerror = reject
}))
await tried('script', () => (self as any).importScripts('${address}script'))
await tried('import', () => new Function('return import("${address}imported")')())
await tried('page', () => (self as any).parent.document)
await tried('post', () => (self as any).postMessage('x'))
await tried('stored', () => new Promise((resolve, reject) => {
  const request = indexedDB.open('x')
  request.onsuccess = resolve
  request.onerror = reject
}))
await tried('cache', () => caches.open('x'))
`)

  assert.equal(
    lines.filter((line) => !line.endsWith('failed')),
    [],
  )
  assert.is(lines.length, 9)
  // The browser itself may ask for the icon late.
  assert.equal(
    asked.slice(before).filter((path) => !path.endsWith('/icon.svg')),
    [],
  )
})

test('what it prints looks as in Node', async () => {
  const { lines } = await run(
    "console.log({ a: [1, 'two', null], b: new Map([['c', new Set([1])]]) }, undefined, 'text', new Date(0))\nconsole.log('%s is %d', 'cake', 5)\n",
  )

  assert.equal(lines, [
    "{ a: [ 1, 'two', null ], b: Map(1) { 'c' => Set(1) { 1 } } } undefined text 1970-01-01T00:00:00.000Z",
    'cake is 5',
  ])
})

test('the console draws tables', async () => {
  const { lines } = await run(`console.table([{ name: 'Ada', at: { x: 1 } }, { name: 'Bo', old: true }, 5])
console.table([{ a: 1, b: 2 }], ['b'])
console.table(new Map([['k', 'v']]))
console.table('no table')
`)
  assert.equal(lines, [
    '┌─────────┬───────┬──────────┬──────┬────────┐',
    '│ (index) │ name  │ at       │ old  │ Values │',
    '├─────────┼───────┼──────────┼──────┼────────┤',
    "│ 0       │ 'Ada' │ { x: 1 } │      │        │",
    "│ 1       │ 'Bo'  │          │ true │        │",
    '│ 2       │       │          │      │ 5      │',
    '└─────────┴───────┴──────────┴──────┴────────┘',
    '┌─────────┬───┐',
    '│ (index) │ b │',
    '├─────────┼───┤',
    '│ 0       │ 2 │',
    '└─────────┴───┘',
    '┌─────────┬────────┐',
    '│ (index) │ Values │',
    '├─────────┼────────┤',
    "│ 'k'     │ 'v'    │",
    '└─────────┴────────┘',
    'no table',
  ])
})

test('the console groups, counts and measures', async () => {
  const { lines } = await run(`console.group('outer')
console.log('first\\nsecond')
console.groupCollapsed('inner')
console.error('deep')
console.groupEnd()
console.groupEnd()
console.groupEnd()
for (const label of ['a', 'b', 'a']) console.count(label)
console.count()
console.countReset('a')
console.count('a')
console.dir({ a: { b: {} } }, { depth: 0 })
console.time('work')
console.timeLog('work', 'half')
console.timeEnd('work')
`)

  assert.equal(
    lines.map((line) => line.replace(/\d+(\.\d+)?ms/, 'N ms')),
    [
      ...['outer', '  first', '  second', '  inner', '    deep'],
      ...['a: 1', 'b: 1', 'a: 2', 'default: 1', 'a: 1'],
      ...['{ a: [Object] }', 'work: N ms half', 'work: N ms'],
    ],
  )
})

test('the timeline shows the actions of the program, the actions of Flex too', async () => {
  const { page } = await open()
  await run(`import { createActions } from 'entracte'
import { Actions } from 'entracte/flex'
const actions = createActions()
actions.registerAction('Bake', () => 'a cake')
Actions.registerAction('Eat', () => 'no cake')
await actions.invokeAction('Bake')
await Actions.invokeAction('Eat')
`)

  const recordings = page.getByRole('combobox', { name: 'Recording' })
  await recordings.waitFor()
  assert.equal(await recordings.locator('option').count(), 2)
  const shown = page.getByRole('combobox', { name: 'Action', exact: true }).locator('option').nth(1)
  const names: string[] = []
  for (const index of [0, 1]) {
    await recordings.selectOption({ index })
    // The timeline draws in the next frame.
    const deadline = Date.now() + 5_000
    let name: string
    do name = await shown.innerText()
    while (names.includes(name) && Date.now() < deadline)
    names.push(name)
  }
  assert.equal(names.sort(), ['Bake', 'Eat'])
})

test('a link that is broken, or packs far more than it may, is refused in words', async () => {
  const { page } = await open()
  for (const hash of ['#nonsense', linkTo([['main.ts', 'x'.repeat(5_000_000)]])]) {
    await page.evaluate(`location.hash = '${hash}'`)
    await page.locator('p.state').filter({ hasText: 'This link has no program that can be read' }).waitFor()
    await page.evaluate(`location.hash = '${linkTo([['main.ts', 'console.log(1)']])}'`)
    await page.locator('p.state').filter({ hasText: 'Ran for' }).waitFor()
  }
})

test('what is typed becomes the link', async () => {
  const { page } = await open()
  await run('console.log("before")')
  await page.getByRole('textbox', { name: 'The program' }).click()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('console.log("typed")')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('log').getByText('typed').waitFor()
  await page.waitForURL(({ hash }) => hash === linkTo([['main.ts', 'console.log("typed")']]))
})

test('what is typed last changes the address of no other page', async () => {
  const { page, close } = await (await (site as Promise<Site>)).open('playground.html')
  await page.getByRole('textbox', { name: 'The program' }).click()
  await page.keyboard.type('let more = 1')
  await page.getByRole('link', { name: 'Guide', exact: true }).first().click()
  await page.getByRole('heading', { name: 'Guide', level: 1 }).waitFor()
  await page.waitForTimeout(600)

  assert.is(new URL(page.url()).hash, '')
  await close()
})

test('the types are loaded when they are asked for, and complete, explain and check', async () => {
  const { page, requests } = await open()
  await run(
    "import { createActions } from 'entracte'\n\nconst actions = createActions<{ Bake(cake: string): number }>()\n",
  )
  assert.is(
    requests.some((address) => address.endsWith('compiler.js')),
    false,
  )

  await page.getByRole('button', { name: /Type help/ }).click()
  await page.locator('p.state').filter({ hasText: 'Names are completed' }).waitFor({ timeout: 60_000 })
  await page.getByRole('textbox', { name: 'The program' }).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type("actions.invokeAction('B")
  await page.getByRole('option', { name: 'Bake' }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.type("ale', 'cake')")
  await page.locator('.cm-lintRange-error').first().waitFor()
  const { x, y } = (await page.locator('.cm-line').first().boundingBox()) ?? { x: 0, y: 0 }
  await page.mouse.move(x + 80, y + 8)
  await page.locator('.cm-tooltip-hover').waitFor()
})

test('nothing was complained of in the meantime', async () => {
  const { complaints } = await open()

  assert.equal(
    complaints.filter((text) => !text.includes('example.com') && !text.includes('Content Security Policy')),
    [],
  )
})

test.run()

async function open(): Promise<OpenPage> {
  site ??= openSite()
  playground ??= (await site).open('playground.html')
  return playground
}

async function run(code: string, until = 'Ran for|could not'): Promise<{ lines: string[]; state: string }> {
  const { page } = await open()
  await page.locator('p.state').evaluate((element) => {
    element.textContent = ''
  })
  // A program that is run again has the same link.
  await page.evaluate(`location.hash = '${linkTo([['main.ts', `${code}// ${Math.random()}\n`]])}'`)
  const status = page.locator('p.state').filter({ hasText: new RegExp(`${until}|Stopped`) })
  await status.waitFor()
  return { lines: await page.getByRole('log').getByRole('listitem').allTextContents(), state: await status.innerText() }
}
