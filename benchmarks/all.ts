// Lists every benchmark, in the order in which they run.

import { readFileSync } from 'node:fs'
import type { Benchmark } from './results.js'

export const NAMES = [
  'dispatch',
  'onion',
  'signals',
  'replacements',
  'nesting',
  'registration',
  'options',
  'observers',
  'recording',
  'contract',
  'tracing',
  'memory',
  'flight',
  'remote',
  'queue',
] as const

export async function find(name: string): Promise<Benchmark> {
  const { benchmark }: { benchmark: Benchmark } = await import(`./${name}.js`)
  return benchmark
}

/** Returns the question that a benchmark asks: the first line of its file. */
export function questionOf(name: string): string {
  const [first = ''] = readFileSync(new URL(`${name}.ts`, import.meta.url), 'utf8').split('\n')
  return first.replace('// ', '')
}
