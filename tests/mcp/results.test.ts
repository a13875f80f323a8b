// What is said of an outcome, where a whole call would need luck: an action that goes away meanwhile, and a result that is undefined.

import { InMemoryTransport, McpServer } from '@modelcontextprotocol/server'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { z } from 'zod'
import { contract } from '../../source/contract/index.js'
import { createActions, UnknownActionError } from '../../source/core/index.js'
import { serveTools } from '../../source/mcp/index.js'
import { knownFailure } from '../../source/mcp/results.js'
import { isOfObjects, relaxed, wrapped } from '../../source/mcp/schemas.js'
import { said, toClient } from './wire.js'

test('an action that goes away during a call is said to be gone; a nested one is not', () => {
  const error = new UnknownActionError('Save', [])

  assert.is(knownFailure(error, 'Save'), 'There is no action "Save" at the moment.')
  assert.is(knownFailure(error, 'Close'), undefined)
})

test('what is no schema has no objects, and one part of allOf is enough', () => {
  assert.is(isOfObjects(true), false)
  assert.is(isOfObjects({ allOf: [{}, { type: 'object' }] }), true)
  assert.is(isOfObjects({ $ref: 'https://other.test/schema' }), false)
})

test('a property may have the name of a keyword', () => {
  const strict = { type: 'object', additionalProperties: false }
  const data = { default: { $ref: '#', additionalProperties: false } }
  const properties = { default: { $ref: '#/$defs/x' }, const: strict, properties: strict, own: data }

  assert.equal(wrapped({ properties, $defs: { enum: properties } }, true).properties, {
    payload: {
      properties: { ...properties, default: { $ref: '#/properties/payload/$defs/x' } },
      $defs: { enum: properties },
    },
  })
  assert.equal(relaxed({ properties, definitions: { examples: strict } }), {
    properties: { ...properties, const: { type: 'object' }, properties: { type: 'object' } },
    definitions: { examples: { type: 'object' } },
  })
})

test('a result that may be undefined is text, and an issue of the whole payload has no path', async () => {
  const maybe = contract({
    Find: { payload: z.string(), result: z.string().optional(), description: 'Finds something.' },
  })
  const actions = createActions()
  actions.registerAction('Find', (text) => text || undefined)
  const server = new McpServer({ name: 'desk', version: '1.0.0' })
  serveTools(actions, maybe, server)
  const client = toClient('2025-11-25')
  const [a, b] = InMemoryTransport.createLinkedPair()
  await Promise.all([server.connect(a), client.connect(b)])
  const find = async (payload: unknown) => said(await client.callTool({ name: 'Find', arguments: { payload } }))

  assert.is(await find('tea'), 'tea')
  assert.is(await find(''), 'Done.')
  assert.match(await find(5), /^error: The arguments of "Find" do not fit\.\n- Invalid input: /)
  await client.close()
})

test.run()
