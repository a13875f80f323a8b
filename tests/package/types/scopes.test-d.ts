// Scopes: their signal, what runs when they are disposed, and what they list.

import { expectTypeOf } from 'expect-type'
import type { PartyKind, Registration, Scope, StackEntry } from '../../../source/core/types.js'
import { actions, type Desk, log } from './desk.js'

const plugin = actions.scope('crm-plugin')
expectTypeOf(plugin).toEqualTypeOf<Scope<Desk>>()

// The signal is one that the platform takes.
expectTypeOf(plugin.signal).toExtend<AbortSignal>()
export const request = (): Promise<Response> => fetch('crm', { signal: plugin.signal })
actions.addListener('beforeAcceptTask', () => {}, { signal: plugin.signal })

// What runs when it is disposed may return anything, and is handed nothing.
expectTypeOf(plugin.onDispose(() => {})).toEqualTypeOf<Registration>()
plugin.onDispose(() => log.push('closed'))
plugin.onDispose(async () => {})
{
  using bound = plugin.onDispose(() => {})
  expectTypeOf(bound()).toEqualTypeOf<void>()
}

// What it lists.
for (const entry of plugin.explain()) {
  expectTypeOf(entry).toExtend<StackEntry>()
  expectTypeOf(entry.kind).toEqualTypeOf<PartyKind>()
  expectTypeOf(entry.order).toEqualTypeOf<number>()
  log.push(entry.action?.toUpperCase(), entry.scope, entry.once)
}
expectTypeOf(plugin.explain('AcceptTask')).toEqualTypeOf<StackEntry[]>()
const { onDispose, explain, dispose, scope } = plugin
log.push(onDispose, explain, dispose, scope('panel').signal.aborted)

// @ts-expect-error actions are not disposed
actions.onDispose(() => {})
// @ts-expect-error actions have no signal
log.push(actions.signal)
// @ts-expect-error a signal cannot be put in its place
plugin.signal = AbortSignal.abort()
// @ts-expect-error no function
plugin.onDispose('close')
// @ts-expect-error it is handed nothing
plugin.onDispose((reason: string) => log.push(reason))
// @ts-expect-error the entries of a scope know no time limit
log.push(plugin.explain()[0]?.timeout)
