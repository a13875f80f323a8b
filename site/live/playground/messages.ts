// Defines what the page, the frame and the worker tell each other.

import type { StackEntry, UnregisteredAction } from 'entracte'
import type { SavedRecording } from 'entracte/devtools'

/** From the page to the frame: run this. */
export interface Start {
  /** The number of the run. */
  run: number
  /** The script of the library and of worker.ts. */
  prelude: string
  /** The files as JavaScript. The first file is the one that runs. */
  files: [name: string, code: string][]
}

export interface Line {
  kind: 'log' | 'warn' | 'error' | 'note'
  text: string
}

/** What was recorded of the actions that one `createActions` has made. */
export interface Recorded {
  recording: SavedRecording
  names: string[]
  stacks: Record<string, StackEntry[]>
  unregistered: UnregisteredAction[]
}

/** From the frame to the page. */
export interface Told {
  /** The number of the run that tells it. */
  run: number
  message: Message
}

/** From the worker, through the frame, to the page. */
export type Message =
  | { type: 'alive' }
  | { type: 'lines'; lines: Line[] }
  | { type: 'recorded'; recorded: Recorded[] }
  | { type: 'ended'; milliseconds: number }
  | { type: 'stopped'; text: string }
