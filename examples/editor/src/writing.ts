// Holds CodeMirror, with the document that is written. It lives outside React, so that mounting it twice loses nothing.

import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { markdown, markdownLanguage } from '@codemirror/lang-markdown'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { EditorView, keymap, placeholder } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import type { Document } from './storage.js'
import { createValue, type Readable, type Value } from './value.js'

export interface Writing {
  /** What is written now. */
  readonly document: Readable<Document>
  /** Whether nothing can be written. */
  readonly readOnly: Value<boolean>
  /** Shows another document. What could be undone is forgotten. */
  open(document: Document): void
  /** Puts the view into the page. Returns what takes it out again. */
  mount(parent: HTMLElement): () => void
  /** Adds something to CodeMirror. Returns what takes it away. */
  extend(extension: Extension): () => void
  select(from: number, to: number): void
  focus(): void
}

/** The colours are variables of style.css, so one style is enough for light and dark. */
const highlighting = HighlightStyle.define([
  { tag: tags.heading1, fontSize: '1.6em', fontWeight: '700' },
  { tag: tags.heading2, fontSize: '1.3em', fontWeight: '700' },
  { tag: tags.heading, fontWeight: '700' },
  { tag: tags.strong, fontWeight: '700' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.strikethrough, textDecoration: 'line-through' },
  { tag: [tags.link, tags.url], color: 'var(--accent)' },
  { tag: tags.monospace, color: 'var(--code)' },
  { tag: [tags.quote, tags.processingInstruction, tags.contentSeparator], color: 'var(--quiet)' },
])

const theme = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'transparent', color: 'var(--text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'inherit', lineHeight: '1.65', padding: 'var(--gap) 0' },
  '.cm-content': {
    caretColor: 'var(--accent)',
    maxWidth: '46rem',
    margin: '0 auto',
    padding: '0 clamp(16px, 4vw, 40px)',
  },
  '.cm-placeholder': { color: 'var(--quiet)' },
})

export function createWriting(first: Document): Writing {
  const document = createValue(first)
  const readOnly = createValue(false)
  const extensions = new Set<Extension>()
  const added = new Compartment()
  const locked = new Compartment()

  const stateOf = (text: string) =>
    EditorState.create({
      doc: text,
      extensions: [
        history(),
        // Without a binding for Tab, which goes to the next control.
        keymap.of([...defaultKeymap, ...historyKeymap]),
        markdown({ base: markdownLanguage }),
        syntaxHighlighting(highlighting),
        EditorView.lineWrapping,
        // It takes the focus anyway. The attribute says so to programs that check pages.
        EditorView.contentAttributes.of({ 'aria-label': 'Text of the document', spellcheck: 'false', tabindex: '0' }),
        placeholder('Write here'),
        theme,
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) document.set({ ...document.get(), text: state.doc.toString() })
        }),
        locked.of(EditorState.readOnly.of(readOnly.get())),
        added.of([...extensions]),
      ],
    })
  const view = new EditorView({ state: stateOf(first.text) })
  const update = () => view.dispatch({ effects: added.reconfigure([...extensions]) })

  readOnly.subscribe((value) => view.dispatch({ effects: locked.reconfigure(EditorState.readOnly.of(value)) }))

  return {
    document,
    readOnly,
    open(other) {
      view.setState(stateOf(other.text))
      document.set(other)
    },
    mount(parent) {
      parent.append(view.dom)
      return () => view.dom.remove()
    },
    extend(extension) {
      // An array of its own, so that the same extension can be there twice.
      const own = [extension]
      extensions.add(own)
      update()
      return () => {
        extensions.delete(own)
        update()
      }
    },
    select(from, to) {
      view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true })
      view.focus()
    },
    focus: () => view.focus(),
  }
}
