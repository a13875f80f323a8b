// Is broken: its set-up throws. What it had attached before is taken off, and its switch shows the error.

import type { Plugin } from 'entracte/plugins'
import type { Editor } from '../actions.js'

const sync: Plugin<Pick<Editor, 'SaveDocument'>, unknown> = {
  name: 'sync',
  async setup(scope) {
    scope.addListener('beforeSaveDocument', function compareVersions(_request, abort) {
      abort('this listener is never called')
    })
    await Promise.reject(new Error('there is no account to synchronize with'))
  },
}
export default sync
