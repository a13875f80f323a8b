// The timeline in a real Chromium, as wholes: what is offered, where each bar is, and what every key, wheel and pointer comes to.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createSite, cursor, focusChart, read, textOf } from './site.js'
import { SAVED } from './story.js'

const site = createSite()

test.after(() => site.close())

test('what can be done is offered, and nothing else: while one records, pauses, looks at the table or the stack, or has opened a file', async () => {
  await site.visit({}, async (page) => {
    const look = () =>
      page.evaluate(
        "calm().then(() => [controls().join(', '), parts().join(' '), ...read('.state'), root.querySelector('.state').className, ...read('[role=status]')])",
      )

    const empty = await look()
    await page.evaluate("actions.invokeAction('CompleteTask', {}).catch(() => {})")
    await page.evaluate('timeline.fit()')
    const fitted = await look()
    await page.evaluate('timeline.paused = true')
    const paused = await look()
    await page.evaluate("timeline.view = 'table'")
    const table = await look()
    await page.evaluate('timeline.follow()')
    const following = await look()
    await page.evaluate("timeline.view = 'stack'")
    const stack = await look()
    await page.evaluate("timeline.view = 'chart', openSaved()")
    const saved = await look()
    await page.evaluate('timeline.clear()')
    const cleared = await look()
    await page.evaluate('timeline.recording = undefined')
    const none = await look()

    assert.equal(empty, [
      'chart ✓, table, stack, Pause, Zoom out, Zoom in, Fit, Follow live pressed, All actions, All scopes, done ✓, aborted ✓, failed ✓, running ✓, Clear, Save, Save trace, Open…',
      '.scroller .empty .legend',
      'Live',
      'state live',
      '',
    ])
    assert.equal(fitted, [
      'chart ✓, table, stack, Pause, Zoom out, Zoom in, Fit pressed, Follow live, All actionsCompleteTask, All scopesguard-plugin, done ✓, aborted ✓, failed ✓, running ✓, Clear, Save, Save trace, Open…',
      '.scroller [role=tree] .legend',
      'Live',
      'state live',
      '',
    ])
    assert.equal(paused, [
      'chart ✓, table, stack, Resume, Zoom out, Zoom in, Fit pressed, Follow live, All actionsCompleteTask, All scopesguard-plugin, done ✓, aborted ✓, failed ✓, running ✓, Clear, Save, Save trace, Open…',
      '.scroller [role=tree] .legend',
      'Paused',
      'state',
      'Paused',
    ])
    assert.equal(table, [
      'chart, table ✓, stack, Resume, All actionsCompleteTask, All scopesguard-plugin, done ✓, aborted ✓, failed ✓, running ✓, Clear, Save, Save trace, Open…',
      '.sheet',
      'Paused',
      'state',
      'Paused',
    ])
    assert.equal(following, [
      'chart, table ✓, stack, Pause, All actionsCompleteTask, All scopesguard-plugin, done ✓, aborted ✓, failed ✓, running ✓, Clear, Save, Save trace, Open…',
      '.sheet',
      'Live',
      'state live',
      'Live',
    ])
    assert.equal(stack, [
      'chart, table, stack ✓, Pause, Clear, Save, Save trace, Open…',
      '.picture',
      'Live',
      'state live',
      'Live',
    ])
    assert.equal(saved, [
      'chart ✓, table, stack, Zoom out, Zoom in, Fit pressed, All actionsAcceptTaskCompleteTaskHoldCallOpenPanel, All scopescrm, done ✓, aborted ✓, failed ✓, running ✓, Back to the recording, Save, Save trace, Open…',
      '.scroller [role=tree] .legend .notice',
      'Saved',
      'state',
      'Showing a saved recording. Back to the recording',
      'Live',
    ])
    assert.equal(cleared, [
      'chart ✓, table, stack, Zoom out, Zoom in, Fit pressed, All actions, All scopes, done ✓, aborted ✓, failed ✓, running ✓, Back to the recording, Save, Save trace, Open…',
      '.scroller .empty .legend .notice',
      'No recording',
      'state',
      'Showing a saved recording. Back to the recording',
      'Cleared',
    ])
    assert.equal(none, [
      'chart ✓, table, stack, Zoom out, Zoom in, Fit pressed, All actions, All scopes, done ✓, aborted ✓, failed ✓, running ✓, Save, Save trace, Open…',
      '.scroller .empty .legend',
      'No recording',
      'state',
      'Cleared',
    ])
  })
})

test('every bar of a saved recording is where its time is, and is told as what it is', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('openSaved(), calm()')
    const at = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
      await page.evaluate('calm()')
      const { label, level, selected, x, y, width, height, left, top } = await cursor(page)
      const place = [x - left, y - top, width, height].map((part) => Number(part.toFixed(1))).join(' ')
      return `${label}; level ${level}, ${selected}; ${place}`
    }
    await focusChart(page)

    const all = [await at('Home')]
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'End', 'ArrowLeft'])
      all.push(await at(key))
    const chosen = await at('Enter', 'Escape', ' ')
    // The panel that closes leaves the chart its width with the next frame.
    await at('Escape')
    const closer = await at('=')
    const farther = await at('-')
    const ignored = await at('Control+ArrowLeft', 'Alt+ArrowLeft', 'Meta+ArrowLeft', 'x')

    assert.equal(all, [
      'AcceptTask, invocation 1, done after 100 ms; level 1, false; 8 27.5 644 19',
      'log, middleware of AcceptTask, done after 80 ms; level 2, false; 72.5 49.5 515 19',
      'lookUp, before-listener of AcceptTask, scope crm, done after 20 ms; level 3, false; 137 71.5 128 19',
      'acceptTask, core of AcceptTask, done after 30 ms; level 3, false; 330.5 71.5 192.5 19',
      'OpenPanel, invocation 2, done after 20 ms; level 4, false; 362.7 93.5 128 19',
      'core, core of OpenPanel, done after 10 ms; level 5, false; 395 115.5 63.5 19',
      'CompleteTask, invocation 4, aborted after 60 ms; level 1, false; 1007 27.5 386 19',
      'HoldCall, invocation 3, failed after 40 ms; level 1, false; 701 27.5 257 19',
    ])
    assert.is(chosen, 'HoldCall, invocation 3, failed after 40 ms; level 1, true; 531.2 27.5 189.1 19')
    assert.is(closer, 'HoldCall, invocation 3, failed after 40 ms; level 1, false; 691 27.5 515 19')
    assert.is(farther, 'HoldCall, invocation 3, failed after 40 ms; level 1, false; 701 27.5 257 19')
    assert.is(ignored, farther)
  })
})

test('what one zooms to is there at once, around the middle or around the pointer, and no nearer or farther than there is something to see', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    await page.evaluate('openSaved(), calm()')
    await focusChart(page)
    await page.keyboard.press('Home')
    const bar = async (work: string) => {
      await page.evaluate(work)
      await page.evaluate('calm()')
      const { x, width, left } = await cursor(page)
      return [x - left, width].map((part) => Math.round(part)).join(' ')
    }
    const wheel = (options: string) =>
      `root.querySelector('.scroller').dispatchEvent(new WheelEvent('wheel', { clientX: 300, ...${options} }))`

    const steps = [
      await bar('timeline.zoomOut()'),
      await bar('timeline.zoomIn()'),
      await bar('timeline.zoomIn()'),
      await bar(wheel('{ ctrlKey: true, deltaY: -50 }')),
      await bar(wheel('{ metaKey: true, deltaY: 20 }')),
      await bar(wheel('{ deltaX: 40, deltaY: 10 }')),
      await bar(wheel('{ deltaX: 10, deltaY: 40 }')),
      await bar(wheel('{ shiftKey: true, deltaY: 30 }')),
      await bar(wheel('{ deltaX: 1e6 }')),
      await bar(wheel('{ deltaX: -1e6 }')),
      await bar('timeline.fit()'),
    ]

    assert.equal(steps, [
      '8 644',
      '2 640',
      '2 620',
      '2 835',
      '2 736',
      '2 696',
      '2 696',
      '2 666',
      '2 4',
      '8 1412',
      '8 644',
    ])
  })
})

test('what is below the pointer is told beside it, and inside the chart', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('openSaved(), calm()')
    await focusChart(page)
    const point = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
      await page.evaluate('calm()')
      const { x, y } = await cursor(page)
      await page.mouse.move(x + 30, y + 8)
      await page.evaluate('calm()')
      return page.evaluate(
        `[...read('.tip'), root.querySelector('.tip').style.translate.replace(/[\\d.]+px/g, (text) => Math.round(parseFloat(text))), root.querySelector('.surface').className]`,
      )
    }

    const told = [
      await point('Home'),
      await point('ArrowDown'),
      await point('ArrowDown'),
      await point('ArrowRight', 'ArrowDown', 'ArrowDown'),
      await point('End'),
    ]
    await page.mouse.move(5, 5)
    await page.evaluate('calm()')

    assert.equal(told, [
      ['✓ AcceptTask · 100 ms', '50 54', 'surface over'],
      ['✓ log · middleware · 80 ms', '115 76', 'surface over'],
      ['✓ lookUp · before-listener · crm · 20 ms', '179 98', 'surface over'],
      ['✓ core · core · 10 ms', '437 142', 'surface over'],
      ['⊘ CompleteTask · 60 ms', '1049 54', 'surface over'],
    ])
    assert.equal(await page.evaluate("[parts().join(' '), root.querySelector('.surface').className]"), [
      '.scroller [role=tree] .legend .notice',
      'surface',
    ])
  })
})

test('the newest invocations have a good share of the width while they are followed, and come to it by and by', async () => {
  const paces: unknown[] = []
  for (const reducedMotion of ['reduce', 'no-preference'] as const) {
    await site.visit({ reducedMotion }, async (page) => {
      paces.push(
        await page.evaluate(`(async () => {
          clock.stop()
          const one = async () => {
            const work = actions.invokeAction('CompleteTask', { wrapUp: 1 })
            await clock.tick(6)
            await work
            await clock.tick(14)
          }
          const places = []
          for (let i = 0; i < 18; i++) {
            const before = drawings.count
            await one()
            await calm()
            const { x, width, left } = cursor()
            if (i > 0 && (i % 6 === 5 || i < 3)) places.push([x - left, width].map(Math.round).join(' ') + (drawings.count - before > 6 ? ', by and by' : ''))
          }
          return places
        })()`),
      )
    })
  }

  assert.equal(paces, [
    ['725 668', '964 429', '1203 190', '1322 70', '1332 61'],
    ['725 668, by and by', '964 429, by and by', '1203 190, by and by', '1322 70, by and by', '1332 61'],
  ])
})

test('a file is saved under a name that says when, and given free ten seconds later', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('openSaved(), calm()')
    await page.evaluate(
      `clock.stop(), (globalThis.freed = []), (URL.revokeObjectURL = (href) => freed.push(href.slice(0, 5)))`,
    )
    const freed = (milliseconds: number) => page.evaluate(`clock.tick(${milliseconds}).then(() => freed.join())`)

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save', exact: true }).click(),
    ])

    assert.match(download.suggestedFilename(), /^entracte-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-recording\.json$/)
    assert.equal([await freed(9_999), await freed(1)], ['', 'blob:'])
    assert.equal(JSON.parse(await textOf(download)), JSON.parse(JSON.stringify(SAVED)))
  })
})

test('while it is paused, what is saved is what is shown; what a filter asked for stays offered', async () => {
  await site.visit({}, async (page) => {
    const invoke = () => page.evaluate("actions.invokeAction('CompleteTask', { wrapUp: 1 }).then(calm)")
    const kept = () =>
      page.evaluate(
        "[JSON.parse(timeline.exportRecording()).invocations.length, JSON.parse(timeline.exportTrace()).traceEvents.filter(({ ph }) => ph !== 'M').length, ...read('.tally'), ...read('.chip'), ...read('.empty')]",
      )
    const offered = () =>
      page.evaluate(
        "[...root.querySelectorAll('.field select')].map(({ options, value }) => [...options].map((option) => option.text).join() + ': ' + value)",
      )

    await invoke()
    await page.evaluate('timeline.paused = true')
    await invoke()
    const paused = await kept()
    await page.getByLabel('Action').first().selectOption('CompleteTask')
    await page.getByLabel('Scope').selectOption('guard-plugin')
    await page.evaluate('timeline.clear(), calm()')
    const [cleared, choices] = [await kept(), await offered()]
    await page.evaluate("actions.invokeAction('SendMessage', { body: '' })")
    await page.evaluate('timeline.paused = false, calm()')
    const resumed = [await kept(), await offered()]
    await page.evaluate('timeline.recording = undefined, calm()')

    assert.equal(paused, [1, 10, '1 invocation', '✓ done 1', '⊘ aborted 0', '✗ failed 0', '… running 0'])
    assert.equal(cleared, [
      0,
      0,
      '0 of 0 invocations',
      '✓ done 0',
      '⊘ aborted 0',
      '✗ failed 0',
      '… running 0',
      'Nothing recorded yet The next invocation will appear here.',
    ])
    assert.equal(choices, ['All actions,CompleteTask: CompleteTask', 'All scopes,guard-plugin: guard-plugin', ': '])
    assert.equal(resumed, [
      [
        1,
        12,
        '0 of 1 invocation',
        '✓ done 1',
        '⊘ aborted 0',
        '✗ failed 0',
        '… running 0',
        'Nothing matches No invocation is as the filters ask.',
      ],
      ['All actions,SendMessage,CompleteTask: CompleteTask', 'All scopes,crm-plugin,guard-plugin: guard-plugin', ': '],
    ])
    assert.equal(await kept(), [
      0,
      0,
      '0 of 0 invocations',
      '✓ done 0',
      '⊘ aborted 0',
      '✗ failed 0',
      '… running 0',
      'Nothing recorded yet There is no recording to show.',
    ])
  })
})

test('what is set before the element is defined is what it begins with, and hides nothing afterwards', async () => {
  await site.visit({}, async (page) => {
    const found = await page.evaluate(`(async () => {
      const early = document.createElement('early-timeline')
      Object.assign(early, { recording, view: 'table', paused: true })
      document.body.append(early)
      defineTimeline('early-timeline')
      await calm()
      const { view, paused } = early
      return [view, paused, early.recording === recording, ...Object.keys(early)]
    })()`)

    assert.equal(found, ['table', true, true])
  })
})

test('a press that moves less than five pixels is a click, one that moves further drags, and chooses nothing', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate("for (let i = 0; i < 40; i++) void actions.invokeAction('Ring', {})")
    await page.evaluate('timeline.paused = true, calm()')
    const state = () =>
      page.evaluate(
        "calm().then(() => [root.querySelector('.surface').className, root.querySelector('.scroller').scrollTop, parts().includes('.details')].join())",
      )
    await page.evaluate('root.querySelector("canvas").scrollIntoView()')
    const { left, top } = (await page.evaluate(
      "(({ left, top }) => ({ left, top }))(root.querySelector('canvas').getBoundingClientRect())",
    )) as { left: number; top: number }
    const [x, y] = [left + 300, top + 250]
    const seen = []

    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x, y - 4)
    seen.push(await state())
    await page.mouse.move(x, y - 5)
    seen.push(await state())
    await page.mouse.move(x, y - 100)
    seen.push(await state())
    await page.mouse.up()
    seen.push(await state())
    await page.mouse.click(left + 10, top + 40)
    seen.push(await state())
    await page.mouse.click(left + 10, top + 5)
    seen.push(await state())
    await page.mouse.down({ button: 'right' })
    await page.mouse.move(x, y)
    seen.push(await state())
    await page.mouse.up({ button: 'right' })

    assert.equal(seen, [
      'surface over,0,false',
      'surface dragging,5,false',
      'surface dragging,100,false',
      'surface,100,false',
      'surface over,75,true',
      'surface,75,false',
      'surface over,75,false',
    ])
  })
})

test('a bar that gets the focus is brought into view, with a row to spare', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate("for (let i = 0; i < 40; i++) void actions.invokeAction('Ring', {})")
    await page.evaluate('timeline.paused = true, calm()')
    await focusChart(page)
    const scrolled = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
      return page.evaluate("root.querySelector('.scroller').scrollTop")
    }

    const tops = [await scrolled('Home'), await scrolled(...Array(5).fill('ArrowRight')), await scrolled('End')]
    tops.push(await scrolled('ArrowLeft'), await scrolled(...Array(6).fill('ArrowLeft')), await scrolled('ArrowDown'))

    assert.equal(tops, [0, 224, 3515, 3515, 3076, 3076])
  })
})

test('keys that mean something here mean nothing elsewhere, and the others are left to the page', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('openSaved(), calm()')
    await focusChart(page)
    const taken =
      await page.evaluate(`['ArrowLeft', 'Home', '+', '=', '-', '0', 'x', 'Tab', 'Escape', 'Enter', ' ', 'Escape'].filter((key, i) =>
      !root.querySelector('[role=treeitem]').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, composed: true })))`)
    const wheels =
      await page.evaluate(`[{ deltaY: 9 }, { deltaX: 9 }, { deltaX: 5, deltaY: 5 }, { deltaY: 9, shiftKey: true }, { deltaX: 1, deltaY: 9, shiftKey: true }, { deltaY: 9, ctrlKey: true }, { deltaY: 9, metaKey: true }].map((wheel) =>
      !root.querySelector('.scroller').dispatchEvent(new WheelEvent('wheel', { ...wheel, bubbles: true, cancelable: true })))`)

    assert.equal(taken, ['ArrowLeft', 'Home', '+', '=', '-', '0', 'Enter', ' ', 'Escape'])
    assert.equal(wheels, [false, true, false, true, false, true, true])
  })
})

test('a timeline that has been given nothing goes on, shows the chart, and has nothing to show', async () => {
  await site.visit({}, async (page) => {
    const found = await page.evaluate(`(() => {
      const { paused, view, recording, actions } = document.createElement('entracte-timeline')
      return [paused, view, recording === undefined, actions === undefined]
    })()`)

    assert.equal(found, [false, 'chart', true, true])
  })
})

test('a single invocation can be zoomed and panned, and what has the focus is not shown while its bar is out of view', async () => {
  await site.visit({}, async (page) => {
    const look = () =>
      page.evaluate(`calm().then(() => [
        ...root.querySelectorAll('[aria-pressed=true]')].map((button) => button.ariaLabel ?? button.textContent).concat(root.querySelector('[role=treeitem]').className, root.querySelector('.body').className))`)
    await page.evaluate("clock.stop(); actions.invokeAction('AcceptTask', { sid: 'WT1' }); clock.tick(100)")
    const first = await look()
    await focusChart(page)
    for (let i = 0; i < 3; i++) await page.keyboard.press('=')
    const closer = await look()
    for (let i = 0; i < 80; i++) await page.keyboard.press('Shift+ArrowRight')
    const panned = await look()
    await page.evaluate('openSaved(), calm()')
    await page.keyboard.press('Home')
    await page.evaluate('timeline.zoomIn(), timeline.zoomIn(), timeline.zoomIn()')
    for (let i = 0; i < 80; i++) await page.keyboard.press('Shift+ArrowRight')
    const away = await look()
    await page.evaluate("timeline.fit(), timeline.view = 'table'")
    const fitted = await look()

    assert.equal(first, ['Follow live', 'cursor', 'body'])
    assert.equal(closer, ['Follow live', 'cursor', 'body'])
    assert.equal(panned, ['cursor', 'body'])
    assert.equal(away, ['cursor away', 'body'])
    assert.equal(fitted, ['Fit', 'cursor away', 'body tall'])
  })
})

test('a list to choose from is left alone while what can be chosen stays the same: somebody may have it open', async () => {
  await site.visit({}, async (page) => {
    const invoke = (action: string) =>
      page.evaluate(`void actions.invokeAction('${action}', {}).catch(() => {}), drawn().then(drawn)`)
    await invoke('CompleteTask')
    await page.evaluate("globalThis.offered = [...root.querySelectorAll('option')]")
    const same = () =>
      page.evaluate("offered.filter((option) => option.isConnected).map(({ textContent }) => textContent).join(', ')")

    await invoke('CompleteTask')
    const again = await same()
    await invoke('Ring')
    const more = await same()

    assert.is(again, 'All actions, CompleteTask, All scopes, guard-plugin')
    assert.is(more, 'All scopes, guard-plugin')
  })
})

test('without a recording what is saved is empty', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('timeline.recording = undefined')

    const { origin, invocations } = JSON.parse((await page.evaluate('timeline.exportRecording()')) as string)

    assert.equal([origin, invocations], [0, []])
    const { traceEvents } = JSON.parse((await page.evaluate('timeline.exportTrace()')) as string)
    assert.equal(
      traceEvents.map(({ name }: { name: string }) => name),
      ['process_name'],
    )
  })
})

test('what is panned before anything is drawn adds up', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    await page.evaluate('openSaved(), calm()')
    await page.evaluate('timeline.zoomIn(), calm()')
    await focusChart(page)
    await page.keyboard.press('Home')
    await page.evaluate('calm()')
    /** All of them in one go, so that no frame comes in between. */
    const press = (...keys: string[]) =>
      page.evaluate(`for (const key of ${JSON.stringify(keys)})
        root.querySelector('[role=treeitem]').dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey: true, bubbles: true }))`)
    const edges = async () => {
      await page.evaluate('calm()')
      const { x, width } = await cursor(page)
      return { left: x, right: x + width }
    }

    const before = await edges()
    await press('ArrowRight', 'ArrowRight', 'ArrowRight')
    const after = await edges()
    await page.keyboard.press('End')
    await press(...Array(50).fill('ArrowRight'))
    const end = await edges()
    await press(...Array(50).fill('ArrowRight'), 'ArrowLeft')
    const back = await edges()

    assert.is(after.right, before.right - 240)
    assert.is(back.left, end.left + 80)
  })
})

test('a timeline that is taken off while it puts off a drawing, and put back, draws on', async () => {
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

test.run()
