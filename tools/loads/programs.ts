// Writes the programs that load the library in every place: one text, with the imports of ES modules or of CommonJS.

import { readFileSync } from 'node:fs'
import { FREE_DOORS, filesOf } from '../package/manifest.js'

export type Format = 'esm' | 'cjs'

/** The names that each sub-path exports at run time. */
export type Names = Readonly<Record<string, readonly string[]>>

/** What a program tells of the place that it runs in. */
export interface Told {
  /** Whether the program, and plugins that import and that require the library, have got the same functions and classes. */
  copies: 'one' | 'two'
  /** The kind of file that the place has chosen; undefined where the library is in a bundle. */
  format?: 'ES module' | 'CommonJS'
}

/** A package in the project's node_modules that loads the library on its own. */
export interface Plugin {
  name: string
  files: Readonly<Record<string, string>>
}

const EXERCISE = readFileSync(new URL('inside/exercise.js', import.meta.url), 'utf8')
const CROSSED = readFileSync(new URL('inside/crossed.js', import.meta.url), 'utf8')

/** What users write to import a folder of source/. */
export const specifierOf = (door: string) => (door === 'core' ? 'entracte' : `entracte/${door}`)

/** Plugins of somebody else: `plugin-esm` imports the library, `plugin-cjs` requires it. */
export const PLUGINS: Readonly<Record<Format, Plugin>> = {
  esm: {
    name: 'plugin-esm',
    files: {
      'package.json': JSON.stringify({ name: 'plugin-esm', version: '1.0.0', type: 'module', main: './index.js' }),
      'index.js': `${FREE_DOORS.map((door) => `import * as ${door} from '${specifierOf(door)}'\n`).join('')}export { ${FREE_DOORS.join(', ')} }\n`,
    },
  },
  cjs: {
    name: 'plugin-cjs',
    files: {
      'package.json': JSON.stringify({ name: 'plugin-cjs', version: '1.0.0', main: './index.js' }),
      'index.js': FREE_DOORS.map((door) => `exports.${door} = require('${specifierOf(door)}')\n`).join(''),
    },
  },
}

interface Settings {
  names: Names
  /** How the program loads the library. */
  format: Format
  /** The plugins that the program loads, too, to see whether they get the same copy. */
  plugins?: readonly Format[]
}

/** Returns a program that prints what it has to tell, as one line of JSON after `TOLD`. */
export function programOf(settings: Settings): string {
  return `${commonOf(settings)}
run().then((told) => console.log('TOLD ' + JSON.stringify(told)))
`
}

/** Returns a test file for a runner with a global `test`, or with a `test` that `head` imports. Its process tells in a file. */
export function testOf(settings: Settings, head = ''): string {
  const fs =
    settings.format === 'esm' ? `import { writeFileSync } from 'fs'` : `const { writeFileSync } = require('fs')`
  return `${head}
${fs}
${commonOf(settings)}
test('entracte and its sub-paths load, and work', async () => {
  const told = await run()
  writeFileSync(process.env.ENTRACTE_TOLD, JSON.stringify(told))
})
`
}

/**
 * Returns the program of a page, which tells in `globalThis.told`.
 *
 * @param head Loads the library, and declares `doors`. Without it, the program imports every sub-path.
 */
export function pageProgramOf(names: Names, head = importsOf('esm', [])): string {
  return `${head}
const names = ${JSON.stringify(names)}

/** Whether the policy of the page is the strict one. */
function guarded() {
  try { return new Function('return false')() } catch (error) { return error instanceof EvalError }
}

// A page that loads one file has only the core.
exercise(doors, Object.fromEntries(Object.keys(doors).map((door) => [door, names[door]])))
  .then(() => ({ guarded: guarded() }), (error) => ({ error: String(error.stack) }))
  .then((told) => { globalThis.told = told })

${EXERCISE}`
}

/**
 * Returns a program with two copies of the library: the ES modules, as a part of the program that was bundled has them, and what
 * `require` gives.
 */
export function twoCopiesOf(names: Names): string {
  return `import { createRequire } from 'node:module'
${FREE_DOORS.map((door) => `import * as ${door} from './node_modules/entracte/${filesOf(door).module}'\n`).join('')}
const require = createRequire(import.meta.url)
const bundled = { ${FREE_DOORS.join(', ')} }
const required = { ${FREE_DOORS.map((door) => `${door}: require('${specifierOf(door)}')`).join(', ')} }
const names = ${JSON.stringify(names)}

${EXERCISE}
${CROSSED}
await exercise(bundled, names)
await exercise(required, names)
await crossed(bundled, required)
await crossed(required, bundled)
console.log('TOLD ' + JSON.stringify({ copies: copiesOf(bundled, required) }))
`
}

function commonOf({ names, format, plugins = [] }: Settings): string {
  return `${importsOf(format, plugins)}
const names = ${JSON.stringify(names)}

async function run() {
  await exercise(doors, names)
  const others = [${plugins.map((plugin) => `plugin_${plugin}`)}]
  const copies = others.every((other) => copiesOf(doors, other) === 'one') ? 'one' : 'two'
  return { copies, format: formatOf(doors.core) }
}

${EXERCISE}`
}

function importsOf(format: Format, plugins: readonly Format[]): string {
  const line = (name: string, specifier: string) =>
    format === 'esm' ? `import * as ${name} from '${specifier}'\n` : `const ${name} = require('${specifier}')\n`
  return [
    ...FREE_DOORS.map((door) => line(door, specifierOf(door))),
    ...plugins.map((plugin) => line(`plugin_${plugin}`, PLUGINS[plugin].name)),
    `const doors = { ${FREE_DOORS.join(', ')} }\n`,
  ].join('')
}
