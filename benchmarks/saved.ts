// Saves and reads runs: the tables, and the circumstances in which they were measured.

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { dirname } from 'node:path'
import type { Table } from './results.js'

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
}

export function read(file: string): Run {
  return JSON.parse(readFileSync(file, 'utf8')) as Run
}

export function write(file: string, run: Run): void {
  mkdirSync(dirname(file), { recursive: true })
  // One cell on each line, so that a diff shows what has changed.
  const short = /\{\s+"(?:median|missing)"[^}]*\}|\[\s+"[^\]]*\]/g
  const text = JSON.stringify(run, rounded, 2).replace(short, (found) =>
    found.replace(/\s+/g, ' ').replace(/^\[ | \]$/g, (end) => end.trim()),
  )
  writeFileSync(file, `${text}\n`)
}

/** Returns everything about a run except for its tables. */
export function circumstances(platform: string, processes: number, rounds: number): Omit<Run, 'benchmarks'> {
  const [cpu] = cpus()
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: commit(),
    platform,
    machine: `${process.platform} ${process.arch}, ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${gigabytes} GB`,
    processes,
    rounds,
    versions: versions(),
  }
}

/** Returns one line that says what was measured, and where. */
export function described({ platform, machine, commit, processes, rounds }: Omit<Run, 'benchmarks'>): string {
  const often = processes > 1 ? `${rounds} rounds in each of ${processes} processes` : `${rounds} rounds`
  return `${platform} on ${machine}; commit ${commit}; ${often}`
}

/** Returns exactly the versions that are installed: of the library, of its dependencies, and of the peers. */
function versions(): Record<string, string> {
  const own = manifest('../package.json')
  const peers = manifest('package.json').dependencies
  const installed = Object.keys(peers).map((name) => [name, manifest(`node_modules/${name}/package.json`).version])
  const pTimeout = manifest('../node_modules/p-timeout/package.json').version
  return { entracte: own.version, 'p-timeout': pTimeout, ...Object.fromEntries(installed) }
}

function manifest(path: string): { version: string; dependencies: Record<string, string> } {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
}

function commit(): string {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    const changed = git('status', '--porcelain', '--', ':/source') !== ''
    return git('rev-parse', '--short', 'HEAD').trim() + (changed ? '+' : '')
  } catch {
    return 'unknown'
  }
}

/** Rounds a figure to four digits; more digits mean nothing. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value
}
