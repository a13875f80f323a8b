// Runs a worker, which does what the carrier and the bank do: npm run worker, as often as you like

import { auditTo } from './audit.js'
import { type Partners, partners } from './contract.js'
import { continueTrace, createActions, enforce, traceActions, work } from './entracte.js'
import { openPartners } from './partners.js'
import { connection, lock, pace, patience, queue } from './settings.js'
import { stopTelemetry } from './telemetry.js'

if (connection === undefined) {
  console.error('A worker needs a queue: set REDIS_URL or DATABASE_URL, for the service too.')
  process.exit(2)
}

const actions = enforce(createActions<Partners>(), partners, { strict: true })
traceActions(actions, { parties: true })
auditTo(console.log, actions)
openPartners(actions, pace)

const name = String(process.pid)
const worker = work(actions, { queue, connection, concurrency: 10, lock, around: continueTrace, worker: { name } })
await worker.ready()
console.log('The worker takes jobs.')

async function end(): Promise<void> {
  await worker.close({ signal: AbortSignal.timeout(patience) })
  await stopTelemetry()
}

process.once('SIGTERM', end)
process.once('SIGINT', end)
