// Does WebMCP offer the actions? With the polyfill, and with what a browser does beyond it.

import { cleanupWebMCPPolyfill, initializeWebMCPPolyfill } from '@mcp-b/webmcp-polyfill'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { agentOf, ask, type ModelContext, webTools } from '../../source/mcp/index.js'
import { deferred, rejection, settled, thrown } from '../support/helpers.js'
import { desk, openDesk } from './desk.js'

interface WebTool {
  name: string
  execute(args?: object, client?: { signal: AbortSignal }): Promise<{ content: { text: string }[]; isError?: boolean }>
}

/** What a browser has in the place of `document.modelContext`: tools can be called with a signal. */
function browser() {
  const tools = new Map<string, WebTool>()
  const modelContext = {
    registerTool(tool: WebTool, { signal }: { signal: AbortSignal }) {
      if (tools.has(tool.name)) return Promise.reject(new Error(`${tool.name} is registered`))
      tools.set(tool.name, tool)
      signal.addEventListener('abort', () => tools.delete(tool.name))
      return Promise.resolve()
    },
  } as unknown as ModelContext
  const call = async (name: string, args?: object, client?: { signal: AbortSignal }) => {
    const result = await tools.get(name)?.execute(args, client)
    return `${result?.isError ? 'error: ' : ''}${result?.content[0]?.text}`
  }
  return { tools, modelContext, call }
}

test('the polyfill lists the actions, and calls them', async () => {
  // An empty page, as far as the polyfill looks at it.
  class Document extends EventTarget {
    querySelectorAll = () => []
  }
  class MutationObserver {
    observe() {}
    disconnect() {}
    takeRecords = () => []
  }
  class SubmitEvent extends Event {}
  class ShadowRoot {}
  class HTMLFormElement {}
  const document = new Document()
  const location = new URL('https://desk.test')
  const page = {
    window: globalThis,
    parent: globalThis,
    Document,
    SubmitEvent,
    ShadowRoot,
    HTMLFormElement,
    MutationObserver,
    document,
    isSecureContext: true,
    location,
  }
  const before = Object.keys(page).map((key) => [key, Object.getOwnPropertyDescriptor(globalThis, key)] as const)
  for (const [key, value] of Object.entries(page)) Object.defineProperty(globalThis, key, { value, configurable: true })
  const navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
  Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true })
  try {
    initializeWebMCPPolyfill()
    Object.assign(document, { defaultView: globalThis })
    const { actions } = openDesk()
    const modelContext = (page.document as { modelContext?: unknown }).modelContext as ModelContext & {
      getTools(): Promise<{ name: string }[]>
      executeTool(tool: object, args: string): Promise<string>
    }
    const undo = webTools(actions, desk, modelContext)

    const tools = await modelContext.getTools()
    assert.equal(
      tools.map(({ name }) => name),
      ['Close', 'Refund', 'Search'],
    )
    const result = JSON.parse(await modelContext.executeTool(tools[1] ?? {}, '{"amount":5}'))
    assert.equal(result.structuredContent, { refunded: 5, note: 'none' })
    actions.unregisterAction('Close')
    await settled()
    assert.is((await modelContext.getTools()).length, 2)
    undo()
    assert.equal(await modelContext.getTools(), [])
  } finally {
    cleanupWebMCPPolyfill()
    for (const [key, descriptor] of [...before, ['navigator', navigator] as const]) {
      if (descriptor) Object.defineProperty(globalThis, key, descriptor)
      else Reflect.deleteProperty(globalThis, key)
    }
  }
})

test('a call runs the whole stack, and its signal reaches ctx.signal', async () => {
  const { actions, reported } = openDesk()
  const { modelContext, call } = browser()
  webTools(actions, desk, modelContext)
  const controller = new AbortController()
  const started = deferred()
  const agents: unknown[] = []
  actions.addListener('beforeClose', async (_payload, _abort, ctx) => {
    agents.push(agentOf(ctx))
    started.resolve()
    await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve))
  })

  const called = call('Close', undefined, { signal: controller.signal })
  await started.promise
  controller.abort()

  assert.is(await called, 'error: The action "Close" was cancelled.')
  assert.equal(agents, [{ client: undefined, auth: undefined }])
  assert.equal(reported, [])
  assert.is(await call('Close', {}, { signal: AbortSignal.abort() }), 'error: The action "Close" was cancelled.')
})

test('arguments that are no object are no arguments', async () => {
  const { actions } = openDesk()
  const { modelContext, call } = browser()
  webTools(actions, desk, modelContext)

  assert.is(await call('Search', null as never), '["found undefined"]')
  assert.match(await call('Search', 'tea' as never), 'There is no such argument, only "payload"')
})

test('questions go to the dialog of the page', async () => {
  const { actions } = openDesk()
  const [with_, without] = [browser(), browser()]
  actions.addListener('beforeClose', async (_payload, abort, ctx) => {
    if (!(await ask(ctx, 'Close?'))) abort('no')
  })
  webTools(actions, desk, with_.modelContext, { dialog: async () => true })
  webTools(actions, desk, without.modelContext)

  assert.is(await with_.call('Close'), 'Done.')
  assert.match(await without.call('Close'), 'this client cannot ask one: Close?')
})

test('what the page cannot register is reported', async () => {
  const { actions, reported } = openDesk()
  const { modelContext } = browser()
  webTools(actions, desk.pick('Close'), modelContext)

  webTools(actions, desk.pick('Close'), modelContext)
  await settled()

  assert.match(String(reported[0]?.error), 'Close is registered')
  // A registration that fails since it was taken back at once is no news.
  webTools(actions, desk.pick('Close'), modelContext)()
  await settled()
  assert.is(reported.length, 1)
})

test('a cancelled call has an error as its reason, also where signals have none', async () => {
  const { actions } = openDesk()
  const { modelContext, call } = browser()
  webTools(actions, desk, modelContext)
  const old = { aborted: true, reason: undefined, addEventListener() {}, removeEventListener() {} }

  assert.is(await call('Close', {}, { signal: old as never }), 'error: The action "Close" was cancelled.')
  assert.instance(await rejection(Promise.reject(thrown(() => webTools(actions, desk, {} as never)))), TypeError)
})

test.run()
