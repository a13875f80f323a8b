// What the declarations of a consumer say: the name of the map, and not the names of the actions that it had when they were written.

import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../support/consumer.js'
import { programOf } from '../support/module-program.js'

const CONSUMER = `
import { createActions, type Actions, type Scope } from '${join(root, 'source/core/index.js')}'
export interface Desk {
  AcceptTask(payload: { sid: string }): { sid: string }
  RejectTask(payload: { sid: string }): void
}
export const actions = createActions<Desk>()
export const plugin = actions.scope('plugin')
export const { invokeAction, settleAction, addListener, removeListener, hasAction, registerAction, replaceAction, use, explain } = actions
export const listen = (scope: Scope<Desk>) => scope.addListener
export const has = (actions: Actions<Desk>) => actions.hasAction
export class Host {
  verbs = { invoke: actions.invokeAction, listen: actions.addListener, stop: actions.removeListener }
}
`

test('Types: what a consumer exports names the map, so an action that is added later is in its types', () => {
  const declarations = emitted(CONSUMER)

  const map = /export interface Desk \{[^}]*\}[^}]*\}[^}]*\}[^}]*\}/.exec(declarations)?.[0] ?? ''
  const rest = declarations.replace(map, '')
  assert.match(map, 'RejectTask')
  assert.match(rest, 'ActionName<Desk>')
  assert.match(rest, 'EventName<Desk>')
  assert.not.match(rest, /AcceptTask|RejectTask/)
})

const CONTRACT = `
import { createActions, type CoreOf } from '${join(root, 'source/core/index.js')}'
import { contract, enforce, type MapOf, type Schema } from '${join(root, 'source/contract/index.js')}'
declare function text(): { readonly '~standard': { readonly types?: { readonly input: 'in'; readonly output: 'out' } | undefined } }
export const desk = contract({ AcceptTask: { payload: text(), result: text() }, RejectTask: { payload: text() } })
export interface Desk extends MapOf<typeof desk> {}
export const actions = enforce(createActions<Desk>(), desk)
export const plugin = actions.scope('plugin')
export const { invokeAction, addListener, registerAction, use } = actions
export const register = (core: CoreOf<Desk, 'AcceptTask'>) => actions.registerAction('AcceptTask', core)
declare const map: Desk
export const accept = map.AcceptTask
`

test('Types: what a consumer of a contract exports names the map, and the parts of a function have names', () => {
  const declarations = emitted(CONTRACT)

  assert.match(declarations, /export declare const actions: import\([^)]*\)\.Actions<Desk>;/)
  assert.match(declarations, 'ActionName<Desk>')
  assert.match(declarations, 'EventName<Desk>')
  assert.match(declarations, /accept: \(this: import\([^)]*\)\.Conversion<\{/)
  const [, verbs = ''] =
    /export declare const invokeAction([\s\S]*)export declare const register:/.exec(declarations) ?? []
  assert.match(verbs, 'CoreOf<Desk, K>')
  assert.not.match(verbs, /AcceptTask|RejectTask/)
})

test.run()

/** Returns the declarations that the compiler writes for a module. */
function emitted(code: string): string {
  const { program, host } = programOf(code, { declaration: true, emitDeclarationOnly: true })
  let written = ''
  host.writeFile = (path, text) => {
    if (path.endsWith('consumer-module.d.ts')) written = text
  }
  program.emit()
  return written
}
