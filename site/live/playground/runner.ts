// Runs programs in a sandboxed frame, and passes on what they print and what was recorded.

import { scriptOf } from 'modules'
import type { Program } from './links.js'
import type { Look, Message, Start, Told } from './messages.js'

export interface Runner {
  /** The frame: it must be in the page. */
  frame: HTMLIFrameElement
  run(files: Program): Promise<void>
  /** Ends the program. Nothing is heard of it any more. */
  stop(): void
  /** Gives the frame the colours of the page. */
  look(isDark: boolean): void
}

/** @param prelude The script of worker.ts. */
export function createRunner(prelude: string, hear: (message: Message) => void): Runner {
  const frame = document.createElement('iframe')
  frame.setAttribute('sandbox', 'allow-scripts')
  frame.title = 'What the program shows'
  frame.hidden = true
  frame.src = new URL('run.html', live).href
  const ready = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
  const library = `globalThis.entracteLibrary=${entracteLibrary};`
  const send = (data: Start | Look | 'stop') => frame.contentWindow?.postMessage(data, '*')
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
      const packages = await Promise.all(scriptsOf(files).map(packagesOf))
      if (run === newest) send({ run, prelude: library + packages.join('') + prelude, files })
    },
    stop,
    look: (isDark) => send({ isDark }),
  }
}

/** Returns the scripts that have what a program imports besides the library. */
function scriptsOf(files: Program): string[] {
  const names = files.flatMap(([, code]) =>
    Array.from(code.matchAll(/\brequire\((['"])(.+?)\1\)/g), ([, , name = '']) => name),
  )
  return [...new Set(names.flatMap((name) => scriptOf[name] ?? []))]
}

const loading: Record<string, Promise<string> | undefined> = {}

function packagesOf(name: string): Promise<string> {
  loading[name] ??= loadPackages(name)
  return loading[name]
}

/** Loads packages that programs of the guide import. Returns the script that defines them. */
function loadPackages(name: string): Promise<string> {
  const script = document.createElement('script')
  script.src = new URL(`${name}.js`, live).href
  const loaded = new Promise<string>((resolve, reject) => {
    script.onload = () => {
      resolve(`(globalThis.entractePackages??={})[${JSON.stringify(name)}]=${entractePackages[name]};`)
    }
    script.onerror = () => {
      loading[name] = undefined
      reject(new Error('The packages could not be loaded'))
    }
  })
  document.head.append(script)
  return loaded
}

/** The functions that make the modules of other packages. Each script of packages has one. */
declare const entractePackages: Record<string, (library: object) => object>

/** The function that makes the modules of the library. library.js has it, and its text is what the frame gets. */
declare const entracteLibrary: () => unknown

/** The address of the script that is read now, which knows where the other files are. */
const live = (document.currentScript as HTMLScriptElement).src
