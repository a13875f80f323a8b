// Decides that a store finds the states of the actions, whichever scope or proxy of the actions it is given.

import { reactive } from '@vue/reactivity'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { actionStore, trackState, watchState } from '../../source/state/index.js'
import { deferred } from '../support/helpers.js'

interface Editor {
  Save(document: { file: string }): string
}

function openEditor() {
  const actions = createActions<Editor>()
  const hold = deferred<string>()
  actions.registerAction('Save', () => hold.promise)
  return { actions, hold }
}

test('a store of a scope finds the blocks of a state of the actions, and of a state of another scope', () => {
  const { actions } = openEditor()
  const blocks = [trackState(actions), trackState(actions.scope('rights'))]
  const saving = actionStore(actions.scope('plugin').scope('panel'), 'Save')
  const log: boolean[] = []
  saving.subscribe(({ blocked }) => log.push(blocked))

  for (const state of blocks) state.block('Save')()

  assert.equal(log, [false, true, false, true, false])
})

test('a store of a scope knows what began before its first subscriber came, where there is a state of the actions', async () => {
  const { actions, hold } = openEditor()
  trackState(actions)
  const running = actions.invokeAction('Save', { file: 'a.md' })

  const { pending } = actionStore(actions.scope('plugin'), 'Save').get()
  hold.resolve('saved')
  await running

  assert.is(pending, true)
})

test('S21: a store of actions that a reactive object holds finds the state of the actions', () => {
  const { actions } = openEditor()
  const state = trackState(actions)
  const page = reactive({ actions }) as { actions: typeof actions }

  state.block('Save')

  assert.is(actionStore(page.actions, 'Save').get().blocked, true)
})

test('a store of a scope that is disposed goes on while there is a state of the actions', () => {
  const { actions } = openEditor()
  const state = trackState(actions)
  const scope = actions.scope('plugin')
  const watched = watchState(scope)
  const log: string[] = []
  watched.subscribe((action) => log.push(action))

  scope.dispose()
  state.block('Save')

  assert.equal(log, ['Save'])
})

test('what a store of a scope tracks itself is not known to others, since it ends with the scope', () => {
  const { actions } = openEditor()
  const scope = actions.scope('plugin')
  actionStore(scope).subscribe(() => {})
  const saving = actionStore(actions, 'Save')
  saving.subscribe(() => {})
  void actions.invokeAction('Save', { file: 'a.md' })

  scope.dispose()

  assert.is(saving.get().pending, true)
})

test.run()
