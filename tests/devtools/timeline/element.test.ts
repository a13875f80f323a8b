// The timeline as an element of a page: what it says and offers at each moment, and what it keeps while it is changed, moved and put back.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createSite, cursor, focusChart, isCollected, read } from './site.js'

const site = createSite()

test.after(() => site.close())

test('what comes after a pause, a clearing or another recording is shown', async () => {
  await site.visit({}, async (page) => {
    const tallies: string[] = []
    const invoke = async () => {
      await page.evaluate('invoke()')
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
    await page.evaluate('invoke()')
    await page.evaluate('timeline.fit(), timeline.remove(), document.body.append(timeline), calm()')
    await page.evaluate('invoke()')

    assert.equal(await read(page, '.tally'), ['2 invocations'])
  })
})

test('the way back is offered while there is one, and told when it is taken', async () => {
  await site.visit({}, async (page) => {
    const offers = async () => ((await page.evaluate('controls()')) as string[]).includes('Back to the recording')
    await page.evaluate("chooseFiles({ name: 'notes.txt', text: 'milk' })")
    const [refused = ''] = await read(page, '.notice')
    const before = await offers()
    await page.evaluate("chooseFiles({ name: 'monday.json', text: timeline.exportRecording() })")
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
    await page.evaluate('invoke()')

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
    await page.evaluate("chooseFiles({ name: 'notes.txt', text: 'milk' })")

    assert.ok(before.includes('Back to the recording'))
    assert.is((await read(page, '.notice')).length, 1)
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
    await page.evaluate('invoke()')
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
        return {
          ...recorded([{ began: 1, ended: 3, duration: 100 }, { outcome: 'running', began: 2 }], Date.now() - passed),
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
    await page.evaluate(
      "timeline.recording = recorded([{ outcome: 'running', began: 1 }, { began: 2, ended: 3, duration: 100 }])",
    )
    await page.evaluate('calm()')
    await page.evaluate('timeline.paused = true, calm()')
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
      const going = recorded([])
      // Who undoes it knows what it is undone in.
      going.subscribe = () => () => going.invocations.length
      timeline.recording = going
      globalThis.dropped = new WeakRef(going)
      return drawn()
    })()`)
    await page.evaluate('timeline.recording = undefined, calm()')

    assert.ok(await isCollected(page))
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
      await (invoke())
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
    await page.evaluate('invoke()')
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
      await page.evaluate(`chooseFiles(${files})`)
      return page.evaluate("[root.querySelector('.notice').className, root.querySelector('input[type=file]').value]")
    }

    const none = [await open(''), await read(page, '.notice')]
    const wrong = await open("{ name: 'notes.txt', text: 'milk' }")
    const right = await open("{ name: 'monday.json', text: timeline.exportRecording() }")
    const again = await open("{ name: 'notes.txt', text: 'milk' }")
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

test('from the second file, too, one goes back to what was shown before the first', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('openSaved(), openSaved(), calm()')
    await page.getByRole('button', { name: 'Back to the recording' }).click()

    assert.is(await page.evaluate('timeline.recording === recording'), true)
  })
})

test.run()
