// What a place is: something that loads the library.

import type { Told } from './programs.js'
import type { Workshop } from './workshop.js'

export const GROUPS = ['Runtimes', 'jest', 'Other test runners', 'TypeScript', 'Bundlers', 'Pages'] as const

/** A runtime, a test runner, a compiler or a bundler in one version. */
export interface Place {
  group: (typeof GROUPS)[number]
  /** Its name with the version, as `jest 26.6.3`. */
  name: string
  /** The ways in which a user sets it up. Each is tried on its own. */
  ways: readonly Way[]
}

export interface Way {
  /** As `CommonJS, jsdom`. */
  name: string
  /** Throws when the library does not load or does not work. Returns what there is to tell. */
  try(workshop: Workshop): Promise<Partial<Told>>
}
