// What a user can do with the timeline, by mouse and by keyboard: together, these tests call every function of the timeline.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadRecording } from '../../../../source/devtools/index.js'
import { createSite, cursor, focusChart, nameIn, read, textOf, walk } from '../site.js'

const site = createSite()

test.after(() => site.close())

test('the timeline draws with forced colours as soon as they are forced', async () => {
  await site.visit({ colorScheme: 'dark' }, async (page) => {
    await page.evaluate('work().then(calm)')
    const before = await page.evaluate('colourAt(40, 300)')

    await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' })
    await page.evaluate(`until(() => colourAt(40, 300) !== '${before}')`)
  })
})

test('filters ask for an action, a scope and outcomes, and say how many invocations match', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('work()')
    await page.evaluate('calm()')
    const shown = async () => [...(await read(page, '.tally')), (await walk(page, 'Home', 'ArrowRight')).map(nameIn)]
    await focusChart(page)

    await page.getByLabel('Action').first().selectOption('AcceptTask')
    const accepted = await shown()
    await page.getByLabel('Action').first().selectOption('')
    await page.getByLabel('Scope').selectOption('crm-plugin')
    const crm = await shown()
    await page.getByLabel('Scope').selectOption('')
    for (const outcome of ['done', 'running', 'aborted']) await page.getByRole('checkbox', { name: outcome }).uncheck()
    const failed = await shown()
    await page.getByRole('checkbox', { name: 'failed' }).uncheck()
    const none = await read(page, '.empty')

    assert.equal(accepted, ['2 of 9 invocations', ['AcceptTask done', 'AcceptTask done']])
    assert.equal(crm, [
      '4 of 9 invocations',
      ['AcceptTask done', 'SendMessage done', 'AcceptTask done', 'SendMessage done'],
    ])
    assert.equal(failed, ['1 of 9 invocations', ['HoldCall failed']])
    assert.match(none[0] as string, 'Nothing matches')
    assert.equal(await read(page, '[role=status]'), ['0 of 9 invocations shown'])
  })
})

test('a click on a bar opens its details: which party aborted it and why, its parties, and the parties that never started', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate("actions.invokeAction('CompleteTask', {}).catch(() => {})")
    await page.evaluate('calm()')

    const { x, y, width, height } = await cursor(page)
    await page.mouse.move(x + width / 2, y + height / 2)
    const tip = await read(page, '.tip')
    await page.mouse.click(x + width / 2, y + height / 2)
    await page.evaluate('calm()')
    const details = (await read(page, '.details')).join()
    const after = await cursor(page)

    assert.match(tip.join(), /⊘ CompleteTask · [\d.]+ ms/)
    assert.match(details, '⊘ CompleteTask')
    assert.match(
      details,
      'Aborted by before-listener “askForWrapUp” of scope “guard-plugin”: the wrap-up code is missing',
    )
    assert.match(
      details,
      /Parties \(3\).*timing middleware.*log middleware.*askForWrapUp before-listener · guard-plugin/,
    )
    assert.match(details, 'Never started (1) core “completeTask”')
    assert.match(details, 'Payload {}')
    assert.equal([after.selected, after.focused], ['true', true])
  })
})

test('Enter opens the details and leads into them, Escape leads back to the bar', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate("actions.invokeAction('HoldCall', {}).catch(() => {})")
    await page.evaluate('calm()')
    const focus = () => page.evaluate('root.activeElement.className')

    await focusChart(page)
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    const [within, details] = [await focus(), (await read(page, '.details')).join()]
    await page.keyboard.press('Escape')
    const back = await cursor(page)

    assert.is(within, 'title')
    assert.match(details, 'Failed: TypeError: the line is gone (LINE_GONE)')
    assert.match(details, /Started \d\d:\d\d:\d\d, /)
    assert.equal([back.focused, nameIn(back), back.selected], [true, 'HoldCall failed', 'false'])
    assert.equal(await read(page, '.details'), [])
    assert.is(await page.evaluate("root.querySelector('.details').childElementCount"), 0)
  })
})

test('links in the details lead to a party, to the party around it, and to the invocation and its parent', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate(
      "actions.use('OpenPanel', async function remark(ctx, next) { recording.note(ctx, 'hello'); await next() })",
    )
    await page.evaluate("actions.invokeAction('AcceptTask', { sid: 'WT1' })")
    await page.evaluate('calm()')
    const go = async (name: string) => {
      await page.locator('.details').getByRole('button', { name }).first().click()
      return (await read(page, '.details')).join()
    }

    await page.getByLabel('Action').first().selectOption('OpenPanel')
    await page.getByRole('radio', { name: 'Table' }).check()
    await page.getByRole('button', { name: 'OpenPanel' }).click()
    const party = await go('remark')
    const layer = await go('log')
    const invocation = await go('OpenPanel')
    const parent = await go('AcceptTask, invocation')

    assert.match(party, /remark.*middleware of OpenPanel.*Scope none.*Inside log.*Notes hello/)
    assert.match(layer, /log.*middleware of OpenPanel.*Inside timing/)
    assert.match(invocation, /OpenPanel.*invocation 2.*Inside AcceptTask, invocation 1/)
    assert.match(parent, /AcceptTask.*invocation 1.*Result \{ "sid": "WT1", "accepted": true \}/)
  })
})

test('the table shows a hundred rows at a time, and keeps the focus while rows come', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('flood(250, 250)')
    await page.getByRole('radio', { name: 'Table' }).check()
    await page.evaluate('calm()')
    const place = async () => [(await read(page, '.pager span'))[0], (await read(page, 'tbody tr')).length]

    const first = await place()
    await page.getByRole('button', { name: 'Older' }).click()
    await page.getByRole('button', { name: 'Older' }).click()
    const last = await place()
    await page.getByRole('button', { name: 'Newer' }).click()
    await page.getByRole('button', { name: 'Newer' }).click()
    await page.locator('tbody button').first().focus()
    await page.evaluate('flood(20, 20)')
    await page.evaluate('calm()')

    assert.equal(first, ['Page 1 of 3', 100])
    assert.equal(last, ['Page 3 of 3', 50])
    assert.is(await page.evaluate('[...root.querySelectorAll("tbody button")].indexOf(root.activeElement)'), 20)
    assert.ok(((await page.evaluate('root.querySelectorAll("tr").length')) as number) <= 101)
  })
})

test('a row opens its details, and closing the details leads back to the row', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate("actions.invokeAction('SendMessage', { body: 'hello' })")
    await page.getByRole('radio', { name: 'Table' }).check()
    await page.evaluate('calm()')

    await page.locator('tbody button').focus()
    await page.keyboard.press('Enter')
    const details = (await read(page, '.details')).join()
    await page.getByRole('button', { name: 'Close details' }).click()

    assert.match(details, 'Payload { "body": "hello" }')
    assert.is(await page.evaluate('root.activeElement.textContent'), 'SendMessage')
  })
})

test('the chart is zoomed by buttons, keys and the wheel, and panned by keys, the wheel and dragging', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('work()')
    await page.evaluate('calm()')
    await focusChart(page)
    const at = async () => {
      await page.evaluate('calm()')
      const { x, width } = await cursor(page)
      return { x: Math.round(x), width: Math.round(width) }
    }
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
      return at()
    }
    for (const _ of [1, 2, 3]) await page.keyboard.press('ArrowLeft')

    const fitted = await press('0')
    await page.getByRole('button', { name: 'Zoom in' }).click()
    const twice = await at()
    await page.getByRole('button', { name: 'Zoom out' }).click()
    const once = await at()
    await focusChart(page)
    const closer = await press('+')
    const panned = await press('Shift+ArrowRight')
    const unpanned = await press('Shift+ArrowLeft')
    await page.mouse.move(600, 330)
    await page.mouse.down()
    await page.mouse.move(640, 335)
    await page.mouse.move(660, 335)
    await page.mouse.up()
    const dragged = await at()
    await page.mouse.wheel(30, 0)
    const wheeled = await at()
    await page.keyboard.down('Shift')
    await page.mouse.wheel(0, 20)
    await page.keyboard.up('Shift')
    const shifted = await at()
    await page.mouse.move(shifted.x + shifted.width / 2, 330)
    await page.keyboard.down('Control')
    await page.mouse.wheel(0, -100)
    await page.keyboard.up('Control')
    const nearest = await at()
    await focusChart(page)
    await press('-', '-', '-', '-', '-')
    await page.getByRole('button', { name: 'Fit' }).click()

    assert.ok(twice.width > fitted.width * 1.4, 'the button zooms in')
    assert.ok(Math.abs(once.width - fitted.width) <= 2, 'the button zooms out')
    assert.ok(closer.width > once.width * 1.4, 'the key zooms in')
    assert.is(panned.x, closer.x - 80)
    assert.equal(unpanned, closer)
    assert.is(dragged.x, unpanned.x + 60)
    assert.is(wheeled.x, dragged.x - 30)
    assert.is(shifted.x, wheeled.x - 20)
    assert.ok(nearest.width > shifted.width * 1.4, 'the wheel zooms in')
    assert.equal(await at(), fitted)
  })
})

test('the newest invocations are followed until the user looks elsewhere, and again on request', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    await page.evaluate('work().then(calm)')
    const pressed = () => page.getByRole('button', { name: 'Follow live' }).getAttribute('aria-pressed')
    await focusChart(page)
    await page.evaluate('timeline.zoomIn(); timeline.zoomIn(); timeline.zoomIn(); calm()')

    const zoomed = await pressed()
    await page.keyboard.press('Home')
    await page.evaluate('calm()')
    const [first, elsewhere] = [await cursor(page), await pressed()]
    await page.evaluate('work().then(calm)')
    const still = await cursor(page)
    await page.getByRole('button', { name: 'Follow live' }).click()
    await focusChart(page)
    await page.evaluate('calm()')

    assert.equal([zoomed, elsewhere, await pressed()], ['true', 'false', 'true'])
    assert.equal(still, first)
    assert.ok(first.x >= 0 && first.width > 4)
  })
})

test('a running bar grows while it is in view, stops when the timeline is paused, and grows on when it is resumed', async () => {
  await site.visit({}, async (page) => {
    const after = async (milliseconds: number) => {
      await page.evaluate(`clock.tick(${milliseconds}).then(drawn)`)
      return (await cursor(page)).width
    }
    await page.evaluate('work().then(work).then(work).then(calm)')
    await page.evaluate("clock.stop(), void actions.invokeAction('Ring', {}), drawn()")
    await focusChart(page)
    await page.keyboard.press('End')

    const [begun, grown, more] = [await after(5), await after(5), await after(5)]
    await page.getByRole('button', { name: 'Pause' }).click()
    const held = await after(5)
    await page.evaluate("void actions.invokeAction('CompleteTask', { wrapUp: 1 })")
    await page.evaluate('clock.tick(20).then(calm)')
    const [paused, tally] = [await read(page, '.state'), await read(page, '.tally')]
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.evaluate('drawn()')

    assert.ok(grown > begun + 5 && more > grown + 5, `${begun}, ${grown}, ${more}`)
    assert.ok(Math.abs(held - more) < 2, `${more}, ${held}`)
    assert.equal([paused, tally], [['Paused'], ['28 invocations']])
    assert.equal([await read(page, '.state'), await read(page, '.tally')], [['Live'], ['29 invocations']])
    assert.is(await page.evaluate('timeline.paused'), false)
  })
})

test('with reduced motion, a running bar grows once a second', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    await page.evaluate("clock.stop(), void actions.invokeAction('Ring', {}), drawn()")

    const drawn = []
    for (const milliseconds of [0, 999, 1, 999, 1]) {
      drawn.push(await page.evaluate(`clock.tick(${milliseconds}).then(drawn).then(() => drawings.count)`))
    }

    const [first] = drawn as [number]
    assert.equal(drawn, [first, first, first + 1, first + 1, first + 2])
  })
})

test('a recording is saved as JSON and opened again, and a button leads back to the live recording', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('work().then(calm)')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save', exact: true }).click(),
    ])
    const text = await textOf(download)

    await page.getByRole('button', { name: 'Clear' }).click()
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Open…' }).click(),
    ])
    await chooser.setFiles({ name: 'monday.json', mimeType: 'application/json', buffer: Buffer.from(text) })
    await page.evaluate("until(() => read('.notice').length > 0)")
    await page.evaluate('calm()')
    const [notice, tally, state] = [
      await read(page, '.notice span'),
      await read(page, '.tally'),
      await read(page, '.state'),
    ]
    const again = (await page.evaluate('timeline.exportRecording()')) as string
    await page.getByRole('button', { name: 'Back to the recording' }).click()
    await page.evaluate('calm()')

    assert.match(download.suggestedFilename(), /^entracte-.*-recording\.json$/)
    assert.is(loadRecording(JSON.parse(text)).invocations.length, 9)
    assert.equal(JSON.parse(again), JSON.parse(text))
    assert.equal([notice, tally, state], [['Showing monday.json, 9 invocations.'], ['9 invocations'], ['Saved']])
    assert.equal([await read(page, '.state'), await read(page, '.tally')], [['Live'], ['0 invocations']])
    assert.ok(await page.evaluate('timeline.recording === recording && timeline.actions === actions'))
  })
})

test('a recording is saved as a trace-event file', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('work().then(calm)')

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save trace' }).click(),
    ])
    const { traceEvents } = JSON.parse(await textOf(download)) as {
      traceEvents: { name: string }[]
    }

    assert.match(download.suggestedFilename(), /^entracte-.*-trace\.json$/)
    assert.ok(traceEvents.some(({ name }) => name.includes('AcceptTask')))
  })
})

test('the stack is chosen by action, and an unknown name lists all names that may be meant', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate(`(() => {
      for (const name of ['TaskA', 'TaskB']) actions.registerAction(name, () => {})
      actions.addListener('beforeTaskC', () => {})
      timeline.actions = actions
      timeline.view = 'stack'
    })()`)
    const options = (await page.evaluate(
      "[...root.querySelectorAll('.picture select option')].map(({ value }) => value)",
    )) as string[]
    await page.locator('.picture select').selectOption('TaskC')

    assert.equal(options.slice(0, 2), ['AcceptTask', 'OpenPanel'])
    assert.equal(options.slice(-4), ['TaskA', 'TaskB', 'AcepptTask', 'TaskC'])
    assert.match(
      (await read(page, '.picture')).join(),
      '“TaskC” is not registered. Perhaps “TaskA” or “TaskB” is meant.',
    )
  })
})

test('a stack is drawn again when it gets the focus', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate("timeline.view = 'stack', actions.addListener('beforeAcceptTask', function later() {}), 0")
    const before = (await read(page, '.picture')).join()
    await page.evaluate("root.querySelector('.picture').focus()")

    assert.not.match(before, 'later')
    assert.match((await read(page, '.picture')).join(), 'later')
  })
})

test('a new timeline is not paused, is in the chart view, and has no recording and no actions', async () => {
  await site.visit({}, async (page) => {
    const found = await page.evaluate(`(() => {
      const { paused, view, recording, actions } = document.createElement('entracte-timeline')
      return [paused, view, recording === undefined, actions === undefined]
    })()`)

    assert.equal(found, [false, 'chart', true, true])
  })
})

test('a timeline that is removed while a drawing is put off draws again when it is put back', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    await page.evaluate('clock.stop(), (drawings.cost = 40)')
    const invoke = () =>
      page.evaluate("void actions.invokeAction('CompleteTask', {}).catch(() => {}), clock.tick(40).then(drawn)")
    await invoke()
    await invoke()

    await page.evaluate('timeline.remove(), drawn()')
    await page.evaluate('clock.tick(1000)')
    await page.evaluate('document.body.append(timeline), drawn()')
    await invoke()
    await invoke()
    await page.evaluate('clock.tick(1000).then(calm)')

    assert.equal(await read(page, '.tally'), ['4 invocations'])
  })
})

test('with Shift, only the arrows to the left and the right pan', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('openSaved(), calm()')
    await focusChart(page)
    await page.keyboard.press('Home')

    await page.keyboard.press('Shift+ArrowDown')

    assert.match((await cursor(page)).label, /^log,/)
  })
})

test('every function of the timeline is called by the tests of this file', () => {
  const uncalled = [...site.calls].filter(([, count]) => count === 0).map(([name]) => name)

  assert.ok(site.calls.size > 100)
  assert.equal(uncalled, [])
})

test.run()
