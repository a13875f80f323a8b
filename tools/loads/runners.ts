// Tries the test runners other than jest.

import { bunIn } from './nodes.js'
import type { Place, Way } from './place.js'
import { type Format, testOf } from './programs.js'
import type { Project, RunSettings, Workshop } from './workshop.js'

const JSDOM = 'jsdom@26.1.0'
const NODE_TEST: Readonly<Record<Format, string>> = {
  esm: `import { test } from 'node:test'`,
  cjs: `const { test } = require('node:test')`,
}

export const RUNNERS: readonly Place[] = [
  ...['3.2.4', '4.1.12'].map(vitest),
  {
    group: 'Other test runners',
    name: `node:test of Node ${process.versions.node.split('.')[0]}`,
    ways: inBothFormats([], (_project, file) => [process.execPath, ['--test', file]], NODE_TEST),
  },
  ...['10.8.2', '11.8.0'].map(
    (version): Place => ({
      group: 'Other test runners',
      name: `mocha ${version}`,
      ways: inBothFormats([`mocha@${version}`], (project, file) => [
        process.execPath,
        [project.installed('mocha/bin/mocha.js'), '--ui', 'tdd', file],
      ]),
    }),
  ),
  {
    group: 'Other test runners',
    name: 'bun test 1.4.5',
    ways: inBothFormats(['bun@1.4.5'], (project, file) => [bunIn(project), ['test', file]]),
  },
]

/** Its project is an ES module, as vitest makes it. A config that sets only `globals` is what its users have. */
function vitest(version: string): Place {
  return {
    group: 'Other test runners',
    name: `vitest ${version}`,
    ways: ['node', 'jsdom'].map(
      (environment): Way => ({
        name: `\`import\`, ${environment}`,
        async try(workshop) {
          const project = await workshop.project([`vitest@${version}`, JSDOM])
          const { names } = workshop
          const head = `import { test } from 'vitest'`
          project.write({
            'vitest/package.json': JSON.stringify({ type: 'module' }),
            'vitest/entracte.test.js': testOf({ names, format: 'esm', plugins: ['esm', 'cjs'] }, head),
          })
          const args = [project.installed('vitest/vitest.mjs'), 'run', '--environment', environment]
          return project.runTests(process.execPath, args, { in: 'vitest' })
        },
      }),
    ),
  }
}

/** Returns a way for a test file of ES modules, and one for CommonJS. */
function inBothFormats(
  packages: readonly string[],
  command: (project: Project, file: string) => [program: string, args: string[]],
  heads: Readonly<Record<Format, string>> = { esm: '', cjs: '' },
  settings: RunSettings = {},
): Way[] {
  return (['esm', 'cjs'] as const).map((format) => ({
    name: format === 'esm' ? '`import`' : '`require`',
    async try(workshop: Workshop) {
      const project = await workshop.project(packages)
      const plugins: Format[] = format === 'esm' ? ['esm', 'cjs'] : ['cjs']
      const name = `entracte.test.${format === 'esm' ? 'mjs' : 'cjs'}`
      const file = project.write({ [name]: testOf({ names: workshop.names, format, plugins }, heads[format]) })
      return project.runTests(...command(project, file), settings)
    },
  }))
}
