// Which recording the timeline shows, while the recording goes on, is paused or cleared, or comes from a file.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createSite, cursor, failure, focusChart, read, textOf } from '../site.js'
import { SAVED } from '../story.js'

const site = createSite()

test.after(() => site.close())

test('clearing the timeline clears the recording, too', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('work().then(calm)')

    await page.getByRole('button', { name: 'Clear' }).click()
    await page.evaluate('calm()')

    assert.is(await page.evaluate('recording.invocations.length'), 0)
    assert.match((await read(page, '.empty')).join(), 'Nothing recorded yet The next invocation will appear here.')
  })
})

test('a file that is no recording is refused with a message, and the shown recording stays', async () => {
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

test('invocations after a pause, a clear or a change of the recording are shown', async () => {
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

test('to pause once more changes nothing', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('timeline.paused = true, calm()')
    await page.evaluate('invoke()')
    await page.evaluate('timeline.paused = true, calm()')
    const paused = await read(page, '.tally')
    await page.evaluate('timeline.paused = false, calm()')

    assert.equal(paused, ['0 invocations'])
    assert.equal(await read(page, '.tally'), ['1 invocation'])
  })
})

test('the way back to the recording is offered while a file is shown, and announced when it is taken', async () => {
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

test('saved files have the type of JSON', async () => {
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

test('after a change of the recording, only the new recording is followed', async () => {
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

test('a change of the actions changes the view only when the stack is shown', async () => {
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

test('setting another recording leaves no way back to the recording before', async () => {
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

test('a timeline that is cleared while it is paused stays empty until it goes on; to follow announces nothing when nothing was paused', async () => {
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

test('a running bar reaches to the latest time that the recording has told, or to the time of day before the recording has told any', async () => {
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
    /** Returns how long the second invocation is drawn, compared with the first, which ran for 100 milliseconds. */
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

test('a run that still ran when the recording was saved is drawn up to the last moment of the recording, and does not grow', async () => {
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

test('only an error is shown as an error, and the same file can be chosen again', async () => {
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

test('the way back from a second file leads to the recording that was shown before the first file', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate('openSaved(), openSaved(), calm()')
    await page.getByRole('button', { name: 'Back to the recording' }).click()

    assert.is(await page.evaluate('timeline.recording === recording'), true)
  })
})

test('a file is saved under a name with the time, and its memory is released ten seconds later', async () => {
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

test('while the timeline is paused, it saves what it shows; the value of a filter stays offered', async () => {
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

test('without a recording, the saved file is empty', async () => {
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

test.run()
