// Decides that many plugins which depend on each other are installed in no time.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { installPlugin, type Plugin } from '../../source/plugins/index.js'
import { type Editor, inShort, openEditor } from './editor.js'

/** Returns plugins named `0`, `1`, …, and how often it was asked what one of them depends on. */
function counted(dependenciesOf: (index: number) => number[]) {
  let reads = 0
  const plugin = (index: number): Plugin<Editor> => ({
    name: String(index),
    get dependencies() {
      reads++
      return dependenciesOf(index).map(String)
    },
    setup() {},
  })
  return { plugin, reads: () => reads }
}

test('plugins each of which needs all plugins before it, while the first is loaded', async () => {
  const actions = openEditor()
  const { plugin, reads } = counted((index) => Array.from({ length: index }, (_, other) => other))
  const load = async () => plugin(0)

  installPlugin(actions, load, { name: '0' })
  const [last] = Array.from({ length: 15 }, (_, index) => installPlugin(actions, plugin(index + 1))).reverse()

  assert.equal(await last?.on(), { status: 'on' })
  assert.ok(reads() < 10_000, `${reads()} reads`)
})

test('a long chain of plugins that is installed from its end', () => {
  const actions = openEditor()
  const { plugin, reads } = counted((index) => (index === 0 ? [] : [index - 1]))

  const [last] = Array.from({ length: 60 }, (_, index) => installPlugin(actions, plugin(59 - index)))

  assert.is(last && inShort(last.state.get()), 'on')
  assert.ok(reads() < 40_000, `${reads()} reads`)
})

test('a long chain of plugins that are loaded lazily, all of which somebody waits for', async () => {
  const actions = openEditor()
  const { plugin, reads } = counted((index) => (index === 0 ? [] : [index - 1]))

  const all = Array.from({ length: 60 }, (_, at) => {
    const index = 59 - at
    return installPlugin(actions, async () => plugin(index), { name: String(index) })
  })

  const states = await Promise.all(all.map(({ on }) => on()))
  assert.equal(new Set(states.map(({ status }) => status)), new Set(['on']))
  assert.ok(reads() < 20_000, `${reads()} reads`)
})

test.run()
