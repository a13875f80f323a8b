// Tries the compilers of TypeScript, from `.ts`, `.mts` and `.cts` files, with every way to find modules that they have.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../package/manifest.js'
import type { Place, Way } from './place.js'
import type { Project } from './workshop.js'

const VERSIONS = ['5.0.4', '5.4.5', '5.9.3', '6.0.3', '7.0.2']

/** The values of `moduleResolution`, each with a `module` that it goes with. */
const RESOLUTIONS: Readonly<Record<string, string>> = {
  node10: 'commonjs',
  node16: 'node16',
  nodenext: 'nodenext',
  bundler: 'esnext',
}

/** The text of a program that uses the types of every sub-path, and expects errors. */
const CONSUMER = readFileSync(join(ROOT, 'tests/package/consumer/consumer.ts'), 'utf8')

/** A program that augments the library's types, and whose own declarations have to name them. */
const OWN = `import { type ActionContext, createActions } from 'entracte'
import { trackState } from 'entracte/state'
import { createTestActions } from 'entracte/testing'
declare module 'entracte' {
  interface ActionState { startedAt?: number }
}
export interface Desk { AcceptTask(payload: { sid: string }): Promise<{ id: number }> }
export const actions = createActions<Desk>()
export const scope = actions.scope('plugin')
export const state = trackState(actions)
export const test = createTestActions<Desk>()
export const startedAt = (ctx: ActionContext) => ctx.state.startedAt?.toFixed()
// @ts-expect-error it is a number
export const wrong = (ctx: ActionContext) => ctx.state.startedAt?.trim()
export const accept = (sid: string) => actions.invokeAction('AcceptTask', { sid })
`

/** A program that uses the first one by its declarations. The ending `.js` is one that every resolution knows. */
const AGAINST = `import { accept, actions, scope } from './own-both.js'
export const id: Promise<number> = accept('WT1').then((task) => task.id)
actions.addListener('beforeAcceptTask', ({ sid }) => console.log(sid))
// @ts-expect-error no such action
scope.registerAction('AcceptTusk', () => {})
`

export const COMPILERS: readonly Place[] = VERSIONS.map((version) => ({
  group: 'TypeScript',
  name: `TypeScript ${version}`,
  ways: resolutionsOf(version).map((resolution) => wayOf(resolution, version)),
}))

/** Returns the values of `moduleResolution` that a version has: 7 has no node10 any more. */
export function resolutionsOf(version: string): string[] {
  return Object.keys(RESOLUTIONS).filter((resolution) => resolution !== 'node10' || !/^7\b/.test(version))
}

function wayOf(resolution: string, version: string): Way {
  return {
    name: `\`${resolution}\``,
    async try(workshop) {
      const project = await workshop.project([`typescript@${version}`])
      const tsc = project.installed('typescript/bin/tsc')
      if (project.versionOf('typescript') !== version) throw new Error('This is another TypeScript.')
      await compileWith(project, tsc, resolution, version)
      return {}
    },
  }
}

/** Compiles programs of every kind of file, as strictly as can be; then a program against the declarations of one of them. */
export async function compileWith(project: Project, tsc: string, resolution: string, version: string): Promise<void> {
  const module = RESOLUTIONS[resolution]
  const compilerOptions = {
    ...{ module, moduleResolution: resolution, target: 'es2022', lib: ['es2022', 'dom'], types: [] },
    ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false },
    // 6 wants this for node10, and has it for the last time.
    ...(resolution === 'node10' && version.startsWith('6.') ? { ignoreDeprecations: '6.0' } : {}),
  }
  const home = `types/${resolution}`
  const config = (more: object, files: string[]) =>
    JSON.stringify({ compilerOptions: { ...compilerOptions, ...more }, files })
  // A `.ts` file is what the package.json above it says.
  const sources = ['commonjs/both.ts', 'commonjs/require.cts', 'commonjs/import.mts', 'module/both.ts']
  project.write({
    [`${home}/commonjs/package.json`]: JSON.stringify({ type: 'commonjs' }),
    [`${home}/module/package.json`]: JSON.stringify({ type: 'module' }),
    ...Object.fromEntries(sources.map((path) => [`${home}/${path}`, CONSUMER])),
    ...Object.fromEntries(sources.map((path) => [`${home}/${path.replace('/', '/own-')}`, OWN])),
    [`${home}/tsconfig.json`]: config(
      { declaration: true, emitDeclarationOnly: true, rootDir: '.', outDir: 'emitted' },
      sources.flatMap((path) => [path, path.replace('/', '/own-')]),
    ),
    [`${home}/emitted/commonjs/package.json`]: JSON.stringify({ type: 'commonjs' }),
    [`${home}/emitted/commonjs/against.ts`]: AGAINST,
    [`${home}/emitted/tsconfig.json`]: config({ noEmit: true }, ['commonjs/against.ts']),
  })
  await project.run(process.execPath, [tsc, '--project', home])
  await project.run(process.execPath, [tsc, '--project', `${home}/emitted`])
}
