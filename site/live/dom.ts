// Makes elements, and the base of the live parts: custom elements whose style cannot touch the page, nor the page's style them.

type Child = Node | string | undefined

/** Makes an element. What begins with `on` is a listener; other properties are set on the element, or are attributes. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Record<string, unknown> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value as EventListener)
    else if (name in element) Reflect.set(element, name, value)
    else if (value !== undefined) element.setAttribute(name, String(value))
  }
  element.append(...children.filter((child) => child !== undefined))
  return element
}

/** Defines a live part, whose content `fill` makes in a shadow tree when the part is shown first. */
export function define(name: string, styles: string, fill: (root: ShadowRoot, host: HTMLElement) => void): void {
  if (customElements.get(name)) return
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(COMMON + styles)
  customElements.define(
    name,
    class extends HTMLElement {
      connectedCallback() {
        if (this.shadowRoot) return
        const root = this.attachShadow({ mode: 'open' })
        root.adoptedStyleSheets = [sheet]
        // A slash opens the search of the site, but not from a field: the site cannot see that there is a field in a shadow tree.
        root.addEventListener('keydown', (event) => {
          if ((event as KeyboardEvent).key === '/' && isField(event.composedPath()[0])) event.stopPropagation()
        })
        fill(root, this)
      }
    },
  )
}

function isField(target: EventTarget | undefined): boolean {
  return (target as HTMLElement).isContentEditable || (target as Element).matches('input, select, textarea')
}

const COMMON = `
:host { display: block; color: var(--vp-c-text-1); font: 16px/1.5 var(--vp-font-family-base) }
* { box-sizing: border-box }
button, select, input, textarea { font: inherit; color: inherit }
button, select, input[type=text] {
  min-height: 36px; padding: 4px 14px; border: 1px solid var(--site-line); border-radius: 8px; background: var(--vp-c-bg)
}
button { cursor: pointer }
button:hover:not(:disabled) { border-color: var(--vp-c-brand-1); color: var(--vp-c-brand-1) }
button:disabled { cursor: default; color: var(--vp-c-text-2); background: var(--vp-c-bg-soft) }
button.main { background: var(--vp-c-brand-3); border-color: transparent; color: #fff; font-weight: 600 }
button.main:hover:not(:disabled) { background: var(--site-brand-strong); color: #fff }
:focus-visible { outline: 2px solid var(--vp-c-brand-1); outline-offset: 2px }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
`
