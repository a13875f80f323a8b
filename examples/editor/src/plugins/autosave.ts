// Saves a while after the last key, and tries again when this fails.

import type { Plugin } from 'entracte/plugins'
import type { Editor } from '../actions.js'
import { pause } from '../storage.js'
import type { Needs } from './needs.js'

/** How long nothing has to be written before the document is saved, in milliseconds. */
export const QUIET = 1_500

/** How long it waits before each further try, in milliseconds. */
export const PAUSES = [1_000, 2_000, 4_000]

const autosave: Plugin<Pick<Editor, 'SaveDocument'>, Pick<Needs, 'document' | 'isUnsaved' | 'show'>> = {
  name: 'autosave',
  setup(scope, { document, isUnsaved, show }) {
    let round = new AbortController()

    async function save(signal: AbortSignal): Promise<void> {
      await pause(QUIET, signal)
      for (const wait of [...PAUSES, undefined]) {
        // Asked anew each time: the user may have saved meanwhile.
        if (!isUnsaved()) return show('')
        const request = { ...document.get(), automatic: true }
        const outcome = await scope.settleAction('SaveDocument', request, { signal })
        if (outcome.status === 'cancelled') return
        if (outcome.status === 'done') return show('Saved by itself')
        if (outcome.status !== 'failed' || isBlocked(outcome.error)) return show('Autosave was stopped')
        if (wait === undefined) return show('Autosave has given up')
        show(`Autosave failed, tries again in ${wait / 1_000} s`)
        await pause(wait, signal)
      }
    }

    /** Begins anew: what is under way has an old text. */
    function restart(): void {
      round.abort()
      round = new AbortController()
      const { signal } = round
      if (!isUnsaved()) show('')
      else {
        save(signal).catch((error: unknown) => {
          if (!signal.aborted) throw error
        })
      }
    }

    scope.onDispose(() => show(''))
    scope.onDispose(document.subscribe(restart))
    scope.onDispose(() => round.abort())
  },
}
export default autosave

/** Whether saving is blocked, with `block` of `entracte/state`. Then trying again does not help. */
function isBlocked(error: unknown): boolean {
  return Object(error).code === 'ACTION_BLOCKED'
}
