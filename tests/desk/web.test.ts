// The desk in the browser, as an agent uses it: each of the documented uses done by clicking, and plugins that leave no trace.

import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type DeskPage, type DeskSite, openPage, openSite } from './page.js'

const sids = readFileSync('examples/desk/tasks.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line).sid as string)

/** Made by the first test that asks: an error in a hook would be swallowed by uvu, here it is the test's own. */
let site: Promise<DeskSite> | undefined

test.after(async () => (await site)?.close())

/** Runs a story on a page of its own, which must not have complained by the end. */
async function onDesk(story: (desk: DeskPage) => Promise<void>, expected: string[] = []): Promise<void> {
  site ??= openSite()
  const desk = await openPage(await site)
  await story(desk)
  assert.equal(desk.complaints, expected)
  await desk.close()
}

test('the tasks of the stream stand in the queue, in their order', () =>
  onDesk(async ({ page }) => {
    const rows = page.locator('#tasks').getByRole('option')

    assert.equal(await rows.evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.sid)), sids)
    assert.is(await page.locator('#queue-hint').innerText(), '30 waiting of 30')
  }))

test('use 1: the agent is told once a task has been accepted', () =>
  onDesk(async ({ choose, press, state, notes }) => {
    await choose('Tomás Ferreira')
    await press('Accept')
    const told = await state('done')

    assert.is(told, 'Accepted You are connected.')
    assert.ok((await notes()).some((note) => note.endsWith('you are connected with Tomás Ferreira')))
  }))

test('use 2: the agent is asked by window.confirm, and a no aborts, with a reason and who it was', () =>
  onDesk(async ({ page, dialogs, answer, choose, press, state, notes }) => {
    answer((dialog) => dialog.dismiss())

    await choose('Priya Raman')
    await press('Accept')
    const told = await state('aborted')

    assert.is(told, 'Not accepted Aborted by askTheAgent of ask-first: the agent said no')
    assert.equal(dialogs, ['confirm: Take the sms task of Priya Raman?'])
    assert.equal(await notes(), ['ask-first\n“Take the sms task of Priya Raman?” No.'])
    assert.ok(await page.locator('#task').getByRole('button', { name: 'Accept' }).isVisible(), 'it can be tried again')
  }))

test('use 3: a voice call is noticed by window.alert, before it is accepted', () =>
  onDesk(async ({ dialogs, choose, press, state, notes }) => {
    await choose('Amelia Hart')
    await press('Accept')
    await state('done')

    assert.equal(dialogs, ['confirm: Take the voice task of Amelia Hart?', 'alert: a voice call from +442079460101'])
    assert.ok((await notes()).includes('voice-log\na voice call from +442079460101'))
  }))

test('window.confirm and window.alert run within the click, while the user is active', () =>
  onDesk(async ({ page, choose, press, state, toggle }) => {
    await choose('Amelia Hart')
    await page.evaluate(LISTEN)
    await press('Accept')
    await state('done')
    const first = await page.evaluate('globalThis.seen')

    await toggle('Ask the agent')
    await choose('Jonas Weber')
    await page.evaluate('globalThis.seen = []')
    await press('Accept')
    await state('done')
    const second = await page.evaluate('globalThis.seen')

    const within = (what: string) => ({ what, active: true, event: 'click' })
    assert.equal(first, [within('listener'), within('confirm'), within('alert')])
    assert.equal(second, [within('listener'), within('alert')])
  }))

test('use 4: the customer is looked up first, and known the next time', () =>
  onDesk(async ({ page, choose, press, state, notes }) => {
    await choose('Amelia Hart')
    await press('Accept')
    await state('done')
    assert.ok((await notes()).includes('crm\nC-10482 is new here'))

    await page.locator('#tasks').getByRole('option', { name: 'calls again about the refund' }).click()
    await press('Accept')
    await state('done')

    assert.ok((await notes()).includes('crm\nC-10482 was here before: charged twice in March'))
  }))

test('use 5: a completed task is reported with an HTTP request; a refusal is told, and the task stays completed', () =>
  onDesk(
    async ({ page, choose, press, state, notes }) => {
      const reply = page.waitForResponse('**/reports')
      await choose('Sofia Lindqvist')
      for (const step of ['Accept', 'Wrap up', 'Complete']) await press(step)
      assert.is((await reply).status(), 201)
      assert.is((await reply).request().postDataJSON().account, 'C-10077')
      await page.locator('#task .notes').getByText('201, report-').waitFor()
      assert.ok((await notes()).some((note) => /^reports\n201, report-\d+$/.test(note)))

      const refusal = page.waitForResponse('**/reports')
      await choose('Grace O')
      for (const step of ['Accept', 'Wrap up', 'Complete']) await press(step)
      assert.is((await refusal).status(), 503)
      const told = 'the report was refused: 503, old accounts are in maintenance'
      await page.locator('#log').getByText(`afterCompleteTask failed, CompleteTask keeps its result: ${told}`).waitFor()
      assert.ok((await notes()).includes(`reports\n${told}`))
      assert.is(await state('done'), 'Completed Nothing is left to do here.')
    },
    // The browser's own line about the 503, which nobody can keep it from.
    ['Failed to load resource: the server responded with a status of 503 (Service Unavailable)'],
  ))

test('use 6: a chat gets a closing message before it is wrapped up, and a call is wrapped up as it is', () =>
  onDesk(async ({ page, choose, press, notes }) => {
    await choose('Kenji Watanabe')
    for (const step of ['Accept', 'Wrap up']) await press(step)
    await page.locator('#task .notes').getByText('the task is “wrapping” by now').waitFor()
    const closing = 'Thank you, Kenji Watanabe. This conversation is closed now.'
    assert.ok((await page.locator('#task .messages li').allInnerTexts()).some((text) => text.endsWith(closing)))

    await choose('Mei Tanaka')
    for (const step of ['Accept', 'Wrap up']) await press(step)
    await page.locator('#task .notes').getByText('the task is “wrapping” by now').waitFor()

    assert.ok((await notes()).includes('closing\nthe task is “wrapping” by now'))
    assert.is(await page.evaluate('desk.recording.invocations.filter((it) => it.action === "SendMessage").length'), 1)
  }))

test('logging out takes the desk away; a plugin may say goodbye before, and none is heard after', () =>
  onDesk(async ({ page }) => {
    await page.getByRole('button', { name: 'Log out' }).click()

    await page.getByRole('heading', { name: 'You are logged out' }).waitFor()
    const happened = await page.locator('#happenings p').allInnerTexts()
    assert.ok(happened.includes('goodbye'))
    assert.ok(happened.some((text) => text.includes('sayItTooLate') && text.includes('terminal')))
    assert.is(await page.locator('#task').isVisible(), false)
    assert.is(await page.locator('#presence').innerText(), 'Logged out')
  }))

test('a call can be held and resumed, a task be rejected, and a message be sent', () =>
  onDesk(async ({ page, choose, press, state }) => {
    await choose('Ruth Castellanos')
    await press('Accept')
    await press('Hold')
    await press('Resume')
    assert.is((await state('done')).split(' ')[0], 'Back')

    await choose('Marcus Bell')
    await press('Reject')
    assert.is(await state('done'), 'Rejected Somebody else will take it.')

    await choose('Chloé Bernard')
    await press('Accept')
    await page.getByLabel('Message', { exact: true }).fill('Let me have a look.')
    await press('Send')
    await page.locator('#task .ours').waitFor()
    assert.ok((await page.locator('#task .ours').innerText()).endsWith('Let me have a look.'))
  }))

test('a plugin that is switched off leaves no trace, in no stack and in no task', () =>
  onDesk(async ({ page, choose, press, state, notes, toggle }) => {
    const stacks = () =>
      page.evaluate(
        '[...desk.actions.actionNames().map((name) => [name, desk.actions.explain(name)]), desk.actions.explain()]',
      )
    const titles = await page.getByRole('switch').locator('.name').allInnerTexts()
    for (const title of titles) if (await isOn(page, title)) await toggle(title)
    const bare = await stacks()

    for (const title of titles) {
      await toggle(title)
      assert.not.equal(await stacks(), bare, title)
      await toggle(title)
      assert.equal(await stacks(), bare, title)
    }

    for (const title of ['Ask the agent', 'Look up the customer', 'Tell the agent']) await toggle(title)
    await choose('Tomás Ferreira')
    await press('Accept')
    await state('done')
    assert.is((await notes()).length, 3)
    for (const title of ['Ask the agent', 'Look up the customer', 'Tell the agent']) await toggle(title)
    assert.equal(await notes(), [])
    assert.equal(await stacks(), bare)
  }))

test('the timeline shows what happened', () =>
  onDesk(async ({ page, choose, press, state }) => {
    await choose('Tomás Ferreira')
    await press('Accept')
    await state('done')

    const timeline = page.locator('entracte-timeline')
    await timeline.getByRole('radio', { name: 'Table' }).check()
    await timeline.getByRole('table').getByRole('button', { name: 'AcceptTask' }).click()

    const details = await timeline.getByRole('region', { name: 'Details' }).innerText()
    for (const name of ['askTheAgent', 'noticeVoice', 'lookUpTheCustomer', 'acceptTask', 'tellTheAgent']) {
      assert.ok(details.includes(name), `${name} in ${details}`)
    }
  }))

test.run()

async function isOn(page: Page, title: string): Promise<boolean> {
  return (await page.getByRole('switch', { name: title }).getAttribute('aria-checked')) === 'true'
}

/** What a page does to note, whenever a listener or a dialog is at work, whether the user is active, and in which event that is. */
const LISTEN = `{
  globalThis.seen = []
  const note = (what) => seen.push({ what, active: navigator.userActivation.isActive, event: window.event?.type ?? null })
  for (const what of ['confirm', 'alert']) {
    const original = window[what]
    window[what] = (text) => { note(what); return original.call(window, text) }
  }
  desk.actions.addListener('beforeAcceptTask', () => note('listener'), { order: -1 })
}`
