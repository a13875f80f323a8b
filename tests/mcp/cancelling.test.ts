// What does a client see and stop while a call runs: progress, and cancelling? Over HTTP, in both revisions.

import { McpServer } from '@modelcontextprotocol/server'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { agentOf, serveTools } from '../../source/mcp/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../support/helpers.js'
import { desk, openDesk } from './desk.js'
import { overHttp, REVISIONS, said } from './wire.js'

for (const revision of REVISIONS) {
  const prepare = async () => {
    const { actions, reported } = openDesk()
    const wire = await overHttp((server) => serveTools(actions, desk, server))
    const client = await wire.connect(revision)
    return { actions, reported, wire, client }
  }

  test(`${revision}: cancelling fires ctx.signal, and is reported to nobody`, async () => {
    const { actions, client, wire, reported } = await prepare()
    const [started, fired] = [deferred(), deferred<unknown>()]
    const controller = new AbortController()
    actions.registerAction(
      'Close',
      (_payload, ctx) => {
        ctx.signal.addEventListener('abort', () => fired.resolve(ctx.signal.reason))
        started.resolve()
        return fired.promise as never
      },
      { override: true },
    )

    const called = rejection(client.callTool({ name: 'Close' }, { signal: controller.signal }))
    await started.promise
    controller.abort('enough')

    assert.ok((await fired.promise) !== undefined)
    assert.instance(await called, Error)
    assert.equal(reported, [])
    await wire.close()
  })

  test(`${revision}: a signal that fires after the success changes nothing`, async () => {
    const { actions, client, wire, reported } = await prepare()
    const signals: AbortSignal[] = []
    actions.addListener('beforeClose', (_payload, _abort, ctx) => void signals.push(ctx.signal))

    for (let i = 0; i < 3; i++) assert.is(said(await client.callTool({ name: 'Close' })), 'Done.')
    await wire.close()
    await settled()

    assert.equal(
      signals.map(({ aborted }) => aborted),
      [false, false, false],
    )
    assert.equal(reported, [])
  })

  test(`${revision}: each nested action is progress, also for the first token of a client, which is 0`, async () => {
    const { actions, client, wire } = await prepare()
    const seen: unknown[] = []
    actions.registerAction(
      'Close',
      async (_payload, ctx) => {
        await ctx.invokeAction('Refund', { amount: 5 })
        await ctx.invokeAction('Search')
        // A new invocation of the top level is none of the agent's.
        await actions.invokeAction('Search')
      },
      { override: true },
    )

    await client.callTool({ name: 'Close' }, { onprogress: (progress) => seen.push(progress) })

    assert.equal(seen, [
      { progress: 1, message: 'Refund money' },
      { progress: 2, message: 'Search' },
    ])
    await wire.close()
  })

  test(`${revision}: a server that serves a scope of the same actions adds no progress`, async () => {
    const { actions, client, wire } = await prepare()
    const seen: unknown[] = []
    serveTools(actions.scope('plugin'), desk, new McpServer({ name: 'other', version: '1.0.0' }))
    actions.registerAction('Close', (_payload, ctx) => ctx.invokeAction('Search'), { override: true })

    await client.callTool({ name: 'Close' }, { onprogress: (progress) => seen.push(progress) })

    assert.equal(seen, [{ progress: 1, message: 'Search' }])
    await wire.close()
  })

  test(`${revision}: work that is left behind tells no progress, and rejects nothing`, async () => {
    const { actions, client, wire } = await prepare()
    const [ended, left] = [deferred(), deferred()]
    const seen: unknown[] = []
    actions.registerAction(
      'Close',
      (_payload, ctx) => {
        void ended.promise.then(() => ctx.invokeAction('Search')).then(() => left.resolve())
      },
      { override: true },
    )

    const unhandled = await unhandledDuring(async () => {
      await client.callTool({ name: 'Close' }, { onprogress: (progress) => seen.push(progress) })
      ended.resolve()
      await left.promise
      await wire.close()
    })

    assert.equal(seen, [])
    assert.equal(unhandled, [])
  })

  test(`${revision}: agentOf says who calls, also in nested actions`, async () => {
    const { actions, client, wire } = await prepare()
    const seen: unknown[] = []
    actions.use((ctx, next) => {
      seen.push(agentOf(ctx))
      return next()
    })
    actions.registerAction('Close', (_payload, ctx) => ctx.invokeAction('Search'), { override: true })

    await client.callTool({ name: 'Close' })
    await actions.invokeAction('Search')

    const robot = { client: { name: 'robot', version: '2.0.0' }, auth: undefined }
    assert.equal(seen, [robot, robot, undefined])
    await wire.close()
  })
}

test.run()
