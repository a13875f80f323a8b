// The dialog that asks the user. Escape is a no.

import { type SyntheticEvent, useLayoutEffect, useRef } from 'react'
import type { Asking, Waiting } from '../asking.js'
import { useValue } from '../value.js'

export function AskDialog({ asking }: { asking: Asking }) {
  const [first] = useValue(asking.waiting)
  return first && <Dialog key={first.id} waiting={first} />
}

function Dialog({ waiting: { question, answer } }: { waiting: Waiting }) {
  const dialog = useRef<HTMLDialogElement>(null)

  // A layout effect: its end comes while the dialog is still in the page, so that the focus goes back to where it was.
  useLayoutEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    return () => shown?.close()
  }, [])

  function close({ currentTarget: { open, returnValue } }: SyntheticEvent<HTMLDialogElement>): void {
    // Under StrictMode, it is closed and opened once more at the beginning, and told of it later.
    if (!open) answer(returnValue === 'yes')
  }

  return (
    <dialog ref={dialog} className="ask" aria-labelledby="question" aria-describedby="details" onClose={close}>
      <h2 id="question">{question.title}</h2>
      <p id="details">{question.text}</p>
      <form method="dialog" className="buttons">
        <button type="submit" className="button" value="no">
          {question.no}
        </button>
        <button type="submit" className="button primary" value="yes">
          {question.yes}
        </button>
      </form>
    </dialog>
  )
}
