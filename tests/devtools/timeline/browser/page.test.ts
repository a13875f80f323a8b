// What a page with a timeline can rely on: accessibility, few frames, no leaks, and clear errors.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createSite, failure, focusChart, isCollected, read } from '../site.js'

const site = createSite()

test.after(() => site.close())

test('no frame is asked for while nothing runs, while the timeline is out of sight, or after it is removed', async () => {
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

test('a timeline that is removed from the page is collected, although the recording goes on and the page stays', async () => {
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

test('when drawing takes long, the page has most of the time', async () => {
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

    // A drawing takes 40 ms, and nothing is drawn for three times as long.
    assert.equal(drawn, [0, 0, 0, 1, 1])
    assert.equal(await read(page, '.tally'), ['5 invocations'])
  })
})

test('a value that cannot be shown is refused with an error that names it', async () => {
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
      'TypeError: The timeline could not show stacks: expected actions, which can explain themselves, got {}.',
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

test('an invocation that comes while a zoom is about to be drawn is not forgotten, even when drawing takes long', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    await page.evaluate("actions.registerAction('Blink', () => {}), clock.stop(), (drawings.cost = 40)")
    await page.evaluate("clock.tick(40).then(() => void actions.invokeAction('Blink', {})).then(drawn)")
    await page.evaluate("clock.tick(10), timeline.zoomIn(), void actions.invokeAction('Blink', {}), drawn()")
    const early = await read(page, '.tally')
    await page.evaluate('clock.tick(1000).then(drawn)')

    assert.equal([early, await read(page, '.tally')], [['1 invocation'], ['2 invocations']])
  })
})

test('a timeline that is moved in the page while it is about to draw goes on drawing', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('invoke()')
    await page.evaluate('timeline.fit(), timeline.remove(), document.body.append(timeline), calm()')
    await page.evaluate('invoke()')

    assert.equal(await read(page, '.tally'), ['2 invocations'])
  })
})

test('a timeline without a recording and actions says so', async () => {
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

test('a timeline that is removed leaves no observer, and no drawing for later', async () => {
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

test('a recording that has been replaced by another recording is collected', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate(`(() => {
      const going = recorded([])
      // The undo function holds the recording.
      going.subscribe = () => () => going.invocations.length
      timeline.recording = going
      globalThis.dropped = new WeakRef(going)
      return drawn()
    })()`)
    await page.evaluate('timeline.recording = undefined, calm()')

    assert.ok(await isCollected(page))
  })
})

test('new invocations ask for no frame while the timeline is paused', async () => {
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

test('with reduced motion, nothing is drawn while nothing grows', async () => {
  await site.visit({ reducedMotion: 'reduce' }, async (page) => {
    await page.evaluate('openSaved(), calm().then(() => clock.stop())')
    const frames = await page.evaluate('timeline.fit(), drawn().then(() => drawings.frames)')
    await page.evaluate('clock.tick(3000).then(drawn)')

    assert.is(await page.evaluate('drawings.frames'), frames)
  })
})

test('properties that are set before the element is defined are its first values, and hide no accessor afterwards', async () => {
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

test('axe finds nothing serious, in either colour scheme and any view', async () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const found: string[] = []

  for (const [colorScheme, width] of [
    ['light', 1440],
    ['dark', 360],
  ] as const) {
    await site.visit({ colorScheme, viewport: { width, height: 900 } }, async (page) => {
      await page.evaluate(axe)
      const look = async (what: string) => {
        await page.evaluate('calm()')
        const { violations } = (await page.evaluate('axe.run()')) as Findings
        for (const { id, impact, nodes } of violations) {
          if (impact !== 'serious' && impact !== 'critical') continue
          found.push(
            `${what}, ${colorScheme}, ${width}: ${id} ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`,
          )
        }
      }
      await look('empty')
      // axe waits for its own timers.
      await page.evaluate('work().then(() => clock.start())')
      await look('chart')
      await focusChart(page)
      await page.keyboard.press('Enter')
      await look('details')
      await page.evaluate("timeline.view = 'table'")
      await look('table')
      await page.evaluate("timeline.view = 'stack'")
      await look('stack')
    })
  }

  assert.equal(found, [])
})

test('ten thousand invocations leave the page its frames: they are drawn together, in a bounded number of elements', async () => {
  await site.visit({}, async (page) => {
    const { frames, median, worst } = (await page.evaluate('flood(10_000, 100)')) as Record<string, number>
    await page.evaluate("until(() => read('.tally')[0] === '10,000 invocations')")
    const drawings = (await page.evaluate('drawings.count')) as number
    const elements = (await page.evaluate("root.querySelectorAll('*').length")) as number
    await page.evaluate('timeline.fit(); calm()')
    await focusChart(page)
    await page.keyboard.press('End')
    await page.evaluate("timeline.view = 'table'; calm()")
    const rows = (await page.evaluate("root.querySelectorAll('tr').length")) as number

    if (process.env.ENTRACTE_FRAMES)
      console.log(`median ${median} ms, worst ${worst} ms, ${frames} frames, ${drawings} drawings`)
    assert.equal(await read(page, '.tally'), ['10,000 invocations'])
    // Each invocation tells the timeline of 10 beginnings and ends.
    assert.ok(drawings < 1_000, `drawn ${drawings} times`)
    assert.ok(elements < 250, `${elements} elements`)
    assert.is(rows, 101)
  })
})

test.run()

interface Findings {
  violations: { id: string; impact: string; nodes: { html: string }[] }[]
}
