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

/** From the worker, through the frame, to the page. The frame keeps what is drawn, and tells how high it is: 0 when there is nothing. */
export type Message =
  | { type: 'alive' }
  | { type: 'lines'; lines: Line[] }
  | { type: 'recorded'; recorded: Recorded[] }
  | { type: 'drawn'; drawing: Drawing }
  | { type: 'shown'; height: number }
  | { type: 'ended'; milliseconds: number }
  | { type: 'stopped'; text: string }

/** A text or an element of the program's document. */
export type Drawn = { id: number; text: string } | DrawnElement

export interface DrawnElement {
  id: number
  tag: string
  attributes: Record<string, string>
  children: Drawn[]
  /** What is in a field, which its attributes do not say. */
  value?: string
  checked?: boolean
}

/** What the program's document has in its body. */
export interface Drawing {
  content: Drawn[]
  /** The number of the last event that has happened there. */
  handled: number
  /** The element that the program wants to have the focus. */
  focus: number | undefined
}

/** From the frame to the worker: an event of an element. */
export interface Happening {
  number: number
  id: number
  type: string
  value?: string
  checked?: boolean
  init: { key?: string; shiftKey?: boolean; ctrlKey?: boolean; altKey?: boolean; metaKey?: boolean }
}

/** From the page to the frame: how the page looks. */
export interface Look {
  isDark: boolean
}
