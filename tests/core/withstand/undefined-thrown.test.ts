// Decides that undefined is a failure like any other when a function throws undefined.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rejection } from '../../support/helpers.js'
import { actionsWithoutMap, byNow, everyKind, failedAt } from './support.js'

const waysToFail: [string, () => unknown][] = [
  [
    'throws undefined',
    () => {
      throw undefined
    },
  ],
  ['rejects with undefined', () => Promise.reject(undefined)],
]

for (const [how, fail] of waysToFail) {
  for (const [kind, expected] of Object.entries(failedAt)) {
    test(`Withstands: a ${kind} that ${how} fails the invocation with undefined`, async () => {
      const { actions, log } = everyKind({ [kind]: fail })

      const error = await rejection(byNow(actions.invokeAction('PrintLabel', {})))

      assert.is(error, undefined)
      assert.equal(log, expected)
    })
  }

  test(`Withstands: middleware that ${how} fails the invocation with undefined`, async () => {
    const { actions, log } = everyKind({ middleware: fail })

    const error = await rejection(byNow(actions.invokeAction('PrintLabel', {})))

    assert.is(error, undefined)
    assert.ok(log.includes('error'))
  })

  test(`Withstands: an after-listener that ${how} is reported, and the next listener runs`, async () => {
    const reports: unknown[] = []
    const { actions, log } = everyKind({ after: fail }, reports)

    const result = await byNow(actions.invokeAction('PrintLabel', {}))

    assert.is(result, 'printed')
    assert.equal(reports, [undefined])
    assert.is(log.at(-1), 'second after')
  })

  test(`Withstands: an error-listener that ${how} is reported, and the next listener runs`, async () => {
    const reports: unknown[] = []
    const { actions, log } = everyKind({ error: fail }, reports, true)

    const error = await rejection(byNow(actions.invokeAction('PrintLabel', {})))

    assert.is((error as Error).message, 'paper jam')
    assert.equal(reports, [undefined])
    assert.is(log.at(-1), 'second error')
  })

  test(`Withstands: an unwaited original() whose core ${how} fails the invocation with undefined`, async () => {
    const actions = actionsWithoutMap()
    const log: string[] = []
    actions.registerAction('PrintLabel', fail)
    actions.replaceAction('PrintLabel', (_payload, original) => {
      original()
    })
    actions.addListener('afterPrintLabel', () => log.push('after'))

    const error = await rejection(byNow(actions.invokeAction('PrintLabel', {})))

    assert.is(error, undefined)
    assert.equal(log, [])
  })

  test(`Withstands: an unwaited next() whose core ${how} fails the invocation with undefined`, async () => {
    const actions = actionsWithoutMap()
    actions.registerAction('PrintLabel', fail)
    actions.use('PrintLabel', (_ctx, next) => {
      next()
    })

    assert.is(await rejection(byNow(actions.invokeAction('PrintLabel', {}))), undefined)
  })
}

test.run()
