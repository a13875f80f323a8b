// Decides that an observer can ask for invocations only (S17).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, type Observer } from '../../../source/core/index.js'
import { thrown } from '../../support/helpers.js'

/** Actions with one action and a listener, and what an observer has seen of them. */
function watchedActions(parties: boolean | undefined) {
  const log: string[] = []
  const actions = createActions()
  actions.registerAction('Print', () => 'printed', { name: 'print' })
  actions.addListener('beforePrint', () => {}, { name: 'check' })
  actions.observe({
    parties,
    start: ({ name }) => log.push(`> ${name}`),
    end: ({ name }) => log.push(`< ${name}`),
    around({ name }, run) {
      log.push(`around ${name}`)
      return run()
    },
  })
  return { actions, log }
}

test('S17: with parties false, an observer sees the invocation and no party', async () => {
  const { actions, log } = watchedActions(false)

  assert.is(await actions.invokeAction('Print'), 'printed')

  assert.equal(log, ['> Print', 'around Print', '< Print'])
})

test('S17: an observer that asks for invocations only takes nothing from one that is shown parties', async () => {
  const { actions, log } = watchedActions(false)
  const seen: unknown[] = []
  actions.observe({ end: ({ name }) => seen.push(name) })

  await actions.invokeAction('Print')

  assert.equal(log, ['> Print', 'around Print', '< Print'])
  assert.equal(seen, ['check', 'print', 'Print'])
})

for (const parties of [true, undefined]) {
  test(`S17: with parties ${parties}, an observer sees parties, too`, async () => {
    const { actions, log } = watchedActions(parties)

    await actions.invokeAction('Print')

    assert.equal(
      log.filter((line) => line.startsWith('<')),
      ['< check', '< print', '< Print'],
    )
  })
}

test('S17: parties that are neither true nor false are a TypeError that shows the value', () => {
  const observer = { start() {}, parties: 'none' } as unknown as Observer

  const error = thrown(() => createActions().observe(observer))

  assert.instance(error, TypeError)
  assert.is((error as Error).message, 'The parties of an observer must be true, false or left out, got "none"')
})

test.run()
