// Decides that what a component attaches is there once, calls the newest function, and is gone with the component.

import { useEffect, useState } from 'react'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { useActionListener, useMiddleware, useReplacement } from '../../source/react/index.js'
import { rejection, settled } from '../support/helpers.js'
import { act, h, MOUNTS, mount, quietly, takePrinted } from './dom.js'

interface Editor {
  Save(document: { file: string }): string
  Close(): void
}

function openEditor() {
  const actions = createActions<Editor>()
  actions.registerAction('Save', ({ file }) => `saved ${file}`)
  actions.registerAction('Close', () => {})
  return actions
}

const kindsOf = (actions: ReturnType<typeof openEditor>) => actions.explain('Save').map(({ kind }) => kind)

quietly('attaches each function once under StrictMode, and takes it off when the component is unmounted', async () => {
  const actions = openEditor()
  function Plugin() {
    useActionListener(actions, 'beforeSave', () => {})
    useReplacement(actions, 'Save', (document, original) => original(document))
    useMiddleware(actions, 'Save', (_ctx, next) => next())
    useMiddleware(actions, (_ctx, next) => next())
    return null
  }

  const page = await mount(h(Plugin))
  assert.equal(kindsOf(actions), ['middleware', 'middleware', 'before', 'replacement', 'core'])
  await page.unmount()

  assert.equal(kindsOf(actions), ['core'])
})

quietly('calls the function of the newest render, without attaching anew', async () => {
  const actions = openEditor()
  const log: string[] = []
  let attached = 0
  const { addListener } = actions
  const counted = {
    ...actions,
    addListener: ((...args: [never, never]) => {
      attached++
      return addListener(...args)
    }) as typeof addListener,
  }
  function Plugin({ draft }: { draft: string }) {
    useActionListener(counted, ['beforeSave', 'afterSave'], ({ file }) => log.push(`${file} ${draft}`), { order: 1 })
    useReplacement(actions, 'Save', ({ file }, original) => original({ file: `${draft}/${file}` }))
    useMiddleware(actions, 'Save', async (ctx, next) => {
      await next()
      ctx.result += ` ${draft}`
    })
    return null
  }

  const page = await mount(h(Plugin, { draft: 'one' }))
  const before = attached
  await page.render(h(Plugin, { draft: 'two' }))
  const result = await actions.invokeAction('Save', { file: 'a.md' })

  assert.is(attached, before)
  assert.equal(log, ['a.md two', 'two/a.md two'])
  assert.is(result, 'saved two/a.md two')
  await page.unmount()
})

quietly('useActionListener: attaches anew with another event, other options or other actions', async () => {
  const [first, second] = [openEditor(), openEditor()]
  function Plugin({
    actions = first,
    event = 'beforeSave',
    order = 0,
  }: {
    actions?: typeof first
    event?: 'beforeSave' | 'afterSave'
    order?: number
  }) {
    useActionListener(actions, event, () => {}, { order })
    return null
  }
  const seen = () =>
    [first, second].map((actions) =>
      actions
        .explain('Save')
        .filter(({ kind }) => kind !== 'core')
        .map(({ kind, order }) => `${kind} ${order}`),
    )

  const page = await mount(h(Plugin))
  assert.equal(seen(), [['before 0'], []])
  await page.render(h(Plugin, { event: 'afterSave' }))
  assert.equal(seen(), [['after 0'], []])
  await page.render(h(Plugin, { order: 2 }))
  assert.equal(seen(), [['before 2'], []])
  await page.render(h(Plugin, { actions: second }))

  assert.equal(seen(), [[], ['before 0']])
  await page.unmount()
})

quietly('explain and aborts show the name of the function, or the option name', async () => {
  const actions = openEditor()
  function Plugin() {
    useActionListener(actions, 'beforeSave', function askFirst(_document, abort) {
      // Later than the call: it is known all the same, because the listener declares abort.
      return settled().then(() => abort('no'))
    })
    useReplacement(actions, 'Save', (document, original) => original(document), { name: 'autosave' })
    useMiddleware(actions, function measure(_ctx, next) {
      return next()
    })
    return null
  }

  const page = await mount(h(Plugin))
  const names = actions.explain('Save').map(({ name }) => name)
  const outcome = await actions.settleAction('Save', { file: 'a.md' })

  assert.equal(names.slice(0, 3), ['measure', 'askFirst', 'autosave'])
  assert.is(outcome.status === 'aborted' && outcome.by?.name, 'askFirst')
  await page.unmount()
})

quietly('a listener can set the state of its component', async () => {
  const actions = openEditor()
  function Saved() {
    const [file, setFile] = useState('nothing')
    useActionListener(actions, 'afterSave', (document) => setFile(document.file))
    return h('p', null, file)
  }

  const page = await mount(h(Saved))
  await act(() => actions.invokeAction('Save', { file: 'a.md' }))

  assert.is(page.text(), 'a.md')
  await page.unmount()
})

quietly(`nothing is left after ${MOUNTS} components`, async () => {
  const actions = openEditor()
  function Plugin() {
    useActionListener(actions, 'beforeSave', () => {})
    useReplacement(actions, 'Save', (document, original) => original(document))
    useMiddleware(actions, (_ctx, next) => next())
    return null
  }
  const all = Array.from({ length: MOUNTS }, (_, key) => h(Plugin, { key }))

  const page = await mount(all)
  assert.is(actions.explain('Save').length, 3 * MOUNTS + 1)
  await page.unmount()

  assert.equal(kindsOf(actions), ['core'])
})

quietly('warns of an event or a name that is near to a registered action', async () => {
  const actions = openEditor()
  function Plugin() {
    useActionListener(actions, 'beforeSaev' as 'beforeSave', () => {})
    useReplacement(actions, 'Cloze' as 'Close', () => {})
    useMiddleware(actions, 'Svae' as 'Save', (_ctx, next) => next())
    return null
  }

  const page = await mount(h(Plugin))

  assert.equal(takePrinted(), [
    'No action "Saev" is registered: did you mean "Save"?',
    'No action "Cloze" is registered: did you mean "Close"?',
    'No action "Svae" is registered: did you mean "Save"?',
  ])
  await page.unmount()
})

quietly('says that the scope has been disposed, and leaves the page alone', async () => {
  const scope = openEditor().scope('plugin')
  scope.dispose()
  function Plugin() {
    useActionListener(scope, 'beforeSave', () => {})
    return h('p', null, 'still here')
  }

  const page = await mount(h(Plugin))

  assert.is(page.text(), 'still here')
  assert.match(String(takePrinted()[0]), /Cannot attach anything through the scope "plugin"/)
  await page.unmount()
})

for (const [what, useIt] of [
  ['useActionListener', (actions) => useActionListener(actions, 'beforeSave', () => {}, [1] as never)],
  ['useReplacement', (actions) => useReplacement(actions, 'Save', (_document, original) => original(), [1] as never)],
  ['useMiddleware', (actions) => useMiddleware(actions, (_ctx, next) => next(), [1] as never)],
] as [string, (actions: ReturnType<typeof openEditor>) => void][]) {
  quietly(`${what}: an array of dependencies is refused`, async () => {
    const actions = openEditor()
    function Plugin() {
      useIt(actions)
      return null
    }

    const error = await rejection(mount(h(Plugin)))

    assert.instance(error, TypeError)
    assert.is((error as Error).message, 'The options must be an object (there are no dependencies), got [1]')
    assert.equal(kindsOf(actions), ['core'])
    takePrinted()
  })
}

quietly('a signal in the place of options is handed to the verb as it is', async () => {
  const actions = openEditor()
  const { signal } = new AbortController()
  const given: unknown[] = []
  const counted = {
    ...actions,
    addListener: ((_event: never, _listener: never, options: never) => {
      given.push(options)
      return () => {}
    }) as never,
  }
  function Plugin() {
    useActionListener(counted, 'beforeSave', function named() {}, signal as never)
    return null
  }

  const page = await mount(h(Plugin))

  assert.ok(given.length > 0 && given.every((options) => options === signal))
  await page.unmount()
})

quietly('a signal that each render makes anew attaches anew, and no more', async () => {
  const actions = openEditor()
  const controllers: AbortController[] = []
  function Plugin() {
    const controller = new AbortController()
    useEffect(() => void controllers.push(controller))
    useActionListener(actions, 'beforeSave', () => {}, { signal: controller.signal })
    return h('p', null, 'shown')
  }

  const page = await mount(h(Plugin))
  await page.render(h(Plugin))
  assert.is(page.text(), 'shown')
  assert.equal(kindsOf(actions), ['before', 'core'])
  controllers.at(-1)?.abort()

  assert.equal(kindsOf(actions), ['core'])
  await page.unmount()
})

quietly('an object whose prototype has the options is taken, as the verbs take it', async () => {
  const actions = openEditor()
  const [first, second] = [new AbortController(), new AbortController()]
  function Plugin({ options }: { options: AbortController }) {
    useActionListener(actions, 'beforeSave', function named() {}, options)
    return null
  }

  const page = await mount(h(Plugin, { options: first }))
  await page.render(h(Plugin, { options: second }))
  first.abort()
  assert.equal(kindsOf(actions), ['before', 'core'])
  second.abort()

  assert.equal(kindsOf(actions), ['core'])
  await page.unmount()
})

quietly('an unknown option of a later render is refused, too', async () => {
  const actions = openEditor()
  function Plugin({ options }: { options?: object }) {
    useActionListener(actions, 'beforeSave', () => {}, options)
    return null
  }
  const page = await mount(h(Plugin))

  const error = await rejection(page.render(h(Plugin, { options: { ordr: 1 } })))

  assert.match(String(error), 'There is no option "ordr": did you mean "order"?')
  takePrinted()
})

quietly('what is no event is refused in words, whatever it is', async () => {
  const actions = openEditor()
  const event: Record<string, unknown> = {}
  event.target = event
  function Plugin() {
    useActionListener(actions, event as never, () => {})
    return null
  }

  const error = (await rejection(mount(h(Plugin)))) as Partial<AggregateError>

  for (const each of error.errors ?? [error]) assert.match(String(each), 'There is no event { target: an object }')
  takePrinted()
})

quietly('a function in the place of options is refused', async () => {
  const actions = openEditor()
  function Plugin() {
    useActionListener(actions, 'beforeSave', function named() {}, (() => {}) as never)
    return null
  }

  const error = (await rejection(mount(h(Plugin)))) as Partial<AggregateError>

  for (const each of error.errors ?? [error])
    assert.match(String(each), 'The options must be an object, got a function')
  takePrinted()
})

quietly('what is no event is refused, without a warning about another name', async () => {
  const actions = openEditor()
  function Plugin() {
    useActionListener(actions, 'onSave' as 'beforeSave', () => {})
    return null
  }

  const error = (await rejection(mount(h(Plugin)))) as Partial<AggregateError>

  // StrictMode runs each effect twice, and React 19 gives both errors.
  for (const each of error.errors ?? [error]) assert.match(String(each), /^TypeError: .*"onSave"/)
  const warned = takePrinted().filter((text) => text.startsWith('No action'))
  assert.equal(warned, [])
})

test.run()
