// Runs the service: npm run server

import { createApp } from './app.js'
import { openService } from './service.js'
import * as settings from './settings.js'
import { stopTelemetry } from './telemetry.js'

const service = openService({ ...settings, audit: console.log })
const ending = new AbortController()
const server = createApp(service, ending.signal).listen(settings.port, settings.host, () => {
  const { port } = server.address() as { port: number }
  console.log(`Orders: http://${settings.host}:${port}/timeline (${settings.connection ? 'with workers' : 'alone'})`)
})

async function end(): Promise<void> {
  // Takes no more connections. Those without a request are closed at once, and the others with their answer.
  const closed = new Promise((resolve) => server.close(resolve))
  ending.abort()
  await service.close(settings.patience)
  // Who has not sent the whole request by now does not keep the server.
  setTimeout(() => server.closeAllConnections(), 1_000).unref()
  await closed
  await stopTelemetry()
}

process.once('SIGTERM', end)
process.once('SIGINT', end)
