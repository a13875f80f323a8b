// Runs in the sandboxed frame, which has no origin and no way to the network. Starts a worker for each program, ends a worker that does
// not answer any more, and draws the document of the program.

import type { Look, Message, Start, Told } from './messages.js'
import { clearView, createView, show } from './view.js'

/** A worker that is silent for so long, in milliseconds, is in an endless loop. */
const PATIENCE = 4_000
const STEP = 500

let worker: Worker | undefined
let running = 0
let addresses: string[] = []
let heard = 0
let looked = 0

const tell = (told: Told) => parent.postMessage(told, '*')

const home = createView((happening) => worker?.postMessage(happening))
document.body.append(home)
new ResizeObserver(tellHeight).observe(home)

addEventListener('message', ({ source, data }: MessageEvent<Start | Look | 'stop'>) => {
  if (source !== parent) return
  if (typeof data === 'object' && 'isDark' in data) {
    document.documentElement.className = data.isDark ? 'dark' : ''
    return
  }
  stop()
  if (data !== 'stop') start(data)
})

setInterval(() => {
  const now = performance.now()
  // A page that was asleep has not listened.
  if (now - looked > 2 * STEP) heard = now
  looked = now
  if (!worker || now - heard < PATIENCE) return
  stop()
  const text = `The program was stopped: it did not answer for ${PATIENCE / 1_000} seconds. Is there an endless loop?`
  tell({ run: running, message: { type: 'stopped', text } })
}, STEP)

function start({ run, prelude, files }: Start): void {
  running = run
  clearView()
  home.inert = false
  const library = addressOf(prelude)
  const [main = ['', ''], ...others] = files
  const named = others.map(([name, code]) => {
    return [
      addressOf(`playground.add(${JSON.stringify(name)},function(require,exports,module){${code}\n})`),
      name,
    ] as const
  })
  // All in the first line, so that the lines of errors are the lines of the file.
  const load = named.map(([address, name]) => `playground.read("${address}",${JSON.stringify(name)});`)
  const before = `importScripts("${library}");playground.names.set(self.location.href,${JSON.stringify(main[0])});${load.join('')}`
  const address = addressOf(`${before}playground.run(async function(require,exports,module){${main[1]}\n})`)
  heard = performance.now()
  worker = new Worker(address)
  worker.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    heard = performance.now()
    if (data.type === 'drawn') {
      show(data.drawing)
      tellHeight()
    } else if (data.type !== 'alive') tell({ run, message: data })
    if (data.type === 'stopped') stop()
  })
  worker.addEventListener('error', (event) => {
    event.preventDefault()
    const where = event.filename === address ? ` (line ${event.lineno} of ${main[0]})` : ''
    stop()
    tell({ run, message: { type: 'stopped', text: `The program could not run: ${event.message}${where}` } })
  })
}

function stop(): void {
  worker?.terminate()
  worker = undefined
  // What is drawn answers no more.
  home.inert = true
  for (const address of addresses) URL.revokeObjectURL(address)
  addresses = []
}

/** A frame that is hidden has no height, and is shown first with any. */
function tellHeight(): void {
  const height = home.childNodes.length === 0 ? 0 : Math.max(Math.ceil(document.body.getBoundingClientRect().height), 1)
  tell({ run: running, message: { type: 'shown', height } })
}

function addressOf(code: string): string {
  const address = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }))
  addresses.push(address)
  return address
}
