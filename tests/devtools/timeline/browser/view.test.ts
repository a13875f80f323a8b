// Where each bar is in the chart, in which colours, and how the view is zoomed and panned.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { PALETTES } from '../../../../source/devtools/timeline/styles.js'
import { createSite, cursor, focusChart, nameIn, read, walk } from '../site.js'

const site = createSite()

test.after(() => site.close())

test('every invocation is a bar, and every party is a bar inside it; the arrow keys lead from bar to bar', async () => {
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

test('the color-scheme of the page counts for more than the preference of the user, and a change of it is followed', async () => {
  await site.visit({ colorScheme: 'dark', style: 'html { color-scheme: light }' }, async (page) => {
    const ground = () => page.evaluate('calm().then(() => colourAt(40, 60))')

    const light = await ground()
    await page.evaluate("document.documentElement.style.colorScheme = 'dark'")
    await page.evaluate(`until(() => colourAt(40, 60) === '${PALETTES.dark.ground}')`)

    assert.is(light, PALETTES.light.ground)
    assert.is(await page.evaluate("root.querySelector('.frame').className"), 'frame')
  })
})

test('on a page without a color-scheme, the timeline has the scheme that the user prefers', async () => {
  await site.visit({ colorScheme: 'dark', style: 'html { margin: 0 }' }, async (page) => {
    await page.evaluate('calm()')

    assert.is(await page.evaluate('colourAt(40, 60)'), PALETTES.dark.ground)
    assert.is(await page.evaluate("root.querySelector('.frame').className"), 'frame own')
  })
})

test('the timeline draws with forced colours', async () => {
  await site.visit({ forcedColors: 'active', colorScheme: 'light' }, async (page) => {
    await page.evaluate('work()')
    await page.evaluate('calm()')

    assert.is(await page.evaluate('colourAt(40, 300)'), '#ffffff')
  })
})

test('a nested invocation that a filter asks for is shown inside the invocation around it', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('work()')
    await page.evaluate('calm()')

    await page.getByLabel('Action').first().selectOption('OpenPanel')
    await focusChart(page)

    assert.equal((await walk(page, 'Home', 'ArrowRight')).map(nameIn), ['AcceptTask done', 'AcceptTask done'])
    assert.equal(await read(page, '.tally'), ['2 of 9 invocations'])
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

test('a zoom is drawn at once, even while the newest invocations are followed', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('work().then(calm)')
    const before = await cursor(page)

    await page.evaluate('timeline.zoomIn(), drawn()')
    const after = await cursor(page)

    assert.ok(after.width > before.width * 1.5, `${before.width} to ${after.width}`)
    assert.equal(await page.evaluate('calm().then(cursor)'), after)
  })
})

test('an empty timeline cannot be zoomed', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('timeline.zoomIn(), timeline.zoomIn(), timeline.zoomIn(), calm()')
    await page.evaluate('work().then(calm)')

    const { width } = await cursor(page)
    await page.evaluate('timeline.follow(), calm()')

    assert.is(width, (await cursor(page)).width)
  })
})

test('one invocation can be zoomed like many', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate("clock.stop(); actions.invokeAction('AcceptTask', { sid: 'WT1' }); clock.tick(100)")
    const pressed = () => page.evaluate("calm().then(() => root.querySelectorAll('[aria-pressed=true]').length)")

    await page.evaluate('timeline.fit()')
    const fitted = await pressed()
    await page.evaluate('timeline.zoomIn()')

    assert.equal([fitted, await pressed()], [1, 0])
  })
})

test('the chart is drawn again when its size changes', async () => {
  await site.visit({ viewport: { width: 1000, height: 800 } }, async (page) => {
    await page.evaluate('openSaved(), calm()')
    const widths = () =>
      page.evaluate(
        "calm().then(() => [root.querySelector('canvas').width, root.querySelector('.scroller').clientWidth])",
      )

    const before = await widths()
    await page.setViewportSize({ width: 700, height: 800 })
    await page.evaluate('drawn()')

    assert.equal(
      [before, await widths()],
      [
        [982, 982],
        [682, 682],
      ],
    )
  })
})

test('there is room below the lowest bar', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    await page.evaluate("for (let i = 0; i < 40; i++) void actions.invokeAction('Ring', {})")
    await page.evaluate(
      "timeline.fit(), calm().then(() => { root.querySelector('.scroller').scrollTop = 1e6 }).then(calm)",
    )
    const below = (await page.evaluate(`(() => {
      const { bottom } = root.querySelector('.scroller').getBoundingClientRect()
      const canvas = root.querySelector('canvas').getBoundingClientRect()
      let room = 0
      while (colourAt(canvas.width - 60, Math.floor(bottom - canvas.top) - 1 - room) === colourAt(2, 100)) room++
      return room
    })()`)) as number

    assert.ok(below >= 12 && below < 40, `${below} pixels`)
  })
})

test('the first invocation is in place at once, without moving there step by step', async () => {
  await site.visit({}, async (page) => {
    const [first, after] = (await page.evaluate(`(async () => {
      actions.registerAction('Blink', () => {})
      void actions.invokeAction('Blink', {})
      await drawn()
      const first = cursor()
      await calm()
      return [first, cursor()]
    })()`)) as unknown[]

    assert.equal(first, after)
  })
})

test('an empty timeline cannot be panned', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate(
      "root.querySelector('.scroller').dispatchEvent(new WheelEvent('wheel', { deltaX: 90 })), calm()",
    )

    assert.ok(((await page.evaluate('controls()')) as string[]).includes('Follow live pressed'))
  })
})

test('the bars that match a filter are drawn at once', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('openSaved(), calm()')

    await page.evaluate(`(() => {
      const [action] = root.querySelectorAll('.bar select')
      action.value = 'HoldCall'
      action.dispatchEvent(new Event('change'))
      return calm()
    })()`)

    assert.match((await cursor(page)).label, /^HoldCall,/)
  })
})

test('a button fits the whole recording into the chart', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('invoke()')
    await page.getByRole('button', { name: 'Fit', exact: true }).click()

    assert.ok(((await page.evaluate('controls()')) as string[]).includes('Fit pressed'))
  })
})

test('every bar of a saved recording is at its time, and has a label that describes it', async () => {
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
    // When the panel closes, the chart gets its width with the next frame.
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

test('a zoom is drawn at once, around the middle or the pointer, and no nearer or farther than there is something to see', async () => {
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

test('the newest invocations have a good share of the width while they are followed, and move there step by step', async () => {
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

test('several pans before the next frame add up', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    await page.evaluate('openSaved(), calm()')
    await page.evaluate('timeline.zoomIn(), calm()')
    await focusChart(page)
    await page.keyboard.press('Home')
    await page.evaluate('calm()')
    /** Presses all keys at once, so that no frame comes in between. */
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

test.run()
