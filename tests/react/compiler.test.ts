// Decides that the React Compiler and the lint rules of React find nothing to complain about in the hooks, and in what the tests and the
// pages show.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readBlocks } from '../support/pages.js'
import { type Compiled, compileReact, lintReact } from '../support/react-compiler.js'

/** Each piece of code: where it is from, and its text. */
const CODE: Record<string, string> = Object.fromEntries([
  ...filesIn('source/react').map((file) => [file, readFileSync(file, 'utf8')]),
  ...filesIn('tests/react')
    .filter((file) => file.endsWith('.tsx'))
    .map((file) => [file, readFileSync(file, 'utf8')]),
  ...readBlocks()
    .filter(({ name }) => name.endsWith('.tsx'))
    .map(({ page, line, code }) => [`${page}:${line}.tsx`, code]),
])

test('the React Compiler compiles every hook and every component', async () => {
  const compiled: Compiled[] = []
  for (const [file, code] of Object.entries(CODE)) compiled.push(...(await compileReact(code, file)).functions)

  const refused = compiled.filter(({ complaint }) => complaint !== undefined)
  assert.equal(refused, [])
  const names = compiled.map(({ name }) => name)
  for (const name of [
    'useAction',
    'usePending',
    'useActionListener',
    'useMiddleware',
    'useReplacement',
    'useRunning',
  ]) {
    assert.ok(names.includes(name), `${name} is compiled`)
  }
})

test('the React Compiler does complain about what breaks its rules', async () => {
  const wrong = `import { useRef } from 'react'
    export function useWrong(value) { const ref = useRef(value); ref.current = value; return ref.current }`

  const { functions } = await compileReact(wrong, 'wrong.ts')

  assert.match(functions[0]?.complaint ?? '', /ref/i)
})

test('eslint-plugin-react-hooks finds nothing', async () => {
  const complaints: string[] = []
  for (const [file, code] of Object.entries(CODE)) complaints.push(...(await lintReact(code, file)))

  assert.equal(complaints, [])
})

test('eslint-plugin-react-hooks does find what breaks its rules', async () => {
  const wrong = `import { useEffect } from 'react'
    export function useWrong(value) { if (value) useEffect(() => { console.log(value) }, []) }`

  const complaints = await lintReact(wrong, 'wrong.ts')

  assert.equal(complaints.length > 1, true)
})

test.run()

function filesIn(folder: string): string[] {
  return readdirSync(folder).map((name) => join(folder, name))
}
