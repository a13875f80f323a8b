// The timeline as an element of a page: what it says and offers at each moment, and what it keeps while it is changed, moved and put back.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createSite, cursor, focusChart, read } from './timeline-site.js'

const site = createSite()

test.after(() => site.close())

const INVOKE =
  "clock.stop(), void actions.invokeAction('CompleteTask', {}).catch(() => {}), clock.tick(10).then(drawn).then(drawn)"

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

test('a timeline that is given nothing says so', async () => {
  await site.visit({}, async (page) => {
    const found = await page.evaluate(`(() => {
      const other = document.createElement('entracte-timeline')
      document.body.append(other)
      const shown = [...other.shadowRoot.querySelectorAll('.state, [type=radio], .bar button')]
        .filter((element) => (element.closest('label') ?? element).checkVisibility())
        .map(({ ariaLabel, checked, value, textContent }) => (value || ariaLabel || textContent) + (checked ? ' ✓' : ''))
      other.remove()
      return shown
    })()`)

    assert.equal(found, [
      ...['chart ✓', 'table', 'No recording'],
      ...['Zoom out', 'Zoom in', 'Fit', 'Save', 'Save trace', 'Open…'],
    ])
  })
})

test('a chart that gets another size is drawn in it', async () => {
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

test('a timeline that is put on and taken off leaves nothing that observes it, and no drawing for later', async () => {
  await site.visit({}, async (page) => {
    const left = await page.evaluate(`(async () => {
      const counts = {}
      for (const Observer of [IntersectionObserver, ResizeObserver]) {
        for (const verb of ['observe', 'disconnect']) {
          const real = Observer.prototype[verb]
          Observer.prototype[verb] = function (...given) {
            counts[verb] = (counts[verb] ?? 0) + 1
            return real.apply(this, given)
          }
        }
      }
      const other = document.createElement('entracte-timeline')
      for (const recording of [undefined, timeline.recording]) {
        other.recording = recording
        document.body.append(other)
        await drawn()
        other.remove()
      }
      return counts
    })()`)
    await page.evaluate('calm().then(() => clock.stop())')
    const asked = await page.evaluate(`(async () => {
      drawings.cost = 40
      for (let i = 0; i < 2; i++) {
        void actions.invokeAction('CompleteTask', {}).catch(() => {})
        await drawn()
      }
      timeline.fit()
      timeline.remove()
      const { frames, count } = drawings
      await clock.tick(1000)
      await drawn()
      return [drawings.frames - frames, drawings.count - count]
    })()`)

    assert.equal(left, { observe: 4, disconnect: 4 })
    assert.equal(asked, [0, 0])
  })
})

test('another recording that is set leaves no way back to the one before', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('openSaved()')
    const before = (await page.evaluate('controls()')) as string[]
    await page.evaluate('timeline.recording = record(createDesk())')
    await page.evaluate(`(() => {
      const input = root.querySelector('input[type=file]')
      Object.defineProperty(input, 'files', { configurable: true, value: [new File(['milk'], 'notes.txt')] })
      input.dispatchEvent(new Event('change'))
      return until(() => read('.notice').length > 0)
    })()`)

    assert.ok(before.includes('Back to the recording'))
    assert.not(((await page.evaluate('controls()')) as string[]).includes('Back to the recording'))
  })
})

test('actions that are set while one looks at a stack are the ones whose stack one sees', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate(`(() => {
      timeline.view = 'stack'
      const other = createDesk()
      other.registerAction('Other', () => {})
      timeline.actions = other
    })()`)

    assert.ok(
      (
        (await page.evaluate("[...root.querySelectorAll('.picture option')].map(({ value }) => value)")) as string[]
      ).includes('Other'),
    )
    assert.is(await page.evaluate('timeline.view'), 'stack')
  })
})

test('what is cleared while it is paused stays so until it goes on, and to follow says nothing where nothing was paused', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('timeline.follow()')
    const said = await read(page, '[role=status]')
    await page.evaluate('timeline.paused = true, timeline.clear()')
    await page.evaluate(INVOKE)
    await page.evaluate("timeline.view = 'table', calm()")

    assert.equal(said, [''])
    assert.equal(await read(page, '.tally'), ['0 invocations'])
  })
})

test('what runs has grown to the time that the news of a recording tell, or, before there are any, to what the clock of the day tells', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    await page.evaluate(`(() => {
      clock.stop()
      globalThis.goingOn = (passed) => {
        const run = (id, more) => ({ id, action: 'A', depth: 0, start: 0, parties: [], skipped: [], ...more })
        return {
          origin: Date.now() - passed,
          invocations: [run(1, { outcome: 'done', began: 1, ended: 3, duration: 100 }), run(2, { outcome: 'running', began: 2 })],
          told: [],
          subscribe(tell) {
            this.told.push(tell)
            return () => this.told.splice(this.told.indexOf(tell), 1)
          },
          toJSON() {
            return { origin: this.origin, invocations: [...this.invocations] }
          },
        }
      }
      globalThis.news = (...starts) => {
        const [{ start }, ...parties] = starts.map((start) => ({ start }))
        timeline.recording.told[0]({ start, parties })
      }
      timeline.recording = goingOn(500)
    })()`)
    /** How long the second invocation has been drawn to run: the first has run for 100 milliseconds. */
    const runs = async (work: string) => {
      await page.evaluate(`(async () => { await (${work}); timeline.fit(); await drawn() })()`)
      await focusChart(page)
      await page.keyboard.press('Home')
      await page.evaluate('drawn()')
      const first = await cursor(page)
      await page.keyboard.press('End')
      await page.evaluate('drawn()')
      const second = await cursor(page)
      return Math.round(second.width / first.width) * 100
    }

    const lengths = [
      await runs('void 0'),
      await runs('news(300)'),
      await runs('news(5, 10, 20, 700)'),
      await runs('news(600)'),
      await runs('timeline.recording.told[0](undefined)'),
      await runs('clock.tick(200)'),
      await runs('timeline.paused = true, clock.tick(200)'),
      await runs('timeline.paused = false'),
      await runs('timeline.recording = goingOn(400)'),
    ]

    assert.equal(lengths, [500, 300, 700, 700, 700, 900, 900, 1100, 400])
  })
})

test('what still ran when a recording was saved is drawn up to its last moment, and does not grow', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate(`(() => {
      const run = (id, more) => ({ id, action: 'A', depth: 0, start: 0, parties: [], skipped: [], ...more })
      timeline.recording = {
        origin: 0,
        invocations: [run(1, { outcome: 'running', began: 1 }), run(2, { outcome: 'done', began: 2, ended: 3, duration: 100 })],
      }
      timeline.paused = true
    })()`)
    await page.evaluate('calm()')
    await focusChart(page)
    await page.keyboard.press('Home')
    await page.evaluate('calm()')
    const { x, width, left } = await cursor(page)

    assert.equal([x - left, Math.round(width)], [8, 1385])
    assert.is(await page.evaluate('timeline.paused'), true)
  })
})

test('a recording is subscribed to while the timeline is on a page, and only then', async () => {
  await site.visit({}, async (page) => {
    const subscribers = await page.evaluate(`(() => {
      const told = new Set()
      const subscribe = (tell) => (told.add(tell), () => told.delete(tell))
      const other = document.createElement('entracte-timeline')
      const counts = []
      other.recording = { origin: 0, invocations: [], subscribe }
      counts.push(told.size)
      document.body.append(other)
      counts.push(told.size)
      other.recording = { ...other.recording }
      counts.push(told.size)
      other.remove()
      counts.push(told.size)
      return counts
    })()`)

    assert.equal(subscribers, [0, 1, 1, 0])
  })
})

test('a recording that another has taken the place of is collected', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate(`(() => {
      timeline.recording = record(actions)
      globalThis.dropped = new WeakRef(timeline.recording)
      timeline.recording.stop()
      return drawn()
    })()`)
    await page.evaluate('timeline.recording = undefined, calm()')

    for (let i = 0; i < 20 && (await page.evaluate('dropped.deref() !== undefined')); i++) {
      await page.requestGC()
      await page.evaluate('drawn()')
    }

    assert.is(await page.evaluate('dropped.deref() === undefined'), true)
  })
})

test('the details are of what one records, and close with it', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate(INVOKE)
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

test('while it is paused, what comes in asks for no frame', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('timeline.paused = true, calm()')
    const asked = await page.evaluate(`(async () => {
      const { frames } = drawings
      await work()
      return drawings.frames - frames
    })()`)

    assert.is(asked, 0)
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

    await page.evaluate(INVOKE)

    assert.is.not(marked, before)
    assert.is(await edge(), marked)
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

test('while the table is shown, the chart is not drawn', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate("timeline.view = 'table', calm()")
    const drawn = await page.evaluate(`(async () => {
      const { count, frames } = drawings
      await (${INVOKE})
      return [drawings.count - count, drawings.frames > frames]
    })()`)

    assert.equal(drawn, [0, true])
    assert.equal(await read(page, '.tally'), ['1 invocation'])
  })
})

test('what comes first is there at once, and is not come to by and by', async () => {
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

test('who wants little motion has nothing drawn while nothing grows', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    await page.evaluate('openSaved(), calm().then(() => clock.stop())')
    const frames = await page.evaluate('timeline.fit(), drawn().then(() => drawings.frames)')
    await page.evaluate('clock.tick(3000).then(drawn)')

    assert.is(await page.evaluate('drawings.frames'), frames)
  })
})

test('where there is nothing, there is nothing to pan', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate(
      "root.querySelector('.scroller').dispatchEvent(new WheelEvent('wheel', { deltaX: 90 })), calm()",
    )

    assert.ok(((await page.evaluate('controls()')) as string[]).includes('Follow live pressed'))
  })
})

test('a bar beside the part in view is brought to a fifth of the width when it gets the focus, one that is seen stays', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    await page.evaluate(`(() => {
      const run = (i) => ({
        ...{ id: i, action: 'A', depth: 0, parties: [], skipped: [], outcome: 'done' },
        ...{ start: i * 20, began: 2 * i, ended: 2 * i + 1, duration: 10 },
      })
      timeline.recording = { origin: 0, invocations: Array.from({ length: 40 }, (_, i) => run(i + 1)) }
      return calm()
    })()`)
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
    await page.evaluate(`(() => {
      const run = (i) => ({
        ...{ id: i, action: 'A', depth: 0, parties: [], skipped: [], outcome: 'done' },
        ...{ start: i, began: i, ended: 100 + i, duration: 100 },
      })
      timeline.recording = { origin: 0, invocations: Array.from({ length: 25 }, (_, i) => run(i + 1)) }
      return calm()
    })()`)
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
    await page.evaluate(INVOKE)
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
    await page.evaluate(INVOKE)
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
    await page.evaluate(`(() => {
      const at = new Date(2026, 0, 2, 12, 34, 50).getTime()
      const run = { id: 1, action: 'A', depth: 0, parties: [], skipped: [], outcome: 'done', start: 6000, began: 1, ended: 2, duration: 10 }
      timeline.recording = { origin: at, invocations: [run] }
      return calm()
    })()`)
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

test('what a filter leaves is drawn at once', async () => {
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

test('all is fitted in by a button', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate(INVOKE)
    await page.getByRole('button', { name: 'Fit', exact: true }).click()

    assert.ok(((await page.evaluate('controls()')) as string[]).includes('Fit pressed'))
  })
})

test('above a stack stands in which order it runs; where there are no actions, there is no stack', async () => {
  await site.visit({}, async (page) => {
    const shown = (code: string) =>
      page.evaluate(`(() => {
        ${code}
        const { shadowRoot } = element
        const texts = [...shadowRoot.querySelectorAll('.picture .hint')].map(({ innerText }) => innerText)
        const found = [texts.at(-1), shadowRoot.querySelectorAll('.picture option').length, shadowRoot.querySelectorAll('.picture > div > *').length]
        if (element !== timeline) element.remove()
        return found
      })()`)
    const other = "const element = document.createElement('entracte-timeline'); document.body.append(element)"
    const nameless =
      "{ actionNames: () => [], explain: (...names) => { if (names.length > 0) throw new Error('There is none of that name.'); return [] } }"

    const stacks = [
      await shown("const element = timeline; timeline.view = 'stack'"),
      await shown(`${other}; element.actions = ${nameless}; element.view = 'stack'`),
      await shown(`${other}; element.view = 'stack'`),
    ]

    assert.equal(stacks, [
      ['From the outside in, as it would run now.', 7, 1],
      ['', 0, 0],
      ['', 0, 0],
    ])
  })
})

test('only what has gone wrong is told as such, and the same file can be chosen again', async () => {
  await site.visit({}, async (page) => {
    const open = async (files: string) => {
      await page.evaluate(`(() => {
        const input = root.querySelector('input[type=file]')
        Object.defineProperty(input, 'files', { configurable: true, value: ${files} })
        Object.defineProperty(input, 'value', { configurable: true, writable: true, value: 'chosen' })
        input.dispatchEvent(new Event('change'))
        return drawn()
      })()`)
      return page.evaluate("[root.querySelector('.notice').className, root.querySelector('input[type=file]').value]")
    }

    const none = [await open('[]'), await read(page, '.notice')]
    const wrong = await open("[new File(['milk'], 'notes.txt')]")
    const right = await open("[new File([timeline.exportRecording()], 'monday.json')]")
    const again = await open("[new File(['milk'], 'notes.txt')]")
    await page.evaluate('openSaved()')

    assert.equal(none, [['notice', 'chosen'], []])
    assert.equal(
      [wrong, right, again],
      [
        ['notice wrong', ''],
        ['notice', ''],
        ['notice wrong', ''],
      ],
    )
    assert.is(await page.evaluate("root.querySelector('.notice').className"), 'notice')
  })
})

test('a stack is drawn anew when it gets the focus', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate("timeline.view = 'stack', actions.addListener('beforeAcceptTask', function later() {}), 0")
    const before = (await read(page, '.picture')).join()
    await page.evaluate("root.querySelector('.picture').focus()")

    assert.not.match(before, 'later')
    assert.match((await read(page, '.picture')).join(), 'later')
  })
})

test('the bar that has got the focus keeps it while others come', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate(INVOKE)
    await focusChart(page)
    const { label } = await cursor(page)
    await page.evaluate(INVOKE)

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

test('from the second file, too, one goes back to what was shown before the first', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('openSaved(), openSaved(), calm()')
    await page.getByRole('button', { name: 'Back to the recording' }).click()

    assert.is(await page.evaluate('timeline.recording === recording'), true)
  })
})

test.run()
