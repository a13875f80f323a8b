// The plugin in the frame: knows accounts, and has a say in the desk.

import { connect, windowPort } from 'entracte/remote'
import type { Desk } from '../../desk/desk.js'

/** The origin of the desk, as the page was built. */
declare const DESK: string

const accounts = new Map([
  ['C-11877', { level: 'gold', isBlocked: false }],
  ['C-10931', { level: 'standard', isBlocked: true }],
])

const desk = connect<Desk>(windowPort(window.parent, { origin: DESK }))

desk.addListener('beforeAcceptTask', function checkTheAccount({ task }, abort) {
  const { account } = task.attributes
  const known = accounts.get(account)
  say(`Asked for ${account}: ${known === undefined ? 'not known' : known.isBlocked ? 'blocked' : known.level}`)
  if (known?.isBlocked) abort(`${account} is blocked in the CRM`)
  if (known?.level === 'gold') task.priority = 9
})

desk.replaceAction('SendMessage', function signTheMessage({ body }, original) {
  say('Signed a message')
  // The desk adds the conversation, which the CRM does not see.
  return original({ body: `${body} — Your desk, with the CRM` } as Parameters<Desk['SendMessage']>[0])
})

// ---- What the frame shows

function say(text: string): void {
  ;(document.getElementById('asked') as HTMLElement).textContent = text
}

for (const [name, account] of accounts) {
  const box = Object.assign(document.createElement('input'), { type: 'checkbox', checked: account.isBlocked })
  box.addEventListener('change', () => {
    account.isBlocked = box.checked
  })
  const label = document.createElement('label')
  label.append(box, ` Block ${name}`)
  const row = document.createElement('li')
  row.append(label, account.level)
  document.getElementById('accounts')?.append(row)
}
