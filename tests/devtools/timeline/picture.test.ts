// How the stack of an action is shown as a picture, as text, element by element.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { StackEntry } from '../../../source/core/index.js'
import { nestOf, pictureOf } from '../../../source/devtools/timeline/picture.js'
import { outline, withElements } from './elements.js'

test('a stack is shown as boxes in boxes: middleware around the rest, listeners one below the other, replacements around the core', () => {
  const stack = [
    entryOf('middleware', 'timing'),
    entryOf('middleware', undefined, { scope: 'crm', order: 5 }),
    entryOf('payloadUpdate', 'update'),
    entryOf('before', 'ask', { once: true, order: -1 }),
    entryOf('replacement', 'outer'),
    entryOf('replacement', 'inner'),
    entryOf('core', 'accept'),
    entryOf('after', 'open'),
    entryOf('error', 'tell'),
  ]

  assert.equal(picture(stack), [
    'ol',
    '  li.box.middleware data-kind=middleware',
    '    span.head',
    '      span',
    '        span.swatch data-kind=middleware aria-hidden=true',
    '        span.name “timing”',
    '      span.small “middleware”',
    '    ol',
    '      li.box.middleware data-kind=middleware',
    '        span.head',
    '          span',
    '            span.swatch data-kind=middleware aria-hidden=true',
    '            span.name “(no name)”',
    '          span.small “middleware”',
    '          span.tag “scope crm”',
    '          span.tag “order 5”',
    '        ol',
    '          li.box.payloadUpdate data-kind=payloadUpdate',
    '            span.head',
    '              span',
    '                span.swatch data-kind=payloadUpdate aria-hidden=true',
    '                span.name “update”',
    '              span.small “payload update”',
    '          li.box.before data-kind=before',
    '            span.head',
    '              span',
    '                span.swatch data-kind=before aria-hidden=true',
    '                span.name “ask”',
    '              span.small “before-listener”',
    '              span.tag “order -1”',
    '              span.tag “once”',
    '          li.box.replacement data-kind=replacement',
    '            span.head',
    '              span',
    '                span.swatch data-kind=replacement aria-hidden=true',
    '                span.name “outer”',
    '              span.small “replacement”',
    '            ol',
    '              li.box.replacement data-kind=replacement',
    '                span.head',
    '                  span',
    '                    span.swatch data-kind=replacement aria-hidden=true',
    '                    span.name “inner”',
    '                  span.small “replacement”',
    '                ol',
    '                  li.box.core data-kind=core',
    '                    span.head',
    '                      span',
    '                        span.swatch data-kind=core aria-hidden=true',
    '                        span.name “accept”',
    '                      span.small “core”',
    '          li.box.after data-kind=after',
    '            span.head',
    '              span',
    '                span.swatch data-kind=after aria-hidden=true',
    '                span.name “open”',
    '              span.small “after-listener”',
    '  li.box.plain',
    '    span.small “Once all of it has failed”',
    '    ol',
    '      li.box.error data-kind=error',
    '        span.head',
    '          span',
    '            span.swatch data-kind=error aria-hidden=true',
    '            span.name “tell”',
    '          span.small “error-listener”',
  ])
})

test('the picture says when there is no core; without error-listeners nothing is below the picture', () => {
  assert.equal(picture([entryOf('before', 'ask')]), [
    'ol',
    '  li.box.before data-kind=before',
    '    span.head',
    '      span',
    '        span.swatch data-kind=before aria-hidden=true',
    '        span.name “ask”',
    '      span.small “before-listener”',
    '  li.box.plain',
    '    span.small “No core: nobody has registered this action.”',
  ])
})

test('no more than a dozen layers and a hundred listeners are drawn', () => {
  const many = (kind: StackEntry['kind'], length: number) =>
    Array.from({ length }, (_, i) => entryOf(kind, `${kind}${i}`))
  const told = (stack: StackEntry[]) => {
    const lines = picture(stack).map((line) => line.trim())
    return [
      lines.filter((line) => line.startsWith('li.box.') && !line.startsWith('li.box.plain')).length,
      ...lines.filter((line) => line.includes('…')),
      lines.find((line) => line.startsWith('span.name')),
      lines.findLast((line) => line.startsWith('span.name')),
    ]
  }

  assert.equal(told(many('middleware', 12)), [12, 'span.name “middleware0”', 'span.name “middleware11”'])
  assert.equal(told(many('middleware', 13)), [
    12,
    'span.small “… 1 more layer, and inside:”',
    'span.name “middleware0”',
    'span.name “middleware11”',
  ])
  assert.equal(told(many('replacement', 15)), [
    12,
    'span.small “… 3 more layers, and inside:”',
    'span.name “replacement0”',
    'span.name “replacement11”',
  ])
  assert.equal(told(many('before', 100)), [100, 'span.name “before0”', 'span.name “before99”'])
  assert.equal(told(many('after', 101)), [
    100,
    'span.small “… and 1 more listener”',
    'span.name “after0”',
    'span.name “after99”',
  ])
  assert.equal(told(many('error', 102)), [
    100,
    'span.small “… and 2 more listeners”',
    'span.name “error0”',
    'span.name “error99”',
  ])
})

test('nested entries are sorted by kind, and keep their order within a kind', () => {
  const [update, before, core, other] = [
    entryOf('payloadUpdate', 'u'),
    entryOf('before', 'b'),
    entryOf('core', 'c'),
    entryOf('core', 'd'),
  ]

  assert.equal(nestOf([update, before, core, other]), {
    ...{ middleware: [], before: [update, before], replacements: [], core, after: [], error: [] },
  })
})

test.run()

function entryOf(kind: StackEntry['kind'], name: string | undefined, more: Partial<StackEntry> = {}): StackEntry {
  return { kind, name, scope: undefined, order: 0, once: false, ...more }
}

function picture(stack: readonly StackEntry[]): string[] {
  return outline([withElements(() => pictureOf(stack))])
}
