// Decides what the reporting service answers: a small HTTP server on loopback, so that MyAction makes a real request.
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

export interface ReportServer {
  /** Where reports are posted to; the port is whatever was free. */
  url: string
  close(): Promise<void>
}

/** Accounts that were never moved to the new system: their half of the service is down for maintenance. */
const inMaintenance = (account: string) => account.startsWith('LEG-')

/** Starts the service: `POST /reports` answers 201 with a `reportId`, or 503 for an account in maintenance. */
export async function startReportServer(): Promise<ReportServer> {
  const server = createServer(answerReports())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/reports`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}

/** The service itself, for a server that has other things to answer, too. It counts its reports anew. */
export function answerReports(): RequestListener {
  let reports = 0
  return (request, response) => {
    answer(request, response, () => `report-${++reports}`).catch((error: Error) =>
      reply(response, 400, { error: error.message }),
    )
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, nextId: () => string): Promise<void> {
  if (request.method !== 'POST' || request.url !== '/reports')
    return reply(response, 404, { error: 'no such thing here' })
  const { account } = (await json(request)) as { account: string }
  if (inMaintenance(account)) return reply(response, 503, { error: 'old accounts are in maintenance' })
  reply(response, 201, { reportId: nextId() })
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
