// A plugin as a plugin package exports it.

import type { Plugin } from '../../source/plugins/index.js'
import type { Editor } from './editor.js'

const spelling: Plugin<Pick<Editor, 'SaveDocument'>, { words: string[] }> = {
  name: 'spelling',
  setup(scope, { words }) {
    scope.addListener('beforeSaveDocument', function spelling({ file }, abort) {
      if (words.some((word) => file.includes(word))) abort('a word is misspelt')
    })
  },
}

export default spelling
