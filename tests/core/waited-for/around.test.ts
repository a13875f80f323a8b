// Waited for (S5): what the functions around see of work that was not awaited, and what a cut makes of it.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection, settled, unhandledDuring } from '../../support/helpers.js'
import { BARE, DROPPED } from './ways.js'

const WAYS = [...BARE, ...DROPPED.filter(({ rejects }) => !rejects)]

for (const { name: way, drop } of WAYS) {
  test(`S5: the failure of ${way} rejects the original() of a newer replacement`, async () => {
    const actions = createActions()
    const failure = new Error('core')
    let seen: unknown
    actions.registerAction('Save', async () => {
      throw failure
    })
    actions.replaceAction('Save', (_payload, original) => drop(original))
    actions.replaceAction('Save', async (_payload, original) => {
      seen = await rejection(original())
      return 'recovered'
    })

    const unhandled = await unhandledDuring(async () => {
      assert.is(await actions.invokeAction('Save'), 'recovered')
    })

    assert.is(seen, failure)
    assert.equal(unhandled, [])
  })

  test(`S5: the failure of ${way} rejects the next() of outer middleware, and error-listeners are told`, async () => {
    const actions = createActions()
    const failure = new Error('core')
    const seen: unknown[] = []
    actions.registerAction('Save', async () => {
      await settled()
      throw failure
    })
    actions.use('Save', async (_ctx, next) => {
      seen.push(await rejection(next()))
      throw failure
    })
    actions.use('Save', (_ctx, next) => drop(next))
    actions.addListener('errorSave', (_payload, error) => seen.push(error))

    const unhandled = await unhandledDuring(async () => {
      seen.push(await rejection(actions.invokeAction('Save')))
    })

    assert.is(seen.length, 3)
    for (const error of seen) assert.is(error, failure)
    assert.equal(unhandled, [])
  })

  test(`S9: a signal cuts an invocation that waits for ${way}`, async () => {
    const actions = createActions()
    const controller = new AbortController()
    const hold = deferred()
    const log: string[] = []
    actions.registerAction('Save', () => hold.promise)
    actions.replaceAction('Save', (_payload, original) => drop(original))
    actions.addListener('afterSave', () => log.push('after'))

    const unhandled = await unhandledDuring(async () => {
      const running = rejection(actions.invokeAction('Save', undefined, { signal: controller.signal }))
      await settled()
      controller.abort('cut')
      assert.is(await running, 'cut')
      hold.reject(new Error('too late'))
    })

    assert.equal(log, [])
    assert.equal(unhandled, [])
  })
}

test('S5: an assignment of an inner party to ctx.result is no decision of the middleware around it', async () => {
  const actions = createActions()
  const failure = new Error('core')
  actions.registerAction('Save', async () => {
    await settled()
    throw failure
  })
  actions.addListener('beforeSave', (_payload, _abort, ctx) => {
    ctx.result = 'of the listener'
  })
  actions.use('Save', (_ctx, next) => void Promise.allSettled([next()]))

  assert.is(await rejection(actions.invokeAction('Save')), failure)
})

for (const inside of ['a core', 'a core behind a replacement']) {
  test(`S5: ${inside} that middleware has left behind does not change the result that the middleware has decided on`, async () => {
    const actions = createActions()
    const core = deferred<string>()
    const hold = deferred()
    const seen: unknown[] = []
    actions.registerAction('Save', () => core.promise)
    if (inside !== 'a core') actions.replaceAction('Save', (_payload, original) => original())
    actions.use('Save', async (ctx, next) => {
      await next()
      await hold.promise
      seen.push(ctx.result)
    })
    actions.use('Save', async (ctx, next) => {
      await Promise.race([next(), settled()])
      ctx.result = 'own'
    })

    const running = actions.invokeAction('Save')
    await settled()
    await settled()
    core.resolve('too late')
    await settled()
    hold.resolve()

    assert.is(await running, 'own')
    assert.equal(seen, ['own'])
  })
}

for (const what of ['before-listener', 'replacement']) {
  test(`S3: an abort of a ${what} that middleware has left behind keeps the core from starting`, async () => {
    const reports: unknown[] = []
    const actions = createActions({ onListenerError: (error) => reports.push(error) })
    const check = deferred()
    const log: string[] = []
    actions.registerAction('Save', () => log.push('core'))
    if (what === 'before-listener') {
      actions.addListener('beforeSave', async (_payload, abort) => {
        await check.promise
        abort('closed')
      })
    } else {
      actions.replaceAction('Save', async (_payload, original, ctx) => {
        await check.promise
        ctx.abort('closed')
        return original()
      })
    }
    actions.use('Save', async (ctx, next) => {
      await Promise.race([next(), settled()])
      ctx.result = 'own'
    })

    const unhandled = await unhandledDuring(async () => {
      assert.is(await actions.invokeAction('Save'), 'own')
      check.resolve()
    })

    assert.equal(log, [])
    assert.equal(reports, [])
    assert.equal(unhandled, [])
  })
}

test('S5: of several helpers that are not awaited, a failure fails the function', async () => {
  for (const failing of ['first', 'second']) {
    const actions = createActions()
    const failure = new Error(failing)
    const log: string[] = []
    actions.registerAction('Save', async (payload) => {
      await settled()
      if (payload === failing) throw failure
      log.push(payload)
    })
    actions.replaceAction('Save', (_payload, original) => {
      for (const payload of ['first', 'second']) void Promise.allSettled([original(payload)])
    })
    actions.addListener('afterSave', () => log.push('after'))

    assert.is(await rejection(actions.invokeAction('Save')), failure)
    assert.equal(log, [failing === 'first' ? 'second' : 'first'])
  }
})

test('S5: a replacement that leaves several helpers behind without having decided has the result of the last to succeed', async () => {
  const actions = createActions()
  const holds = [deferred(), deferred()]
  actions.registerAction('Save', async (payload) => {
    await holds[payload]?.promise
    return `core ${payload}`
  })
  actions.replaceAction('Save', (_payload, original) => {
    for (const payload of [0, 1]) void Promise.allSettled([original(payload)])
  })

  const running = actions.invokeAction('Save')
  holds[1]?.resolve()
  await settled()
  holds[0]?.resolve()

  assert.is(await running, 'core 0')
})

test('S5: a helper that is not awaited does not make work bare that the function awaits', async () => {
  const actions = createActions()
  const log: string[] = []
  const hold = deferred()
  actions.registerAction('Save', async (payload) => {
    if (payload === 'late') await hold.promise
    return `core ${payload}`
  })
  actions.replaceAction('Save', async (_payload, original) => {
    void Promise.allSettled([original('late')])
    await original('quick')
  })
  actions.addListener('afterSave', (_payload, result) => log.push(`after ${result}`))

  const running = actions.invokeAction('Save').then((result) => log.push(`resolved ${result}`))
  await settled()
  log.push('released')
  hold.resolve()
  await running

  assert.equal(log, ['released', 'after core late', 'resolved core late'])
})

test('S5: what then(), catch() and finally() of such work give can be kept and awaited later', async () => {
  const actions = createActions()
  const failure = new Error('core')
  const seen: unknown[] = []
  actions.registerAction('Save', async () => {
    throw failure
  })
  actions.replaceAction('Save', async (_payload, original) => {
    const kept = [original().then(() => {}), original().finally(() => {}), original().catch(() => 'caught')]
    await settled()
    await settled()
    for (const work of kept) seen.push(await work.catch((error: unknown) => error))
    return 'own'
  })

  const unhandled = await unhandledDuring(async () => {
    assert.is(await actions.invokeAction('Save'), 'own')
  })

  assert.is(seen[0], failure)
  assert.is(seen[1], failure)
  assert.is(seen[2], 'caught')
  assert.equal(unhandled, [])
})

test('S5: middleware that returns next() waits for what the middleware inside has left behind', async () => {
  const actions = createActions()
  const { promise, resolve } = deferred()
  const log: unknown[] = []
  actions.registerAction('Save', async () => {
    await promise
    log.push('core')
    return 'saved'
  })
  actions.use('Save', async (_ctx, next) => {
    await next()
    log.push('outermost')
  })
  actions.use('Save', (_ctx, next) => next())
  actions.use('Save', async (_ctx, next) => {
    next()
    log.push('left')
  })

  const saved = actions.invokeAction('Save')
  await settled()
  log.push('released')
  resolve()
  log.push(await saved)

  assert.equal(log, ['left', 'released', 'core', 'outermost', 'saved'])
})

test.run()
