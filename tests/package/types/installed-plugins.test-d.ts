// entracte/plugins: which plugins can be installed on which actions, and with which context.

import { expectTypeOf } from 'expect-type'
import type { Actions, Scope } from '../../../source/core/types.js'
import { type InstalledPlugin, installPlugin, type Plugin, type PluginState } from '../../../source/plugins/index.js'
import { actions, type Desk, log, type Task } from './desk.js'

interface Small {
  AcceptTask(payload: { sid: string }): Task
}
interface OtherPayload {
  AcceptTask(payload: { sid: number }): Task
}
interface Host {
  ask(question: string): Promise<boolean>
}

// A package exports a plugin, which says which actions it needs, and what else.
export const plain: Plugin<Small> = {
  name: 'plain',
  setup(scope) {
    expectTypeOf(scope).toEqualTypeOf<Scope<Small>>()
    scope.addListener('beforeAcceptTask', ({ sid }, abort) => abort(sid))
  },
}
const asking: Plugin<Small, Host> = {
  name: 'asking',
  dependencies: ['plain'],
  async setup(scope, { ask }) {
    expectTypeOf(ask).toEqualTypeOf<Host['ask']>()
    scope.addListener('beforeAcceptTask', async (_payload, abort) => {
      if (!(await ask('really?'))) abort()
    })
  },
}
const withOptional: Plugin<Small, Host | undefined> = { name: 'optional', setup: (_scope, host) => host?.ask('?') }
declare const host: Host
declare const untyped: Actions
declare function give<P>(plugin: P): void

// It is installed where the actions are, with the context that it needs.
expectTypeOf(installPlugin(actions, plain)).toEqualTypeOf<InstalledPlugin>()
installPlugin(actions, plain, { timeout: 5_000, on: false, name: 'other', signal: AbortSignal.timeout(1) })
installPlugin(actions, asking, { context: host })
installPlugin(actions, asking, { context: { ...host, more: true } })
installPlugin(actions, withOptional)
installPlugin(actions, withOptional, { context: host })
installPlugin(actions.scope('plugins'), asking, { context: host })
installPlugin(untyped, asking, { context: host })
give<Plugin<Desk>>(plain)
give<Plugin<Desk, Host>>(plain as Plugin<Small, unknown>)
give<Plugin<Desk, Host & { more: true }>>(asking)

// A plugin that is written in its place needs no types.
installPlugin(actions, {
  name: 'inline',
  setup(scope) {
    expectTypeOf(scope).toEqualTypeOf<Scope<Desk>>()
    scope.addListener('afterAcceptTask', (_payload, task) => log.push(task.sid))
  },
})
installPlugin(
  actions,
  {
    name: 'inline',
    title: 'In its place',
    setup(scope, context) {
      expectTypeOf(scope).toEqualTypeOf<Scope<Desk>>()
      expectTypeOf(context).toEqualTypeOf<Host>()
    },
  } as Plugin<Desk, Host> & { title: string },
  { context: host },
)
installPlugin(
  actions,
  {
    name: 'inline',
    setup(_scope, context) {
      expectTypeOf(context).toEqualTypeOf<{ tell: (text: string) => number }>()
    },
  },
  { context: { tell: (text: string) => log.push(text) } },
)

// A plugin that is loaded has its name before.
installPlugin(actions, () => plain, { name: 'plain' })
installPlugin(actions, async () => plain, { name: 'plain' })
installPlugin(actions, async () => ({ default: plain }), { name: 'plain' })
installPlugin(actions, async () => ({ default: asking, more: 1 }), { name: 'asking', context: host })
installPlugin(actions, async () => ({ default: withOptional }), { name: 'optional' })
installPlugin(actions, () => import('./plugin-module.js'), { name: 'plain', timeout: 5_000 })
installPlugin(actions, () => import('./plugin-module.js').then(({ named }) => named), { name: 'plain', context: host })

// Its state narrows.
const installed = installPlugin(actions, plain)
expectTypeOf(installed.on()).toEqualTypeOf<Promise<PluginState>>()
installed.state.subscribe((state) => {
  expectTypeOf(state.status).toEqualTypeOf<'off' | 'loading' | 'on' | 'failed'>()
  if (state.status === 'failed') expectTypeOf(state.error).toBeUnknown()
  if (state.status === 'loading') expectTypeOf(state.waitsFor).toEqualTypeOf<readonly string[]>()
  // @ts-expect-error there is an error only after a failure
  log.push(state.error)
})
{
  using plugin = installed
  plugin.off()
}

// @ts-expect-error it needs a context
installPlugin(actions, asking)
// @ts-expect-error it needs a context
installPlugin(actions, asking, { timeout: 5_000 })
// @ts-expect-error another context
installPlugin(actions, asking, { context: { ask: () => true } })
// @ts-expect-error it takes no context
installPlugin(actions, plain, { context: host })
// @ts-expect-error it needs a context
installPlugin(actions, async () => ({ default: asking }), { name: 'asking' })
// @ts-expect-error it needs a name
installPlugin(actions, async () => ({ default: plain }))
// @ts-expect-error it needs a name
installPlugin(actions, async () => ({ default: plain }), { timeout: 5_000 })
// @ts-expect-error no plugin
installPlugin(actions, async () => ({ default: {} }), { name: 'plain' })
// @ts-expect-error another payload
installPlugin(actions, { name: 'other', setup() {} } as Plugin<OtherPayload>)
// @ts-expect-error no name
installPlugin(actions, { setup() {} })
// @ts-expect-error no such option
installPlugin(actions, plain, { timeuot: 5_000 })
// @ts-expect-error no such event
installPlugin(actions, { name: 'inline', setup: (scope) => scope.addListener('beforeAcepptTask', () => {}) })
// @ts-expect-error the actions of another map
give<Plugin<Small>>({} as Plugin<Desk>)
// @ts-expect-error a plugin that needs a context, where none is given
give<Plugin<Small>>(asking)
