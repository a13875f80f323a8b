// Decides how two copies of the library on one page work together.

import { getEventListeners } from 'node:events'
import { tsImport } from 'tsx/esm/api'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type * as library from '../../../source/core/index.js'
import { ActionAbortedError, createActions } from '../../../source/core/index.js'
import { printedDuring, rejection, settled } from '../../support/helpers.js'
import { actionsWithoutMap, type Untyped } from './support.js'

/** Loads the library again, as a page does when two plugins bring a copy each. */
async function anotherCopy(): Promise<typeof library> {
  const copy = (await tsImport('../../../source/core/index.ts', import.meta.url)) as typeof library
  assert.is.not(copy.createActions, createActions)
  return copy
}

test('Withstands: two copies of the library on one page work with one another', async () => {
  const copy = await anotherCopy()
  const here = actionsWithoutMap()
  const there = copy.createActions() as Untyped
  const log: string[] = []
  const failure = new Error('out of paper')
  there.registerAction('CheckPaper', () => {
    throw failure
  })
  here.registerAction('PrintLabel', () => 'printed')
  here.use(
    'PrintLabel',
    copy.before(() => log.push('lifted by the other copy')),
  )
  here.addListener('beforePrintLabel', () => there.invokeAction('CheckPaper'))

  const error = await rejection(here.invokeAction('PrintLabel', {}))

  assert.is(error, failure)
  assert.equal(log, ['lifted by the other copy'])
})

test('Withstands: the lifts of another copy work in a stack of this copy', async () => {
  const there = await anotherCopy()
  const actions = actionsWithoutMap()
  const log: unknown[] = []
  actions.registerAction('Print', (payload) => payload)
  actions.use(
    'Print',
    there.after((_payload, result) => log.push(`after ${result}`)),
  )
  actions.use(
    'Print',
    there.before((payload) => log.push(`before ${payload}`)),
  )
  actions.use(
    'Print',
    there.replacement(async (payload, original) => `${await original(`${payload}, twice`)}!`),
  )
  actions.use(
    'Print',
    there.replacement((_payload, original) => {
      original()
    }),
  )

  assert.is(await actions.invokeAction('Print', 'one label'), 'one label, twice!')
  assert.equal(log, ['before one label', 'after one label, twice!'])
})

test('Withstands: an abort through a lift of another copy stops the invocation, with an error of this copy', async () => {
  const there = await anotherCopy()
  const log: string[] = []
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error) => reports.push(error) })
  actions.registerAction('Print', () => log.push('core'))
  actions.addListener('errorPrint', () => log.push('error'))
  actions.use(
    'Print',
    there.before((_payload, abort) => abort('out of paper')),
  )

  const error = await rejection(actions.invokeAction('Print'))

  assert.instance(error, ActionAbortedError)
  assert.is((error as ActionAbortedError).reason, 'out of paper')
  assert.equal(log, [])
  assert.equal(reports, [])
})

test('Withstands: an abort by an inner party passes through a lift of another copy as it is, and is not reported', async () => {
  const there = await anotherCopy()
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error) => reports.push(error) })
  actions.registerAction('Print', () => {})
  actions.addListener('beforePrint', (_payload, abort) => abort('out of paper'))
  actions.use(
    'Print',
    there.replacement((_payload, original) => original()),
  )

  let error: unknown
  const printed = await printedDuring(async () => {
    error = await rejection(actions.invokeAction('Print'))
  })

  assert.instance(error, ActionAbortedError)
  assert.equal(reports, [])
  assert.equal(printed, [])
})

test('Withstands: what one copy has attached can be taken off inside a listener of another copy', async () => {
  const there = await anotherCopy()
  const here = actionsWithoutMap()
  const other = there.createActions() as Untyped
  const log: string[] = []
  here.registerAction('Print', () => log.push('here'))
  other.registerAction('Print', () => log.push('there'))
  const registration = here.addListener('beforePrint', () => log.push('before here'))
  const scope = other.scope('plugin')
  scope.addListener('beforePrint', () => {
    log.push('before there')
    registration()
    scope.dispose()
  })

  for (const actions of [here, other, here, other]) await actions.invokeAction('Print')

  assert.equal(log, ['before here', 'here', 'before there', 'there', 'here', 'there'])
})

test('Withstands: two copies share a signal, are both cut by it, and leave nothing on it', async () => {
  const there = await anotherCopy()
  const cut = new AbortController()
  const both = [actionsWithoutMap(), there.createActions() as Untyped]
  const reason = new Error('the window was closed')
  for (const actions of both) {
    actions.registerAction('Wait', () => new Promise(() => {}))
    actions.registerAction('Print', () => 'printed')
    actions.addListener('beforePrint', () => {}, { signal: cut.signal })
    await actions.invokeAction('Print', undefined, { signal: cut.signal })
  }
  const waiting = both.map((actions) => rejection(actions.invokeAction('Wait', undefined, { signal: cut.signal })))
  const listening = getEventListeners(cut.signal, 'abort').length

  cut.abort(reason)

  assert.is(listening, 2)
  assert.equal(await Promise.all(waiting), [reason, reason])
  assert.is(getEventListeners(cut.signal, 'abort').length, 0)
  assert.equal(
    both.map((actions) => actions.explain('Print').length),
    [1, 1],
  )
})

test('Withstands: an invocation of one copy may pass its ctx.signal to an invocation of another copy, which has depth 0', async () => {
  const there = await anotherCopy()
  const outer = actionsWithoutMap()
  const inner = there.createActions() as Untyped
  const cut = new AbortController()
  let depth: number | undefined
  inner.registerAction('Wait', (_payload, ctx) => {
    depth = ctx.depth
    return new Promise(() => {})
  })
  outer.registerAction('Print', (_payload, ctx) => inner.invokeAction('Wait', undefined, { signal: ctx.signal }))
  const printing = outer.invokeAction('Print', undefined, { signal: cut.signal })

  cut.abort('the window was closed')

  assert.is(await rejection(printing), 'the window was closed')
  assert.is(depth, 0)
})

test('Withstands: the promise of original() of one copy, returned by a party of another copy, is waited for there', async () => {
  const there = await anotherCopy()
  const here = actionsWithoutMap()
  const other = there.createActions() as Untyped
  here.registerAction('Print', async () => {
    await settled()
    return 'printed'
  })
  let handed: Promise<unknown> | undefined
  here.replaceAction('Print', (_payload, original) => {
    handed = original()
    return other.invokeAction('Hand')
  })
  other.registerAction('Hand', () => handed)

  assert.is(await here.invokeAction('Print'), 'printed')
})

test.run()
