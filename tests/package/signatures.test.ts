// What an editor shows as the type of a verb: one line, in words over the map and the name.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Consumer, createConsumer } from '../support/consumer.js'
import { type Editor, openEditors } from '../support/editors.js'

/** What every snippet begins with. Payloads that are written into the map would be shown in full, on several lines. */
const GIVEN = `
  import { createActions } from 'entracte'
  import { createActions as createFlex } from 'entracte/flex'
  import { trackState } from 'entracte/state'
  import { createTestActions } from 'entracte/testing'
  interface Call { sid: string }
  interface Task { sid: string }
  interface Desk {
    AcceptTask(payload: Call): Promise<Task>
    Search(query?: string): Task[]
    Logout(): void
  }
  const actions = createActions<Desk>()
  const scope = actions.scope('plugin')
  const double = createTestActions<Desk>()
  const state = trackState(actions)
  const flex = createFlex<Desk>()
  declare const task: Task
  const when = 'before' as 'before' | 'after'
`

/** The code of each call, and its type without what comes before the verb. The order in a union is the compiler's own. */
const SIGNATURES: Readonly<Record<string, string>> = {
  'actions.‸registerAction("AcceptTask", async () => task)':
    'registerAction<"AcceptTask">(name: "AcceptTask", core: CoreOf<Desk, "AcceptTask">, payloadUpdateOrOptions?: PayloadUpdateOf<Desk, "AcceptTask"> | RegisterOptionsOf<Desk, "AcceptTask"> | undefined): Registration',
  'actions.‸unregisterAction("AcceptTask")': 'unregisterAction(name: ActionName<Desk>): boolean',
  'actions.‸invokeAction("AcceptTask", { sid: "" })':
    'invokeAction<"AcceptTask">(name: "AcceptTask", payload: Call, options?: InvokeOptions | undefined): Promise<Task>',
  'actions.‸invokeAction("Search")':
    'invokeAction<"Search">(name: "Search", payload?: string | undefined, options?: InvokeOptions | undefined): Promise<Task[]>',
  'actions.‸invokeAction("Logout")':
    'invokeAction<"Logout">(name: "Logout", payload?: undefined, options?: InvokeOptions | undefined): Promise<void>',
  'actions.‸settleAction("AcceptTask", { sid: "" })':
    'settleAction<"AcceptTask">(name: "AcceptTask", payload: Call, options?: InvokeOptions | undefined): Promise<ActionOutcome<Task>>',
  'actions.use((ctx) => ctx.‸invokeAction("Logout"))':
    'invokeAction<"Logout">(name: "Logout", payload?: undefined, options?: InvokeOptions | undefined): Promise<void>',
  'actions.‸addListener("beforeAcceptTask", (payload, abort) => abort(payload.sid))':
    'addListener<"beforeAcceptTask">(event: "beforeAcceptTask" | readonly "beforeAcceptTask"[], listener: ListenerOf<Desk, "beforeAcceptTask">, options?: ListenerOptions): Registration',
  'actions.‸addListener("afterAcceptTask", (payload, result) => result.sid, { once: true })':
    'addListener<"afterAcceptTask">(event: "afterAcceptTask" | readonly "afterAcceptTask"[], listener: ListenerOf<Desk, "afterAcceptTask">, options?: ListenerOptions): Registration',
  'actions.‸addListener("errorLogout", () => {})':
    'addListener<"errorLogout">(event: "errorLogout" | readonly "errorLogout"[], listener: ListenerOf<Desk, "errorLogout">, options?: ListenerOptions): Registration',
  'actions.‸addListener(`${when}Logout`, () => {})':
    'addListener<"beforeLogout" | "afterLogout">(event: "beforeLogout" | "afterLogout" | readonly ("beforeLogout" | "afterLogout")[], listener: ListenerOf<Desk, "beforeLogout" | "afterLogout">, options?: ListenerOptions): Registration',
  'actions.‸removeListener("beforeAcceptTask", () => {})':
    'removeListener(event: EventName<Desk>, listener: AnyFunction): boolean',
  'actions.‸replaceAction("AcceptTask", (payload, original) => original(payload))':
    'replaceAction<"AcceptTask">(name: "AcceptTask", replacement: ReplacementOf<Desk, "AcceptTask">, options?: ReplaceOptions): Registration',
  'actions.‸use("AcceptTask", (ctx, next) => next())':
    'use<"AcceptTask">(name: "AcceptTask", middleware: MiddlewareOf<Desk, "AcceptTask">, options?: MiddlewareOptions): Registration',
  'actions.‸use((ctx, next) => next())':
    'use(middleware: Middleware<ActionContext<unknown, unknown, Desk, string>>): Registration',
  'actions.‸hasAction("Logout")': 'hasAction(name: ActionName<Desk>): boolean',
  'actions.‸actionNames()': 'actionNames(): string[]',
  'actions.‸explain("Logout")': 'explain(name: ActionName<Desk> | OtherName): StackEntry[]',
  'actions.‸explain()': 'explain(): UnregisteredAction[]',
  'scope.‸explain()': 'explain(): ScopeEntry[]',
  'actions.‸observe({ end() {} })': 'observe(observer: Observer): Registration',
  'actions.‸scope("panel")': 'scope(name: string, options?: ScopeOptions): Scope<Desk>',
  'scope.‸onDispose(() => {})': 'onDispose(listener: () => unknown): Registration',
  'scope.‸dispose()': 'dispose(): void',
  'flex.‸registerAction("AcceptTask", () => {})':
    'registerAction<"AcceptTask">(name: "AcceptTask", action: ActionFunctionOf<Desk, "AcceptTask">, payloadUpdate?: PayloadUpdateFunctionOf<Desk, "AcceptTask"> | undefined): void',
  'flex.‸invokeAction("AcceptTask", { sid: "" })':
    'invokeAction<"AcceptTask">(name: "AcceptTask", payload: Call): Promise<Task>',
  'flex.‸replaceAction("AcceptTask", () => {})':
    'replaceAction<"AcceptTask">(name: "AcceptTask", replacement: ReplacedActionFunctionOf<Desk, "AcceptTask">): void',
  'flex.‸addListener("beforeAcceptTask", () => {})':
    'addListener<"beforeAcceptTask">(event: "beforeAcceptTask", listener: ActionListenerOf<Desk, "beforeAcceptTask">): ActionsEmitter',
  'flex.‸removeListener("beforeAcceptTask", () => {})':
    'removeListener(event: ActionEvent<Desk>, listener: AnyFunction): ActionsEmitter',
  'state.‸block("AcceptTask", { sid: "" })':
    'block<"AcceptTask">(action: "AcceptTask", match?: MatchOf<Desk, "AcceptTask">): Registration',
  'state.‸pending("AcceptTask")':
    'pending<"AcceptTask">(action: "AcceptTask", match?: MatchOf<Desk, "AcceptTask">): boolean',
  'double.‸stub("AcceptTask")': 'stub(...names: TestableName<Actions<Desk>>[]): void',
  'double.‸expect("AcceptTask", { calls: [] })':
    'expect(name: TestableName<Actions<Desk>>, expectation: Expectation): void',
}

let consumer: Consumer
let editors: Editor[]

test.before(async () => {
  consumer = createConsumer()
  editors = await openEditors(
    consumer,
    Object.keys(SIGNATURES).map((code) => `${GIVEN}\n${code}`),
  )
})

test.after(async () => {
  await Promise.all(editors.map((editor) => editor.close()))
  consumer.remove()
})

test('Hover: the calls that are hovered over compile', async () => {
  for (const editor of editors) {
    const errors = await Promise.all(Object.keys(SIGNATURES).map((_code, index) => editor.errors(index)))

    assert.equal(errors.flat(), [], editor.name)
  }
})

test('Hover: the type of a verb is one line, in words over the map and the name', async () => {
  for (const editor of editors) {
    const hovers = await Promise.all(Object.keys(SIGNATURES).map((_code, index) => editor.hover(index)))

    assert.equal(
      hovers.map((hover) => ordered(hover.replace(/^\(method\) \w+<.*?>\.(?=\w+[<(])/, '').replace(/ \(\+\d .*/, ''))),
      Object.values(SIGNATURES).map(ordered),
      editor.name,
    )
  }
})

test.run()

/** Brings the members of each union into one order: each compiler has an order of its own. */
function ordered(signature: string): string {
  return signature.replace(/[^\s<>(),:]+(?:<[^<>]*>)?(?: \| [^\s<>(),:]+(?:<[^<>]*>)?)+/g, (union) =>
    union.split(' | ').sort().join(' | '),
  )
}
