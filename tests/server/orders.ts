// Runs the service, in this process or in one of its own, and sends it requests.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createApp } from '../../examples/server/app.js'
import { openService } from '../../examples/server/service.js'

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: the tests read what they expect
  readonly body: any
}

/** Sends a request of the user with a token. */
export type Ask = (token: string, action: string, payload: unknown, more?: Asking) => Promise<Answer>

export interface Asking {
  readonly key?: string
  readonly signal?: AbortSignal
}

export function askAt(address: string): Ask {
  return async (token, action, payload, { key, signal } = {}) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const response = await fetch(`${address}/actions/${action}`, {
      method: 'POST',
      headers: key === undefined ? headers : { ...headers, 'idempotency-key': key },
      body: typeof payload === 'string' ? payload : JSON.stringify(payload),
      ...(signal && { signal }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  }
}

/** Runs the service in this process, without a queue. */
export async function openHere(pace = 20) {
  const audit: string[] = []
  const ending = new AbortController()
  const service = openService({ pace, queue: 'none', audit: (line) => audit.push(line) })
  const server = createApp(service, ending.signal).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    ...{ service, address, ask: askAt(address) },
    /** The lines of the audit log since the last time. */
    audit: () => audit.splice(0).map((line) => JSON.parse(line)),
    async close() {
      ending.abort()
      await service.close(5_000)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export interface Program {
  readonly child: ChildProcess
  /** All that it has printed. */
  printed(): string
  /** Waits until it has printed what matches. */
  until(pattern: RegExp): Promise<RegExpExecArray>
  /** Sends a signal, waits for the end, and returns the exit code, or the signal that has ended it. Without a signal, it only waits. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<number | string>
}

/** Runs `main.ts` or `worker.ts` in a process of its own. */
export function start(name: 'main' | 'worker', variables: Record<string, string> = {}): Program {
  const folder = './examples/server'
  const { REDIS_URL: _, DATABASE_URL: __, OTEL_EXPORTER_OTLP_ENDPOINT: ___, ...env } = process.env
  const args = ['--import', 'tsx', '--import', `${folder}/telemetry.ts`, `${folder}/${name}.ts`]
  const child = spawn(process.execPath, args, { env: { ...env, PORT: '0', ...variables } })
  const exit = once(child, 'exit')
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
  }
  return {
    child,
    printed: () => text,
    async until(pattern) {
      for (;;) {
        const found = pattern.exec(text)
        if (found) return found
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${name} has ended: ${text}`)
        await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), exit])
      }
    },
    async end(signal) {
      if (signal && child.exitCode === null && child.signalCode === null) child.kill(signal)
      const [code, killed] = await exit
      return code ?? killed
    },
  }
}

/** Runs the service in a process of its own, and returns how to send it requests. */
export async function startService(variables?: Record<string, string>) {
  const program = start('main', variables)
  const [address] = await program.until(/http:\/\/127\.0\.0\.1:\d+/)
  return { ...program, address, ask: askAt(address) }
}

/** Places an order, and returns its id. */
export async function place(ask: Ask, token: string, price = 5_000): Promise<string> {
  const { status, body } = await ask(token, 'PlaceOrder', { article: 'tea', price })
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body.id
}
