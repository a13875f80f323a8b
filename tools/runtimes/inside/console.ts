// Runs the suite in a runtime with a console and a process: Node, Deno and Bun. The last line is the report.

import process from 'node:process'
import { runAll } from './suite.js'

// What it rejects with would be taken for something that a test has left behind.
const report = await runAll(console.log).catch((error) => {
  console.error(error)
  process.exit(1)
})
// Exits only after the report is written. A pipe may take only a part at once, and the rest would be lost.
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0))
