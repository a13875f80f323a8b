// How does each library check payloads and results? One test for each promise and each real package.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ActionPayloadError, ActionResultError, contract, enforce } from '../../source/contract/index.js'
import { createActions } from '../../source/core/index.js'
import { rejection } from '../support/helpers.js'
import { LIBRARIES } from './schemas.js'

for (const [name, { payload, result, isSynchronous }] of Object.entries(LIBRARIES)) {
  const prepare = (core: (payload: { to: string }) => unknown = ({ to }) => to) => {
    const actions = enforce(createActions(), contract({ Deploy: { payload, result } }))
    actions.registerAction('Deploy', core)
    return actions
  }

  test(`${name}: a payload and a result that fit pass`, async () => {
    const actions = prepare()

    assert.is(await actions.invokeAction('Deploy', { to: 'here', sizes: [1, 2] }), 'here')
  })

  test(`${name}: a payload that does not fit is refused, with paths as plain keys`, async () => {
    const ran: unknown[] = []
    const actions = prepare((given) => ran.push(given))

    const error = (await rejection(
      actions.invokeAction('Deploy', { to: 'here', sizes: [1, 'two'] }),
    )) as ActionPayloadError

    assert.instance(error, ActionPayloadError)
    assert.equal(error.issues[0]?.path.map(String), ['sizes', '1'])
    assert.is(Object.getPrototypeOf(error.issues), Array.prototype)
    assert.is(Object.getPrototypeOf(error.issues[0]?.path), Array.prototype)
    assert.equal(Object.keys(error.issues[0] ?? {}), ['message', 'path'])
    assert.ok(
      error.message.startsWith('Cannot invoke the action "Deploy", because its payload does not fit at "sizes[1]": '),
    )
    assert.equal(ran, [])
  })

  test(`${name}: a result that does not fit is refused`, async () => {
    const actions = prepare(() => 5)

    const error = (await rejection(actions.invokeAction('Deploy', { to: 'here', sizes: [] }))) as ActionResultError

    assert.instance(error, ActionResultError)
    assert.equal(error.issues[0]?.path, [])
    assert.ok(error.message.startsWith('The action "Deploy" has a result that does not fit its contract: '))
  })

  test(`S2: ${name}: the core and the after-listeners run in the same call, where the library checks synchronously`, async () => {
    const log: string[] = []
    const actions = prepare(({ to }) => {
      log.push('core')
      return to
    })
    actions.addListener('afterDeploy', () => log.push('after'))

    const invoked = actions.invokeAction('Deploy', { to: 'here', sizes: [] })
    log.push('returned')
    await invoked

    assert.equal(log, isSynchronous ? ['core', 'after', 'returned'] : ['returned', 'core', 'after'])
  })
}

test('the libraries may be mixed in one contract', async () => {
  const entries = Object.entries(LIBRARIES).map(([name, { payload, result }]) => [name, { payload, result }])
  const all = contract(Object.fromEntries(entries))
  const actions = enforce(createActions(), all)
  for (const name of Object.keys(LIBRARIES)) actions.registerAction(name, ({ to }) => to)

  const results = await Promise.all(
    Object.keys(LIBRARIES).map((name) => actions.invokeAction(name, { to: name, sizes: [] })),
  )

  assert.equal(results, Object.keys(LIBRARIES))
})

test.run()
