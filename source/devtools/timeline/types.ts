// What a page can do with an `<entracte-timeline>`, as types.

import type { StackEntry, UnregisteredAction } from '../../core/index.js'
import type { Recorded } from '../types.js'

/** Which of its pictures a timeline shows. */
export type TimelineView = 'chart' | 'table' | 'stack'

/** What the view `stack` needs of actions. */
export interface Explainable {
  /** As of `actions`: the names that can be chosen. */
  actionNames(): string[]
  /** As of `actions`: the stack that is drawn. */
  explain(name: string): StackEntry[]
  /** As of `actions`: the names that nobody has registered, to be chosen, too. */
  explain(): UnregisteredAction[]
}

/** What can be done with an `<entracte-timeline>`, by a page as by the buttons that it has. */
export interface Timeline {
  /**
   * What is shown: what `record` gives, as it happens, or what `loadRecording` gives. Default undefined: nothing.
   *
   * @throws {TypeError} on setting something else.
   */
  recording: Recorded | undefined

  /**
   * The actions whose stacks the view `stack` shows; without them, the default, there is no such view. Set it again to have it look anew.
   *
   * @throws {TypeError} on setting something that cannot `explain`.
   */
  actions: Explainable | undefined

  /** Default `chart`. */
  view: TimelineView

  /** Whether it stands still while the recording goes on; default false. What it shows then is a copy of that moment. */
  paused: boolean

  /** What is shown as JSON, which `importRecording` and `loadRecording` read. */
  exportRecording(): string

  /** What is shown as a Chrome trace-event file, which Perfetto opens. */
  exportTrace(): string

  /**
   * Shows a saved recording instead of the one that was shown, until `recording` is set again or the user goes back.
   *
   * @param text JSON, as `exportRecording` gives it.
   * @throws {TypeError | SyntaxError} when it is something else; what was shown stays.
   */
  importRecording(text: string): void

  /** Forgets all that is recorded, in the recording itself too. */
  clear(): void

  /** Twice as much room for each moment: around the middle, or around now while that is followed. */
  zoomIn(): void

  /** Half as much room for each moment, until everything is shown. */
  zoomOut(): void

  /** Shows everything, from the first invocation to the last. */
  fit(): void

  /** Shows the newest invocations, and goes on doing so: how it is at the beginning. */
  follow(): void
}

/** An `<entracte-timeline>`: an `HTMLElement`, where there are such. */
export type TimelineElement = Timeline &
  (typeof globalThis extends {
    /** There where there are elements. */
    HTMLElement: {
      /** What every element can do. */
      prototype: infer Element
    }
  }
    ? Element
    : object)

declare global {
  interface HTMLElementTagNameMap {
    'entracte-timeline': TimelineElement
  }
}
