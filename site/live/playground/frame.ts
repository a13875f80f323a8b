// Runs in the sandboxed frame, which has no origin and no way to the network. Starts a worker for each program, and ends a worker
// that does not answer any more.

import type { Message, Start, Told } from './messages.js'

/** A worker that is silent for so long, in milliseconds, is in an endless loop. */
const PATIENCE = 4_000
const STEP = 500

let worker: Worker | undefined
let running = 0
let addresses: string[] = []
let heard = 0
let looked = 0

const tell = (told: Told) => parent.postMessage(told, '*')

addEventListener('message', ({ source, data }: MessageEvent<Start | 'stop'>) => {
  if (source !== parent) return
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
  const address = addressOf(`${before}playground.run(async function(require,exports){${main[1]}\n})`)
  heard = performance.now()
  worker = new Worker(address)
  worker.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    heard = performance.now()
    if (data.type !== 'alive') tell({ run, message: data })
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
  for (const address of addresses) URL.revokeObjectURL(address)
  addresses = []
}

function addressOf(code: string): string {
  const address = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }))
  addresses.push(address)
  return address
}
