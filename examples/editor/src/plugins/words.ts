// Counts the words of the document while it is written.

import type { Plugin } from 'entracte/plugins'
import type { Needs } from './needs.js'

/** Words that people read in a minute. */
const PACE = 230

const words: Plugin<Record<never, never>, Pick<Needs, 'document' | 'show'>> = {
  name: 'words',
  setup(scope, { document, show }) {
    scope.onDispose(document.subscribe(({ text }) => show(describe(countWords(text)))))
    scope.onDispose(() => show(''))
  },
}
export default words

/** Returns the number of words. The signs of Markdown are none, also the `x` of a ticked box. */
export function countWords(text: string): number {
  return text.replaceAll('[x]', '').match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)?.length ?? 0
}

function describe(count: number): string {
  const words = `${count} ${count === 1 ? 'word' : 'words'}`
  return count === 0 ? words : `${words}, ${Math.ceil(count / PACE)} min to read`
}
