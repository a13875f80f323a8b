// What is beside the chart: the controls, the details, the table and the stack.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createSite, cursor, focusChart, read } from '../site.js'

const site = createSite()

test.after(() => site.close())

test('the details change with their invocation, and keep the focus', async () => {
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

test('the stack of an action is shown as boxes in boxes, also for an action with listeners that is not registered', async () => {
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

test('the picture of a stack shows what is attached now, up to a hundred listeners and a dozen layers', async () => {
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

test('when the actions are set while a stack is shown, the stack of the new actions is shown', async () => {
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

test('the order in which a stack runs is written above it; without actions there is no stack', async () => {
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

test('only controls that can be used are offered: while recording, while paused, in the table, in the stack, and with a file', async () => {
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

test('a list of choices is not rebuilt while its choices stay the same, because it may be open', async () => {
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

test('details are not rebuilt while their invocation stays the same', async () => {
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

test('when the invocation of the details goes, the focus moves to the view that is shown', async () => {
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

test('a chosen row is marked, and the view of the chart stays the same', async () => {
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

test('the details belong to the recording, and close when the recording changes', async () => {
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

test('details that are closed and opened again are shown again', async () => {
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

test('a link in the details gives the focus of the chart to its bar, in view and marked', async () => {
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

test('the details tell the time of day of the start, by the clock of the recording', async () => {
  await site.visit({}, async (page) => {
    await page.evaluate(
      'timeline.recording = recorded([{ start: 6000, began: 1, ended: 2, duration: 10 }], new Date(2026, 0, 2, 12, 34, 50).getTime()), calm()',
    )
    await focusChart(page)
    await page.keyboard.press('Enter')

    assert.match((await read(page, '.details')).join(), 'Started 12:34:56, ')
  })
})

test('Escape closes the details and leaves the focus on the bar that has it', async () => {
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

test.run()
