// Makes the editor: CodeMirror, in the colours of the site.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'

export interface Editor {
  view: EditorView
  /** Shows another text, with a history of its own. */
  open(text: string, isJsx: boolean): void
  /** Adds what knows the types, or takes it away. */
  help(extension: Extension): void
}

export function createEditor(root: ShadowRoot, onChange: (text: string) => void, onRun: () => void): Editor {
  const helping = new Compartment()
  let extension: Extension = []
  const extensions = (jsx: boolean): Extension => [
    lineNumbers(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    autocompletion(),
    highlightActiveLine(),
    javascript({ typescript: true, jsx }),
    syntaxHighlighting(colours),
    theme,
    EditorView.contentAttributes.of({ 'aria-label': 'The program', spellcheck: 'false', tabindex: '0' }),
    EditorView.updateListener.of((update) => update.docChanged && onChange(update.state.doc.toString())),
    keymap.of([
      {
        key: 'Mod-Enter',
        run() {
          onRun()
          return true
        },
      },
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...historyKeymap,
      ...completionKeymap,
    ]),
    helping.of(extension),
  ]
  const stateOf = (doc: string, jsx: boolean) => EditorState.create({ doc, extensions: extensions(jsx) })
  const view = new EditorView({ root, state: stateOf('', false) })
  return {
    view,
    open: (text, isJsx) => view.setState(stateOf(text, isJsx)),
    help(other) {
      extension = other
      view.dispatch({ effects: helping.reconfigure(other) })
    },
  }
}

const theme = EditorView.theme({
  '&': { height: '100%', fontSize: '14px', backgroundColor: 'var(--site-code)', color: 'var(--vp-c-text-1)' },
  '&.cm-focused': { outline: '2px solid var(--vp-c-brand-1)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--vp-font-family-mono)', lineHeight: '1.6', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--vp-c-text-1)' },
  '.cm-cursor': { borderLeftColor: 'var(--vp-c-text-1)' },
  '.cm-gutters': { backgroundColor: 'var(--site-code)', color: 'var(--vp-c-text-2)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--vp-c-default-soft)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--site-selection)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--vp-c-bg-elv)',
    color: 'var(--vp-c-text-1)',
    border: '1px solid var(--site-line)',
    borderRadius: '6px',
    maxWidth: 'min(560px, 90vw)',
  },
  '.cm-tooltip-hover': {
    padding: '6px 10px',
    whiteSpace: 'pre-wrap',
    fontSize: '13px',
    maxHeight: '300px',
    overflow: 'auto',
  },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--vp-c-brand-3)', color: '#fff' },
})

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--site-keyword)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--site-string)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--site-number)' },
  { tag: tags.comment, color: 'var(--vp-c-text-2)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--site-function)' },
  { tag: [tags.typeName, tags.className, tags.tagName], color: 'var(--site-type)' },
  { tag: tags.attributeName, color: 'var(--site-function)' },
])
