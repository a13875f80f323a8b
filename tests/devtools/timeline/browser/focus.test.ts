// Which bar has the focus or is below the pointer, and what keys and pointers do there.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createSite, cursor, focusChart } from '../site.js'

const site = createSite()

test.after(() => site.close())

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

test('a press that is cancelled drags nothing any more', async () => {
  await site.visit({}, async (page) => {
    const left = await page.evaluate(`(async () => {
      openSaved()
      await calm()
      timeline.zoomIn()
      timeline.zoomIn()
      await calm()
      const surface = root.querySelector('.surface')
      surface.setPointerCapture = () => {}
      const send = async (type, clientX) => {
        surface.dispatchEvent(new PointerEvent(type, { pointerId: 7, pointerType: 'touch', clientX, clientY: 300, bubbles: true }))
        await calm()
        return root.querySelector('.surface').className
      }
      const classes = []
      for (const [type, x] of [['pointerdown', 400], ['pointermove', 380], ['pointercancel', 380], ['pointermove', 300]])
        classes.push(await send(type, x))
      return classes
    })()`)

    assert.equal(left, ['surface', 'surface dragging', 'surface', 'surface'])
  })
})

test('the tip beside the pointer describes the bar below it, and stays inside the chart', async () => {
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

test('a press that moves less than five pixels is a click; a press that moves further drags, and chooses nothing', async () => {
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

test('keys and wheels that the chart uses are kept from the page, and all others are left to the page', async () => {
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

test('a single invocation can be zoomed and panned, and the focus mark is hidden while its bar is out of view', async () => {
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

test('a pointer that moves to another bar causes one drawing, which marks the bar', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    await page.evaluate('openSaved(), calm()')
    const drawings = async (x: number, y: number) => {
      const before = (await page.evaluate('drawings.count')) as number
      await page.mouse.move(x, y)
      await page.evaluate('calm()')
      return ((await page.evaluate('drawings.count')) as number) - before
    }
    await focusChart(page)
    await page.keyboard.press('Home')
    const { x, y } = await cursor(page)

    assert.equal(
      [await drawings(x + 20, y + 9), await drawings(x + 24, y + 9), await drawings(x + 100, y + 31)],
      [1, 0, 1],
    )
  })
})

test('a bar has its name before it gets the focus', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('openSaved(), calm()')
    await focusChart(page)
    await page.keyboard.press('Home')
    await page.evaluate(
      "globalThis.names = [], root.addEventListener('focusin', ({ target }) => names.push(target.getAttribute('aria-label').split(',')[0])), 0",
    )

    for (const key of ['ArrowDown', 'ArrowDown', 'End']) await page.keyboard.press(key)

    assert.equal(await page.evaluate('names'), ['log', 'lookUp', 'CompleteTask'])
  })
})

test('a bar that gets the focus when its details close is no longer marked as selected', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('openSaved(), calm()')
    await focusChart(page)
    await page.keyboard.press('Enter')
    const selected = await page.evaluate(`(async () => {
      await calm()
      const element = root.querySelector('[role=treeitem]')
      const selected = [element.ariaSelected]
      element.addEventListener('focusin', () => selected.push(element.ariaSelected))
      root.querySelector('.details .title').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
      return selected
    })()`)

    assert.equal(selected, ['true', 'false'])
  })
})

test('the bar below the pointer stays marked when a new invocation comes', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    await page.evaluate("void actions.invokeAction('Ring', {}), timeline.fit(), calm()")
    await focusChart(page)
    await page.keyboard.press('Home')
    const edge = async () => {
      const { x, y, left, top } = await cursor(page)
      return page.evaluate(`calm().then(() => colourAt(${Math.round(x - left) + 60}, ${Math.round(y - top)}))`)
    }
    const { x, y } = await cursor(page)
    const before = await edge()
    await page.mouse.move(x + 60, y + 9)
    const marked = await edge()

    await page.evaluate('invoke()')

    assert.is.not(marked, before)
    assert.is(await edge(), marked)
  })
})

test('the chosen bar is marked', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    await page.evaluate('openSaved(), calm()')
    await focusChart(page)
    await page.keyboard.press('Home')
    const { x, y, left, top } = await cursor(page)
    const edge = () =>
      page.evaluate(`calm().then(() => colourAt(${Math.round(x - left) + 60}, ${Math.round(y - top)}))`)

    const before = await edge()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')

    assert.is.not(await edge(), before)
  })
})

test('a bar beside the part in view is moved to a fifth of the width when it gets the focus; a bar in view stays', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    const run = (i: number) => ({ start: i * 20, began: 2 * i, ended: 2 * i + 1, duration: 10 })
    await page.evaluate(
      `timeline.recording = recorded(${JSON.stringify(Array.from({ length: 40 }, (_, i) => run(i)))}), calm()`,
    )
    await focusChart(page)
    await page.keyboard.press('Home')
    await page.evaluate(
      "root.querySelector('.scroller').dispatchEvent(new WheelEvent('wheel', { ctrlKey: true, deltaY: -150 })), calm()",
    )
    const places = async (key: string) => {
      const found: number[] = []
      for (let i = 0; i < 20; i++) {
        await page.keyboard.press(key)
        await page.evaluate('calm()')
        const { x, left } = await cursor(page)
        found.push(Math.round(x - left))
      }
      return found
    }

    const right = await places('ArrowRight')
    const left = await places('ArrowLeft')

    assert.equal(
      right,
      [135, 261, 388, 515, 641, 768, 894, 1021, 1148, 1274, 284, 411, 538, 664, 791, 918, 1044, 1171, 1297, 284],
    )
    assert.equal(left, [158, 31, 284, 158, 31, 284, 158, 31, 284, 158, 31, 284, 158, 31, 284, 158, 31, 261, 135, 8])
  })
})

test('a bar above or below the part in view is scrolled into view with a row to spare when it gets the focus', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    const run = (i: number) => ({ start: i, began: i, ended: 100 + i, duration: 100 })
    await page.evaluate(
      `timeline.recording = recorded(${JSON.stringify(Array.from({ length: 25 }, (_, i) => run(i)))}), calm()`,
    )
    await focusChart(page)
    await page.keyboard.press('Home')
    const tops = async (key: string) => {
      const found: number[] = []
      for (let i = 0; i < 24; i++) {
        await page.keyboard.press(key)
        found.push((await page.evaluate("root.querySelector('.scroller').scrollTop")) as number)
      }
      return found
    }

    const down = await tops('ArrowRight')
    const up = await tops('ArrowLeft')

    assert.equal(
      down,
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 48, 79, 110, 140, 171, 202, 233, 264, 294, 325, 356, 387, 418, 447, 447],
    )
    assert.equal(
      up,
      [
        447, 447, 447, 447, 447, 447, 447, 447, 447, 409, 378, 348, 317, 286, 255, 224, 194, 163, 132, 101, 70, 40, 9,
        0,
      ],
    )
  })
})

test('the page stays where it is when a bar gets the focus', async () => {
  await site.visit({ viewport: { width: 1000, height: 400 } }, async (page) => {
    await page.evaluate('openSaved(), calm()')
    await page.evaluate("document.body.append(Object.assign(document.createElement('div'), { className: 'tall' }))")
    await page.evaluate("root.querySelector('[role=treeitem]').focus({ preventScroll: true }), scrollTo(0, 420)")
    const before = await page.evaluate('scrollY')

    await page.keyboard.press('Home')
    await page.evaluate('calm()')

    assert.equal([before, await page.evaluate('scrollY')], [420, 420])
  })
})

test('a bar keeps the focus while new invocations come', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('invoke()')
    await focusChart(page)
    const { label } = await cursor(page)
    await page.evaluate('invoke()')

    assert.is((await cursor(page)).label, label)
  })
})

test('after the user has panned away, the bar with the focus is not moved back when the chart gets the focus again', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('openSaved(), calm()')
    await focusChart(page)
    await page.keyboard.press('Home')
    await page.evaluate('for (let i = 0; i < 3; i++) timeline.zoomIn()')
    await page.evaluate(
      "root.querySelector('.scroller').dispatchEvent(new WheelEvent('wheel', { deltaX: 1e6 })), calm()",
    )
    const state = async () => {
      const { focused } = await cursor(page)
      return [focused, await page.evaluate("root.querySelector('[role=treeitem]').className")]
    }
    const before = await state()
    const element = "root.querySelector('[role=treeitem]')"
    await page.evaluate(`${element}.blur(), ${element}.focus({ preventScroll: true }), calm()`)

    assert.equal(
      [before, await state()],
      [
        [true, 'cursor away'],
        [true, 'cursor away'],
      ],
    )
  })
})

test('the tip of a bar stays inside the chart, also at the edges, and says when the bar is running', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    await page.evaluate("for (let i = 0; i < 40; i++) void actions.invokeAction('Ring', {})")
    await page.evaluate('timeline.paused = true, timeline.fit(), calm()')
    const { left, top, width, height } = (await page.evaluate(`(() => {
      const { left, top } = root.querySelector('canvas').getBoundingClientRect()
      const { clientWidth, clientHeight } = root.querySelector('.scroller')
      return { left, top, width: clientWidth, height: clientHeight }
    })()`)) as Record<'left' | 'top' | 'width' | 'height', number>
    const tip = async (x: number, y: number) => {
      await page.mouse.move(left + x, top + y)
      return (await page.evaluate(`calm().then(() => {
        const tip = root.querySelector('.tip')
        const [x, y] = tip.style.translate.split(' ').map(parseFloat)
        return tip.hidden ? [] : [tip.textContent, x, y, Math.round(x) + tip.offsetWidth]
      })`)) as [text: string, x: number, y: number, right: number]
    }
    const beside = await tip(width - 300, 40)
    const near = await tip(width - 40, 40)
    const below = await tip(width - 300, height - 50)
    const above = await tip(width - 300, height - 45)

    assert.equal(beside.slice(0, 3), ['… Ring · running', width - 288, 58])
    assert.is(near[3], width - 6)
    assert.equal([below[2], above[2]], [height - 32, height - 85])
  })
})

test.run()
