// Opens the desk with its strangers: node --import tsx examples/remote/main.ts [--port 8080]

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDesk } from './open.js'

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } })
const folder = await mkdtemp(join(tmpdir(), 'entracte-remote-'))
try {
  const desk = await openDesk(folder, { port: Number(values.port), pace: 1_000 })
  console.log(`The desk is open at ${desk.address}/ (Ctrl+C closes it)`)
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await desk.close()
} finally {
  await rm(folder, { recursive: true, force: true })
}
