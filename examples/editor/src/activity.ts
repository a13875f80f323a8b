// Remembers what happened, for the user: how each action ended, and which listener failed.

import type { Actions, ListenerErrorInfo, ObservedParty } from 'entracte'
import type { Editor, SaveRequest } from './actions.js'
import { createValue, type Readable } from './value.js'

export interface Happening {
  readonly id: number
  readonly kind: 'done' | 'aborted' | 'failed'
  readonly text: string
  readonly time: Date
}

export interface Activity {
  /** The newest first. */
  readonly happenings: Readable<readonly Happening[]>
  /** The last error of a listener of each plugin that has failed, by the name of the plugin. */
  readonly troubles: Readable<Readonly<Record<string, string>>>
  /** Notes how each action of the editor ends. */
  watch(actions: Actions<Editor>): void
  /** Notes what a listener threw. */
  noteListenerError(error: unknown, info: ListenerErrorInfo): void
  /** Forgets the trouble of a plugin. */
  calm(plugin: string): void
}

/** How many happenings are kept. */
const KEPT = 50

export function createActivity(): Activity {
  const happenings = createValue<readonly Happening[]>([])
  const troubles = createValue<Readonly<Record<string, string>>>({})
  let id = 0

  function note(kind: Happening['kind'], text: string): void {
    id += 1
    happenings.set([{ id, kind, text, time: new Date() }, ...happenings.get()].slice(0, KEPT))
  }

  return {
    happenings,
    troubles,
    watch(actions) {
      actions.observe({ parties: false, end: (info) => note(kindOf(info), `${subjectOf(info)} ${endOf(info)}`) })
    },
    noteListenerError(error, { by, event }) {
      const text = `${by?.scope ?? 'a listener'} failed in ${event ?? 'a listener'}: ${textOf(error)}`
      if (by?.scope !== undefined) troubles.set({ ...troubles.get(), [by.scope]: textOf(error) })
      note('failed', text)
    },
    calm(plugin) {
      const { [plugin]: _, ...others } = troubles.get()
      troubles.set(others)
    },
  }
}

/** Returns the text of an error, or of any value that was thrown. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function kindOf({ aborted, ...info }: ObservedParty): Happening['kind'] {
  if (aborted) return 'aborted'
  return 'error' in info ? 'failed' : 'done'
}

function subjectOf({ name, ctx }: ObservedParty): string {
  const { file, automatic } = ctx.payload as Partial<SaveRequest>
  if (name === 'OpenDocument') return `Opening ${file}`
  return automatic ? `Saving ${file} by itself` : `Saving ${file}`
}

function endOf(info: ObservedParty): string {
  if (info.aborted) return `was stopped by ${info.by?.scope ?? 'the editor'}: ${textOf(info.reason)}`
  return 'error' in info ? `failed: ${textOf(info.error)}` : 'is done'
}
