// What the mutation testing breaks: were it to break nothing, every mutant would be caught.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { mutantsOf } from '../../tools/mutation/mutants.js'

/** What becomes of `text`, once for each mutant. */
function broken(text: string): string[] {
  return mutantsOf('it.ts', text).map(
    ({ start, end, replacement }) => text.slice(0, start) + replacement + text.slice(end),
  )
}

for (const [what, text, expected] of [
  ['a condition', 'if (a) b()', ['if (true) b()', 'if (false) b()']],
  ['an operator', 'x = a < b', [';', 'x = a <= b']],
  ['a default', 'x = a ?? b', [';', 'x = a', 'x = b']],
  ['either side of an and', 'x = a && b', [';', 'x = a || b', 'x = a', 'x = b']],
  [
    'the order of statements',
    'if (a) { b(); c() }',
    [
      'if (true) { b(); c() }',
      'if (false) { b(); c() }',
      'if (a) { c(); b(); }',
      'if (a) { ; c() }',
      'if (a) { b(); ; }',
    ],
  ],
  ['an entry', 'x = { a, b, c }', [';', 'x = ({})', 'x = { b, c }', 'x = { a, c }', 'x = { a, b }']],
  ['a list', 'x = [a, b]', [';', 'x = []', 'x = [b]', 'x = [a]', 'x = [b, a]']],
  ['a negation', 'x = !a', [';', 'x = a']],
  ['a choice', 'x = a ? b : c', [';', 'x = true ? b : c', 'x = false ? b : c']],
  ['an await', 'await a', [';', '(a)']],
  ['an optional access', 'x = a?.b', [';', 'x = a.b']],
  ['a constant', 'x = true', [';', 'x = false']],
  ['a number', 'x = 1', [';', 'x = 0']],
  ['a text', "x = 'a'", [';', "x = ''"]],
  ['the order of arguments', 'x = f(a, b)', [';', 'x = f(b, a)']],
  ['a method in a chain', 'x = a.filter(b)', [';', 'x = a']],
  ['a function of one expression', 'x = () => a', [';', 'x = () => undefined']],
  [
    'a body',
    'function f() { a(); b() }',
    ['function f() {}', 'function f() { b(); a(); }', 'function f() { ; b() }', 'function f() { a(); ; }'],
  ],
  ['a result', 'function f() { return a }', ['function f() { return undefined }']],
  ['a throw', 'try { throw a } catch {}', ['try { ; } catch {}']],
] as const) {
  test(`a mutant breaks ${what}`, () => {
    assert.equal(broken(text), expected)
  })
}

test('nothing is broken that does not run', () => {
  assert.equal(broken("import { a } from 'a'\ninterface B { c: 'd' | 1 }\ntype E = true\nexport { a }"), [])
})

test('a mutant is known by the line that it breaks, wherever that stands, and by no other', () => {
  const idsOf = (text: string) => mutantsOf('it.ts', text).map(({ id }) => id)

  assert.equal(idsOf('\n\nx = a && b').sort(), idsOf('x = a && b').sort())
  assert.is(new Set(idsOf('x = a\nx = a')).size, 2)
  assert.is(new Set(idsOf('x = !a || !a')).size, 6)
})

test.run()
