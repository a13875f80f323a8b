// Options in the place of the payload (S13): refused where the action takes none, since they would do nothing there.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { rejection, settled } from '../../support/helpers.js'

type Actions = ReturnType<typeof createActions>

const { signal } = new AbortController()

/** The ways to invoke "Save" with `payload`, each of which gives the error. */
const WAYS: [how: string, invoke: (actions: Actions, payload: unknown) => Promise<unknown>][] = [
  ['invokeAction', (actions, payload) => rejection(actions.invokeAction('Save', payload))],
  ['invokeAction of a scope', (actions, payload) => rejection(actions.scope('crm').invokeAction('Save', payload))],
  [
    'ctx.invokeAction',
    (actions, payload) => {
      actions.registerAction('Outer', (_payload, ctx) => rejection(ctx.invokeAction('Save', payload)))
      return actions.invokeAction('Outer')
    },
  ],
  [
    'settleAction',
    async (actions, payload) => {
      const outcome = await actions.settleAction('Save', payload)
      assert.is(outcome.status, 'failed')
      return (outcome as { error: unknown }).error
    },
  ],
]

/** Payloads that can only be meant as options. */
const OPTIONS: [shown: string, payload: object][] = [
  ['{ signal }', { signal }],
  ['{ signal, timeout }', { signal, timeout: 5_000 }],
  ['{ signal, timeout, state }', { signal, timeout: undefined, state: { user: 'anna' } }],
]

for (const [how, invoke] of WAYS) {
  for (const [shown, payload] of OPTIONS) {
    test(`S13: ${how} refuses the payload ${shown} for a core that takes no parameters, and nothing runs`, async () => {
      const actions = createActions()
      const log: string[] = []
      actions.registerAction('Save', () => log.push('core'))
      actions.addListener('beforeSave', () => log.push('before'))
      actions.addListener('errorSave', () => log.push('error'))

      const error = await invoke(actions, payload)
      await settled()

      assert.instance(error, TypeError)
      assert.match((error as TypeError).message, '"Save"')
      assert.match((error as TypeError).message, /third|undefined/)
      assert.equal(log, [])
    })
  }
}

/** Payloads that may well be payloads. */
const PAYLOADS: [shown: string, payload: unknown][] = [
  ['undefined', undefined],
  ['{}', {}],
  ['{ timeout } without a signal', { timeout: 5 }],
  ['{ state } without a signal', { state: { open: true } }],
  ['{ signal } that is a text', { signal: 'SIGTERM' }],
  ['{ signal } that is an object of another kind', { signal: { strength: 3 } }],
  ['{ signal, sid }', { signal, sid: 'WT1' }],
  ['a signal', signal],
  ['a list with a signal', [signal]],
]

for (const [shown, payload] of PAYLOADS) {
  test(`S13: the payload ${shown} is handed on, also where the core takes no parameters`, async () => {
    const actions = createActions()
    let seen: unknown = 'nothing'
    actions.registerAction('Save', () => 'saved')
    actions.addListener('beforeSave', (given) => {
      seen = given
    })

    const result = await actions.invokeAction('Save', payload)

    assert.is(result, 'saved')
    assert.is(seen, payload)
  })
}

/** Cores that take a payload, each of which gives it back. */
const TAKING: [what: string, core: (...args: never[]) => unknown][] = [
  ['takes a payload', (payload: unknown) => payload],
  ['takes a payload and ctx', (payload: unknown, _ctx: unknown) => payload],
  ['has a default for its payload', (payload: unknown = {}) => payload],
  ['takes its payload apart', ({ ...rest }: object) => rest],
  ['takes ...args', (...args: unknown[]) => args[0]],
  [
    'is bound',
    function core(this: unknown, payload: unknown) {
      return payload
    }.bind(undefined),
  ],
  [
    'reads arguments, as the mocks of jest do',
    function mock() {
      // biome-ignore lint/complexity/noArguments: this is how they are written.
      return arguments[0]
    },
  ],
  [
    'is bound, and has a default for its payload',
    function core(this: unknown, payload: unknown = {}) {
      return payload
    }.bind(undefined),
  ],
  ['is a proxy', new Proxy((payload: unknown) => payload, {})],
  ['is a proxy, as the mocks of node:test are, and takes ...args', new Proxy((...args: unknown[]) => args[0], {})],
]

for (const [what, core] of TAKING) {
  test(`S13: the payload { signal } is handed on to a core that ${what}`, async () => {
    const actions = createActions()
    actions.registerAction('Save', core as never)

    const seen = (await actions.invokeAction('Save', { signal })) as { signal: unknown }

    assert.is(seen.signal, signal)
  })
}

/** Cores that take no parameters, however they are written. */
const holder = {
  method() {},
  async asyncMethod() {},
}
const TAKING_NONE: [what: string, core: () => unknown][] = [
  ['an arrow function', () => {}],
  ['an async arrow function', async () => {}],
  ['a function', function save() {}],
  ['an async function', async function save() {}],
  ['an anonymous function', (() => () => {})()],
  ['a method', holder.method],
  ['an async method', holder.asyncMethod],
]

for (const [what, core] of TAKING_NONE) {
  test(`S13: the payload { signal } is refused for ${what} without parameters`, async () => {
    const actions = createActions()
    actions.registerAction('Save', core)

    assert.instance(await rejection(actions.invokeAction('Save', { signal })), TypeError)
  })
}

test('S13: the payload { signal } is handed on when the payloadUpdate of the action takes a payload', async () => {
  const actions = createActions()
  let seen: unknown
  actions.registerAction(
    'Save',
    () => 'saved',
    (payload) => {
      seen = payload
    },
  )
  const payload = { signal }

  assert.is(await actions.invokeAction('Save', payload), 'saved')
  assert.is(seen, payload)
})

test('S13: options in the third place are options, also where the core takes no parameters', async () => {
  const actions = createActions()
  actions.registerAction('Save', () => 'saved')

  assert.is(await actions.invokeAction('Save', undefined, { signal }), 'saved')
})

test('S13: a payload whose properties cannot be read is handed on', async () => {
  const actions = createActions()
  const { proxy, revoke } = Proxy.revocable({ signal }, {})
  revoke()
  let seen: unknown
  actions.registerAction('Save', () => 'saved')
  actions.use((ctx, next) => {
    seen = ctx.payload
    return next()
  })

  const result = await actions.invokeAction('Save', proxy)

  assert.is(result, 'saved')
  assert.is(seen === proxy, true)
})

test.run()
