// Decides what a function may attach, remove and invoke while it runs, and when the change takes effect.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { deferred, rejection } from '../../support/helpers.js'
import { actionsWithoutMap, byNow, type Untyped } from './support.js'

test('Withstands: a listener that attaches another while it runs affects later invocations only', async () => {
  const actions = actionsWithoutMap()
  const log: string[] = []
  actions.registerAction('PrintLabel', () => log.push('core'))
  actions.addListener(
    'beforePrintLabel',
    () => {
      log.push('first')
      actions.addListener('beforePrintLabel', () => log.push('attached meanwhile'))
    },
    { once: true },
  )

  await actions.invokeAction('PrintLabel', {})
  log.push('again')
  await actions.invokeAction('PrintLabel', {})

  assert.equal(log, ['first', 'core', 'again', 'attached meanwhile', 'core'])
})

test('Withstands: a listener that removes itself and its neighbours skips no listener in its own invocation', async () => {
  const actions = actionsWithoutMap()
  const log: string[] = []
  const registrations: (() => void)[] = []
  actions.registerAction('PrintLabel', () => {})
  for (const name of ['first', 'second', 'third']) {
    const registration = actions.addListener('beforePrintLabel', () => {
      log.push(name)
      if (name === 'second') for (const remove of registrations) remove()
    })
    registrations.push(registration)
  }

  await actions.invokeAction('PrintLabel', {})
  log.push('again')
  await actions.invokeAction('PrintLabel', {})

  assert.equal(log, ['first', 'second', 'third', 'again'])
})

test('Withstands: a before-listener may unregister its own action, which still runs this time', async () => {
  const actions = actionsWithoutMap()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('beforePrintLabel', () => actions.unregisterAction('PrintLabel'))

  const result = await actions.invokeAction('PrintLabel', {})
  const error = (await rejection(actions.invokeAction('PrintLabel', {}))) as Error

  assert.is(result, 'printed')
  assert.is(error.name, 'UnknownActionError')
})

test('Withstands: a replacement may replace, use and override while it runs', async () => {
  const actions = actionsWithoutMap()
  const log: string[] = []
  actions.registerAction('PrintLabel', () => log.push('old core'))
  const registration = actions.replaceAction('PrintLabel', async (_payload, original) => {
    registration()
    actions.replaceAction('PrintLabel', (_inner, next) => {
      log.push('newer')
      return next()
    })
    actions.use((_ctx, next) => {
      log.push('use')
      return next()
    })
    actions.registerAction('PrintLabel', () => log.push('new core'), { override: true })
    await original()
  })

  await actions.invokeAction('PrintLabel', {})
  log.push('again')
  await actions.invokeAction('PrintLabel', {})

  assert.equal(log, ['old core', 'again', 'use', 'newer', 'new core'])
})

test('Withstands: a listener may dispose its own scope while it runs', async () => {
  const actions = actionsWithoutMap()
  const log: string[] = []
  const plugin = actions.scope('crm-plugin')
  actions.registerAction('PrintLabel', () => log.push('core'))
  plugin.addListener('beforePrintLabel', () => {
    log.push('first')
    plugin.dispose()
  })
  plugin.addListener('beforePrintLabel', () => log.push('second'))

  await actions.invokeAction('PrintLabel', {})
  await actions.invokeAction('PrintLabel', {})

  assert.equal(log, ['first', 'second', 'core', 'core'])
})

test('Withstands: a listener may invoke the action that it listens to, and every invocation ends well', async () => {
  const actions = actionsWithoutMap()
  const log: string[] = []
  actions.registerAction('PrintLabel', (payload) => {
    log.push(`core ${payload}`)
    return payload
  })
  actions.addListener('beforePrintLabel', async (payload) => {
    log.push(`before ${payload}`)
    if (payload > 0) await actions.invokeAction('PrintLabel', payload - 1)
  })

  const result = await actions.invokeAction('PrintLabel', 2)

  assert.is(result, 2)
  assert.equal(log, ['before 2', 'before 1', 'before 0', 'core 0', 'core 1', 'core 2'])
})

test('Withstands: a once-listener that invokes its own action runs once', async () => {
  const actions = actionsWithoutMap()
  const log: string[] = []
  actions.registerAction('PrintLabel', () => log.push('core'))
  actions.addListener(
    'beforePrintLabel',
    async (_payload, _abort, ctx) => {
      log.push('once')
      await ctx.invokeAction('PrintLabel')
    },
    { once: true },
  )

  await actions.invokeAction('PrintLabel', {})

  assert.equal(log, ['once', 'core', 'core'])
})

test('Withstands: onListenerError may attach, remove and invoke', async () => {
  const log: string[] = []
  const actions: Untyped = createActions({
    onListenerError: () => {
      actions.addListener('beforePrintLabel', () => log.push('attached meanwhile'))
      actions.invokeAction('Note')
    },
  })
  actions.registerAction('Note', () => log.push('noted'))
  actions.registerAction('PrintLabel', () => log.push('core'))
  actions.addListener(
    'afterPrintLabel',
    () => {
      throw new Error('the mail server is down')
    },
    { once: true },
  )

  await actions.invokeAction('PrintLabel', {})
  log.push('again')
  await actions.invokeAction('PrintLabel', {})

  assert.equal(log, ['core', 'noted', 'again', 'attached meanwhile', 'core'])
})

test('Withstands: an observer may attach and remove while it runs', async () => {
  const actions = actionsWithoutMap()
  const log: string[] = []
  actions.registerAction('PrintLabel', () => log.push('core'))
  const registration = actions.observe({
    start: ({ kind }) => {
      log.push(`> ${kind}`)
      if (kind !== 'core') return
      registration()
      actions.addListener('beforePrintLabel', () => log.push('attached meanwhile'))
    },
  })

  await actions.invokeAction('PrintLabel', {})
  log.push('again')
  await actions.invokeAction('PrintLabel', {})

  assert.equal(log, ['> invocation', '> core', 'core', 'again', 'attached meanwhile', 'core'])
})

test('Withstands: a listener on ctx.signal may invoke again with the signal that fires, and every invocation is cut', async () => {
  const actions = actionsWithoutMap()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  const again: Promise<unknown>[] = []
  actions.registerAction('PrintLabel', (_payload, ctx) => {
    ctx.signal.addEventListener('abort', () => {
      again.push(rejection(actions.invokeAction('PrintLabel', {}, { signal: cut.signal })))
    })
    return deferred().promise
  })
  const running = Array.from({ length: 3 }, () => actions.invokeAction('PrintLabel', {}, { signal: cut.signal }))

  cut.abort(reason)
  const errors = await Promise.all(running.map((one) => rejection(byNow(one))))

  assert.is(again.length, 3)
  for (const error of [...errors, ...(await Promise.all(again))]) assert.is(error, reason)
})

test.run()
