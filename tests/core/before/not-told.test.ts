// Which aborts are not told to onListenerError (S3): those in time, those of an aborted invocation, and those after a cut.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { type Abortable, abortion, aborts, ctxAborts, noop, reportingActions } from './aborts.js'

for (const [what, abortBy] of aborts) {
  test(`S3: ${what} in time is not told`, async () => {
    const { actions, reports } = reportingActions()
    actions.registerAction('Save', noop)
    actions.addListener('beforeSave', (_payload, abort, ctx) => abortBy(ctx, abort))

    await abortion(actions.invokeAction('Save'))
    await settled()

    assert.equal(reports, [])
  })

  test(`S3: ${what} of an invocation that is aborted already is not told`, async () => {
    const { actions, reports } = reportingActions()
    actions.registerAction('Save', noop)
    actions.addListener('beforeSave', (_payload, abort, ctx) => {
      abort('first')
      abortBy(ctx, abort)
    })

    const error = await abortion(actions.invokeAction('Save'))
    await settled()

    assert.is(error.reason, 'first')
    assert.equal(reports, [])
  })

  test(`S3: ${what} after an aborted invocation has settled is not told`, async () => {
    const { actions, reports } = reportingActions()
    let again!: () => void
    actions.registerAction('Save', noop)
    actions.addListener('beforeSave', (_payload, abort, ctx) => {
      again = () => abortBy(ctx, abort)
      abort('first')
    })
    await abortion(actions.invokeAction('Save'))

    again()
    await settled()

    assert.equal(reports, [])
  })
}

for (const [what, abortBy] of ctxAborts) {
  test(`S3: ${what} by middleware that recovers from an abort is not told`, async () => {
    const { actions, reports } = reportingActions()
    actions.registerAction('Save', noop)
    actions.use('Save', async (ctx, next) => {
      await rejection(next())
      ctx.result = 'recovered'
      abortBy(ctx)
    })
    actions.addListener('beforeSave', (_payload, abort) => abort('first'))

    const result = await actions.invokeAction('Save')
    await settled()

    assert.is(result, 'recovered')
    assert.equal(reports, [])
  })

  for (const [when, inCore] of [
    ['while its core still runs', true],
    ['while its before-listener still runs', false],
  ] as const) {
    test(`S3: ${what} of an invocation that its signal has cut is not told ${when}`, async () => {
      const { actions, reports } = reportingActions()
      const cut = new AbortController()
      const hold = deferred()
      let kept!: Abortable
      const keep = (ctx: Abortable) => {
        kept = ctx
        return hold.promise
      }
      actions.registerAction('Save', (_payload, ctx) => (inCore ? keep(ctx) : undefined))
      if (!inCore) actions.addListener('beforeSave', (_payload, _abort, ctx) => keep(ctx))

      const running = rejection(actions.invokeAction('Save', 1, { signal: cut.signal }))
      cut.abort('closed')
      const reason = await running
      abortBy(kept)
      hold.resolve()
      await settled()

      assert.is(reason, 'closed')
      assert.equal(reports, [])
    })
  }

  test(`S3: ${what} of an invocation that its time limit has cut is not told`, async () => {
    const { actions, reports } = reportingActions()
    const hold = deferred()
    let kept!: Abortable
    actions.registerAction('Save', (_payload, ctx) => {
      kept = ctx
      return hold.promise
    })

    await rejection(actions.invokeAction('Save', 1, { timeout: 5 }))
    abortBy(kept)
    hold.resolve()
    await settled()

    assert.equal(reports, [])
  })

  test(`S3: ${what} of an invocation that was cut before its core is not told`, async () => {
    const { actions, reports } = reportingActions()
    const cut = new AbortController()
    let kept!: Abortable
    actions.registerAction('Save', noop)
    actions.use((ctx, next) => {
      kept = ctx
      cut.abort('closed')
      return next()
    })

    await rejection(actions.invokeAction('Save', 1, { signal: cut.signal }))
    abortBy(kept)
    await settled()

    assert.equal(reports, [])
  })
}

test('S3: ctx.aborted = false is not told, however late it comes', async () => {
  const { actions, reports } = reportingActions()
  actions.registerAction('Save', (_payload, ctx) => {
    ctx.aborted = false
  })

  await actions.invokeAction('Save')
  await settled()

  assert.equal(reports, [])
})

test('S3: the abort of one invocation is told for that invocation only', async () => {
  const { actions, reports } = reportingActions()
  const hold = deferred()
  const kept: Abortable[] = []
  actions.registerAction('Save', (_payload, ctx) => {
    kept.push(ctx)
    return hold.promise
  })
  const running = [actions.invokeAction('Save', 1), actions.invokeAction('Save', 2)]

  kept[1]?.abort('no')
  hold.resolve()
  await Promise.all(running)

  assert.is(reports.length, 1)
  assert.is(reports[0]?.info.ctx, kept[1])
})

test.run()
