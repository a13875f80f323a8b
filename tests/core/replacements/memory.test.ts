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
    await collectGarbage()
    const kept = gone.filter((ref) => ref.deref() !== undefined).length
    gates.get(99)?.()
    await last
    return kept
  })

  const kept = await actions.invokeAction('Poll', { i: -1 })

  assert.ok(kept < 5, `${kept} of 100 payloads are kept`)
})

for (const [how, wait] of [
  ['await', (original: () => Promise<unknown>) => original()],
  ['then', (original: () => Promise<unknown>) => original().then((answer) => answer)],
  ['finally', (original: () => Promise<unknown>) => original().finally(() => {})],
  ['catch', (original: () => Promise<unknown>) => original().catch(() => {})],
  ['a bare then', (original: () => Promise<unknown>) => void original().then(() => {})],
  ['a helper that is not awaited', (original: () => Promise<unknown>) => void Promise.allSettled([original()])],
] as const) {
  for (const fails of [false, true]) {
    // A failure that the replacement does not handle ends it, and is kept.
    if (fails && how === 'a bare then') continue
    const gave = fails ? 'failures' : 'answers'
    test(`S5: what the originals gave that a replacement has waited for is let go of, while it goes on (${gave}, ${how})`, async () => {
      const actions = createActions()
      const gone: WeakRef<object>[] = []
      actions.registerAction('Poll', async () => {
        const answer = new Error('answer')
        gone.push(new WeakRef(answer))
        if (fails) throw answer
        return answer
      })
      actions.replaceAction('Poll', async (_payload, original) => {
        for (let i = 0; i < 100; i++) {
          try {
            await wait(original)
          } catch {
            // Handled.
          }
          await settled()
        }
        await settled()
        await collectGarbage()
        return gone.filter((ref) => ref.deref() !== undefined).length
      })

      const kept = await actions.invokeAction('Poll')

      assert.is(gone.length, 100)
      assert.ok(kept < 5, `${kept} of 100 ${gave} are kept`)
    })
  }
}

test.run()
