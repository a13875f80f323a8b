// Tries jest from 26 on. 26 and 27 know no `exports`; 28 and later know neither `module` nor `module-sync`.

import type { Place, Way } from './place.js'
import { type Format, testOf } from './programs.js'
import type { Project, Workshop } from './workshop.js'

const BABEL = ['@babel/core@7.29.0', '@babel/preset-env@7.29.0']

/** The versions, each with the package that has its jsdom, if that is not in jest itself. */
const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  '26.6.3': [],
  '27.5.1': [],
  '28.1.3': ['jest-environment-jsdom@28.1.3'],
  '29.7.0': ['jest-environment-jsdom@29.7.0'],
  '30.5.2': ['jest-environment-jsdom@30.5.2'],
}

/** The kinds of project, each in a folder of its own. Nothing is set for the sake of the library. */
const PROJECTS: Readonly<Record<string, Kind>> = {
  'CommonJS, `require`': { type: 'commonjs', format: 'cjs', babel: false, plugins: ['cjs'] },
  'CommonJS, `import` through Babel': { type: 'commonjs', format: 'esm', babel: true, plugins: ['cjs'] },
  'ES modules through Babel': { type: 'module', format: 'esm', babel: true, plugins: ['cjs'] },
  // jest itself has ES modules only with this flag of Node.
  'ES modules': {
    type: 'module',
    format: 'esm',
    babel: false,
    plugins: ['esm', 'cjs'],
    options: '--experimental-vm-modules --no-warnings',
  },
}

interface Kind {
  type: 'commonjs' | 'module'
  format: Format
  babel: boolean
  plugins: readonly Format[]
  options?: string
}

export const JEST: readonly Place[] = Object.entries(VERSIONS).map(([version, packages]) => ({
  group: 'jest',
  name: `jest ${version}`,
  ways: Object.entries(PROJECTS).flatMap(([name, kind]) =>
    ['node', 'jsdom'].map(
      (environment): Way => ({
        name: `${name}, ${environment}`,
        async try(workshop) {
          const project = await workshop.project([`jest@${version}`, ...packages, ...BABEL])
          return runJest(workshop, project, kind, environment)
        },
      }),
    ),
  ),
}))

function runJest({ names }: Workshop, project: Project, kind: Kind, environment: string) {
  const { type, format, babel, plugins, options } = kind
  const home = `${type}-${babel ? 'babel' : 'plain'}`
  const presets = [['@babel/preset-env', { targets: { node: 'current' } }]]
  project.write({
    [`${home}/package.json`]: JSON.stringify({ type, jest: {} }),
    [`${home}/entracte.test.js`]: testOf({ names, format, plugins }),
    ...(babel ? { [`${home}/babel.config.json`]: JSON.stringify({ presets }) } : {}),
  })
  return project.runTests(process.execPath, [project.installed('jest/bin/jest.js'), '--env', environment], {
    in: home,
    ...(options ? { env: { NODE_OPTIONS: options } } : {}),
  })
}
