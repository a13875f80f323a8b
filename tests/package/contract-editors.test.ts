// What an editor offers and shows where the map comes from a contract: the same as for a map by hand.

import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Consumer, createConsumer, root } from '../support/consumer.js'
import { type Editor, openEditors } from '../support/editors.js'

const GIVEN = `
  import { createActions } from 'entracte'
  import { contract, enforce, type MapOf } from 'entracte/contract'
  import { z } from 'zod'
  interface Call { sid: string; note?: string }
  interface Task { sid: string; queue: string }
  const desk = contract({
    AcceptTask: { payload: z.custom<Call>(), result: z.custom<Task>(), description: 'Takes a task', readOnly: false },
    Wait: { payload: z.object({ until: z.string(), delay: z.number().default(0) }), result: z.string().transform(Number) },
    Search: { payload: z.string().optional() },
    Logout: {},
  })
  interface Desk extends MapOf<typeof desk> {}
  const actions = enforce(createActions<Desk>(), desk)
  const direct = enforce(createActions<MapOf<typeof desk>>(), desk)
`

const NAMES = ['AcceptTask', 'Logout', 'Search', 'Wait']

/** The code, with a mark where the editor is asked, and what it offers. */
const OFFERS: Readonly<Record<string, readonly string[]>> = {
  'actions.invokeAction("‸")': NAMES,
  'direct.invokeAction("‸")': NAMES,
  'actions.registerAction("‸")': NAMES,
  'actions.addListener("‸")': ['after', 'before', 'error'].flatMap((kind) => NAMES.map((name) => kind + name)),
  'desk.pick("‸")': NAMES,
  'desk.entries.‸': NAMES,
  'actions.invokeAction("Wait", { ‸ })': ['delay', 'until'],
  'direct.invokeAction("Wait", { ‸ })': ['delay', 'until'],
  'actions.invokeAction("AcceptTask", { sid: "", ‸ })': ['note'],
  'actions.registerAction("Wait", (payload) => payload.‸)': ['delay', 'until'],
  'actions.registerAction("AcceptTask", () => ({ ‸ }))': ['queue', 'sid'],
  'actions.addListener("afterAcceptTask", (payload, result) => result.‸)': ['queue', 'sid'],
  'actions.replaceAction("AcceptTask", (payload, original) => original({ sid: "", ‸ }))': ['note'],
  'contract({ Close: { ‸ } })': ['description', 'destructive', 'idempotent', 'payload', 'readOnly', 'result', 'title'],
  'enforce(actions, desk, { ‸ })': ['recheck', 'signal', 'strict'],
}

/** The code, with a mark before what is hovered over, and the type that is shown. */
const SHOWS: Readonly<Record<string, string>> = {
  'void ‸actions': 'const actions: Actions<Desk>',
  'actions.‸registerAction("AcceptTask", () => ({ sid: "", queue: "" }))':
    'registerAction<"AcceptTask">(name: "AcceptTask", core: CoreOf<Desk, "AcceptTask">, payloadUpdateOrOptions?: PayloadUpdateOf<Desk, "AcceptTask"> | RegisterOptionsOf<Desk, "AcceptTask"> | undefined): Registration',
  'actions.‸invokeAction("AcceptTask", { sid: "" })':
    'invokeAction<"AcceptTask">(name: "AcceptTask", payload: Call, options?: InvokeOptions | undefined): Promise<Task>',
  'actions.‸invokeAction("Search")':
    'invokeAction<"Search">(name: "Search", payload?: string | undefined, options?: InvokeOptions | undefined): Promise<void>',
  'actions.‸invokeAction("Logout")':
    'invokeAction<"Logout">(name: "Logout", payload?: undefined, options?: InvokeOptions | undefined): Promise<void>',
  'actions.‸addListener("afterWait", (payload, result) => result)':
    'addListener<"afterWait">(event: "afterWait" | readonly "afterWait"[], listener: ListenerOf<Desk, "afterWait">, options?: ListenerOptions): Registration',
  'actions.‸replaceAction("AcceptTask", (payload, original) => original(payload))':
    'replaceAction<"AcceptTask">(name: "AcceptTask", replacement: ReplacementOf<Desk, "AcceptTask">, options?: ReplaceOptions): Registration',
  'actions.‸use("AcceptTask", (ctx, next) => next())':
    'use<"AcceptTask">(name: "AcceptTask", middleware: MiddlewareOf<Desk, "AcceptTask">, options?: MiddlewareOptions): Registration',
  'actions.addListener("afterWait", (payload, ‸result) => result)': '(parameter) result: number',
  'actions.registerAction("Search", (‸query) => {})': '(parameter) query: string | undefined',
}

const CODES = [...Object.keys(OFFERS), ...Object.keys(SHOWS)]

let consumer: Consumer
let editors: Editor[]

test.before(async () => {
  consumer = createConsumer()
  mkdirSync(join(consumer.folder, 'node_modules'))
  symlinkSync(join(root, 'node_modules/zod'), join(consumer.folder, 'node_modules/zod'))
  editors = await openEditors(
    consumer,
    CODES.map((code) => `${GIVEN}\n${code}`),
  )
})

test.after(async () => {
  await Promise.all(editors.map((editor) => editor.close()))
  consumer.remove()
})

test('Completions: an editor offers the names, events and keys of a contract, and nothing else', async () => {
  for (const editor of editors) {
    for (const [code, offers] of Object.entries(OFFERS)) {
      assert.equal(await editor.offers(CODES.indexOf(code)), [...offers].sort(), `${editor.name}: ${code}`)
    }
  }
})

test('Hover: an editor shows one line, in words over the map', async () => {
  for (const editor of editors) {
    for (const [code, shows] of Object.entries(SHOWS)) {
      const hover = await editor.hover(CODES.indexOf(code))

      assert.is(shownOf(hover), shows, `${editor.name}: ${code}`)
    }
  }
})

test.run()

/** Returns what is shown, without what comes before the verb, and without the number of overloads. */
function shownOf(hover: string): string {
  return hover.replace(/^\(method\) \w+<.*?>\.(?=\w+[<(])/, '').replace(/ \(\+\d .*/, '')
}
