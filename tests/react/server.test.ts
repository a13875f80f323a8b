// Decides how the hooks work on a server, while hydrating, under Suspense, in transitions and under Activity.

import * as React from 'react'
import { Suspense, useState } from 'react'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { useAction, useActionListener, useBlocked, usePending, useRunning } from '../../source/react/index.js'
import { trackState } from '../../source/state/index.js'
import { deferred } from '../support/helpers.js'
import { act, h, mount, quietly } from './dom.js'

const { renderToString } = await import('react-dom/server')

interface Editor {
  Save(document: { file: string }): string
}

function openEditor() {
  const actions = createActions<Editor>()
  const hold = deferred<string>()
  actions.registerAction('Save', () => hold.promise)
  return { actions, hold }
}

// React 18 has none of these.
const { Activity, useOptimistic, useActionState } = React

quietly('a server shows that nothing is pending, and attaches nothing; hydrating it warns of nothing', async () => {
  const { actions, hold } = openEditor()
  const state = trackState(actions)
  void actions.invokeAction('Save', { file: 'a.md' })
  state.block('Save')
  function Page() {
    const { status } = useAction(actions, 'Save')
    const shown = [status, usePending(actions, 'Save'), useBlocked(state, 'Save'), useRunning(state).length]
    useActionListener(actions, 'beforeSave', () => {})
    return h('p', null, shown.join(' '))
  }
  const before = actions.explain('Save')

  const html = renderToString(h(React.StrictMode, null, h(Page)))
  assert.is(html, '<p>idle false false 0</p>')
  assert.equal(actions.explain('Save'), before)
  const page = await mount(h(Page), html)

  assert.is(page.text(), 'idle true true 1')
  await act(() => hold.resolve('saved'))
  await page.unmount()
})

quietly('a component that suspends keeps its listener, and one that never was shown leaves nothing', async () => {
  const { actions } = openEditor()
  const hold = deferred()
  let waits: Promise<void> | undefined
  const isAttached = () => actions.explain('Save').some(({ kind }) => kind === 'before')
  function Page() {
    useActionListener(actions, 'beforeSave', () => {})
    if (waits !== undefined) throw waits
    return h('p', null, 'shown')
  }
  const suspended = () => h(Suspense, { fallback: 'waits' }, h(Page))

  waits = hold.promise
  const page = await mount(suspended())
  assert.is(page.text(), 'waits')
  assert.is(isAttached(), false)
  waits = undefined
  await act(() => hold.resolve())
  assert.is(page.text(), 'shown')
  assert.is(isAttached(), true)
  waits = deferred().promise
  await page.render(suspended())
  assert.match(page.text(), /waits/)
  assert.is(isAttached(), true)
  await page.unmount()

  assert.is(isAttached(), false)
})

quietly('a transition that waits for a run shows its outcome', async () => {
  const { actions, hold } = openEditor()
  let go = () => {}
  function Page() {
    const saving = useAction(actions, 'Save')
    const [isPending, startTransition] = React.useTransition()
    go = () =>
      startTransition(async () => {
        await saving.settle({ file: 'a.md' })
      })
    return h('p', null, `${isPending} ${saving.status}`)
  }
  const page = await mount(h(Page))

  await act(() => go())
  const isAsync = useActionState !== undefined
  if (isAsync) assert.match(page.text(), /^true/)
  await act(() => hold.resolve('saved'))

  assert.is(page.text(), 'false done')
  await page.unmount()
})

if (useActionState !== undefined && useOptimistic !== undefined) {
  quietly("React's useActionState and useOptimistic work over settleAction", async () => {
    const { actions, hold } = openEditor()
    let save = (_file: string) => {}
    function Page() {
      const [saved, setSaved] = useState('nothing')
      const [shown, showSoon] = useOptimistic(saved)
      const [outcome, submit, isPending] = useActionState(async (_: unknown, file: string) => {
        showSoon(`${file}, soon`)
        const settled = await actions.settleAction('Save', { file })
        if (settled.status === 'done') React.startTransition(() => setSaved(settled.result))
        return settled.status
      }, 'idle')
      save = (file) => React.startTransition(() => submit(file))
      return h('p', null, `${shown} ${outcome} ${isPending}`)
    }
    const page = await mount(h(Page))
    const texts = [page.text()]

    await act(() => save('a.md'))
    texts.push(page.text())
    await act(() => hold.resolve('saved a.md'))

    assert.equal([...texts, page.text()], ['nothing idle false', 'a.md, soon idle true', 'saved a.md done false'])
    await page.unmount()
  })
}

for (const [what, wrap] of [
  ['StrictMode', (node: React.ReactNode) => node],
  ...(Activity === undefined
    ? []
    : [['Activity', (children: React.ReactNode, mode: 'hidden' | 'visible') => h(Activity, { mode, children })]]),
] as [string, (node: React.ReactNode, mode: 'hidden' | 'visible') => React.ReactNode][]) {
  quietly(`${what}: an effect of a component inside may run an action that unmounting cancels`, async () => {
    const { actions, hold } = openEditor()
    function Inside({ run }: { run(document: { file: string }): void }) {
      React.useEffect(() => run({ file: 'a.md' }), [run])
      return null
    }
    function Page() {
      const saving = useAction(actions, 'Save', { cancel: 'unmount' })
      return h('p', null, saving.status, h(Inside, { run: saving.run }))
    }

    const page = await mount(wrap(h(Page), 'visible'))
    await page.render(wrap(h(Page), 'hidden'))
    await page.render(wrap(h(Page), 'visible'))
    await act(() => hold.resolve('saved'))

    assert.is(page.text(), 'done')
    await page.unmount()
  })
}

if (Activity !== undefined) {
  quietly(
    'Activity: what is hidden listens to nothing, and shows the newest state when it is shown again',
    async () => {
      const { actions, hold } = openEditor()
      const log: string[] = []
      function Page({ draft }: { draft: string }) {
        useActionListener(actions, 'beforeSave', () => log.push(draft))
        return h('p', null, String(usePending(actions, 'Save')))
      }
      const tab = (mode: 'hidden' | 'visible', draft: string) => h(Activity, { mode, children: h(Page, { draft }) })

      const page = await mount(tab('visible', 'one'))
      await page.render(tab('hidden', 'two'))
      await act(() => void actions.invokeAction('Save', { file: 'a.md' }))
      assert.equal(log, [])
      await page.render(tab('visible', 'three'))
      assert.is(page.text(), 'true')
      await act(() => void actions.invokeAction('Save', { file: 'b.md' }))
      assert.equal(log, ['three'])
      await act(() => hold.resolve('saved'))
      assert.is(page.text(), 'false')
      await page.unmount()

      assert.is(actions.explain('Save').length, 1)
    },
  )

  quietly("Activity: hiding cancels the runs of cancel: 'unmount'", async () => {
    const { actions } = openEditor()
    let run = () => {}
    function Page() {
      const saving = useAction(actions, 'Save', { cancel: 'unmount' })
      run = () => saving.run({ file: 'a.md' })
      return h('p', null, saving.status)
    }
    const tab = (mode: 'hidden' | 'visible') => h(Activity, { mode, children: h(Page) })

    const page = await mount(tab('visible'))
    await act(() => run())
    await page.render(tab('hidden'))
    await page.render(tab('visible'))

    assert.is(page.text(), 'cancelled')
    await page.unmount()
  })
}

test.run()
