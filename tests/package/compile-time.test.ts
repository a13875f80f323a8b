// What does a contract cost a compiler, beside a map that is written by hand?
//
// It counts instantiations of types, which are the same on every machine. TypeScript 7 has the same number as TypeScript 6.

import { join } from 'node:path'
import ts from 'typescript'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../support/consumer.js'
import { MODULE, programOf } from '../support/module-program.js'

// With 300 actions, the numbers are three times as large, and the ratios the same.
const ACTIONS = Array.from({ length: 100 }, (_, index) => ({ name: `Action${index}`, index }))

/** A library of schemas: how one is written, and how a map by hand reads its types. */
interface Library {
  readonly given: string
  payload(index: number): string
  result(index: number): string
  typed(schema: string, side: 'input' | 'output'): string
}

const LIBRARIES: Readonly<Record<'zod' | 'smallest', Library>> = {
  zod: {
    given: `import { z } from 'zod'`,
    payload: (index) => `z.object({ id: z.string(), count: z.number(), extra${index}: z.boolean().optional() })`,
    result: (index) => `z.object({ sid: z.string(), more${index}: z.number().optional() })`,
    typed: (schema, side) => `z.${side}<typeof ${schema}>`,
  },
  /** No more than Standard Schema asks for: what is counted is our own. */
  smallest: {
    given: `
      interface Standard<T> {
        readonly '~standard': {
          readonly version: 1
          readonly vendor: string
          readonly validate: (value: unknown) => { readonly value: T } | { readonly issues: readonly { message: string }[] }
          readonly types?: { readonly input: T; readonly output: T } | undefined
        }
      }
      declare function schema<T>(): Standard<T>
    `,
    payload: (index) => `schema<{ id: string; count: number; extra${index}?: boolean }>()`,
    result: (index) => `schema<{ sid: string; more${index}?: number }>()`,
    typed: (schema, side) => `NonNullable<(typeof ${schema})['~standard']['types']>['${side}']`,
  },
}

/** Returns how many types the compiler instantiates for a program with all actions, which registers, listens to and invokes each of them. */
function count({ given, payload, result }: Library, map: string): number {
  const entries = ACTIONS.map(({ name, index }) => `${name}: { payload: ${payload(index)}, result: ${result(index)} },`)
  const uses = ACTIONS.map(
    ({ name }) => `
      actions.registerAction('${name}', ({ id, count }) => ({ sid: id + count }))
      actions.addListener('before${name}', ({ id }, abort) => id === '' && abort('no'))
      actions.invokeAction('${name}', { id: 'a', count: 1 }).then(({ sid }) => sid.length)
    `,
  )
  return instantiations(`
    import { type Converted, createActions } from '${join(root, 'source/core/index.js')}'
    import { contract, type MapOf } from '${join(root, 'source/contract/index.js')}'
    ${given}
    const entries = {
      ${entries.join('\n')}
    }
    ${map}
    export const actions = createActions<Desk>()
    ${uses.join('')}
  `)
}

function instantiations(code: string): number {
  const { program } = programOf(code, { exactOptionalPropertyTypes: true, skipLibCheck: true })
  const errors = program.getSemanticDiagnostics(program.getSourceFile(MODULE))
  assert.equal(
    errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    [],
  )
  return program.getInstantiationCount()
}

const CONTRACT = `
  const desk = contract(entries)
  interface Desk extends MapOf<typeof desk> {}
`

const byHand = ({ typed }: Library, converts: boolean) => {
  const lines = ACTIONS.map(({ name }) => {
    const [payload, result] = [`entries.${name}.payload`, `entries.${name}.result`]
    const converted = `this: Converted<${typed(payload, 'input')}, ${typed(result, 'input')}>, `
    return `${name}(${converts ? converted : ''}payload: ${typed(payload, 'output')}): ${typed(result, 'output')}`
  })
  return `interface Desk {\n${lines.join('\n')}\n}`
}

const counts = new Map<string, number>()
const withContract = (name: keyof typeof LIBRARIES): number => {
  if (!counts.has(name)) counts.set(name, count(LIBRARIES[name], CONTRACT))
  return counts.get(name) as number
}

for (const name of ['zod', 'smallest'] as const) {
  test(`${name}: a contract costs at most 1.5 times a map by hand with the types of the same schemas`, () => {
    const contract = withContract(name)
    const hand = count(LIBRARIES[name], byHand(LIBRARIES[name], false))

    assert.ok(contract <= 1.5 * hand, `${contract} instantiations, and ${hand} by hand`)
  })
}

test('zod: a contract costs hardly more than a map by hand that tells the types that go in from those that come out', () => {
  const contract = withContract('zod')
  const hand = count(LIBRARIES.zod, byHand(LIBRARIES.zod, true))

  assert.ok(contract <= 1.1 * hand, `${contract} instantiations, and ${hand} by hand`)
})

test.run()
