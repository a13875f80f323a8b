// Saves and reads runs: the tables, and the circumstances in which they were measured.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, totalmem } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Build, Table } from './results.js'

export interface Run {
  readonly date: string
  /** The commit that was measured, followed by `+` when files had been changed since that commit. */
  readonly commit: string
  /** The platform: `node v20.20.2`, or a browser and its version. */
  readonly platform: string
  readonly machine: string
  readonly processes: number
  readonly rounds: number
  /** The exact version of every package that was measured. */
  readonly versions: Record<string, string>
  readonly benchmarks: Record<string, Table[]>
  /** The same of the commit that it was compared with, measured in turns with this run. */
  readonly before?: Pick<Run, 'commit' | 'versions' | 'benchmarks'>
}

export function read(file: string): Run {
  return JSON.parse(readFileSync(file, 'utf8')) as Run
}

export function write(file: string, run: Run): void {
  mkdirSync(dirname(file), { recursive: true })
  // One cell on each line, so that a diff shows what has changed.
  const short = /\{\s+"(?:median|missing)"[^}]*\}|\[\s+"[^\]]*\]/g
  const text = JSON.stringify(run, saved, 2).replace(short, (found) =>
    found.replace(/\s+/g, ' ').replace(/^\[ | \]$/g, (end) => end.trim()),
  )
  writeFileSync(file, `${text}\n`)
}

/** Returns everything about a run except for its tables. */
export function circumstances(
  platform: string,
  processes: number,
  rounds: number,
  build: Build,
): Omit<Run, 'benchmarks' | 'before'> {
  const [cpu] = cpus()
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: build.commit,
    platform,
    machine: `${process.platform} ${process.arch}, ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${gigabytes} GB`,
    processes,
    rounds,
    versions: versionsOf(build),
  }
}

/** Returns one line that says what was measured, and where. */
export function described({
  platform,
  machine,
  commit,
  processes,
  rounds,
}: Omit<Run, 'benchmarks' | 'before'>): string {
  const often = processes > 1 ? `${rounds} rounds in each of ${processes} processes` : `${rounds} rounds`
  return `${platform} on ${machine}; commit ${commit}; ${often}`
}

/** Returns exactly the versions that are installed: of the library, of its dependencies, and of the peers. */
export function versionsOf({ folder }: Build): Record<string, string> {
  const peers = manifest('package.json').dependencies
  const installed = Object.keys(peers).map((name) => [name, manifest(`node_modules/${name}/package.json`).version])
  // Found as the build finds it: the build of a commit has its own.
  const near = createRequire(join(folder, 'package.json'))
  const pTimeout = near.resolve.paths('p-timeout')?.map((modules) => join(modules, 'p-timeout/package.json'))
  return {
    entracte: manifest(join(folder, 'package.json')).version,
    'p-timeout': manifest(pTimeout?.find(existsSync) ?? '').version,
    ...Object.fromEntries(installed),
  }
}

function manifest(path: string): { version: string; dependencies: Record<string, string> } {
  return JSON.parse(readFileSync(resolve(fileURLToPath(new URL('.', import.meta.url)), path), 'utf8'))
}

/** Rounds a figure to four digits, because more digits mean nothing. Leaves out limits, which are not figures. */
function saved(key: string, value: unknown): unknown {
  if (key === 'limits') return undefined
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value
}
