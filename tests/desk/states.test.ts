// The desk in the browser, looked at: every state that it can be in, by keyboard alone, and under load.

import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type DeskPage, type DeskSite, openPage, openSite } from './page.js'

/** Made by the first test that asks: an error in a hook would be swallowed by uvu, here it is the test's own. */
let site: Promise<DeskSite> | undefined

test.after(async () => (await site)?.close())

/** Runs a story on a page of its own, which must not have complained by the end. */
async function onDesk(story: (desk: DeskPage) => Promise<void>, options = {}): Promise<void> {
  site ??= openSite()
  const desk = await openPage(await site, options)
  await story(desk)
  assert.equal(desk.complaints, [])
  await desk.close()
}

test('a task is idle, asks in a dialog of the page, is pending with its button disabled, and is done', () =>
  onDesk(async ({ page, choose, press, state }) => {
    await page.getByLabel('Ask with').selectOption('a dialog of the page')
    await choose('Tomás Ferreira')
    assert.is(await state('idle'), 'Waiting for you Accept the task, or reject it.')

    await holdAccept(page)
    await press('Accept')
    assert.is(await state('asking'), 'Asking you Take the chat task of Tomás Ferreira?')
    await page.getByRole('dialog').getByRole('button', { name: 'Yes' }).click()

    assert.is(await state('pending'), 'Accepting… Waiting for hold of probe')
    const accepting = page.locator('#task').getByRole('button', { name: 'Accepting…' })
    assert.is(await accepting.getAttribute('aria-disabled'), 'true')
    assert.is(await page.locator('#task').getByRole('button', { name: 'Reject' }).getAttribute('aria-disabled'), 'true')
    assert.is(await page.getByRole('option', { selected: true }).locator('.badge').innerText(), 'Working…')
    await accepting.click({ force: true })
    await page.evaluate('release()')

    assert.is(await state('done'), 'Accepted You are connected.')
    assert.is(await page.evaluate('desk.recording.invocations.length'), 1, 'the second click did nothing')
  }))

test('a task that the agent refuses in the dialog of the page is aborted, and the focus is back on its button', () =>
  onDesk(async ({ page, choose, press, state }) => {
    await page.getByLabel('Ask with').selectOption('a dialog of the page')
    await choose('Tomás Ferreira')

    await press('Accept')
    await state('asking')
    await page.keyboard.press('Escape')

    assert.is(await state('aborted'), 'Not accepted Aborted by askTheAgent of ask-first: the agent said no')
    assert.is(await page.evaluate('document.activeElement.textContent'), 'Accept')
    assert.is(await page.getByRole('option', { selected: true }).locator('.badge').innerText(), 'Aborted')
  }))

test('a plugin that is too slow makes it time out, and a broken one makes it fail; each says who it was', () =>
  onDesk(async ({ choose, press, state, toggle }) => {
    await toggle('Check for fraud')
    await choose('Tomás Ferreira')
    await press('Accept')
    assert.is(await state('timed-out'), 'Not accepted checkForFraud of fraud-check took longer than 1500 ms')

    await toggle('Check for fraud')
    await toggle('Ask for a rating')
    for (const step of ['Accept', 'Wrap up', 'Complete']) await press(step)
    const told = 'Not completed askForRating of rating failed: no survey is set up for Support'
    assert.is(await state('failed'), told)

    await toggle('Ask for a rating')
    await press('Complete')
    assert.is(await state('done'), 'Completed Nothing is left to do here.')
  }))

test('a whole task can be handled by keyboard alone', () =>
  onDesk(async ({ page, state, dialogs }) => {
    const focused = () => page.evaluate("document.activeElement.textContent.trim().split('\\n')[0]")

    await tabTo(page, '[role=option]')
    await page.keyboard.press('ArrowDown')
    await state('idle')
    await tabTo(page, '#task button')
    assert.is(await focused(), 'Accept')
    await page.keyboard.press('Enter')
    await page.locator('#task').getByRole('button', { name: 'Wrap up' }).waitFor()
    assert.is(await focused(), 'Wrap up', 'the focus goes on to what can be done next')

    await tabTo(page, '#message')
    await page.keyboard.type('Let me have a look.')
    await page.keyboard.press('Enter')
    await page.locator('#task .ours').waitFor()
    await page.keyboard.press('Shift+Tab')
    assert.is(await focused(), 'Wrap up')
    await page.keyboard.press('Enter')
    await page.locator('#task').getByRole('button', { name: 'Complete' }).waitFor()
    assert.is(await focused(), 'Complete')
    await page.keyboard.press('Space')
    await page.locator('#task').getByRole('button', { name: 'Next task' }).waitFor()
    assert.is(await focused(), 'Next task')
    await page.keyboard.press('Enter')

    assert.is(await page.locator('#task-title').innerText(), 'Amelia Hart')
    assert.is(await focused(), 'Accept')
    await tabTo(page, '[role=switch]')
    await page.keyboard.press('Space')
    assert.is(await page.locator('#plugins-hint').innerText(), '6 of 9 on')
    await tabTo(page, 'entracte-timeline')
    assert.equal(dialogs, ['confirm: Take the chat task of Tomás Ferreira?'])
  }))

test('a line of the stream that is no task is told, and the tasks before it stay', async () => {
  site ??= openSite()
  const { address, browser } = await site
  const [first] = readFileSync('examples/desk/tasks.jsonl', 'utf8').split('\n')
  const page = await browser.newPage()
  await page.route('**/tasks', (route) => route.fulfill({ body: `${first}\n\n{"taskSid":1}\n` }))

  await page.goto(address)
  const told = page.getByText('The stream of tasks broke off: line 3: not a task (taskSid should be a string).')
  await told.waitFor()

  assert.is(await page.locator('#tasks').getByRole('option').count(), 1)
  await page.close()
})

test('a stream without tasks says so', async () => {
  site ??= openSite()
  const { address, browser } = await site
  const page = await browser.newPage()
  await page.route('**/tasks', (route) => route.fulfill({ body: '' }))

  await page.goto(address)

  await page.getByText('There are no tasks today.').waitFor()
  await page.getByText('Choose a task of the queue, and it is shown here.').waitFor()
  await page.close()
})

test('ten thousand invocations leave the page responsive, and no trace', () =>
  onDesk(async ({ page, choose, press, state }) => {
    const stacks = 'JSON.stringify(desk.actions.actionNames().map((name) => desk.actions.explain(name)))'
    const before = await page.evaluate(stacks)
    await page.locator('entracte-timeline').scrollIntoViewIfNeeded() // so that it draws

    await page.getByRole('button', { name: 'Run 10 000 more' }).click()
    const result = page.locator('#load-result', { hasText: 'longest frame' })
    await result.waitFor()
    console.log(await result.innerText())

    assert.is(await page.evaluate('desk.recording.invocations.length'), 1_000)
    assert.is(await page.evaluate(stacks), before)
    console.log(await page.evaluate(BURST))
    await choose('Tomás Ferreira')
    await press('Accept')
    await state('done')
  }))

test.run()

/** Ten thousand at once, on top of what the desk's own button does: how long until the page draws again, and then each time. */
const BURST = `(async () => {
  const frame = () => new Promise((painted) => requestAnimationFrame(painted))
  const scope = desk.actions.scope('burst')
  scope.registerAction('Count', async (number) => number)
  const times = [await frame()]
  await Promise.all(Array.from({ length: 10_000 }, (_, number) => desk.actions.invokeAction('Count', number)))
  for (let frames = 0; frames < 5; frames++) times.push(await frame())
  scope.dispose()
  return 'ten thousand at once, frames of ' + times.slice(1).map((time, i) => Math.round(time - times[i])).join(', ') + ' ms'
})()`

/** Holds the next AcceptTask in a before-listener until the page is told `release()`. */
async function holdAccept(page: Page): Promise<void> {
  await page.evaluate(`desk.actions.scope('probe').addListener(
    'beforeAcceptTask',
    () => new Promise((resolve) => { globalThis.release = resolve }),
    { name: 'hold', once: true, order: 1 },
  )`)
}

/** Presses Tab until the focus is on what the selector means. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return
  }
  throw new Error(`Forty times Tab did not lead to ${selector}`)
}
