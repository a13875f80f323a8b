// Asks what editors ask while somebody types: the language service of TypeScript 6, and the language server of TypeScript 7.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import { type Consumer, environment, root, SETTINGS } from './consumer.js'

/** Marks a place in a snippet. */
export const MARK = '‸'

/** An error, as an editor underlines it. */
export interface Underlined {
  /** The first line of the message. */
  readonly says: string
  /** The text that is underlined. */
  readonly token: string
}

/** An editor with the files of a consumer open. A file is known by its index. */
export interface Editor {
  readonly name: string
  /** Returns what is offered at the first mark of the file, in alphabetical order. */
  offers(file: number): Promise<string[]>
  /** Returns what is shown over the word after the first mark of the file, without its documentation. */
  hover(file: number): Promise<string>
  errors(file: number): Promise<Underlined[]>
  close(): Promise<unknown>
}

/** A file that is open, with the place of its first mark. */
interface File {
  readonly path: string
  readonly text: string
  readonly mark: number
}

/** As a consumer compiles, but with the sources in the place of the declarations, which have the same types: that is faster. */
const COMPILER_OPTIONS = {
  ...SETTINGS,
  paths: { entracte: [join(root, 'source/core/index.ts')], 'entracte/*': [join(root, 'source/*/index.ts')] },
}

/** Writes one file for each snippet, without its marks, and opens them all in both editors. */
export function openEditors(consumer: Consumer, snippets: readonly string[]): Promise<Editor[]> {
  const files = snippets.map((snippet, index) => {
    const text = snippet.replaceAll(MARK, '')
    return { path: consumer.write(`snippet${index}.ts`, text), text, mark: snippet.indexOf(MARK) }
  })
  consumer.write('tsconfig.json', JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['*.ts'] }))
  return Promise.all([openService(consumer.folder, files), openServer(consumer.folder, files)])
}

async function openService(folder: string, files: readonly File[]): Promise<Editor> {
  const { options } = ts.convertCompilerOptionsFromJson(COMPILER_OPTIONS, folder)
  const service = ts.createLanguageService({
    getScriptFileNames: () => files.map(({ path }) => path),
    getScriptVersion: () => '1',
    getScriptSnapshot(path) {
      const text = ts.sys.readFile(path)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => folder,
    getCompilationSettings: () => options,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
  })
  const at = (index: number) => files[index] as File

  return {
    name: 'TypeScript 6',
    async offers(index) {
      const { path, mark } = at(index)
      return (service.getCompletionsAtPosition(path, mark, {})?.entries ?? []).map(({ name }) => name).sort()
    },
    async hover(index) {
      const { path, mark } = at(index)
      return ts.displayPartsToString(service.getQuickInfoAtPosition(path, mark)?.displayParts)
    },
    async errors(index) {
      const { path, text } = at(index)
      return [...service.getSyntacticDiagnostics(path), ...service.getSemanticDiagnostics(path)].map(
        ({ messageText, start = 0, length = 0 }) => ({
          says: firstLine(ts.flattenDiagnosticMessageText(messageText, '\n')),
          token: text.slice(start, start + length),
        }),
      )
    },
    close: async () => service.dispose(),
  }
}

interface Position {
  line: number
  character: number
}

async function openServer(folder: string, files: readonly File[]): Promise<Editor> {
  const { request, notify, closed } = startServer(folder)
  const uri = ({ path }: File) => pathToFileURL(path).href
  const capabilities = { textDocument: { hover: { contentFormat: ['markdown'] }, diagnostic: {} } }
  await request('initialize', { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities })
  notify('initialized', {})
  for (const file of files) {
    notify('textDocument/didOpen', {
      textDocument: { uri: uri(file), languageId: 'typescript', version: 1, text: file.text },
    })
  }
  const ask = (method: string, index: number) => {
    const file = files[index] as File
    return request(method, { textDocument: { uri: uri(file) }, position: positionAt(file.text, file.mark) })
  }

  return {
    name: 'TypeScript 7',
    async offers(index) {
      const list = (await ask('textDocument/completion', index)) as { items: { label: string }[] } | null
      // A label says that a property is optional. `[Symbol.dispose]` is one more, which TypeScript 6 does not offer.
      const labels = (list?.items ?? []).map(({ label }) => label.replace(/\?$/, ''))
      return labels.filter((label) => label !== 'Symbol' || labels.includes('WeakMap')).sort()
    },
    async hover(index) {
      const shown = (await ask('textDocument/hover', index)) as { contents: { value: string } } | null
      return /^```\w+\n([\s\S]*?)\n```/.exec(shown?.contents.value ?? '')?.[1] ?? ''
    },
    async errors(index) {
      const { text } = files[index] as File
      const { items } = (await ask('textDocument/diagnostic', index)) as {
        items: { message: string; severity: number; range: { start: Position; end: Position } }[]
      }
      return items
        .filter(({ severity }) => severity === 1)
        .map(({ message, range: { start, end } }) => ({
          says: firstLine(message),
          token: text.slice(offsetAt(text, start), offsetAt(text, end)),
        }))
    },
    async close() {
      await request('shutdown', undefined)
      notify('exit', undefined)
      await closed
    },
  }
}

/** Starts the language server, and speaks JSON-RPC with it. */
function startServer(folder: string) {
  const path = join(root, 'node_modules/typescript7/bin/tsc')
  const child = spawn(process.execPath, [path, '--lsp', '--stdio'], {
    cwd: folder,
    env: environment(),
    stdio: 'pipe',
  })
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  let last = 0
  let received = Buffer.alloc(0)

  const send = (message: object) => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message })
    child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }
  const receive = ({ id, method, params, result, error }: Message) => {
    if (method !== undefined) {
      // What the server itself asks for: settings, which are the defaults, and leave to watch files.
      if (id !== undefined) send({ id, result: params?.items?.map(() => null) ?? null })
      return
    }
    const asked = waiting.get(id as number)
    waiting.delete(id as number)
    if (error) asked?.reject(new Error(`The language server says: ${error.message}`))
    else asked?.resolve(result)
  }
  child.stdout.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
    for (;;) {
      const start = received.indexOf('\r\n\r\n') + 4
      const length = Number(/Content-Length: (\d+)/i.exec(received.toString('latin1', 0, start))?.[1])
      if (start < 4 || received.length < start + length) return
      receive(JSON.parse(received.toString('utf8', start, start + length)))
      received = received.subarray(start + length)
    }
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    complaint += chunk
  })
  const closed = new Promise<void>((resolve) => {
    child.on('close', (code) => {
      const error = new Error(`The language server ended with ${code}: ${complaint}`)
      for (const { reject } of waiting.values()) reject(error)
      resolve()
    })
  })

  return {
    request: (method: string, params: unknown) =>
      new Promise<unknown>((resolve, reject) => {
        last += 1
        waiting.set(last, { resolve, reject })
        send({ id: last, method, params })
      }),
    notify: (method: string, params: unknown) => send({ method, params }),
    closed,
  }
}

interface Message {
  readonly id?: number | string
  readonly method?: string
  readonly params?: { readonly items?: readonly unknown[] }
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? ''
}

function positionAt(text: string, offset: number): Position {
  const lines = text.slice(0, Math.max(offset, 0)).split('\n')
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }
}

function offsetAt(text: string, { line, character }: Position): number {
  const before = text.split('\n').slice(0, line)
  return before.reduce((sum, { length }) => sum + length + 1, 0) + character
}
