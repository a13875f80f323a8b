// Decides that a store of an action works in each framework with nothing, or with the one line that docs/state.md shows.

import { effect, signal } from '@preact/signals-core'
import { shallowRef, effect as vueEffect } from '@vue/reactivity'
import { atom, onMount } from 'nanostores'
import { Signal } from 'signal-polyfill'
// In Node, 'solid-js' itself is the build for servers, in which nothing changes.
import { createEffect, createRoot, from } from 'solid-js/dist/solid.js'
import { derived, get } from 'svelte/store'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { type ActionStore, actionStore } from '../../source/state/index.js'
import { deferred } from '../support/helpers.js'

interface Editor {
  Save(document: { file: string }): string
}

/** Shows a store with a framework: calls `show` for each change, and returns what ends it. */
type Show = (store: ActionStore, show: (pending: boolean) => void) => () => void

const FRAMEWORKS: Record<string, Show> = {
  'svelte/store takes it as it is'(store, show) {
    const pending = derived(store, ({ pending }) => pending)
    show(get(pending))
    let isFirst = true
    return pending.subscribe((now) => {
      if (!isFirst) show(now)
      isFirst = false
    })
  },

  "Solid's from takes it as it is": (store, show) =>
    createRoot((dispose) => {
      const saving = from(store)
      createEffect(() => show(saving()?.pending ?? false))
      return dispose
    }),

  "Vue's shallowRef": (store, show) => {
    const saving = shallowRef(store.get())
    const stop = store.subscribe((snapshot) => {
      saving.value = snapshot
    })
    const runner = vueEffect(() => show(saving.value.pending))
    return () => {
      runner.effect.stop()
      stop()
    }
  },

  '@preact/signals-core': (store, show) => {
    const saving = signal(store.get())
    const stop = store.subscribe((snapshot) => {
      saving.value = snapshot
    })
    const end = effect(() => show(saving.value.pending))
    return () => {
      end()
      stop()
    }
  },

  nanostores: (store, show) => {
    const saving = atom(store.get())
    onMount(saving, () => store.subscribe(saving.set))
    return saving.subscribe(({ pending }) => show(pending))
  },

  'the polyfill of TC39 signals': (store, show) => {
    const saving = new Signal.State(store.get())
    const pending = new Signal.Computed(() => saving.get().pending)
    show(pending.get())
    const stop = store.subscribe((snapshot) => saving.set(snapshot))
    // A watcher must not read while it is notified.
    const watcher = new Signal.subtle.Watcher(() =>
      queueMicrotask(() => {
        for (const each of watcher.getPending()) show((each as typeof pending).get())
        watcher.watch()
      }),
    )
    watcher.watch(pending)
    pending.get()
    return () => {
      watcher.unwatch(pending)
      stop()
    }
  },
}

for (const [name, show] of Object.entries(FRAMEWORKS)) {
  test(`${name}: shows each change, and leaves nothing`, async () => {
    const actions = createActions<Editor>()
    const hold = deferred<string>()
    actions.registerAction('Save', () => hold.promise)
    const shown: boolean[] = []

    const end = show(actionStore(actions, 'Save'), (pending) => shown.push(pending))
    assert.is(actions.explain('Save').length, 2)
    const saving = actions.invokeAction('Save', { file: 'a.md' })
    await undefined
    hold.resolve('saved')
    await saving
    await undefined
    end()
    // nanostores unmounts a second later.
    if (name === 'nanostores') await new Promise((resolve) => setTimeout(resolve, 1_100))

    assert.equal(shown, [false, true, false])
    assert.is(actions.explain('Save').length, 1)
  })
}

test.run()
