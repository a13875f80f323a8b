// Elements with as much as the timeline needs, so that the tests can compare what it builds as text, without a page.

/** A child of an element. */
type Inside = FakeElement | string

export class FakeElement {
  readonly listeners = new Map<string, (event: unknown) => unknown>()
  /** How often the text of the element has been set. */
  said = 0
  /** How often the element has been moved, which takes the focus away from it in a page. */
  moved = 0
  scrollTop = 7
  parent: FakeElement | undefined
  inside: Inside[] = []
  readonly attributes = new Map<string, string>()
  readonly tag: string
  readonly dataset = new Proxy<Record<string, string>>(
    {},
    { set: (_, name, value) => this.#put(`data-${String(name)}`, value) },
  )
  readonly classList = {
    toggle: (name: string, on: boolean) => {
      const names = new Set((this.attributes.get('class') ?? '').split(' ').filter(Boolean))
      if (on) names.add(name)
      else names.delete(name)
      this.#put('class', [...names].join(' '))
    },
  }

  constructor(tag: string) {
    this.tag = tag
  }

  setAttribute(name: string, value: string): void {
    this.#put(name, value)
  }

  addEventListener(name: string, listener: (event: unknown) => unknown): void {
    this.listeners.set(name, listener)
  }

  append(...inside: Inside[]): void {
    this.inside.push(...inside)
    for (const each of inside) if (each instanceof FakeElement) each.parent = this
  }

  replaceChildren(...inside: Inside[]): void {
    for (const each of this.inside) if (each instanceof FakeElement) each.parent = undefined
    this.inside = []
    this.append(...inside)
  }

  insertBefore(element: FakeElement, next: FakeElement | null): void {
    if (element.parent) element.moved++
    element.remove()
    this.inside.splice(next === null ? this.inside.length : this.inside.indexOf(next), 0, element)
    element.parent = this
  }

  remove(): void {
    this.parent?.inside.splice(this.parent.inside.indexOf(this), 1)
    this.parent = undefined
  }

  get rows(): Inside[] {
    return this.inside
  }

  get textContent(): string {
    return this.inside.map((each) => (typeof each === 'string' ? each : each.textContent)).join('')
  }

  set textContent(text: string) {
    this.said++
    this.inside = text === '' ? [] : [text]
  }

  set hidden(hidden: boolean) {
    this.#flag('hidden', hidden)
  }

  set disabled(disabled: boolean) {
    this.#flag('disabled', disabled)
  }

  /** Returns all elements inside, in the order of the text. */
  all(): FakeElement[] {
    return this.inside.flatMap((each) => (typeof each === 'string' ? [] : [each, ...each.all()]))
  }

  /** Returns the first element inside with that text. */
  find(text: string, tag = 'button'): FakeElement {
    const found = this.all().find((each) => each.tag === tag && each.textContent === text)
    if (!found) throw new Error(`There is no ${tag} with “${text}”.`)
    return found
  }

  click(): void {
    this.listeners.get('click')?.({})
  }

  #flag(name: string, on: boolean): void {
    if (on) this.#put(name, '')
    else this.attributes.delete(name)
  }

  #put(name: string, value: string): true {
    if (name === 'class' && value === '') this.attributes.delete(name)
    else this.attributes.set(name, value)
    return true
  }
}

/** Runs `work` with a `document` that can make elements. */
export function withElements<T>(work: () => T): T {
  Object.assign(globalThis, { document: { createElement: (tag: string) => new FakeElement(tag) } })
  try {
    return work()
  } finally {
    Reflect.deleteProperty(globalThis, 'document')
  }
}

/**
 * Returns one line for each element, with more indentation for deeper elements: `button.link type=button “OpenPanel”`.
 *
 * @param names Additional names of elements, shown as `(pause)`.
 */
export function outline(inside: readonly unknown[], names: ReadonlyMap<unknown, string> = new Map()): string[] {
  return (inside as Inside[]).flatMap((each) => linesOf(each, names, ''))
}

function linesOf(each: Inside, names: ReadonlyMap<unknown, string>, indent: string): string[] {
  if (typeof each === 'string') return [`${indent}“${each}”`]
  const { class: classes = '', ...attributes } = Object.fromEntries(each.attributes)
  const [first] = each.inside
  const said = each.inside.length === 1 && typeof first === 'string' ? first : undefined
  const line = [
    [each.tag, ...classes.split(' ').filter(Boolean)].join('.'),
    ...Object.entries(attributes).map(([name, value]) => (value === '' ? name : `${name}=${value}`)),
    ...[...each.listeners.keys()].map((event) => `on ${event}`),
    names.has(each) && `(${names.get(each)})`,
    said !== undefined && `“${said.replaceAll('\n', '⏎')}”`,
  ]
  const deeper = said === undefined ? each.inside.flatMap((one) => linesOf(one, names, `${indent}  `)) : []
  return [indent + line.filter((part) => part !== false).join(' '), ...deeper]
}
