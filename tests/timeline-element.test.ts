// The timeline as an element of a page: what it says and offers at each moment, and what it keeps while it is changed, moved and put back.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createSite, cursor, focusChart, read } from './timeline-site.js'

const site = createSite()

test.after(() => site.close())

const INVOKE = "void actions.invokeAction('CompleteTask', {}).catch(() => {}), drawn().then(drawn)"

test('what comes after a pause, a clearing or another recording is shown', async () => {
  await site.visit({}, async (page) => {
    const tallies: string[] = []
    const invoke = async () => {
      await page.evaluate(INVOKE)
      tallies.push(...(await read(page, '.tally')))
    }

    await page.evaluate('timeline.paused = true')
    await invoke()
    await page.evaluate('timeline.paused = false')
    await invoke()
    await page.evaluate('timeline.clear()')
    await invoke()
    await page.evaluate('timeline.paused = true, timeline.recording = recording')
    await invoke()

    assert.equal(tallies, ['0 invocations', '2 invocations', '1 invocation', '2 invocations'])
    assert.is(await page.evaluate('timeline.paused'), false)
  })
})

test('what comes while a zoom is about to be drawn is not forgotten, when drawing takes long', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    await page.evaluate("actions.registerAction('Blink', () => {}), clock.stop(), (drawings.cost = 40)")
    await page.evaluate("clock.tick(40).then(() => void actions.invokeAction('Blink', {})).then(drawn)")
    await page.evaluate("clock.tick(10), timeline.zoomIn(), void actions.invokeAction('Blink', {}), drawn()")
    const early = await read(page, '.tally')
    await page.evaluate('clock.tick(1000).then(drawn)')

    assert.equal([early, await read(page, '.tally')], [['1 invocation'], ['2 invocations']])
  })
})

test('a zoom that somebody asks for is there at once, also while it follows', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('work().then(calm)')
    const before = await cursor(page)

    await page.evaluate('timeline.zoomIn(), drawn()')
    const after = await cursor(page)

    assert.ok(after.width > before.width * 1.5, `${before.width} to ${after.width}`)
    assert.equal(await page.evaluate('calm().then(cursor)'), after)
  })
})

test('where there is nothing, there is nothing to zoom', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('timeline.zoomIn(), timeline.zoomIn(), timeline.zoomIn(), calm()')
    await page.evaluate('work().then(calm)')

    const { width } = await cursor(page)
    await page.evaluate('timeline.follow(), calm()')

    assert.is(width, (await cursor(page)).width)
  })
})

test('a timeline that is moved while it is about to draw goes on drawing', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate(INVOKE)
    await page.evaluate('timeline.fit(), timeline.remove(), document.body.append(timeline), calm()')
    await page.evaluate(INVOKE)

    assert.equal(await read(page, '.tally'), ['2 invocations'])
  })
})

test('the way back is offered while there is one, and told when it is taken', async () => {
  await site.visit({}, async (page) => {
    const offers = async () => ((await page.evaluate('controls()')) as string[]).includes('Back to the recording')
    const open = (name: string, text: string) =>
      page.evaluate(`(async () => {
        const input = root.querySelector('input[type=file]')
        Object.defineProperty(input, 'files', { configurable: true, value: [new File([${text}], '${name}')] })
        Object.defineProperty(input, 'value', { configurable: true, writable: true, value: '' })
        input.dispatchEvent(new Event('change'))
        await until(() => read('.notice').some((text) => text.includes('${name}')))
      })()`)

    await open('notes.txt', "'milk'")
    const [refused = ''] = await read(page, '.notice')
    const before = await offers()
    await open('monday.json', 'timeline.exportRecording()')
    const [opened = ''] = await read(page, '.notice')
    const within = await offers()
    await page.getByRole('button', { name: 'Back to the recording' }).click()
    const status = await read(page, '[role=status]')

    assert.match(refused, /^notes\.txt could not be opened: Unexpected token /)
    assert.match(opened, /^Showing monday\.json, 0 invocations\./)
    assert.equal([before, within, await offers()], [false, true, false])
    assert.equal(status, ['Back to the recording'])
  })
})

test('what is saved is JSON', async () => {
  await site.visit({}, async (page) => {
    const types = await page.evaluate(`(() => {
      const types = []
      const { createObjectURL } = URL
      URL.createObjectURL = (blob) => {
        types.push(blob.type)
        return createObjectURL.call(URL, blob)
      }
      for (const name of ['Save', 'Save trace']) [...root.querySelectorAll('button')].find(({ textContent }) => textContent === name).click()
      URL.createObjectURL = createObjectURL
      return types
    })()`)

    assert.equal(types, ['application/json', 'application/json'])
  })
})

test('details are left alone while what they are of stays as it is', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate(INVOKE)
    await focusChart(page)
    await page.keyboard.press('Enter')
    await page.evaluate("globalThis.title = root.querySelector('.details .title')")

    await page.evaluate(INVOKE)

    assert.is(await page.evaluate('title.isConnected'), true)
    assert.equal(await read(page, '.tally'), ['2 invocations'])
  })
})

test('when what the details are of goes, the focus goes to where one looks', async () => {
  await site.visit({}, async (page) => {
    const lost = async (view: string) => {
      await page.evaluate(`timeline.view = '${view}', ${INVOKE}`)
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

test('a press that is called off drags nothing any more', async () => {
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

test('the stack is that of an action, and every name that is meant is told', async () => {
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

test('a row that is chosen is marked, and what the chart shows stays as it is', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate("work().then(() => { timeline.view = 'table' }).then(calm)")
    await page.evaluate("[...root.querySelectorAll('.sheet tbody button')].at(-1).click(), calm()")
    const rows = await page.evaluate(
      "[...root.querySelectorAll('.sheet tbody tr')].map(({ className }) => className).join()",
    )

    assert.is(rows, ',,,,,,,,chosen')
    await page.evaluate("timeline.view = 'chart', calm()")
    assert.equal(
      await page.evaluate("[...root.querySelectorAll('[aria-pressed=true]')].map(({ ariaLabel }) => ariaLabel)"),
      ['Follow live'],
    )
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

test('another recording is followed, and the one before no longer', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('globalThis.other = createDesk(), timeline.recording = record(other), calm()')
    await page.evaluate("void other.invokeAction('CompleteTask', {}).catch(() => {}), drawn().then(drawn)")
    const after = await read(page, '.tally')
    const frames = (await page.evaluate('calm().then(() => drawings.frames)')) as number
    await page.evaluate(INVOKE)

    assert.equal(after, ['1 invocation'])
    assert.is(await page.evaluate('drawings.frames'), frames)
  })
})

test('actions that come or go change the view only when it is theirs', async () => {
  await site.visit({}, async (page) => {
    const views =
      await page.evaluate(`[['table', actions], ['table', undefined], ['stack', undefined]].map(([view, given]) => {
      timeline.actions = actions
      timeline.view = view
      timeline.actions = given
      return timeline.view
    })`)

    assert.equal(views, ['table', 'table', 'chart'])
  })
})

test.run()
