// How the timeline makes an element and changes its text.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { h, say, swatch } from '../../../source/devtools/timeline/dom.js'
import { FakeElement, outline, withElements } from './elements.js'

test('an element has attributes of text and numbers, flags that are on, listeners, and only the children that exist', () => {
  const heard: string[] = []
  const element = withElements(() =>
    h(
      'input',
      {
        type: 'radio',
        tabindex: -1,
        value: '',
        checked: true,
        hidden: false,
        title: undefined,
        click: () => heard.push('click'),
      },
      ...['one', undefined, null, false as const, h('b'), ''],
    ),
  ) as never as FakeElement
  element.click()

  assert.equal(outline([element]), ['input type=radio tabindex=-1 value checked on click', '  “one”', '  b', '  “”'])
  assert.equal(heard, ['click'])
  assert.equal(outline([withElements(() => h('p'))]), ['p'])
  assert.equal(outline([withElements(() => swatch('core'))]), ['span.swatch data-kind=core aria-hidden=true'])
})

test('a text that does not change is not set again', () => {
  const element = new FakeElement('p')

  for (const text of ['one', 'one', 'two']) say(element as never, text)

  assert.is(element.textContent, 'two')
  assert.is(element.said, 2)
})

test.run()
