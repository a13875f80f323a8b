// Decides that the hooks of a context take the actions of the nearest Provider, and what hooks say of bad input.

import { Component, type ReactNode } from 'react'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import {
  createActionsContext,
  useAction,
  useActionListener,
  useBlocked,
  useMiddleware,
  usePending,
  useReplacement,
  useRunning,
} from '../../source/react/index.js'
import { trackState } from '../../source/state/index.js'
import { act, h, mount, quietly, takePrinted } from './dom.js'

interface Editor {
  Save(document: { file: string }): string
  Close(): void
}

const editor = createActionsContext<Editor>()

function openEditor() {
  const actions = createActions<Editor>()
  actions.registerAction('Save', ({ file }) => `saved ${file}`)
  return actions
}

/** Shows the error of what is inside. */
class Boundary extends Component<{ children?: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {}
  static getDerivedStateFromError(error: unknown) {
    return { error }
  }
  override render() {
    return 'error' in this.state ? String(this.state.error) : this.props.children
  }
}

/** Returns the error that a hook throws while rendering, or in its effect. */
async function errorOf(hook: () => unknown): Promise<string> {
  function Broken() {
    hook()
    return null
  }
  const page = await mount(h(Boundary, null, h(Broken)))
  const text = page.text()
  await page.unmount()
  takePrinted()
  return text
}

quietly('all hooks of a context use the actions of the nearest Provider', async () => {
  const [outer, inner] = [openEditor(), openEditor()]
  const log: string[] = []
  function Page({ name }: { name: string }) {
    const saving = editor.useAction('Save')
    const actions = editor.useActions()
    editor.useActionListener('beforeSave', ({ file }) => log.push(`${name} before ${file}`))
    editor.useReplacement('Save', ({ file }, original) => original({ file: `${name}/${file}` }))
    editor.useMiddleware('Save', (_ctx, next) => next())
    editor.useMiddleware((ctx, next) => {
      log.push(`${name} ${ctx.action}`)
      return next()
    })
    const shown = [saving.result, editor.usePending('Save'), editor.useBlocked('Save'), editor.useRunning().length]
    return h('button', { id: name, onClick: () => saving.run({ file: 'a.md' }) }, shown.join(), actions === inner)
  }

  const page = await mount(
    h(editor.ActionsProvider, {
      actions: outer,
      children: [
        h(Page, { key: 1, name: 'outer' }),
        h(editor.ActionsProvider, { key: 2, actions: inner, children: h(Page, { name: 'inner' }) }),
      ],
    }),
  )
  await page.click('#inner')

  assert.equal(log, ['inner Save', 'inner before a.md'])
  assert.is(page.text(), ',false,false,0saved inner/a.md,false,false,0')
  await page.unmount()
})

quietly('a Provider may have a state', async () => {
  const actions = openEditor()
  const state = trackState(actions.scope('page'))
  function Page() {
    return h('p', null, String(editor.useBlocked('Save')))
  }

  const page = await mount(h(editor.ActionsProvider, { actions, state, children: h(Page) }))
  await act(() => void state.block('Save'))

  assert.is(page.text(), 'true')
  await page.unmount()
})

for (const name of Object.keys(editor).filter((name) => name.startsWith('use'))) {
  test(`${name} of a context says that there is no Provider`, async () => {
    const hook = (editor as unknown as Record<string, (...args: unknown[]) => unknown>)[name]

    const error = await errorOf(() => hook?.('Save', () => {}))

    const says = 'found no actions: put <ActionsProvider actions={…}> around the component'
    assert.is(error, `TypeError: ${name} ${says}`)
  })
}

const actions = openEditor()
for (const [what, hook, says] of [
  [
    'useAction without actions',
    () => useAction(undefined as never, 'Save'),
    /^TypeError: useAction takes actions, or a scope of them, got undefined$/,
  ],
  [
    'useActionListener without actions',
    () => useActionListener({} as never, 'beforeSave', () => {}),
    /useActionListener takes actions, .* got \{\}/,
  ],
  [
    'useReplacement without actions',
    () => useReplacement('Save' as never, 'Save', () => {}),
    /useReplacement takes actions, .* got "Save"/,
  ],
  [
    'useMiddleware without actions',
    () => useMiddleware(null as never, () => {}),
    /useMiddleware takes actions, .* got null/,
  ],
  [
    'usePending without actions',
    () => usePending(undefined as never, 'Save'),
    /usePending takes actions, a scope of them, or a state of trackState, got undefined/,
  ],
  [
    'usePending with half a state',
    () => usePending({ pending() {} } as never, 'Save'),
    /usePending takes actions, .* got \{ pending: a function \}/,
  ],
  ['useBlocked without actions', () => useBlocked(5 as never, 'Save'), /useBlocked takes actions, .* got 5/],
  ['useRunning without actions', () => useRunning([] as never), /useRunning takes actions, .* got \[\]/],
  [
    'a Provider without actions',
    () => h(editor.ActionsProvider, {} as never) && editor.ActionsProvider({} as never),
    /ActionsProvider takes actions, .* got undefined/,
  ],
  [
    'useAction without a name',
    () => useAction(actions, '' as never),
    /The name of an action must be a non-empty string, got ""/,
  ],
  [
    'usePending without a name',
    () => usePending(actions, undefined as never),
    /The name of an action must be a non-empty string, got undefined/,
  ],
  [
    'useBlocked without a name',
    () => useBlocked(actions, 1 as never),
    /The name of an action must be a non-empty string, got 1/,
  ],
  [
    'useRunning with a wrong name',
    () => useRunning(actions, '' as never),
    /The name of an action must be a non-empty string, got ""/,
  ],
  [
    'useReplacement without a name',
    () => useReplacement(actions, undefined as never, () => {}),
    /The name of an action must be/,
  ],
  [
    'useMiddleware without a name',
    () => useMiddleware(actions, 5 as never, () => {}),
    /The name of an action must be a non-empty string, got 5/,
  ],
  [
    'useActionListener without a function',
    () => useActionListener(actions, 'beforeSave', 'no' as never),
    /The listener for "beforeSave" must be a function, got "no"/,
  ],
  [
    'useReplacement without a function',
    () => useReplacement(actions, 'Save', undefined as never),
    /The replacement of the action "Save" must be a function, got undefined/,
  ],
  [
    'useMiddleware without a function',
    () => useMiddleware(actions, 'Save', undefined as never),
    /The middleware of the action "Save" must be a function, got undefined/,
  ],
  [
    'an event that there is not',
    () => useActionListener(actions, 'saving' as never, () => {}),
    /There is no event "saving"/,
  ],
  ['an event that is no text', () => useActionListener(actions, 5 as never, () => {}), /There is no event 5/],
  [
    'an option of a listener that there is not',
    () => useActionListener(actions, 'beforeSave', () => {}, { ordr: 1 } as never),
    /There is no option "ordr": did you mean "order"/,
  ],
  [
    'options of a listener that are none',
    () => useActionListener(actions, 'beforeSave', function named() {}, 5 as never),
    /The options must be an object, got 5/,
  ],
  [
    'an option of useAction that there is not',
    () => useAction(actions, 'Save', { cancle: 'latest' } as never),
    /There is no option "cancle": did you mean "cancel"/,
  ],
  [
    'a wrong option of useAction',
    () => useAction(actions, 'Save', { cancel: true } as never),
    /The option cancel must be "unmount", "latest", or left out, got true/,
  ],
] as [string, () => unknown, RegExp][]) {
  test(`${what}: the error says what is wrong`, async () => {
    assert.match(await errorOf(hook), says)
  })
}

test.run()
