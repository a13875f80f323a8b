// When `defineTimeline` defines the element, and when it refuses to.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { defineTimeline } from '../../../source/devtools/index.js'
import { thrown } from '../../support/helpers.js'

test('it can be imported where there are no elements, and says so when it is to be defined there', () => {
  const error = thrown(() => defineTimeline('my-timeline'))

  assert.instance(error, TypeError)
  assert.match(String(error), 'The timeline "my-timeline" could not be defined: there is no customElements here.')
})

test('it is defined once under a name, and refuses the name of another element', () => {
  const defined = new Map<string, CustomElementConstructor>()
  const other = class {} as CustomElementConstructor
  const registry = {
    get: (name: string) => defined.get(name) ?? (name === 'other-element' ? other : undefined),
    define: (name: string, element: CustomElementConstructor) => void defined.set(name, element),
  }
  Object.assign(globalThis, { customElements: registry })

  try {
    defineTimeline()
    const [first] = defined.values()
    defineTimeline()
    const error = thrown(() => defineTimeline('other-element'))

    assert.equal([...defined.keys()], ['entracte-timeline'])
    assert.is(defined.get('entracte-timeline'), first)
    assert.match(String(error), 'another element has that name')
  } finally {
    Reflect.deleteProperty(globalThis, 'customElements')
  }
})

test.run()
