// Decides what plugins receive besides their scope.

import type { Extension } from '@codemirror/state'
import type { Document } from '../storage.js'
import type { Readable } from '../value.js'

/** A question to the user, and the words on its two buttons. */
export interface Question {
  readonly title: string
  readonly text: string
  readonly yes: string
  readonly no: string
}

export interface Needs {
  /** The document as it is now. It changes with each key. */
  readonly document: Readable<Document>
  /** Whether the document differs from what is stored. */
  isUnsaved(): boolean
  /** Asks the user. When the signal fires, the question goes, and the answer is no. */
  ask(question: Question, signal: AbortSignal): Promise<boolean>
  /** Shows a text of this plugin in the status bar. An empty text takes it away. */
  show(text: string): void
  /** Adds something to CodeMirror. Returns what takes it away. */
  extend(extension: Extension): () => void
  /** Selects a part of the text, and goes there. */
  select(from: number, to: number): void
}
