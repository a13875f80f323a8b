// Decides which actions the editor has, and what each of them does.

import { type Actions, createActions, type ListenerErrorHandler } from 'entracte'
import type { Document, DocumentStorage } from './storage.js'

export interface SaveRequest extends Document {
  /** True when the user has not asked for it. Then nobody should be asked anything. */
  readonly automatic?: boolean
}

/** The actions of the editor. Plugins name the actions that they need: `Pick<Editor, 'SaveDocument'>`. */
export interface Editor {
  /** Opens a document. A file that is not stored is a new document. */
  OpenDocument(request: { file: string }): Promise<Document>
  /** Stores a document, and returns how many characters it has. */
  SaveDocument(request: SaveRequest): Promise<number>
}

export interface EditorParts {
  storage: Pick<DocumentStorage, 'read' | 'write'>
  /** Shows a document that has been read. */
  show(document: Document): void
  /** Receives what after-listeners throw: it changes no outcome. */
  onListenerError: ListenerErrorHandler
}

export function createEditorActions({ storage, show, onListenerError }: EditorParts): Actions<Editor> {
  const actions = createActions<Editor>({ onListenerError })
  actions.registerAction('OpenDocument', async ({ file }, ctx) => {
    const document = await storage.read(file, ctx.signal)
    show(document)
    return document
  })
  actions.registerAction('SaveDocument', async ({ file, text }, ctx) => {
    await storage.write({ file, text }, ctx.signal)
    return text.length
  })
  return actions
}
