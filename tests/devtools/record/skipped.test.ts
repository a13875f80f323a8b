// Which parties a recording counts as skipped, because they did not run.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { record } from '../../../source/devtools/index.js'
import { deferred, rejection } from '../../support/helpers.js'
import { at, openDesk, openTheirs } from '../desk.js'

test('a party that was called several times is not counted as a party that did not run', async () => {
  const { actions, recording } = openDesk()
  let tries = 0
  actions.registerAction('AcceptTask', () => (++tries < 3 ? Promise.reject(new Error('engaged')) : 'accepted'), {
    name: 'accept',
    override: true,
  })
  actions.replaceAction('AcceptTask', (_payload, original) =>
    original()
      .catch(() => original())
      .catch(() => original()),
  )
  actions.replaceAction('AcceptTask', () => 'refused', { name: 'refuse' })()
  actions.addListener('afterAcceptTask', () => {}, { name: 'tell' })
  actions.addListener('afterAcceptTask', () => {}, { name: 'tell' })

  await actions.invokeAction('AcceptTask', { sid: 'WT1' })

  assert.is(at(recording).parties.filter(({ kind }) => kind === 'core').length, 3)
  assert.equal(at(recording).skipped, [])
})

test('of functions that look alike, exactly as many are skipped as did not run', async () => {
  const { actions, recording } = openDesk()
  const look = () => {}
  actions.addListener('beforeLogout', look)
  actions.addListener('beforeLogout', (_payload, abort) => abort(), { name: 'stay' })
  actions.addListener('beforeLogout', look)

  await rejection(actions.invokeAction('Logout'))

  assert.equal(
    at(recording).skipped.map(({ name }) => name),
    ['look', 'logOut'],
  )
})

test('a second call of one party does not hide another party that did not run', async () => {
  const { actions, recording } = openDesk()
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original()
    await original()
    throw new Error('twice is too often')
  })
  actions.addListener('afterAcceptTask', () => {}, { name: 'tell' })

  await rejection(actions.invokeAction('AcceptTask', { sid: 'WT1' }))

  assert.equal(at(recording).skipped, [{ kind: 'after', name: 'tell', scope: undefined }])
})

test('a once-listener that another invocation has called in the meantime is skipped', async () => {
  const { actions, recording } = openDesk()
  const hold = deferred()
  const look = () => {}
  let invoked = 0
  actions.use(async (_ctx, next) => {
    if (++invoked === 1) await hold.promise
    await next()
  })
  actions.addListener('beforeLogout', () => {}, { name: 'first', once: true })
  actions.addListener('beforeLogout', look)
  actions.addListener('beforeLogout', (_payload, abort) => abort(), { name: 'stay' })
  actions.addListener('beforeLogout', look)

  const held = rejection(actions.invokeAction('Logout'))
  await rejection(actions.invokeAction('Logout'))
  hold.resolve()
  await held

  assert.equal(
    recording.invocations.map(({ skipped }) => skipped.map(({ name }) => name)),
    [
      ['first', 'look', 'logOut'],
      ['look', 'logOut'],
    ],
  )
})

for (const [field, other] of [
  ['kind', 'core'],
  ['name', 'see'],
  ['scope', 'desk'],
] as const) {
  test(`a skipped party and a party that ran are told apart even if only the ${field} differs`, () => {
    const look = { kind: 'before', name: 'look', scope: 'crm' } as const
    const ran = { ...look, [field]: other }
    const { observer, recording } = openTheirs([look, ran])
    const ctx = { id: 7, action: 'AcceptTask', depth: 0 }
    const info = { ctx, kind: 'invocation', name: 'AcceptTask', scope: undefined } as never

    observer.start?.(info)
    observer.start?.({ ctx, ...ran } as never)
    observer.end?.(info)

    assert.equal(at(recording).skipped, [look])
  })
}

test('when no party ran, the whole stack is skipped', async () => {
  const { actions, recording } = openDesk()
  actions.addListener('beforeLogout', () => {}, { name: 'look' })
  actions.observe({ start: ({ ctx }) => ctx.abort() })

  await rejection(actions.invokeAction('Logout'))

  assert.equal(at(recording).parties, [])
  assert.equal(at(recording).skipped, [
    { kind: 'before', name: 'look', scope: undefined },
    { kind: 'core', name: 'logOut', scope: undefined },
  ])
})

test('when every party ran, even more than once, no party is skipped', async () => {
  const { actions, recording, reported } = openDesk()
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await original()
    return original()
  })

  await actions.invokeAction('AcceptTask', { sid: 'WT1' })

  assert.equal([at(recording).parties.length, at(recording).skipped, reported], [3, [], []])
})

test('without explain, or with an explain that throws, no party is skipped', async () => {
  const { actions } = openDesk()
  const { observe } = actions
  const explain = () => {
    throw new Error('explain is broken')
  }
  const recordings = [record({ observe }), record({ observe, explain })]
  actions.addListener('beforeLogout', (_payload, abort) => abort())

  await rejection(actions.invokeAction('Logout'))

  assert.equal(
    recordings.map((recording) => [at(recording).outcome, at(recording).skipped]),
    [
      ['aborted', []],
      ['aborted', []],
    ],
  )
})

test.run()
