// Makes the tarball, and empty projects that install it.

import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { FREE_DOORS, ROOT, readNames } from '../package/manifest.js'
import { type Names, PLUGINS, type Told } from './programs.js'

export interface Output {
  stdout: string
  stderr: string
}

/** One project of a stranger: a folder outside the checkout, with the packed library installed. */
export interface Project {
  folder: string
  /** Writes files, each with the folders that it needs. Returns the path of the first. */
  write(files: Readonly<Record<string, string>>): string
  /** Runs a program to its end. An exit code other than 0 is an error that has the output. */
  run(program: string, args: readonly string[], settings?: RunSettings): Promise<Output>
  /** Runs a test runner, and returns what its test told. */
  runTests(program: string, args: readonly string[], settings?: RunSettings): Promise<Told>
  /** Returns the path of a file in node_modules. */
  installed(path: string): string
  /** Returns the version of an installed package. */
  versionOf(name: string): string
}

export interface RunSettings {
  /** The folder inside the project in which the program runs. */
  in?: string
  env?: Readonly<Record<string, string>>
}

export interface Workshop {
  tarball: string
  names: Names
  /** Makes a project with these packages, as `name@version`, and the library. Projects of the same packages are the same folder. */
  project(packages: readonly string[]): Promise<Project>
  /** Deletes everything. */
  close(): void
}

/** The time limit of one command, in milliseconds. */
const LIMIT = 300_000

/**
 * Opens a workshop.
 *
 * @param tarball The packed library. Without it, the library is built and packed.
 */
export async function openWorkshop(tarball?: string): Promise<Workshop> {
  const home = mkdtempSync(join(tmpdir(), 'entracte-loads-'))
  const projects = new Map<string, Promise<Project>>()
  try {
    const packed = tarball ?? (await pack(home))
    const all = await readNames()
    const names = Object.fromEntries(FREE_DOORS.map((door) => [door, all[door] ?? []]))
    return {
      tarball: packed,
      names,
      project(packages) {
        const key = [...packages].sort().join(' ')
        const made = projects.get(key) ?? makeProject(join(home, `project-${projects.size}`), packed, packages)
        projects.set(key, made)
        return made
      },
      close: () => rmSync(home, { recursive: true, force: true, maxRetries: 3 }),
    }
  } catch (error) {
    rmSync(home, { recursive: true, force: true })
    throw error
  }
}

async function pack(folder: string): Promise<string> {
  await execute('npm', ['run', 'build'], ROOT)
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const { stdout } = await execute('npm', args, ROOT)
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]
  return join(folder, filename)
}

async function makeProject(folder: string, tarball: string, packages: readonly string[]): Promise<Project> {
  const project = openProject(folder)
  project.write({ 'package.json': JSON.stringify({ private: true }) })
  const quietly = ['--include=dev', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact']
  await project.run('npm', ['install', ...quietly, ...packages, tarball])
  for (const { name, files } of Object.values(PLUGINS)) {
    for (const [path, text] of Object.entries(files)) project.write({ [`node_modules/${name}/${path}`]: text })
  }
  return project
}

/** Opens a folder that is a project, or becomes one. */
function openProject(folder: string): Project {
  const project: Project = {
    folder,
    write(files) {
      const paths = Object.keys(files).map((path) => join(folder, path))
      Object.values(files).forEach((text, i) => {
        const path = String(paths[i])
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, text)
      })
      return String(paths[0])
    },
    run: (program, args, { in: inside = '.', env } = {}) => execute(program, args, join(folder, inside), env),
    async runTests(program, args, settings = {}) {
      const told = join(folder, 'told.json')
      rmSync(told, { force: true })
      const { stdout, stderr } = await project.run(program, args, {
        ...settings,
        env: { ...settings.env, ENTRACTE_TOLD: told },
      })
      if (!existsSync(told)) throw new Error(`The test did not run.\n${stdout}${stderr}`)
      return JSON.parse(readFileSync(told, 'utf8')) as Told
    },
    installed: (path) => join(folder, 'node_modules', path),
    versionOf: (name) => JSON.parse(readFileSync(project.installed(`${name}/package.json`), 'utf8')).version,
  }
  return project
}

/** Reads what a program of `programOf` printed. */
export function readTold({ stdout, stderr }: Output): Told {
  const line = /^TOLD (.*)$/m.exec(stdout)?.[1]
  if (line === undefined) throw new Error(`The program told nothing.\n${stdout}${stderr}`)
  return JSON.parse(line) as Told
}

async function execute(
  program: string,
  args: readonly string[],
  cwd: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Output> {
  // A stranger has no loader and no coverage of ours, and bundlers have set NODE_ENV in this process.
  const { NODE_OPTIONS: _, NODE_ENV: __, NODE_V8_COVERAGE: ___, FORCE_COLOR: ____, ...own } = process.env
  const env = { ...own, NO_COLOR: '1', ...more }
  return promisify(execFile)(program, args, { cwd, env, maxBuffer: 2 ** 26, timeout: LIMIT })
}

/** Returns what a command printed before it failed, or the error's own words. */
export function printedBy(error: unknown): string {
  const { stdout = '', stderr = '', message } = error as Error & Partial<Output>
  return (stdout + stderr || message).trim()
}
