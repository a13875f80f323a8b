// Decides what a component sees of the runs of its action.

import { useEffect } from 'react'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { type UseActionOptions, type UsedAction, useAction } from '../../source/react/index.js'
import { deferred, unhandledDuring } from '../support/helpers.js'
import { act, h, mount, quietly, takePrinted } from './dom.js'

interface Editor {
  Save(document: { file: string }): string
  Close(): void
}

type Saving = UsedAction<Editor, 'Save'>

/** Opens an editor whose saves are held, one after the other, and a component that shows its saving. */
function openEditor() {
  const actions = createActions<Editor>()
  const holds = [deferred<string>(), deferred<string>(), deferred<string>()] as const
  const signals: AbortSignal[] = []
  let saves = 0
  actions.registerAction('Save', (_document, ctx) => {
    signals.push(ctx.signal)
    return holds[saves++]?.promise as Promise<string>
  })
  let seen: Saving | undefined
  function Save({ options, name = 'Save' }: { options?: UseActionOptions; name?: 'Save' | 'Close' }) {
    const saving = useAction(actions, name as 'Save', options)
    useEffect(() => {
      seen = saving
    })
    return h('p', null, saving.status)
  }
  const saving = () => seen as Saving
  return { actions, holds, signals, Save, saving }
}

quietly('useAction: is idle first, pending during the run, and then done with the result', async () => {
  const { holds, Save, saving } = openEditor()
  const page = await mount(h(Save))
  const shown = [page.text()]

  await act(() => saving().run({ file: 'a.md' }))
  shown.push(page.text())
  assert.equal(saving().payload, { file: 'a.md' })
  assert.is(saving().result, undefined)
  await act(() => holds[0].resolve('saved'))

  assert.equal([...shown, page.text()], ['idle', 'pending', 'done'])
  assert.is(saving().result, 'saved')
  assert.equal(saving().payload, { file: 'a.md' })
  await page.unmount()
})

quietly('useAction: says who aborted, and why', async () => {
  const { actions, Save, saving } = openEditor()
  actions.scope('spelling').addListener('beforeSave', (_document, abort) => abort('typos'), { name: 'check' })
  const page = await mount(h(Save))

  await act(() => saving().run({ file: 'a.md' }))

  const { status, reason, by, error, result } = saving()
  assert.is(status, 'aborted')
  assert.is(reason, 'typos')
  assert.equal(by, { kind: 'before', name: 'check', scope: 'spelling' })
  assert.is((error as { code?: string }).code, 'ACTION_ABORTED')
  assert.is(result, undefined)
  await page.unmount()
})

quietly('useAction: has the error of a run that fails, and leaves no unhandled rejection', async () => {
  const { holds, Save, saving } = openEditor()
  const page = await mount(h(Save))
  const broken = new Error('the disk is full')

  const unhandled = await unhandledDuring(() =>
    act(() => {
      saving().run({ file: 'a.md' })
      holds[0].reject(broken)
    }),
  )

  assert.equal(unhandled, [])
  assert.is(saving().status, 'failed')
  assert.is(saving().error, broken)
  assert.is((saving().by as { kind: string }).kind, 'core')
  await page.unmount()
})

quietly('useAction: shows a time limit and a signal of the caller', async () => {
  const { Save, saving } = openEditor()
  const page = await mount(h(Save, { options: { cancel: 'unmount' } }))

  await act(() => saving().settle({ file: 'a.md' }, { timeout: 1 }))
  assert.is(page.text(), 'timedOut')
  const controller = new AbortController()
  await act(() => saving().run({ file: 'a.md' }, { signal: controller.signal }))
  await act(() => controller.abort('enough'))
  assert.is(page.text(), 'cancelled')
  assert.is(saving().reason, 'enough')
  await act(() => saving().run({ file: 'a.md' }, { signal: controller.signal }))

  assert.is(page.text(), 'cancelled')
  await page.unmount()
})

quietly('useAction: settle resolves with the outcome of its own run, and never rejects', async () => {
  const { holds, Save, saving } = openEditor()
  const page = await mount(h(Save))
  const outcomes: unknown[] = []

  await act(async () => {
    const first = saving().settle({ file: 'a.md' })
    const second = saving().settle({ file: 'b.md' })
    holds[1].resolve('second')
    holds[0].reject('broken')
    outcomes.push(...(await Promise.all([first, second])))
  })

  const [first, second] = outcomes as { status: string; result?: string }[]
  assert.is(first?.status, 'failed')
  assert.equal(second, { status: 'done', result: 'second' })
  await page.unmount()
})

quietly('useAction: of several runs the latest counts, whichever ends first', async () => {
  const { holds, Save, saving } = openEditor()
  const page = await mount(h(Save))

  await act(() => saving().run({ file: 'a.md' }))
  await act(() => saving().run({ file: 'b.md' }))
  await act(() => holds[0].resolve('first'))
  assert.is(page.text(), 'pending')
  await act(() => holds[1].resolve('second'))
  assert.is(saving().result, 'second')
  await act(() => saving().run({ file: 'c.md' }))
  await act(() => holds[2].resolve('third'))

  assert.is(saving().result, 'third')
  await page.unmount()
})

quietly('useAction: its functions stay the same, and it is the same object until something changes', async () => {
  const { holds, Save, saving } = openEditor()
  const page = await mount(h(Save))
  const first = saving()

  await page.render(h(Save, { options: { cancel: 'latest' } }))
  assert.is(saving(), first)
  await act(() => saving().run({ file: 'a.md' }))
  await act(() => holds[0].resolve('saved'))

  assert.is.not(saving(), first)
  assert.equal([saving().run, saving().settle, saving().reset], [first.run, first.settle, first.reset])
  assert.is(saving().run, first.run)
  await page.unmount()
})

quietly('useAction: reset goes back to idle, and ignores how the run ends', async () => {
  const { holds, signals, Save, saving } = openEditor()
  const page = await mount(h(Save))

  await act(() => saving().run({ file: 'a.md' }))
  await act(() => saving().reset())
  assert.is(page.text(), 'idle')
  await act(() => holds[0].resolve('saved'))

  assert.is(page.text(), 'idle')
  assert.is(signals[0]?.aborted, false)
  await page.unmount()
})

quietly('useAction: is idle again with another name', async () => {
  const { holds, Save, saving } = openEditor()
  const page = await mount(h(Save))
  await act(() => saving().run({ file: 'a.md' }))

  await page.render(h(Save, { name: 'Close' }))
  assert.is(page.text(), 'idle')
  await act(() => holds[0].resolve('saved'))

  assert.is(page.text(), 'idle')
  await page.unmount()
})

quietly('useAction: what a run of an earlier name ends with hides no run of the name now', async () => {
  const { actions, holds, Save, saving } = openEditor()
  actions.registerAction('Close', () => {})
  const page = await mount(h(Save))
  const { reset, run } = saving()
  await act(() => run({ file: 'a.md' }))
  await page.render(h(Save, { name: 'Close' }))
  await act(() => saving().settle({ file: 'a.md' }))

  await act(() => holds[0].resolve('saved'))
  assert.is(page.text(), 'done')
  await act(() => run({ file: 'a.md' }))
  await act(() => reset())

  assert.is(page.text(), 'done')
  await page.unmount()
})

quietly('useAction: is idle also with the first name again', async () => {
  const { actions, Save, saving } = openEditor()
  actions.registerAction('Close', () => {})
  const page = await mount(h(Save, { name: 'Close' }))
  await act(() => saving().settle({ file: 'a.md' }))
  assert.is(page.text(), 'done')

  await page.render(h(Save))
  await page.render(h(Save, { name: 'Close' }))

  assert.is(page.text(), 'idle')
  await page.unmount()
})

quietly('useAction: with cancel, another name cancels as unmounting does', async () => {
  const { signals, Save, saving } = openEditor()
  const page = await mount(h(Save, { options: { cancel: 'unmount' } }))
  await act(() => saving().run({ file: 'a.md' }))

  await page.render(h(Save, { options: { cancel: 'unmount' }, name: 'Close' }))

  assert.is(signals[0]?.aborted, true)
  assert.is(page.text(), 'idle')
  await page.unmount()
})

quietly('useAction: without cancel, a run goes on when the component is unmounted', async () => {
  const { signals, Save, saving } = openEditor()
  const page = await mount(h(Save))

  await act(() => saving().run({ file: 'a.md' }))
  await page.unmount()

  assert.is(signals[0]?.aborted, false)
})

quietly("useAction: with cancel: 'unmount', only unmounting cancels", async () => {
  const { signals, Save, saving } = openEditor()
  const page = await mount(h(Save, { options: { cancel: 'unmount' } }))

  await act(() => saving().run({ file: 'a.md' }))
  await act(() => saving().run({ file: 'b.md' }))
  await act(() => saving().reset())
  assert.equal(
    signals.map(({ aborted }) => aborted),
    [false, false],
  )
  await page.unmount()

  assert.equal(
    signals.map(({ aborted }) => aborted),
    [true, true],
  )
})

for (const cancel of ['unmount', 'latest'] as const) {
  quietly(`useAction: with cancel: '${cancel}', a run that begins after unmounting is cancelled at once`, async () => {
    const { signals, Save, saving } = openEditor()
    const page = await mount(h(Save, { options: { cancel } }))
    const { settle } = saving()
    await page.unmount()

    assert.is((await settle({ file: 'a.md' })).status, 'cancelled')
    assert.equal(signals, [])
  })
}

quietly("useAction: with cancel: 'latest', a newer run, reset and unmounting cancel", async () => {
  const { signals, Save, saving } = openEditor()
  const page = await mount(h(Save, { options: { cancel: 'latest' } }))
  const aborted = () => signals.map((signal) => signal.aborted)

  await act(() => saving().run({ file: 'a.md' }))
  await act(() => saving().run({ file: 'b.md' }))
  assert.equal(aborted(), [true, false])
  assert.is(page.text(), 'pending')
  await act(() => saving().reset())
  assert.equal(aborted(), [true, true])
  await act(() => saving().run({ file: 'c.md' }))
  await page.unmount()

  assert.equal(aborted(), [true, true, true])
})

quietly('useAction: the signal of a run is let go of when the run has ended', async () => {
  const { holds, Save, saving } = openEditor()
  const page = await mount(h(Save, { options: { cancel: 'latest' } }))
  const { signal } = new AbortController()
  let listening = 0
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listening++
    addEventListener.apply(signal, args)
  }
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listening--
    removeEventListener.apply(signal, args)
  }

  await act(() => saving().run({ file: 'a.md' }, { signal }))
  assert.is(listening, 1)
  await act(() => holds[0].resolve('saved'))

  assert.is(listening, 0)
  await page.unmount()
})

quietly('useAction: runs the action inside the call, until something waits', async () => {
  const { Save, saving, signals } = openEditor()
  const page = await mount(h(Save))
  let begun = 0

  await act(() => {
    assert.is(saving().run({ file: 'a.md' }), undefined)
    begun = signals.length
  })

  assert.is(begun, 1)
  await page.unmount()
})

quietly('useAction: an unknown action is a run that has failed, and a warning that says what was meant', async () => {
  const { Save, saving } = openEditor()
  const page = await mount(h(Save, { name: 'Saev' as 'Save' }))

  assert.equal(takePrinted(), ['No action "Saev" is registered: did you mean "Save"?'])
  await act(() => saving().run({ file: 'a.md' }))

  assert.is(saving().status, 'failed')
  assert.match(String(saving().error), /"Saev".*did you mean "Save"/)
  await page.unmount()
})

for (const options of [5, { signal: 'no' }, { tiemout: 1 }]) {
  quietly(
    `useAction: wrong options of a run, such as ${JSON.stringify(options)}, are a run that has failed`,
    async () => {
      const { Save, saving } = openEditor()
      const page = await mount(h(Save, { options: { cancel: 'latest' } }))

      await act(() => saving().run({ file: 'a.md' }, options as never))

      assert.is(saving().status, 'failed')
      assert.instance(saving().error, TypeError)
      await page.unmount()
    },
  )
}

for (const [what, options] of [
  ['a signal', AbortSignal.abort()],
  ['an array', []],
] as [string, never][]) {
  quietly(`useAction: ${what} in the place of the options of a run is handed to the action as it is`, async () => {
    const actions = createActions()
    const given: unknown[] = []
    const settleAction = ((_name: never, _payload: never, options: never) => {
      given.push(options)
      return actions.settleAction('Save')
    }) as never
    let run = (..._payloadAndOptions: [unknown, never]) => {}
    function Save() {
      const saving = useAction({ ...actions, settleAction }, 'Save', { cancel: 'latest' })
      run = saving.run
      return null
    }
    const page = await mount(h(Save))

    await act(() => run({ file: 'a.md' }, options))

    assert.is(given[0], options)
    await page.unmount()
  })
}

test.run()
