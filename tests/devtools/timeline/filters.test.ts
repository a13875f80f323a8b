// Which invocations a filter of the timeline lets through.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  choicesIn,
  everything,
  type Filter,
  isAskedFor,
  isOpen,
  matches,
  OUTCOMES,
  treesWith,
} from '../../../source/devtools/timeline/filters.js'
import { growTrees, type Tree } from '../../../source/devtools/timeline/layout.js'
import { invocationOf, partyOf } from './runs.js'

test('outcomes are offered in a fixed order, and the filter that lets everything through has all of them', () => {
  assert.equal(OUTCOMES, ['done', 'aborted', 'failed', 'running'])
  assert.equal(everything(), { action: undefined, scope: undefined, outcomes: new Set(OUTCOMES) })
})

test('a filter asks for an action, a scope that took part, and outcomes, all at once', () => {
  const invocation = invocationOf(1, [1, 4], {
    outcome: 'failed',
    parties: [partyOf('core', [2, 3], { scope: 'crm' })],
  })
  const filters: Partial<Filter>[] = [
    {},
    { action: 'A', scope: 'crm', outcomes: new Set(['failed']) },
    { action: 'B' },
    { scope: 'guard' },
    { outcomes: new Set(['done', 'aborted', 'running']) },
  ]

  const found = filters.map((change) => matches({ ...everything(), ...change }, invocation))

  assert.equal(found, [true, true, false, false, false])
})

test('a filter is open when it asks for nothing', () => {
  const filters: Partial<Filter>[] = [
    {},
    { action: 'A' },
    { scope: 'crm' },
    { outcomes: new Set(['done', 'aborted', 'failed']) },
  ]

  const open = filters.map((change) => isOpen({ ...everything(), ...change }))

  assert.equal(open, [true, false, false, false])
})

test('a tree is shown whole when the filter asks for an invocation in it; the other bars in it do not count as asked for', () => {
  const trees = growTrees([
    invocationOf(1, [1, 10], { parties: [partyOf('core', [2, 9])] }),
    invocationOf(2, [3, 8], {
      action: 'B',
      parent: 1,
      inside: 0,
      parties: [partyOf('before', [4, 5], { scope: 'crm' }), partyOf('core', [6, 7])],
    }),
    invocationOf(3, [11, 12]),
  ])
  const filter = { ...everything(), action: 'B', scope: 'crm' }

  const shown = treesWith(filter, trees)

  assert.equal(shown, trees.slice(0, 1))
  assert.equal(
    (shown[0] as Tree).bars.map((bar) => isAskedFor(filter, bar)),
    [false, false, true, true, false],
  )
  assert.equal(
    (shown[0] as Tree).bars.map((bar) => isAskedFor({ ...everything(), action: 'B' }, bar)),
    [false, false, true, true, true],
  )
  assert.equal(treesWith({ ...everything(), action: 'A' }, trees), trees)
  assert.is(treesWith(everything(), trees), trees)
})

test('a filter offers the actions, scopes and outcomes that the recording has', () => {
  const choices = choicesIn([
    invocationOf(1, [1, 4], { action: 'B', parties: [partyOf('core', [2, 3], { scope: 'guard' })] }),
    invocationOf(2, [5], {
      outcome: 'running',
      parties: [partyOf('core', [6, 7]), partyOf('after', [8, 9], { scope: 'crm' })],
    }),
    invocationOf(3, [10, 11], { action: 'B', outcome: 'aborted' }),
  ])

  assert.equal(choices, {
    actions: ['A', 'B'],
    scopes: ['crm', 'guard'],
    counts: { done: 1, running: 1, aborted: 1, failed: 0 },
  })
  assert.equal(Object.keys(choices.counts).sort(), [...OUTCOMES].sort())
})

test.run()
