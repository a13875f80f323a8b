// Decides what components see of what is pending, blocked and running.

import { startTransition, useEffect, useLayoutEffect, useState } from 'react'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { useBlocked, usePending, useRunning } from '../../source/react/index.js'
import { type RunningAction, trackState } from '../../source/state/index.js'
import { deferred } from '../support/helpers.js'
import { act, h, MOUNTS, mount, quietly, takePrinted } from './dom.js'

interface Editor {
  Save(document: { file: string }): string
  Close(): void
}

function openEditor() {
  const actions = createActions<Editor>()
  const hold = deferred<string>()
  actions.registerAction('Save', () => hold.promise)
  actions.registerAction('Close', () => {})
  return { actions, hold }
}

/** What is attached to Save, and whether it is observed. */
const attachedTo = (actions: ReturnType<typeof openEditor>['actions']) =>
  actions.explain('Save').map(({ kind }) => kind)

quietly('usePending: follows the action, for every payload or for one', async () => {
  const { actions, hold } = openEditor()
  function Pending() {
    const all = usePending(actions, 'Save')
    const one = usePending(actions, 'Save', { file: 'a.md' })
    const other = usePending(actions, 'Save', ({ file }) => file === 'b.md')
    return h('p', null, `${all} ${one} ${other}`)
  }

  const page = await mount(h(Pending))
  const shown = [page.text()]
  await act(() => void actions.invokeAction('Save', { file: 'a.md' }))
  shown.push(page.text())
  await act(() => hold.resolve('saved'))

  assert.equal([...shown, page.text()], ['false false false', 'true true false', 'false false false'])
  await page.unmount()
})

quietly('useBlocked: finds the blocks of a state, and of every state of the actions', async () => {
  const { actions } = openEditor()
  const state = trackState(actions)
  function Blocked() {
    const own = useBlocked(state, 'Save', { file: 'a.md' })
    const other = useBlocked(state, 'Save', { file: 'b.md' })
    const found = useBlocked(actions, 'Save')
    return h('p', null, `${own} ${other} ${found}`)
  }

  const page = await mount(h(Blocked))
  const shown = [page.text()]
  let unblock = () => {}
  await act(() => {
    unblock = state.block('Save', { file: 'a.md' })
  })
  shown.push(page.text())
  await act(() => unblock())

  assert.equal([...shown, page.text()], ['false false false', 'true false true', 'false false false'])
  await page.unmount()
})

quietly('useRunning: lists what runs, and is the same array until something changes', async () => {
  const { actions, hold } = openEditor()
  const lists: (readonly RunningAction[])[] = []
  function Running({ text }: { text: string }) {
    const running = useRunning(actions)
    const closing = useRunning(actions, 'Close')
    useEffect(() => {
      lists.push(running)
    })
    return h(
      'p',
      null,
      text,
      running.map(({ action }) => ` ${action}`),
      closing.length,
    )
  }

  const page = await mount(h(Running, { text: 'one' }))
  await act(() => void actions.invokeAction('Save', { file: 'a.md' }))
  assert.is(page.text(), 'one Save0')
  const before = lists.at(-1)
  await page.render(h(Running, { text: 'two' }))
  assert.is(lists.at(-1), before)
  await act(() => hold.resolve('saved'))

  assert.is(page.text(), 'two0')
  await page.unmount()
})

quietly('sees an action that the effect of another component starts', async () => {
  const { actions, hold } = openEditor()
  function Child() {
    useLayoutEffect(() => void actions.invokeAction('Save', { file: 'a.md' }), [])
    return null
  }
  function Parent() {
    const pending = usePending(actions, 'Save')
    return h('p', null, String(pending), h(Child))
  }

  const page = await mount(h(Parent))
  assert.is(page.text(), 'true')
  await act(() => hold.resolve('saved'))

  assert.is(page.text(), 'false')
  await page.unmount()
})

quietly(
  'a component that is mounted again while the action runs shows so, and nothing is left after that',
  async () => {
    const { actions, hold } = openEditor()
    function Pending() {
      return h('p', null, String(usePending(actions, 'Save')))
    }

    const page = await mount(h(Pending))
    await act(() => void actions.invokeAction('Save', { file: 'a.md' }))
    await page.render(null)
    await page.render(h(Pending))
    assert.is(page.text(), 'true')
    await page.unmount()
    await act(() => hold.resolve('saved'))

    assert.equal(attachedTo(actions), ['core'])
  },
)

quietly(`nothing is left after ${MOUNTS} components`, async () => {
  const { actions } = openEditor()
  function Button() {
    const pending = usePending(actions, 'Save')
    const blocked = useBlocked(actions, 'Save')
    const running = useRunning(actions)
    return h('i', null, String(pending || blocked || running.length > 0))
  }
  const all = Array.from({ length: MOUNTS }, (_, key) => h(Button, { key }))

  const page = await mount(all)
  // One state for all of them.
  assert.equal(attachedTo(actions), ['middleware', 'core'])
  await page.unmount()

  assert.equal(attachedTo(actions), ['core'])
})

quietly('no tearing: what is rendered in a transition shows one state, whatever begins meanwhile', async () => {
  const { actions, hold } = openEditor()
  const torn: string[] = []
  let show = (_count: number) => {}
  function Item({ inside }: { inside: () => void }) {
    const pending = usePending(actions, 'Save')
    inside()
    return h('i', null, pending ? '1' : '0')
  }
  function List() {
    const [count, setCount] = useState(0)
    show = setCount
    const items = Array.from({ length: count }, (_, key) =>
      h(Item, {
        key,
        inside: () => key === 10 && began++ === 0 && void actions.invokeAction('Save', { file: 'a.md' }),
      }),
    )
    useLayoutEffect(() => {
      const texts = new Set([...document.querySelectorAll('i')].map((item) => item.textContent))
      if (texts.size > 1) torn.push([...texts].join())
    })
    return h('p', null, items)
  }
  let began = 0

  const page = await mount(h(List))
  await act(() => startTransition(() => show(20)))
  assert.ok(began > 0)
  // React warns of an action that begins while a component is rendered, where the state of another component changes.
  takePrinted()

  assert.equal(torn, [])
  assert.is(new Set([...(page.text() ?? '')]).size, 1)
  await act(() => hold.resolve('saved'))
  await page.unmount()
})

quietly('a state or a scope that has been disposed is printed once, and never throws', async () => {
  const { actions } = openEditor()
  const state = trackState(actions)
  const scope = actions.scope('plugin')
  state.dispose()
  scope.dispose()
  function Button({ source }: { source: typeof actions | typeof state }) {
    const pending = usePending(source, 'Save')
    const running = useRunning(source)
    return h('p', null, `${pending} ${running.length}`)
  }

  const page = await mount([h(Button, { key: 1, source: state }), h(Button, { key: 2, source: scope })])

  assert.is(page.text(), 'false 0false 0')
  const printed = takePrinted()
  assert.is(printed.length, 2)
  assert.match(String(printed[0]), /this state, because it has been disposed/)
  assert.match(String(printed[1]), /the scope "plugin", because it has been disposed/)
  await page.unmount()
})

quietly('a state that is disposed while the page is there ends what is shown', async () => {
  const { actions } = openEditor()
  const state = trackState(actions)
  function Button() {
    return h('p', null, `${usePending(state, 'Save')} ${useRunning(state).length}`)
  }

  const page = await mount(h(Button))
  await act(() => void actions.invokeAction('Save', { file: 'a.md' }))
  assert.is(page.text(), 'true 1')
  await act(() => state.dispose())

  assert.is(page.text(), 'false 0')
  await page.unmount()
})

test.run()
