// Does the host keep anything of plugins that have come and gone, however they went?

import { MessageChannel } from 'node:worker_threads'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { connect, expose } from '../../source/remote/index.js'
import { collectGarbage, rejection } from '../support/helpers.js'

/** The ways to go. */
const WAYS: readonly ((all: ReturnType<typeof come>) => unknown)[] = [
  ({ host }) => host(),
  ({ plugin }) => plugin.dispose(),
  ({ port2 }) => port2.close(),
  // The plugin is loaded again.
  async ({ port2, host }) => {
    await connect(port2).addListener('beforeA', () => {})
    host()
  },
]

const actions = createActions({ onListenerError() {} })
actions.registerAction('A', (payload) => payload)
actions.registerAction('Hang', () => new Promise(() => {}))
/** It outlives every plugin. */
const { signal } = new AbortController()

function come() {
  const { port1, port2 } = new MessageChannel()
  const host = expose(actions, port1, { scope: 'crm', allow: () => true })
  return { port1, port2, host, plugin: connect(port2) }
}

/** Uses every verb, goes while an invocation waits, and leaves nothing running. */
async function comeAndGo(go: (all: ReturnType<typeof come>) => unknown): Promise<void> {
  const all = come()
  const { plugin, port1, port2, host } = all
  await Promise.all([
    plugin.addListener('beforeA', (payload) => void payload.seen++, { signal }),
    plugin.scope('inner').addListener(['afterA', 'errorA'], (_payload, _second, ctx) => ctx.signal),
    plugin.replaceAction('A', (_payload, original) => original()),
    plugin.use('A', (_ctx, next) => next()),
  ])
  assert.equal(await actions.invokeAction('A', { seen: 0 }), { seen: 1 })
  const waiting = rejection(plugin.invokeAction('Hang'))
  await go(all)
  await Promise.all([host.closed, waiting])
  port1.close()
  port2.close()
}

test('Withstands: a thousand plugins come and go, in every way, and the heap stays', async () => {
  const run = async (times: number) => {
    for (let i = 0; i < times; i++) for (const go of WAYS) await comeAndGo(go)
    await collectGarbage()
    return process.memoryUsage().heapUsed
  }
  const before = await run(100)
  const grown = (await run(1000 / WAYS.length)) - before

  // A session has ten kilobytes and more, so one way that keeps its sessions is enough to fail, also while coverage is measured.
  assert.ok(grown < 2_000_000, `${grown} bytes`)
  assert.is(actions.explain('A').length, 1)
})

test.run()
