// Makes the project of a consumer, with the declarations that are published where its files find them.

import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { smallFiles } from '../../tools/package/manifest.js'

/** The compilers that the tests ask: TypeScript 6 and 7, by the folders that they are installed in. */
export const COMPILERS = ['typescript', 'typescript7'] as const

export type Compiler = (typeof COMPILERS)[number]

/** The strictest settings a consumer may have; no types but the language's and the browser's. */
export const SETTINGS = {
  target: 'es2022',
  lib: ['es2022', 'dom'],
  types: [] as string[],
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
}

/** A project in a temporary folder. */
export interface Consumer {
  readonly folder: string
  /** Writes a file of the project, and returns its path. */
  write(name: string, text: string): string
  /** Compiles the project, and returns the errors, each with its continuation lines. */
  compile(compiler: Compiler, project: object): Promise<string[]>
  /** Removes the folder. */
  remove(): void
}

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Makes an empty project. */
export function createConsumer(): Consumer {
  const folder = mkdtempSync(join(tmpdir(), 'entracte-consumer-'))
  const consumer: Consumer = {
    folder,
    write(name, text) {
      const path = join(folder, name)
      writeFileSync(path, text)
      return path
    },
    compile(compiler, project) {
      const path = consumer.write(`tsconfig.${compiler}.json`, JSON.stringify(project))
      return tsc(compiler, folder, '-p', path)
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
  consumer.write('package.json', '{ "type": "module" }')
  return consumer
}

/** Emits the declarations of the build into the `node_modules` of a project. */
export async function installDeclarations({ folder }: Consumer): Promise<void> {
  const home = join(folder, 'node_modules/entracte')
  mkdirSync(home, { recursive: true })
  copyFileSync(join(root, 'package.json'), join(home, 'package.json'))
  for (const [path, text] of Object.entries(smallFiles())) {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), text)
  }
  const errors = await tsc(
    'typescript',
    folder,
    '-p',
    join(root, 'tsconfig.build.json'),
    '--outDir',
    join(home, 'dist/cjs'),
  )
  assert.equal(errors, [])
}

async function tsc(compiler: Compiler, cwd: string, ...args: string[]): Promise<string[]> {
  const path = join(root, 'node_modules', compiler, 'bin/tsc')
  const child = spawn(process.execPath, [path, ...args, '--pretty', 'false'], { env: environment(), cwd })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    output += chunk
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    complaint += chunk
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  const errors = output
    .split(/\n(?=\S)/)
    .map((error) => error.trim())
    .filter((error) => error !== '')
  // A compiler that did not run has found nothing, which is not the same as nothing being wrong.
  assert.is(code !== 0, errors.length > 0, `${compiler} ended with ${code}: ${output}${complaint}`)
  return errors
}

/** The environment without the variable that makes every child of c8 write a coverage report. */
export function environment(): NodeJS.ProcessEnv {
  const { NODE_V8_COVERAGE: _, ...env } = process.env
  return env
}
