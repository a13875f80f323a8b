// What an editor offers while somebody types a call of a verb: names, events and keys, and nothing else.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Consumer, createConsumer } from '../support/consumer.js'
import { type Editor, MARK, openEditors } from '../support/editors.js'

/** What every snippet begins with. */
const GIVEN = `
  import { type ActionName, createActions } from 'entracte'
  import { createActions as createFlex } from 'entracte/flex'
  import { trackState } from 'entracte/state'
  import { createTestActions } from 'entracte/testing'
  interface Task { sid: string; queue: string }
  interface Desk {
    AcceptTask(payload: { sid: string }): Task
    SendMessage(payload: { conversationSid: string; body?: string }): Promise<{ messageSid: string }>
    Find(payload?: { text: string; limit?: number }): Task[]
    SetNote(note: string): void
    Logout(): void
  }
  const actions = createActions<Desk>()
  const { addListener, invokeAction } = actions
  const scope = actions.scope('plugin')
  const double = createTestActions<Desk>()
  const state = trackState(actions)
  const flex = createFlex<Desk>()
`

const NAMES = ['AcceptTask', 'Find', 'Logout', 'SendMessage', 'SetNote']
const EVENTS = ['after', 'before', 'error'].flatMap((kind) => NAMES.map((name) => kind + name))
const FLEX_EVENTS = [
  'actionBlockedChanged',
  ...['after', 'before'].flatMap((kind) => NAMES.map((name) => kind + name)),
  ...['invocationBegin', 'invocationEnd'],
]

/** The keys of the payloads that are objects. */
const KEYS = {
  AcceptTask: ['sid'],
  SendMessage: ['body', 'conversationSid'],
  Find: ['limit', 'text'],
}

/** The verbs, by what their first argument is. */
const VERBS = {
  scope: {
    name: 'explain hasAction invokeAction registerAction replaceAction settleAction unregisterAction use',
    event: 'addListener removeListener',
    other: 'actionNames dispose observe onDispose scope signal',
  },
  flex: {
    name: 'blockAction explain findBlockedActions findPendingActions invokeAction registerAction replaceAction unblockAction',
    event: 'addListener on removeListener',
    other: 'observe',
  },
  state: {
    name: 'block blocked pending running unblock',
    event: '',
    other: 'blockedNames dispose drain idle subscribe',
  },
  double: { name: 'expect seen stub', event: '', other: 'actions clear dispose idle reset timeline' },
}

/** Everything that has the verbs of actions. */
const ACTIONS = ['actions', 'scope', 'double.actions']

interface Case {
  /** The code, with a mark where the editor is asked. */
  readonly code: string
  readonly offers: readonly string[]
}

const LISTENER = ['name', 'once', 'order', 'signal', 'timeout']
const LAYER = ['name', 'order', 'signal']
const INVOKE = ['signal', 'state', 'timeout']

/** The options of each verb that has some. */
const OPTIONS: readonly Case[] = [
  { code: 'createActions<Desk>({ ‸ })', offers: ['maxDepth', 'onListenerError'] },
  {
    code: `actions.registerAction('Logout', () => {}, { ‸ })`,
    offers: ['name', 'override', 'payloadUpdate', 'signal', 'terminal', 'timeout'],
  },
  { code: `actions.addListener('beforeLogout', () => {}, { ‸ })`, offers: LISTENER },
  { code: `actions.addListener(['beforeLogout', 'afterLogout'], () => {}, { ‸ })`, offers: LISTENER },
  { code: `actions.replaceAction('Logout', () => {}, { ‸ })`, offers: LAYER },
  { code: 'actions.use(() => {}, { ‸ })', offers: LAYER },
  { code: `actions.use('Logout', () => {}, { ‸ })`, offers: LAYER },
  { code: `actions.invokeAction('Logout', undefined, { ‸ })`, offers: INVOKE },
  { code: `actions.invokeAction('AcceptTask', { sid: '' }, { ‸ })`, offers: INVOKE },
  { code: `actions.settleAction('AcceptTask', { sid: '' }, { ‸ })`, offers: INVOKE },
  { code: `actions.scope('panel', { ‸ })`, offers: ['keepPlace', 'replace'] },
  { code: 'actions.observe({ ‸ })', offers: ['around', 'end', 'parties', 'register', 'start', 'unregister', 'wanted'] },
  { code: 'state.idle({ ‸ })', offers: ['signal'] },
  { code: 'double.idle({ ‸ })', offers: ['timeout'] },
  { code: `double.expect('AcceptTask', { ‸ })`, offers: ['aborts', 'calls', 'errors', 'ran'] },
  {
    code: `double.expect('AcceptTask', { calls: [{ ‸ }] })`,
    offers: ['action', 'outcome', 'payload', 'result'],
  },
]

/** What is offered inside the functions that are passed in. */
const ARGUMENTS: readonly Case[] = [
  {
    code: `actions.registerAction('SendMessage', async (payload) => ({ messageSid: payload.‸ }))`,
    offers: KEYS.SendMessage,
  },
  {
    code: `actions.registerAction('AcceptTask', ({ sid }) => ({ sid, queue: '' }), (payload) => payload.‸)`,
    offers: ['sid'],
  },
  { code: `actions.addListener('beforeSendMessage', (payload) => payload.‸)`, offers: KEYS.SendMessage },
  { code: `actions.addListener('afterSendMessage', (payload) => payload.‸)`, offers: KEYS.SendMessage },
  { code: `actions.addListener('errorSendMessage', (payload) => payload.‸)`, offers: KEYS.SendMessage },
  { code: `actions.addListener('afterAcceptTask', (payload, result) => result.‸)`, offers: ['queue', 'sid'] },
  { code: `actions.addListener(['afterAcceptTask', 'beforeAcceptTask'], (payload) => payload.‸)`, offers: ['sid'] },
  { code: `actions.addListener('beforeAcceptTask', (payload, abort, ctx) => ctx.payload.‸)`, offers: ['sid'] },
  { code: `actions.replaceAction('AcceptTask', async (payload, original) => original({ ‸ }))`, offers: ['sid'] },
  { code: `actions.use('AcceptTask', (ctx) => ctx.payload.‸)`, offers: ['sid'] },
  { code: `actions.use('AcceptTask', (ctx) => ctx.result?.‸)`, offers: ['queue', 'sid'] },
  { code: `flex.addListener('beforeSendMessage', (payload) => payload.‸)`, offers: KEYS.SendMessage },
  { code: `flex.replaceAction('AcceptTask', (payload, original) => original({ ‸ }))`, offers: ['sid'] },
  { code: `state.block('SendMessage', { ‸ })`, offers: KEYS.SendMessage },
  { code: `state.pending('SendMessage', (payload) => payload.‸)`, offers: KEYS.SendMessage },
]

/** Wherever a name is typed. */
const NAMED: readonly Case[] = [
  ...ACTIONS.flatMap((owner) => VERBS.scope.name.split(' ').map((verb) => `${owner}.${verb}('‸')`)),
  ...VERBS.flex.name.split(' ').map((verb) => `flex.${verb}('‸')`),
  ...VERBS.state.name.split(' ').map((verb) => `state.${verb}('‸')`),
  ...VERBS.double.name.split(' ').map((verb) => `double.${verb}('‸')`),
  `double.stub('AcceptTask', '‸')`,
  `flex.findPendingActions(['AcceptTask', '‸'])`,
  `invokeAction('‸')`,
  `actions.invokeAction('‸', { sid: '' })`,
  `actions.use('‸', (ctx, next) => next())`,
  `actions.use((ctx) => ctx.invokeAction('‸'))`,
  `actions.addListener('beforeAcceptTask', (payload, abort, ctx) => ctx.settleAction('‸'))`,
].map((code) => ({ code, offers: NAMES }))

/** Wherever an event is typed. */
const EVENTED: readonly Case[] = [
  ...ACTIONS.flatMap((owner) => VERBS.scope.event.split(' ').map((verb) => `${owner}.${verb}('‸')`)),
  `addListener('‸')`,
  `actions.addListener('‸', () => {})`,
  `actions.addListener('‸', (payload, abort, ctx) => abort(ctx.action), { once: true })`,
  `actions.addListener('after‸', () => {})`,
  `actions.addListener(['‸'])`,
  `actions.addListener(['‸'], () => {})`,
  `actions.addListener(['afterAcceptTask', '‸'], () => {})`,
  `actions.removeListener('‸', () => {})`,
].map((code) => ({ code, offers: EVENTS }))

const FLEX_EVENTED: readonly Case[] = [
  ...VERBS.flex.event.split(' ').map((verb) => `flex.${verb}('‸')`),
  `flex.addListener('‸', () => {})`,
].map((code) => ({ code, offers: FLEX_EVENTS }))

/** Wherever the key of a payload is typed. */
const KEYED: readonly Case[] = Object.entries(KEYS).flatMap(([name, offers]) => [
  ...ACTIONS.flatMap((owner) => [
    { code: `${owner}.invokeAction('${name}', { ‸ })`, offers },
    { code: `${owner}.settleAction('${name}', { ‸ })`, offers },
  ]),
  { code: `invokeAction('${name}', { ‸ })`, offers },
  { code: `actions.invokeAction('${name}', { ‸ }, { timeout: 1 })`, offers },
  { code: `actions.use((ctx) => ctx.invokeAction('${name}', { ‸ }))`, offers },
  { code: `actions.use((ctx) => ctx.settleAction('${name}', { ‸ }))`, offers },
  { code: `flex.invokeAction('${name}', { ‸ })`, offers },
  { code: `actions.invokeAction('${name}', { ${offers[0]}: undefined!, ‸ })`, offers: offers.slice(1) },
])

/** In helpers that know the name only as a type parameter. */
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the snippets have template literals of their own
const GENERIC: readonly Case[] = [
  { code: 'addListener(`before${name}`, () => {}, { ‸ })', offers: LISTENER },
  { code: 'addListener(`before${name}`, (payload, abort, ctx) => ctx.invokeAction("‸"))', offers: NAMES },
  { code: `addListener('‸', () => {})`, offers: EVENTS },
].map(({ code, offers }) => ({ code: `function listen<K extends ActionName<Desk>>(name: K) { ${code} }`, offers }))
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above

const MEMBERS: readonly Case[] = Object.entries(VERBS).map(([owner, { name, event, other }]) => ({
  code: `${owner}.‸`,
  offers: [name, event, other].flatMap((verbs) => verbs.split(' ').filter(Boolean)).sort(),
}))

const GROUPS = { MEMBERS, NAMED, EVENTED, FLEX_EVENTED, KEYED, OPTIONS, ARGUMENTS, GENERIC }
const CASES = Object.values(GROUPS).flat()

let consumer: Consumer
let editors: Editor[]

test.before(async () => {
  consumer = createConsumer()
  editors = await openEditors(
    consumer,
    CASES.map(({ code }) => `${GIVEN}\n${code}`),
  )
})

test.after(async () => {
  await Promise.all(editors.map((editor) => editor.close()))
  consumer.remove()
})

test('Completions: each snippet marks one place', () => {
  const wrong = CASES.filter(({ code }) => code.split(MARK).length !== 2)

  assert.equal(wrong, [])
})

for (const [group, says] of Object.entries({
  MEMBERS: 'after a dot, an editor offers the verbs that this test knows, and no others',
  NAMED: 'wherever a verb takes a name, an editor offers the names of the map, and nothing else',
  EVENTED: 'wherever a verb takes an event, an editor offers before, after and error events, and nothing else',
  FLEX_EVENTED: 'the verbs of entracte/flex offer the events of Flex',
  KEYED: 'in the payload of an invocation, an editor offers the keys of that action, and nothing else',
  OPTIONS: 'in the options of a verb, an editor offers the options of that verb, and nothing else',
  ARGUMENTS: 'in a function that is passed in, an editor knows the payload, the result and ctx',
  GENERIC: 'in a helper that is generic over the name, an editor offers the same',
})) {
  test(`Completions: ${says}`, async () => {
    const cases = GROUPS[group as keyof typeof GROUPS]

    for (const editor of editors) {
      const offered = await Promise.all(cases.map((each) => editor.offers(CASES.indexOf(each))))

      assert.ok(cases.length > 0)
      assert.equal(
        cases.map(({ code }, index) => ({ editor: editor.name, code, offers: offered[index] })),
        cases.map(({ code, offers }) => ({ editor: editor.name, code, offers: [...offers].sort() })),
      )
    }
  })
}

test.run()
