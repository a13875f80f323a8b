// Is broken: its listener throws after each save. The document is saved all the same, and the page says who has failed.

import type { Plugin } from 'entracte/plugins'
import type { Editor } from '../actions.js'

const publish: Plugin<Pick<Editor, 'SaveDocument'>, unknown> = {
  name: 'publish',
  setup(scope) {
    scope.addListener('afterSaveDocument', function sendToBlog({ file }) {
      throw new Error(`the blog did not take ${file}`)
    })
  },
}
export default publish
