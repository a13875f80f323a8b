// The timeline in a real Chromium, under a strict policy: by mouse, by keyboard, and as a table.

import type { Page } from 'playwright-core'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadRecording } from '../../../source/devtools/index.js'
import { PALETTES } from '../../../source/devtools/timeline/styles.js'
import { type Cursor, createSite, cursor, failure, focusChart, isCollected, read, textOf } from './site.js'

const site = createSite()

test.after(() => site.close())

test('every invocation is a bar, and every party a bar inside it, to be walked through with the arrow keys', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('work()')
    await page.evaluate('calm()')

    await page.keyboard.press('Tab')
    await focusChart(page)
    const top = await walk(page, 'Home', 'ArrowRight')
    const inside = await walk(page, 'Home', 'ArrowDown')
    await page.keyboard.press('ArrowUp')
    const back = await cursor(page)

    assert.equal(top.map(nameIn), [
      ...['AcceptTask done', 'CompleteTask aborted', 'SendMessage done', 'AcceptTask done', 'HoldCall failed'],
      ...['CompleteTask done', 'SendMessage done'],
    ])
    assert.equal(inside.map(nameIn), ['AcceptTask done', 'timing done', 'log done', 'lookUpCustomer done'])
    assert.is(back.label.split(',')[0], 'log')
    assert.is(back.level, '3')
  })
})

test('a nested invocation is drawn inside the core that invoked it', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate("actions.invokeAction('AcceptTask', { sid: 'WT1' })")
    await page.evaluate('calm()')

    await focusChart(page)
    for (const key of ['Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key)
    const core = await cursor(page)
    await page.keyboard.press('ArrowDown')
    const nested = await cursor(page)

    assert.is(nameIn(core), 'acceptTask done')
    assert.is(nameIn(nested), 'OpenPanel done')
    assert.is(nested.level, '5')
    assert.ok(nested.y > core.y)
    assert.ok(nested.x >= core.x - 1 && nested.x + nested.width <= core.x + core.width + 1)
  })
})

test('a bar has the colour of its kind, in the colour scheme of the page', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await site.visit({ colorScheme }, async (page) => {
      await page.evaluate("actions.invokeAction('AcceptTask', { sid: 'WT1' })")
      await page.evaluate('calm()')

      await focusChart(page)
      const colours = []
      for (const key of ['Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight']) {
        await page.keyboard.press(key)
        await page.evaluate('calm()')
        const { x, y, left, top } = await cursor(page)
        colours.push(await page.evaluate(`colourAt(${x - left + 5}, ${y - top + 3})`))
      }

      const { kinds } = PALETTES[colorScheme]
      const fills = [kinds.invocation, kinds.middleware, kinds.middleware, kinds.before, kinds.core].map(
        ({ fill }) => fill,
      )
      assert.equal(colours, fills)
    })
  }
})

test("the page's own color-scheme counts for more than the preference, and a change of it is followed", async () => {
  await site.visit({ colorScheme: 'dark', style: 'html { color-scheme: light }' }, async (page) => {
    const ground = () => page.evaluate('calm().then(() => colourAt(40, 60))')

    const light = await ground()
    await page.evaluate("document.documentElement.style.colorScheme = 'dark'")
    await page.evaluate(`until(() => colourAt(40, 60) === '${PALETTES.dark.ground}')`)

    assert.is(light, PALETTES.light.ground)
    assert.is(await page.evaluate("root.querySelector('.frame').className"), 'frame')
  })
})

test('a page without a color-scheme has the one that the user prefers', async () => {
  await site.visit({ colorScheme: 'dark', style: 'html { margin: 0 }' }, async (page) => {
    await page.evaluate('calm()')

    assert.is(await page.evaluate('colourAt(40, 60)'), PALETTES.dark.ground)
    assert.is(await page.evaluate("root.querySelector('.frame').className"), 'frame own')
  })
})

test('forced colours are the colours that it draws with', async () => {
  await site.visit({ forcedColors: 'active', colorScheme: 'light' }, async (page) => {
    await page.evaluate('work()')
    await page.evaluate('calm()')

    assert.is(await page.evaluate('colourAt(40, 300)'), '#ffffff')
  })
})

test('colours that are forced later are drawn with from then on', async () => {
  await site.visit({ colorScheme: 'dark' }, async (page) => {
    await page.evaluate('work().then(calm)')
    const before = await page.evaluate('colourAt(40, 300)')

    await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' })
    await page.evaluate(`until(() => colourAt(40, 300) !== '${before}')`)
  })
})

test('filters ask for an action, a scope and outcomes, and say how many invocations are as asked', async () => {
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

test('a nested invocation that is asked for is shown in what it ran inside', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('work()')
    await page.evaluate('calm()')

    await page.getByLabel('Action').first().selectOption('OpenPanel')
    await focusChart(page)

    assert.equal((await walk(page, 'Home', 'ArrowRight')).map(nameIn), ['AcceptTask done', 'AcceptTask done'])
    assert.equal(await read(page, '.tally'), ['2 of 9 invocations'])
  })
})

test('a click on a bar opens its details: who aborted it and why, its parties, and those that never started', async () => {
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

test('from the details one goes to a party, to what it ran inside, and to the invocation and its parent', async () => {
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

test('the details follow what they are of, and the focus in them stays', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate(
      "globalThis.held = {}; actions.registerAction('Held', () => new Promise((resolve) => { held.resolve = resolve })); globalThis.over = actions.invokeAction('Held', {}); void 0",
    )
    await page.evaluate('drawn()')
    await focusChart(page)
    await page.keyboard.press('Enter')

    const before = (await read(page, '.details')).join()
    await page.evaluate('held.resolve(7); over.then(calm)')
    const after = (await read(page, '.details')).join()

    assert.match(before, 'Duration still running')
    assert.match(after, 'Result 7')
    assert.is((await cursor(page)).selected, 'true')
    assert.is(await page.evaluate('root.activeElement.className'), 'title')
  })
})

test('the table has a row for each invocation, the newest first, with a caption and headers', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('work()')
    await page.getByRole('radio', { name: 'Table' }).check()
    await page.evaluate('calm()')

    assert.equal(await read(page, 'caption'), ['9 invocations, the newest first. Choose one to see its details.'])
    assert.equal(await read(page, 'thead th'), ['Action', 'Outcome', 'Duration', 'Started', 'No.', 'Inside', 'Parties'])
    assert.equal(
      (await read(page, 'tbody tr')).map((row) => row.replace(/( ms) [\d.]+ s/, '$1 ·')),
      [
        'SendMessage ✓ done 18 ms · 9 5',
        'CompleteTask ✓ done 6 ms · 8 4',
        'OpenPanel ✓ done 12 ms · 7 AcceptTask 5 3',
        'HoldCall ✗ failed 13 ms · 6 4',
        'AcceptTask ✓ done 56 ms · 5 6',
        'SendMessage ✓ done 18 ms · 4 5',
        'CompleteTask ⊘ aborted 6 ms · 3 3',
        'OpenPanel ✓ done 12 ms · 2 AcceptTask 1 3',
        'AcceptTask ✓ done 56 ms · 1 6',
      ],
    )
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

test('a row opens its details, and closing them leads back to it', async () => {
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

test('it is zoomed by buttons, keys and the wheel, and panned by keys, the wheel and by dragging', async () => {
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

test('two fingers zoom', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('work()')
    await page.evaluate('timeline.fit(), calm()')
    const before = await cursor(page)
    const middle = before.x + before.width / 2

    await page.evaluate(`(() => {
      const surface = root.querySelector('.surface')
      const send = (type, pointerId, clientX) => surface.dispatchEvent(new PointerEvent(type, { pointerId, clientX, clientY: 300, bubbles: true }))
      surface.setPointerCapture = () => {}
      const middle = ${middle}
      send('pointerdown', 1, middle - 50)
      send('pointerdown', 2, middle + 50)
      send('pointermove', 2, middle + 150)
      send('pointerup', 2, middle + 150)
      send('pointercancel', 1, middle - 50)
    })()`)
    await page.evaluate('calm()')

    assert.ok((await cursor(page)).width > before.width * 1.4)
  })
})

test('the newest invocations are followed until one looks elsewhere, and again on request', async () => {
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

test('a bar out of sight comes into view when it gets the focus', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate("for (let i = 0; i < 40; i++) void actions.invokeAction('Ring', {})")
    await page.evaluate('drawn()')
    const scrolled = () => page.evaluate("root.querySelector('.scroller').scrollTop") as Promise<number>

    await focusChart(page)
    const newest = await scrolled()
    await page.keyboard.press('Home')
    const up = await scrolled()
    await page.keyboard.press('End')
    const down = await scrolled()

    assert.ok(newest > 1000)
    assert.is(up, 0)
    assert.ok(down > 1000)
  })
})

test('what runs grows while it is watched, stops when the timeline is paused, and goes on when it is resumed', async () => {
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

test('who wants little motion sees what runs grow once a second', async () => {
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

test('while nothing runs, no frame is asked for; nor out of sight, nor once it is removed', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('work().then(calm)')
    const asked = async (during: string) => {
      const before = (await page.evaluate('drawings.frames')) as number
      await page.evaluate(during)
      return ((await page.evaluate('drawn().then(drawn).then(() => drawings.frames)')) as number) - before
    }

    const idle = await asked('void 0')
    await page.evaluate("timeline.before(Object.assign(document.createElement('div'), { className: 'tall' }))")
    await page.evaluate('calm()')
    const outOfSight = await asked('work()')
    await page.evaluate('scrollTo(0, 1e6)')
    await page.evaluate('drawn().then(calm)')
    const back = await read(page, '.tally')
    await page.evaluate('globalThis.parent = timeline.parentNode; void timeline.remove()')
    const removed = await asked('work()')
    await page.evaluate('document.body.append(timeline), drawn().then(calm)')

    assert.equal([idle, outOfSight, removed], [0, 0, 0])
    assert.equal([back, await read(page, '.tally')], [['18 invocations'], ['27 invocations']])
  })
})

test('a timeline that is taken off the page is collected, although the recording goes on and the page stays', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate(`(async () => {
      const other = document.createElement('entracte-timeline')
      Object.assign(other, { recording: timeline.recording, actions })
      document.body.append(other)
      await work()
      await drawn().then(calm)
      other.remove()
      globalThis.dropped = new WeakRef(other)
    })()`)
    await page.evaluate('drawn().then(calm)')

    assert.ok(await isCollected(page))
  })
})

test('when drawing takes long, the page has most of the time for itself', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    await page.evaluate('clock.stop(), (drawings.cost = 40)')

    const drawn = await page.evaluate(`(async () => {
      const counts = []
      for (let i = 0; i < 5; i++) {
        void actions.invokeAction('CompleteTask', {}).catch(() => {})
        await clock.tick(40).then(drawn)
        counts.push(drawings.count)
      }
      return counts.map((count) => count - counts[0])
    })()`)
    await page.evaluate('clock.tick(200).then(drawn)')

    // It takes 40 ms to draw, and three times as long nothing is drawn.
    assert.equal(drawn, [0, 0, 0, 1, 1])
    assert.equal(await read(page, '.tally'), ['5 invocations'])
  })
})

test('clearing forgets what the recording has, too', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('work().then(calm)')

    await page.getByRole('button', { name: 'Clear' }).click()
    await page.evaluate('calm()')

    assert.is(await page.evaluate('recording.invocations.length'), 0)
    assert.match((await read(page, '.empty')).join(), 'Nothing recorded yet The next invocation will appear here.')
  })
})

test('a recording is saved as JSON and opened again, and one goes back to the one that goes on', async () => {
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

test('a file that is no recording is refused in words, and what was shown stays', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('work().then(calm)')
    const open = async (text: string) => {
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from(text) })
      await page.evaluate("until(() => read('.notice').length > 0)")
      const [words] = await read(page, '.notice span')
      return words
    }

    const wrong = await open('{"format":"something else"}')
    const broken = await open('{')

    assert.match(wrong as string, /^x\.json could not be opened: .*something else/)
    assert.match(broken as string, /^x\.json could not be opened: /)
    assert.equal(await read(page, '.tally'), ['9 invocations'])
    assert.match(await failure(page, "timeline.importRecording('[]')"), 'TypeError')
  })
})

test('the stack of an action is a picture: boxes in boxes, and what waits for an action that nobody registered', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate("void actions.addListener('beforeQuux', () => {})")
    await page.getByRole('radio', { name: 'Stack' }).check()
    const choose = async (name: string) => {
      await page.locator('.picture select').selectOption(name)
      return (await read(page, '.picture > div')).join()
    }
    const nesting = () =>
      page.evaluate(`[...root.querySelectorAll('.picture .box')].map((box) => {
        let depth = 0
        for (let at = box.parentElement; at = at.closest('.box'); at = at.parentElement) depth++
        return depth + ' ' + (box.querySelector('.name, .small')?.textContent ?? '')
      })`)

    const sent = await choose('SendMessage')
    const boxes = await nesting()
    const held = await choose('HoldCall')
    const misspelt = await choose('AcepptTask')
    const meant = (await read(page, '.hint')).at(-1)
    await choose('Quux')

    assert.match(sent, 'checkWords before-listener scope guard-plugin order -1')
    assert.equal(boxes, ['0 timing', '1 log', '2 checkWords', '2 signMessage', '3 sendMessage'])
    assert.match(held, /holdCall core.*Once all of it has failed tellSupervisor error-listener/)
    assert.match(misspelt, 'No core')
    assert.is(meant, '“AcepptTask” is not registered. Perhaps “AcceptTask” is meant.')
    assert.is((await read(page, '.hint')).at(-1), '“Quux” is not registered.')
  })
})

test('the picture of a stack shows what is attached now, and not more than one can look at', async () => {
  await site.visit({}, async (page) => {
    await page.getByRole('radio', { name: 'Stack' }).check()
    await page.locator('.picture select').selectOption('CompleteTask')
    const before = await read(page, '.picture .name')
    await page.evaluate(`{
      const plugin = actions.scope('many')
      for (let i = 0; i < 120; i++) plugin.addListener('beforeCompleteTask', () => {}, { once: true })
      for (let i = 0; i < 20; i++) plugin.use('CompleteTask', (ctx, next) => next(), { name: 'layer' + i })
    }`)

    await page.hover('.picture')
    const after = await read(page, '.picture .small')
    await page.evaluate('timeline.actions = undefined')

    assert.equal(before, ['timing', 'log', 'askForWrapUp', 'completeTask'])
    assert.ok(after.includes('… and 21 more listeners'))
    assert.ok(after.includes('… 10 more layers, and inside:'))
    assert.is(await page.evaluate('timeline.view'), 'chart')
    assert.equal(await read(page, '.view label'), ['Chart', 'Table'])
  })
})

test('what cannot be shown is refused by name', async () => {
  await site.visit({}, async (page) => {
    const errors = []
    for (const code of [
      'timeline.recording = 7',
      'timeline.actions = {}',
      'timeline.recording = null',
      'timeline.actions = null',
      "timeline.view = 'pie'",
      "customElements.define('other-element', class extends HTMLElement {}); defineTimeline('other-element')",
    ]) {
      errors.push(await failure(page, code))
    }
    await page.evaluate('timeline.recording = undefined, calm()')

    assert.equal(errors, [
      'TypeError: The timeline could not show a recording: expected what record() or loadRecording() gives, got 7.',
      'TypeError: The timeline could not show stacks: expected actions, which can explain themselves, got [object Object].',
      'TypeError: The timeline could not show a recording: expected what record() or loadRecording() gives, got null.',
      'TypeError: The timeline could not show stacks: expected actions, which can explain themselves, got null.',
      'TypeError: The timeline has no view "pie": expected "chart", "table" or "stack".',
      'TypeError: The timeline "other-element" could not be defined: another element has that name, so give another one.',
    ])
    assert.equal(
      [await read(page, '.state'), await read(page, '.empty')],
      [['No recording'], ['Nothing recorded yet There is no recording to show.']],
    )
  })
})

test('no function of the timeline is left that none of these tests has called', () => {
  const uncalled = [...site.calls].filter(([, count]) => count === 0).map(([name]) => name)

  assert.ok(site.calls.size > 100)
  assert.equal(uncalled, [])
})

test.run()

/** Where one comes to by pressing `first`, and then `next` until it leads no further. */
async function walk(page: Page, first: string, next: string): Promise<Cursor[]> {
  await focusChart(page)
  await page.keyboard.press(first)
  const bars = [await cursor(page)]
  for (;;) {
    await page.keyboard.press(next)
    const bar = await cursor(page)
    if (bar.label === bars.at(-1)?.label) return bars
    bars.push(bar)
  }
}

/** The name and the outcome from what a bar is told as. */
function nameIn({ label }: Cursor): string {
  const [, name = '', outcome = ''] = /^([^,]*),.*?(done|failed|aborted|running)(?: after .*)?$/.exec(label) ?? []
  return `${name} ${outcome}`
}
