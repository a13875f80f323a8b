// Decides that the other tests here pass with the older versions of React, too, and when the React Compiler has compiled everything.

import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { build, type Plugin } from 'esbuild'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileReact } from '../support/react-compiler.js'

/** Everything here that renders something. */
const FILES = readdirSync('tests/react')
  .filter((file) => /^(?:action|attach|context|server|state)\.test\.ts$/.test(file))
  .map((file) => join('tests/react', file))

/**
 * React's own files are CommonJS, and require what is in Node. In a bundle, `act` of React 18 finds no `setImmediate`, and takes a
 * MessageChannel, which would keep the process open.
 */
const BANNER = `
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
globalThis.MessageChannel = class {
  port1 = {}
  port2 = { postMessage: () => setImmediate(() => this.port1.onmessage()) }
}
`

// In the checkout, so that the bundles find the packages that are not part of them.
const folder = mkdtempSync('node_modules/.react-')

test.after(() => rmSync(folder, { recursive: true, force: true }))

test('there are as many tests as there should be', () => {
  assert.is(FILES.length, 5)
})

for (const version of ['18.2', '18.3', '19.0']) {
  test(`all tests pass with React ${version}`, async () => {
    const { version: found } = JSON.parse(readFileSync(`node_modules/react-${version}/package.json`, 'utf8'))
    assert.ok(found.startsWith(version))

    const passed = await run(version, { react: `react-${version}`, 'react-dom': `react-dom-${version}` }, [])

    assert.ok(passed > 70, `${passed} tests`)
  })
}

test('all tests pass when the React Compiler has compiled the hooks and the components', async () => {
  let compiled = 0
  const compiler: Plugin = {
    name: 'compiler',
    setup({ onLoad }) {
      onLoad({ filter: /(?:source|tests)\/react\/.*\.ts$/ }, async ({ path }) => {
        const { code, functions } = await compileReact(readFileSync(path, 'utf8'), path)
        compiled += functions.filter(({ complaint }) => complaint === undefined).length
        return { contents: code, loader: 'js' }
      })
    },
  }

  const passed = await run('compiled', {}, [compiler])

  assert.ok(passed > 70, `${passed} tests`)
  assert.ok(compiled > 25, `${compiled} functions`)
})

test.run()

/** Bundles all tests and runs them in one process. Returns how many have passed. */
async function run(name: string, alias: Record<string, string>, plugins: Plugin[]): Promise<number> {
  const file = join(folder, `${name}.mjs`)
  await build({
    stdin: { contents: FILES.map((path) => `import './${path}'`).join('\n'), resolveDir: resolve('.') },
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['uvu', 'uvu/assert', 'happy-dom'],
    banner: { js: BANNER },
    alias,
    plugins,
    // package.json says that no file has side effects, and the tests are nothing else.
    ignoreAnnotations: true,
    logLevel: 'error',
  })
  const { NODE_V8_COVERAGE: _, ...given } = process.env
  const env = { ...given, MOUNTS: '100' }
  const { stdout } = await promisify(execFile)(process.execPath, [file], { env, timeout: 60_000 }).catch((error) => {
    throw new Error(`${error.stdout}${error.stderr}`)
  })
  return Number(/Passed:\s+(\d+)/.exec(stdout)?.[1])
}
