// Describes a contract in JSON Schema, as each library describes its own schemas.

import { checkKnown, checkName, readObject } from '../shared/arguments.js'
import { type StandardProps, standardOf } from '../shared/schema.js'
import { quote, show } from '../shared/text.js'
import { readContract } from './contract.js'
import type { ActionJsonSchema, JsonSchema, JsonSchemaOptions, Schema } from './types.js'

/** What schemas have under `~standard` that can be described. */
type Converter = Partial<Record<'input' | 'output', (options: { readonly target: string }) => JsonSchema>>

/**
 * Returns the JSON Schemas of a contract: for each action what callers pass (`payload`) and what they receive (`result`).
 *
 * Each library describes its own schemas, as Standard JSON Schema says: zod from 4.2, arktype from 2.1.28 and joi from 18 do it by
 * themselves, valibot by `toStandardJsonSchema` of `@valibot/to-json-schema`, and effect 4 by `Schema.toStandardJSONSchemaV1`. For the
 * schemas of one action, use `pick`.
 *
 * @throws {TypeError} when a schema has no JSON Schema. The message names the action, and `cause` is what the library threw.
 *
 * @example
 * const { Deploy } = toJsonSchema(desk.pick('Deploy'), { target: 'draft-07' })
 */
export function toJsonSchema<C extends object>(
  contract: { readonly entries: C },
  options?: JsonSchemaOptions,
): { [K in keyof C]: ActionJsonSchema } {
  const entries = readContract(contract, 'toJsonSchema takes a contract')
  const given = readObject(options)
  checkKnown(given, ['target'])
  const { target = 'draft-2020-12' } = given
  checkName(target, 'The option target')
  const described = Object.entries(entries).map(([action, { payload, result }]) => {
    const schemas: ActionJsonSchema = {
      ...(payload && { payload: describe(payload, 'input', target, `payload of the action ${quote(action)}`) }),
      ...(result && { result: describe(result, 'output', target, `result of the action ${quote(action)}`) }),
    }
    return [action, schemas] as const
  })
  return Object.fromEntries(described) as { [K in keyof C]: ActionJsonSchema }
}

function describe(schema: Schema, side: 'input' | 'output', target: string, what: string): JsonSchema {
  const { vendor, jsonSchema } = standardOf(schema) as StandardProps & { readonly jsonSchema?: Converter }
  const convert = jsonSchema?.[side]
  const none = `There is no JSON Schema of the ${what}`
  if (typeof convert !== 'function') {
    const remedy = 'wrap it with the adapter of its library for Standard JSON Schema'
    throw new TypeError(`${none}, because the schema, of ${quote(vendor)}, does not describe itself: ${remedy}`)
  }
  try {
    return convert.call(jsonSchema, { target })
  } catch (error) {
    throw new TypeError(`${none}: ${show(error)}`, { cause: error })
  }
}
