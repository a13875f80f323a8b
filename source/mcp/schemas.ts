// Shapes JSON Schemas for tools: what a tool takes is an object, whatever the payload is.

import type { JsonSchema, Schema } from '../contract/index.js'
import { standardOf } from '../shared/schema.js'
import { isThenable } from '../shared/thenable.js'

/** The schema of an action that takes nothing. */
export const NOTHING: JsonSchema = /* @__PURE__ */ Object.freeze({
  type: 'object',
  properties: Object.freeze({}),
  additionalProperties: false,
})

/** The name of the one argument, where the payload is no object. */
export const PAYLOAD = 'payload'

/** Keywords whose values are data, and no schemas. */
const DATA: ReadonlySet<string> = /* @__PURE__ */ new Set(['const', 'enum', 'default', 'examples'])

/** Keywords whose values have a schema under each name. Such a name is no keyword, although it may look like one. */
const NAMED: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'properties',
  'patternProperties',
  'dependentSchemas',
  '$defs',
  'definitions',
])

/** Returns whether everything that fits a schema is an object. */
export function isOfObjects(schema: unknown, root: unknown = schema, seen: readonly unknown[] = []): boolean {
  if (typeof schema !== 'object' || schema === null || seen.includes(schema)) return false
  const { type, $ref, anyOf, oneOf, allOf, properties } = schema as JsonSchema
  if (type !== undefined) return type === 'object'
  const inside = (inner: unknown) => isOfObjects(inner, root, [...seen, schema])
  if (typeof $ref === 'string' && $ref.startsWith('#')) return inside(at(root, $ref))
  const either = anyOf ?? oneOf
  if (Array.isArray(either)) return either.length > 0 && either.every(inside)
  if (Array.isArray(allOf)) return allOf.some(inside)
  return properties !== undefined
}

/** Returns the schema of an object that has the payload in its only property. References stay right. */
export function wrapped(schema: JsonSchema, isOptional: boolean): JsonSchema {
  const { $schema, ...inner } = schema
  const moved = rewritten(inner, (key, value) =>
    key === '$ref' && typeof value === 'string' && value.startsWith('#')
      ? `#/properties/${PAYLOAD}${value.slice(1)}`
      : value,
  )
  const required = isOptional ? [] : [PAYLOAD]
  return {
    ...($schema !== undefined && { $schema }),
    type: 'object',
    properties: { [PAYLOAD]: moved },
    required,
    additionalProperties: false,
  }
}

/** Returns a schema that allows more properties everywhere: clients refuse results that have more than their schema says. */
export function relaxed(schema: JsonSchema): JsonSchema {
  return rewritten(schema, (key, value) =>
    key === 'additionalProperties' && value === false ? undefined : value,
  ) as JsonSchema
}

/** Returns whether a schema takes a value. A schema that cannot say so at once does not. */
export function takes(schema: Schema, value: unknown): boolean {
  try {
    const outcome = standardOf(schema).validate(value) as { readonly issues?: unknown } | PromiseLike<unknown>
    if (!isThenable(outcome)) return outcome.issues === undefined
    outcome.then(undefined, () => {})
  } catch {
    // It has thrown, so it does not take it.
  }
  return false
}

/**
 * Returns a copy in which `change` has replaced the values of keywords. What becomes undefined is left out.
 *
 * @param hasNames Whether the keys of `value` are names, and no keywords.
 */
function rewritten(value: unknown, change: (key: string, value: unknown) => unknown, hasNames = false): unknown {
  if (Array.isArray(value)) return value.map((inner) => rewritten(inner, change))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => {
    if (hasNames) return [key, rewritten(inner, change)]
    return [key, DATA.has(key) ? inner : rewritten(change(key, inner), change, NAMED.has(key))]
  })
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined))
}

/** Returns what a reference leads to. */
function at(root: unknown, ref: string): unknown {
  const keys = ref.slice(1).split('/').slice(1)
  return keys.reduce((inner: unknown, key) => Object(inner)[key.replaceAll('~1', '/').replaceAll('~0', '~')], root)
}
