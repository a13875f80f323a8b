// Recognizes the schemas of every library that implements Standard Schema.

/** What a schema has under `~standard`, as far as it is used here. */
export interface StandardProps {
  readonly version: 1
  readonly vendor: string
  validate(value: unknown): unknown
}

/**
 * Returns whether a value is a Standard Schema. It may be a function, as those of arktype and effect are.
 *
 * Reads of a proxy may throw or give surprises: such a value is no schema.
 */
export function isSchema(value: unknown): value is { readonly '~standard': StandardProps } {
  try {
    const standard = Object(value)['~standard']
    return standard?.version === 1 && typeof standard.validate === 'function'
  } catch {
    return false
  }
}

/** What is said of a schema that came where something else belongs. */
export const SCHEMA_REMEDY = 'got a schema: put it into a contract, for enforce of entracte/contract'

/** Returns what a schema has under `~standard`. Read it once: some libraries make a new object at each read. */
export function standardOf(schema: { readonly '~standard': unknown }): StandardProps {
  return schema['~standard'] as StandardProps
}
