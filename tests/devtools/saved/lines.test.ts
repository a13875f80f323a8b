// Decides that each run is one line of `formatTimeline`, whatever its names and messages are.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { formatTimeline, record } from '../../../source/devtools/index.js'

test('format: line breaks and colours of names, reasons, messages and notes are spaces', async () => {
  const actions = createActions()
  const recording = record(actions)
  actions.registerAction('Save\nDocument', () => {
    throw new Error('expected\r\n  \u001b[31m1\u001b[39m\n\n but got\u2028 2')
  })
  actions.registerAction('Close', () => {}, { name: 'close\tall' })
  actions.scope('editor\n1').addListener(
    'beforeClose',
    (_payload, abort, ctx) => {
      recording.note(ctx, 'one\ntwo')
      abort('first\nsecond  third')
    },
    { name: 'ask\nfirst' },
  )
  await actions.settleAction('Save\nDocument')
  await actions.settleAction('Close')

  assert.equal(formatTimeline(recording, { durations: false }).split('\n'), [
    '✗ Save Document                                              failed with what ran inside it',
    '└✗ core              (anonymous)                             failed: expected 1 but got 2',
    '⊘ Close                                                      aborted by ask first of editor 1: first second  third',
    '├⊘ before            ask first               editor 1        one two · aborted',
    '└╌ core              close all                               did not run',
  ])
})

test.run()
