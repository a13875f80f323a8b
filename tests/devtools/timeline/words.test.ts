// With which words the timeline tells times, parties, errors and aborts.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { formatTimeline } from '../../../source/devtools/index.js'
import { growTrees, type Tree } from '../../../source/devtools/timeline/layout.js'
import {
  abortInWords,
  count,
  errorInWords,
  inTime,
  KINDS,
  nameOf,
  partyInWords,
  SIGNS,
  sentenceOf,
  titleOf,
} from '../../../source/devtools/timeline/words.js'
import type { RecordedInvocation } from '../../../source/devtools/types.js'
import { invocationOf, partyOf } from './runs.js'

test('durations are written with three digits, or two where they are short, and a fitting unit', () => {
  const told = [0, 0.004, 0.005, 0.254, 1, 12.345, 123.456, 999.4, 999.5, 1_500, 59_940, 59_950, 125_000, 3_600_000]

  assert.equal(told.map(inTime), [
    ...['0 ms', '0 ms', '0.005 ms', '0.25 ms', '1 ms', '12.3 ms', '123 ms', '999 ms'],
    ...['1 s', '1.5 s', '59.9 s'],
    ...['1 min 0 s', '2 min 5 s', '60 min 0 s'],
  ])
})

test('every kind of party has a word, and the legend shows the kinds in this order', () => {
  assert.equal(Object.entries(KINDS), [
    ['invocation', 'invocation'],
    ['middleware', 'middleware'],
    ['payloadUpdate', 'payload update'],
    ['before', 'before-listener'],
    ['replacement', 'replacement'],
    ['core', 'core'],
    ['after', 'after-listener'],
    ['error', 'error-listener'],
  ])
})

test('an outcome has the same sign as in formatTimeline', () => {
  const [done, failed, aborted] = (['done', 'failed', 'aborted'] as const).map((outcome) =>
    invocationOf(1, [1, 2], { outcome }),
  )
  const all = [done, failed, aborted, invocationOf(1, [1])] as RecordedInvocation[]

  const signs = all.map((invocation) => [
    invocation.outcome,
    formatTimeline({ origin: 0, invocations: [invocation] }).charAt(0),
  ])

  assert.equal(Object.fromEntries(signs), SIGNS)
})

test('a bar is called by its name or its kind, and described in one sentence', () => {
  const [tree] = growTrees([
    invocationOf(4, [1], {
      outcome: 'running',
      parties: [partyOf('before', [2, 3], { name: 'ask', scope: 'crm', duration: 3.5 }), partyOf('core', [4])],
    }),
  ]) as [Tree]

  assert.equal(tree.bars.map(titleOf), ['A', 'ask', 'core'])
  assert.equal(tree.bars.map(sentenceOf), [
    'A, invocation 4, running',
    'ask, before-listener of A, scope crm, done after 3.5 ms',
    'core, core of A, running',
  ])
  assert.is(nameOf({ kind: 'payloadUpdate' }), 'payload update')
})

test('parties, errors and aborts are described in words', () => {
  const ask = { kind: 'before', name: 'ask', scope: 'crm' } as const
  const nobody = { kind: 'middleware', name: undefined, scope: undefined } as const

  assert.is(partyInWords(ask), 'before-listener “ask” of scope “crm”')
  assert.is(partyInWords(nobody), 'middleware')
  assert.is(errorInWords({ name: 'TypeError', message: 'no line', code: 'GONE' }), 'TypeError: no line (GONE)')
  assert.is(errorInWords({ message: 'a string' }), 'a string')
  assert.is(abortInWords({ abort: undefined }), undefined)
  assert.is(
    abortInWords({ abort: { by: ask, reason: 'lunch' } }),
    'Aborted by before-listener “ask” of scope “crm”: lunch',
  )
  assert.is(abortInWords({ abort: {} }), 'Aborted, without a reason.')
  assert.equal(
    [count(1, 'party', 'parties'), count(2, 'party', 'parties'), count(10_000, 'row')],
    ['1 party', '2 parties', '10,000 rows'],
  )
})

test.run()
