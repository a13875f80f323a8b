// The option order of replacements (S5, S13): lower is outer, and among equals the newest is outermost.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../../source/core/index.js'
import { thrown } from '../../support/helpers.js'

type Actions = ReturnType<typeof createActions>

/** Attaches a replacement that writes its name around what is inside it. */
function wrap(actions: Pick<Actions, 'replaceAction'>, name: string, order?: number): () => void {
  return actions.replaceAction('Save', async (payload, original) => `${name}(${await original(payload)})`, {
    name,
    order,
  })
}

function openDesk(): Actions {
  const actions = createActions()
  actions.registerAction('Save', () => 'core')
  return actions
}

/** Returns the names of the replacements, outermost first, as they ran; explain must show the same. */
async function nesting(actions: Actions): Promise<string> {
  const ran = String(await actions.invokeAction('Save'))
  const shown = actions
    .explain('Save')
    .filter(({ kind }) => kind === 'replacement')
    .reduceRight((inside, { name }) => `${name}(${inside})`, 'core')
  assert.is(shown, ran)
  return ran
}

for (const [what, attachments, expected] of [
  ['without an order, the newest replacement is outermost', [['a'], ['b'], ['c']], 'c(b(a(core)))'],
  [
    'a lower order is outer, whichever was attached first',
    [
      ['inner', 10],
      ['outer', -10],
      ['middle', 0],
    ],
    'outer(middle(inner(core)))',
  ],
  [
    'a lower order is outer when it was attached first, too',
    [['outer', -1], ['middle'], ['inner', 1]],
    'outer(middle(inner(core)))',
  ],
  [
    'among equal orders, the newest is outermost',
    [
      ['older', 5],
      ['newer', 5],
      ['newest', 5],
    ],
    'newest(newer(older(core)))',
  ],
  ['the default order is 0', [['zero', 0], ['default'], ['zero again', 0]], 'zero again(default(zero(core)))'],
  ['-0 is 0', [['default'], ['minus', -0]], 'minus(default(core))'],
  [
    'an order may be infinite, or no whole number',
    [
      ['innermost', Number.POSITIVE_INFINITY],
      ['half', 0.5],
      ['outermost', Number.NEGATIVE_INFINITY],
      ['quarter', 0.25],
    ],
    'outermost(quarter(half(innermost(core))))',
  ],
] as [string, [string, number?][], string][]) {
  test(`S13: ${what}`, async () => {
    const actions = openDesk()
    for (const [name, order] of attachments) wrap(actions, name, order)

    assert.is(await nesting(actions), expected)
  })
}

test('S13: a replacement that is switched off and on again with its own order does not change places', async () => {
  const actions = openDesk()
  wrap(actions, 'outer', -1)
  let off = wrap(actions, 'plugin', 0)
  wrap(actions, 'inner', 1)
  const before = await nesting(actions)

  for (let i = 0; i < 3; i++) {
    off()
    assert.is(await nesting(actions), 'outer(inner(core))')
    off = wrap(actions, 'plugin', 0)
    assert.is(await nesting(actions), before)
  }

  assert.is(before, 'outer(plugin(inner(core)))')
})

test('S13: a replacement that is switched off and on again is the newest of its equals', async () => {
  const actions = openDesk()
  const off = wrap(actions, 'a', 1)
  wrap(actions, 'b', 1)
  wrap(actions, 'first', 0)

  off()
  wrap(actions, 'a', 1)

  assert.is(await nesting(actions), 'first(a(b(core)))')
})

test('S13: the order holds across scopes', async () => {
  const actions = openDesk()
  const plugin = actions.scope('plugin')
  wrap(plugin, 'inner', 1)
  wrap(actions, 'outer', -1)
  wrap(plugin.scope('part'), 'middle', 0)
  const all = await nesting(actions)

  plugin.dispose()

  assert.is(all, 'outer(middle(inner(core)))')
  assert.is(await nesting(actions), 'outer(core)')
})

test('S13: a plugin that is loaded again keeps its place, when it gives an order', async () => {
  const actions = openDesk()
  const load = () => wrap(actions.scope('plugin', { replace: true }), 'plugin', 5)
  load()
  wrap(actions, 'other', 10)
  wrap(actions, 'default')
  const before = await nesting(actions)

  load()

  assert.is(await nesting(actions), before)
  assert.is(before, 'default(plugin(other(core)))')
})

test('S2, S13: a replacement that is attached while an invocation runs is not in it, whatever its order', async () => {
  const actions = openDesk()
  actions.replaceAction('Save', async (payload, original) => {
    wrap(actions, 'late', 10)
    return `first(${await original(payload)})`
  })

  assert.is(await actions.invokeAction('Save'), 'first(core)')
})

test('S15: explain shows the order of replacements', () => {
  const actions = openDesk()
  wrap(actions, 'inner', 2.5)
  wrap(actions, 'default')

  assert.equal(actions.explain('Save').slice(0, 2), [
    { kind: 'replacement', name: 'default', scope: undefined, order: 0, once: false },
    { kind: 'replacement', name: 'inner', scope: undefined, order: 2.5, once: false },
  ])
})

for (const [shown, order] of [
  ['NaN', Number.NaN],
  ['"1"', '1'],
  ['null', null],
  ['true', true],
] as [string, never][]) {
  test(`S13: an order of ${shown} is a TypeError that shows it, and nothing is attached`, () => {
    const actions = openDesk()

    const error = thrown(() => wrap(actions, 'wrong', order))

    assert.instance(error, TypeError)
    assert.match((error as TypeError).message, 'order')
    assert.match((error as TypeError).message, shown)
    assert.is(actions.explain('Save').length, 1)
  })
}

test('S13: 1 000 replacements of random orders nest as a stable sort says', async () => {
  const actions = createActions()
  const log: string[] = []
  const orders = Array.from({ length: 1_000 }, (_, i) => ((i * 7919) % 13) - 6)
  actions.registerAction('Save', () => {})
  for (const [i, order] of orders.entries()) {
    const name = `${order} ${i}`
    actions.replaceAction(
      'Save',
      (payload, original) => {
        log.push(name)
        return original(payload)
      },
      { order },
    )
  }

  await actions.invokeAction('Save')

  const expected = orders
    .map((order, i) => ({ order, i }))
    .sort((a, b) => a.order - b.order || b.i - a.i)
    .map(({ order, i }) => `${order} ${i}`)
  assert.equal(log, expected)
})

test.run()
