// The page of the timeline's tests where there is no browser: elements are happy-dom's, and where they are and how big is what a
// browser makes of them in a window of 1440 × 900. `npm run mutate` runs the tests here first, in a tenth of the time. It need
// not be right, only of use: those that it cannot do, while nothing is broken, are left to a browser.
//
//   node tests/mutate-window.js <names of tests, as JSON> <test file…>     runs them until one fails
//   node tests/mutate-window.js null <test file…>                          prints the names of those that it can do

import { Window } from 'happy-dom'
import type { Page } from 'playwright-core'
import type { PageOptions, Site } from '../../tests/devtools/timeline/site.js'
import { collect } from './mutate-tests.js'

export * from '../../tests/devtools/timeline/site.js'

type Box = { left: number; top: number; width: number; height: number }
type Where = { x: number; y: number }

const CHART = { left: 9, top: 189.72, height: 352 }
const [WIDE, NARROW, NOTICE] = [1422, 1082, 47]

const window = new Window({
  url: 'http://127.0.0.1/',
  width: 1440,
  height: 900,
  settings: { disableErrorCapturing: true } as never,
})
const { document } = window
// In the global scope, as in a page.
const { eval: evaluate, setTimeout: later } = globalThis
const clock = performance.now.bind(performance)
/** What time it is while a frame is drawn, which takes none: else what is put off would depend on how busy the machine is. */
let still: number | undefined
const now = () => still ?? clock()
/** As soon as it can be, where a browser would wait for the screen. */
const frame = (callback: (time: number) => void) =>
  later(() => {
    still = clock()
    try {
      callback(still)
    } finally {
      still = undefined
    }
  }, 0)

let media: PageOptions = {}
let scheme = 'normal'
let visits = 0
const KEPT = [
  'performance',
  'process',
  'console',
  'queueMicrotask',
  'URL',
  'Blob',
  'File',
  'setTimeout',
  'clearTimeout',
  'setImmediate',
]
for (const name of Object.getOwnPropertyNames(window)) {
  if (name in globalThis || KEPT.includes(name)) continue
  Object.defineProperty(globalThis, name, { value: window[name as never], writable: true, configurable: true })
}
const prototypeOf = (name: string) => (window[name as never] as { prototype: object }).prototype
const elements = window.HTMLElement.prototype as unknown as HTMLElement

// ---- Where things are

function isShown(element: Element | null): boolean {
  for (let each: Node | null = element; each !== null; each = each.parentNode ?? (each as ShadowRoot).host ?? null) {
    if ((each as HTMLElement).hidden) return false
    if (each === (document as never)) return true
  }
  return false
}

function boxOf(element: HTMLElement): Box {
  const nothing = { left: 0, top: 0, width: 0, height: 0 }
  if (!isShown(element)) return nothing
  const root = element.getRootNode() as ShadowRoot
  const top = CHART.top + (root.querySelector?.('.notice:not([hidden])') ? NOTICE : 0)
  const width = root.querySelector?.('.body.open') ? NARROW : WIDE
  if (element.classList.contains('cursor')) {
    const [x = 0, y = 0] = (element.style as { translate?: string }).translate?.split(' ').map(Number.parseFloat) ?? []
    const { inlineSize, blockSize } = element.style
    return {
      left: CHART.left + x,
      top: top + y,
      width: Number.parseFloat(inlineSize),
      height: Number.parseFloat(blockSize),
    }
  }
  if (element.matches('.scroller, .surface, canvas, [role=tree], .stage, .empty')) return { ...CHART, top, width }
  if (element.matches('.tip')) return { left: 0, top: 0, width: (element.textContent ?? '').length * 7, height: 20 }
  return { ...nothing, width: 100, height: 20 }
}

for (const [name, of] of Object.entries({
  clientWidth: ({ width }: Box) => Math.round(width),
  offsetWidth: ({ width }: Box) => Math.round(width),
  clientHeight: ({ height }: Box) => Math.round(height),
})) {
  Object.defineProperty(elements, name, {
    configurable: true,
    get(this: HTMLElement) {
      return of(boxOf(this))
    },
  })
}
Object.assign(elements, {
  getBoundingClientRect(this: HTMLElement) {
    const { left, top, width, height } = boxOf(this)
    return { left, top, width, height, x: left, y: top, right: left + width, bottom: top + height }
  },
  checkVisibility(this: HTMLElement) {
    return isShown(this)
  },
  setPointerCapture() {},
})
for (const name of ['Label', 'Level', 'Selected', 'Pressed']) {
  Object.defineProperty(elements, `aria${name}`, {
    configurable: true,
    get(this: HTMLElement) {
      return this.getAttribute(`aria-${name.toLowerCase()}`)
    },
  })
}
const scrolled = new WeakMap<object, number>()
Object.defineProperty(elements, 'scrollTop', {
  configurable: true,
  get(this: HTMLElement) {
    return scrolled.get(this) ?? 0
  },
  set(this: HTMLElement, top: number) {
    const inside = Math.max(
      0,
      ...Array.from(this.children, (child) => Number.parseFloat((child as HTMLElement).style.blockSize) || 0),
    )
    const clamped = Math.max(0, Math.min(Math.round(top), Math.round(inside) - Math.round(boxOf(this).height)))
    if (clamped === (scrolled.get(this) ?? 0)) return
    scrolled.set(this, clamped)
    frame(() => this.dispatchEvent(new window.Event('scroll') as never))
  },
})
Object.defineProperty(elements, 'rows', {
  configurable: true,
  get(this: HTMLElement) {
    return this.querySelectorAll('tr')
  },
})
Object.defineProperty(elements, 'innerText', {
  configurable: true,
  get(this: HTMLElement) {
    const texts: string[] = []
    const collect = (node: Node) => {
      if (node.nodeType === 3) texts.push(node.textContent ?? '')
      if (node.nodeType !== 1 || (node as HTMLElement).hidden) return
      const block = (node as HTMLElement).matches(
        'div, p, li, tr, td, th, dt, dd, h2, h3, caption, header, b, button, i, ul, table, label',
      )
      if (block) texts.push(' ')
      for (const child of node.childNodes) collect(child)
      if (block) texts.push(' ')
    }
    collect(this)
    return texts.join('')
  },
})

// ---- What a browser tells

const sized = new Map<object, () => void>()

Object.assign(globalThis, {
  requestAnimationFrame: frame,
  cancelAnimationFrame: clearTimeout,
  matchMedia: (query: string) => ({
    matches:
      query === '' || (query.includes('forced') ? media.forcedColors === 'active' : media.reducedMotion === 'reduce'),
    addEventListener() {},
    removeEventListener() {},
  }),
  getComputedStyle: () => {
    const dark = scheme === 'dark' || (scheme !== 'light' && media.colorScheme === 'dark')
    return { color: dark ? 'rgb(2, 2, 2)' : 'rgb(1, 1, 1)', colorScheme: scheme, fontFamily: 'sans-serif' }
  },
  IntersectionObserver: class {
    #tell: (entries: { isIntersecting: boolean }[]) => void
    constructor(tell: (entries: { isIntersecting: boolean }[]) => void) {
      this.#tell = tell
    }
    observe() {
      frame(() => this.#tell([{ isIntersecting: true }]))
    }
    disconnect() {}
  },
  ResizeObserver: class {
    #tell: () => void
    constructor(tell: () => void) {
      this.#tell = tell
    }
    observe(element: HTMLElement) {
      let last = ''
      sized.set(this, () => {
        const now = JSON.stringify(boxOf(element))
        if (now !== last) this.#tell()
        last = now
      })
    }
    disconnect() {
      sized.delete(this)
    }
  },
})

/** Keeps what has been filled, for its colours. */
class Pen {
  fillStyle = ''
  #filled: { box: [x: number, y: number, width: number, height: number]; colour: string }[] = []
  #path: [number, number, number, number] | undefined
  #read = ''

  setTransform() {
    this.#filled = []
  }
  fillRect(...box: [number, number, number, number]) {
    this.#filled.push({ box, colour: this.fillStyle })
  }
  roundRect(...[x, y, width, height]: [number, number, number, number]) {
    this.#path = [x, y, width, height]
  }
  beginPath() {
    this.#path = undefined
  }
  fill() {
    if (this.#path) this.fillRect(...this.#path)
  }
  measureText(text: string) {
    return { width: text.length * 6.5 }
  }
  drawImage(canvas: HTMLCanvasElement, x: number, y: number) {
    const { filled } = canvas.getContext('2d') as unknown as Pen
    this.#read =
      filled.findLast(
        ({ box: [left, top, width, height] }) => x >= left && y >= top && x < left + width && y < top + height,
      )?.colour ?? ''
  }
  getImageData() {
    return { data: [1, 3, 5].map((at) => Number.parseInt(this.#read.slice(at, at + 2), 16)) }
  }
  get filled() {
    return this.#filled
  }
}
for (const name of [
  'save',
  'restore',
  'clip',
  'rect',
  'stroke',
  'fillText',
  'moveTo',
  'lineTo',
  'clearRect',
  'strokeRect',
  'scale',
  'translate',
  'setLineDash',
  'arc',
  'closePath',
])
  Object.assign(Pen.prototype, { [name]() {} })
const pens = new WeakMap<object, Pen>()
Object.assign(prototypeOf('HTMLCanvasElement'), {
  getContext(this: object) {
    let pen = pens.get(this)
    if (!pen) {
      pen = new Pen()
      pens.set(this, pen)
    }
    return pen
  },
})
Object.assign(globalThis, { CanvasRenderingContext2D: Pen })

// ---- What is saved and opened

const blobs = new Map<string, Blob>()
const awaited = new Map<string, (value: unknown) => void>()
Object.assign(URL, {
  createObjectURL(blob: Blob) {
    const url = `blob:${blobs.size}`
    blobs.set(url, blob)
    return url
  },
  revokeObjectURL: (url: string) => void blobs.delete(url),
})
Object.assign(prototypeOf('HTMLAnchorElement'), {
  click(this: HTMLAnchorElement) {
    const blob = blobs.get(this.getAttribute('href') ?? '')
    const name = this.getAttribute('download')
    awaited.get('download')?.({
      suggestedFilename: () => name,
      createReadStream: async () => [Buffer.from((await blob?.arrayBuffer()) as ArrayBuffer)],
    })
  },
})

// ---- What a user does

function deepActive(): HTMLElement {
  let active = document.activeElement as unknown as HTMLElement
  while (active.shadowRoot?.activeElement) active = active.shadowRoot.activeElement as HTMLElement
  return active ?? (document.body as never)
}

class Hand {
  #at: Where = { x: 0, y: 0 }
  #over: HTMLElement | undefined
  #held = new Set<string>()

  get flags() {
    return {
      shiftKey: this.#held.has('Shift'),
      ctrlKey: this.#held.has('Control'),
      altKey: this.#held.has('Alt'),
      metaKey: this.#held.has('Meta'),
    }
  }

  keyboard = {
    down: async (key: string) => void this.#held.add(key),
    up: async (key: string) => void this.#held.delete(key),
    press: async (keys: string) => {
      const parts = keys === '+' ? ['+'] : keys.split('+')
      const key = parts.pop() as string
      for (const each of parts) this.#held.add(each)
      const target = deepActive()
      const event = new window.KeyboardEvent('keydown', {
        key,
        ...this.flags,
        bubbles: true,
        composed: true,
        cancelable: true,
      })
      target.dispatchEvent(event as never)
      for (const each of parts) this.#held.delete(each)
      if (!event.defaultPrevented && key === 'Enter' && target.matches('button')) target.click()
    },
  }

  mouse = {
    move: async (x: number, y: number) => {
      this.#at = { x, y }
      const over = this.#find()
      if (this.#over && this.#over !== over) this.#send('pointerleave', this.#over, { bubbles: false })
      if (over && this.#over !== over) this.#send('pointerenter', over, { bubbles: false })
      this.#over = over
      this.#send('pointermove')
    },
    down: async ({ button = 0 } = {}) =>
      this.#send('pointerdown', this.#find(), { button: button === ('right' as never) ? 2 : 0 }),
    up: async ({ button = 0 } = {}) => {
      this.#send('pointerup', this.#find())
      if (button === 0) this.#send('click', this.#find())
    },
    click: async (x: number, y: number) => {
      await this.mouse.move(x, y)
      await this.mouse.down()
      await this.mouse.up()
    },
    wheel: async (deltaX: number, deltaY: number) => {
      const { x: clientX, y: clientY } = this.#at
      const target = this.#find()
      const event = new window.WheelEvent('wheel', { deltaX, deltaY, bubbles: true, composed: true, cancelable: true })
      for (const [name, value] of Object.entries({ clientX, clientY, ...this.flags }))
        Object.defineProperty(event, name, { value })
      target?.dispatchEvent(event as never)
    },
  }

  #find(): HTMLElement | undefined {
    const surface = (globalThis as unknown as { root: ShadowRoot }).root.querySelector('.surface') as HTMLElement
    const { left, top, width, height } = boxOf(surface)
    const { x, y } = this.#at
    return x >= left && y >= top && x < left + width && y < top + height ? surface : undefined
  }

  #send(type: string, target = this.#find(), more = {}): void {
    const { x: clientX, y: clientY } = this.#at
    const given = {
      bubbles: true,
      composed: true,
      cancelable: true,
      pointerId: 1,
      pointerType: 'mouse',
      button: 0,
      ...more,
    }
    const event = new window.PointerEvent(type, given)
    for (const [name, value] of Object.entries({ clientX, clientY, ...this.flags }))
      Object.defineProperty(event, name, { value })
    target?.dispatchEvent(event as never)
  }
}

function locate(find: () => HTMLElement[]) {
  const one = () => {
    const [element] = find()
    if (!element) throw new Error('There is no such element.')
    return element
  }
  const set = (checked: boolean) => {
    if ((one() as HTMLInputElement).checked !== checked) one().click()
  }
  return {
    click: async () => {
      const element = one()
      if (element.matches('button, input')) element.focus()
      element.click()
    },
    check: async () => set(true),
    uncheck: async () => set(false),
    focus: async () => one().focus(),
    getAttribute: async (name: string) => one().getAttribute(name),
    selectOption: async (value: string) => {
      const select = one() as HTMLSelectElement
      if (![...select.options].some((option) => option.value === value)) throw new Error(`There is no ${value}.`)
      select.value = value
      select.dispatchEvent(new window.Event('change', { bubbles: true }) as never)
    },
    first: () => locate(() => find().slice(0, 1)),
    getByRole: (role: string, options?: Named) => byRole(() => find(), role, options),
  }
}

interface Named {
  name?: string
  exact?: boolean
}

function byRole(within: () => (HTMLElement | ShadowRoot)[], role: string, { name, exact = false }: Named = {}) {
  const selector = role === 'button' ? 'button' : `input[type=${role}]`
  return locate(() =>
    within()
      .flatMap((each) => [...each.querySelectorAll<HTMLElement>(selector)])
      .filter((element) => {
        const label = (
          element.getAttribute('aria-label') ??
          element.closest('label')?.innerText ??
          element.innerText
        ).trim()
        const is = exact ? label === name : label.toLowerCase().includes((name ?? '').toLowerCase())
        return isShown(element) && is
      }),
  )
}

const restores = Object.entries({ setTimeout, clearTimeout, requestAnimationFrame: frame }) as [string, unknown][]
const dateNow = Date.now
const pass = Pen.prototype.setTransform

async function goto(): Promise<void> {
  document.body.replaceChildren()
  document.documentElement.removeAttribute('style')
  sized.clear()
  awaited.clear()
  Object.assign(globalThis, Object.fromEntries(restores))
  Object.assign(performance, { now })
  Date.now = dateNow
  Pen.prototype.setTransform = pass
  await import(`./timeline-page.js?${++visits}`)
}

const observing = setInterval(() => {
  for (const look of [...sized.values()]) look()
}, 1)
observing.unref()

export function createSite(): Site {
  return {
    calls: new Map(),
    async visit({ style = 'html { color-scheme: light dark }', viewport: _, ...options }, work) {
      media = options
      scheme = /color-scheme: ([^;}]*?) *[;}]/.exec(style)?.[1] ?? 'normal'
      await goto()
      const root = () => (globalThis as unknown as { root: ShadowRoot }).root
      const hand = new Hand()
      const page = {
        evaluate: async (code: string) => {
          const value = await evaluate(code)
          const told = JSON.stringify(value)
          return told === undefined ? undefined : JSON.parse(told)
        },
        keyboard: hand.keyboard,
        mouse: hand.mouse,
        locator: (selector: string) => locate(() => [...root().querySelectorAll<HTMLElement>(selector)]),
        getByRole: (role: string, named?: Named) => byRole(() => [root()], role, named),
        getByLabel: (label: string) =>
          locate(() =>
            [...root().querySelectorAll<HTMLElement>('label')]
              .filter((each) => each.textContent?.includes(label) && isShown(each))
              .map((each) => each.querySelector('select, input') as HTMLElement),
          ),
        waitForEvent: (name: string) => new Promise((resolve) => awaited.set(name, resolve)),
        hover: async (selector: string) => {
          for (let each = root().querySelector(selector); each; each = each.parentElement)
            each.dispatchEvent(new window.PointerEvent('pointerenter') as never)
        },
      }
      await page.evaluate('patience = 10_000, calm()')
      await work(page as unknown as Page)
    },
    close: async () => {},
  }
}

// ---- The tests

/** How long a test may take that is not left to a browser, in milliseconds, and how long it is waited for later, when it is busier. */
const LIMIT = { try: 2_500, run: 20_000 }

const [, , names = 'null', ...files] = process.argv
// Not before this module is there: the tests import it.
later(() => run(JSON.parse(names)))

async function run(names: string[] | null): Promise<void> {
  const tests = []
  for (const file of files) tests.push(...(await collect(file)))
  if (names === null) {
    // What a test that has failed left behind must not end the others.
    process.on('unhandledRejection', () => {}).on('uncaughtException', () => {})
    const able: string[] = []
    for (const { name, work } of tests) {
      console.log(name)
      if ((await passes(work, LIMIT.try)) && (await passes(work, LIMIT.try))) able.push(name)
    }
    console.log(JSON.stringify(able))
    process.exit()
  }
  for (const { name, work } of tests) {
    if (!names.includes(name)) continue
    console.log(name)
    if (await passes(work, LIMIT.run)) continue
    console.log('✘')
    process.exit(1)
  }
  process.exit()
}

async function passes(work: () => unknown, limit: number): Promise<boolean> {
  try {
    await Promise.race([work(), new Promise((_, reject) => later(reject, limit))])
    return true
  } catch {
    return false
  }
}
