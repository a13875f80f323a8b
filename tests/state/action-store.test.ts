// Decides what a store of an action tells, when it tells it, and that it leaves nothing behind.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { type ActionSnapshot, actionStore, trackState, watchState } from '../../source/state/index.js'
import { deferred, printedDuring, settled, thrown } from '../support/helpers.js'

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

type Editing = ReturnType<typeof openEditor>['actions']

const kindsOf = (actions: Editing) => actions.explain('Save').map(({ kind }) => kind)

const inWords = ({ pending, blocked, running }: ActionSnapshot) =>
  `${pending} ${blocked} ${running.map(({ action, callerGone }) => (callerGone ? `${action}!` : action))}`

test('subscribe: calls the listener at once, and with another object for each change', async () => {
  const { actions, hold } = openEditor()
  const store = actionStore(actions, 'Save')
  const seen: ActionSnapshot[] = []

  const stop = store.subscribe((snapshot) => seen.push(snapshot))
  const saving = actions.invokeAction('Save', { file: 'a.md' })
  await actions.invokeAction('Close')
  hold.resolve('saved')
  await saving
  stop()
  await actions.invokeAction('Save', { file: 'a.md' })

  assert.equal(seen.map(inWords), ['false false ', 'true false Save', 'false false '])
  assert.is(store.get(), store.get())
})

test('get: is the same object until something changes, and its list until something else runs', () => {
  const { actions } = openEditor()
  const state = trackState(actions)
  const store = actionStore(state, 'Save')
  void actions.invokeAction('Save', { file: 'a.md' })

  const before = store.get()
  state.block('Close')
  assert.is(store.get(), before)
  state.block('Save')

  assert.is.not(store.get(), before)
  assert.is(inWords(store.get()), 'true true Save')
  assert.is(store.get().running, before.running)
})

test('a match selects invocations by their payload', () => {
  const { actions } = openEditor()
  const state = trackState(actions)
  const [mine, other] = ['a.md', 'b.md'].map((file) => actionStore(actions, 'Save', { file }))
  const log: string[] = []
  other?.subscribe((snapshot) => log.push(inWords(snapshot)))

  void actions.invokeAction('Save', { file: 'a.md' })
  state.block('Save', { file: 'a.md' })

  assert.is(inWords(mine?.get() as ActionSnapshot), 'true true Save')
  assert.equal(log, ['false false '])
  assert.equal(state.running('Save', { file: 'b.md' }), [])
  assert.is(state.running('Save').length, 1)
})

test('without a name, it is about all actions', async () => {
  const { actions, hold } = openEditor()
  const state = trackState(actions)
  const log: string[] = []
  actionStore(actions).subscribe((snapshot) => log.push(inWords(snapshot)))

  const saving = actions.invokeAction('Save', { file: 'a.md' })
  const unblock = state.block('Close')
  hold.resolve('saved')
  await saving
  unblock()
  const undrain = state.drain()
  assert.equal(state.blockedNames(), ['Save', 'Close'])
  undrain()

  assert.equal(log, [
    'false false ',
    'true false Save',
    'true true Save',
    'false true ',
    'false false ',
    'false true ',
    'false false ',
  ])
})

test('work that goes on after its caller has gone is told until it ends', async () => {
  const { actions, hold } = openEditor()
  const log: string[] = []
  actionStore(actions, 'Save').subscribe((snapshot) => log.push(inWords(snapshot)))

  await actions.settleAction('Save', { file: 'a.md' }, { timeout: 1 })
  hold.resolve('saved')
  await settled()

  assert.equal(log, ['false false ', 'true false Save', 'false false Save!', 'false false '])
})

test('an error-listener that runs when all work had ended is told, too', async () => {
  const actions = createActions()
  const [work, told] = [deferred(), deferred()]
  actions.registerAction('Save', () => work.promise)
  const log: string[] = []
  actionStore(actions, 'Save').subscribe((snapshot) => log.push(inWords(snapshot)))
  actions.addListener('errorSave', async () => {
    await told.promise
  })

  const settling = actions.settleAction('Save', undefined, { timeout: 1 })
  await settling
  work.resolve()
  await settled()
  told.resolve()
  await settled()

  assert.is(log.at(-1), 'false false ')
})

test('nothing is attached before the first subscriber, and nothing is left after the last', async () => {
  const { actions, hold } = openEditor()
  const [store, other] = [actionStore(actions, 'Save'), actionStore(actions)]
  assert.equal(kindsOf(actions), ['core'])

  const stops = [store.subscribe(() => {}), other.subscribe(() => {}), store.subscribe(() => {})]
  assert.equal(kindsOf(actions), ['middleware', 'core'])
  for (const stop of stops) stop()
  stops[0]?.()

  assert.equal(kindsOf(actions), ['core'])
  hold.resolve('saved')
  assert.is(await actions.invokeAction('Save', { file: 'a.md' }), 'saved')
})

test('while something runs, it is found by who subscribes again; then nothing is left', async () => {
  const { actions, hold } = openEditor()
  const store = actionStore(actions, 'Save')

  const stop = store.subscribe(() => {})
  const saving = actions.invokeAction('Save', { file: 'a.md' })
  stop()
  assert.is(store.get().pending, true)
  store.subscribe(() => {})()
  hold.resolve('saved')
  await saving

  assert.equal(kindsOf(actions), ['core'])
  assert.is(store.get().pending, false)
})

test('a state that is made or disposed while there are subscribers is followed or left', () => {
  const { actions } = openEditor()
  const log: string[] = []
  const stop = actionStore(actions, 'Save').subscribe((snapshot) => log.push(inWords(snapshot)))

  const [state, more] = [trackState(actions), trackState(actions)]
  state.block('Save')
  more.block('Save')
  void actions.invokeAction('Close')
  state.dispose()
  more.dispose()
  void actions.settleAction('Save', { file: 'a.md' })

  assert.equal(log, ['false false ', 'false true ', 'false false ', 'true false Save'])
  stop()
})

test('with several states, each invocation is listed once, in the order in which they began', () => {
  const { actions } = openEditor()
  const first = trackState(actions)
  void actions.invokeAction('Save', { file: 'a.md' })
  const second = trackState(actions)
  void actions.invokeAction('Save', { file: 'b.md' })

  const ids = actionStore(actions)
    .get()
    .running.map(({ id }) => id)

  assert.equal(
    ids,
    first.running().map(({ id }) => id),
  )
  assert.is(second.running().length, 1)
})

test('a disposed scope or state is printed once, and the listener gets an empty snapshot', async () => {
  const { actions } = openEditor()
  const [scope, state] = [actions.scope('plugin'), trackState(actions)]
  const stop = actionStore(scope).subscribe(() => {})
  stop()
  scope.dispose()
  state.dispose()
  const log: string[] = []

  const printed = await printedDuring(() => {
    for (const source of [scope, state, state, scope]) {
      actionStore(source, 'Save').subscribe((snapshot) => log.push(inWords(snapshot)))()
    }
  })

  assert.equal(log, Array(4).fill('false false '))
  assert.equal(
    printed.map(([error]) => (error as Error).message),
    [
      'Cannot attach anything through the scope "plugin", because it has been disposed: check its signal first, or make a new scope',
      'Cannot use this state, because it has been disposed: make a new one with trackState',
    ],
  )
})

test('a scope that is disposed under its subscribers empties their snapshots', async () => {
  const { actions } = openEditor()
  const [tracked, watched] = [actions.scope('plugin'), actions.scope('plugin')]
  const state = trackState(tracked)
  state.block('Save')
  const log: string[] = []
  for (const scope of [tracked, watched]) actionStore(scope, 'Save').subscribe((now) => log.push(inWords(now)))
  void actions.invokeAction('Save', { file: 'a.md' }).catch(() => {})
  log.push('—')

  const printed = await printedDuring(() => {
    tracked.dispose()
    watched.dispose()
    state.dispose()
  })

  assert.equal(log, ['false true ', 'false true ', '—', 'false false ', 'false false '])
  assert.equal(printed, [], 'it is no mistake: a component unsubscribes later')
  assert.equal(kindsOf(actions), ['core'])
})

test('subscribe: a store that is left in the middle of a change tells nothing more', async () => {
  const { actions } = openEditor()
  const store = actionStore(actions, 'Save')
  const log: string[] = []
  let leave = () => {}
  store.subscribe((now) => {
    log.push(`first ${now.pending}`)
    leave()
  })
  leave = store.subscribe((now) => log.push(`second ${now.pending}`))

  void actions.invokeAction('Save', { file: 'a.md' })

  assert.equal(log, ['first false', 'second false', 'first true'])
})

test('subscribe: where a match throws, subscribe throws it, and leaves nothing behind', async () => {
  const { actions } = openEditor()
  const state = trackState(actions)
  const broken = new Error('broken')
  const store = actionStore(actions, 'Save', () => {
    throw broken
  })
  void actions.invokeAction('Save', { file: 'a.md' })
  let calls = 0

  const error = thrown(() => store.subscribe(() => calls++))
  const printed = await printedDuring(() => state.dispose())

  assert.is(error, broken)
  assert.is(calls, 0)
  assert.equal(printed, [])
})

test('the error of a listener is printed, and changes nothing', async () => {
  const { actions } = openEditor()
  const [first, second, third] = [new Error('first'), new Error('second'), new Error('third')]
  const log: string[] = []

  const printed = await printedDuring(() => {
    const store = actionStore(actions, 'Save')
    store.subscribe(() => {
      throw first
    })
    store.subscribe(async () => {
      throw second
    })
    watchState(actions).subscribe(() => {
      throw third
    })
    store.subscribe((snapshot) => log.push(inWords(snapshot)))
    void actions.invokeAction('Save', { file: 'a.md' })
  })

  assert.equal(log, ['false false ', 'true false Save'])
  assert.equal(printed.flat(), [first, first, third, second, second])
})

test('the error of a match reaches who asks, and is printed where nobody does', async () => {
  const { actions } = openEditor()
  const broken = new Error('broken')
  trackState(actions)
  const store = actionStore(actions, 'Save', () => {
    throw broken
  })
  assert.is(inWords(store.get()), 'false false ')
  void actions.invokeAction('Save', { file: 'a.md' })

  assert.is(thrown(store.get), broken)
})

test('watchState: is the same object for the same source', () => {
  const { actions } = openEditor()
  const state = trackState(actions)

  assert.is(watchState(actions), watchState(actions))
  assert.is(watchState(state), watchState(state))
  assert.is(watchState(watchState(state)), watchState(state))
})

for (const [what, make, says] of [
  [
    'no actions',
    () => actionStore(undefined as never),
    /actionStore takes actions, a scope of them, or a state of trackState, got undefined/,
  ],
  ['something else', () => watchState({ use() {} } as never), /watchState takes actions, .* got \{ use: a function \}/],
  [
    'no name',
    () => actionStore(createActions(), '' as never),
    /The name of an action must be a non-empty string, got ""/,
  ],
  [
    'a match without a name',
    () => actionStore(createActions(), undefined, {}),
    /takes a match only together with the name of an action/,
  ],
  [
    'no listener',
    () => actionStore(createActions(), 'Save').subscribe(5 as never),
    /The listener must be a function, got 5/,
  ],
  ['no subscriber', () => watchState(createActions()).subscribe(5 as never), /The listener must be a function, got 5/],
  [
    'a name that is none',
    () => watchState(createActions()).pending(5 as never),
    /The name of an action must be a non-empty string, got 5/,
  ],
] as [string, () => unknown, RegExp][]) {
  test(`${what}: is a TypeError that says so`, () => {
    const error = thrown(make)

    assert.instance(error, TypeError)
    assert.match((error as Error).message, says)
  })
}

test.run()
