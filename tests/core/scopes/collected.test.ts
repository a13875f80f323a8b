// What becomes of scopes that are dropped without being disposed (S14).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { collectGarbage, settled } from '../../support/helpers.js'
import { noop } from './verbs.js'

test('S14: scopes that hold nothing can be collected, however many were made', async () => {
  const actions = createActions()
  const dropped = Array.from({ length: 100 }, (_, i) => new WeakRef(actions.scope(`plugin ${i}`)))

  await settled()
  await collectGarbage()
  // Those that are gone are swept out while further scopes are made.
  for (let i = 0; i < 200; i++) actions.scope(`further ${i}`)
  const replaced = actions.scope('plugin 1', { replace: true })
  replaced.addListener('beforeSave', noop)

  assert.ok(dropped.some((scope) => scope.deref() === undefined))
  assert.equal(
    actions.explain('Save').map(({ scope }) => scope),
    ['plugin 1'],
  )
})

test('S14: where there is no WeakRef, scopes and signals do the same', () => {
  const { WeakRef: original } = globalThis
  globalThis.WeakRef = undefined as never
  try {
    const actions = createActions()
    const leaving = new AbortController()
    const old = actions.scope('crm-plugin')
    old.addListener('beforeSave', noop, { signal: leaving.signal })
    actions.scope('crm-plugin', { replace: true }).addListener('afterSave', noop, { signal: leaving.signal })

    const attached = actions.explain('Save').map(({ kind }) => kind)
    leaving.abort()

    assert.equal(attached, ['after'])
    assert.equal(actions.explain('Save'), [])
  } finally {
    globalThis.WeakRef = original
  }
})

test.run()
