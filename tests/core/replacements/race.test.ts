// Replacements (S5): a call of original() that lost a race changes nothing any more.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, settled, unhandledDuring } from '../../support/helpers.js'

for (const [what, race] of [
  [
    'an async replacement',
    async (core: Promise<unknown>, other: Promise<unknown>) => await Promise.race([core, other]),
  ],
  ['a synchronous replacement', (core: Promise<unknown>, other: Promise<unknown>) => Promise.race([core, other])],
] as const) {
  test(`S5: ${what} that races original does not wait for it when it loses`, async () => {
    const actions = createActions()
    const log: string[] = []
    const hold = deferred()
    actions.registerAction('AcceptTask', async () => {
      await hold.promise
      log.push('core')
      return 'core'
    })
    actions.replaceAction('AcceptTask', (payload, original) => race(original(payload), Promise.resolve('other')))
    actions.addListener('afterAcceptTask', (_payload, result) => log.push(`after ${result}`))

    const result = await actions.invokeAction('AcceptTask')
    log.push('resolved')
    hold.resolve()
    await settled()

    assert.is(result, 'other')
    assert.equal(log, ['after other', 'resolved', 'core'])
  })

  test(`S5: ${what} that races original takes its result when it wins`, async () => {
    const actions = createActions()
    const never = deferred<string>()
    actions.registerAction('AcceptTask', async () => 'core')
    actions.replaceAction('AcceptTask', (payload, original) => race(original(payload), never.promise))

    const result = await actions.invokeAction('AcceptTask')

    assert.is(result, 'core')
  })

  test(`S5: ${what} that races original leaves nothing behind when it loses and fails`, async () => {
    const reports: unknown[] = []
    const actions = createActions({ onListenerError: (error: unknown) => void reports.push(error) })
    const log: string[] = []
    const hold = deferred()
    actions.registerAction('AcceptTask', async () => {
      await hold.promise
      throw new Error('core')
    })
    actions.replaceAction('AcceptTask', (payload, original) => race(original(payload), Promise.resolve('other')))
    actions.addListener('errorAcceptTask', () => log.push('error'))

    const unhandled = await unhandledDuring(async () => {
      log.push(await actions.invokeAction('AcceptTask'))
      hold.resolve()
    })

    assert.equal(log, ['other'])
    assert.equal(unhandled, [])
    assert.equal(reports, [])
  })
}

test('S5: a core that resolves after the replacement has fulfilled changes nothing for the after-listeners', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const holdAfter = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    return 'core'
  })
  actions.replaceAction('AcceptTask', (payload, original) =>
    Promise.race([original(payload), Promise.resolve('other')]),
  )
  actions.addListener('afterAcceptTask', async (_payload, result) => {
    log.push(`first ${result}`)
    await holdAfter.promise
  })
  actions.addListener('afterAcceptTask', (_payload, result, ctx) => log.push(`second ${result} ${ctx.result}`))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  hold.resolve()
  await settled()
  holdAfter.resolve()
  const result = await promise

  assert.is(result, 'other')
  assert.equal(log, ['first other', 'second other other'])
})

test('S5: a core behind an older replacement that lost a race changes nothing for the after-listeners', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const holdAfter = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
    return 'core'
  })
  actions.replaceAction('AcceptTask', async (payload, original) => `older ${await original(payload)}`)
  actions.replaceAction('AcceptTask', (payload, original) =>
    Promise.race([original(payload), Promise.resolve('other')]),
  )
  actions.addListener('afterAcceptTask', () => holdAfter.promise)
  actions.addListener('afterAcceptTask', (_payload, result, ctx) => log.push(`after ${result} ${ctx.result}`))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  hold.resolve()
  await settled()
  holdAfter.resolve()
  const result = await promise

  assert.is(result, 'other')
  assert.equal(log, ['core', 'after other other'])
})

test('S5: a core behind an older replacement that lost a race changes nothing for middleware', async () => {
  const actions = createActions()
  const hold = deferred()
  const holdUse = deferred()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    return 'core'
  })
  actions.use('AcceptTask', async (ctx, next) => {
    await next()
    await holdUse.promise
    seen.push(ctx.result)
  })
  actions.replaceAction('AcceptTask', async (payload, original) => original(payload))
  actions.replaceAction('AcceptTask', (payload, original) =>
    Promise.race([original(payload), Promise.resolve('other')]),
  )

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  hold.resolve()
  await settled()
  holdUse.resolve()
  const result = await promise

  assert.is(result, 'other')
  assert.equal(seen, ['other'])
})

test('S5: a core that lost a race of an older replacement changes nothing for the newer one', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  const holdNewer = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    log.push('core')
    return 'core'
  })
  actions.replaceAction('AcceptTask', (payload, original) =>
    Promise.race([original(payload), Promise.resolve('other')]),
  )
  actions.replaceAction('AcceptTask', async (payload, original) => {
    await original(payload)
    await holdNewer.promise
  })

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  hold.resolve()
  await settled()
  holdNewer.resolve()
  const result = await promise

  assert.is(result, 'other')
  assert.equal(log, ['core'])
})

test('S5: a core that lost a race is waited for when the replacement returns nothing, and gives the result', async () => {
  const actions = createActions()
  const log: unknown[] = []
  const hold = deferred()
  actions.registerAction('AcceptTask', async () => {
    await hold.promise
    return 'core'
  })
  actions.replaceAction('AcceptTask', async (payload, original) => {
    await Promise.race([original(payload), Promise.resolve()])
  })
  actions.addListener('afterAcceptTask', (_payload, result) => log.push(`after ${result}`))

  const promise = actions.invokeAction('AcceptTask')
  await settled()
  log.push('released')
  hold.resolve()

  assert.is(await promise, 'core')
  assert.equal(log, ['released', 'after core'])
})

test('S5: an original that was raced and starts too late does not change what the after-listeners see', async () => {
  const actions = createActions()
  const late = deferred()
  const hold = deferred()
  const log: unknown[] = []
  actions.registerAction('AcceptTask', (payload) => log.push(['core', payload]))
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await late.promise
    return original('late')
  })
  actions.replaceAction('AcceptTask', (payload, original) => Promise.race([original(payload), 'quick']))
  actions.addListener('afterAcceptTask', () => hold.promise)
  actions.addListener('afterAcceptTask', (payload, result) => log.push(['after', payload, result]))

  const invocation = actions.invokeAction('AcceptTask', 'given')
  await settled()
  late.resolve()
  await settled()
  hold.resolve()

  assert.is(await invocation, 'quick')
  assert.equal(log, [
    ['core', 'late'],
    ['after', 'given', 'quick'],
  ])
})

test('S5: a core that lost a race in an inner replacement does not change ctx.result for an outer one', async () => {
  const actions = createActions()
  const core = deferred<string>()
  const hold = deferred()
  let seen: unknown
  actions.registerAction('AcceptTask', () => core.promise)
  actions.replaceAction('AcceptTask', (_payload, original) => Promise.race([original(), 'quick']))
  actions.replaceAction('AcceptTask', async (_payload, original, ctx) => {
    await original()
    await hold.promise
    seen = ctx.result
  })

  const invocation = actions.invokeAction('AcceptTask')
  await settled()
  core.resolve('too late')
  await settled()
  hold.resolve()

  assert.is(await invocation, 'quick')
  assert.is(seen, 'quick')
})

test('S5: a replacement that starts after the outermost replacement has fulfilled is called with the payload given to original', async () => {
  const actions = createActions()
  const late = deferred()
  const seen: unknown[] = []
  actions.registerAction('AcceptTask', () => 'core')
  actions.replaceAction('AcceptTask', (payload, original) => {
    seen.push(payload)
    return original()
  })
  actions.replaceAction('AcceptTask', async (_payload, original) => {
    await late.promise
    return original('late')
  })
  actions.replaceAction('AcceptTask', (_payload, original) => Promise.race([original('raced'), 'first']))

  assert.is(await actions.invokeAction('AcceptTask', 'given'), 'first')
  late.resolve()
  await settled()

  assert.equal(seen, ['late'])
})

test.run()
