// Describes the actions of a contract as tools, and refuses what cannot be one: each error names the action.

import {
  type ActionJsonSchema,
  type Contract,
  type ContractEntry,
  enforce,
  type JsonSchema,
  toJsonSchema,
} from '../contract/index.js'
import type { Actions } from '../core/index.js'
import { CONTRACT } from '../shared/own.js'
import { isSchema } from '../shared/schema.js'
import { quote, show } from '../shared/text.js'
import { isOfObjects, NOTHING, PAYLOAD, relaxed, takes, wrapped } from './schemas.js'

/** An action, as agents see it. */
export interface Tool {
  readonly action: string
  readonly title: string | undefined
  readonly description: string
  readonly annotations: Readonly<Record<string, boolean | string>>
  readonly input: JsonSchema
  /** Undefined where the result is sent as text only, or not at all. */
  readonly output: JsonSchema | undefined
  /** Whether the contract says that there is a result. */
  readonly givesResult: boolean
  /** Whether the payload is the one argument, and not all of them. */
  readonly isWrapped: boolean
  /** Returns the payload in the arguments of a call. */
  payloadIn(args: Readonly<Record<string, unknown>>): unknown
}

/** The tool of each entry, which never changes: a server for each request does not describe it again, nor does one for a part of a contract. */
const DESCRIBED = /* @__PURE__ */ new WeakMap<ContractEntry, Tool>()

/** Names that `McpServer` takes for tools that it has already, since its list is a plain object. */
const isTaken = (name: string) => name in Object.prototype

/**
 * Returns the actions of a contract as tools.
 *
 * @throws {TypeError} when the contract is none, or an action cannot be a tool.
 */
export function toTools(contract: unknown, taker: string): ReadonlyMap<string, Tool> {
  if (!isContract(contract)) {
    const got = isSchema(contract) ? 'a schema' : show(contract)
    throw new TypeError(`${taker} takes a contract after the actions, got ${got}: make it with contract({ … })`)
  }
  const { entries, pick } = contract
  const tools = new Map<string, Tool>()
  for (const [action, entry] of Object.entries(entries)) {
    const tool = DESCRIBED.get(entry) ?? toTool(action, entry, toJsonSchema(pick(action))[action] as ActionJsonSchema)
    DESCRIBED.set(entry, tool)
    tools.set(action, tool)
  }
  return tools
}

/** Holds those actions to the contract that no contract checks yet. */
export function holdTo(actions: Actions, contract: unknown): void {
  const { entries, pick } = contract as Contract
  const unchecked = Object.entries(entries)
    .filter(([, { payload, result }]) => (payload ?? result) !== undefined)
    .map(([action]) => action)
    .filter((action) => !actions.explain(action).some(({ name }) => name === CONTRACT))
  if (unchecked.length > 0) enforce(actions, pick(...unchecked))
}

function isContract(value: unknown): value is Contract {
  const { entries, pick } = Object(value)
  return typeof entries === 'object' && typeof pick === 'function'
}

function toTool(action: string, entry: ContractEntry, schemas: ActionJsonSchema): Tool {
  const { payload, result, title, description, readOnly, destructive, idempotent } = entry
  if (!/^[\w.-]{1,128}$/.test(action)) {
    throw new TypeError(
      `The action ${quote(action)} cannot be a tool: names of tools have 1 to 128 letters A to Z, digits, and the signs _ - .`,
    )
  }
  if (isTaken(action)) {
    throw new TypeError(`The action ${quote(action)} cannot be a tool, because MCP servers have that name already`)
  }
  if (description === undefined) {
    throw new TypeError(
      `The action ${quote(action)} has no description, by which agents choose: give it one in the contract, or leave the action out with pick`,
    )
  }
  return {
    action,
    title,
    description,
    annotations: {
      ...(title !== undefined && { title }),
      ...(readOnly !== undefined && { readOnlyHint: readOnly }),
      ...(destructive !== undefined && { destructiveHint: destructive }),
      ...(idempotent !== undefined && { idempotentHint: idempotent }),
    },
    ...inputOf(payload, schemas.payload),
    output: result && schemas.result && !takes(result, undefined) ? relaxed(schemas.result) : undefined,
    givesResult: result !== undefined,
  }
}

function inputOf(
  schema: ContractEntry['payload'],
  json: JsonSchema | undefined,
): Pick<Tool, 'input' | 'isWrapped' | 'payloadIn'> {
  if (schema === undefined || json === undefined)
    return { input: NOTHING, isWrapped: false, payloadIn: () => undefined }
  const isOptional = takes(schema, undefined)
  // Arguments are always an object. So where the payload may be left out, no arguments must fit, or nobody could leave it out.
  if (isOfObjects(json) && (!isOptional || takes(schema, {})))
    return { input: { ...json, type: 'object' }, isWrapped: false, payloadIn: (args) => args }
  const input = wrapped(json, isOptional)
  return { input, isWrapped: true, payloadIn: ({ [PAYLOAD]: payload }) => payload }
}
