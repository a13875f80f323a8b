// Where in an invocation are payload and result checked, and what do the parties see?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { z } from 'zod'
import {
  ActionPayloadError,
  ActionResultError,
  contract,
  enforce,
  UncheckedActionError,
} from '../../source/contract/index.js'
import { createActions } from '../../source/core/index.js'
import { deferred, rejection, thrown } from '../support/helpers.js'

const desk = contract({
  Deploy: {
    payload: z.object({ to: z.string(), delay: z.number().default(0) }),
    result: z.number().transform((count) => `${count} servers`),
  },
  Logout: {},
})

const late = contract({
  Deploy: {
    payload: z.object({ to: z.string().refine(async (to) => to !== '') }),
    result: z.number().refine(async (count) => count > 0),
  },
})

function prepare(options?: Parameters<typeof enforce>[2]) {
  const log: unknown[] = []
  // biome-ignore lint/suspicious/noExplicitAny: the tests pass wrong values on purpose
  const actions = createActions<any>()
  enforce(actions, desk, options)
  actions.registerAction('Deploy', (payload: unknown) => {
    log.push(payload)
    return 3
  })
  return { actions, log }
}

test('listeners and cores see what the schema gives, and after-listeners and callers what the result gives', async () => {
  const { actions, log } = prepare()
  actions.addListener('beforeDeploy', (payload: unknown) => log.push({ before: payload }))
  actions.addListener('afterDeploy', (_payload: unknown, result: unknown) => log.push(result))

  const result = await actions.invokeAction('Deploy', { to: 'here', extra: 1 })

  const given = { to: 'here', delay: 0 }
  assert.equal(log, [{ before: given }, given, '3 servers'])
  assert.is(result, '3 servers')
})

test('middleware may refuse a caller before the payload is looked at, and sees the checked payload after next()', async () => {
  const { actions, log } = prepare()
  const undo = actions.use('Deploy', (ctx: { abort(reason: string): void }) => ctx.abort('a stranger'))

  assert.is((await actions.settleAction('Deploy', 5)).status, 'aborted')

  undo()
  actions.use('Deploy', async (ctx: { payload: unknown; result: unknown }, next: () => Promise<void>) => {
    const { payload } = ctx
    await next()
    log.push([payload, ctx.payload, ctx.result])
  })
  await actions.invokeAction('Deploy', { to: 'here' })
  assert.equal(log.at(-1), [{ to: 'here' }, { to: 'here', delay: 0 }, '3 servers'])
})

test('the check comes before the payload update, which receives what the schema gives', async () => {
  const actions = enforce(createActions(), desk)
  const log: unknown[] = []
  actions.registerAction(
    'Deploy',
    ({ delay }: { delay: number }) => delay,
    (payload: unknown) => {
      log.push(payload)
      return { to: 'there', delay: 7 }
    },
  )

  assert.is(await actions.invokeAction('Deploy', { to: 'here' }), '7 servers')
  assert.equal(log, [{ to: 'here', delay: 0 }])
})

test('a replacement gives its result to the check, and calls side by side keep their own payloads', async () => {
  const { actions, log } = prepare()
  actions.replaceAction('Deploy', async (payload: object, original: (payload: object) => Promise<number>) => {
    const counts = await Promise.all([original(payload), original({ ...payload, delay: 1 })])
    return counts.reduce((sum, count) => sum + count)
  })

  assert.is(await actions.invokeAction('Deploy', { to: 'here' }), '6 servers')
  assert.equal(log, [
    { to: 'here', delay: 0 },
    { to: 'here', delay: 1 },
  ])
})

for (const replaced of [false, true]) {
  test(`a result that does not fit leaves no result${replaced ? ', with a replacement too' : ''}`, async () => {
    const actions = enforce(createActions(), desk)
    const log: unknown[] = []
    actions.registerAction('Deploy', () => 'many')
    if (replaced) actions.replaceAction('Deploy', (_payload, original) => original())
    actions.addListener('afterDeploy', () => log.push('after'))
    actions.addListener('errorDeploy', (_payload, error, ctx) => log.push(error, ctx.failure?.by))
    let seen: unknown = 'nothing'
    actions.use(async (ctx, next) => {
      await next().catch(() => {})
      seen = ctx.result
      throw new Error('the middleware goes on')
    })

    await rejection(actions.invokeAction('Deploy', { to: 'here' }))

    assert.is(seen, undefined)
    assert.is(log.includes('after'), false)
  })

  test(`the failure is that of the contract${replaced ? ', with a replacement too' : ''}`, async () => {
    const { actions } = prepare()
    actions.registerAction('Deploy', () => 'many', { override: true })
    if (replaced) actions.replaceAction('Deploy', (_payload: unknown, original: () => Promise<unknown>) => original())

    for (const [payload, Refused] of [
      [{ to: 5 }, ActionPayloadError],
      [{ to: 'here' }, ActionResultError],
    ] as const) {
      const outcome = await actions.settleAction('Deploy', payload)
      assert.is(outcome.status, 'failed')
      if (outcome.status !== 'failed') return
      assert.instance(outcome.error, Refused)
      assert.equal(outcome.by, { kind: 'middleware', name: 'entracte/contract', scope: undefined })
    }
  })

  test(`S2: after-listeners run in the same call${replaced ? ', with a replacement too' : ''}`, async () => {
    const { actions, log } = prepare()
    if (replaced) actions.replaceAction('Deploy', (_payload: unknown, original: () => Promise<unknown>) => original())
    if (!replaced) actions.observe({ start: () => {} })
    actions.addListener('afterDeploy', () => log.push('after'))

    const invoked = actions.invokeAction('Deploy', { to: 'here' })

    assert.equal(log, [{ to: 'here', delay: 0 }, 'after'])
    await invoked
  })
}

test('asynchronous schemas are awaited, for payloads and for results', async () => {
  const actions = enforce(createActions(), late)
  actions.registerAction('Deploy', async ({ to }) => to.length)
  const undo = actions.replaceAction('Deploy', () => 0)

  assert.instance(await rejection(actions.invokeAction('Deploy', { to: 'here' })), ActionResultError)
  undo()
  assert.is(await actions.invokeAction('Deploy', { to: 'here' }), 4)
  assert.instance(await rejection(actions.invokeAction('Deploy', { to: '' })), ActionPayloadError)
})

test('S9: a cut while an asynchronous schema checks starts nothing more', async () => {
  const held = deferred<boolean>()
  const actions = enforce(createActions(), contract({ Deploy: { payload: z.string().refine(() => held.promise) } }))
  const log: string[] = []
  actions.registerAction('Deploy', () => log.push('core'))
  const controller = new AbortController()

  const invoked = actions.invokeAction('Deploy', 'here', { signal: controller.signal })
  controller.abort('enough')
  assert.is(await rejection(invoked), 'enough')
  held.resolve(true)
  await held.promise

  assert.equal(log, [])
})

test('undefined is an output', async () => {
  const gone = z.string().transform(() => undefined)
  const actions = enforce(createActions(), contract({ Deploy: { payload: gone, result: gone } }))
  const log: unknown[] = []
  actions.registerAction('Deploy', (payload) => {
    log.push(payload)
    return 'done'
  })

  assert.is(await actions.invokeAction('Deploy', 'here'), undefined)
  actions.replaceAction('Deploy', (_payload, original) => original())
  assert.is(await actions.invokeAction('Deploy', 'here'), undefined)
  assert.equal(log, [undefined, undefined])
})

test('recheck: what has changed since the check is checked again before the core', async () => {
  const { actions, log } = prepare({ recheck: true })
  let change: (payload: { to: unknown; delay?: unknown }) => unknown = () => {}
  actions.replaceAction('Deploy', (payload: { to: unknown }, original: (payload: unknown) => Promise<unknown>) =>
    original(change(payload) ?? payload),
  )

  change = (payload) => {
    payload.to = 5
  }
  const error = (await rejection(actions.invokeAction('Deploy', { to: 'here' }))) as ActionPayloadError
  assert.instance(error, ActionPayloadError)
  assert.equal(error.issues[0]?.path, ['to'])
  assert.is(error.changed, true)
  assert.match(error.message, 'because its payload, which was changed since it was checked, does not fit at "to": ')
  assert.is(((await rejection(actions.invokeAction('Deploy', {}))) as ActionPayloadError).changed, false)

  change = ({ to }) => ({ to })
  await actions.invokeAction('Deploy', { to: 'here' })
  assert.equal(log, [{ to: 'here', delay: 0 }])
})

test('recheck: a payload that has not changed is not checked again', async () => {
  let checks = 0
  const counting = z.object({
    when: z.string().transform((text) => ++checks && { date: new Date(text), tags: [text] }),
  })
  const actions = enforce(createActions(), contract({ Wait: { payload: counting } }), { recheck: true })
  actions.registerAction('Wait', () => {})

  await actions.invokeAction('Wait', { when: '2026-01-01' })
  assert.is(checks, 1)

  actions.addListener('beforeWait', ({ when }) => when.tags.push('another'))
  assert.instance(await rejection(actions.invokeAction('Wait', { when: '2026-01-01' })), ActionPayloadError)
})

test('recheck: an asynchronous schema is awaited before the core', async () => {
  const actions = enforce(createActions(), late, { recheck: true })
  actions.registerAction('Deploy', ({ to }) => to.length)
  actions.addListener('beforeDeploy', (payload) => {
    payload.to += '!'
  })

  assert.is(await actions.invokeAction('Deploy', { to: 'here' }), 5)
})

test('without recheck, a change passes', async () => {
  const { actions, log } = prepare()
  actions.addListener('beforeDeploy', (payload: { to: unknown }) => {
    payload.to = 5
  })

  await actions.invokeAction('Deploy', { to: 'here' })

  assert.equal(log, [{ to: 5, delay: 0 }])
})

test('strict: an action that the contract does not know is refused, and passes otherwise', async () => {
  for (const strict of [false, true]) {
    const { actions } = prepare({ strict })
    actions.registerAction('Deploi', () => 'done')
    actions.registerAction('Logout', () => 'out')

    assert.is(await actions.invokeAction('Logout'), 'out')
    const outcome = await actions.settleAction('Deploi')
    assert.is(outcome.status, strict ? 'failed' : 'done')
    if (outcome.status !== 'failed') continue
    const error = outcome.error as UncheckedActionError
    assert.instance(error, UncheckedActionError)
    assert.is(error.name, 'UncheckedActionError')
    assert.is(error.code, 'ACTION_UNCHECKED')
    assert.is(
      error.message,
      'Cannot invoke the action "Deploi", because the contract is strict and does not know it (did you mean "Deploy"?)',
    )
  }
})

test('explain shows the contract where it checks something, and a scope or a signal takes it away', async () => {
  const actions = createActions()
  const scope = enforce(actions.scope('contract'), desk)
  const names = (name: string) => actions.explain(name).map((entry) => entry.name)

  assert.equal(names('Deploy'), ['entracte/contract'])
  assert.equal(names('Logout'), [])
  assert.equal(
    scope.explain().map(({ name }) => name),
    ['entracte/contract'],
  )
  scope.dispose()
  assert.equal(names('Deploy'), [])

  const controller = new AbortController()
  enforce(actions, desk, { signal: controller.signal })
  assert.equal(names('Deploy'), ['entracte/contract'])
  controller.abort()
  assert.equal(names('Deploy'), [])
})

const SECOND = (action: string) =>
  `Another contract checks the action "${action}", or refuses it because it is strict: make one contract with extend`

test('a second contract may check other actions, and not the same', async () => {
  const { actions } = prepare()
  enforce(actions, contract({ Refund: { payload: z.number() }, Logout: {} }))

  const error = thrown(() => enforce(actions, desk)) as Error

  assert.instance(error, TypeError)
  assert.is(error.message, SECOND('Deploy'))
})

test('a strict contract refuses the actions of every other contract, and the error says why', async () => {
  const { actions } = prepare({ strict: true })
  const notes = contract({ AddNote: { payload: z.string() } })

  const error = thrown(() => enforce(actions.scope('notes'), notes)) as Error

  assert.instance(error, TypeError)
  assert.is(error.message, SECOND('AddNote'))
})

test('a contract of the result alone lets every payload pass, and checks the result', async () => {
  const actions = enforce(createActions(), contract({ Count: { result: z.number() } }))
  actions.registerAction('Count', (payload: unknown) => payload as number)

  assert.is(await actions.invokeAction('Count', 3), 3)
  assert.instance(await rejection(actions.invokeAction('Count', 'three')), ActionResultError)
})

test.run()
