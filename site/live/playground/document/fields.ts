// Gives fields a state apart from their attributes: what users and programs change in them. linkedom has only the attributes.

import { property, view } from './view.js'

const { document, HTMLInputElement, HTMLTextAreaElement, HTMLSelectElement, HTMLOptionElement } = view

interface FieldState {
  value?: string
  checked?: boolean
}

/** What users or programs have changed in a field. Its attributes are what it was at first. */
export const states = new WeakMap<object, FieldState>()

function stateOf(field: object): FieldState {
  const state = states.get(field) ?? {}
  states.set(field, state)
  return state
}

function reflect(prototype: object, names: Record<string, 'text' | 'flag'>): void {
  for (const [name, kind] of Object.entries(names)) {
    const attribute = name.replace('default', '').toLowerCase()
    Object.defineProperty(prototype, name, {
      configurable: true,
      get(this: Element) {
        return kind === 'flag' ? this.hasAttribute(attribute) : (this.getAttribute(attribute) ?? '')
      },
      set(this: Element, value: unknown) {
        if (kind === 'flag' && !value) this.removeAttribute(attribute)
        else this.setAttribute(attribute, kind === 'flag' ? '' : String(value))
      },
    })
  }
}

reflect(HTMLInputElement.prototype, { defaultValue: 'text', defaultChecked: 'flag' })
reflect(HTMLSelectElement.prototype, { multiple: 'flag' })
reflect(HTMLOptionElement.prototype, { defaultSelected: 'flag' })
reflect(view.HTMLButtonElement.prototype, { value: 'text' })
for (const { prototype } of [HTMLInputElement, HTMLTextAreaElement, HTMLSelectElement, view.HTMLButtonElement]) {
  reflect(prototype, { name: 'text', disabled: 'flag' })
  property(prototype as HTMLElement, 'form', (field) => field.closest('form'))
}
property(
  HTMLInputElement.prototype,
  'type',
  (input) => (input.getAttribute('type') ?? 'text').toLowerCase(),
  (input, type) => input.setAttribute('type', type),
)
property(
  HTMLInputElement.prototype,
  'value',
  (input) => stateOf(input).value ?? input.getAttribute('value') ?? (isOnOff(input) ? 'on' : ''),
  (input, value) => {
    if (isOnOff(input) || isButton(input)) input.setAttribute('value', value)
    else stateOf(input).value = String(value ?? '')
  },
)
property(
  HTMLInputElement.prototype,
  'checked',
  (input) => stateOf(input).checked ?? input.defaultChecked,
  (input, checked) => {
    stateOf(input).checked = Boolean(checked)
    if (!checked || input.type !== 'radio') return
    const home = input.form ?? document
    for (const other of home.querySelectorAll('input')) {
      if (other !== input && other.type === 'radio' && other.name === input.name) stateOf(other).checked = false
    }
  },
)
property(
  HTMLTextAreaElement.prototype,
  'defaultValue',
  (area) => area.textContent,
  (area, value) => {
    area.textContent = value
  },
)
property(
  HTMLTextAreaElement.prototype,
  'value',
  (area) => stateOf(area).value ?? area.textContent,
  (area, value) => {
    stateOf(area).value = String(value ?? '')
  },
)
property(
  HTMLOptionElement.prototype,
  'value',
  (option) => option.getAttribute('value') ?? option.textContent?.trim() ?? '',
  (option, value) => option.setAttribute('value', value),
)
property(
  HTMLOptionElement.prototype,
  'selected',
  (option) => stateOf(option).checked ?? option.defaultSelected,
  (option, selected) => {
    const select = option.closest('select')
    if (selected && select && !select.multiple) {
      for (const other of select.options) stateOf(other).checked = false
    }
    stateOf(option).checked = Boolean(selected)
  },
)
property(
  HTMLSelectElement.prototype,
  'value',
  (select) => ([...select.options].find((option) => option.selected) ?? select.options[0])?.value ?? '',
  (select, value) => {
    for (const option of select.options) stateOf(option).checked = option.value === value
  },
)

/** Returns whether a field is on or off. Its value stays as it is. */
export function isOnOff({ localName, type }: HTMLInputElement): boolean {
  return localName === 'input' && (type === 'checkbox' || type === 'radio')
}

function isButton({ type }: HTMLInputElement): boolean {
  return ['submit', 'reset', 'button', 'hidden'].includes(type)
}

/** Sets what a user has changed, behind the back of React, which would not see a change that goes through the field itself. */
export function change(field: object, name: string, value: unknown): void {
  const prototype = Object.getPrototypeOf(field)
  Object.getOwnPropertyDescriptor(prototype, name)?.set?.call(field, value)
}
