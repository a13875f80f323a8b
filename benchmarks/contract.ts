// What does a contract cost an invocation, beside a core that calls the schemas by hand?

import { type } from 'arktype'
import * as v from 'valibot'
import { z } from 'zod'
import type { Schema } from '../source/contract/index.js'
import { standardOf } from '../source/shared/schema.js'
import { checked, type Job, measureSizes, published } from './harness.js'
import { type Benchmark, type Limit, rowsOf, type Settings, type Table } from './results.js'

const { createActions } = await published()

interface Payload {
  to: string
  delay?: number
}

interface Schemas {
  readonly payload?: Schema
  readonly result?: Schema
}

const LIBRARIES: Record<string, Required<Schemas>> = {
  zod: { payload: z.object({ to: z.string(), delay: z.number().default(0) }), result: z.string() },
  valibot: { payload: v.object({ to: v.string(), delay: v.optional(v.number(), 0) }), result: v.string() },
  arktype: { payload: type({ to: 'string', delay: 'number = 0' }), result: type('string') },
}

const BY_HAND = 'in the core, by hand'

/** What is checked. */
const CHECKED: Record<string, readonly (keyof Schemas)[]> = {
  payload: ['payload'],
  result: ['result'],
  both: ['payload', 'result'],
}

const LIMITS: Limit[] = Object.keys(CHECKED).map(() => ({ ratio: 1.15 }))

export const benchmark: Benchmark = {
  parts: Object.fromEntries(Object.keys(LIBRARIES).map((name) => [name, (settings) => checks(name, settings)])),
}

async function checks(name: string, settings: Settings): Promise<Table[]> {
  // Earlier commits have no contracts.
  if (settings.earlier) return []
  const { contract, enforce } = await published('./contract')
  const columns = Object.entries(CHECKED)
  const withContract = (schemas: Schemas) => {
    const actions = createActions()
    return enforce(actions, contract({ Deploy: schemas }))
  }
  const build = async (index: number) => {
    const [, fields] = columns[index] as (typeof columns)[number]
    const library = LIBRARIES[name] as Required<Schemas>
    const schemas: Schemas = Object.fromEntries(fields.map((field) => [field, library[field]]))
    const jobs: Record<string, () => Promise<unknown>> = {
      [BY_HAND]: byHand(schemas),
      'entracte/contract': invoking(withContract(schemas), core),
    }
    const all: Record<string, Job> = {}
    for (const [row, job] of Object.entries(jobs)) all[row] = await checked(job, 'here', `${row}, ${name}`)
    return all
  }
  const cells = await measureSizes(
    columns.map((_column, index) => index),
    build,
    BY_HAND,
    settings,
  )
  return [
    {
      title: `Contract: what ${name} checks, with nothing attached`,
      unit: 'ns',
      ratioTo: BY_HAND,
      columns: columns.map(([column]) => column),
      rows: rowsOf(cells, (row) => (row === BY_HAND ? {} : { from: 'entracte', limits: LIMITS })),
    },
  ]
}

const core = ({ to }: Payload) => to

/** The code that a core needs where there is no contract. */
function byHand({ payload: payloadSchema, result: resultSchema }: Schemas): () => Promise<unknown> {
  return invoking(createActions(), (payload) => {
    const given = payloadSchema === undefined ? payload : fitting(payloadSchema, payload)
    const result = core(given as Payload)
    return resultSchema === undefined ? result : fitting(resultSchema, result)
  })
}

function fitting(schema: Schema, value: unknown): unknown {
  const outcome = standardOf(schema).validate(value) as { value: unknown; issues?: unknown } | Promise<never>
  if (outcome instanceof Promise) throw new TypeError('This schema must be synchronous')
  if (outcome.issues) throw new TypeError('The value does not fit')
  return outcome.value
}

function invoking(actions: ReturnType<typeof createActions>, core: (payload: Payload) => unknown) {
  actions.registerAction('Deploy', core)
  return () => actions.invokeAction('Deploy', { to: 'here' })
}
