// Gives the tests here a document, and React that renders into it under StrictMode.

import { Window } from 'happy-dom'
import type { ReactNode } from 'react'
import * as React from 'react'
import { type Test, test } from 'uvu'
import * as assert from 'uvu/assert'

const window = new Window()
Object.assign(globalThis, { window, document: window.document, IS_REACT_ACT_ENVIRONMENT: true })
// Node 20 has no navigator.
if (globalThis.navigator === undefined) Object.assign(globalThis, { navigator: window.navigator })

// React looks for a document when it is loaded.
const { createRoot, hydrateRoot } = await import('react-dom/client')

/** React 18.2 has it under another name. */
const acting = (React.act ?? (React as unknown as { unstable_act: typeof React.act }).unstable_act) as typeof React.act

export const h = React.createElement

/** How many components are a lot. */
export const MOUNTS = Number(process.env.MOUNTS ?? 1_000)

/** Runs `work`, and everything that React does because of it. */
export async function act(work: () => unknown): Promise<void> {
  await acting(async () => {
    await work()
  })
}

export interface Mounted {
  /** The text that is shown. */
  text(): string
  render(node: ReactNode): Promise<void>
  unmount(): Promise<void>
  click(selector?: string): Promise<void>
  readonly container: Element
}

/** Renders something under StrictMode. With `html`, which a server has rendered, it is hydrated. */
export async function mount(node: ReactNode, html?: string): Promise<Mounted> {
  const container = document.createElement('div')
  document.body.append(container)
  const strict = (inner: ReactNode) => h(React.StrictMode, null, inner)
  let root!: ReturnType<typeof createRoot>
  if (html !== undefined) container.innerHTML = html
  await act(() => {
    if (html !== undefined) root = hydrateRoot(container, strict(node))
    else {
      root = createRoot(container)
      root.render(strict(node))
    }
  })
  return {
    container,
    text: () => container.textContent ?? '',
    render: (next) => act(() => root.render(strict(next))),
    unmount: () => act(() => root.unmount()),
    click: (selector = 'button') => act(() => (container.querySelector(selector) as HTMLElement).click()),
  }
}

/** Everything that was printed as an error or a warning since it was taken last. */
const printed: string[] = []

for (const kind of ['error', 'warn'] as const) {
  console[kind] = (...args: unknown[]) => void printed.push(args.map(String).join(' '))
}

/** Returns what was printed, and forgets it. */
export function takePrinted(): string[] {
  return printed.splice(0)
}

/** A test that fails also when React, or anything else, has printed something that the test has not taken. */
export const quietly = ((name: string, check: () => unknown) =>
  test(name, async () => {
    takePrinted()
    await check()
    assert.equal(takePrinted(), [])
  })) as unknown as Test
