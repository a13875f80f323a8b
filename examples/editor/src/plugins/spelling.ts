// Marks misspelt words, and asks before a document that has some is saved.

import { Decoration, EditorView, MatchDecorator, ViewPlugin } from '@codemirror/view'
import type { Plugin } from 'entracte/plugins'
import type { Editor } from '../actions.js'
import type { Needs } from './needs.js'

const MISSPELT: Readonly<Record<string, string>> = {
  ...{ adress: 'address', beleive: 'believe', definately: 'definitely', occured: 'occurred', recieve: 'receive' },
  ...{ seperate: 'separate', teh: 'the', thier: 'their', untill: 'until', wich: 'which' },
}

const PATTERN = new RegExp(`\\b(?:${Object.keys(MISSPELT).join('|')})\\b`, 'gi')

const spelling: Plugin<Pick<Editor, 'SaveDocument'>, Pick<Needs, 'ask' | 'document' | 'extend' | 'select' | 'show'>> = {
  name: 'spelling',
  setup(scope, { ask, document, extend, select, show }) {
    scope.onDispose(extend(marks))
    scope.onDispose(document.subscribe(({ text }) => show(describe(findMisspelt(text).length))))
    scope.onDispose(() => show(''))

    scope.addListener('beforeSaveDocument', async function checkSpelling({ text, automatic }, abort, ctx) {
      const [first, ...others] = findMisspelt(text)
      if (automatic || first === undefined) return
      const question = {
        title: 'Save with misspelt words?',
        text: `“${first.word}” should be “${first.meant}”${others.length > 0 ? ` (and ${others.length} more)` : ''}.`,
        yes: 'Save anyway',
        no: 'Go to the word',
      }
      if (await ask(question, ctx.signal)) return
      select(first.from, first.to)
      abort(`“${first.word}” is misspelt`)
    })
  },
}
export default spelling

export interface Misspelt {
  readonly word: string
  /** The word that is meant. */
  readonly meant: string
  readonly from: number
  readonly to: number
}

export function findMisspelt(text: string): Misspelt[] {
  return [...text.matchAll(PATTERN)].map(({ 0: word, index }) => ({
    word,
    meant: MISSPELT[word.toLowerCase()] ?? '',
    from: index,
    to: index + word.length,
  }))
}

function describe(count: number): string {
  return count === 0 ? 'No word is misspelt' : `${count} misspelt ${count === 1 ? 'word' : 'words'}`
}

const matcher = new MatchDecorator({
  regexp: PATTERN,
  decoration: ([word]) =>
    Decoration.mark({ class: 'misspelt', attributes: { title: `“${MISSPELT[word.toLowerCase()]}”?` } }),
})

/** Underlines misspelt words in CodeMirror. */
const marks = [
  ViewPlugin.define(
    (view) => ({
      decorations: matcher.createDeco(view),
      update(update) {
        this.decorations = matcher.updateDeco(update, this.decorations)
      },
    }),
    { decorations: ({ decorations }) => decorations },
  ),
  EditorView.baseTheme({
    '.misspelt': { textDecoration: 'underline wavy var(--bad) 1px', textUnderlineOffset: '3px' },
  }),
]
