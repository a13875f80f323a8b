// Which text is written on a bar, and where.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RecordedInvocation } from '../../../../source/devtools/types.js'
import { invocationOf, partyOf, texts, withPageFont } from './canvas.js'

withPageFont(test)

test('text without enough room is cut, with an ellipsis; where only a letter would be left, nothing is written', () => {
  const long = (id: number, wide: number) =>
    invocationOf(id, [2 * id, 2 * id + 1], [id * 200, id * 200 + wide + 1], {
      action: 'AcceptTask',
      outcome: 'aborted',
    })
  const words = (wide: number, more: Partial<RecordedInvocation> = {}) =>
    texts([{ ...long(1, wide), ...more }], { zoom: 1, widest: 2000 })

  assert.equal(
    [20, 21, 36, 37, 42, 43, 84, 85].map((wide) => words(wide)),
    [
      [],
      [],
      ['write ink: ⊘ at 7 37.5 in 500 12px Sans, middle'],
      ['write ink: ⊘ at 7 37.5 in 500 12px Sans, middle'],
      ['write ink: ⊘ at 7 37.5 in 500 12px Sans, middle', 'write ink: Ac… at 19 37.5 in 500 12px Sans, middle'],
      ['write ink: ⊘ at 7 37.5 in 500 12px Sans, middle', 'write ink: Ac… at 19 37.5 in 500 12px Sans, middle'],
      ['write ink: ⊘ at 7 37.5 in 500 12px Sans, middle', 'write ink: AcceptTask at 19 37.5 in 500 12px Sans, middle'],
      ['write ink: ⊘ at 7 37.5 in 500 12px Sans, middle', 'write ink: AcceptTask at 19 37.5 in 500 12px Sans, middle'],
    ],
  )
  assert.equal(
    [60, 72, 73, 200].map((wide) => words(wide, { action: 'Open a panel', outcome: 'done' })),
    [
      ['write ink: ✓ at 7 37.5 in 500 12px Sans, middle', 'write ink: Open… at 19 37.5 in 500 12px Sans, middle'],
      ['write ink: ✓ at 7 37.5 in 500 12px Sans, middle', 'write ink: Open a… at 19 37.5 in 500 12px Sans, middle'],
      ['write ink: ✓ at 7 37.5 in 500 12px Sans, middle', 'write ink: Open a… at 19 37.5 in 500 12px Sans, middle'],
      [
        'write ink: ✓ at 7 37.5 in 500 12px Sans, middle',
        'write ink: Open a panel at 19 37.5 in 500 12px Sans, middle',
        'write ink at 0.75: 201 ms at 159 37.5 in 500 12px Sans, middle',
      ],
    ],
  )
  assert.equal(
    [71, 72, 133, 134, 135].map((wide) => words(wide, { action: 'Open', outcome: 'done' })),
    [
      ['write ink: ✓ at 7 37.5 in 500 12px Sans, middle', 'write ink: Open at 19 37.5 in 500 12px Sans, middle'],
      ['write ink: ✓ at 7 37.5 in 500 12px Sans, middle', 'write ink: Open at 19 37.5 in 500 12px Sans, middle'],
      [
        'write ink: ✓ at 7 37.5 in 500 12px Sans, middle',
        'write ink: Open at 19 37.5 in 500 12px Sans, middle',
        'write ink at 0.75: 134 ms at 92 37.5 in 500 12px Sans, middle',
      ],
      [
        'write ink: ✓ at 7 37.5 in 500 12px Sans, middle',
        'write ink: Open at 19 37.5 in 500 12px Sans, middle',
        'write ink at 0.75: 135 ms at 93 37.5 in 500 12px Sans, middle',
      ],
      [
        'write ink: ✓ at 7 37.5 in 500 12px Sans, middle',
        'write ink: Open at 19 37.5 in 500 12px Sans, middle',
        'write ink at 0.75: 136 ms at 94 37.5 in 500 12px Sans, middle',
      ],
    ],
  )
  assert.equal(words(50, { action: '', outcome: 'done' }), ['write ink: ✓ at 7 37.5 in 500 12px Sans, middle'])
  assert.equal(words(200), [
    'write ink: ⊘ at 7 37.5 in 500 12px Sans, middle',
    'write ink: AcceptTask at 19 37.5 in 500 12px Sans, middle',
  ])
  assert.equal(words(150, { outcome: 'running', duration: undefined, ended: undefined }), [])
})

test('a bar of 20 pixels or less has no text', () => {
  const parties = [19, 20, 21, 22].map((wide, i) =>
    partyOf('core', [2 * i + 2, 2 * i + 3], [100 * i, 100 * i + wide + 1], { name: 'c' }),
  )

  assert.equal(texts([invocationOf(1, [1, 10], [0, 400], { action: '', parties })], { zoom: 1 }), [
    'write ink: ✓ at 7 37.5 in 500 12px Sans, middle',
    'write ink at 0.75: 400 ms at 362 37.5 in 500 12px Sans, middle',
    'write ink: c at 211 59.5 in 500 12px Sans, middle',
    'write ink: c at 311 59.5 in 500 12px Sans, middle',
  ])
})

test('a bar shows its duration where there are 18 pixels between the duration and the name', () => {
  const one = invocationOf(1, [1, 2], [0, 100], { action: 'Open' })
  const at = (wide: number) => texts([one], { zoom: wide / 100 }).length

  // 7 for the left edge, 12 for the sign, 24 for the name, 18 between, 36 for the time, 5 for the right edge, 1 to the next bar.
  assert.equal([102, 102.9, 103, 104].map(at), [2, 2, 3, 3])
})

test('the text on a bar that begins out of view begins where it can be read', () => {
  const one = invocationOf(1, [1, 2], [0, 400], { action: 'AcceptTask' })

  assert.equal(texts([one], { zoom: 1, left: 100, width: 200, widest: 2000 }), [
    'write ink: ✓ at 7 37.5 in 500 12px Sans, middle',
    'write ink: AcceptTask at 19 37.5 in 500 12px Sans, middle',
    'write ink at 0.75: 400 ms at 171 37.5 in 500 12px Sans, middle',
  ])
})

test.run()
