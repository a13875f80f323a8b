// Which problem details are an error or an outcome?

import { runInNewContext } from 'node:vm'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import { toProblem } from '../../source/http/index.js'
import { trackState } from '../../source/state/index.js'
import { rejection, thrown } from '../support/helpers.js'

const BLANK = 'about:blank'

test('an unknown action is 404, and says nothing of the names that there are', async () => {
  const actions = createActions()
  actions.registerAction('DropTables', () => {})

  const outcome = await actions.settleAction('DropTable')

  assert.equal(toProblem(outcome), {
    ...{ type: BLANK, title: 'Not Found', status: 404, detail: 'There is no action "DropTable"' },
    ...{ code: 'ACTION_UNKNOWN', action: 'DropTable' },
  })
})

test('an abort is 403, with its reason and the party; an error and an outcome are told alike', async () => {
  const actions = createActions()
  actions.registerAction('Ship', () => {})
  actions.addListener('beforeShip', (_order, abort) => abort('closed'), { name: 'hours' })

  const problem = toProblem(await actions.settleAction('Ship'))

  assert.equal(problem, {
    ...{ type: BLANK, title: 'Forbidden', status: 403, detail: 'The action "Ship" was refused' },
    ...{ code: 'ACTION_ABORTED', action: 'Ship', reason: 'closed' },
    by: { kind: 'before', name: 'hours', scope: undefined },
  })
  assert.equal(toProblem(await rejection(actions.invokeAction('Ship'))), problem)
})

test('the status in the reason of an abort wins, when it is the status of an error', () => {
  const statusOf = (reason: unknown) => toProblem(aborted(reason), { statuses: { ACTION_ABORTED: 418 } }).status

  assert.equal(
    [{ status: 402 }, { status: 599 }, { status: 200 }, { status: '402' }, { status: 600 }, null].map(statusOf),
    [402, 599, 418, 418, 418, 418],
  )
})

test('a reason is told as JSON can hold it', () => {
  const circle: Record<string, unknown> = { of: 'friends' }
  circle.circle = circle
  const reasons = [{ why: 1 }, new RangeError('too far'), 1n, circle, () => {}, undefined]

  const told = reasons.map((reason) => toProblem(aborted(reason)).reason)

  assert.equal(told, [{ why: 1 }, 'too far', '1n', '{ of: "friends", circle: an object }', undefined, undefined])
  assert.is('reason' in toProblem(aborted(undefined)), false)
})

test('an error that cannot be read is 500, and what of an abort cannot be read is left out', () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  const getter = (...names: string[]) =>
    Object.defineProperties(
      {},
      Object.fromEntries(names.map((name) => [name, { enumerable: true, get: () => assert.unreachable(name) }])),
    )
  const internal = { type: BLANK, title: 'Internal Server Error', status: 500 }

  for (const error of [proxy, getter('code', 'message', 'name', 'status', 'expose', 'action', 'then'), null]) {
    assert.equal(toProblem(error), internal)
    assert.equal(toProblem({ status: 'failed', error }), internal)
  }
  for (const reason of [proxy, getter('status', 'why')]) {
    const { status, reason: told } = toProblem(aborted(reason))
    assert.equal([status, told], [403, 'an object'])
  }
  const unread = Object.defineProperty(new Error(''), 'message', { get: () => assert.unreachable() })
  assert.equal(toProblem(aborted(unread)).reason, 'an object')
  assert.is(toProblem({ ...aborted(''), by: getter('kind', 'name', 'scope') }).status, 403)
  assert.is(toProblem({ ...aborted(''), by: proxy }).status, 403)
})

test('issues that are none are told as far as they can be read', () => {
  const issues = [null, 'too long', { path: 5 }, { message: Symbol('odd'), path: ['a', null] }]

  assert.equal(toProblem({ code: 'ACTION_PAYLOAD', action: 'Ship', issues }).issues, [
    { message: 'undefined', path: [] },
    { message: 'undefined', path: [] },
    { message: 'undefined', path: [] },
    { message: 'Symbol(odd)', path: ['a', 'null'] },
  ])
})

test('the party is null when it is unknown, and has no more than its three fields', () => {
  const parties = [null, undefined, { kind: 'core', name: 'ship', scope: 'x', fn: () => {} }]

  assert.equal(
    parties.map((by) => toProblem({ ...aborted('no'), by }).by),
    [null, null, { kind: 'core', name: 'ship', scope: 'x' }],
  )
})

test('a blocked action is 409, or what the option statuses says', async () => {
  const actions = createActions()
  actions.registerAction('Ship', () => {})
  trackState(actions).block('Ship')

  const outcome = await actions.settleAction('Ship')

  assert.is(toProblem(outcome).status, 409)
  assert.is(toProblem(outcome).title, 'Conflict')
  assert.is(toProblem(outcome, { statuses: { ACTION_BLOCKED: 503 } }).status, 503)
})

test('a payload that was changed inside is 500, and the client learns nothing of it', () => {
  const problem = toProblem({ code: 'ACTION_PAYLOAD', action: 'Ship', changed: true, issues: [{ message: 'secret' }] })

  assert.equal([problem.status, problem.code, problem.issues, problem.detail], [500, undefined, undefined, undefined])
})

test('a wrong payload is 422, with an issue for each field', () => {
  const issues = [
    { message: 'must be a number', path: ['lines', 0, { key: 'pieces' }], received: 'secret' },
    { message: 'must have an id' },
    { message: 'is odd', path: [Symbol('s')] },
  ]

  const problem = toProblem({ code: 'ACTION_PAYLOAD', action: 'Ship', issues })

  assert.equal([problem.status, problem.title], [422, 'Unprocessable Content'])
  assert.equal(problem.issues, [
    { message: 'must be a number', path: ['lines', 0, 'pieces'] },
    { message: 'must have an id', path: [] },
    { message: 'is odd', path: ['Symbol(s)'] },
  ])
  assert.equal(toProblem({ code: 'ACTION_PAYLOAD', action: 'Ship' }).issues, [])
})

test('a time limit is 504, and names no function', async () => {
  const actions = createActions()
  actions.registerAction('Ship', function withKeyOfCarrier() {
    return new Promise(() => {})
  })

  const problem = toProblem(await actions.settleAction('Ship', undefined, { timeout: 1 }))

  assert.equal([problem.status, problem.detail], [504, 'The action "Ship" took longer than 1 ms'])
})

test('a signal is 499; the signal of AbortSignal.timeout is 504', async () => {
  const actions = createActions()
  actions.registerAction('Ship', () => new Promise(() => {}))
  // What AbortSignal.timeout fires with. Its timer would not keep this process alive.
  const late = () => AbortSignal.abort(new DOMException('too late', 'TimeoutError'))
  const signals = [AbortSignal.abort(), AbortSignal.abort('bye'), late()]

  const outcomes = await Promise.all(signals.map((signal) => actions.settleAction('Ship', undefined, { signal })))
  const errors = await Promise.all(
    [AbortSignal.abort(), late()].map((signal) => rejection(actions.invokeAction('Ship', undefined, { signal }))),
  )

  assert.equal(
    outcomes.map((outcome) => toProblem(outcome).status),
    [499, 499, 504],
  )
  assert.equal(
    errors.map((error) => toProblem(error).status),
    [499, 504],
  )
  assert.equal(toProblem(outcomes[0], { action: 'Ship' }), {
    ...{ type: BLANK, title: 'Client Closed Request', status: 499 },
    ...{ detail: 'The request was cancelled', action: 'Ship' },
  })
})

test('a core that fails with an AbortError of its own is no cancelled request', async () => {
  const actions = createActions()
  actions.registerAction('Ship', () => Promise.reject(new DOMException('fetch was aborted', 'AbortError')))

  assert.is(toProblem(await actions.settleAction('Ship')).status, 500)
})

test('a circle is 508', async () => {
  const actions = createActions({ maxDepth: 2 })
  actions.registerAction('Ship', (_order, ctx) => ctx.invokeAction('Ship'))

  const problem = toProblem(await actions.settleAction('Ship'))

  assert.equal([problem.status, problem.detail], [508, 'The action "Ship" invokes itself in a circle'])
})

test('everything else is 500 without its message, its code and its fields', () => {
  const errors = [
    Object.assign(new Error('password'), { code: 'ECONNREFUSED', status: 404, reason: 'x', issues: [] }),
    new TypeError('of the code'),
    'a text',
    undefined,
    null,
    { code: 'ACTION_RESULT', action: 'Ship', message: 'the result is wrong' },
    { code: 'constructor' },
    { status: 'nonsense' },
  ]

  for (const error of errors) {
    assert.equal(toProblem(error), { type: BLANK, title: 'Internal Server Error', status: 500 })
  }
})

test('an error that exposes itself is told, as errors of http-errors are', () => {
  const gone = Object.assign(new Error('It was sold'), { status: 410, expose: true })

  assert.equal(toProblem(gone), { type: BLANK, title: 'Gone', status: 410, detail: 'It was sold' })
  assert.is(toProblem(Object.assign(new Error(''), { status: 404, expose: true })).detail, undefined)
  assert.is(toProblem({ status: 200, expose: true }).status, 500)
})

test('a status without words of its own has those of its class', () => {
  const titles = [418, 599].map((status) => toProblem({ expose: true, status }).title)

  assert.equal(titles, ['Bad Request', 'Internal Server Error'])
})

test('the wrong payload of an action inside is a fault of the server', () => {
  const inside = ['ACTION_PAYLOAD', 'ACTION_UNKNOWN', 'ACTION_RECURSION', 'ACTION_ABORTED', 'ACTION_BLOCKED'].map(
    (code) => toProblem({ code, action: 'Inner', issues: [], reason: 'no' }, { action: 'Ship' }),
  )

  assert.equal(
    inside.map(({ status }) => status),
    [500, 500, 500, 403, 409],
  )
  assert.equal(inside[0], { type: BLANK, title: 'Internal Server Error', status: 500, action: 'Ship' })
})

test('typeOf gives the type, and receives only codes that are told', () => {
  const typeOf = (code: string | undefined) => `https://shop.example/problems/${code}`
  const types = [aborted('no'), { code: 'ECONNREFUSED' }].map((error) => toProblem(error, { typeOf }).type)

  assert.equal(types, ['https://shop.example/problems/ACTION_ABORTED', 'https://shop.example/problems/undefined'])
})

test('an error of another realm, and of another copy, is told', () => {
  const foreign = runInNewContext(
    `Object.assign(new Error('x'), { code: 'ACTION_ABORTED', action: 'Ship', reason: new Error('why') })`,
  )

  assert.is(toProblem(foreign).reason, 'why')
})

test('an outcome that is done is no problem, and wrong options are refused', () => {
  const mistakes = [
    () => toProblem({ status: 'done', result: 1 }),
    () => toProblem('x', { actoin: 'Ship' } as never),
    () => toProblem('x', { action: '' }),
    () => toProblem('x', { statuses: { ACTION_BLOCKED: 200 } }),
    () => toProblem('x', { typeOf: 'x' as never }),
  ].map((mistake) => thrown(mistake) as Error)

  assert.equal(
    mistakes.map(({ name, message }) => `${name}: ${message}`),
    [
      'TypeError: toProblem takes an error, or an outcome that is not done: answer with its result',
      'TypeError: There is no option "actoin": did you mean "action"? The options are action, statuses, typeOf',
      'TypeError: The option action must be a non-empty string, got ""',
      'TypeError: The status of ACTION_BLOCKED must be an integer from 400 to 599, got 200',
      'TypeError: The option typeOf must be a function, got "x"',
    ],
  )
})

test('a promise of an outcome is refused', () => {
  assert.throws(() => toProblem(Promise.resolve()), 'toProblem takes an outcome, got a promise: await it first')
})

test.run()

function aborted(reason: unknown) {
  return { code: 'ACTION_ABORTED', action: 'Ship', reason, by: null }
}
