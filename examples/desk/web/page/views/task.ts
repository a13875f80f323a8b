// Draws the selected task: who it is, what can be done, how it stands, what was said.
import { byId, h, type IconName, icon, setAttribute, setText } from '../dom.js'
import { nameOf, words } from '../outcomes.js'
import type { Note, Shift, Status, Work } from '../shift.js'
import type { Watch } from '../watch.js'

/** What the agent can do with a task. */
export type Step = 'AcceptTask' | 'RejectTask' | 'HoldCall' | 'UnholdCall' | 'WrapupTask' | 'CompleteTask'

export interface TaskView {
  do(step: Step, work: Work): void
  send(body: string, work: Work): void
  /** Goes on to the next task that waits. */
  next(): void
  /** What is running of the task, if anything is. */
  pending(work: Work): Step | 'SendMessage' | undefined
}

interface StateOfTask {
  kind: 'idle' | 'asking' | 'pending' | 'done' | 'aborted' | 'failed' | 'timed-out'
  title: string
  detail: string
}

const steps: readonly { step: Step; label: string; primary?: boolean; at: readonly Status[]; voice?: boolean }[] = [
  { step: 'AcceptTask', label: 'Accept', primary: true, at: ['offered'] },
  { step: 'RejectTask', label: 'Reject', at: ['offered'] },
  { step: 'WrapupTask', label: 'Wrap up', primary: true, at: ['accepted', 'held'] },
  { step: 'HoldCall', label: 'Hold', at: ['accepted'], voice: true },
  { step: 'UnholdCall', label: 'Resume', at: ['held'], voice: true },
  { step: 'CompleteTask', label: 'Complete', primary: true, at: ['wrapping'] },
]

const channels = { voice: 'Voice', chat: 'Chat', sms: 'SMS' } as const

/** How a task stands on which nothing has happened yet. */
const idle: Record<Status, [title: string, detail: string]> = {
  offered: ['Waiting for you', 'Accept the task, or reject it.'],
  accepted: ['Active', 'You are connected.'],
  held: ['On hold', 'The customer hears music.'],
  wrapping: ['In wrap-up', 'Note what is left to note, then complete the task.'],
  completed: ['Completed', 'Nothing is left to do here.'],
  rejected: ['Rejected', 'Somebody else will take it.'],
}

export function drawTask(shift: Shift, watch: Watch, view: TaskView): { render(): void; focus(): void } {
  const title = h('h2', { id: 'task-title', tabindex: '-1' })
  const about = h('p', { class: 'subject' })
  const facts = h('dl', { class: 'facts' })
  const banner = h('div', { class: 'state' })
  const buttons = new Map(steps.map(({ step, label, primary }) => [step, button(label, primary, () => press(step))]))
  const next = button('Next task', true, () => view.next())
  const bar = h('div', { class: 'buttons', role: 'group', 'aria-label': 'Actions' }, ...buttons.values(), next)
  const notes = h('ul', { class: 'notes', 'aria-label': 'From the plugins' })
  const messages = h('ol', { class: 'messages', 'aria-label': 'Conversation' })
  const input = h('input', { id: 'message', autocomplete: 'off', placeholder: 'Write a message' })
  const send = h('button', { class: 'button', type: 'submit' }, 'Send')
  const composer = h(
    'form',
    { class: 'composer' },
    h('label', { class: 'unseen', for: 'message' }, 'Message'),
    input,
    send,
  )
  const empty = h('p', { class: 'empty' }, 'Choose a task of the queue, and it is shown here.')
  const body = h('div', { class: 'work' }, about, facts, banner, bar, notes, messages, composer)
  byId('task').append(h('header', { class: 'head' }, title), body, empty)
  composer.addEventListener('submit', (event) => {
    event.preventDefault()
    const text = input.value.trim()
    if (isOff(send) || text === '' || !shift.selected) return
    view.send(text, shift.selected)
    input.value = ''
  })

  function press(step: Step): void {
    if (shift.selected) view.do(step, shift.selected)
  }

  function render(): void {
    const work = shift.selected
    body.hidden = !work
    empty.hidden = Boolean(work)
    setText(title, work?.task.attributes.name ?? 'No task')
    if (!work) return
    const hadFocus = body.contains(document.activeElement)
    renderFacts(work)
    renderState(work)
    renderButtons(work)
    renderSayings(work)
    // What had the focus may be there no more: what can be done next is, or the name.
    if (hadFocus && !isShown(document.activeElement)) focus()
  }

  function renderFacts({ task }: Work): void {
    const { attributes, queueName, age, priority, taskChannelUniqueName: channel } = task
    setText(about, attributes.subject)
    const pairs = { Channel: channels[channel], Queue: queueName, From: attributes.from, Account: attributes.account }
    fill(
      facts,
      Object.entries({ ...pairs, Waited: `${age} s`, Priority: String(priority) }),
      ([term, fact]) => `${term}\n${fact}`,
      ([term, fact]) => h('div', {}, h('dt', {}, term), h('dd', {}, fact)),
    )
  }

  function renderState(work: Work): void {
    const state = stateOf(work)
    fill(
      banner,
      [state],
      ({ kind, title, detail }) => `${kind}\n${title}\n${detail}`,
      ({ kind, title, detail }) =>
        h(
          'div',
          { class: 'message' },
          icon(kind as IconName),
          h('p', {}, h('strong', {}, title), detail && ` ${detail}`),
        ),
    )
    setAttribute(banner, 'data-state', state.kind)
  }

  function stateOf(work: Work): StateOfTask {
    const pending = view.pending(work)
    if (shift.asking?.work === work) return { kind: 'asking', title: 'Asking you', detail: shift.asking.question }
    if (pending) {
      const party = watch.busyWith(work.task)
      const detail = party === undefined ? '' : `Waiting for ${nameOf(party)}`
      return { kind: 'pending', title: words[pending].doing, detail }
    }
    const [title, detail] = idle[shift.statusOf(work)]
    if (!work.outcome) return { kind: 'idle', title, detail }
    return work.outcome.kind === 'done' ? { ...work.outcome, detail } : work.outcome
  }

  function renderButtons(work: Work): void {
    const status = shift.statusOf(work)
    const pending = view.pending(work)
    const isVoice = work.task.taskChannelUniqueName === 'voice'
    for (const { step, label, at, voice } of steps) {
      const button = buttons.get(step) as HTMLButtonElement
      button.hidden = !at.includes(status) || (voice === true && !isVoice)
      setAttribute(button, 'aria-disabled', pending ? 'true' : undefined)
      setAttribute(button, 'data-pending', pending === step)
      setText(button, pending === step ? words[step].doing : label)
    }
    next.hidden = (status !== 'completed' && status !== 'rejected') || shift.count('offered') === 0
    composer.hidden = isVoice || status !== 'accepted'
    setAttribute(send, 'aria-disabled', pending ? 'true' : undefined)
    setAttribute(send, 'data-pending', pending === 'SendMessage')
    setText(send, pending === 'SendMessage' ? words.SendMessage.doing : 'Send')
  }

  function renderSayings({ task, notes: said }: Work): void {
    fill(
      notes,
      said,
      ({ scope, text }: Note) => `${scope}\n${text}`,
      ({ scope, text, trouble }: Note) =>
        h('li', { class: trouble && 'trouble' }, h('span', { class: 'chip' }, scope), h('span', {}, text)),
    )
    notes.hidden = said.length === 0
    const { conversationSid, subject } = task.attributes
    const ours = shift.messages.filter((message) => message.conversationSid === conversationSid)
    const lines =
      conversationSid === undefined ? [] : [`theirs\n${subject}`, ...ours.map(({ body }) => `ours\n${body}`)]
    fill(messages, lines, String, (line) => {
      const [who = '', text] = line.split('\n')
      return h('li', { class: who }, h('span', { class: 'unseen' }, who === 'ours' ? 'You: ' : 'Customer: '), text)
    })
    messages.hidden = lines.length === 0
  }

  function focus(): void {
    const first = [...bar.querySelectorAll('button')].find(isShown)
    ;(first ?? title).focus()
  }

  return { render, focus }
}

/** A button that keeps the focus while it is off: off is what it says, and what it does nothing for. */
function button(label: string, primary: boolean | undefined, press: () => void): HTMLButtonElement {
  const element = h('button', { class: primary ? 'button primary' : 'button', type: 'button' }, label)
  element.addEventListener('click', () => {
    if (!isOff(element)) press()
  })
  return element
}

function isOff(button: Element): boolean {
  return button.getAttribute('aria-disabled') === 'true'
}

function isShown(element: Element | null): boolean {
  return element !== null && element !== document.body && element.checkVisibility()
}

/** Makes the children anew only when what they are made of has changed. */
function fill<T>(parent: HTMLElement, things: readonly T[], key: (thing: T) => string, make: (thing: T) => Node): void {
  const now = things.map(key).join('\n\n')
  if (parent.dataset.of === now) return
  parent.dataset.of = now
  parent.replaceChildren(...things.map(make))
}
