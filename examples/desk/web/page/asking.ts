// Decides how the agent is asked: by the browser, which stops everything meanwhile, or by a dialog of the page's own.
import { byId, setText } from './dom.js'

export type Manner = 'browser' | 'page'

/** Asks, and resolves with yes or no. The browser's way is done by the time this returns, within the click. */
export function ask(manner: Manner, question: string): Promise<boolean> {
  return manner === 'browser' ? Promise.resolve(window.confirm(question)) : askInPage(question)
}

/** Leaving the dialog in any other way than by its yes is a no, as with Escape. */
async function askInPage(question: string): Promise<boolean> {
  const dialog = byId<HTMLDialogElement>('asking')
  setText(byId('asking-question'), question)
  dialog.returnValue = 'no'
  dialog.showModal()
  await new Promise((closed) => dialog.addEventListener('close', closed, { once: true }))
  return dialog.returnValue === 'yes'
}
