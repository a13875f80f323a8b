// What is refused when tools are made of a contract? Each error names the action, and nothing is added.

import { McpServer } from '@modelcontextprotocol/server'
import { type } from 'arktype'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { z } from 'zod'
import { contract, enforce } from '../../source/contract/index.js'
import { createActions } from '../../source/core/index.js'
import { agentOf, serveTools, watchTools, webTools } from '../../source/mcp/index.js'
import { thrown } from '../support/helpers.js'
import { overHttp, said } from './wire.js'

const server = () => new McpServer({ name: 'desk', version: '1.0.0' })
const description = 'Does something.'
const one = contract({ Save: { description } })

/** Returns the message with which a contract is refused. */
function refused(entries: Parameters<typeof contract>[0], options?: unknown): string {
  const error = thrown(() => serveTools(createActions(), contract(entries), server(), options as never)) as Error
  assert.instance(error, TypeError)
  return error.message
}

test('an action without a description is refused', () => {
  assert.is(
    refused({ Save: {} }),
    'The action "Save" has no description, by which agents choose: give it one in the contract, or leave the action out with pick',
  )
})

test('names that MCP refuses are refused', () => {
  for (const name of ['Save it', 'Säve', 'a'.repeat(129)]) {
    assert.match(refused({ [name]: { description } }), 'cannot be a tool: names of tools have 1 to 128 letters')
  }
  for (const name of ['constructor', 'toString', 'valueOf']) {
    assert.is(
      refused({ [name]: { description } }),
      `The action "${name}" cannot be a tool, because MCP servers have that name already`,
    )
  }
})

test('a schema without JSON Schema is refused, by the name of its action', () => {
  assert.match(refused({ Save: { description, payload: v.object({}) } }), 'of the payload of the action "Save"')
  assert.match(
    refused({ Save: { description, payload: z.object({ at: z.date() }) } }),
    'There is no JSON Schema of the payload of the action "Save": ',
  )
  assert.match(refused({ Save: { description, result: z.void() } }), 'of the result of the action "Save"')
})

test('wrong arguments and options are refused', () => {
  const actions = createActions()
  const messages = [
    () => serveTools({} as never, one, server()),
    () => serveTools(actions, {} as never, server()),
    () => serveTools(actions, z.object({}) as never, server()),
    () => serveTools(actions, one, server().server as never),
    () => serveTools(actions, one, z.object({}) as never),
    () => serveTools(actions, one, server(), { stat: 1 } as never),
    () => serveTools(actions, one, server(), { state: {} } as never),
    () => serveTools(actions, one, server(), { signal: 1 } as never),
    () => serveTools(actions, one, server(), { dialog: 1 } as never),
    () => serveTools(actions, one, server(), { codec: {} } as never),
    () => serveTools(actions, one, server(), { answerWithin: 0 }),
    () => watchTools(actions, one, 1 as never),
    () => webTools(actions, one, undefined as never),
    () => agentOf(undefined as never),
  ].map((wrong) => (thrown(wrong) as Error).message)

  assert.equal(
    messages.map((message) => message.replace(/, got an object$/, ', got …')),
    [
      'serveTools takes actions, or a scope of them, and then a contract, got {}',
      'serveTools takes a contract after the actions, got {}: make it with contract({ … })',
      'serveTools takes a contract after the actions, got a schema: make it with contract({ … })',
      'serveTools takes an McpServer of @modelcontextprotocol/server after the contract, got …',
      'serveTools takes an McpServer of @modelcontextprotocol/server after the contract, got a schema',
      'There is no option "stat": did you mean "state"? The options are state, signal, dialog, answerWithin, codec',
      'The option state must be what trackState returned, got {}',
      'The option signal must be an AbortSignal, got 1',
      'The option dialog must be a function, got 1',
      'The option codec must be what createRequestStateCodec returned, got {}',
      'The option answerWithin must be between 1 and 2147483647 milliseconds, or left out for ten minutes, got 0',
      'The listener must be a function, got 1',
      'webTools takes document.modelContext after the contract, got undefined',
      'agentOf takes the ctx of an invocation, got undefined',
    ],
  )
})

test('odd schemas become objects: unions, references, lists, nothing at all', async () => {
  const tree = z.object({
    name: z.string(),
    get children() {
      return z.array(tree)
    },
  })
  const lazy = {
    '~standard': {
      version: 1,
      vendor: 'odd',
      validate: async (value: unknown) => ({ value }),
      jsonSchema: { input: () => ({ type: 'string', default: '#' }), output: () => ({}) },
    },
  } as const
  const odd = contract({
    Union: { description, payload: z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]) },
    Both: { description, payload: z.intersection(z.object({ a: z.string() }), z.object({ b: z.string() })) },
    Tree: { description, payload: tree, result: tree },
    Forest: { description, payload: z.array(tree), result: z.array(tree) },
    Maybe: { description, payload: z.object({ a: z.string() }).nullable(), result: z.string().optional() },
    Ark: { description, payload: type({ to: 'string' }), result: type('string') },
    Async: { description, payload: lazy },
    Choice: { description, payload: z.enum(['a', 'b']) },
    Any: { description, payload: z.any() },
    None: { description, payload: z.union([z.object({}), z.string()]) },
  })
  const actions = enforce(createActions(), odd)
  const seen: unknown[] = []
  for (const name of Object.keys(odd.entries))
    actions.registerAction(name as 'Ark', (payload) => {
      seen.push(payload)
      return payload as never
    })
  const wire = await overHttp((each) => serveTools(actions as never, odd, each))
  const client = await wire.connect('2026-07-28')
  const leaf = { name: 'leaf', children: [] }

  const { tools } = await client.listTools()
  const call = async (name: string, args: Record<string, unknown>) => client.callTool({ name, arguments: args })

  const wrappedNames = tools
    .filter(({ inputSchema }) => 'payload' in (inputSchema.properties ?? {}))
    .map(({ name }) => name)
  assert.equal(wrappedNames, ['Forest', 'Maybe', 'Async', 'Choice', 'Any', 'None'])
  assert.is(said(await call('Union', { b: 'x' })), 'Done.')
  assert.is(said(await call('Both', { a: 'x', b: 'y' })), 'Done.')
  assert.equal((await call('Tree', { name: 'root', children: [leaf] })).structuredContent, {
    name: 'root',
    children: [leaf],
  })
  assert.equal((await call('Forest', { payload: [leaf] })).structuredContent, [leaf])
  assert.is(said(await call('Ark', { to: 'x' })), 'error: The action "Ark" failed.')
  assert.is(said(await call('Async', { payload: 'x' })), 'Done.')
  assert.equal(seen.slice(0, 2), [{ b: 'x' }, { a: 'x', b: 'y' }])
  await wire.close()
})

test('references at the root lead to their schema, also where a key is escaped', async () => {
  /** Returns a schema of no library. */
  const of = (json: object, validate: (value: unknown) => object = (value) => ({ value })) =>
    ({
      '~standard': { version: 1, vendor: 'odd', validate, jsonSchema: { input: () => json, output: () => json } },
    }) as const
  const throws = () => {
    throw new Error('no undefined')
  }
  const $defs = { 'a/b~c': { type: 'object' }, text: { type: 'string' } }
  const odd = contract({
    Object: { description, payload: of({ $ref: '#/$defs/a~1b~0c', $defs }) },
    Text: { description, payload: of({ $ref: '#/$defs/text', $defs }, throws) },
    Circle: { description, payload: of({ $ref: '#' }) },
    Empty: { description, payload: of({ anyOf: [] }) },
    Bare: { description, payload: of({ properties: {} }) },
  })
  const actions = createActions()
  for (const name of Object.keys(odd.entries)) actions.registerAction(name, () => {})
  const wire = await overHttp((each) => serveTools(actions, odd, each))
  const client = await wire.connect('2025-11-25')

  const { tools } = await client.listTools()

  const payloads = tools.map(({ inputSchema }) => inputSchema.properties?.payload)
  assert.equal(payloads, [
    undefined,
    { $ref: '#/properties/payload/$defs/text', $defs },
    { $ref: '#/properties/payload' },
    { anyOf: [] },
    undefined,
  ])
  assert.equal(tools[1]?.inputSchema.required, ['payload'])
  await wire.close()
})

test.run()
