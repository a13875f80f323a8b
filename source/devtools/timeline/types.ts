// Defines the types of the element `<entracte-timeline>`.

import type { StackEntry, UnregisteredAction } from '../../core/index.js'
import type { Recorded } from '../types.js'

/** A view of the timeline: a flame chart, a table, or the stack of an action. */
export type TimelineView = 'chart' | 'table' | 'stack'

/** The verbs of actions that the view `stack` needs. */
export interface Explainable {
  /** Returns the names of the registered actions, to choose from. */
  actionNames(): string[]
  /** Returns the stack of an action, to be drawn. */
  explain(name: string): StackEntry[]
  /** Returns the actions that are not registered and have something attached, to choose from. */
  explain(): UnregisteredAction[]
}

/** The properties and methods of an `<entracte-timeline>`. Its buttons do the same for the user. */
export interface Timeline {
  /**
   * The recording that is shown: from `record`, which is shown live, or from `loadRecording`. Default undefined: nothing is shown.
   *
   * @throws {TypeError} when it is set to a value that is not a recording.
   */
  recording: Recorded | undefined

  /**
   * The actions whose stacks the view `stack` shows. Default undefined: there is no view `stack`. Setting it again draws the stack again.
   *
   * @throws {TypeError} when it is set to a value without `explain`.
   */
  actions: Explainable | undefined

  /**
   * The view that is shown. Default `chart`.
   *
   * @throws {TypeError} when it is set to a value that is not a view.
   */
  view: TimelineView

  /** Pauses the timeline when set to true: it shows a copy of that moment, while the recording goes on. Default false. */
  paused: boolean

  /** Returns the shown recording as JSON, for `importRecording` and `loadRecording`. */
  exportRecording(): string

  /** Returns the shown recording as a Chrome trace-event file, which Perfetto opens. */
  exportTrace(): string

  /**
   * Shows a saved recording, until `recording` is set again or the user goes back to the recording that was shown before.
   *
   * @param text JSON, as `exportRecording` returns it.
   * @throws {TypeError} when the JSON is not a saved recording. The recording that was shown stays.
   * @throws {SyntaxError} when the text is not JSON. The recording that was shown stays.
   */
  importRecording(text: string): void

  /** Forgets all invocations: a live recording is cleared, a saved recording is no longer shown. */
  clear(): void

  /** Zooms in by the factor 2: around the middle, or around the present time while the newest invocations are followed. */
  zoomIn(): void

  /** Zooms out by the factor 2, until everything is shown. */
  zoomOut(): void

  /** Shows everything, from the first invocation to the last. */
  fit(): void

  /** Shows the newest invocations, and follows them, as a live recording does at the beginning. Ends a pause. */
  follow(): void
}

/** The element `<entracte-timeline>`: an `HTMLElement` where the types of the DOM are loaded. */
export type TimelineElement = Timeline &
  (typeof globalThis extends {
    /** The class of elements, where the types of the DOM are loaded. */
    HTMLElement: {
      /** The properties and methods of every element. */
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
