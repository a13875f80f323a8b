// Runs programs in a sandboxed frame, and passes on what they print and what was recorded.

import type { Program } from './links.js'
import type { Message, Start, Told } from './messages.js'

export interface Runner {
  /** The frame: it must be in the page. */
  frame: HTMLIFrameElement
  run(files: Program): Promise<void>
  /** Ends the program. Nothing is heard of it any more. */
  stop(): void
}

/** @param prelude The script of worker.ts. */
export function createRunner(prelude: string, hear: (message: Message) => void): Runner {
  const frame = document.createElement('iframe')
  frame.setAttribute('sandbox', 'allow-scripts')
  frame.title = 'Where programs run'
  frame.hidden = true
  frame.tabIndex = -1
  frame.src = new URL('run.html', live).href
  const ready = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
  const library = `globalThis.entracteLibrary=${entracteLibrary};`
  const send = (data: Start | 'stop') => frame.contentWindow?.postMessage(data, '*')
  let newest = 0
  // What an earlier run has said may be on its way still.
  addEventListener('message', ({ source, data }: MessageEvent<Told>) => {
    if (source === frame.contentWindow && data.run === newest) hear(data.message)
  })
  const stop = () => {
    newest += 1
    send('stop')
    return newest
  }
  return {
    frame,
    async run(files) {
      const run = stop()
      await ready
      const packages = files.some(([, code]) => importsMore(code)) ? await loadPackages() : ''
      if (run === newest) send({ run, prelude: library + packages + prelude, files })
    },
    stop,
  }
}

/** Returns whether a file imports what the library does not have, and what is no file. */
function importsMore(code: string): boolean {
  const names = [...code.matchAll(/\brequire\('([^']+)'\)/g)].map(([, name = '']) => name)
  return names.some((name) => !name.startsWith('.') && !(name in entracteModules))
}

let packages: Promise<string> | undefined

/** Loads the packages that programs of the guide import besides, once. Returns the script that defines them. */
function loadPackages(): Promise<string> {
  packages ??= new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = new URL('packages.js', live).href
    script.onload = () => resolve(`globalThis.entractePackages=${entractePackages};`)
    script.onerror = () => {
      packages = undefined
      reject(new Error('The packages could not be loaded'))
    }
    document.head.append(script)
  })
  return packages
}

/** The modules of the library, by name. library.js has made them. */
declare const entracteModules: object

/** The function that makes the modules of other packages. packages.js has it. */
declare const entractePackages: () => unknown

/** The function that makes the modules of the library. library.js has it, and its text is what the frame gets. */
declare const entracteLibrary: () => unknown

/** The address of the script that is read now, which knows where the other files are. */
const live = (document.currentScript as HTMLScriptElement).src
