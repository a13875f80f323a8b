// Decides that any text may name an action, a listener or a scope, and that nothing here is a thenable.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionAbortedError, createActions } from '../../../source/core/index.js'
import { rejection } from '../../support/helpers.js'
import { actionsWithoutMap, byNow } from './support.js'

const hostileNames = [
  '__proto__',
  'constructor',
  'prototype',
  'then',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'before',
  'afterglow',
  ' ',
  'two words\nand lines',
  '💥',
  '0',
]

for (const name of hostileNames) {
  test(`Withstands: ${JSON.stringify(name)} is a name like any other`, async () => {
    const actions = actionsWithoutMap()
    const log: string[] = []
    const unknown = (await rejection(actions.invokeAction(name))) as Error
    actions.registerAction(name, (payload) => {
      log.push('core')
      return payload
    })
    actions.use(name, async (ctx, next) => {
      log.push(`use ${ctx.action}`)
      await next()
    })
    actions.addListener(`before${name}`, () => log.push('before'))
    actions.addListener(`after${name}`, () => log.push('after'))
    actions.replaceAction(name, (payload, original) => {
      log.push('replacement')
      return original(payload)
    })

    const result = await actions.invokeAction(name, 'payload')

    assert.is(unknown.name, 'UnknownActionError')
    assert.is(result, 'payload')
    assert.equal(log, [`use ${name}`, 'before', 'replacement', 'core', 'after'])
    assert.equal(actions.actionNames(), [name])
    assert.is(actions.unregisterAction(name), true)
    assert.is(actions.hasAction(name), false)
    assert.is(({} as Record<string, unknown>).polluted, undefined)
  })
}

test('Withstands: an async function can return actions, because actions are no thenable', async () => {
  const actions = actionsWithoutMap()
  actions.registerAction('then', () => 'and then')

  const same = await Promise.resolve(actions)

  assert.is(same, actions)
})

test('Withstands: a promise can resolve with a ctx, because a ctx is no thenable', async () => {
  const actions = actionsWithoutMap()
  actions.registerAction('PrintLabel', async (_payload, ctx) => ctx)

  const ctx = await byNow(actions.invokeAction('PrintLabel', {}))

  assert.is(ctx.action, 'PrintLabel')
})

const ODD_NAMES = ['__proto__', 'constructor', 'hasOwnProperty', 'then', 'toString', '\ud800', 'low \udc00 alone']

for (const odd of ODD_NAMES) {
  test(`Withstands: ${JSON.stringify(odd)} may name an action, its events, a listener and a scope`, async () => {
    const reports: [string, unknown][] = []
    const actions = createActions({
      onListenerError: (error, { event }) => reports.push([(error as Error).message, event]),
    })
    const seen: unknown[] = []
    const scope = actions.scope(odd)
    scope.registerAction(odd, () => 'done', { name: odd })
    const fail = () => {
      throw new Error('down')
    }
    scope.addListener(`after${odd}`, fail, { name: odd })
    scope.use(odd, (_ctx, next) => next(), { name: odd })
    scope.replaceAction(odd, (_payload, original) => original(), { name: odd })
    actions.observe({ end: ({ kind, name, scope }) => seen.push([kind, name, scope]) })

    const result = await actions.invokeAction(odd)
    scope.addListener(`before${odd}`, (_payload, abort) => abort(odd), { name: odd })
    const { by, reason, action, message } = (await rejection(actions.invokeAction(odd))) as ActionAbortedError
    const shown = actions.explain(odd).map(({ kind, name, scope }) => [kind, name, scope])
    scope.dispose()

    const quoted = JSON.stringify(odd)
    assert.is(result, 'done')
    assert.equal(reports, [['down', `after${odd}`]])
    assert.equal(seen.slice(0, 5), [
      ['core', odd, odd],
      ['replacement', odd, odd],
      ['after', odd, odd],
      ['middleware', odd, odd],
      ['invocation', odd, undefined],
    ])
    assert.equal({ by, reason, action }, { by: { kind: 'before', name: odd, scope: odd }, reason: odd, action: odd })
    assert.is(
      message,
      `The action ${quoted} was aborted by the before-listener ${quoted} of the scope ${quoted}: ${quoted}`,
    )
    assert.equal(
      shown,
      ['middleware', 'before', 'replacement', 'core', 'after'].map((kind) => [kind, odd, odd]),
    )
    assert.equal(actions.explain(), [])
    assert.is(Object.getPrototypeOf(actions), Object.prototype)
  })
}

test.run()
