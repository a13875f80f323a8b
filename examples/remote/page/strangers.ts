// Decides what the strangers may do and what they see, and draws a switch for each.

import { type Exposed, expose, type SharedPart, windowPort } from 'entracte/remote'
import type { Desk } from '../../desk/desk.js'
import { byId, h } from '../../desk/web/page/dom.js'

/** The origin of the CRM, as the page was built. */
declare const CRM: string

const { actions } = globalThis.desk

interface Stranger {
  readonly name: string
  readonly title: string
  readonly about: string
  /** Starts the plugin in the row of its switch. */
  start(row: HTMLElement): { readonly connection: Exposed; kill(): void }
}

const crmPage: Stranger = {
  name: 'crm-page',
  title: 'CRM in a frame',
  about: 'A page of another origin: aborts, edits, and signs messages.',
  start(row) {
    const frame = h('iframe', { title: 'CRM', sandbox: 'allow-scripts', referrerpolicy: 'no-referrer', src: CRM })
    row.append(frame)
    // A frame that is sandboxed without `allow-same-origin` has the origin 'null'.
    const port = windowPort(frame.contentWindow, { origin: 'null' })
    const connection = expose(actions, port, {
      scope: 'crm-page',
      allow: (verb, action) =>
        `${verb} ${action}` === 'before AcceptTask' || `${verb} ${action}` === 'replace SendMessage',
      share: shareWithCrm,
    })
    return { connection, kill: () => frame.remove() }
  },
}

/** Shows the CRM an account and a priority, or the text of a message, and nothing else. */
function shareWithCrm(value: unknown, action: string, part: SharedPart): unknown {
  if (part !== 'payload') return undefined
  if (action === 'SendMessage') return { body: (value as Parameters<Desk['SendMessage']>[0]).body }
  const { priority, attributes } = (value as Parameters<Desk['AcceptTask']>[0]).task
  return { task: { priority, attributes: { account: attributes.account } } }
}

const score: Stranger = {
  name: 'score',
  title: 'Score in a worker',
  about: 'Thinks for a minute about each call. Switched off, it is killed.',
  start() {
    const worker = new Worker(addressOf('/score.js') as string)
    return {
      connection: expose(actions, worker, { scope: 'score', allow: ['AcceptTask'] }),
      kill: () => worker.terminate(),
    }
  },
}

// The policy of the page lets text become the address of a worker only here.
const trusted = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: object): Policy } }).trustedTypes
interface Policy {
  createScriptURL(address: string): unknown
}
const workers = trusted?.createPolicy('worker', { createScriptURL: (address: string) => address })

function addressOf(file: '/score.js'): unknown {
  return workers?.createScriptURL(file) ?? file
}

// ---- The switches

/** Adds a switch to the list, and switches it on. A frame has a window only once it is in the page. */
function addSwitch({ name, title, about, start }: Stranger): void {
  const button = h(
    'button',
    { class: 'switch', type: 'button', role: 'switch', 'aria-checked': 'false', 'aria-describedby': `about-${name}` },
    h('span', { class: 'name' }, title),
    h('span', { class: 'track', 'aria-hidden': 'true' }),
  )
  const row = h('li', {}, button, h('p', { class: 'about', id: `about-${name}` }, about))
  let running: ReturnType<typeof start> | undefined

  const on = () => {
    const started = start(row)
    running = started
    button.setAttribute('aria-checked', 'true')
    // It may also crash, or be cut off.
    started.connection.closed.then(() => {
      if (running === started) off()
    })
  }
  const off = () => {
    const stopped = running
    running = undefined
    button.setAttribute('aria-checked', 'false')
    // Nothing tells that a worker was terminated or a frame was removed: so the connection is ended, too.
    stopped?.kill()
    stopped?.connection()
  }
  button.addEventListener('click', () => (running === undefined ? on() : off()))
  list.append(row)
  on()
}

const list = h('ul', { class: 'switches strangers', 'aria-label': 'Strangers' })
byId('switches').after(list)
for (const stranger of [crmPage, score]) addSwitch(stranger)
