// What do schemas do that are seldom, or that break the standard?

import { type } from 'arktype'
import Joi from 'joi'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import * as yup from 'yup'
import { z } from 'zod'
import { ActionPayloadError, contract, enforce, type Schema } from '../../source/contract/index.js'
import { createActions } from '../../source/core/index.js'

/** Returns how an invocation ends whose payload and result have the same schema. */
async function tried(schema: Schema, value: unknown, recheck = false) {
  const actions = createActions()
  enforce(actions, contract({ Save: { payload: schema } }), { recheck })
  actions.registerAction('Save', (payload) => payload)
  return actions.settleAction('Save', value)
}

/** A schema by hand. */
function schema(validate: (value: unknown) => unknown): Schema {
  return { '~standard': { version: 1, vendor: 'hand', validate } }
}

interface Tree {
  name: string
  kids: Tree[]
}
const zodTree: z.ZodType<Tree> = z.object({ name: z.string(), kids: z.array(z.lazy(() => zodTree)) })
const valibotTree: v.GenericSchema<Tree> = v.object({ name: v.string(), kids: v.array(v.lazy(() => valibotTree)) })
const kindred = z.discriminatedUnion('kind', [z.object({ kind: z.literal('a'), n: z.number() })])
const [one, key] = [{ name: 'a', kids: [{ name: 'b', kids: [] }] }, Symbol.for('key')]

/** The schema, a value that passes, and what comes out. */
const PASSES: Readonly<Record<string, readonly [Schema, unknown, unknown]>> = {
  'zod, recursive': [zodTree, one, one],
  'valibot, recursive': [valibotTree, one, one],
  'zod, a union': [kindred, { kind: 'a', n: 1 }, { kind: 'a', n: 1 }],
  'zod, catch': [z.string().catch('instead'), 5, 'instead'],
  'zod, preprocess': [z.preprocess(Number, z.number()), '5', 5],
  'zod, branded': [z.string().brand('id'), 'a', 'a'],
  'zod, an asynchronous refinement': [z.string().refine(async () => true), 'a', 'a'],
  'zod, undefined': [z.undefined(), undefined, undefined],
  'zod, a promise': [z.promise(z.string()), Promise.resolve('a'), 'a'],
  'zod, a Map': [z.map(z.string(), z.number()), new Map([['a', 1]]), new Map([['a', 1]])],
  'zod, a record without a prototype of its own': [
    z.record(z.string(), z.number()),
    JSON.parse('{ "__proto__": 1, "a": 1 }'),
    { a: 1 },
  ],
  'zod, a codec': [
    z.codec(z.string(), z.number(), { decode: (text) => Number(text), encode: (count) => String(count) }),
    '5',
    5,
  ],
  'arktype, a symbol as a key': [type({ [key]: 'string' }), { [key]: 'a' }, { [key]: 'a' }],
  'joi, alternatives': [Joi.alternatives(Joi.number(), Joi.object({ a: Joi.number() })), { a: '5' }, { a: 5 }],
  'yup, lazy': [yup.lazy((value) => (typeof value === 'string' ? yup.string() : yup.number())) as never, 5, 5],
  'a thenable that is no promise': [
    schema((value) => ({ then: (take: (outcome: unknown) => void) => take({ value }) })),
    5,
    5,
  ],
  'a thenable that calls back twice, and throws': [
    schema((value) => ({
      then(take: (outcome: unknown) => void) {
        take({ value })
        take({ value: 'other' })
        throw new Error('late')
      },
    })),
    5,
    5,
  ],
  'issues that are null': [schema((value) => ({ value, issues: null })), 5, 5],
  'a value that is a getter': [schema((value) => Object.create({ value })), 5, 5],
}

for (const [name, [odd, value, given]] of Object.entries(PASSES)) {
  for (const recheck of [false, true]) {
    test(`${name}: passes${recheck ? ', also with recheck' : ''}`, async () => {
      assert.equal(await tried(odd, value, recheck), { status: 'done', result: given })
    })
  }
}

const refused = (issues: unknown) => schema(() => ({ issues }))

/** The schema, a value that does not fit, and the issues. */
const REFUSED: Readonly<Record<string, readonly [Schema, unknown, unknown]>> = {
  'zod, recursive': [
    zodTree,
    { name: 'a', kids: [{ name: 5, kids: [] }] },
    [{ message: 'Invalid input: expected string, received number', path: ['kids', 0, 'name'] }],
  ],
  'zod, strict': [z.strictObject({}), { b: 1 }, [{ message: 'Unrecognized key: "b"', path: [] }]],
  'arktype, a symbol as a key': [
    type({ [key]: 'string' }),
    { [key]: 5 },
    [{ message: 'value at [Symbol(key)] must be a string (was a number)', path: [key] }],
  ],
  'yup, an asynchronous test': [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: yup fills it in
    yup.string().test('none', 'not ${value}', async () => false) as never,
    'hunter2',
    [{ message: 'not …', path: [] }],
  ],
  'valibot, a Map whose keys are objects': [
    v.map(v.object({ password: v.number() }), v.number()),
    new Map([[{ password: 'hunter2' }, 1]]),
    [{ message: 'Invalid type: Expected number but received "…"', path: ['an object', 'password'] }],
  ],
  'valibot, a Set': [
    v.set(v.number()),
    new Set(['hunter2']),
    [{ message: 'Invalid type: Expected number but received "…"', path: ['null'] }],
  ],
  'keys that are no keys': [
    refused([{ message: 'no', path: [null, { key: 5n }, { key }, { key: { secret: 1 } }] }]),
    5,
    [{ message: 'no', path: ['null', '5', key, 'an object'] }],
  ],
  'paths that are no lists': [
    refused(['a.b', null, 5].map((path) => ({ message: 'no', path }))),
    5,
    Array(3).fill({ message: 'no', path: [] }),
  ],
  'issues that are none': [
    refused([null, 'no', {}, { message: Symbol('no') }]),
    5,
    Array(4).fill({ message: 'Invalid value', path: [] }),
  ],
  'no list of issues': [refused('no'), 5, []],
  'an empty list of issues': [refused([]), 5, []],
}

for (const [name, [odd, value, issues]] of Object.entries(REFUSED)) {
  test(`${name}: is refused`, async () => {
    const outcome = await tried(odd, value)

    assert.is(outcome.status, 'failed')
    if (outcome.status !== 'failed') return
    assert.instance(outcome.error, ActionPayloadError)
    assert.equal((outcome.error as ActionPayloadError).issues, issues)
    assert.not.match((outcome.error as Error).message, /hunter2|undefined/)
  })
}

for (const [got, outcome] of Object.entries({ undefined, null: null, boolean: true, string: 'hunter2', object: {} })) {
  for (const isLate of [false, true]) {
    for (const recheck of [false, true]) {
      test(`a schema that gives ${isLate ? 'a promise of ' : ''}a wrong ${got} fails${recheck ? ', also with recheck' : ''}`, async () => {
        const settled = await tried(
          schema(() => (isLate ? Promise.resolve(outcome) : outcome)),
          5,
          recheck,
        )

        assert.is(settled.status, 'failed')
        if (settled.status !== 'failed') return
        assert.instance(settled.error, TypeError)
        assert.is(
          (settled.error as Error).message,
          `The schema of the payload of "Save" must give { value } or { issues }, or a promise of one, got ${got}`,
        )
      })
    }
  }
}

test.run()
