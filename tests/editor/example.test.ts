// The example as code: its own tests in vitest, its types, the React Compiler, and the lint rules of React.

import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { environment, root } from '../support/consumer.js'
import { type Compiled, compileReact, lintReact } from '../support/react-compiler.js'
import { EXAMPLE, installExample, run } from './page.js'

const files = readdirSync(join(EXAMPLE, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ name, code: readFileSync(join(EXAMPLE, 'src', name), 'utf8') }))

test('its tests pass in vitest', async () => {
  const report = JSON.parse(await run('node_modules/vitest/vitest.mjs', 'run', '--reporter', 'json'))

  assert.is(report.success, true)
  assert.ok(report.numPassedTests > 10)
})

test('its types are right', async () => {
  await installExample()
  const compiler = join(root, 'node_modules/typescript7/bin/tsc')
  // It prints what is wrong, and fails then.
  await promisify(execFile)(process.execPath, [compiler, '-p', EXAMPLE], { env: environment() }).catch(({ stdout }) =>
    assert.is(stdout, ''),
  )
})

test('the React Compiler compiles every component and every hook', async () => {
  const compiled: Compiled[] = []
  for (const { name, code } of files) compiled.push(...(await compileReact(code, name)).functions)

  assert.equal(
    compiled.filter(({ complaint }) => complaint !== undefined),
    [],
  )
  const names = compiled.map(({ name }) => name)
  for (const name of ['App', 'Documents', 'SaveButton', 'Row', 'Dialog', 'useValue'])
    assert.ok(names.includes(name), name)
})

test('eslint-plugin-react-hooks finds nothing', async () => {
  const complaints = await Promise.all(files.map(({ name, code }) => lintReact(code, name)))

  assert.equal(complaints.flat(), [])
})

test.run()
