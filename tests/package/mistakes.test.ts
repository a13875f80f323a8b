// What a compiler says of the commonest mistakes: its first line says what is wrong, and it underlines the wrong token.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Consumer, createConsumer } from '../support/consumer.js'
import { type Editor, MARK, openEditors } from '../support/editors.js'

/** What every snippet begins with. */
const GIVEN = `
  import { createActions } from 'entracte'
  import { createActions as createFlex } from 'entracte/flex'
  import { trackState } from 'entracte/state'
  import { createTestActions } from 'entracte/testing'
  interface Task { sid: string }
  interface Desk {
    AcceptTask(payload: { sid: string }): Task
    Search(query?: string): Promise<Task[]>
    Logout(): void
  }
  const actions = createActions<Desk>()
  const scope = actions.scope('plugin')
  const double = createTestActions<Desk>()
  const state = trackState(actions)
  const flex = createFlex<Desk>()
  const when = 'before' as 'before' | 'after'
`

interface Mistake {
  /** The code, with a mark before and after the token that has to be underlined. */
  readonly code: string
  readonly says: RegExp
}

/** Makes the same mistake at each place. */
function each(says: RegExp, ...codes: string[]): Mistake[] {
  return codes.map((code) => ({ code, says }))
}

const WRONG_NAME = each(
  /^Argument of type '"AcepptTask"' is not assignable to parameter of type 'ActionName<Desk>'\.$/,
  `actions.registerAction(‸'AcepptTask'‸, () => {})`,
  `actions.unregisterAction(‸'AcepptTask'‸)`,
  `actions.invokeAction(‸'AcepptTask'‸)`,
  `actions.invokeAction(‸'AcepptTask'‸, { sid: '' })`,
  `actions.settleAction(‸'AcepptTask'‸, { sid: '' }, { timeout: 1 })`,
  `actions.replaceAction(‸'AcepptTask'‸, () => {})`,
  `actions.use(‸'AcepptTask'‸, (ctx, next) => next())`,
  `actions.hasAction(‸'AcepptTask'‸)`,
  `scope.invokeAction(‸'AcepptTask'‸, { sid: '' })`,
  `double.actions.invokeAction(‸'AcepptTask'‸, { sid: '' })`,
  `actions.use((ctx) => ctx.invokeAction(‸'AcepptTask'‸, { sid: '' }))`,
  `flex.registerAction(‸'AcepptTask'‸, () => {})`,
  `flex.invokeAction(‸'AcepptTask'‸, { sid: '' })`,
  `flex.replaceAction(‸'AcepptTask'‸, () => {})`,
  `flex.blockAction(‸'AcepptTask'‸)`,
  `state.block(‸'AcepptTask'‸)`,
  `state.pending(‸'AcepptTask'‸, { sid: '' })`,
)

const WRONG_NAME_IN_TESTS = each(
  /^Argument of type '"AcepptTask"' is not assignable to parameter of type 'TestableName<Actions<Desk>>( \| undefined)?'\.$/,
  `double.stub(‸'AcepptTask'‸)`,
  `double.seen(‸'AcepptTask'‸)`,
  `double.expect(‸'AcepptTask'‸, { calls: [] })`,
)

const WRONG_PAYLOAD = [
  ...each(
    /^Type 'number' is not assignable to type 'string'\.$/,
    'actions.invokeAction("AcceptTask", { ‸sid‸: 1 })',
    'actions.settleAction("AcceptTask", { ‸sid‸: 1 })',
    'scope.invokeAction("AcceptTask", { ‸sid‸: 1 }, { timeout: 1 })',
    'double.actions.invokeAction("AcceptTask", { ‸sid‸: 1 })',
    'actions.use((ctx) => ctx.invokeAction("AcceptTask", { ‸sid‸: 1 }))',
    'flex.invokeAction("AcceptTask", { ‸sid‸: 1 })',
    'state.blocked("AcceptTask", { ‸sid‸: 1 })',
  ),
  ...each(
    /^Object literal may only specify known properties, but 'side' does not exist in type .* Did you mean to write 'sid'\?$/,
    'actions.invokeAction("AcceptTask", { ‸side‸: "" })',
    'flex.invokeAction("AcceptTask", { ‸side‸: "" })',
  ),
  ...each(
    /^(Argument of type '\{\}' is not assignable to parameter of type|Property 'sid' is missing in type '\{\}' but required in type) '\{ sid: string; \}'\.$/,
    'actions.invokeAction("AcceptTask", ‸{}‸)',
    'flex.invokeAction("AcceptTask", ‸{}‸)',
  ),
  ...each(
    /^Argument of type 'number' is not assignable to parameter of type 'string'\.$/,
    'actions.invokeAction("Search", ‸1‸)',
    'flex.invokeAction("Search", ‸1‸)',
  ),
  ...each(
    /^Argument of type '\{\}' is not assignable to parameter of type 'undefined'\.$/,
    'actions.invokeAction("Logout", ‸{}‸)',
  ),
]

const MISSING_PAYLOAD = [
  ...each(
    /^Expected 2-3 arguments, but got 1\.$/,
    'actions.‸invokeAction‸("AcceptTask")',
    'actions.‸settleAction‸("AcceptTask")',
    'scope.‸invokeAction‸("AcceptTask")',
    'double.actions.‸invokeAction‸("AcceptTask")',
    'actions.use((ctx) => ctx.‸invokeAction‸("AcceptTask"))',
  ),
  ...each(/^Expected 2 arguments, but got 1\.$/, 'flex.‸invokeAction‸("AcceptTask")'),
]

const EVENT_TYPE = /(EventName<Desk> \| readonly EventName<Desk>\[\]|readonly EventName<Desk>\[\] \| EventName<Desk>)/
  .source

const WRONG_EVENT = [
  ...['beforeAcepptTask', 'duringAcceptTask', 'AcceptTask', 'before'].flatMap((event) =>
    each(
      RegExp(`^Argument of type '"${event}"' is not assignable to parameter of type '${EVENT_TYPE}'\\.$`),
      `actions.addListener(‸'${event}'‸, () => {})`,
      `scope.addListener(‸'${event}'‸, (payload, second, ctx) => {}, { once: true })`,
      `double.actions.addListener(‸'${event}'‸, () => {})`,
    ),
  ),
  ...each(
    RegExp(`^Argument of type '.*"afterLogof".*' is not assignable to parameter of type '${EVENT_TYPE}'\\.$`),
    `actions.addListener(‸['beforeLogout', 'afterLogof']‸, () => {})`,
  ),
  ...each(
    /^Argument of type '"beforeAcepptTask"' is not assignable to parameter of type 'EventName<Desk>'\.$/,
    `actions.removeListener(‸'beforeAcepptTask'‸, () => {})`,
  ),
  ...each(
    /^Argument of type '"beforeAcepptTask"' is not assignable to parameter of type 'ActionEvent<Desk>'\.$/,
    `flex.addListener(‸'beforeAcepptTask'‸, () => {})`,
    `flex.removeListener(‸'beforeAcepptTask'‸, () => {})`,
  ),
]

/** Says that a function is no listener of an event. */
function noListenerOf(event: string, type = 'ListenerOf'): RegExp {
  return RegExp(`^Argument of type '.*' is not assignable to parameter of type '${type}<Desk, ${event}>'\\.$`)
}

const WRONG_LISTENER = [
  ...each(
    noListenerOf('"beforeAcceptTask"'),
    `actions.addListener('beforeAcceptTask', ‸(payload: { sid: number }) => payload‸)`,
    `actions.addListener('beforeAcceptTask', ‸(payload, abort: string) => abort‸)`,
    `actions.addListener('beforeAcceptTask', ‸5‸)`,
    `scope.addListener('beforeAcceptTask', ‸String(1)‸)`,
    `double.actions.addListener('beforeAcceptTask', ‸(payload: number) => payload‸, { once: true })`,
  ),
  ...each(
    /^Object literal may only specify known properties, and 'handleEvent' does not exist in type 'ListenerOf<Desk, "beforeAcceptTask">'\.$/,
    `actions.addListener('beforeAcceptTask', { ‸handleEvent‸() {} })`,
  ),
  ...each(
    noListenerOf('"afterAcceptTask"'),
    `actions.addListener('afterAcceptTask', ‸(payload, result: string) => result‸)`,
    `actions.addListener(['afterAcceptTask'], ‸(payload, result: string) => result‸)`,
  ),
  ...each(
    noListenerOf('"errorAcceptTask"'),
    `actions.addListener('errorAcceptTask', ‸(payload, error: Error) => error‸)`,
  ),
  ...each(
    noListenerOf('("beforeAcceptTask" \\| "afterAcceptTask"|"afterAcceptTask" \\| "beforeAcceptTask")'),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the snippet has a template literal of its own
    'actions.addListener(`${when}AcceptTask`, ‸(payload: number) => payload‸)',
  ),
  ...each(
    noListenerOf('"beforeAcceptTask"', 'ActionListenerOf'),
    `flex.addListener('beforeAcceptTask', ‸(payload: { sid: number }) => payload‸)`,
  ),
]

const GROUPS = {
  'a wrong name': [...WRONG_NAME, ...WRONG_NAME_IN_TESTS],
  'a wrong payload': WRONG_PAYLOAD,
  'a missing payload': MISSING_PAYLOAD,
  'a wrong event': WRONG_EVENT,
  'a listener with a wrong type': WRONG_LISTENER,
}
const MISTAKES = Object.values(GROUPS).flat()

let consumer: Consumer
let editors: Editor[]

test.before(async () => {
  consumer = createConsumer()
  editors = await openEditors(
    consumer,
    MISTAKES.map(({ code }) => `${GIVEN}\n${code}`),
  )
})

test.after(async () => {
  await Promise.all(editors.map((editor) => editor.close()))
  consumer.remove()
})

for (const [mistake, mistakes] of Object.entries(GROUPS)) {
  test(`Mistakes: ${mistake} is one error, at the wrong token, and its first line says what is wrong`, async () => {
    for (const editor of editors) {
      for (const { code, says } of mistakes) {
        const errors = await editor.errors(MISTAKES.findIndex((each) => each.code === code))

        const [, token] = code.split(MARK)
        const [error] = errors
        const context = `${editor.name} on ${code}: ${JSON.stringify(errors)}`
        assert.is(errors.length, 1, context)
        assert.is(error?.token, token, context)
        assert.match(error?.says ?? '', says, context)
      }
    }
  })
}

test.run()
