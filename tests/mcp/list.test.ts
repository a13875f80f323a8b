// Does the list of tools follow the actions, and is the client told of what has changed, and of nothing else?

import { InMemoryTransport, McpServer } from '@modelcontextprotocol/server'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { z } from 'zod'
import { type ServeToolsOptions, serveTools, watchTools } from '../../source/mcp/index.js'
import { trackState } from '../../source/state/index.js'
import { collectGarbage, settled, unhandledDuring } from '../support/helpers.js'
import { desk, openDesk } from './desk.js'
import { overHttp, REVISIONS, said, toClient } from './wire.js'

/** Serves over a long connection, and counts what the client is told. */
async function prepare(options?: ServeToolsOptions) {
  const { actions, reported } = openDesk()
  const server = new McpServer({ name: 'desk', version: '1.0.0' })
  const undo = serveTools(actions, desk, server, options)
  const client = toClient('2025-11-25')
  let told = 0
  client.setNotificationHandler('notifications/tools/list_changed', () => void told++)
  const [a, b] = InMemoryTransport.createLinkedPair()
  await server.connect(a)
  await client.connect(b)
  const list = async () => (await client.listTools()).tools.map(({ name }) => name)
  /** Returns how often the client has been told since the last call. */
  const news = async () => {
    await settled()
    await settled()
    const since = told
    told = 0
    return since
  }
  return { actions, reported, server, client, undo, list, news }
}

test('what is registered and unregistered is told', async () => {
  const { actions, list, news } = await prepare()

  actions.unregisterAction('Search')
  assert.is(await news(), 1)
  assert.equal(await list(), ['Refund', 'Close'])
  actions.registerAction('Search', () => [])
  assert.is(await news(), 1)
  assert.equal(await list(), ['Refund', 'Close', 'Search'])
})

test('what has not changed is not told: overrides, calls, listeners, other actions, and what comes back at once', async () => {
  const { actions, client, news } = await prepare()

  actions.registerAction('Search', () => [], { override: true })
  actions.addListener('beforeSearch', () => {})
  ;(actions as { registerAction(name: string, core: () => void): unknown }).registerAction('Other', () => {})
  await client.callTool({ name: 'Search' })
  actions.unregisterAction('Search')
  actions.registerAction('Search', () => [])

  assert.is(await news(), 0)
})

test('what the state blocks is no tool, and is told; calls and blocks of some payloads are not', async () => {
  const { actions } = openDesk()
  const state = trackState(actions)
  const server = new McpServer({ name: 'desk', version: '1.0.0' })
  serveTools(actions, desk, server, { state })
  const client = toClient('2025-11-25')
  let told = 0
  client.setNotificationHandler('notifications/tools/list_changed', () => void told++)
  const [a, b] = InMemoryTransport.createLinkedPair()
  await server.connect(a)
  await client.connect(b)
  const list = async () => (await client.listTools()).tools.map(({ name }) => name)

  const undo = state.block('Search')
  await settled()
  assert.equal(await list(), ['Refund', 'Close'])
  assert.is(told, 1)
  state.block('Search')
  state.block('Refund', { amount: 5 })
  await client.callTool({ name: 'Close' })
  await settled()
  assert.is(told, 1)
  undo()
  state.unblock('Search')
  await settled()
  assert.equal(await list(), ['Refund', 'Close', 'Search'])
  const end = state.drain()
  await settled()
  assert.equal(await list(), [])
  end()
  await settled()
  assert.equal(await list(), ['Refund', 'Search', 'Close'])
  assert.match(said(await client.callTool({ name: 'Refund', arguments: { amount: 5 } })), 'is blocked at the moment')
})

test('a server may be served before anything is registered', async () => {
  const { actions } = openDesk()
  for (const name of ['Refund', 'Search', 'Close'] as const) actions.unregisterAction(name)
  const server = new McpServer({ name: 'desk', version: '1.0.0' })
  serveTools(actions, desk, server)
  const client = toClient('2025-11-25')
  const [a, b] = InMemoryTransport.createLinkedPair()
  await server.connect(a)
  await client.connect(b)

  assert.equal((await client.listTools()).tools, [])
  actions.registerAction('Close', () => {})
  await settled()
  assert.is((await client.listTools()).tools.length, 1)
})

test('the registration takes the tools off, and so do a signal and the end of a scope', async () => {
  const { undo, list, news, actions } = await prepare()
  undo()
  undo()
  actions.unregisterAction('Close')
  assert.is(await news(), 3)
  assert.equal(await list(), [])

  const controller = new AbortController()
  const other = await prepare({ signal: controller.signal })
  controller.abort()
  assert.equal(await other.list(), [])

  const server = new McpServer({ name: 'desk', version: '1.0.0' })
  serveTools(other.actions, desk, server, { signal: controller.signal })
  const scope = other.actions.scope('plugin')
  server.registerTool('own', { inputSchema: z.object({}) }, () => ({ content: [] }))
  serveTools(scope, desk, server)
  const client = toClient('2025-11-25')
  const [a, b] = InMemoryTransport.createLinkedPair()
  await server.connect(a)
  await client.connect(b)
  assert.is((await client.listTools()).tools.length, 4)
  scope.dispose()
  await settled()
  assert.equal(
    (await client.listTools()).tools.map(({ name }) => name),
    ['own'],
  )
})

test('a tool of the same name is refused at first, and reported later', async () => {
  const { actions, reported } = openDesk()
  const server = new McpServer({ name: 'desk', version: '1.0.0' })
  server.registerTool('Close', {}, () => ({ content: [] }))

  assert.throws(() => serveTools(actions, desk, server), 'Tool Close is already registered')
  actions.unregisterAction('Close')
  serveTools(actions, desk, server)
  actions.registerAction('Close', () => {})
  await settled()

  assert.match(String(reported[0]?.error), 'Tool Close is already registered')
})

for (const [how, fail] of [
  ['throws', () => assert.unreachable('failed')],
  ['rejects', async () => assert.unreachable('failed')],
] as const) {
  test(`a listener of watchTools that ${how} is reported`, async () => {
    const { actions, reported } = openDesk()
    watchTools(actions, desk, fail)

    const unhandled = await unhandledDuring(async () => {
      actions.unregisterAction('Close')
      await settled()
    })

    assert.equal(unhandled, [])
    assert.match(String(reported[0]?.error), 'failed')
  })
}

test('serving observes invocations, and none of their functions, which then cost people nothing', () => {
  const { actions } = openDesk()
  const seen: unknown[] = []
  const observe: typeof actions.observe = (observer) => {
    seen.push(observer.parties)
    return actions.observe(observer)
  }

  serveTools({ ...actions, observe }, desk, new McpServer({ name: 'desk', version: '1.0.0' }))

  assert.equal(seen, [false])
})

test('servers that were made for one request each are not kept', async () => {
  const { actions } = openDesk()
  const seen: WeakRef<McpServer>[] = []
  for (let i = 0; i < 200; i++) {
    const server = new McpServer({ name: 'desk', version: '1.0.0' })
    serveTools(actions, desk, server)
    seen.push(new WeakRef(server))
  }

  await collectGarbage()
  actions.unregisterAction('Close')
  await settled()

  assert.ok(seen.filter((ref) => ref.deref() !== undefined).length < 10)
})

for (const revision of REVISIONS) {
  test(`${revision}: over HTTP, a listening client is told`, async () => {
    const { actions } = openDesk()
    const wire = await overHttp((server) => serveTools(actions, desk, server))
    const stop = watchTools(actions, desk, () => wire.notify.toolsChanged())
    const names: string[][] = []
    let heard = () => {}
    const client = await wire.connect(revision, {
      listChanged: {
        tools: {
          debounceMs: 0,
          onChanged: (_error, tools) => {
            names.push((tools ?? []).map(({ name }) => name))
            heard()
          },
        },
      },
    })
    await client.listTools()
    const told = new Promise<void>((resolve) => {
      heard = resolve
    })

    await new Promise((resolve) => setTimeout(resolve, 50))
    actions.unregisterAction('Search')
    await told

    assert.equal(names, [['Refund', 'Close']])
    stop()
    await wire.close()
  })
}

test.run()
