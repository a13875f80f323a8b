// entracte/testing: what a test double sees, what can be expected of it, and that it changes nothing.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Actions, createActions, DuplicateActionError, UnknownActionError } from '../../source/core/index.js'
import { createActions as createFlexActions } from '../../source/flex/index.js'
import {
  createFlexMock,
  createTestActions,
  ExpectationError,
  NotIdleError,
  type TestActions,
} from '../../source/testing/index.js'
import { deferred, printedDuring, rejection, settled, thrown, unhandledDuring } from '../support/helpers.js'
import { withoutDispose } from '../support/without-dispose.js'

interface Desk {
  AcceptTask(payload: { sid: string }): string
  SendMessage(payload: { body: string }): { messageSid: string }
  Logout(): void
}

const doubles = suite('the double')

doubles('registers stubs that do nothing, and sees what reaches them', async () => {
  const test = createTestActions<Desk>()
  test.stub('AcceptTask', 'Logout')

  const result = await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })

  assert.is(result, undefined)
  assert.equal(test.seen('AcceptTask').calls, [
    { action: 'AcceptTask', payload: { sid: 'WT1' }, outcome: 'done', result: undefined },
  ])
  assert.equal(test.seen('Logout').calls, [])
})

doubles('refuses a stub for a name that is taken', () => {
  const test = createTestActions<Desk>()
  test.stub('AcceptTask')

  const error = thrown(() => test.stub('AcceptTask'))

  assert.instance(error, DuplicateActionError)
})

doubles('sees what a core returned, what it resolved with, and that it failed', async () => {
  const test = createTestActions()
  test.actions.registerAction('Now', () => 'now')
  test.actions.registerAction('Nothing', () => null)
  test.actions.registerAction('Later', async () => 'later')
  test.actions.registerAction('Never', () => Promise.reject(new Error('no')))
  test.actions.registerAction('Throw', () => {
    throw new Error('at once')
  })

  const results = await Promise.allSettled(
    ['Now', 'Nothing', 'Later', 'Never', 'Throw'].map((name) => test.actions.invokeAction(name)),
  )

  assert.equal(
    results.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected'],
  )
  assert.equal(
    test.seen().calls.map(({ action, outcome, result }) => [action, outcome, result]),
    [
      ['Now', 'done', 'now'],
      ['Nothing', 'done', null],
      ['Later', 'done', 'later'],
      ['Never', 'failed', undefined],
      ['Throw', 'failed', undefined],
    ],
  )
})

doubles('shows a call that still runs, and what it gave stays as it was', async () => {
  const test = createTestActions()
  const gate = deferred<string>()
  test.actions.registerAction('Search', () => gate.promise)
  const searching = test.actions.invokeAction('Search')

  const before = test.seen('Search').calls
  gate.resolve('cake')
  await searching

  assert.equal(before, [{ action: 'Search', payload: undefined, outcome: 'running', result: undefined }])
  assert.is(test.seen('Search').calls[0]?.result, 'cake')
})

doubles('shows at once what a core returned at once, and hands its promise on as it is', async () => {
  const test = createTestActions()
  const promise = Promise.resolve('later')
  const row = { now: true }
  test.actions.registerAction('Now', () => row)
  test.actions.registerAction('Later', () => promise)

  const now = test.actions.invokeAction('Now')

  assert.is(test.seen('Now').calls[0]?.result, row)
  assert.is(await now, row)
  assert.is(await test.actions.invokeAction('Later'), 'later')
})

doubles('asks a foreign thenable for its value once', async () => {
  const test = createTestActions()
  let asked = 0
  const query = {
    then(resolve: (value: string) => void) {
      asked++
      resolve('row')
    },
  }
  test.actions.registerAction('Query', () => query)
  test.actions.registerAction('Call', () => Object.assign(() => {}, query))

  const results = [await test.actions.invokeAction('Query'), await test.actions.invokeAction('Call')]

  assert.is(asked, 2)
  assert.equal(results, ['row', 'row'])
  assert.equal(
    test.seen().calls.map(({ result }) => result),
    ['row', 'row'],
  )
})

doubles('keeps payloads as they arrived at the core', async () => {
  const test = createTestActions<Desk>()
  const task = { sid: 'WT1', tags: ['new'], at: new Date(0) }
  test.stub('AcceptTask')
  test.actions.addListener('beforeAcceptTask', (payload) => {
    payload.sid = 'WT2'
  })
  test.actions.addListener('afterAcceptTask', (payload) => {
    payload.sid = 'WT3'
    task.tags.push('old')
  })

  await test.actions.invokeAction('AcceptTask', task)

  const [call] = test.seen().calls
  assert.equal(call?.payload, { sid: 'WT2', tags: ['new'], at: new Date(0) })
  assert.is((call?.payload as typeof task | undefined)?.at, task.at)
})

doubles('sees what each call of original handed on', async () => {
  const test = createTestActions<Desk>()
  test.actions.registerAction('AcceptTask', ({ sid }) => `accepted ${sid}`)
  test.actions.replaceAction('AcceptTask', async (_payload, original) => {
    const [first] = await Promise.all([original({ sid: 'WT1' }), original({ sid: 'WT2' })])
    return first
  })

  await test.actions.invokeAction('AcceptTask', { sid: 'WT0' })

  assert.equal(
    test.seen('AcceptTask').calls.map(({ payload, result }) => [payload, result]),
    [
      [{ sid: 'WT1' }, 'accepted WT1'],
      [{ sid: 'WT2' }, 'accepted WT2'],
    ],
  )
})

doubles('sees the calls of cores that were registered before it, but for their results', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('AcceptTask', ({ sid }) => `accepted ${sid}`)
  const test = createTestActions(actions)

  await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })
  await actions.invokeAction('AcceptTask', { sid: 'WT2' })

  assert.equal(
    test.seen('AcceptTask').calls.map(({ payload, outcome, result }) => [payload, outcome, result]),
    [
      [{ sid: 'WT1' }, 'done', undefined],
      [{ sid: 'WT2' }, 'done', undefined],
    ],
  )
})

doubles('sees more invocations than a recording keeps otherwise', async () => {
  const test = createTestActions()
  test.stub('Search')

  for (let count = 0; count < 1_001; count++) await test.actions.invokeAction('Search')

  assert.is(test.seen('Search').ran.length, 1_001)
})

doubles('tells what ran, in order, of one action and of all', async () => {
  const test = createTestActions<Desk>()
  test.stub('AcceptTask', 'SendMessage')
  test.actions.use((_ctx, next) => next(), { name: 'log' })
  test.actions.addListener('beforeAcceptTask', function askFirst() {})
  test.actions.addListener('beforeAcceptTask', () => {})
  test.actions.addListener('afterAcceptTask', async function notify(_payload, _result, ctx) {
    await ctx.invokeAction('SendMessage', { body: 'hello' })
  })

  await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })

  assert.equal(test.seen('AcceptTask').ran, ['middleware log', 'before askFirst', 'before', 'core', 'after notify'])
  assert.equal(test.seen().ran, [
    'AcceptTask middleware log',
    'AcceptTask before askFirst',
    'AcceptTask before',
    'AcceptTask core',
    'AcceptTask after notify',
    'SendMessage middleware log',
    'SendMessage core',
  ])
})

doubles('tells who aborted, and why', async () => {
  const test = createTestActions<Desk>()
  const reason = { code: 7 }
  test.stub('AcceptTask', 'Logout')
  test.actions.addListener('beforeAcceptTask', function askFirst(_payload, abort) {
    abort(reason)
  })
  test.actions.addListener('beforeLogout', (_payload, abort) => abort())

  await rejection(test.actions.invokeAction('AcceptTask', { sid: 'WT1' }))
  await rejection(test.actions.invokeAction('Logout'))

  assert.equal(test.seen().aborts, [
    { action: 'AcceptTask', by: 'before askFirst', reason: { code: 7 } },
    { action: 'Logout', by: 'before', reason: undefined },
  ])
  assert.is(test.seen('AcceptTask').aborts[0]?.reason, reason)
  assert.equal(test.seen().errors, [])
})

doubles('knows whose abort it was that somebody else called', async () => {
  const test = createTestActions()
  let leaked = (_reason: unknown): void => {}
  test.stub('Logout')
  test.actions.addListener('beforeLogout', function first(_payload, abort) {
    leaked = abort
  })
  test.actions.addListener('beforeLogout', function second() {
    leaked('after all')
  })

  await rejection(test.actions.invokeAction('Logout'))

  test.expect('Logout', {
    aborts: [{ by: 'before first', reason: 'after all' }],
    ran: ['before first', 'before second'],
  })
})

doubles('cannot tell who aborted when it was none of the parties', async () => {
  const test = createTestActions()
  test.stub('Logout')
  test.actions.observe({ start: ({ ctx }) => ctx.abort('closed') })

  await rejection(test.actions.invokeAction('Logout'))

  assert.equal(test.seen().aborts, [{ action: 'Logout', by: undefined, reason: 'closed' }])
})

doubles('lists an error where it came up first, once', async () => {
  const test = createTestActions<Desk>()
  const error = new TypeError('no body')
  test.actions.registerAction('SendMessage', () => {
    throw error
  })
  test.stub('AcceptTask')
  test.actions.replaceAction('AcceptTask', async function greet(payload, original) {
    await test.actions.invokeAction('SendMessage', { body: '' })
    return original(payload)
  })

  await rejection(test.actions.invokeAction('AcceptTask', { sid: 'WT1' }))
  await rejection(test.actions.invokeAction('SendMessage', { body: '' }))

  const entry = { action: 'SendMessage', at: 'core', name: 'TypeError', message: 'no body', error }
  assert.equal(test.seen().errors, [entry, entry])
  assert.equal(test.seen('AcceptTask').errors, [])
})

doubles('lists what was thrown that is no error', async () => {
  const test = createTestActions()
  test.actions.registerAction('Search', () => Promise.reject('busy'))
  test.actions.registerAction('Logout', () => Promise.reject(undefined))
  test.actions.registerAction('Odd', () => Promise.reject({ name: 7, message: 8 }))

  await rejection(test.actions.invokeAction('Search'))
  await rejection(test.actions.invokeAction('Logout'))
  await rejection(test.actions.invokeAction('Odd'))

  assert.equal(test.seen().errors, [
    { action: 'Search', at: 'core', name: undefined, message: 'busy', error: 'busy' },
    { action: 'Logout', at: 'core', name: undefined, message: 'undefined', error: undefined },
    { action: 'Odd', at: 'core', name: undefined, message: '[object Object]', error: { name: 7, message: 8 } },
  ])
})

doubles('lists what was thrown that forbids being looked at', async () => {
  const test = createTestActions()
  const forbidding = Object.create(null)
  test.actions.registerAction('Search', () => Promise.reject(forbidding))

  await rejection(test.actions.invokeAction('Search'))
  await test.idle()

  assert.equal(
    test.seen().errors.map(({ name, message }) => [name, message]),
    [[undefined, 'an object']],
  )
  assert.is(test.seen().errors[0]?.error, forbidding)
})

doubles('lists the error of a listener that nobody else is told of', async () => {
  const test = createTestActions(() => createActions<Desk>({ onListenerError: () => {} }))
  test.stub('Logout')
  test.actions.addListener('afterLogout', async function sayGoodbye() {
    throw new Error('nobody there')
  })

  await test.actions.invokeAction('Logout')

  assert.equal(
    test.seen('Logout').errors.map(({ at, message }) => [at, message]),
    [['after sayGoodbye', 'nobody there']],
  )
})

doubles('lists an error that came from no party', async () => {
  const test = createTestActions()
  const gate = deferred()
  test.actions.registerAction('Search', () => gate.promise, { timeout: 1 })

  await rejection(test.actions.invokeAction('Search'))
  gate.resolve()
  await test.idle()

  assert.equal(
    test.seen('Search').errors.map(({ at, name }) => [at, name]),
    [['invocation', 'ActionTimeoutError']],
  )
})

doubles('lists an invocation that was refused', async () => {
  const test = createTestActions<Desk>()
  test.stub('AcceptTask')
  const signal = AbortSignal.abort('gone')

  const unknown = await rejection(test.actions.invokeAction('Logout'))
  const cut = await rejection(test.actions.invokeAction('AcceptTask', { sid: 'WT1' }, { signal }))
  const wrong = await rejection(test.actions.invokeAction(7 as never))

  assert.instance(unknown, UnknownActionError)
  assert.is(cut, 'gone')
  assert.instance(wrong, TypeError)
  assert.equal(
    test.seen().errors.map(({ action, at, error }) => [action, at, error]),
    [
      ['Logout', 'refused', unknown],
      ['AcceptTask', 'refused', 'gone'],
      ['7', 'refused', wrong],
    ],
  )
  assert.is(test.seen('Logout').errors.length, 1)
})

doubles('leaves what nobody handles unhandled', async () => {
  const test = createTestActions<Desk>()
  test.actions.registerAction('Logout', () => {
    throw new Error('no')
  })

  const unhandled = await unhandledDuring(async () => {
    test.actions.invokeAction('Logout')
    test.actions.invokeAction('AcceptTask', { sid: 'WT1' })
    await test.idle()
  })

  assert.equal(
    unhandled.map((error) => (error as Error).name),
    ['UnknownActionError', 'Error'],
  )
})

doubles('starts the core inside the call, as the actions themselves do', () => {
  const test = createTestActions<Desk>()
  const log: string[] = []
  test.actions.registerAction('Logout', () => void log.push('core'))

  test.actions.invokeAction('Logout')

  assert.equal(log, ['core'])
})

doubles('calls cores with what the actions call them with, and by their own name', async () => {
  const test = createTestActions<Desk>()
  const seen: unknown[] = []
  test.actions.registerAction('AcceptTask', function accept(this: unknown, ...args: unknown[]) {
    seen.push(this, args.length, (args[1] as { action: string }).action)
    return ''
  } as never)

  await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })

  assert.equal(seen, [undefined, 2, 'AcceptTask'])
  assert.is(test.actions.explain('AcceptTask')[0]?.name, 'accept')
})

doubles('leaves the complaint about a core that is no function to the actions', () => {
  const test = createTestActions()

  const error = thrown(() => test.actions.registerAction('Search', 7 as never))

  assert.instance(error, TypeError)
  assert.match(String((error as Error).message), 'must be a function, got 7')
})

doubles('can be spied on', async () => {
  const test = createTestActions<Desk>()
  test.stub('Logout')
  const invoked: unknown[] = []
  const { invokeAction } = test.actions
  test.actions.invokeAction = ((...args: Parameters<typeof invokeAction>) => {
    invoked.push(args[0])
    return invokeAction(...args)
  }) as typeof invokeAction

  await test.actions.invokeAction('Logout')

  assert.equal(invoked, ['Logout'])
  assert.is(test.seen('Logout').calls.length, 1)
})

doubles('can be spied on by those that define a property, and take it away again', () => {
  const test = createTestActions<Desk>()
  const verb = Object.getOwnPropertyDescriptor(test.actions, 'invokeAction') as PropertyDescriptor
  const spy = () => Promise.resolve()

  Object.defineProperty(test.actions, 'invokeAction', { get: () => spy })

  assert.is(test.actions.invokeAction, spy)
  Object.defineProperty(test.actions, 'invokeAction', verb)
  assert.is(test.actions.invokeAction, verb.value)
})

doubles('has every verb of the actions, and its scopes are doubles too', async () => {
  const test = createTestActions(() => createActions<Desk>(), { unknown: 'stub' })

  const scope = test.actions.scope('crm')
  scope.registerAction('AcceptTask', () => 'accepted')
  await scope.invokeAction('AcceptTask', { sid: 'WT1' })
  await scope.invokeAction('Logout')

  assert.equal(Object.keys(test.actions), Object.keys(createActions()))
  assert.equal(test.actions.actionNames(), ['AcceptTask', 'Logout'])
  assert.is(test.seen('AcceptTask').calls[0]?.result, 'accepted')
  scope.dispose()
  assert.equal(test.actions.actionNames(), ['Logout'])
})

doubles.run()

const unknowns = suite('unknown names')

unknowns('are refused, unless stubs are asked for', async () => {
  const test = createTestActions()

  const error = await rejection(test.actions.invokeAction('Logout'))

  assert.instance(error, UnknownActionError)
})

unknowns('get a stub where they are invoked, nested invocations included', async () => {
  const test = createTestActions(() => createActions(), { unknown: 'stub' })
  test.actions.addListener('beforeWrapupTask', async (_payload, _abort, ctx) => {
    const { invokeAction } = ctx
    await invokeAction('SendMessage', { body: 'goodbye' })
  })

  await test.actions.invokeAction('WrapupTask')

  assert.equal(test.seen().ran, ['WrapupTask before', 'SendMessage core', 'WrapupTask core'])
  test.expect('SendMessage', { calls: [{ payload: { body: 'goodbye' } }] })
})

unknowns('keep their parent when they are nested', async () => {
  const test = createTestActions(() => createActions(), { unknown: 'stub' })
  const depths: number[] = []
  test.actions.use((ctx, next) => {
    depths.push(ctx.depth)
    return next()
  })
  test.actions.addListener('beforeWrapupTask', (_payload, _abort, ctx) => ctx.invokeAction('SendMessage'))

  await test.actions.invokeAction('WrapupTask')

  assert.equal(depths, [0, 1])
})

unknowns('are none as long as they have a core', async () => {
  const test = createTestActions(() => createActions(), { unknown: 'stub' })
  test.actions.registerAction('Search', () => 'cake')

  const result = await test.actions.invokeAction('Search')

  assert.is(result, 'cake')
})

unknowns('give up their stub when somebody registers them', async () => {
  const test = createTestActions(() => createActions(), { unknown: 'stub' })
  await test.actions.invokeAction('MyAction')

  test.actions.registerAction('MyAction', () => 'mine')

  assert.is(await test.actions.invokeAction('MyAction'), 'mine')
  assert.instance(
    thrown(() => test.actions.registerAction('MyAction', () => 'again')),
    DuplicateActionError,
  )
})

unknowns('are still refused when they are no names', async () => {
  const test = createTestActions(() => createActions(), { unknown: 'stub' })

  const errors = [
    await rejection(test.actions.invokeAction('')),
    await rejection(test.actions.invokeAction(7 as never)),
  ]

  assert.equal(
    errors.map((error) => error instanceof TypeError),
    [true, true],
  )
})

unknowns.run()

const expecting = suite('expect')

expecting('is content when what was seen is what was expected', async () => {
  const test = await acceptedAndRefused()

  test.expect('AcceptTask', {
    calls: [{ payload: { sid: 'WT1' }, outcome: 'done' }],
    ran: ['before askFirst', 'core', 'before askFirst'],
    aborts: [{ by: 'before askFirst', reason: 'not this one' }],
    errors: [],
  })
  test.expect({ calls: [{ action: 'AcceptTask' }], errors: [] })
})

expecting('fails with an AssertionError that has both, and only what was asked for', async () => {
  const test = await acceptedAndRefused()

  const error = thrown(() =>
    test.expect('AcceptTask', { calls: [{ payload: { sid: 'WT2' } }], ran: [], aborts: [], errors: [] }),
  ) as ExpectationError

  assert.instance(error, ExpectationError)
  assert.is(error.name, 'AssertionError')
  assert.equal(error.actual, {
    calls: [{ payload: { sid: 'WT1' } }],
    ran: ['before askFirst', 'core', 'before askFirst'],
    aborts: [{ by: 'before askFirst', reason: 'not this one' }],
  })
  assert.equal(error.expected, { calls: [{ payload: { sid: 'WT2' } }], ran: [], aborts: [] })
})

expecting('says what it expected and what it saw, and prints the timeline', async () => {
  const test = await acceptedAndRefused()
  await rejection(test.actions.invokeAction('Logout'))

  const error = thrown(() => test.expect('AcceptTask', { calls: [] })) as ExpectationError

  assert.is(
    error.message,
    `Expected the calls that reached the action "AcceptTask" to be
  []
but saw
  [{ payload: { sid: "WT1" } }]

${test.timeline()}`,
  )
  assert.match(test.timeline(), /^✓ AcceptTask/)
  assert.match(test.timeline(), 'aborted by askFirst: not this one')
  assert.match(test.timeline(), /\nLogout was refused: Cannot invoke the action "Logout"/)
})

expecting('says all that differs', async () => {
  const test = await acceptedAndRefused()

  const error = thrown(() => test.expect({ calls: [], aborts: [] })) as ExpectationError

  assert.is(
    error.message,
    `Expected the calls that reached all actions to be
  []
but saw
  [{ payload: { sid: "WT1" } }]

Expected the aborts of all actions to be
  []
but saw
  [{ by: "before askFirst", reason: "not this one" }]

${test.timeline()}`,
  )
})

expecting('shows of an entry what was expected of it, and all that a matcher was asked about', async () => {
  const test = await acceptedAndRefused()
  const never = { asymmetricMatch: () => false }
  const actualOf = (expected: unknown) =>
    (thrown(() => test.expect({ calls: [expected as never] })) as ExpectationError).actual

  assert.equal(actualOf({ outcome: 'failed', action: 'Logout' }), {
    calls: [{ outcome: 'done', action: 'AcceptTask' }],
  })
  assert.equal(actualOf(never), {
    calls: [{ action: 'AcceptTask', payload: { sid: 'WT1' }, outcome: 'done', result: undefined }],
  })
})

expecting('takes what ran by all of its words, not by how they begin', async () => {
  const test = await acceptedAndRefused()

  const error = thrown(() => test.expect('AcceptTask', { ran: ['before', 'core', 'before'] })) as ExpectationError

  assert.instance(error, ExpectationError)
  assert.equal(error.actual, { ran: ['before askFirst', 'core', 'before askFirst'] })
})

expecting('shows of an entry that nobody expected what tells it from others', async () => {
  const test = createTestActions(() => createActions<Desk>({ onListenerError: () => {} }))
  test.stub('Logout')
  test.actions.addListener('afterLogout', function toast() {
    throw new Error('burnt')
  })
  await test.actions.invokeAction('Logout')

  const error = thrown(() => test.expect({ ran: [], errors: [] })) as ExpectationError

  assert.equal(error.actual, {
    ran: ['Logout core', 'Logout after toast'],
    errors: [{ at: 'after toast', message: 'burnt' }],
  })
  assert.is(
    error.message,
    `Expected what ran for all actions to be
  []
but saw
  ["Logout core", "Logout after toast"]

Expected the errors of all actions to be
  []
but saw
  [{ at: "after toast", message: "burnt" }]

${test.timeline()}`,
  )
  assert.is(test.timeline().split('\n').length, 3)
  assert.not.match(test.timeline(), /\d ?m?s/)
})

expecting('minds the order, and how many there are', async () => {
  const test = createTestActions<Desk>()
  test.stub('AcceptTask')
  await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })
  await test.actions.invokeAction('AcceptTask', { sid: 'WT2' })
  const fails = (...sids: string[]) =>
    thrown(() => test.expect('AcceptTask', { calls: sids.map((sid) => ({ payload: { sid } })) })) instanceof
    ExpectationError

  assert.equal([fails('WT2', 'WT1'), fails('WT1'), fails('WT1', 'WT2', 'WT3')], [true, true, true])
  test.expect('AcceptTask', { calls: [{ payload: { sid: 'WT1' } }, { payload: { sid: 'WT2' } }] })
})

expecting('asks the matchers of jest and vitest', async () => {
  const test = createTestActions<Desk>()
  test.stub('AcceptTask')
  await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })
  const matching = (text: string) => ({ asymmetricMatch: (value: unknown) => JSON.stringify(value).includes(text) })

  test.expect('AcceptTask', { calls: [{ payload: { sid: matching('WT1') as never } }] })
  test.expect('AcceptTask', { calls: [matching('WT1') as never] })

  assert.instance(
    thrown(() => test.expect('AcceptTask', { calls: [{ payload: { sid: matching('WT2') as never } }] })),
    ExpectationError,
  )
  assert.instance(
    thrown(() => test.expect('AcceptTask', { calls: [matching('WT2') as never] })),
    ExpectationError,
  )
})

expecting('refuses what would pass whatever happens', () => {
  const test = createTestActions<Desk>()
  test.stub('AcceptTask')
  const messageOf = (expectation: unknown, name = 'AcceptTask') =>
    (thrown(() => test.expect(name as never, expectation as never)) as TypeError).message

  const nothing = 'Nothing is expected, so that it would pass whatever happens: expect calls, ran, aborts, errors'
  assert.is(messageOf({}), nothing)
  assert.is(messageOf({ calls: undefined }), nothing)
  assert.match(messageOf({ call: [] }), 'Nothing is seen of "call": expect calls, ran, aborts, errors')
  assert.match(messageOf({ calls: 0 }), 'The expected calls must be an array, got 0')
  assert.match(messageOf({ calls: [7] }), 'The expected calls must be objects, got 7')
  assert.match(messageOf({ errors: [null] }), 'The expected errors must be objects, got null')
  assert.match(messageOf(null), 'expect takes an object such as { calls: [] }, got null')
  assert.match(messageOf(7), 'expect takes an object such as { calls: [] }, got 7')
  assert.match(messageOf({ calls: [] }, 'AceptTask'), 'There is no action "AceptTask"')
  assert.match(messageOf({ calls: [] }, ''), 'There is no action ""')
  assert.match(messageOf({ calls: [] }, 7 as never), 'There is no action 7')
  assert.match((thrown(() => test.seen('AceptTask' as never)) as Error).message, 'There is no action "AceptTask"')
})

expecting('knows an action by what is attached to it, and by what was seen of it', async () => {
  const test = createTestActions()
  test.actions.addListener('beforeSearch', () => {})
  test.stub('Logout')
  await test.actions.invokeAction('Logout')
  test.actions.unregisterAction('Logout')
  await rejection(test.actions.invokeAction('Nobody'))

  test.expect('Search', { calls: [] })
  test.expect('Logout', { ran: ['core'] })
  test.expect('Nobody', { errors: [{ at: 'refused' }] })
})

expecting('takes any name where unknown ones get a stub', () => {
  const test = createTestActions(() => createActions(), { unknown: 'stub' })

  test.expect('SendMessage', { calls: [] })

  assert.is(test.timeline(), 'Nothing was invoked.')
})

expecting('prints of what was only refused no more than that', async () => {
  const test = createTestActions()
  const error = (await rejection(test.actions.invokeAction('Logout'))) as Error

  assert.is(test.timeline(), `Logout was refused: ${error.message}`)
})

expecting.run()

const values = suite('values')

class Task {
  constructor(readonly sid: string) {}
}
class Secret {
  #text: string
  constructor(text: string) {
    this.#text = text
  }
  get length() {
    return this.#text.length
  }
}

const circle = (): unknown => {
  const made: Record<string, unknown> = { name: 'circle' }
  made.self = made
  return made
}
const secret = new Secret('a')
const forbidding = new Proxy(
  {},
  {
    getPrototypeOf() {
      throw new Error('hands off')
    },
  },
)

for (const [what, one, other] of [
  ['numbers', Number.NaN, Number.NaN],
  ['objects, whatever the order of their keys', { a: 1, b: { c: [2] } }, { b: { c: [2] }, a: 1 }],
  ['objects without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ['arrays', [1, [2]], [1, [2]]],
  ['dates', new Date(7), new Date(7)],
  ['patterns', /a/i, /a/i],
  ['errors', new TypeError('no'), new TypeError('no')],
  ['maps', new Map([['a', { b: 1 }]]), new Map([['a', { b: 1 }]])],
  ['sets', new Set([1, 2]), new Set([1, 2])],
  ['instances', new Task('WT1'), new Task('WT1')],
  ['an instance that shows nothing, with itself', secret, secret],
  ['circles', circle(), circle()],
  ['empty maps', new Map(), new Map()],
  ['empty sets', new Set(), new Set()],
  ['objects without keys', {}, Object.create(null)],
  ['empty arrays', [], []],
] as const) {
  values(`finds the same: ${what}`, async () => {
    const test = await called(one)

    test.expect('Search', { calls: [{ payload: other }] })
  })
}

for (const [what, one, other] of [
  ['0 and -0', 0, -0],
  ['text and number', '1', 1],
  ['an object and null', {}, null],
  ['null and an object', null, {}],
  ['a key more', { a: 1 }, { a: 1, b: 2 }],
  ['a key less', { a: 1, b: 2 }, { a: 1 }],
  ['another key', { a: undefined }, { b: undefined }],
  ['something deep inside', { a: [{ b: 1 }] }, { a: [{ b: 2 }] }],
  ['an array and an object', [], {}],
  ['dates', new Date(7), new Date(8)],
  ['patterns', /a/i, /a/],
  ['errors', new TypeError('no'), new TypeError('yes')],
  ['classes of errors', new TypeError('no'), new RangeError('no')],
  ['the order of a set', new Set([1, 2]), new Set([2, 1])],
  ['a map and a set', new Map(), new Set()],
  ['an instance and a plain object', new Task('WT1'), { sid: 'WT1' }],
  ['a plain object and an instance', { sid: 'WT1' }, new Task('WT1')],
  ['instances that show nothing', new Secret('a'), new Secret('a')],
  ['promises', Promise.resolve(1), Promise.resolve(1)],
  ['values of a map', new Map([['a', 1]]), new Map([['a', 2]])],
  ['names of errors', named(new Error('no'), 'Busy'), new Error('no')],
] as const) {
  values(`tells apart: ${what}`, async () => {
    const test = await called(one)

    assert.instance(
      thrown(() => test.expect('Search', { calls: [{ payload: other }] })),
      ExpectationError,
    )
  })
}

for (const [value, text] of [
  ['it is "here"', '"it is \\"here\\""'],
  [12n, '12n'],
  [undefined, 'undefined'],
  [Symbol('s'), 'Symbol(s)'],
  [function accept() {}, 'function accept'],
  [() => {}, 'function'],
  [{ a: 1, 'b-c': [null] }, '{ a: 1, "b-c": [null] }'],
  [{}, '{}'],
  [new Task('WT1'), 'Task { sid: "WT1" }'],
  [new Map([['a', 1]]), 'Map { ["a", 1] }'],
  [new (class {})(), 'Object {}'],
  [Object.create({ constructor: undefined }), 'Object {}'],
  [Object.assign(new (class {})(), { a: 1 }), 'Object { a: 1 }'],
  [new Error('no'), 'Error: no'],
  [/a/i, '/a/i'],
  [new Date(0), String(new Date(0))],
  [Object.assign(new Map([['a', 1]]), { more: true }), 'Map { ["a", 1], more: true }'],
  [{ a: { b: { c: { d: { e: 1 } } } } }, '{ a: { b: { c: { d: … } } } }'],
  [forbidding, 'an object'],
] as const) {
  values(`shows ${text}`, async () => {
    const test = createTestActions()
    test.stub('Search')

    const error = thrown(() => test.expect('Search', { calls: [{ payload: value }] })) as Error

    assert.match(error.message, `\n  [{ payload: ${text} }]\nbut saw\n  []\n`)
  })
}

values('shows of a value that is longer than a thousand characters the first thousand', () => {
  const test = createTestActions()
  test.stub('Search')
  const shownOf = (length: number) =>
    (thrown(() => test.expect('Search', { calls: [{ payload: 'x'.repeat(length) }] })) as Error).message
      .split('\n')[1]
      ?.trim()

  assert.is(shownOf(1_000 - '[{ payload: "" }]'.length), `[{ payload: "${'x'.repeat(983)}" }]`)
  assert.is(shownOf(9_000), `[{ payload: "${'x'.repeat(1_000 - '[{ payload: "'.length)}…`)
})

values('copies what holds itself', async () => {
  const payload = { name: 'a', self: {} }
  payload.self = payload

  const test = await called(payload)
  payload.name = 'b'

  const copy = test.seen('Search').calls[0]?.payload as typeof payload
  assert.is(copy.name, 'a')
  assert.is(copy.self, copy)
  copy.name = 'ours to edit'
  assert.is(Reflect.deleteProperty(copy, 'name'), true)
})

values('an expectation that fails shows runners nothing that holds itself', async () => {
  const test = await called([circle(), new Task('WT1')])

  const error = thrown(() => test.expect('Search', { calls: [{ payload: circle() }] })) as ExpectationError

  const round = { name: 'circle', self: '[circular]' }
  assert.equal(error.actual, { calls: [{ payload: [round, new Task('WT1')] }] })
  assert.equal(error.expected, { calls: [{ payload: round }] })
})

values('an expectation that fails shows runners what an array has besides its items', async () => {
  const test = await called(Object.assign(['b'], { at: 1 }))

  const error = thrown(() => test.expect('Search', { calls: [{ payload: ['b'] }] })) as ExpectationError

  const { calls } = error.actual as { calls: { payload: object }[] }
  assert.equal(Object.entries(calls[0]?.payload ?? {}), [
    ['0', 'b'],
    ['at', 1],
  ])
})

values('an expectation that fails shows runners what stands in two places in both', async () => {
  const task = { sid: 'WT1' }
  const test = await called({ first: task, second: task })

  const error = thrown(() => test.expect('Search', { calls: [] })) as ExpectationError

  const { calls } = error.actual as { calls: { payload: unknown }[] }
  assert.equal(calls[0]?.payload, { first: { sid: 'WT1' }, second: { sid: 'WT1' } })
})

values('keeps what cannot be copied as it is', async () => {
  const odd = {
    get sid() {
      throw new Error('hands off')
    },
  }

  const [test, other] = [await called(odd), await called({ forbidding })]

  assert.is(test.seen('Search').calls[0]?.payload, odd)
  const { payload } = other.seen('Search').calls[0] as { payload: unknown }
  assert.is((payload as { forbidding: object }).forbidding, forbidding)
})

values('copies a key named __proto__ as a key', async () => {
  const payload = JSON.parse('{ "__proto__": { "a": 1 } }')

  const test = await called(payload)

  assert.equal(Object.keys(test.seen('Search').calls[0]?.payload as object), ['__proto__'])
})

values.run()

const idling = suite('idle')

idling('resolves when nothing was started', async () => {
  await createTestActions().idle()
})

idling('waits for what is just about to start', async () => {
  const test = createTestActions()
  test.stub('Search')
  void Promise.resolve().then(() => test.actions.invokeAction('Search'))

  await test.idle({ timeout: 2 ** 31 - 1 })

  test.expect('Search', { calls: [{ outcome: 'done' }] })
})

idling('waits for what a timer that is due starts, though nothing was invoked before', async () => {
  const test = createTestActions()
  test.stub('Search')
  setTimeout(() => test.actions.invokeAction('Search'))

  await test.idle()

  test.expect('Search', { calls: [{ outcome: 'done' }] })
})

idling('idle leaves no timer behind', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
  const before = timers()

  await createTestActions().idle()

  assert.is(timers(), before)
})

idling('waits for invocations that nobody awaits, and for those that they start', async () => {
  const test = createTestActions<Desk>()
  const gate = deferred()
  const log: string[] = []
  test.stub('Logout')
  test.actions.registerAction('AcceptTask', async () => {
    await gate.promise
    return 'accepted'
  })
  test.actions.registerAction('SendMessage', () => ({ messageSid: 'IM1' }))
  test.actions.addListener('afterAcceptTask', () => void afterwards())
  const afterwards = async () => {
    await settled()
    await test.actions.invokeAction('SendMessage', { body: 'hello' })
    await Promise.resolve()
    await test.actions.invokeAction('Logout')
    log.push('done')
  }
  test.actions.invokeAction('AcceptTask', { sid: 'WT1' })

  const idle = test.idle().then(() => log.push('idle'))
  await settled()
  log.push('released')
  gate.resolve()
  await idle

  assert.equal(log, ['released', 'done', 'idle'])
  test.expect({ ran: ['AcceptTask core', 'AcceptTask after', 'SendMessage core', 'Logout core'] })
})

idling('waits for a function that goes on after its invocation was cut', async () => {
  const test = createTestActions()
  const gate = deferred()
  const cut = new AbortController()
  const log: string[] = []
  test.actions.registerAction('Search', () => gate.promise)
  const searching = rejection(test.actions.invokeAction('Search', undefined, { signal: cut.signal }))

  const idle = test.idle().then(() => log.push('idle'))
  cut.abort('gone')
  await searching
  await createTestActions().idle() // which lasts longer than what is due
  await createTestActions().idle()
  log.push('released')
  gate.resolve()
  await idle

  assert.equal(log, ['released', 'idle'])
})

idling('names the one function that still runs after its invocation was cut', async () => {
  const test = createTestActions()
  const gate = deferred()
  const cut = new AbortController()
  test.actions.registerAction('Search', () => gate.promise)
  const searching = rejection(test.actions.invokeAction('Search', undefined, { signal: cut.signal }))
  cut.abort('gone')
  await searching

  const error = (await rejection(test.idle({ timeout: 1 }))) as NotIdleError

  assert.equal(error.running, ['Search core'])
  assert.match(error.message, '; still running: Search core\n')
  gate.resolve()
})

idling('does not hang on a listener that rejects', async () => {
  const test = createTestActions<Desk>()
  test.stub('Logout')
  test.actions.addListener('beforeLogout', async () => {
    throw new Error('no')
  })
  test.actions.addListener('errorLogout', async () => {
    throw new Error('no, no')
  })

  const printed = await printedDuring(async () => {
    test.actions.invokeAction('Logout').catch(() => {})
    await test.idle()
  })

  assert.is(printed.length, 1)
  test.expect('Logout', { calls: [], errors: [{ message: 'no' }, { message: 'no, no' }] })
})

idling('rejects when that takes too long, and says what still runs', async () => {
  const test = createTestActions<Desk>()
  const gate = deferred()
  test.stub('Logout')
  test.actions.addListener('beforeLogout', function askTheServer() {
    return gate.promise
  })
  const leaving = test.actions.invokeAction('Logout')

  const error = (await rejection(test.idle({ timeout: 1 }))) as NotIdleError

  assert.instance(error, NotIdleError)
  assert.is(error.name, 'NotIdleError')
  assert.is(error.code, 'ACTION_NOT_IDLE')
  assert.is(error.action, '')
  assert.equal(error.running, ['Logout', 'Logout before askTheServer'])
  assert.is(
    error.message,
    `The actions did not come to rest within 1 ms; still running: Logout, Logout before askTheServer\n\n${test.timeline()}`,
  )
  gate.resolve()
  await leaving
})

idling('rejects when one invocation starts the next for ever', async () => {
  const test = createTestActions()
  let going = true
  test.actions.registerAction('Ping', () => {
    if (going) setTimeout(() => test.actions.invokeAction('Ping'))
  })
  test.actions.invokeAction('Ping')

  const error = (await rejection(test.idle({ timeout: 20 }))) as NotIdleError
  going = false

  assert.match(error.message, 'one invocation starts the next')
  assert.equal(error.running, [])
})

idling('waits for as long as anything runs, and as often as it is asked', async () => {
  const test = createTestActions()
  const gates = [deferred(), deferred()]
  const log: string[] = []
  test.actions.registerAction('Search', (index) => gates[index]?.promise)
  test.actions.invokeAction('Search', 0)
  test.actions.invokeAction('Search', 1)

  const idle = Promise.all([test.idle().then(() => log.push('idle')), test.idle().then(() => log.push('idle'))])
  gates[0]?.resolve()
  await createTestActions().idle() // which lasts longer than the first takes
  await createTestActions().idle()
  log.push('one left')
  gates[1]?.resolve()
  await idle

  assert.equal(log, ['one left', 'idle', 'idle'])
})

idling('does not mind timers that are faked later', async () => {
  const test = createTestActions<Desk>()
  const { setTimeout: real } = globalThis
  test.stub('Logout')
  test.actions.invokeAction('Logout')

  globalThis.setTimeout = (() => 0) as never
  try {
    await test.idle()
  } finally {
    globalThis.setTimeout = real
  }

  test.expect('Logout', { calls: [{ outcome: 'done' }] })
})

idling('refuses a time limit that is none', async () => {
  const test = createTestActions()
  const messages: string[] = []

  for (const timeout of ['1', 0, 2 ** 31, Number.NaN]) {
    messages.push(String(await rejection(test.idle({ timeout: timeout as never }))))
  }

  assert.equal(messages, [
    'TypeError: The option timeout must be a number, got "1"',
    'RangeError: The option timeout must be between 1 and 2147483647 milliseconds, got 0',
    'RangeError: The option timeout must be between 1 and 2147483647 milliseconds, got 2147483648',
    'RangeError: The option timeout must be between 1 and 2147483647 milliseconds, got NaN',
  ])
})

idling('idle waits for what ran already when clear was called', async () => {
  const double = createTestActions()
  const gate = deferred()
  double.actions.registerAction('A', () => gate.promise)
  const running = double.actions.invokeAction('A')

  double.clear()
  const error = await rejection(double.idle({ timeout: 20 }))
  gate.resolve()
  await running

  assert.is((error as Error).name, 'NotIdleError')
  await double.idle()
})

idling('idle waits for what stands between two timers', async () => {
  const double = createTestActions()
  let ran = 0
  double.actions.registerAction('A', () => {})
  double.actions.registerAction('B', () => void ran++)
  double.actions.addListener('afterA', () => {
    setTimeout(() => setImmediate(() => double.actions.invokeAction('B')), 0)
  })
  // Only timers that were set in the same millisecond run in the same round.
  for (let round = 1; round <= 50; round++) {
    double.actions.invokeAction('A')
    await double.idle()
    assert.is(ran, round)
  }
})

idling.run()

const resetting = suite('clear, reset and dispose')

resetting('clear forgets what was seen, and what is attached stays', async () => {
  const test = await acceptedAndRefused()
  await rejection(test.actions.invokeAction('Logout'))

  test.clear()

  assert.equal(test.seen(), { calls: [], ran: [], aborts: [], errors: [] })
  assert.is(test.timeline(), 'Nothing was invoked.')
  await test.actions.invokeAction('AcceptTask', { sid: 'WT3' })
  test.expect('AcceptTask', { ran: ['before askFirst', 'core'] })
})

resetting('reset makes new actions, behind the same object', async () => {
  const test = createTestActions<Desk>()
  const { actions } = test
  const { invokeAction } = actions
  test.stub('AcceptTask')
  actions.addListener('beforeAcceptTask', (_payload, abort) => abort())
  await rejection(invokeAction('AcceptTask', { sid: 'WT1' }))

  test.reset()

  assert.is(test.actions, actions)
  assert.equal(actions.actionNames(), [])
  test.stub('AcceptTask')
  await invokeAction('AcceptTask', { sid: 'WT2' })
  test.expect('AcceptTask', { ran: ['core'], calls: [{ payload: { sid: 'WT2' } }], aborts: [] })
})

resetting('reset takes off all that was attached through the double, and nothing else', async () => {
  const actions = createActions<Desk>()
  actions.registerAction('AcceptTask', () => 'accepted')
  actions.addListener('beforeAcceptTask', function theirs() {})
  const test = createTestActions(actions)
  const outside = actions.explain('AcceptTask')
  test.stub('SendMessage')
  test.actions.addListener('beforeAcceptTask', () => {})
  test.actions.replaceAction('AcceptTask', (_payload, original) => original())
  test.actions.use((_ctx, next) => next())
  test.actions
    .scope('crm')
    .scope('inner')
    .addListener('afterAcceptTask', () => {})
  let ends = 0
  test.actions.observe({ end: () => ends++ })

  test.reset()

  assert.equal(actions.explain('AcceptTask'), outside)
  assert.equal(actions.actionNames(), ['AcceptTask'])
  await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })
  assert.is(ends, 0)
  test.expect('AcceptTask', { ran: ['before theirs', 'core'] })
})

resetting('clear forgets what still runs, and what comes of it is seen', async () => {
  const test = createTestActions<Desk>()
  const gate = deferred()
  test.stub('Logout')
  test.actions.addListener('beforeLogout', async function askFirst(_payload, abort) {
    await gate.promise
    abort('not yet')
  })
  const leaving = rejection(test.actions.invokeAction('Logout'))

  test.clear()
  gate.resolve()
  await leaving

  assert.equal(test.seen(), {
    calls: [],
    ran: [],
    aborts: [{ action: 'Logout', by: 'before askFirst', reason: 'not yet' }],
    errors: [],
  })
})

resetting('reset takes off each thing once', async () => {
  const inner = createActions()
  const log: string[] = []
  const registerAction = (name: string, core: () => unknown) => {
    const undo = inner.registerAction(name, core)
    return () => {
      log.push(name)
      undo()
    }
  }
  const test = createTestActions({ ...inner, registerAction }, { unknown: 'stub' })
  test.stub('Logout')
  await test.actions.invokeAction('Search')

  test.reset()
  test.actions.registerAction('Search', () => 'cake')
  test.reset()

  assert.equal(log, ['Logout', 'Search', 'Search'])
})

resetting('reset goes on watching the actions that it was given, as one', () => {
  let watching = 0
  const inner = createActions<Desk>()
  const observe = (observer: object) => {
    watching++
    return inner.observe(observer)
  }
  const test = createTestActions({ ...inner, observe })
  const before = watching

  test.reset()

  assert.is(watching, before)
})

resetting('a stub that nobody asked for is gone with the rest', async () => {
  const actions = createActions()
  const test = createTestActions(actions, { unknown: 'stub' })
  await test.actions.invokeAction('Search')

  test.reset()

  assert.equal(actions.actionNames(), [])
  await test.actions.invokeAction('Search')
  test.expect('Search', { ran: ['core'] })
})

resetting('an invocation that runs over a reset is not seen in what comes after', async () => {
  const test = createTestActions<Desk>()
  const gate = deferred()
  test.actions.registerAction('Logout', () => gate.promise)
  const leaving = test.actions.invokeAction('Logout')

  test.reset()
  test.stub('Logout')
  gate.resolve()
  await leaving
  await test.idle()

  test.expect({ ran: [], calls: [] })
})

resetting('dispose takes everything off, and stops watching', async () => {
  const actions = createActions<Desk>()
  const test = createTestActions(actions)
  test.actions.addListener('beforeLogout', () => {})
  test.stub('Logout')
  await test.actions.invokeAction('Logout')

  test.dispose()
  test.dispose()

  assert.equal(actions.explain('Logout'), [])
  actions.registerAction('Logout', () => {})
  await actions.invokeAction('Logout')
  test.expect('Logout', { ran: ['before', 'core'], calls: [{ action: 'Logout' }] })
})

resetting('using disposes at the end of the block', () => {
  const actions = createActions<Desk>()
  {
    using test = createTestActions(actions)
    test.stub('Logout')
    assert.is(actions.hasAction('Logout'), true)
  }

  assert.is(actions.hasAction('Logout'), false)
})

resetting('where there is no Symbol.dispose yet, nothing named "undefined" grows', async () => {
  const old = await withoutDispose<{ createTestActions: typeof createTestActions }>('testing/index')

  assert.not(Reflect.ownKeys(old.createTestActions()).includes('undefined'))
})

resetting('a core that is registered after dispose works unseen', async () => {
  const actions = createActions<Desk>()
  const test = createTestActions(actions)
  actions.registerAction('Logout', () => {})
  await test.actions.invokeAction('Logout')
  test.dispose()

  test.actions.registerAction('AcceptTask', () => 'accepted')

  assert.is(await test.actions.invokeAction('AcceptTask', { sid: 'WT1' }), 'accepted')
  await rejection(test.actions.invokeAction('SendMessage', { body: '' }))
  assert.equal(test.seen().errors, [])
  assert.equal(
    test.seen().calls.map(({ action, payload }) => [action, payload]),
    [['Logout', undefined]],
  )
})

resetting.run()

const making = suite('createTestActions')

making('takes actions, and what makes them', async () => {
  const actions: Actions<Desk> = createActions<Desk>()

  const doubles: TestActions<Actions<Desk>>[] = [
    createTestActions<Desk>(),
    createTestActions<Desk>(undefined, { unknown: 'reject' }),
    createTestActions(actions),
    createTestActions(createActions<Desk>),
    createTestActions(actions.scope('test')),
  ]

  assert.is(doubles.length, 5)
})

making('refuses what is none', () => {
  const messageOf = (given: unknown, options?: unknown) =>
    String(thrown(() => createTestActions(given as never, options as never)))

  const takes =
    'TypeError: createTestActions takes actions, or a function that makes them, such as createActions of entracte or entracte/flex'
  assert.is(messageOf({}), `${takes}, got {}`)
  assert.is(messageOf(null), `${takes}, got null`)
  assert.is(
    messageOf(() => 7),
    `${takes}, got 7`,
  )
  assert.is(
    messageOf(undefined, { unknown: 'ignore' }),
    'TypeError: The option unknown must be "reject" or "stub", got "ignore"',
  )
  assert.is(messageOf(undefined, { unknwon: 'stub' }), 'TypeError: There is no option "unknwon": there is unknown')
  assert.is(messageOf(undefined, null), 'TypeError: The options must be an object, got null')
  assert.is(messageOf(undefined, 7), 'TypeError: The options must be an object, got 7')
  for (const verb of ['observe', 'registerAction', 'explain'])
    assert.match(messageOf({ ...createActions(), [verb]: undefined }), `${takes}, got {`)
})

making.run()

/** Actions that cannot undo, as those of Flex: a class, whose verbs return nothing. */
class Forgetful {
  readonly #actions = createActions()
  get version(): string {
    return '2.17'
  }
  registerAction(name: string, core: () => unknown): void {
    this.#actions.registerAction(name, core, { override: true })
  }
  invokeAction(name: string, payload?: unknown): Promise<unknown> {
    return this.#actions.invokeAction(name, payload)
  }
  addListener(event: string, listener: (payload: unknown) => unknown): object {
    this.#actions.addListener(event as `before${string}`, listener)
    return this
  }
  explain(name: string) {
    return this.#actions.explain(name)
  }
  observe(observer: object) {
    return this.#actions.observe(observer)
  }
  toString(): string {
    return `actions of ${this.version}`
  }
}

const forgetting = suite('actions that cannot undo')

forgetting('are stood in for with all that their class has', async () => {
  const test = createTestActions(() => new Forgetful())
  const { registerAction, addListener, invokeAction } = test.actions

  registerAction('Logout', () => 'gone')
  addListener('beforeLogout', () => {})

  assert.is(await invokeAction('Logout'), 'gone')
  assert.is(test.actions.version, '2.17')
  assert.is(String(test.actions), 'actions of 2.17')
  assert.equal(Object.keys(test.actions), [
    ...['version', 'registerAction', 'invokeAction', 'addListener', 'explain', 'observe', 'toString'],
  ])
  assert.equal(test.seen('Logout').ran, ['before', 'core'])
})

forgetting('are made anew by a reset', async () => {
  const test = createTestActions(() => new Forgetful(), { unknown: 'stub' })
  test.actions.addListener('beforeLogout', () => {})
  await test.actions.invokeAction('Logout')
  test.actions.registerAction('Logout', () => 'gone')

  test.reset()

  await test.actions.invokeAction('Logout')
  test.expect('Logout', { ran: ['core'] })
})

forgetting('cannot be reset when they were given as they are', () => {
  const test = createTestActions(new Forgetful())
  test.reset()
  test.stub('Logout')

  const error = thrown(() => test.reset()) as Error

  assert.instance(error, TypeError)
  assert.match(error.message, /^Cannot take off what was attached, because these actions cannot undo it/)
})

forgetting('are not watched any more once they are disposed, although they cannot undo', async () => {
  const actions = new Forgetful()
  const test = createTestActions(actions)
  test.stub('Logout')

  const error = thrown(() => test.dispose())
  test.dispose()

  assert.instance(error, TypeError)
  await actions.invokeAction('Logout')
  assert.equal(test.seen(), { calls: [], ran: [], aborts: [], errors: [] })
})

forgetting.run()

const flexing = suite('the actions of entracte/flex')

flexing('are seen as the core is', async () => {
  const test = createTestActions(createFlexActions)
  test.actions.registerAction('AcceptTask', async ({ sid }) => `accepted ${sid}`)
  test.actions.addListener('beforeAcceptTask', function askFirst(payload) {
    payload.sid += '!'
  })
  test.actions.replaceAction('AcceptTask', function politely(payload, original) {
    return original({ ...payload, polite: true })
  })
  test.actions.addListener('afterAcceptTask', () => {})

  const result = await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })

  assert.is(result, 'accepted WT1!')
  test.expect('AcceptTask', {
    calls: [{ payload: { sid: 'WT1!', polite: true }, outcome: 'done', result: 'accepted WT1!' }],
    ran: ['before askFirst', 'replacement politely', 'core', 'after'],
    aborts: [],
    errors: [],
  })
})

flexing('tell who cancelled', async () => {
  const test = createTestActions(createFlexActions)
  test.stub('AcceptTask')
  test.actions.addListener('beforeAcceptTask', function innocent() {})
  test.actions.addListener('beforeAcceptTask', function later(_payload, abort) {
    return Promise.resolve().then(abort)
  })
  test.actions.addListener('beforeAcceptTask', function first(_payload, abort) {
    abort()
  })

  const error = await rejection(test.actions.invokeAction('AcceptTask', { sid: 'WT1' }))

  assert.is((error as Error).message, 'Action AcceptTask cancelled by before event')
  test.expect('AcceptTask', { calls: [], aborts: [{ by: 'before first', reason: undefined }], errors: [] })
})

flexing('show what they swallow, and what they refuse', async () => {
  const test = createTestActions(createFlexActions, { unknown: 'stub' })
  const gate = deferred()
  test.actions.addListener('beforeAcceptTask', async function askTheServer() {
    await gate.promise
    throw new Error('no server')
  })

  const printed = await printedDuring(async () => {
    const accepting = test.actions.invokeAction('AcceptTask', { sid: 'WT1' })
    await rejection(test.actions.invokeAction('AcceptTask', { sid: 'WT1' }))
    gate.resolve()
    await accepting
  })

  assert.is(printed.length, 1)
  test.expect('AcceptTask', {
    calls: [{ payload: { sid: 'WT1' } }],
    errors: [
      { at: 'invocation', message: 'Action is pending' },
      { at: 'before askTheServer', message: 'no server' },
    ],
  })
})

flexing('refuse what nobody has registered', async () => {
  const test = createTestActions(createFlexActions)

  await rejection(test.actions.invokeAction('AcceptTask'))

  test.expect({ errors: [{ action: 'AcceptTask', at: 'refused', message: 'Action does not exist' }] })
})

flexing('are idle once an original that nobody waited for has settled', async () => {
  const test = createTestActions(createFlexActions)
  const gate = deferred()
  const log: string[] = []
  test.actions.registerAction('WrapupTask', async () => {
    await gate.promise
    log.push('body')
  })
  test.actions.replaceAction('WrapupTask', async (payload, original) => {
    original(payload)
  })
  await test.actions.invokeAction('WrapupTask', { sid: 'WT1' })

  const idle = test.idle().then(() => log.push('idle'))
  await settled()
  log.push('released')
  gate.resolve()
  await idle

  assert.equal(log, ['released', 'body', 'idle'])
})

flexing('are made anew by a reset, and their listeners come off', async () => {
  const test = createTestActions(createFlexActions, { unknown: 'stub' })
  const { addListener, removeListener, invokeAction } = test.actions
  const listener = () => {}
  addListener('beforeLogout', listener)
  addListener('beforeLogout', listener)
  removeListener('beforeLogout', listener)
  test.actions.replaceAction('Logout', async () => {})
  await invokeAction('Logout')
  test.expect('Logout', { ran: ['before listener', 'replacement'] })

  test.reset()

  await invokeAction('Logout')
  test.expect('Logout', { ran: ['core'] })
  assert.equal(test.actions.findPendingActions('Logout'), {})
})

flexing.run()

/** What runners ask of what they print or compare, and loaders of a module. */
const PROBES = ['then', 'default', 'toJSON', 'asymmetricMatch', 'nodeType', 'tagName', '$$typeof', '_isMockFunction']

const mocking = suite('createFlexMock')

mocking('has the actions, and all that it is given', () => {
  const { actions } = createTestActions()
  const isChatBasedTask = () => true

  const flex = createFlexMock(actions, { manager: { workerClient: { sid: 'WK1' } }, TaskHelper: { isChatBasedTask } })

  assert.is(flex.Actions, actions)
  assert.is(flex.Manager.getInstance().workerClient.sid, 'WK1')
  assert.is(flex.Manager.getInstance(), flex.Manager.getInstance())
  assert.is(flex.TaskHelper.isChatBasedTask, isChatBasedTask)
})

mocking('says what it lacks, and how to give it', () => {
  const flex = createFlexMock(createTestActions().actions) as {
    TaskHelper?: object
    Manager: { create?: object; getInstance(): { store?: object } }
  }
  const messageOf = (read: () => unknown) => String(thrown(read))

  assert.is(
    messageOf(() => flex.TaskHelper),
    'TypeError: The Flex mock has no TaskHelper: pass it what the plugin needs, as createFlexMock(actions, { TaskHelper })',
  )
  assert.is(
    messageOf(() => flex.Manager.getInstance().store),
    'TypeError: The Flex mock has no manager.store: pass it what the plugin needs, as createFlexMock(actions, { manager: { store } })',
  )
  assert.is(
    messageOf(() => flex.Manager.create),
    'TypeError: The Flex mock has no Manager.create: pass it what the plugin needs, as createFlexMock(actions, { Manager: { create } })',
  )
})

mocking('lets everybody ask what it is', async () => {
  const flex = createFlexMock(createTestActions().actions)

  const loaded = await Promise.resolve(flex)

  assert.is(loaded, flex)
  assert.is((flex as { __esModule?: true }).__esModule, true)
  for (const probe of [...PROBES, '@@iterator']) assert.is((flex as Record<string, unknown>)[probe], undefined)
  assert.equal(Object.keys(flex), ['Actions', 'Manager'])
  assert.is('TaskHelper' in flex, false)
  assert.is(Object.prototype.toString.call(flex), '[object Object]')
  assert.is(typeof flex.hasOwnProperty, 'function')
})

mocking('takes a manager of a class, whose fields are private', () => {
  class Manager {
    #sid = 'WK1'
    get sid() {
      return this.#sid
    }
  }

  const flex = createFlexMock(createTestActions().actions, { manager: new Manager() })

  assert.is(flex.Manager.getInstance().sid, 'WK1')
})

mocking('takes a Manager as it is', () => {
  const Manager = { getInstance: () => ({ sid: 'WK1' }), create: () => {} }

  const flex = createFlexMock(createTestActions().actions, { Manager })

  assert.is(flex.Manager, Manager)
})

mocking('refuses what is none', () => {
  const { actions } = createTestActions()
  const messageOf = (...given: unknown[]) => String(thrown(() => createFlexMock(...(given as [never]))))

  assert.is(messageOf(), 'TypeError: createFlexMock takes actions, got undefined')
  assert.is(messageOf(undefined, null), 'TypeError: createFlexMock takes actions, got undefined')
  assert.is(messageOf(actions, null), 'TypeError: The parts of the Flex mock are an object, got null')
  assert.is(messageOf(actions, { manager: 7 }), 'TypeError: The manager of the Flex mock is an object, got 7')
  assert.is(
    messageOf(actions, { Actions: {} }),
    'TypeError: The Flex mock has the actions that createFlexMock is given first, and no others',
  )
  assert.is(
    messageOf(actions, { Manager: {}, manager: {} }),
    'TypeError: The Flex mock takes a Manager, or the manager that its getInstance returns, and not both',
  )
})

mocking.run()

function named(error: Error, name: string): Error {
  return Object.defineProperty(error, 'name', { value: name })
}

/** A double on which WT1 was accepted, and WT0 was not. */
async function acceptedAndRefused(): Promise<TestActions<Actions<Desk>>> {
  const test = createTestActions<Desk>()
  test.stub('AcceptTask')
  test.actions.addListener('beforeAcceptTask', function askFirst({ sid }, abort) {
    if (sid === 'WT0') abort('not this one')
  })
  await test.actions.invokeAction('AcceptTask', { sid: 'WT1' })
  await rejection(test.actions.invokeAction('AcceptTask', { sid: 'WT0' }))
  return test
}

/** A double on which `Search` was invoked with a payload. */
async function called(payload: unknown): Promise<TestActions<Actions>> {
  const test = createTestActions()
  test.stub('Search')
  await test.actions.invokeAction('Search', payload)
  return test
}
