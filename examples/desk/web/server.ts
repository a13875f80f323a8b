// Decides what the page's server answers: the page, the stream of tasks, and the reports, each under a strict policy.
import { createReadStream } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import sirv from 'sirv'
import { answerReports } from '../server.js'

/** Nothing but files of this server: no text becomes code or style, nobody frames the page, nothing is sent elsewhere. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

export interface DeskServerOptions {
  /** The folder that `buildPage` has written the page into. */
  page: string
  /** The file of tasks, one JSON object per line. */
  tasks: string
  /** Default: whatever is free. */
  port?: number | undefined
  /** Milliseconds between one task and the next. Default 1 000. */
  pace?: number | undefined
  /** The Content Security Policy. Default: `POLICY`. */
  policy?: string | undefined
}

export interface DeskServer {
  address: string
  close(): Promise<void>
}

/**
 * Serves the page on loopback: `GET /tasks` is the stream of tasks, `POST /reports` takes a report, all else is a file.
 *
 * @throws the system's error, when the port cannot be had.
 */
export async function serveDesk(options: DeskServerOptions): Promise<DeskServer> {
  const { page, tasks, port = 0, pace = 1_000, policy = POLICY } = options
  const headers = { ...HEADERS, 'content-security-policy': policy }
  const files = sirv(page, { etag: true })
  const reports = answerReports()
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    const { pathname } = new URL(request.url ?? '/', 'http://desk')
    if (!isLocal(request)) return refuse(response, 421, 'This desk is served on loopback only.')
    if (pathname === '/reports') return reports(request, response)
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET and HEAD here.')
    if (pathname === '/tasks') return void streamTasks(tasks, pace, response)
    response.setHeader('cache-control', 'no-cache')
    files(request, response, () => refuse(response, 404, 'No such thing here.'))
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(port, '127.0.0.1', listening)
  })
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((closed, failed) => {
        server.close((error) => (error ? failed(error) : closed()))
        server.closeAllConnections()
      }),
  }
}

/** A page of elsewhere may point a name of its own at loopback; it cannot lie in this header. */
function isLocal({ headers }: IncomingMessage): boolean {
  return /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(headers.host ?? '')
}

async function streamTasks(file: string, pace: number, response: ServerResponse): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
  // Whoever leaves breaks the stream off, which is how most shifts end.
  await pipeline(Readable.from(paced(file, pace, gone.signal)), response).catch(() => response.destroy())
}

/** The lines of the file as they are: whoever reads them says what is wrong with one. */
async function* paced(file: string, pace: number, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })
  for await (const line of lines) {
    yield `${line}\n`
    await sleep(pace, undefined, { signal })
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}
