// Decides what ctx.failure says of an invocation that has failed (S19): the error, and the party that failed first.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionContext, createActions } from '../../source/core/index.js'
import { deferred, rejection, settled } from '../support/helpers.js'

const jam = new Error('paper jam')
const fail = (): never => {
  throw jam
}

/** Actions with one action, and what its error-listener has seen as `ctx.failure`. */
function desk(core: (payload: unknown, ctx: ActionContext) => unknown = () => 'printed', options = {}) {
  const actions = createActions({ onListenerError() {} })
  const seen: ActionContext['failure'][] = []
  let kept: ActionContext | undefined
  actions.registerAction('Print', core, { name: 'print', ...options })
  actions.addListener('errorPrint', (_payload, _error, ctx) => {
    kept = ctx
    seen.push(ctx.failure)
  })
  return { actions, plugin: actions.scope('crm'), seen, kept: () => kept }
}

const FAILURES: [how: string, fail: () => unknown][] = [
  ['throws', fail],
  ['rejects', () => settled().then(fail)],
]

for (const [how, failing] of FAILURES) {
  test(`S19: error-listeners see the error and the party of a core that ${how}, and so does whoever keeps the ctx`, async () => {
    const { actions, seen, kept } = desk(failing)

    await rejection(actions.invokeAction('Print'))

    assert.is(seen.length, 1)
    assert.is(seen[0]?.error, jam)
    assert.equal(seen[0]?.by, { kind: 'core', name: 'print', scope: undefined })
    assert.is(kept()?.failure?.error, jam)
    assert.equal(kept()?.failure?.by, { kind: 'core', name: 'print', scope: undefined })
  })

  test(`S19: a before-listener that ${how} is the party`, async () => {
    const { actions, plugin, seen } = desk()
    plugin.addListener('beforePrint', failing, { name: 'check' })

    await rejection(actions.invokeAction('Print'))

    assert.equal(seen, [{ error: jam, by: { kind: 'before', name: 'check', scope: 'crm' } }])
  })

  test(`S19: a payload update that ${how} is the party`, async () => {
    const { actions, seen } = desk(() => 'printed', {
      payloadUpdate: function fill() {
        return failing()
      },
    })

    await rejection(actions.invokeAction('Print'))

    assert.equal(seen, [{ error: jam, by: { kind: 'payloadUpdate', name: 'fill', scope: undefined } }])
  })

  test(`S19: a replacement that ${how} is the party`, async () => {
    const { actions, plugin, seen } = desk()
    plugin.replaceAction('Print', failing, { name: 'confirm' })

    await rejection(actions.invokeAction('Print'))

    assert.equal(seen, [{ error: jam, by: { kind: 'replacement', name: 'confirm', scope: 'crm' } }])
  })

  test(`S19: middleware that ${how} is the party`, async () => {
    const { actions, plugin, seen } = desk()
    plugin.use(
      async (_ctx, next) => {
        await next()
        return failing()
      },
      { name: 'log' },
    )

    await rejection(actions.invokeAction('Print'))

    assert.equal(seen, [{ error: jam, by: { kind: 'middleware', name: 'log', scope: 'crm' } }])
  })

  test(`S19: a core that ${how} is the party however many layers the error passes through`, async () => {
    const { actions, seen } = desk(failing)
    actions.use((_ctx, next) => next(), { name: 'returns' })
    actions.use(
      async (_ctx, next) => {
        await next()
      },
      { name: 'awaits' },
    )
    actions.use(
      (_ctx, next) => {
        next()
      },
      { name: 'leaves bare' },
    )
    actions.replaceAction('Print', (_payload, original) => original(), { name: 'confirm' })
    actions.replaceAction(
      'Print',
      (_payload, original) =>
        original().catch((error) => {
          throw error
        }),
      { name: 'throws it again' },
    )

    await rejection(actions.invokeAction('Print'))

    assert.equal(seen, [{ error: jam, by: { kind: 'core', name: 'print', scope: undefined } }])
  })
}

test('S19: middleware that throws another error in place of the core’s is the party', async () => {
  const { actions, seen } = desk(fail)
  const other = new Error('cannot print today')
  actions.use(
    async (_ctx, next) => {
      await next().catch(() => {
        throw other
      })
    },
    { name: 'translate' },
  )

  await rejection(actions.invokeAction('Print'))

  assert.equal(seen, [{ error: other, by: { kind: 'middleware', name: 'translate', scope: undefined } }])
})

test('S19: the party that lets the failure of a nested invocation through is the party of its own invocation', async () => {
  const { actions, seen } = desk(async (_payload, ctx) => {
    await ctx.invokeAction('Mail')
  })
  const nested: unknown[] = []
  actions.registerAction('Mail', fail, { name: 'mail' })
  actions.addListener('errorMail', (_payload, _error, ctx) => void nested.push(ctx.failure))

  await rejection(actions.invokeAction('Print'))

  assert.equal(nested, [{ error: jam, by: { kind: 'core', name: 'mail', scope: undefined } }])
  assert.equal(seen, [{ error: jam, by: { kind: 'core', name: 'print', scope: undefined } }])
})

test('S7, S19: a nested abort that was let through is a failure of the party that let it through', async () => {
  const { actions, seen } = desk(async (_payload, ctx) => {
    await ctx.invokeAction('Mail')
  })
  actions.registerAction('Mail', () => {})
  actions.addListener('beforeMail', (_payload, abort) => abort('closed'))

  const error = await rejection(actions.invokeAction('Print'))

  assert.equal(seen, [{ error, by: { kind: 'core', name: 'print', scope: undefined } }])
})

test('S8, S19: a second next is the failure of the middleware that called it', async () => {
  const { actions, plugin, seen } = desk()
  plugin.use(
    async (_ctx, next) => {
      await next()
      await next()
    },
    { name: 'twice' },
  )

  const error = await rejection(actions.invokeAction('Print'))

  assert.equal(seen, [{ error, by: { kind: 'middleware', name: 'twice', scope: 'crm' } }])
})

test('S10, S19: a before-listener that ran out of its own time limit is the party', async () => {
  const { actions, plugin, seen } = desk()
  const hold = deferred()
  plugin.addListener('beforePrint', () => hold.promise, { name: 'check', timeout: 1 })

  const error = await rejection(actions.invokeAction('Print'))
  hold.resolve()

  assert.equal(seen, [{ error, by: { kind: 'before', name: 'check', scope: 'crm' } }])
})

test('S10, S19: after the time limit of the invocation, failure has the ActionTimeoutError', async () => {
  const hold = deferred()
  const { actions, seen } = desk(() => hold.promise, { timeout: 1 })

  const error = await rejection(actions.invokeAction('Print'))
  hold.resolve()

  assert.is(seen.length, 1)
  assert.is(seen[0]?.error, error)
})

test('S19: a party that throws undefined has failed with undefined', async () => {
  const { actions, seen } = desk(() => {
    throw undefined
  })

  await rejection(actions.invokeAction('Print'))

  assert.equal(seen, [{ error: undefined, by: { kind: 'core', name: 'print', scope: undefined } }])
})

test('S19: failure is undefined before the stack has failed, also where middleware catches and recovers', async () => {
  const { actions } = desk(fail)
  const seen: unknown[] = []
  actions.addListener('beforePrint', (_payload, _abort, ctx) => void seen.push(ctx.failure))
  actions.use(async (ctx, next) => {
    seen.push(ctx.failure)
    await next().catch(() => {
      seen.push(ctx.failure)
      ctx.result = 'printed elsewhere'
    })
    seen.push(ctx.failure)
  })
  let kept: ActionContext | undefined
  actions.addListener('beforePrint', (_payload, _abort, ctx) => {
    kept = ctx
  })

  assert.is(await actions.invokeAction('Print'), 'printed elsewhere')
  assert.equal(seen, [undefined, undefined, undefined, undefined])
  assert.is(kept?.failure, undefined)
})

test('S19: failure is undefined after a success, and after an abort', async () => {
  const { actions } = desk()
  const contexts: ActionContext[] = []
  actions.addListener('beforePrint', (payload, abort, ctx) => {
    contexts.push(ctx)
    if (payload === 'stop') abort()
  })

  await actions.invokeAction('Print')
  await rejection(actions.invokeAction('Print', 'stop'))

  assert.equal(
    contexts.map(({ failure }) => failure),
    [undefined, undefined],
  )
})

test('S17, S19: while an observer is attached, failure says the same, and end of the invocation sees it', async () => {
  const { actions, seen } = desk(fail)
  const ends: unknown[] = []
  actions.use((_ctx, next) => next())
  actions.observe({
    around: (_info, run) => run(),
    end({ ctx, kind }) {
      if (kind === 'invocation') ends.push(ctx.failure)
    },
  })

  await rejection(actions.invokeAction('Print'))

  const failure = { error: jam, by: { kind: 'core', name: 'print', scope: undefined } }
  assert.equal(seen, [failure])
  assert.equal(ends, [failure])
})

test('S19: what an error-listener throws is not the failure', async () => {
  const { actions, kept } = desk(fail)
  actions.addListener('errorPrint', () => {
    throw new Error('the log is full')
  })

  await rejection(actions.invokeAction('Print'))

  assert.is(kept()?.failure?.error, jam)
})

test.run()
