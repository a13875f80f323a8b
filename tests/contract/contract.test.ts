// What may a contract say, and how is it put together?

import { type as ark } from 'arktype'
import * as Effect4 from 'effect/Schema'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { z } from 'zod'
import { contract, enforce, toJsonSchema } from '../../source/contract/index.js'
import { createActions } from '../../source/core/index.js'
import { rejection, thrown } from '../support/helpers.js'
import { LIBRARIES } from './schemas.js'

const desk = contract({
  Deploy: { payload: z.object({ to: z.string() }), title: 'Deploy', description: 'Puts it there', destructive: true },
  Logout: {},
})

test('a contract has its entries, and does not change', () => {
  const entry = { title: 'Deploy', idempotent: true, readOnly: true }
  const one = contract({ Deploy: entry })
  entry.title = 'Other'

  assert.equal(one.entries.Deploy, { title: 'Deploy', idempotent: true, readOnly: true })
  assert.ok(Object.isFrozen(one) && Object.isFrozen(one.entries) && Object.isFrozen(one.entries.Deploy))
})

test('extend adds entries, and pick takes some', async () => {
  const all = desk.extend(contract({ Refund: { payload: v.number() } })).extend({ Close: {} })

  assert.equal(Object.keys(all.entries), ['Deploy', 'Logout', 'Refund', 'Close'])
  assert.equal(Object.keys(all.pick('Close', 'Deploy').entries), ['Close', 'Deploy'])
  assert.equal(Object.keys(desk.entries), ['Deploy', 'Logout'])
})

test('S1: every string is a name', async () => {
  const odd = contract(
    Object.fromEntries(['__proto__', 'constructor', 'then', 'extend'].map((name) => [name, { payload: z.number() }])),
  )
  const actions = enforce(createActions(), odd)
  for (const name of Object.keys(odd.entries)) actions.registerAction(name, (payload) => payload)
  actions.registerAction('toString', (payload) => payload)

  assert.equal(Object.keys(odd.entries), ['__proto__', 'constructor', 'then', 'extend'])
  assert.equal(Object.keys(toJsonSchema(odd)), Object.keys(odd.entries))
  for (const name of Object.keys(odd.entries)) assert.instance(await rejection(actions.invokeAction(name, 'a')), Error)
  assert.is(await actions.invokeAction('toString', 'a'), 'a')
})

const schema = z.string()
const arkSchema = ark('string')
const actions = createActions()

/** What is wrong, and what the error says. */
const REFUSED: readonly [() => unknown, RegExp][] = [
  [() => contract(schema as never), /contract takes an object with an entry for each action, .*, got a schema/],
  [() => contract(undefined as never), /got undefined/],
  [() => contract([] as never), /got \[\]/],
  [() => contract(5 as never), /contract takes an object with an entry for each action, .*, got 5/],
  [() => contract(null as never), /got null/],
  [
    () => contract({ Deploy: schema as never }),
    /The entry of the action "Deploy" must be an object, got a schema: write/,
  ],
  [() => contract({ Deploy: 5 as never }), /The entry of the action "Deploy" must be an object, got 5/],
  [() => contract({ '': {} }), /The name of an action must be a non-empty string/],
  [
    () => contract({ Deploy: { payloda: schema } as never }),
    /There is no field "payloda" of the action "Deploy": did you mean "payload"\? The fields are payload, result, /,
  ],
  [() => contract({ Deploy: { payload: {} as never } }), /The payload of the action "Deploy" must be a schema/],
  [
    () => contract({ Deploy: { result: Effect4.String as never } }),
    /The result of the action "Deploy" must be a schema/,
  ],
  [
    () => contract({ Deploy: { description: '' } }),
    /The description of the action "Deploy" must be a non-empty string/,
  ],
  [() => contract({ Deploy: { readOnly: 1 as never } }), /The readOnly of the action "Deploy" must be true or false/],
  [() => contract({ Deploy: { readOnly: true, destructive: true } }), /must not be readOnly and destructive/],
  [() => desk.extend({ Deploy: {} }), /The contract has the action "Deploy" already: leave it out of one of them/],
  [() => contract(desk as never), /, got a contract: use it as it is/],
  [() => desk.extend(desk), /The contract has the action "Deploy" already/],
  [() => desk.pick('Deplo' as never), /an action of the contract \(did you mean "Deploy"\?\), got "Deplo"/],
  [() => desk.pick(5 as never), /an action of the contract, got 5/],
  [() => enforce(desk as never, actions as never), /enforce takes actions, or a scope of them, and then a contract/],
  [() => enforce(undefined as never, desk), /and then a contract, got undefined/],
  [
    () => enforce(actions, { Deploy: {} } as never),
    /enforce takes a contract after the actions, got .*: make it with contract/,
  ],
  [() => enforce(actions, schema as never), /got a schema/],
  [() => enforce(actions, desk, { recheck: 1 as never }), /The option recheck must be true or false, got 1/],
  [() => enforce(actions, desk, { strikt: true } as never), /There is no option "strikt": did you mean "strict"\?/],
  [() => enforce(actions, desk, { signal: 5 as never }), /The option signal must be an AbortSignal/],
  [() => toJsonSchema({} as never), /toJsonSchema takes a contract, got \{\}/],
  [() => toJsonSchema(desk, { target: '' }), /The option target must be a non-empty string/],
  [() => toJsonSchema(desk, { targt: '' } as never), /did you mean "target"/],
  // A schema where something else belongs.
  [() => actions.registerAction('A', schema as never), /The core of the action "A" must be a function, got a schema/],
  [() => actions.registerAction('A', arkSchema as never), /must be a function, got a schema: put it into a contract/],
  [() => actions.registerAction('A', () => {}, schema as never), /must be an object, got a schema/],
  [
    () => actions.registerAction('A', () => {}, arkSchema as never),
    /The option payloadUpdate must be a function, got a schema/,
  ],
  [
    () => actions.registerAction('A', () => {}, { payloadUpdate: arkSchema as never }),
    /payloadUpdate must be a function, got a schema/,
  ],
  [() => actions.addListener('beforeA', arkSchema as never), /got a schema/],
  [() => actions.replaceAction('A', arkSchema as never), /got a schema/],
  [() => actions.use(arkSchema as never), /got a schema/],
  [() => actions.use('A', arkSchema as never), /got a schema/],
  [() => createActions(schema as never), /must be an object, got a schema/],
]

for (const [wrong, says] of REFUSED) {
  test(`a TypeError says: ${says.source}`, () => {
    const error = thrown(wrong) as Error

    assert.instance(error, TypeError)
    assert.match(error.message, says)
  })
}

test('a schema as options of an invocation is a TypeError', async () => {
  actions.registerAction('Known', () => {}, { override: true })

  assert.match(((await rejection(actions.invokeAction('Known', 5, schema as never))) as Error).message, /got a schema/)
})

for (const [name, { payload, hasJsonSchema }] of Object.entries(LIBRARIES)) {
  test(`${name}: ${hasJsonSchema ? 'a JSON Schema' : 'no JSON Schema, and the error names the action'}`, () => {
    const describe = () => toJsonSchema(contract({ Deploy: { payload }, Logout: {} }))

    if (hasJsonSchema) {
      const { Deploy, Logout } = describe()
      assert.is(Deploy.payload?.type, 'object')
      assert.equal([...((Deploy.payload?.required ?? []) as string[])].sort(), ['sizes', 'to'])
      assert.equal(Logout, {})
      return
    }
    const error = thrown(describe) as Error
    assert.instance(error, TypeError)
    assert.match(error.message, /^There is no JSON Schema of the payload of the action "Deploy", because .* wrap it/)
  })
}

test('JSON Schema: the payload as callers pass it, the result as they receive it, in the version that is asked for', () => {
  const delay = z.string().default('now')
  const { Wait } = toJsonSchema(contract({ Wait: { payload: z.object({ delay }), result: z.object({ delay }) } }), {
    target: 'draft-07',
  })

  assert.is(Wait.payload?.$schema, 'http://json-schema.org/draft-07/schema#')
  assert.is(Wait.payload?.required, undefined)
  assert.equal(Wait.result?.required, ['delay'])
})

test('JSON Schema: what a library cannot describe is an error that names the action, and has the cause', () => {
  const dated = contract({ Deploy: {}, Wait: { result: z.date() } })

  const error = thrown(() => toJsonSchema(dated)) as Error

  assert.instance(error, TypeError)
  assert.match(error.message, /^There is no JSON Schema of the result of the action "Wait": "Date cannot be/)
  assert.instance(error.cause, Error)
  assert.equal(toJsonSchema(dated.pick('Deploy')), { Deploy: {} })
})

test.run()
