// What a plugin needs for a test: actions that remember what ran, and the parts of the page as simple doubles.

import { createTestActions } from 'entracte/testing'
import { createEditorActions } from '../src/actions.js'
import type { Needs, Question } from '../src/plugins/needs.js'
import { createStorage, type Document } from '../src/storage.js'
import { createValue } from '../src/value.js'

export function openDesk(first: Document) {
  const kept = new Map<string, string>()
  const keeper = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  }
  const storage = createStorage({ keeper, first: {}, delay: 0 })
  const document = createValue(first)
  const shown: string[] = []
  const questions: Question[] = []
  const selected: [from: number, to: number][] = []
  const listenerErrors: string[] = []
  /** How questions are answered. */
  const answers = { yes: true }

  const double = createTestActions(() =>
    createEditorActions({
      storage,
      show: document.set,
      onListenerError: (error, { by }) => listenerErrors.push(`${by?.scope}: ${error}`),
    }),
  )
  const needs: Needs = {
    document,
    isUnsaved: () => storage.stored.get()[document.get().file] !== document.get().text,
    async ask(question) {
      questions.push(question)
      return answers.yes
    },
    show: (text) => shown.push(text),
    extend: () => () => {},
    select: (from, to) => selected.push([from, to]),
  }
  return {
    double,
    actions: double.actions,
    storage,
    document,
    shown,
    questions,
    selected,
    listenerErrors,
    answers,
    needs,
  }
}
