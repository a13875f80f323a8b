// Sends 5,000 jobs through two workers while everything is killed and cut, and fails when a caller was told something untrue, or nothing.
//
//   node --import tsx tools/chaos/main.ts [--jobs 5000] [--seed 1] [--postgres]

import { parseArgs } from 'node:util'
import { openPostgres, openServer } from '../../tests/queue/server.js'
import { wreak } from './chaos.js'

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '5000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    postgres: { type: 'boolean', default: false },
  },
})
const server = await (values.postgres ? openPostgres() : openServer())
console.log(`${values.jobs} jobs, seed ${values.seed}, ${server.url.replace(/:\d+.*/, '')}`)
const report = await wreak(server, {
  ...{ jobs: Number(values.jobs), seed: Number(values.seed), pause: 1_000, inFlight: 50, work: 200 },
})
await server.close()
console.log(report)
const { jobs, done, refused, others, untrue } = report
const isGood = jobs === Number(values.jobs) && done + refused === jobs && others.length === 0 && untrue.length === 0
console.log(isGood ? 'Every caller was told the truth.' : 'Something is wrong.')
process.exit(isGood ? 0 : 1)
