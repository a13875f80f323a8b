// When after-listeners run (S6): once the invocation has its result, and never without a result.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { fail } from './reporting.js'

function noop() {}

// Once the invocation has its result

type Arrange = (actions: ReturnType<typeof createActions>, log: string[], hold: Promise<void>) => void

for (const [what, arrange, whole] of [
  [
    'run once the core has resolved',
    (actions, log, hold) => {
      actions.registerAction('AcceptTask', async () => {
        await hold
        log.push('core')
        return 'done'
      })
    },
    ['released', 'core', 'after done'],
  ],
  [
    'run when the core was replaced altogether, once the replacement has fulfilled',
    (actions, log, hold) => {
      actions.registerAction('AcceptTask', () => log.push('core'))
      actions.replaceAction('AcceptTask', async () => {
        await hold
        log.push('replacement')
        return 'replaced'
      })
    },
    ['released', 'replacement', 'after replaced'],
  ],
  [
    'wait for the outermost replacement, not only for the core',
    (actions, log, hold) => {
      actions.registerAction('AcceptTask', () => {
        log.push('core')
        return 'done'
      })
      actions.replaceAction('AcceptTask', async (payload, original) => {
        await original(payload)
        await hold
        log.push('replacement')
      })
    },
    ['core', 'released', 'replacement', 'after done'],
  ],
  [
    'wait for an original that the outermost replacement did not wait for',
    (actions, log, hold) => {
      actions.registerAction('AcceptTask', async () => {
        await hold
        log.push('core')
      })
      actions.replaceAction('AcceptTask', (payload, original) => {
        original(payload)
        log.push('replacement')
        return 'own'
      })
    },
    ['replacement', 'released', 'core', 'after own'],
  ],
] as [what: string, arrange: Arrange, whole: string[]][]) {
  test(`S6: after-listeners ${what}`, async () => {
    const actions = createActions()
    const log: string[] = []
    const hold = deferred()
    arrange(actions, log, hold.promise)
    actions.addListener('afterAcceptTask', (_payload, result) => log.push(`after ${result}`))

    const promise = actions.invokeAction('AcceptTask')
    await settled()
    log.push('released')
    hold.resolve()
    await promise

    assert.equal(log, whole)
  })
}

test('S6: invokeAction resolves only when the after-listeners have settled', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', () => 'done')
  actions.addListener('afterAcceptTask', async () => {
    await hold.promise
    log.push('after')
  })

  const promise = actions.invokeAction('AcceptTask').then((result) => log.push(`resolved ${result}`))
  await settled()
  log.push('released')
  hold.resolve()
  await promise

  assert.equal(log, ['released', 'after', 'resolved done'])
})

// Never after a failure or an abort

const failing: [what: string, arrange: (actions: ReturnType<typeof createActions>) => unknown][] = [
  ['the core failed', (actions) => actions.registerAction('AcceptTask', fail, { override: true })],
  ['a replacement failed', (actions) => actions.replaceAction('AcceptTask', fail)],
  [
    'a replacement failed after its original',
    (actions) =>
      actions.replaceAction('AcceptTask', async (payload, original) => {
        await original(payload)
        throw new Error('inside')
      }),
  ],
  ['a before-listener failed', (actions) => actions.addListener('beforeAcceptTask', fail)],
  [
    'the payloadUpdate failed',
    (actions) => actions.registerAction('AcceptTask', noop, { override: true, payloadUpdate: fail }),
  ],
  ['middleware failed', (actions) => actions.use('AcceptTask', fail)],
  ['a before-listener aborted', (actions) => actions.addListener('beforeAcceptTask', (_payload, abort) => abort())],
  ['middleware aborted', (actions) => actions.use('AcceptTask', (ctx) => ctx.abort())],
  [
    'a replacement aborted',
    (actions) => actions.replaceAction('AcceptTask', (_payload, _original, ctx) => ctx.abort()),
  ],
]

for (const [what, arrange] of failing) {
  test(`S6: after-listeners do not run when ${what}`, async () => {
    const actions = createActions()
    const log: string[] = []
    actions.registerAction('AcceptTask', noop)
    arrange(actions)
    actions.addListener('afterAcceptTask', () => log.push('after'))

    await rejection(actions.invokeAction('AcceptTask'))
    await settled()

    assert.equal(log, [])
  })

  test(`S6: after-listeners do not run when ${what}, even if middleware outside recovers`, async () => {
    const actions = createActions()
    const log: string[] = []
    actions.use(async (ctx, next) => {
      await rejection(next())
      ctx.result = 'recovered'
    })
    actions.registerAction('AcceptTask', noop)
    arrange(actions)
    actions.addListener('afterAcceptTask', () => log.push('after'))

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'recovered')
    assert.equal(log, [])
  })
}

test('S6: after-listeners do not run when the core resolves after middleware has given up with an error', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const failure = new Error('took too long')
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
  })
  actions.use('AcceptTask', async (_ctx, next) => {
    await Promise.race([next(), Promise.reject(failure)])
  })
  actions.addListener('afterAcceptTask', () => log.push('after'))
  actions.addListener('errorAcceptTask', () => log.push('error'))

  const error = await rejection(actions.invokeAction('AcceptTask'))
  hold.resolve()
  await settled()

  assert.is(error, failure)
  assert.equal(log, ['error', 'core'])
})

test.run()
