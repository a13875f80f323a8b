// Does what browsers do by default: a click changes a box, submits a form or resets it.

import { fire } from './events.js'
import { change, isOnOff, states } from './fields.js'
import { property, view } from './view.js'

const { HTMLElement } = view

// linkedom gives forms no class of their own.
property(HTMLElement.prototype, 'elements', (form) => [...form.querySelectorAll('input,select,textarea,button')])
Object.assign(HTMLElement.prototype, {
  requestSubmit(this: HTMLFormElement, submitter: Element | null = null) {
    fire(this, 'submit', { submitter })
  },

  reset(this: HTMLFormElement) {
    for (const field of this.querySelectorAll('input,textarea,option')) states.delete(field)
    fire(this, 'reset')
  },
})

Object.assign(HTMLElement.prototype, {
  click(this: HTMLElement) {
    if ((this as HTMLButtonElement).disabled) return
    const box = isOnOff(this as HTMLInputElement)
    const before = (this as HTMLInputElement).checked
    if (box) change(this, 'checked', (this as HTMLInputElement).type === 'radio' || !before)
    if (!press(this)) return box && change(this, 'checked', before)
    if (!box) return
    fire(this, 'input')
    fire(this, 'change')
  },

  blur(this: HTMLElement) {
    fire(this, 'focusout')
  },
})

/** Clicks, and submits the form when the element is a button that does. Returns whether nobody has prevented it. */
export function press(element: Element, init: object = {}): boolean {
  if (!fire(element, 'click', { button: 0, detail: 1, ...init })) return false
  const button = element.closest('button,input') as HTMLButtonElement | null
  const submits = button?.localName === 'button' ? (button.getAttribute('type') ?? 'submit') : button?.type
  if (submits === 'submit' && button && !button.disabled) button.form?.requestSubmit(button)
  if (submits === 'reset') button?.form?.reset()
  return true
}

/** The data of a form, which the FormData of a worker cannot read. */
export class DataOfForm extends FormData {
  constructor(form?: HTMLFormElement, submitter?: HTMLElement | null) {
    super()
    for (const field of (form?.elements ?? []) as HTMLInputElement[]) {
      const { name, type, localName } = field
      if (name === '' || field.disabled) continue
      if (localName === 'button' || type === 'submit' ? field !== submitter : isOnOff(field) && !field.checked) continue
      this.append(name, field.value ?? '')
    }
  }
}
