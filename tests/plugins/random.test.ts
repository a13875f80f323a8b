// Whatever is done with plugins, also from inside their own functions, in whichever order: what is attached fits what their states say.

import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type InstalledPlugin, installPlugin, type Plugin } from '../../source/plugins/index.js'
import { unhandledDuring } from '../support/helpers.js'
import { type Editor, inShort, listeners, openEditor } from './editor.js'

const NAMES = ['one', 'two', 'three', 'four'] as const
type Name = (typeof NAMES)[number]

const VERBS = ['on', 'off', 'replace', 'dispose', 'resolve', 'reject'] as const
interface Step {
  verb: (typeof VERBS)[number]
  name: Name
}

const seed = process.env.ENTRACTE_SEED
const name = fc.constantFrom(...NAMES)
const step: fc.Arbitrary<Step> = fc.record({ verb: fc.constantFrom(...VERBS), name })
/** How each plugin behaves: what it depends on, what its set-up does, and what it does when it is disposed or its state changes. */
const behaviour = fc.record({
  dependencies: fc.uniqueArray(name, { maxLength: 2 }),
  setup: fc.constantFrom('returns', 'throws', 'waits', 'disposes'),
  isLoaded: fc.boolean(),
  inside: fc.array(step, { maxLength: 2 }),
  disposing: fc.option(step, { nil: undefined }),
  hearing: fc.option(step, { nil: undefined }),
})

test('what is attached fits the states, whatever is done', async () => {
  const property = fc.asyncProperty(
    fc.record(Object.fromEntries(NAMES.map((each) => [each, behaviour])) as Record<Name, typeof behaviour>),
    fc.array(step, { minLength: 1, maxLength: 20 }),
    play,
  )
  await fc.assert(property, {
    numRuns: Number(process.env.ENTRACTE_RUNS ?? 200),
    includeErrorInReport: true,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  })
})

test.run()

type Behaviours = Record<Name, typeof behaviour extends fc.Arbitrary<infer B> ? B : never>

async function play(behaviours: Behaviours, steps: Step[]): Promise<void> {
  const actions = openEditor()
  const installed = new Map<Name, InstalledPlugin>()
  /** All that were ever installed: those that were disposed are off. */
  const handles = new Set<InstalledPlugin>()
  const waiting = new Map<Name, { resolve: (value: unknown) => void; reject: (error: unknown) => void }[]>()
  /** So that functions that call one another come to an end. */
  let fuel = 60

  const pluginOf = (name: Name): Plugin<Editor> => ({
    name,
    dependencies: behaviours[name].dependencies,
    setup(scope) {
      const { setup, inside, disposing } = behaviours[name]
      scope.addListener('beforeSaveDocument', () => {}, { name })
      if (disposing !== undefined) scope.onDispose(() => perform(disposing))
      for (const each of inside) perform(each)
      if (setup === 'throws') throw new Error('thrown')
      if (setup === 'disposes') scope.dispose()
      if (setup === 'waits') return pending(name)
    },
  })

  const pending = (name: Name) =>
    new Promise((resolve, reject) => waiting.set(name, [...(waiting.get(name) ?? []), { resolve, reject }]))

  const install = (name: Name, replace: boolean): void => {
    const options = { name, replace, onError() {} }
    const { isLoaded, hearing } = behaviours[name]
    const plugin = isLoaded
      ? installPlugin(actions, () => pending(name).then(() => pluginOf(name)), options)
      : installPlugin(actions, pluginOf(name), options)
    installed.set(name, plugin)
    if (handles.has(plugin)) return
    handles.add(plugin)
    if (hearing !== undefined) plugin.state.subscribe(() => perform(hearing))
  }

  const perform = ({ verb, name }: Step): void => {
    if (fuel-- < 0) return
    try {
      if (verb === 'replace') install(name, true)
      else if (verb === 'resolve') waiting.get(name)?.shift()?.resolve(undefined)
      else if (verb === 'reject') waiting.get(name)?.shift()?.reject(new Error('rejected'))
      else installed.get(name)?.[verb]()
    } catch (error) {
      assert.match(String(error), 'has been disposed')
      installed.delete(name)
    }
  }

  const check = (): void => {
    const states = [...handles].map(({ name, state }) => ({ name: name as Name, state: state.get() }))
    const isOn = (name: string) => states.some((each) => each.name === name && each.state.status === 'on')
    for (const { name, state } of states) {
      const missing = behaviours[name].dependencies.filter((each) => !isOn(each))
      if (state.status === 'on') assert.equal(missing, [], `${name} is on without ${missing}`)
      if (state.status === 'loading' && state.waitsFor.length > 0) assert.equal(state.waitsFor, missing, name)
    }
    const attached = listeners(actions)
    const may = states.filter(({ state }) => /^(on|loading)$/.test(inShort(state))).map(({ name }) => name)
    assert.equal(attached.length, new Set(attached).size, `each at most once: ${attached}`)
    for (const name of attached) assert.ok(may.includes(name as Name), `${name} is attached`)
    for (const { name, state } of states)
      if (state.status === 'on') assert.ok(attached.includes(name), `${name} is not attached`)
  }

  const unhandled = await unhandledDuring(async () => {
    for (const each of NAMES) install(each, true)
    check()
    for (const each of steps) {
      perform(each)
      check()
      await Promise.resolve()
      check()
    }
    fuel = -1
    const states = [...installed.values()].map((plugin) => {
      try {
        return plugin.on()
      } catch {
        return undefined
      }
    })
    for (let round = 0; round < 20; round++) {
      for (const all of waiting.values()) for (const { resolve } of all.splice(0)) resolve(undefined)
      await Promise.resolve()
    }
    await Promise.all(states)
    check()
    for (const plugin of handles) plugin.dispose()
    assert.equal(listeners(actions), [])
  })
  assert.equal(unhandled, [])
}
