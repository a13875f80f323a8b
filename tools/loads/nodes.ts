// Tries Node, with `import` and with `require`, and with what runs on it or like it.

import type { Place, Way } from './place.js'
import { type Format, programOf, twoCopiesOf } from './programs.js'
import { type Project, readTold, type Workshop } from './workshop.js'

const VERSIONS = ['20.19.0', '22.23.3', '24.21.0']

/** The file of a program that loads the library in this format. */
const FILES: Readonly<Record<Format, string>> = { esm: 'program.mjs', cjs: 'program.cjs' }
const WORDS: Readonly<Record<Format, string>> = { esm: '`import`', cjs: '`require`' }

/** The one way in which a program has two copies. */
export const TWO_COPIES = 'a bundled copy beside it'

/** Returns the package that has this version of Node for this machine. */
export const nodePackage = (version: string) => `node-${process.platform}-${process.arch}@${version}`

/** Returns the program in such a package. */
export const nodeIn = (project: Project) => project.installed(`node-${process.platform}-${process.arch}/bin/node`)

/** The Node that runs this file: for those who look at nothing else. */
export const THIS_NODE: Place = {
  group: 'Runtimes',
  name: `Node ${process.versions.node}`,
  ways: waysOf(async (workshop) => ({ project: await workshop.project([]), program: process.execPath })),
}

export const NODES: readonly Place[] = VERSIONS.map((version) => ({
  group: 'Runtimes',
  name: `Node ${version}`,
  ways: waysOf(async (workshop) => {
    const project = await workshop.project([nodePackage(version)])
    return { project, program: nodeIn(project) }
  }),
}))

/** Programs that run JavaScript like Node does. */
export const LIKE_NODE: readonly Place[] = [
  {
    group: 'Runtimes',
    name: 'tsx 4.23.15',
    ways: formats().map(
      (format): Way => ({
        name: WORDS[format],
        async try(workshop) {
          const project = await workshop.project(['tsx@4.23.15'])
          return runProgram(workshop, project, process.execPath, format, [project.installed('tsx/dist/cli.mjs')])
        },
      }),
    ),
  },
  {
    group: 'Runtimes',
    name: 'Bun 1.4.5',
    ways: formats().map(
      (format): Way => ({
        name: WORDS[format],
        async try(workshop) {
          const project = await workshop.project(['bun@1.4.5'])
          return runProgram(workshop, project, bunIn(project), format, [])
        },
      }),
    ),
  },
]

/** Returns the program in the package of Bun for this machine. */
export const bunIn = (project: Project) => project.installed(`@oven/bun-${process.platform}-${process.arch}/bin/bun`)

function waysOf(prepare: (workshop: Workshop) => Promise<{ project: Project; program: string }>): Way[] {
  const loading = formats().map(
    (format): Way => ({
      name: WORDS[format],
      async try(workshop) {
        const { project, program } = await prepare(workshop)
        return runProgram(workshop, project, program, format, [])
      },
    }),
  )
  const twice: Way = {
    name: TWO_COPIES,
    async try(workshop) {
      const { project, program } = await prepare(workshop)
      const path = project.write({ 'twice.mjs': twoCopiesOf(workshop.names) })
      return readTold(await project.run(program, [path]))
    },
  }
  return [...loading, twice]
}

/** A program that imports has plugins that import and that require; a program that requires has a plugin that requires. */
async function runProgram({ names }: Workshop, project: Project, program: string, format: Format, args: string[]) {
  const plugins: Format[] = format === 'esm' ? ['esm', 'cjs'] : ['cjs']
  const path = project.write({ [FILES[format]]: programOf({ names, format, plugins }) })
  const output = await project.run(program, [...args, path])
  if (output.stderr !== '') throw new Error(`It printed a warning:\n${output.stderr}`)
  return readTold(output)
}

function formats(): Format[] {
  return ['esm', 'cjs']
}
