// The bar: which document is open, and saving it.

import { useEffect, useEffectEvent } from 'react'
import { textOf } from '../activity.js'
import { useAction, useActionListener, useBlocked, usePending } from '../context.js'
import { useValue } from '../value.js'
import type { Workspace } from '../workspace.js'
import { ThemeChoice } from './theme.js'

interface Props {
  workspace: Workspace
}

export function Bar({ workspace }: Props) {
  return (
    <header className="bar">
      <h1>
        <img src="./icon.svg" alt="" width="28" height="28" />
        Editor
      </h1>
      <Documents workspace={workspace} />
      <SaveButton workspace={workspace} />
      <ThemeChoice />
    </header>
  )
}

function Documents({ workspace: { storage, writing, asking } }: Props) {
  const stored = useValue(storage.stored)
  const { file, text } = useValue(writing.document)
  const opening = useAction('OpenDocument', { cancel: 'latest' })
  const isUnsaved = text !== (stored[file] ?? '')
  const files = [...new Set([...Object.keys(stored), file])]

  // The function of the newest render is called: so it knows whether the document is unsaved now.
  useActionListener('beforeOpenDocument', async function keepChanges(_request, abort, ctx) {
    const question = {
      title: 'Leave without saving?',
      text: `What you have changed in ${file} will be lost.`,
      yes: 'Leave',
      no: 'Stay',
    }
    if (isUnsaved && !(await asking.ask(question, ctx.signal))) abort(`${file} has changes`)
  })
  useActionListener('afterOpenDocument', () => writing.focus())

  return (
    <>
      <label className="field">
        <span>Document</span>
        <select value={file} onChange={({ target }) => opening.run({ file: target.value })}>
          {files.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <button
        type="button"
        className="button"
        aria-label="New document"
        onClick={() => opening.run({ file: unusedName(files) })}
      >
        New
      </button>
    </>
  )
}

function SaveButton({ workspace: { storage, writing } }: Props) {
  const document = useValue(writing.document)
  const stored = useValue(storage.stored)
  const saving = useAction('SaveDocument')
  // Also true while a plugin saves.
  const isPending = usePending('SaveDocument', { file: document.file })
  const isBlocked = useBlocked('SaveDocument')
  const isUnsaved = document.text !== (stored[document.file] ?? '')

  // The payload of the run is the document as it was then. With the next key, it is another document.
  const latest = saving.payload === document ? saving : NO_SAVING

  function save(): void {
    if (!isPending && !isBlocked) saving.run(document)
  }

  const saveByKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
    event.preventDefault()
    save()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => saveByKey(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])

  return (
    <>
      {/* Not `disabled`, which would take the focus away. */}
      <button
        type="button"
        className="button primary"
        aria-disabled={isPending || isBlocked}
        aria-keyshortcuts="Control+S Meta+S"
        title="Ctrl+S"
        onClick={save}
      >
        {isPending ? 'Saving…' : 'Save'}
      </button>
      <p className="saved" role="status" data-status={isBlocked ? 'blocked' : latest.status}>
        {said({ saving: latest, isUnsaved, isBlocked })}
      </p>
    </>
  )
}

type Saving = Pick<ReturnType<typeof useAction<'SaveDocument'>>, 'status' | 'reason' | 'by' | 'error'>

const NO_SAVING: Saving = { status: 'idle', reason: undefined, by: undefined, error: undefined }

/** Says why the latest saving of the user did not end well; otherwise, whether there is something to save. */
function said({ saving, isUnsaved, isBlocked }: { saving: Saving; isUnsaved: boolean; isBlocked: boolean }): string {
  if (isBlocked) return 'Read only'
  if (saving.status === 'aborted') return `Not saved: ${saving.reason} (${saving.by?.scope})`
  if (saving.status === 'failed') return `Not saved: ${textOf(saving.error)}`
  return isUnsaved ? 'Unsaved changes' : 'Saved'
}

function unusedName(files: readonly string[]): string {
  const names = files.map((_, index) => `untitled-${index + 1}.md`)
  return names.find((name) => !files.includes(name)) ?? 'untitled.md'
}
