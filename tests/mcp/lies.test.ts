// What can a client that lies do with the questions of revision 2026-07-28? It speaks JSON-RPC itself.

import {
  createMcpHandler,
  createRequestStateCodec,
  McpServer,
  type McpServerOptions,
} from '@modelcontextprotocol/server'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ask, type ServeToolsOptions, serveTools } from '../../source/mcp/index.js'
import { deferred, rejection } from '../support/helpers.js'
import { desk, openDesk } from './desk.js'
import { overHttp, said } from './wire.js'

const AGAIN = 'error: The answer came too late, or was given before. Nothing was done with it: call "Refund" again.'

/** Serves a desk that asks, and returns what sends a call as it is. */
async function prepare(options?: ServeToolsOptions, serverOptions?: McpServerOptions) {
  const { actions, reported } = openDesk()
  const done: unknown[] = []
  actions.addListener('beforeRefund', async ({ amount }, abort, ctx) => {
    if (!(await ask(ctx, `Refund ${amount}?`))) abort('no')
  })
  actions.addListener('afterRefund', (_payload, result) => done.push(result))
  const wire = await overHttp((server) => serveTools(actions, desk, server, options))
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'desk', version: '1.0.0' }, serverOptions)
    serveTools(actions, desk, server, options)
    return server
  })
  const call = async (
    params: object,
    capabilities: object = { elicitation: { form: {} } },
    clientId?: string,
    signal?: AbortSignal,
  ) => {
    const request = new Request(new URL('/2026-07-28', wire.url), {
      method: 'POST',
      ...(signal && { signal }),
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': String((params as { name?: string }).name ?? 'Refund'),
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: {
          name: 'Refund',
          arguments: { amount: 150 },
          ...params,
          _meta: {
            'io.modelcontextprotocol/protocolVersion': '2026-07-28',
            'io.modelcontextprotocol/clientInfo': { name: 'liar', version: '1.0.0' },
            'io.modelcontextprotocol/clientCapabilities': capabilities,
          },
        },
      }),
    })
    const authInfo = clientId === undefined ? undefined : { token: 'x', clientId, scopes: [] }
    const response = await (authInfo === undefined ? fetch(request) : handler.fetch(request, { authInfo }))
    const { result, error } = JSON.parse(await response.text())
    if (error !== undefined) throw new Error(error.message)
    return result
  }
  return { call, done, wire, actions, reported }
}

const YES = { 'question-1': { action: 'accept', content: {} } }

test('a question goes out with a signed state, and its answer works once', async () => {
  const { call, done, wire } = await prepare()

  const { resultType, inputRequests, requestState } = await call({})

  assert.is(resultType, 'input_required')
  assert.equal(inputRequests, {
    'question-1': {
      method: 'elicitation/create',
      params: { mode: 'form', message: 'Refund 150?', requestedSchema: { type: 'object', properties: {} } },
    },
  })
  assert.is(said(await call({ inputResponses: YES, requestState })), '{"refunded":150,"note":"none"}')
  assert.is(said(await call({ inputResponses: YES, requestState })), AGAIN)
  assert.is(done.length, 1)
  await wire.close()
})

test('an answer that nobody has asked for is no consent', async () => {
  const { call, done, wire } = await prepare()

  assert.is((await call({ inputResponses: YES })).resultType, 'input_required')
  assert.equal(done, [])
  await wire.close()
})

test('a state that the server has not signed, or that was changed, is refused', async () => {
  const { call, done, wire } = await prepare()
  const { requestState } = await call({})
  const other = createRequestStateCodec({ key: 'another key that has 32 bytes at least' })

  for (const forged of ['', 'v1.x', `${requestState}x`, await other.mint({ id: 'guessed' })]) {
    assert.is(said(await call({ inputResponses: YES, requestState: forged })), AGAIN)
  }
  assert.equal(done, [])
  await wire.close()
})

test('the arguments and the tool must not change between question and answer', async () => {
  const { call, done, wire } = await prepare()
  const changed =
    'error: The answer belongs to another call of "Refund": the arguments must not change. Nothing was done.'
  for (const change of [{ arguments: { amount: 1_000 } }, { name: 'Close', arguments: {} }]) {
    const { requestState } = await call({})

    assert.is(said(await call({ inputResponses: YES, requestState, ...change })), changed)
    assert.is(said(await call({ inputResponses: YES, requestState })), AGAIN)
  }
  assert.equal(done, [])
  await wire.close()
})

test('the order of keys does not count, and what was not answered is asked again', async () => {
  const { call, done, wire } = await prepare()
  const first = await call({ arguments: { amount: 150, note: 'x' } })

  const second = await call({ arguments: { note: 'x', amount: 150 }, requestState: first.requestState })

  assert.equal(second.inputRequests, first.inputRequests)
  assert.is.not(second.requestState, first.requestState)
  const odd = { 'question-1': { action: 'yes' } }
  const third = { arguments: { amount: 150, note: 'x' }, inputResponses: odd, requestState: second.requestState }
  assert.is(said(await call(third)), 'error: The action "Refund" was aborted: no')
  assert.equal(done, [])
  await wire.close()
})

test('the state of one client is of no use to another', async () => {
  const { call, done, wire } = await prepare()
  const capabilities = { elicitation: { form: {} } }
  const { requestState } = await call({}, capabilities, 'alice')

  assert.is(said(await call({ inputResponses: YES, requestState }, capabilities, 'mallory')), AGAIN)
  assert.is(said(await call({ inputResponses: YES, requestState })), AGAIN)
  assert.equal(done, [])
  const own = await call({ inputResponses: YES, requestState }, capabilities, 'alice')
  assert.is(said(own), '{"refunded":150,"note":"none"}')
  await wire.close()
})

test('an answer to a question that comes later is no consent', async () => {
  const { call, done, wire, actions } = await prepare()
  actions.addListener('beforeRefund', async (_payload, abort, ctx) => {
    if (!(await ask(ctx, 'Really?'))) abort('not really')
  })
  const both = { ...YES, 'question-2': YES['question-1'], __proto__: YES['question-1'] }
  const { requestState } = await call({})

  const second = await call({ inputResponses: both, requestState })

  assert.equal(Object.keys(second.inputRequests), ['question-2'])
  assert.is(second.inputRequests['question-2'].params.message, 'Really?')
  assert.equal(done, [])
  const late = { 'question-1': { action: 'accept' }, 'question-2': { action: 'decline' } }
  const third = await call({ inputResponses: late, requestState: second.requestState })
  assert.is(said(third), 'error: The action "Refund" was aborted: not really')
  assert.equal(done, [])
  await wire.close()
})

test('of two answers with one state, one counts', async () => {
  const { call, done, wire } = await prepare()
  const { requestState } = await call({})

  const answers = await Promise.all([1, 2, 3].map(() => call({ inputResponses: YES, requestState }).then(said)))

  assert.equal(answers.sort(), [AGAIN, AGAIN, '{"refunded":150,"note":"none"}'])
  assert.is(done.length, 1)
  await wire.close()
})

test('an answer that is none is asked again, and one that says nothing clear is a refusal', async () => {
  const { call, done, wire } = await prepare()
  const answered = async (answer: unknown) => {
    const { requestState } = await call({})
    return call({ inputResponses: { 'question-1': answer }, requestState })
  }

  for (const answer of [true, 'accept', ['accept'], null]) {
    assert.is((await answered(answer)).resultType, 'input_required')
  }
  for (const answer of [{ action: true }, { action: ['accept'] }, { accept: true }]) {
    assert.is(said(await answered(answer)), 'error: The action "Refund" was aborted: no')
  }
  assert.equal(done, [])
  await wire.close()
})

test('a client that hangs up while its answer is worked on gets no result, and the core sees the signal', async () => {
  const { call, done, wire, actions } = await prepare()
  const [started, ended] = [deferred<void>(), deferred<unknown>()]
  actions.registerAction(
    'Refund',
    (_payload, ctx) => {
      started.resolve()
      return new Promise((_resolve, reject) => {
        ctx.signal.addEventListener('abort', () => {
          ended.resolve(ctx.signal.reason)
          reject(ctx.signal.reason)
        })
      })
    },
    { override: true },
  )
  const { requestState } = await call({})
  const controller = new AbortController()
  const answered = rejection(call({ inputResponses: YES, requestState }, undefined, undefined, controller.signal))
  await started.promise

  controller.abort()

  assert.is(((await answered) as Error).name, 'AbortError')
  assert.ok(await ended.promise)
  assert.is(said(await call({ inputResponses: YES, requestState })), AGAIN)
  assert.equal(done, [])
  await wire.close()
})

test('a client that only shows addresses cannot ask', async () => {
  const { call, wire } = await prepare()

  assert.match(said(await call({}, { elicitation: { url: {} } })), 'this client cannot ask one')
  assert.is((await call({}, { elicitation: {} })).resultType, 'input_required')
  await wire.close()
})

test('how long a question waits is for the server that has asked it', async () => {
  const short = await prepare({ answerWithin: 1 })
  assert.is((await short.call({})).resultType, 'input_required')
  await short.wire.close()
  const wire = await overHttp((server) => serveTools(short.actions, desk, server))
  const client = await wire.connect('2026-07-28', {
    async answer() {
      // A person who thinks for a minute.
      Date.now = () => now() + 60_000
      return 'accept'
    },
  })
  const { now } = Date

  const result = await client.callTool({ name: 'Refund', arguments: { amount: 150 } }).finally(() => {
    Date.now = now
  })

  assert.is(said(result), '{"refunded":150,"note":"none"}')
  await wire.close()
})

test('a codec of the application signs the state', async () => {
  const codec = createRequestStateCodec<{ id: string }>({ key: 'a key that has at least 32 bytes in it' })
  const { call, wire } = await prepare({ codec })

  const { requestState } = await call({})

  assert.type((await codec.verify(requestState, {} as never)).id, 'string')
  assert.is(said(await call({ inputResponses: YES, requestState })), '{"refunded":150,"note":"none"}')
  await wire.close()
})

test('of what fails in the codec, the agent learns nothing, and onListenerError everything', async () => {
  const codec = { mint: () => Promise.reject(new Error('the key is secret')), verify: async () => ({}) }
  const { call, wire, reported } = await prepare({ codec, answerWithin: 1 })

  assert.is(said(await call({})), 'error: The action "Refund" failed.')

  assert.equal(
    reported.map(({ error }) => String(error)),
    ['Error: the key is secret'],
  )
  await wire.close()
})

test('a server that verifies states itself has the same codec', async () => {
  const codec = createRequestStateCodec({ key: 'a key that has at least 32 bytes in it' })
  const { call, wire } = await prepare({ codec }, { requestState: { verify: codec.verify } })
  const capabilities = { elicitation: { form: {} } }

  const { requestState } = await call({}, capabilities, 'alice')

  const result = await call({ inputResponses: YES, requestState }, capabilities, 'alice')
  assert.is(said(result), '{"refunded":150,"note":"none"}')
  await wire.close()
})

test.run()
