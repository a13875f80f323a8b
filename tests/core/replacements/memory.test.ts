// Replacements (S5): what a long-running replacement keeps in memory.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { collectGarbage, settled } from '../../support/helpers.js'

test('S5: calls of original that overlap are let go of once they have ended, while their replacement goes on', async () => {
  const actions = createActions()
  const gates = new Map<number, () => void>()
  const gone: WeakRef<object>[] = []
  actions.registerAction('Poll', ({ i }) => new Promise<void>((resolve) => gates.set(i, resolve)))
  actions.replaceAction('Poll', async (_payload, original) => {
    let last: Promise<unknown> | undefined
    for (let i = 0; i < 100; i++) {
      const payload = { i }
      gone.push(new WeakRef(payload))
      const next = original(payload)
      gates.get(i - 1)?.()
      gates.delete(i - 1)
      await last
      last = next
    }
    await settled()
    collectGarbage()
    const kept = gone.filter((ref) => ref.deref() !== undefined).length
    gates.get(99)?.()
    await last
    return kept
  })

  const kept = await actions.invokeAction('Poll', { i: -1 })

  assert.ok(kept < 5, `${kept} of 100 payloads are kept`)
})

test('S5: what the originals gave that a replacement has waited for is let go of, while it goes on', async () => {
  const actions = createActions()
  const gone: WeakRef<object>[] = []
  actions.registerAction('Poll', async () => {
    const answer = {}
    gone.push(new WeakRef(answer))
    return answer
  })
  actions.replaceAction('Poll', async (_payload, original) => {
    for (let i = 0; i < 100; i++) await original()
    await settled()
    collectGarbage()
    return gone.filter((ref) => ref.deref() !== undefined).length
  })

  const kept = await actions.invokeAction('Poll')

  assert.ok(kept < 5, `${kept} of 100 answers are kept`)
})

test.run()
