// What one points at, chooses and has the focus on in the timeline: bars, rows and details.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createSite, cursor, focusChart, read } from './site.js'

const site = createSite()

test.after(() => site.close())

test('details are left alone while what they are of stays as it is', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('invoke()')
    await focusChart(page)
    await page.keyboard.press('Enter')
    await page.evaluate("globalThis.title = root.querySelector('.details .title')")

    await page.evaluate('invoke()')

    assert.is(await page.evaluate('title.isConnected'), true)
    assert.equal(await read(page, '.tally'), ['2 invocations'])
  })
})

test('when what the details are of goes, the focus goes to where one looks', async () => {
  await site.visit({}, async (page) => {
    const lost = async (view: string) => {
      await page.evaluate(`timeline.view = '${view}', invoke()`)
      await page.evaluate("root.querySelector('tbody button')?.click(), calm()")
      if (view === 'chart') {
        await focusChart(page)
        await page.keyboard.press('Enter')
      }
      const inside = await page.evaluate('root.activeElement.className')
      await page.evaluate('timeline.clear()')
      return [inside, await page.evaluate('root.activeElement?.value ?? root.activeElement?.className ?? null')]
    }

    assert.equal(await lost('table'), ['title', 'table'])
  })
})

test('a pointer that moves on to another bar has it drawn as the one below, once', async () => {
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

test('what gets the focus has its name by then', async () => {
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

test('what gets the focus when the details close is not told to be chosen any more', async () => {
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

test('a row that is chosen is marked, and what the chart shows stays as it is', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate("work().then(() => { timeline.view = 'table' }).then(calm)")
    await page.evaluate("root.querySelector('.sheet tbody button').click(), calm()")
    const rows = await page.evaluate(
      "[...root.querySelectorAll('.sheet tbody tr')].map(({ className }) => className).join()",
    )

    assert.is(rows, 'chosen,,,,,,,,')
    await page.evaluate("timeline.view = 'chart', calm()")
    assert.equal(
      await page.evaluate("[...root.querySelectorAll('[aria-pressed=true]')].map(({ ariaLabel }) => ariaLabel)"),
      ['Follow live'],
    )
  })
})

test('the details are of what one records, and close with it', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('invoke()')
    await focusChart(page)
    await page.keyboard.press('Enter')
    const before = await page.evaluate('parts()')

    await page.evaluate('globalThis.other = createDesk(), timeline.recording = record(other)')
    await page.evaluate(
      "void other.invokeAction('CompleteTask', {}).catch(() => {}), clock.tick(10).then(drawn).then(calm)",
    )

    assert.equal(
      [before, await page.evaluate('parts()')],
      [
        ['.scroller', '[role=tree]', '.details', '.legend'],
        ['.scroller', '[role=tree]', '.legend'],
      ],
    )
  })
})

test('what is pointed at stays marked when something new comes in', async () => {
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

test('what is chosen is marked', async () => {
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

test('a bar beside the part in view is brought to a fifth of the width when it gets the focus, one that is seen stays', async () => {
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

test('a bar above or below the part in view is brought there with a row to spare when it gets the focus', async () => {
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

test('details that are closed and opened again are there again', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('invoke()')
    await focusChart(page)
    const texts: string[][] = []
    for (const key of ['Enter', 'Escape', 'Enter']) {
      await page.keyboard.press(key)
      texts.push(await read(page, '.details .title'))
    }

    assert.equal(texts, [['⊘ CompleteTask'], [], ['⊘ CompleteTask']])
  })
})

test('what one goes to in the details is what has the focus in the chart, in view, and marked', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    await page.evaluate('openSaved(), calm()')
    await focusChart(page)
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await page.evaluate('for (let i = 0; i < 5; i++) timeline.zoomIn()')
    const go = async (name: string) => {
      await page.locator('.details').getByRole('button', { name, exact: true }).first().click()
      await page.evaluate('calm()')
      const { label, x, left, selected } = await cursor(page)
      return [label.split(',')[0], selected, Math.round(x - left)]
    }

    const last = (await page.evaluate(
      "[...root.querySelectorAll('.details table .link')].at(-1).textContent",
    )) as string
    const gone = [await go(last), await go('AcceptTask')]

    assert.equal(gone, [
      ['acceptTask', 'true', 216],
      ['AcceptTask', 'true', 2],
    ])
  })
})

test('details that have been opened in the chart can be closed in the table', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('invoke()')
    await focusChart(page)
    await page.keyboard.press('Enter')
    await page.evaluate("timeline.view = 'table', calm()")
    const before = await page.evaluate('parts()')
    await page.locator('[value=table]').focus()

    await page.keyboard.press('Escape')

    assert.equal([before, await page.evaluate('parts()')], [['.sheet', '.details'], ['.sheet']])
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

test('the details tell the time of day at which it was, by the clock of who recorded', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate(
      'timeline.recording = recorded([{ start: 6000, began: 1, ended: 2, duration: 10 }], new Date(2026, 0, 2, 12, 34, 50).getTime()), calm()',
    )
    await focusChart(page)
    await page.keyboard.press('Enter')

    assert.match((await read(page, '.details')).join(), 'Started 12:34:56, ')
  })
})

test('Escape closes the details and leaves the focus where it has gone in the chart since', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('openSaved(), calm()')
    await focusChart(page)
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await page.evaluate("root.querySelector('[role=treeitem]').focus()")
    await page.keyboard.press('End')
    await page.keyboard.press('Escape')
    await page.evaluate('calm()')
    const { focused, label } = await cursor(page)

    assert.equal([focused, label.split(',')[0]], [true, 'CompleteTask'])
    assert.equal(await read(page, '.details'), [])
  })
})

test('the bar that has got the focus keeps it while others come', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('invoke()')
    await focusChart(page)
    const { label } = await cursor(page)
    await page.evaluate('invoke()')

    assert.is((await cursor(page)).label, label)
  })
})

test('once one has looked elsewhere, the bar that has the focus is not brought back when the page gets the focus again', async () => {
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

test('with Shift, only the arrows to the left and the right pan', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('openSaved(), calm()')
    await focusChart(page)
    await page.keyboard.press('Home')

    await page.keyboard.press('Shift+ArrowDown')

    assert.match((await cursor(page)).label, /^log,/)
  })
})

test('what is told of a bar stays inside the chart, also at the edges, and of one that runs it tells that', async () => {
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
